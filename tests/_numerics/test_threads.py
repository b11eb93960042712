"""Limits on the threads of numerical libraries."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from clover._numerics.threads import one_blas_thread, one_thread


def n_threads(user_api):
    np.dot(np.eye(2), np.eye(2))
    (n,) = {
        library["num_threads"]
        for library in threadpool_info()
        if library["user_api"] == user_api
    }
    return n


@pytest.mark.parametrize("first_to_end", [0, 1])
@pytest.mark.parametrize("limit", [one_blas_thread, one_thread])
def test_limits_of_two_threads_leave_none_behind(limit, first_to_end):
    with threadpool_limits(2):
        contexts = ExitStack(), ExitStack()
        contexts[0].enter_context(limit())
        with ThreadPoolExecutor(1) as thread:
            thread.submit(contexts[1].enter_context, limit()).result()
            assert n_threads("blas") == 1
            if first_to_end == 0:
                contexts[0].close()
                thread.submit(contexts[1].close).result()
            else:
                thread.submit(contexts[1].close).result()
                assert n_threads("blas") == 1
                contexts[0].close()
        assert n_threads("blas") == 2


def test_limit_of_openmp_is_that_of_the_calling_thread():
    with threadpool_limits(2):
        with one_thread():
            assert n_threads("openmp") == 1
        assert n_threads("openmp") == 2


def test_limit_ends_with_an_error():
    with threadpool_limits(2):
        with pytest.raises(KeyError), one_thread():
            raise KeyError
        assert n_threads("blas") == n_threads("openmp") == 2
