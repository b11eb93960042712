"""Limits on the threads of numerical libraries, safe to use from several threads."""

import os
import sys
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from threadpoolctl import ThreadpoolController

_blas = Lock()


def _renew_lock():
    global _blas
    _blas = Lock()


# A fork takes the lock along as it is, but not the thread that would release it.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


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


@contextmanager
def one_blas_thread():
    """Limit BLAS to one thread within a context.

    The number of threads of a BLAS library belongs to the whole process. If two threads
    of Python set and restored it in turns, the limit could stay behind for good. So
    only one at a time does; others go on with the limit that it has set, or without.
    """
    # A forked child may have another lock by the time that the context ends.
    lock = _blas
    if not lock.acquire(blocking=False):
        yield
        return
    try:
        with _limit_to_one_thread("blas"):
            yield
    finally:
        lock.release()


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
