"""What Dask writes has its name when it is whole, whoever is killed meanwhile."""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds
import pytest
from killed_workers import allow_no_failure, kill_always, kill_once
from scale_tables import make_table, read, write_parts

from clover.scale import ResamplePlan

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")

# Dask calls pandas so when it reads Parquet.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
N_ROWS = 1_000
# A driver that stops in the middle of writing: the last file never gets its rows.
DRIVER = """
import sys, time
from pathlib import Path

import dask
import dask.dataframe as dd

import clover.scale.dask as scale
from clover.scale import ResamplePlan

folder = Path(sys.argv[1])


def wait(frame, partition_info=None):
    if partition_info is not None and partition_info["number"] == 3:
        (folder / "waits").touch()
        time.sleep(100)
    return frame


ddf = dd.read_parquet(folder / "data")
made = ResamplePlan.load(folder / "plan")
resampled = scale.resample(ddf, made)
slow = resampled.map_partitions(wait)
with dask.config.set(scheduler="threads"):
    scale.to_parquet(slow, folder / "output", made)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "data"
    return write_parts(make_table(N_ROWS), folder, 4)


@pytest.fixture(scope="module")
def made(source):
    return scale.plan(dd.read_parquet(source), "y", random_state=0)


@pytest.fixture(scope="module")
def expected(source, made):
    return scale.resample(dd.read_parquet(source), made).compute()


@pytest.fixture
def threads():
    with dask.config.set(scheduler="threads"):
        yield


def write(source, made, output, **params):
    resampled = scale.resample(dd.read_parquet(source), made)
    return scale.to_parquet(resampled, output, made, **params)


def holds(output, expected):
    """Return whether an output holds some rows, in their order."""
    table = read(output)
    return all(
        np.array_equal(table[name].to_pandas(), expected[name])
        for name in expected.columns
    )


def test_an_output_is_a_folder_that_arrow_reads(
    source, made, expected, tmp_path, threads
):
    counts = write(source, made, tmp_path / "output")
    assert set(counts) == {"few", "many"}
    assert len(set(counts.values())) == 1
    assert holds(tmp_path / "output", expected)
    assert read(tmp_path / "output").column_names == list(expected.columns)
    details = json.loads((tmp_path / "output" / "_SUCCESS.json").read_text())
    assert details["rows"] == {"original": N_ROWS, "synthetic": made.n_new}
    others = [p for p in (tmp_path / "output").iterdir() if p.suffix != ".parquet"]
    assert [path.name for path in others] == ["_SUCCESS.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_the_index_is_written_if_asked_for(source, made, tmp_path, threads):
    write(source, made, tmp_path / "output", write_index=True)
    assert len(read(tmp_path / "output").column_names) == 7


def test_an_output_is_replaced_by_force_only(source, made, tmp_path, threads):
    write(source, made, tmp_path / "output")
    with pytest.raises(FileExistsError, match="Use force=True"):
        write(source, made, tmp_path / "output")
    write(source, made, tmp_path / "output", force=True)
    assert read(tmp_path / "output").num_rows == made.n_rows + made.n_new


def test_an_output_elsewhere_is_refused(source, made):
    with pytest.raises(ValueError, match="folder that all workers see"):
        write(source, made, "s3://bucket/output")


def test_rows_that_got_lost_leave_no_output(source, made, tmp_path, threads):
    resampled = scale.resample(dd.read_parquet(source), made)
    with pytest.raises(ValueError, match=r"have \d+ rows, and \d+ by the plan"):
        scale.to_parquet(resampled[resampled["x0"] > 0], tmp_path / "output", made)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_is_killed_changes_nothing(
    source, made, expected, tmp_path, two_workers
):
    ddf = dd.read_parquet(source)
    marker = str(tmp_path / "killed")
    ddf = ddf.map_partitions(kill_once, marker, meta=ddf.dtypes.to_dict())
    with two_workers.as_current():
        scale.to_parquet(scale.resample(ddf, made), tmp_path / "output", made)
    assert Path(marker).exists()
    assert holds(tmp_path / "output", expected)


def test_workers_that_are_killed_always_are_told_of_settings(
    source, made, tmp_path, two_workers
):
    ddf = dd.read_parquet(source)
    ddf = ddf.map_partitions(kill_always, meta=ddf.dtypes.to_dict())
    with two_workers.as_current():
        two_workers.run_on_scheduler(allow_no_failure)
        with pytest.raises(MemoryError, match=r"memory_limit.*lower `max_group_rows`"):
            scale.plan(ddf, "y", random_state=0)
        with pytest.raises(MemoryError, match="smaller partitions"):
            scale.to_parquet(scale.resample(ddf, made), tmp_path / "output", made)
    assert list(tmp_path.iterdir()) == []


def test_a_driver_that_is_killed_leaves_nothing_that_looks_whole(
    source, made, expected, tmp_path, threads
):
    made.save(tmp_path / "plan")
    (tmp_path / "data").symlink_to(source)
    driver = subprocess.Popen([sys.executable, "-c", DRIVER, str(tmp_path)])
    deadline = time.monotonic() + 120
    while not (tmp_path / "waits").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    driver.kill()
    driver.wait()
    assert (tmp_path / "waits").exists()
    assert not (tmp_path / "output").exists()
    loaded = ResamplePlan.load(tmp_path / "plan")
    with pytest.raises(FileExistsError, match="killed left temporary folders"):
        write(source, loaded, tmp_path / "output")
    write(source, loaded, tmp_path / "output", force=True)
    assert holds(tmp_path / "output", expected)
    assert ds.dataset(tmp_path / "output").count_rows() == len(expected)
    assert not list(tmp_path.glob("_clover*"))
