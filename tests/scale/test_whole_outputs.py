"""An output is whole, or there is none."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

import clover
from clover.scale import plan, resample
from clover.scale._core import staging, temporary
from clover.scale._core.memory import Budget
from clover.scale._core.passes import Place
from clover.scale._core.spill import GroupStore
from clover.scale._core.staging import spill_folder

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals.")

# A run that stops at the end of the `stop_at`-th of its calls to a function, says so,
# and goes on when it is told to.
RUN = """
import sys
from clover.scale import ResamplePlan, resample
from clover.scale._core import staging
from clover.scale._core.passes import Place

source, output, plan, owner, name, stop_at = sys.argv[1:]
owner = {"Place": Place, "staging": staging}[owner]
function, n_calls = getattr(owner, name), 0

def stopping(*args):
    global n_calls
    n_calls += 1
    result = function(*args)
    if n_calls == int(stop_at):
        print("stopped", flush=True)
        sys.stdin.readline()
    return result

setattr(owner, name, stopping)
resample(source, output, ResamplePlan.load(plan))
"""
# In the middle of the given rows, and with all files written but for the name.
WHILE_COPYING, BEFORE_THE_NAME = ("Place", "batches", 2), ("staging", "_sync", 1)
both_places = pytest.mark.parametrize("place", [WHILE_COPYING, BEFORE_THE_NAME])


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return write_parts(make_table(600), tmp_path_factory.mktemp("given") / "data", 3)


@pytest.fixture
def own_source(tmp_path):
    return write_parts(make_table(600), tmp_path / "data", 3)


@pytest.fixture(scope="module")
def made(source):
    return plan(source, "y", clusterer=KMeans(2, n_init=1), random_state=0)


@pytest.fixture(scope="module")
def expected(source, made, tmp_path_factory):
    output = tmp_path_factory.mktemp("whole") / "output"
    resample(source, output, made)
    return read(output)


@pytest.fixture
def start(source, made, tmp_path_factory):
    """Start a run in another process, and return it when it has stopped."""
    folder, runs = tmp_path_factory.mktemp("plan") / "plan", []
    made.save(folder)

    def start_run(output, place):
        arguments = map(str, (source, output, folder, *place))
        run = subprocess.Popen(
            [sys.executable, "-c", RUN, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        runs.append(run)
        assert run.stdout.readline() == "stopped\n", run.communicate()[1]
        return run

    yield start_run
    for run in runs:
        run.kill()
        run.communicate()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def raise_at_call(monkeypatch, number, error):
    """Let the call of this number to open a partition raise an error."""
    batches, calls = Place.batches, []

    def failing(place):
        calls.append(place)
        if len(calls) == number:
            raise error
        return batches(place)

    monkeypatch.setattr(Place, "batches", failing)


def test_an_output_has_the_numbers_of_rows_of_each_class(source, made, tmp_path):
    counts = resample(source, tmp_path / "output", made)
    details = json.loads((tmp_path / "output" / "_SUCCESS.json").read_text())
    assert details["clover"] == clover.__version__
    assert details["random_state"] == 0
    assert details["rows"]["original"] == 600
    assert sum(details["rows"].values()) == sum(counts.values())
    assert {
        of_class["label"]: of_class["original"] + of_class["synthetic"]
        for of_class in details["classes"]
    } == counts


# Dask's own use of pandas.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_an_output_is_read_as_it_is(source, made, expected, tmp_path):
    resample(source, tmp_path / "output", made)
    others = [name for name in names_in(tmp_path / "output") if name[0] == "_"]
    assert others == ["_SUCCESS.json"]
    assert ds.dataset(tmp_path / "output").to_table().equals(expected)
    dd = pytest.importorskip("dask.dataframe")
    frame = dd.read_parquet(tmp_path / "output").compute(scheduler="synchronous")
    assert frame.reset_index(drop=True).equals(
        expected.to_pandas().astype(frame.dtypes)
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights.")
def test_rights_of_an_output_are_those_of_new_folders_and_files(source, made, tmp_path):
    former = os.umask(0o027)
    try:
        resample(source, tmp_path / "output", made)
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / "output").stat().st_mode) == 0o750
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("output/*")}
    assert modes == {0o640}


@on_posix
@both_places
def test_a_killed_run_leaves_nothing_that_looks_complete(
    source, made, expected, start, tmp_path, place
):
    run = start(tmp_path / "output", place)
    run.kill()
    run.wait()
    (left,) = names_in(tmp_path)
    assert left.startswith("_clover-")
    assert ds.dataset(tmp_path).files == []
    with pytest.raises(
        FileExistsError, match=f"{left} of process {run.pid} on .*force"
    ):
        resample(source, tmp_path / "output", made)
    assert names_in(tmp_path) == [left]
    resample(source, tmp_path / "output", made, force=True)
    assert names_in(tmp_path) == ["output"]
    assert read(tmp_path / "output").equals(expected)


@on_posix
def test_an_interrupted_run_leaves_nothing(start, tmp_path):
    run = start(tmp_path / "new" / "output", BEFORE_THE_NAME)
    run.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in run.communicate()[1]
    assert names_in(tmp_path) == []


def test_a_folder_of_a_live_run_is_neither_named_nor_removed(
    source, made, expected, start, tmp_path
):
    run = start(tmp_path / "slow", WHILE_COPYING)
    (live,) = names_in(tmp_path)
    resample(source, tmp_path / "quick", made)
    resample(source, tmp_path / "quick", made, force=True)
    assert names_in(tmp_path) == [live, "quick"]
    assert run.communicate("go on\n")[1] == ""
    assert names_in(tmp_path) == ["quick", "slow"]
    assert read(tmp_path / "slow").equals(expected)


def test_the_slower_of_two_runs_does_not_replace_the_output_of_the_other(
    source, made, expected, start, tmp_path
):
    run = start(tmp_path / "output", WHILE_COPYING)
    resample(source, tmp_path / "output", made)
    assert "FileExistsError" in run.communicate("go on\n")[1]
    assert names_in(tmp_path) == ["output"]
    assert read(tmp_path / "output").equals(expected)


@pytest.mark.parametrize("number", [1, 3])
def test_an_error_leaves_nothing(source, made, tmp_path, monkeypatch, number):
    raise_at_call(monkeypatch, number, RuntimeError("broken"))
    (tmp_path / "spill").mkdir()
    with pytest.raises(RuntimeError, match="broken"):
        resample(
            source, tmp_path / "new" / "output", made, spill_dir=tmp_path / "spill"
        )
    assert names_in(tmp_path) == ["spill"]
    assert names_in(tmp_path / "spill") == []


def test_an_error_while_planning_leaves_nothing(source, tmp_path, monkeypatch):
    raise_at_call(monkeypatch, 8, RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        plan(source, "y", clusterer=KMeans(2, n_init=1), spill_dir=tmp_path)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_one_error_that_names_the_folders(
    source, made, tmp_path, monkeypatch, number
):
    raise_at_call(monkeypatch, 3, OSError(number, os.strerror(number)))
    (tmp_path / "spill").mkdir()
    text = (
        f"not enough space in {tmp_path} or {tmp_path / 'spill'}.*Nothing that this run"
    )
    with pytest.raises(OSError, match=text) as caught:
        resample(source, tmp_path / "output", made, spill_dir=tmp_path / "spill")
    assert caught.value.errno == number
    assert names_in(tmp_path) == ["spill"]


@on_posix
def test_a_limit_of_the_size_of_files_is_a_full_disk(source, made, tmp_path):
    made.save(tmp_path / "plan")
    code = (
        "import resource, sys\n"
        "from clover.scale import ResamplePlan, resample\n"
        "made = ResamplePlan.load(sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))\n"
        "resample(sys.argv[1], sys.argv[3], made)\n"
    )
    arguments = map(str, (source, tmp_path / "plan", tmp_path / "output"))
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True
    )
    assert "OSError: [Errno 27] There is not enough space in" in run.stderr
    assert names_in(tmp_path) == ["plan"]


@on_posix
def test_a_full_disk_of_temporary_files_has_its_error_number(tmp_path):
    import resource

    store = GroupStore(tmp_path, n_features=2, dtype=np.float64, max_bytes=0)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, limits[1]))
    try:
        with pytest.raises(OSError) as caught:
            store.add(np.zeros(1_000, int), np.arange(1_000), np.ones((1_000, 2)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.errno == errno.EFBIG


@on_posix
def test_a_full_disk_of_columns_that_are_read_apart_is_no_damaged_file(
    source, tmp_path, monkeypatch
):
    import resource

    # Columns are decoded one after the other, and kept in files.
    monkeypatch.setattr(Budget, "decoding_bytes", 1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_024, limits[1]))
    try:
        with pytest.raises(OSError, match="There is not enough space in"):
            plan(source, "y", random_state=0, spill_dir=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert names_in(tmp_path) == []


def test_an_output_that_exists_is_refused(source, made, tmp_path):
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "mine.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(FileExistsError, match="`output` should not exist"):
            resample(source, tmp_path / "output", made, force=force)
    assert names_in(tmp_path / "output") == ["mine.txt"]
    assert names_in(tmp_path) == ["output"]


def test_an_output_of_clover_and_an_empty_folder_are_replaced_by_force(
    source, made, expected, tmp_path
):
    (tmp_path / "output").mkdir()
    for _ in ("empty", "of clover"):
        with pytest.raises(FileExistsError, match="Use force=True to replace it"):
            resample(source, tmp_path / "output", made)
        resample(source, tmp_path / "output", made, force=True)
        assert read(tmp_path / "output").equals(expected)
    assert names_in(tmp_path) == ["output"]


def test_an_output_that_should_be_replaced_stays_if_the_new_one_fails(
    source, made, expected, tmp_path, monkeypatch
):
    resample(source, tmp_path / "output", made)
    rename = Path.rename

    def fail_to_name(path, target):
        if path.name == "output" and path.parent != tmp_path:
            raise OSError(errno.EBUSY, "busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_to_name)
    with pytest.raises(OSError, match="busy"):
        resample(source, tmp_path / "output", made, force=True)
    assert names_in(tmp_path) == ["output"]
    assert read(tmp_path / "output").equals(expected)


def test_an_output_that_is_a_file_is_refused(source, made, tmp_path):
    (tmp_path / "output").write_text("mine")
    with pytest.raises(FileExistsError, match="is a file"):
        resample(source, tmp_path / "output", made, force=True)
    assert (tmp_path / "output").read_text() == "mine"


@pytest.mark.parametrize("inside", ["", "output", "part-000.parquet"])
def test_an_output_among_the_data_is_refused(own_source, made, tmp_path, inside):
    for source in (own_source, str(own_source), ds.dataset(own_source)):
        if inside == "output" and isinstance(source, ds.Dataset):
            # Data sets of files do not tell in which folder they were looked for.
            continue
        with pytest.raises(ValueError, match="`output` should lie outside of the data"):
            resample(source, own_source / inside, made, force=True)
    assert len(names_in(own_source)) == 3


def test_an_output_from_which_rows_are_read_is_not_replaced(made, tmp_path):
    # An output of clover would be replaced, but these rows come from inside of it.
    folder = tmp_path / "output"
    folder.mkdir()
    source = write_parts(make_table(600), folder / "data", 3)
    (folder / "_SUCCESS.json").write_text('{"clover": "1"}')
    for given in (source, ds.dataset(source), source / ".." / "data"):
        with pytest.raises(ValueError, match="`output` should lie outside"):
            resample(given, folder, made, force=True)
    assert len(names_in(source)) == 3


def test_a_link_to_a_folder_becomes_a_link_to_the_output(
    source, made, expected, tmp_path
):
    (tmp_path / "disk").mkdir()
    try:
        (tmp_path / "output").symlink_to(tmp_path / "disk" / "output")
    except OSError:
        pytest.skip("No right to make links.")
    resample(source, tmp_path / "output", made)
    assert (tmp_path / "output").is_symlink()
    assert read(tmp_path / "disk" / "output").equals(expected)
    assert names_in(tmp_path / "disk") == ["output"]


@on_posix
def test_a_folder_without_the_right_to_write_is_named():
    # Those who may do everything act as somebody else meanwhile.
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o555)
        try:
            if is_root:
                os.seteuid(65_534)
            with pytest.raises(PermissionError, match="no right to write in"):
                with staging.stage_output(Path(folder) / "output"):
                    pytest.fail("There is a right to write.")
        finally:
            if is_root:
                os.seteuid(0)
            os.chmod(folder, 0o755)
        assert names_in(Path(folder)) == []


def test_a_folder_for_temporary_files_should_exist(source, made, tmp_path):
    missing = {"spill_dir": tmp_path / "missing"}
    with pytest.raises(FileNotFoundError, match="`spill_dir` should be an existing"):
        plan(source, "y", **missing)
    with pytest.raises(FileNotFoundError, match="`spill_dir` should be an existing"):
        resample(source, tmp_path / "output", made, **missing)
    assert names_in(tmp_path) == []


def test_left_over_folders_are_looked_for_in_the_folder_of_temporary_files(
    source, made, tmp_path
):
    left = leave_folder(tmp_path)
    with pytest.raises(FileExistsError, match=f"left temporary folders: {left}"):
        plan(source, "y", spill_dir=tmp_path)
    with pytest.raises(FileExistsError, match=f"left temporary folders: {left}"):
        resample(source, tmp_path / "new" / "output", made, spill_dir=tmp_path)
    assert names_in(tmp_path) == [left.name]
    plan(source, "y", spill_dir=tmp_path, force=True)
    assert names_in(tmp_path) == []


def leave_folder(parent):
    """Make a folder as a killed run leaves one behind, an hour ago."""
    folder = parent / "_clover-0"
    folder.mkdir()
    os.utime(folder, (0, 0))
    return folder


def test_left_over_folders_of_the_system_do_not_keep_from_planning(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = leave_folder(tmp_path)
    with spill_folder():
        assert left.exists()
    with spill_folder(force=True) as folder:
        assert names_in(tmp_path) == [folder.name]


def test_a_folder_that_is_just_made_counts_as_alive(tmp_path):
    left = leave_folder(tmp_path)
    assert temporary.list_left_over(tmp_path) == [left]
    os.utime(left)
    assert temporary.list_left_over(tmp_path) == []


@on_posix
def test_without_locks_the_process_tells_whether_a_run_is_alive(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def refuse(file, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with temporary.temporary_folder(tmp_path) as folder:
        assert temporary.list_left_over(tmp_path) == []
        owner = json.loads((folder / "owner.json").read_text())
        assert owner["process"] == os.getpid()
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        rewrite = (folder / "owner.json").write_text
        rewrite(json.dumps(owner | {"process": ended.pid}))
        assert temporary.list_left_over(tmp_path) == [folder]
        rewrite(json.dumps({"process": ended.pid, "host": "another"}))
        assert temporary.list_left_over(tmp_path) == []


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-300])


def damage(path):
    content = bytearray(path.read_bytes())
    # The header of the first page.
    content[4:100] = bytes(96)
    path.write_bytes(content)


def grow(path):
    pq.write_table(make_table(600).slice(200, 201), path)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (cut_off, "part-001.parquet.*cannot be read. It may be cut off"),
        (damage, "part-001.parquet.*cannot be read. It may be cut off, damaged"),
        (Path.unlink, "data with 600 rows. Got 400"),
        (grow, "part-001.parquet had 200 rows"),
    ],
    ids=["cut off", "damaged", "vanished", "grown"],
)
def test_a_file_that_changes_after_planning_is_an_error(
    own_source, made, tmp_path, change, text
):
    change(own_source / "part-001.parquet")
    with pytest.raises((ValueError, OSError), match=text):
        resample(own_source, tmp_path / "output", made)
    assert names_in(tmp_path) == ["data"]


def test_a_file_that_vanishes_meanwhile_is_named(own_source, made, tmp_path):
    source = ds.dataset(own_source)
    (own_source / "part-002.parquet").unlink()
    with pytest.raises(FileNotFoundError, match=r"part-002\.parquet"):
        resample(source, tmp_path / "output", made)
    assert names_in(tmp_path) == ["data"]


def test_a_file_of_other_columns_is_named(own_source):
    table = make_table(9)
    texts = [["a"] * 9]
    pq.write_table(table.set_column(0, "x0", texts), own_source / "part-003.parquet")
    with pytest.raises(ValueError, match=r"part-003\.parquet cannot be read"):
        plan(own_source, "y")


def test_a_folder_without_files_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="no Parquet files in `source`"):
        plan(tmp_path, "y")
