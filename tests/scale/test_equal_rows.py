"""The same rows come from any partitions, batches and limits, and as in memory."""

import warnings

import numpy as np
import pyarrow as pa
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from scale_tables import make_table, read, to_arrays, write_parts
from sklearn.cluster import KMeans
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE
from clover.scale import ResamplePlan, plan, resample
from clover.scale._core.memory import Budget

# Every cluster gets rows.
EVERYWHERE = DensityDistributor(np.inf, temperature="auto")
PARAMETERS = {"random_state": 3, "max_samples": 500, "distributor": EVERYWHERE}


@pytest.fixture(scope="module")
def table():
    return make_table()


@pytest.fixture(scope="module")
def source(table, tmp_path_factory):
    return write_parts(table, tmp_path_factory.mktemp("data") / "one", 1)


@pytest.fixture(scope="module")
def resampled(source, tmp_path_factory):
    output = tmp_path_factory.mktemp("results") / "output"
    counts = resample(source, output, plan(source, "y", **PARAMETERS))
    return counts, read(output)


def test_original_rows_come_first_and_counts_are_exact(table, resampled):
    counts, result = resampled
    assert result.slice(0, table.num_rows).equals(table)
    n_largest = max(counts.values())
    assert set(counts.values()) == {n_largest}
    labels = result.column("y").to_pylist()
    assert {label: labels.count(label) for label in counts} == counts


@pytest.mark.parametrize("n_parts", [4, 16])
def test_rows_do_not_depend_on_partitions(table, resampled, n_parts, tmp_path):
    source = write_parts(table, tmp_path / "many", n_parts, row_group_size=101)
    resample(source, tmp_path / "output", plan(source, "y", **PARAMETERS))
    assert read(tmp_path / "output").equals(resampled[1])


def test_rows_do_not_depend_on_batches_or_on_what_is_spilled(
    source, resampled, tmp_path, monkeypatch
):
    monkeypatch.setattr(Budget, "batch_bytes", 77)
    monkeypatch.setattr(Budget, "held_bytes", 1_000)
    resample(source, tmp_path / "output", plan(source, "y", **PARAMETERS))
    assert read(tmp_path / "output").equals(resampled[1])
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_a_saved_plan_makes_the_same_rows(source, resampled, tmp_path):
    plan(source, "y", **PARAMETERS).save(tmp_path / "plan")
    resample(source, tmp_path / "output", ResamplePlan.load(tmp_path / "plan"))
    assert read(tmp_path / "output").equals(resampled[1])


@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(sampling_strategy=0.7),
        RandomOverSampler(),
        GeometricSMOTE(selection_strategy="minority"),
    ],
    ids=lambda oversampler: type(oversampler).__name__,
)
def test_plan_is_that_of_the_sampler_in_memory(table, source, oversampler):
    X, y = to_arrays(table)
    clusterer = make_pipeline(StandardScaler(), KMeans(6, n_init=1, random_state=0))
    steps = [FrozenEstimator(step) for _, step in clusterer.fit(X).steps]
    parts = {
        "oversampler": oversampler,
        "clusterer": make_pipeline(*steps),
        "distributor": EVERYWHERE,
        "random_state": 0,
    }
    made = plan(source, "y", **parts)
    sampler = ClusterOverSampler(**parts).fit(X, y)
    report, in_memory = made.cluster_report, sampler.cluster_report_
    assert (report.selected & (report.n_new_rows > 0)).sum() == 6
    for name in ("cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows"):
        np.testing.assert_array_equal(getattr(report, name), getattr(in_memory, name))
    np.testing.assert_allclose(report.log_density, in_memory.log_density, rtol=1e-9)
    assert report.reason.tolist() == in_memory.reason.tolist()


def test_new_integers_stay_in_the_range_of_their_class(table, resampled):
    few = table.filter(pa.compute.equal(table.column("y"), "few")).column("whole")
    new = resampled[1].slice(table.num_rows).column("whole")
    assert new.type == pa.int16()
    assert few.to_numpy().min() <= new.to_numpy().min()
    assert new.to_numpy().max() <= few.to_numpy().max()


def test_a_single_row_of_a_class_is_repeated_with_a_warning(tmp_path):
    x, y = [0.0, 0.5, 1.0, 9.0], ["a", "a", "a", "b"]
    source = write_parts(pa.table({"x": x, "y": y}), tmp_path / "data", 2)
    clusterer = KMeans(1, n_init=1)
    with pytest.warns(UserWarning, match="Class 'b' has a single row"):
        made = plan(source, "y", clusterer=clusterer, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        counts = resample(source, tmp_path / "output", made)
    assert counts == {"a": 3, "b": 3}
    assert read(tmp_path / "output").column("x").to_pylist() == [*x, 9.0, 9.0]
