"""Data that fit into memory get the plan and the samples that they get in memory."""

import numpy as np
import pyarrow as pa
import pytest
from imblearn.over_sampling import SMOTE
from scale_tables import read, write_parts
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import make_blobs
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from two_samples import smallest_p_value

from clover.distribution import DensityDistributor
from clover.distribution._allocations.spread import MAX_EXACT_ROWS
from clover.exceptions import NoSamplesError
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE
from clover.scale import ResamplePlan, plan, resample
from clover.scale._labels import distances

N_ROWS, N_FEATURES = 20_000, 10
NAMES = [f"x{j}" for j in range(N_FEATURES)]


def make_rows(minority_share):
    """Return rows of two classes in blobs of different spreads."""
    rng = np.random.RandomState(0)
    spreads = np.linspace(0.5, 3.0, 6)
    X, blob = make_blobs(
        N_ROWS, N_FEATURES, centers=6, cluster_std=spreads, random_state=0
    )
    shares = minority_share * np.linspace(0.5, 1.5, 6)
    return X, (rng.uniform(size=N_ROWS) < shares[blob]).astype(int)


def freeze_clusterer(X):
    """Return a pipeline of a frozen scaler and a frozen k-means."""
    kmeans = MiniBatchKMeans(6, n_init=3, random_state=0)
    fitted = make_pipeline(StandardScaler(), kmeans).fit(X)
    return make_pipeline(*(FrozenEstimator(step) for _, step in fitted.steps))


def write(X, y, folder):
    return write_parts(pa.table([*X.T, y], names=[*NAMES, "y"]), folder / "data", 4)


def plan_both(X, y, folder, **params):
    """Return the source, the fitted sampler in memory, and the plan beyond memory."""
    clusterer = freeze_clusterer(X)
    sampler = KMeansSMOTE(kmeans_estimator=clusterer, random_state=0, **params).fit(
        X, y
    )
    source = write(X, y, folder)
    distributor = clone(sampler.distributor_)
    return (
        source,
        sampler,
        plan(source, "y", clusterer=clusterer, distributor=distributor, random_state=0),
    )


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"distances_exponent": "features"},
        {"imbalance_ratio_threshold": np.inf, "distances_exponent": 2},
        {"cluster_balance_threshold": 0.05, "density_exponent": "auto"},
    ],
    ids=str,
)
def test_plan_is_that_of_kmeans_smote(params, tmp_path):
    X, y = make_rows(minority_share=0.1)
    _, sampler, made = plan_both(X, y, tmp_path, **params)
    report, in_memory = made.cluster_report, sampler.cluster_report_
    assert report.n_rows.max() <= MAX_EXACT_ROWS
    for name in ("cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows"):
        np.testing.assert_array_equal(getattr(report, name), getattr(in_memory, name))
    np.testing.assert_allclose(report.log_density, in_memory.log_density, rtol=1e-9)
    np.testing.assert_allclose(report.proportion, in_memory.proportion, rtol=1e-9)
    assert report.reason.tolist() == in_memory.reason.tolist()
    assert made.n_new == (y == 0).sum() - (y == 1).sum()


def test_default_distributor_is_that_of_kmeans_smote(tmp_path):
    X, y = make_rows(minority_share=0.1)
    source, sampler, made = plan_both(X, y, tmp_path)
    default = plan(source, "y", clusterer=freeze_clusterer(X), random_state=0)
    np.testing.assert_array_equal(default.n_new_rows, made.n_new_rows)
    np.testing.assert_array_equal(
        default.cluster_report.n_new_rows, sampler.cluster_report_.n_new_rows
    )


def test_counts_of_large_cells_are_within_one_percent(tmp_path):
    X, y = make_rows(minority_share=0.4)
    noise = np.random.RandomState(1).normal(scale=0.1, size=X.shape)
    X, y = np.vstack((X, X + noise, X - noise)), np.tile(y, 3)
    _, sampler, made = plan_both(X, y, tmp_path)
    report, in_memory = made.cluster_report, sampler.cluster_report_
    assert (report.n_rows > MAX_EXACT_ROWS).sum() >= 3
    np.testing.assert_array_equal(report.n_rows, in_memory.n_rows)
    assert in_memory.n_new_rows.sum() > 5_000
    errors = np.abs(report.n_new_rows - in_memory.n_new_rows)
    assert errors.any()
    assert (errors <= 0.01 * in_memory.n_new_rows).all()


def test_few_rows_of_large_cells_are_gathered_for_the_plan(tmp_path, monkeypatch):
    gathered = []

    def measure(labels, X):
        gathered.append(len(X))
        return 0.0

    monkeypatch.setattr(distances, "MAX_DISTANCE_ROWS", 200)
    monkeypatch.setattr(distances, "_measure", measure)
    X, y = make_rows(minority_share=0.1)
    _, _, made = plan_both(X, y, tmp_path)
    n_rows = made.cluster_report.n_rows[made.cluster_report.selected]
    assert n_rows.max() > 400
    # 200 rows, and a few more than that by chance.
    assert 200 <= min(gathered) <= max(gathered) < 200 + 16 * np.sqrt(200) + 8


def test_samples_have_the_distribution_of_those_in_memory(tmp_path):
    X, y = make_rows(minority_share=0.1)
    source, sampler, made = plan_both(X, y, tmp_path)
    resample(source, tmp_path / "output", made)
    result = read(tmp_path / "output").slice(N_ROWS)
    assert result.column("y").to_pylist() == [1] * made.n_new
    new = np.column_stack([result.column(name).to_numpy() for name in NAMES])
    in_memory = sampler.fit_resample(X, y)[0][N_ROWS:]
    assert len(new) == len(in_memory)
    assert smallest_p_value(new, in_memory, X[y == 1]) > 0.01
    # The tests do tell other samples.
    no_clusters = SMOTE(random_state=0).fit_resample(X, y)[0][N_ROWS:]
    assert smallest_p_value(new, no_clusters, X[y == 1]) < 0.001
    nearer = KMeansSMOTE(
        kmeans_estimator=freeze_clusterer(X), k_neighbors=1, random_state=0
    )
    nearer = nearer.fit_resample(X, y)[0][N_ROWS:]
    assert smallest_p_value(new, nearer, X[y == 1]) < 0.001


@pytest.mark.parametrize("strategy", ["auto", "all", {0: 950, 2: 400}], ids=str)
def test_plan_of_three_classes_is_that_in_memory(strategy, tmp_path):
    X, blob = make_blobs(1_200, 4, centers=9, cluster_std=2.0, random_state=0)
    y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 2])[blob]
    kmeans = FrozenEstimator(MiniBatchKMeans(5, n_init=1, random_state=0).fit(X))
    parts = {
        "oversampler": SMOTE(sampling_strategy=strategy),
        "clusterer": kmeans,
        "distributor": DensityDistributor(np.inf, 2),
        "random_state": 0,
    }
    names = [f"x{j}" for j in range(4)]
    table = pa.table([*X.T, y], names=[*names, "y"])
    source = write_parts(table, tmp_path / "data", 3)
    sampler = ClusterOverSampler(**parts).fit(X, y)
    made = plan(source, "y", **parts)
    assert str(made.cluster_report) == str(sampler.cluster_report_)
    counts = resample(source, tmp_path / "output", made)
    requested = sampler.sampling_strategy_
    sizes = np.bincount(y).tolist()
    assert counts == {k: sizes[k] + requested.get(k, 0) for k in range(3)}
    new = read(tmp_path / "output").column("y").to_numpy()[1_200:]
    assert np.bincount(new, minlength=3).tolist() == [
        requested.get(k, 0) for k in range(3)
    ]


def test_balanced_data_come_back_unchanged(tmp_path):
    table = pa.table({"x": [0.0, 1.0, 2.0, 3.0], "y": [0, 1, 1, 0]})
    source = write_parts(table, tmp_path / "data", 2)
    made = plan(source, "y", random_state=0)
    assert made.n_new == 0
    made.save(tmp_path / "plan")
    loaded = ResamplePlan.load(tmp_path / "plan")
    assert resample(source, tmp_path / "output", loaded) == {0: 2, 1: 2}
    assert read(tmp_path / "output").equals(table)


def test_no_selected_cluster_is_an_error_as_in_memory(tmp_path):
    X, y = make_rows(minority_share=0.1)
    X, y = X[:500], y[:500]
    parts = {
        "clusterer": freeze_clusterer(X),
        "distributor": DensityDistributor(filtering_threshold=0.01),
        "random_state": 0,
    }
    with pytest.raises(NoSamplesError) as in_memory:
        ClusterOverSampler(SMOTE(), **parts).fit(X, y)
    with pytest.raises(NoSamplesError) as beyond:
        plan(write(X, y, tmp_path), "y", **parts)
    assert str(beyond.value) == str(in_memory.value)
