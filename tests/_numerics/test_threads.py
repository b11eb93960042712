"""Limits on the threads of numerical libraries."""

import os
import signal
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_info, threadpool_limits

from clover._numerics import threads
from clover._numerics.threads import one_blas_thread, one_thread


@pytest.fixture
def searches(monkeypatch):
    """Return a list that grows by one with each search for libraries."""
    done = []
    # The first search in a process may import modules itself.
    ThreadpoolController()

    class CountingController(ThreadpoolController):
        def __init__(self):
            done.append(len(sys.modules))
            super().__init__()

    monkeypatch.setattr(threads, "ThreadpoolController", CountingController)
    threads._find_libraries.cache_clear()
    yield done
    threads._find_libraries.cache_clear()


def succeeds_in_fork(check):
    """Return whether a check passes in a forked child."""
    child = os.fork()
    if child == 0:
        # Should the child hang, it is ended.
        signal.alarm(60)
        try:
            check()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def forks(test):
    """Mark a test that forks."""
    test = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")(test)
    ignore = "ignore:.*multi-threaded, use of fork:DeprecationWarning"
    return pytest.mark.filterwarnings(ignore)(test)


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
                # The other thread would round sums otherwise without the limit.
                assert n_threads("blas") == 1
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


def limit_often():
    for _ in range(20):
        with one_thread():
            pass


def test_libraries_are_searched_for_once(searches):
    limit_often()
    assert len(searches) == 1


def test_libraries_are_searched_for_again_after_an_import(searches, monkeypatch):
    limit_often()
    monkeypatch.setitem(sys.modules, "a_module_that_loads_a_library", threads)
    limit_often()
    assert len(searches) == 2


def test_library_of_a_new_module_is_limited(searches, monkeypatch):
    with monkeypatch.context() as patch:
        # As if no library had been loaded yet.
        patch.setattr(ThreadpoolController, "_load_libraries", lambda self: None)
        limit_often()
    with threadpool_limits(2):
        monkeypatch.setitem(sys.modules, "a_module_that_loads_a_library", threads)
        with one_thread():
            assert n_threads("blas") == n_threads("openmp") == 1
        assert n_threads("blas") == n_threads("openmp") == 2


def test_threads_that_limit_at_once_leave_no_limit_behind(searches):
    n_workers = 4
    barrier = Barrier(n_workers)

    def work():
        with threadpool_limits(2, user_api="openmp"):
            barrier.wait(timeout=60)
            limit_often()
            return n_threads("openmp")

    with threadpool_limits(2), ThreadPoolExecutor(n_workers) as workers:
        done = [workers.submit(work) for _ in range(n_workers)]
        assert [future.result() for future in done] == [2] * n_workers
        assert n_threads("blas") == 2
    # Those that come before the first search is over search, too.
    assert 1 <= len(searches) <= n_workers


@forks
def test_child_does_not_search_for_libraries_again(searches):
    def check():
        limit_often()
        assert len(searches) == 1

    limit_often()
    assert succeeds_in_fork(check)


@forks
def test_child_can_limit_although_another_thread_did_before_the_fork():
    def check():
        with threadpool_limits(2):
            with one_blas_thread():
                assert n_threads("blas") == 1
            assert n_threads("blas") == 2

    with ThreadPoolExecutor(1) as thread, threadpool_limits(2):
        context = ExitStack()
        thread.submit(context.enter_context, one_blas_thread()).result()
        assert succeeds_in_fork(check)
        thread.submit(context.close).result()


@forks
def test_child_can_end_a_limit_that_began_before_the_fork():
    def check():
        context.close()
        assert n_threads("blas") == 2
        with one_blas_thread():
            assert n_threads("blas") == 1
        assert n_threads("blas") == 2

    with threadpool_limits(2):
        context = ExitStack()
        context.enter_context(one_blas_thread())
        assert succeeds_in_fork(check)
        context.close()
        assert n_threads("blas") == 2
