"""Results are the same under every backend of joblib, on a cluster of Dask, too."""

import joblib
import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SVMSMOTE
from numpy.testing import assert_array_equal
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE
from clover.over_sampling._generation import many_cells
from clover.over_sampling._generation.many_cells import write_chunks

SAMPLERS = [
    # More rows than SMOTE makes at a time, so that there is work for two threads.
    KMeansSMOTE(random_state=0, n_jobs=2),
    ClusterOverSampler(GeometricSMOTE(), KMeans(3, n_init=1), random_state=0, n_jobs=2),
    # Oversamplers of imbalanced-learn do each cluster in a job of its own.
    ClusterOverSampler(SVMSMOTE(), KMeans(2, n_init=1), random_state=0, n_jobs=2),
    ClusterOverSampler(ADASYN(), KMeans(2, n_init=1), random_state=0, n_jobs=2),
]
# Before version 1.3, joblib has the older function alone.
use_backend = getattr(joblib, "parallel_config", joblib.parallel_backend)


def name_of(sampler):
    return type(getattr(sampler, "oversampler", None) or sampler).__name__


@pytest.fixture(scope="module")
def overlapping():
    """3,000 rows of class 0 and 600 of class 1, in twenty dimensions."""
    X, blob = make_blobs([1500, 1500, 300, 300], 20, cluster_std=9.0, random_state=3)
    return X, (blob > 1).astype(int)


@pytest.fixture(scope="module")
def dask_client():
    distributed = pytest.importorskip("distributed")
    params = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.Client(processes=False, **params) as client:
        yield client


@pytest.mark.parametrize("sampler", SAMPLERS, ids=name_of)
@pytest.mark.parametrize("backend", ["threading", "loky", "dask"])
def test_rows_are_those_of_one_job(overlapping, sampler, backend, request, monkeypatch):
    if backend == "dask":
        request.getfixturevalue("dask_client")
    monkeypatch.setattr(many_cells, "CHUNK_SIZE", 10_000)
    alone = sampler.set_params(n_jobs=1).fit_resample(*overlapping)
    sampler.set_params(n_jobs=2)
    with use_backend(backend):
        together = sampler.fit_resample(*overlapping)
    for result, expected in zip(together, alone, strict=True):
        assert_array_equal(result, expected)


@pytest.mark.parametrize("sampler", SAMPLERS[2:], ids=name_of)
def test_number_of_jobs_may_be_left_to_the_backend(overlapping, sampler, dask_client):
    alone = sampler.set_params(n_jobs=1).fit_resample(*overlapping)
    sampler.set_params(n_jobs=None)
    with use_backend("dask"):
        assert_array_equal(sampler.fit_resample(*overlapping)[0], alone[0])
    sampler.set_params(n_jobs=2)


class LocatedSMOTE(SMOTE):
    """SMOTE that notes on which worker it is."""

    workers = set()

    def _fit_resample(self, X, y):
        from distributed import get_worker

        self.workers.add(get_worker().name)
        return super()._fit_resample(X, y)


def test_clusters_are_resampled_on_the_workers(overlapping, dask_client):
    clusterer = KMeans(6, n_init=1)
    sampler = ClusterOverSampler(LocatedSMOTE(), clusterer, random_state=0, n_jobs=2)
    with use_backend("dask"):
        sampler.fit_resample(*overlapping)
    names = {
        worker["id"] for worker in dask_client.scheduler_info()["workers"].values()
    }
    assert LocatedSMOTE.workers
    assert names >= LocatedSMOTE.workers


def test_threads_are_as_many_as_this_computer_has_cores(monkeypatch):
    n_threads = []

    class CountingParallel(many_cells.Parallel):
        def __init__(self, n_jobs, **params):
            n_threads.append(n_jobs)
            super().__init__(n_jobs, **params)

    monkeypatch.setattr(many_cells, "Parallel", CountingParallel)
    written = np.zeros(300)
    chunks = [slice(start, start + 1) for start in range(300)]
    # As on a cluster of many cores.
    monkeypatch.setattr(many_cells, "effective_n_jobs", lambda n_jobs: 1_000)
    monkeypatch.setattr(many_cells, "cpu_count", lambda: 2)
    write_chunks(lambda chunk, number: number, chunks, written.__setitem__, n_jobs=None)
    assert n_threads == [2]
    assert_array_equal(written, np.arange(300))
