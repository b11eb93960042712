"""Limits on the threads of numerical libraries, safe to use from several threads."""

from contextlib import contextmanager
from threading import Lock

from threadpoolctl import threadpool_limits


class SharedLimit:
    """One thread for BLAS, for as long as anybody in this process needs it.

    The number of threads of a BLAS library belongs to the whole process. If each user
    restored what it found, two that overlap would leave the limit behind.
    """

    def __init__(self):
        self._lock = Lock()
        self._n_users = 0
        self._limits = None

    @contextmanager
    def __call__(self):
        """Limit BLAS to one thread within a context."""
        with self._lock:
            if self._n_users == 0:
                self._limits = threadpool_limits(limits=1, user_api="blas")
            self._n_users += 1
        try:
            yield
        finally:
            with self._lock:
                self._n_users -= 1
                if self._n_users == 0:
                    self._limits.restore_original_limits()


one_blas_thread = SharedLimit()


@contextmanager
def one_thread():
    """Limit BLAS and OpenMP to one thread within a context."""
    # The number of threads of OpenMP belongs to the calling thread.
    with one_blas_thread(), threadpool_limits(limits=1, user_api="openmp"):
        yield
