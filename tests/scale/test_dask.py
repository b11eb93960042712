"""Dask makes the rows that the local adapter makes, on any scheduler."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from imblearn.over_sampling import SMOTENC
from scale_tables import make_table, read, write_parts

import clover.scale
from clover.distribution import DensityDistributor
from clover.scale import ResamplePlan
from clover.scale._dask import cells, division, samples

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed")
cloudpickle = pytest.importorskip("cloudpickle")
scale = pytest.importorskip("clover.scale.dask")

# Dask calls pandas so when it reads Parquet.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
# Every cluster gets rows. The clusterer is fitted to a sixth of the rows.
# Neighbours are searched in groups, of which the larger clusters have several.
PARAMETERS = {
    "random_state": 3,
    "max_samples": 500,
    "max_group_rows": 40,
    "distributor": DensityDistributor(np.inf, temperature="auto"),
}
N_PARTITIONS = [1, 4, 16]


@pytest.fixture(scope="module")
def frame():
    return make_table().to_pandas()


@pytest.fixture(scope="module")
def local_plan(tmp_path_factory):
    source = write_parts(make_table(), tmp_path_factory.mktemp("data") / "data", 1)
    return source, clover.scale.plan(source, "y", **PARAMETERS)


@pytest.fixture(scope="module")
def resampled(local_plan, tmp_path_factory):
    output = tmp_path_factory.mktemp("local") / "output"
    source, made = local_plan
    clover.scale.resample(source, output, made)
    return read(output).to_pandas()


@pytest.fixture(scope="module")
def one_worker():
    """Return a client of one worker, which is quicker as a thread."""
    params = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"}
    params |= {"processes": False, "set_as_default": False}
    with distributed.Client(**params) as client:
        yield client


@pytest.fixture
def tiny_tasks(monkeypatch):
    """Rows are joined, divided and made in more tasks than so few would need."""
    monkeypatch.setattr(cells, "MERGED_BYTES", 4_000)
    monkeypatch.setattr(division, "DIVIDED_BYTES", 4_000)
    monkeypatch.setattr(samples, "PARTITION_BYTES", 4_000)


def values_equal(result, expected):
    return all(
        np.array_equal(result[name].to_numpy(), expected[name].to_numpy())
        for name in expected.columns
    )


def resample_all(frame, n_partitions):
    ddf = dd.from_pandas(frame, npartitions=n_partitions)
    made = scale.plan(ddf, "y", **PARAMETERS)
    assert made.n_partition_rows.size == ddf.npartitions == n_partitions
    return made, scale.resample(ddf, made).compute()


@pytest.mark.parametrize("n_partitions", N_PARTITIONS)
@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_rows_are_those_of_the_local_adapter(frame, resampled, scheduler, n_partitions):
    with dask.config.set(scheduler=scheduler):
        made, result = resample_all(frame, n_partitions)
    assert (made.n_new_rows > 0).sum() >= 5
    assert values_equal(result, resampled)
    assert result.index.tolist() == list(range(len(resampled)))


@pytest.mark.parametrize("n_partitions", N_PARTITIONS)
@pytest.mark.parametrize("workers", ["one_worker", "two_workers"])
def test_rows_on_workers_are_those_of_the_local_adapter(
    frame, resampled, workers, n_partitions, request
):
    with request.getfixturevalue(workers).as_current():
        assert values_equal(resample_all(frame, n_partitions)[1], resampled)


@pytest.mark.parametrize("n_partitions", [3, 16])
def test_rows_do_not_depend_on_the_sizes_of_tasks(
    frame, resampled, tiny_tasks, n_partitions
):
    with dask.config.set(scheduler="threads"):
        assert values_equal(resample_all(frame, n_partitions)[1], resampled)


def test_a_plan_of_the_local_adapter_makes_the_same_rows(frame, local_plan, resampled):
    ddf = dd.from_pandas(frame, npartitions=5)
    with dask.config.set(scheduler="threads"):
        assert values_equal(scale.resample(ddf, local_plan[1]).compute(), resampled)


def test_a_plan_of_dask_is_used_by_the_local_adapter(
    frame, local_plan, resampled, tmp_path
):
    made = scale.plan(dd.from_pandas(frame, npartitions=3), "y", **PARAMETERS)
    made.save(tmp_path / "plan")
    loaded = ResamplePlan.load(tmp_path / "plan")
    assert str(loaded) == str(made)
    clover.scale.resample(local_plan[0], tmp_path / "output", loaded)
    assert values_equal(read(tmp_path / "output").to_pandas(), resampled)


def test_given_partitions_come_first_and_nothing_is_computed(frame):
    frame = frame.set_index(frame.index * 7 + 1).rename_axis("id")
    ddf = dd.from_pandas(frame, npartitions=3)
    made = scale.plan(ddf, "y", **PARAMETERS)
    with dask.config.set(scheduler=_refuse):
        lazy = scale.resample(ddf, made)
    first = lazy.partitions[0].compute(scheduler="synchronous")
    pd.testing.assert_frame_equal(first, ddf.partitions[0].compute())
    result = lazy.compute()
    pd.testing.assert_frame_equal(result[: len(frame)], ddf.compute())
    # The index of samples goes on from the number of rows.
    assert result.index.name == "id"
    new = result.index[len(frame) :].tolist()
    assert new == list(range(len(frame), len(frame) + made.n_new))


def _refuse(*args, **params):
    raise AssertionError("Something was computed.")


def test_tasks_and_partitions_of_samples_are_small(local_plan):
    source, made = local_plan
    lazy = scale.resample(dd.read_parquet(source), made)
    sizes = lazy.map_partitions(len).compute(scheduler="synchronous")
    assert sizes.sum() == made.n_rows + made.n_new
    assert sizes.max() <= max(made.n_rows, 8_192)
    # What a task takes comes from other tasks. The largest are the plan and the rest
    # that all samples are made by; the rows alone would be 80,000 bytes.
    tasks = dict(lazy.optimize().__dask_graph__()).values()
    assert max(len(cloudpickle.dumps(task)) for task in tasks) < 20_000


def test_partitions_that_dask_divides_otherwise_for_some_columns(
    frame, resampled, tmp_path
):
    dd.from_pandas(frame, npartitions=4).to_parquet(tmp_path / "data")
    read_again = dd.read_parquet(tmp_path / "data")
    for ddf in (
        read_again.repartition(npartitions=3),
        read_again.repartition(partition_size="20kB"),
    ):
        with dask.config.set(scheduler="synchronous"):
            made = scale.plan(ddf, "y", **PARAMETERS)
            assert made.n_partition_rows.size == ddf.npartitions
            assert values_equal(scale.resample(ddf, made).compute(), resampled)


def test_small_files_that_dask_would_join_have_the_rows_of_the_local_adapter(tmp_path):
    # Few of the columns are read in the first pass. Names of folders are categories,
    # and names of files are not in the order of their letters.
    table = make_table(1_200)
    for number in range(12):
        table = table.append_column(f"more {number}", table["x0"])
    for number in range(12):
        folder = tmp_path / "data" / f"year={2000 + number // 6}"
        folder.mkdir(parents=True, exist_ok=True)
        part = table.slice(100 * number, 100)
        pq.write_table(part, folder / f"part.{number}.parquet")
    ddf = dd.read_parquet(tmp_path / "data")
    assert len(ddf[["y", "flag", "year"]].to_delayed()) < 12
    params = PARAMETERS | {"oversampler": SMOTENC("auto")}
    made = clover.scale.plan(tmp_path / "data", "y", **params)
    clover.scale.resample(tmp_path / "data", tmp_path / "output", made)
    expected = read(tmp_path / "output").to_pandas()
    again = scale.plan(ddf, "y", **params)
    assert np.array_equal(again.n_new_rows, made.n_new_rows)
    for of_engine in (made, again):
        found = scale.resample(ddf, of_engine).compute()
        assert found.astype(object).to_numpy().tolist() == (
            expected.astype(object).to_numpy().tolist()
        )
