"""Limits on the threads of numerical libraries, safe to use from several threads."""

from contextlib import contextmanager
from threading import Lock

from threadpoolctl import ThreadpoolController

_blas = Lock()


def _limit_to_one_thread(user_api):
    # Of the libraries that are selected only, the limits are restored afterwards.
    return ThreadpoolController().select(user_api=user_api).limit(limits=1)


@contextmanager
def one_blas_thread():
    """Limit BLAS to one thread within a context.

    The number of threads of a BLAS library belongs to the whole process. If two threads
    of Python set and restored it in turns, the limit could stay behind for good. So
    only one at a time does; others go on with the limit that it has set, or without.
    """
    if not _blas.acquire(blocking=False):
        yield
        return
    try:
        with _limit_to_one_thread("blas"):
            yield
    finally:
        _blas.release()


@contextmanager
def one_thread():
    """Limit BLAS and OpenMP to one thread within a context."""
    # The number of threads of OpenMP belongs to the calling thread.
    with one_blas_thread(), _limit_to_one_thread("openmp"):
        yield
