"""Dask makes the rows that the local adapter makes, on any scheduler."""

import numpy as np
import pyarrow as pa
import pytest
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

import clover.scale
from clover.scale import ResamplePlan

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")

PARAMETERS = {"random_state": 3, "max_samples": 500}


@pytest.fixture(scope="module")
def frame():
    return make_table().to_pandas()


@pytest.fixture(scope="module")
def resampled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    source = write_parts(make_table(), folder / "data", 1)
    made = clover.scale.plan(source, "y", **PARAMETERS)
    clover.scale.resample(source, folder / "output", made)
    return read(folder / "output").to_pandas()


def values_equal(result, expected):
    return all(
        np.array_equal(result[name].to_numpy(), expected[name].to_numpy())
        for name in expected.columns
    )


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
@pytest.mark.parametrize("n_partitions", [1, 4])
def test_rows_are_those_of_the_local_adapter(frame, resampled, scheduler, n_partitions):
    ddf = dd.from_pandas(frame, npartitions=n_partitions)
    with dask.config.set(scheduler=scheduler):
        made = scale.plan(ddf, "y", **PARAMETERS)
        lazy = scale.resample(ddf, made)
        result = lazy.compute()
    assert made.n_partition_rows.size == ddf.npartitions
    assert values_equal(result, resampled)
    assert result.index.tolist() == list(range(len(resampled)))


def test_given_partitions_come_first_and_nothing_is_computed(frame):
    ddf = dd.from_pandas(frame, npartitions=3)
    made = scale.plan(ddf, "y", clusterer=KMeans(3, n_init=1), random_state=0)
    with dask.config.set(scheduler=_refuse):
        lazy = scale.resample(ddf, made)
    first = lazy.partitions[0].compute(scheduler="synchronous")
    assert first.equals(ddf.partitions[0].compute(scheduler="synchronous"))
    assert lazy.npartitions > 3


def _refuse(*args, **params):
    raise AssertionError("Something was computed.")


def test_a_plan_is_used_on_other_partitions(frame, resampled):
    made = scale.plan(dd.from_pandas(frame, npartitions=2), "y", **PARAMETERS)
    lazy = scale.resample(dd.from_pandas(frame, npartitions=3), made)
    assert values_equal(lazy.compute(), resampled)


def test_a_plan_of_other_rows_is_refused(frame):
    made = scale.plan(dd.from_pandas(frame, npartitions=2), "y", random_state=0)
    with pytest.raises(ValueError, match="data with 3000 rows"):
        scale.resample(dd.from_pandas(frame[:2_000], npartitions=3), made)
    turned = frame.assign(x0=frame["x0"].to_numpy()[::-1])
    with pytest.raises(ValueError, match="not those of the plan"):
        scale.resample(dd.from_pandas(turned, npartitions=2), made).compute()


def test_a_plan_is_saved_and_loaded(frame, tmp_path):
    ddf = dd.from_pandas(frame, npartitions=2)
    made = scale.plan(ddf, "y", random_state=0)
    made.save(tmp_path / "plan")
    assert str(ResamplePlan.load(tmp_path / "plan")) == str(made)
    assert sorted(path.suffix for path in (tmp_path / "plan").iterdir()) == [
        ".json",
        ".parquet",
        ".parquet",
    ]


def test_missing_values_are_named(frame):
    wrong = frame.assign(x0=np.where(np.arange(len(frame)) == 7, np.nan, frame["x0"]))
    with pytest.raises(ValueError, match="Column 'x0'"):
        scale.plan(dd.from_pandas(wrong, npartitions=2), "y", random_state=0)


def test_texts_of_pandas_and_arrow_are_the_same_classes(frame):
    assert pa.types.is_string(make_table().schema.field("y").type)
    ddf = dd.from_pandas(frame, npartitions=2)
    assert scale.plan(ddf, "y", random_state=0).class_labels == ["few", "many"]
