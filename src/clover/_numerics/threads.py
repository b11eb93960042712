"""Limits on the threads of numerical libraries, safe to use from several threads."""

import os
import sys
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock, local

from threadpoolctl import ThreadpoolController


@lru_cache(maxsize=1)
def _find_libraries(n_modules):
    return ThreadpoolController()


def _limit_to_one_thread(user_api):
    """Limit the libraries of an API to one thread, from this call on.

    To look through all that the process has loaded takes milliseconds. What was found
    is kept until the number of imported modules changes: libraries come with modules.
    One that comes without a module, e.g. through ctypes, is found after the next import
    and keeps its threads until then.
    """
    libraries = _find_libraries(len(sys.modules))
    # Of the libraries that are selected only, the limits are restored afterwards.
    return libraries.select(user_api=user_api).limit(limits=1)


def _release_control():
    """Let any thread change the number of threads of BLAS.

    In new versions of threadpoolctl, 3.8 for one, only the thread that changed it first
    can, and changes by others do nothing.
    """
    for library in _find_libraries(len(sys.modules)).lib_controllers:
        if hasattr(library, "clear_controlling_thread"):
            library.clear_controlling_thread(force=True)


class _SharedLimit:
    """The limit of BLAS, held as long as any thread of Python is in its context.

    The number of threads of a BLAS library belongs to the whole process. If two threads
    of Python set and restored it in turns, the limit could end while one of them still
    needs it, or stay behind for good. So the first one sets it, and the last one
    restores the number.
    """

    def __init__(self):
        self._lock, self._limit, self._n_holders = Lock(), None, 0
        # How many contexts each thread is in.
        self._of_thread = local()

    def __enter__(self):
        with self._lock:
            if self._n_holders == 0:
                _release_control()
                self._limit = _limit_to_one_thread("blas")
            self._n_holders += 1
        self._of_thread.depth = self._depth() + 1

    def __exit__(self, *error):
        self._of_thread.depth = self._depth() - 1
        with self._lock:
            self._n_holders -= 1
            if self._n_holders == 0:
                _release_control()
                self._limit.restore_original_limits()
                _release_control()

    def _depth(self):
        return getattr(self._of_thread, "depth", 0)

    def keep_calling_thread(self):
        """Forget the other threads, which a fork does not take along."""
        self._lock, self._n_holders = Lock(), self._depth()


_one_blas_thread = _SharedLimit()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_one_blas_thread.keep_calling_thread)


def one_blas_thread():
    """Limit BLAS to one thread within a context, in all threads of Python."""
    return _one_blas_thread


@contextmanager
def one_thread():
    """Limit BLAS and OpenMP to one thread within a context."""
    # The number of threads of OpenMP belongs to the calling thread.
    with one_blas_thread(), _limit_to_one_thread("openmp"):
        yield


def count_threads():
    """Return how many threads OpenMP would use now, 1 where it is not loaded."""
    libraries = _find_libraries(len(sys.modules)).select(user_api="openmp")
    return max((found["num_threads"] for found in libraries.info()), default=1)
