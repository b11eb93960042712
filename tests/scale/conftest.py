"""Schedulers of Dask that several test modules share."""

import pytest


@pytest.fixture(scope="session")
def two_workers():
    """Return a client of two workers, which are processes."""
    distributed = pytest.importorskip("distributed")
    params = {"threads_per_worker": 1, "dashboard_address": ":0"}
    cluster = distributed.LocalCluster(n_workers=2, **params)
    with distributed.Client(cluster, set_as_default=False) as client:
        yield client
    # The default time limit is too short for a computer that is busy.
    cluster.close(timeout=60)


@pytest.fixture
def no_processes():
    """Let Dask do all tasks in this thread."""
    dask = pytest.importorskip("dask")
    with dask.config.set(scheduler="synchronous"):
        yield
