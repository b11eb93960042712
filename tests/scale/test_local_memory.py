"""The limit of memory changes how rows come and go, never what they hold."""

import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

from clover.scale import plan, resample
from clover.scale._core import memory
from clover.scale._core.memory import Budget, count_resident_bytes, parse_memory
from clover.scale._core.spill import GroupStore

MB = 10**6
PARAMETERS = {"clusterer": KMeans(3, n_init=1), "random_state": 0}

# The largest resident memory of a run, and what the process had before.
RUN = """
import sys

from sklearn.cluster import KMeans

from clover.scale import plan, resample
from clover.scale._core.memory import count_resident_bytes


def most():
    lines = open("/proc/self/status").read().splitlines()
    return [int(line.split()[1]) for line in lines if line.startswith("VmHWM")][0]


source, output, limit = sys.argv[1:]
made = plan(
    source, "y", clusterer=KMeans(3, n_init=1), random_state=0, max_samples=2_000,
    memory=limit,
)
resample(source, output, made, memory=limit)
print(most() * 1024)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_parts(make_table(), tmp_path_factory.mktemp("data") / "one", 1)


@pytest.fixture(scope="module")
def expected(source, tmp_path_factory):
    output = tmp_path_factory.mktemp("results") / "output"
    resample(source, output, plan(source, "y", max_group_rows=60, **PARAMETERS))
    return read(output)


@pytest.fixture
def room(monkeypatch):
    """Give runs with a limit so many bytes of room, whatever the process has."""

    def give(n_bytes):
        monkeypatch.setattr(memory, "MIN_ROOM", 0)
        monkeypatch.setattr(memory, "RESERVE", 0)
        monkeypatch.setattr(memory, "DISTANCES", 0)
        monkeypatch.setattr(memory, "count_resident_bytes", lambda: MB)
        return MB + n_bytes

    return give


@pytest.mark.parametrize(
    ("given", "n_bytes"),
    [
        (5, 5),
        ("400MB", 400 * MB),
        ("1 GB", 1_000 * MB),
        ("1.5gb", 1_500 * MB),
        ("512MiB", 512 * 2**20),
        ("100000", 100_000),
        (".5 TB", 500_000 * MB),
    ],
)
def test_memory_is_a_number_or_a_text(given, n_bytes):
    assert parse_memory(given) == n_bytes


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "", "MB", "4 apples", "0MB", b"1"])
def test_other_memory_is_an_error(wrong):
    with pytest.raises(ValueError, match="`memory` should be a number of bytes, or a"):
        parse_memory(wrong)


def test_too_little_memory_is_an_error_that_names_the_least(source, tmp_path):
    with pytest.raises(ValueError, match="`memory` should be at least") as caught:
        plan(source, "y", memory="30MB", **PARAMETERS)
    least = int(str(caught.value).split("at least ")[1].split("MB")[0])
    assert least * MB > count_resident_bytes() / 2
    made = plan(source, "y", memory=f"{least + 100}MB", **PARAMETERS)
    with pytest.raises(ValueError, match="`memory` should be at least"):
        resample(source, tmp_path / "output", made, memory="30MB")
    assert not any(tmp_path.iterdir())


def test_a_larger_limit_never_takes_smaller_steps():
    small, large = Budget(400 * MB, 100 * MB), Budget(900 * MB, 600 * MB)
    for name in ("batch_bytes", "decoding_bytes", "held_bytes", "written_bytes"):
        assert getattr(small, name) < getattr(large, name)
    assert small.batch_rows(400) > 10_000


@pytest.mark.parametrize("n_bytes", [20_000, 10**8])
def test_rows_do_not_depend_on_memory(
    source, expected, room, tmp_path, monkeypatch, n_bytes
):
    spilled, divide = [], GroupStore.divide

    def spy(store, *arguments):
        spilled.append(store.is_spilled)
        return divide(store, *arguments)

    monkeypatch.setattr(GroupStore, "divide", spy)
    limit = room(n_bytes)
    made = plan(source, "y", max_group_rows=60, memory=room(10**8), **PARAMETERS)
    resample(source, tmp_path / "output", made, memory=limit)
    assert read(tmp_path / "output").equals(expected)
    assert set(spilled) == {n_bytes == 20_000}


def test_a_cluster_with_most_of_the_minority_is_divided_or_a_named_error(
    source, expected, room, tmp_path
):
    # Of 300 rows of the minority class, a group of 25,000 would have all.
    one = {"clusterer": KMeans(1, n_init=1), "random_state": 0}
    whole = plan(source, "y", **one)
    (n_rows,) = whole.n_cell_rows[whole.n_new_rows > 0]
    limit = room(n_rows * 5 * 8 * 3)
    with pytest.raises(MemoryError, match="smaller `max_group_rows`"):
        resample(source, tmp_path / "output", whole, memory=limit)
    with pytest.raises(MemoryError, match=f"among {n_rows} rows takes about"):
        plan(source, "y", memory=limit, max_samples=50, **one)
    assert not any(tmp_path.iterdir())
    divided = plan(source, "y", max_group_rows=100, **one)
    counts = resample(source, tmp_path / "output", divided, memory=limit)
    assert len(set(counts.values())) == 1


def test_the_largest_group_may_be_that_of_a_smaller_cell(room, tmp_path):
    # Of the rare class, one cluster has 51 rows and the other 50. Groups of up to 50
    # have 26, 25 and 50 rows.
    x = np.r_[np.linspace(0, 1, 153), np.linspace(100, 101, 150)]
    y = [*51 * [1], *102 * [0], *50 * [1], *100 * [0]]
    pq.write_table(pa.table({"x": x, "y": y}), tmp_path / "data.parquet")
    kmeans = KMeans(2, n_init=1)
    made = plan(tmp_path / "data.parquet", "y", clusterer=kmeans, max_group_rows=50)
    assert sorted(made.n_cell_rows[made.n_new_rows > 0]) == [50, 51]
    limit = room(40 * 8 * 5 * 5 // 4)
    with pytest.raises(MemoryError, match="among 50 rows"):
        resample(tmp_path / "data.parquet", tmp_path / "output", made, memory=limit)


def test_a_sample_that_does_not_fit_is_a_named_error(source, room):
    limit = room(100_000)
    with pytest.raises(
        MemoryError, match=r"fit the clusterer to 3000 rows.*max_samples"
    ):
        plan(source, "y", memory=limit, **PARAMETERS)


def test_progress_is_told_in_rows(source, tmp_path):
    calls = []

    def progress(step, n_done, n_total):
        calls.append((step, n_done, n_total))

    made = plan(source, "y", progress=progress, **PARAMETERS)
    assert [call for call in calls if call[1] == call[2]] == [
        ("counting rows", 3_000, 3_000),
        ("drawing a sample", 3_000, 3_000),
        ("counting clusters", 3_000, 3_000),
        ("gathering rows", 3_000, 3_000),
    ]
    calls.clear()
    resample(source, tmp_path / "output", made, progress=progress)
    ends = [call for call in calls if call[1] == call[2]]
    assert ends == [
        ("copying and gathering rows", 3_000, 3_000),
        ("making samples", made.n_new, made.n_new),
    ]
    done = [n_done for step, n_done, _ in calls if step == "making samples"]
    assert done == sorted(done)
    assert done[0] == 0


def test_each_pass_reads_the_files_once(source, tmp_path, monkeypatch):
    from clover.scale._core import reading

    opened, read_parquet = [], reading.Fragment._read_parquet

    def spy(fragment, schema):
        opened.append(schema.names)
        return read_parquet(fragment, schema)

    monkeypatch.setattr(reading.Fragment, "_read_parquet", spy)
    made = plan(source, "y", **PARAMETERS)
    assert [names == ["y"] for names in opened] == [True, *3 * [False]]
    opened.clear()
    resample(source, tmp_path / "output", made)
    assert len(opened) == 1


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="Linux tells it.")
def test_a_run_stays_below_its_limit(tmp_path):
    # One row group is as large as the file, 38 MB as floats.
    table = make_table(100_000)
    wide = {
        f"{name}-{k}": table[name] for k in range(14) for name in ("x0", "x1", "x2")
    }
    for name, column in wide.items():
        table = table.append_column(name, column)
    source = write_parts(table, tmp_path / "data", 1, row_group_size=10**6)
    del table, wide
    limit = 400 * MB
    arguments = [str(source), str(tmp_path / "output"), str(limit)]
    run = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < limit
