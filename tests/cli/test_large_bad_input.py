"""Tables in parts that cannot be resampled: one line, the exit code, nothing left."""

import json
import os
import shlex
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from large_folders import ROWS_PER_FILE, make_part, write_folder

from clover.cli._large import choice
from clover.cli._large.telling import telling_errors

COMMAND = ["-t", "paid", "-i", "id", "-o", "out"]


@pytest.fixture
def fails(clover_here, tmp_path):
    """Return a function that runs a command which fails, and returns its error."""

    def run(source, *words, code=2):
        before = sorted(map(str, tmp_path.rglob("*")))
        ended = clover_here("resample", source, *words)
        assert ended.code == code, ended
        assert ended.out == ""
        assert sorted(map(str, tmp_path.rglob("*"))) == before
        (line,) = ended.error.splitlines()
        return line

    return run


OPTIONS = {
    "--plot a.png": "--plot: a table that is resampled in parts has none",
    "--report a.html": "--report: a table that is resampled in parts has none",
    "--provenance a.csv": "--provenance: a table that is resampled in parts has none",
    "--mark made": "synthetic rows are in files of their own",
    "--only-new": "synthetic rows are in files of their own",
    "--decimal ,": "--decimal: the table is Parquet, not text",
    "--missing impute": "should have no missing values",
    "--engine memory": "is a folder, which is resampled in parts",
    "--memory lots": "should be a size, such as 400MB",
    "--memory 100MB": "--memory should be at least",
    "--engine dask --memory 600MB": "--memory should be at least 912MB",
    "--method somo": "goes with 'recommended', 'smote', 'random'",
    "--method what": "--method 'what' is unknown",
    "--method kmeans-smote": "takes numbers alone. These columns hold categories",
    "--set selection_strategy=combined": "goes with minority alone",
    "--set k_neighbors=0": "--set k_neighbors should be an int",
    "--set max_group_rows=1": "--set max_group_rows should be an integer from 3",
    "--set max_sample=5": "Did you mean 'max_samples'?",
    "--method random --set shrinkage=1": "random has no such parameter",
    "--no-scale": "recommended always scales",
    "--strategy 0.1": "asks for nothing",
    "--weights size": "--weights size: big has such a column",
    "--weights ''": "--weights should be the name of a column",
    "--ignore other": "--ignore: big has no column 'other'",
    "--categorical id": "in --categorical and in --ignore",
    "--ignore size,weight,count,branch": "needs a column of numbers",
    "--output -": "the output is a folder of Parquet files here",
    "--output out.parquet": "Name a folder, such as",
    "--output big/out": "should lie outside of the data",
    "--save-plan plan --dry-run": "--dry-run writes nothing",
    "--plan plan": "--plan plan is no folder of a saved plan",
    "--plan plan --seed 3": "--seed: a saved plan has settled that",
}


@pytest.mark.parametrize("words, message", OPTIONS.items(), ids=OPTIONS)
def test_an_option_that_does_not_fit(fails, big, words, message):
    assert message in fails(big, *COMMAND, *shlex.split(words))


def test_an_unknown_target(fails, big):
    assert "big has no column 'pad'. Did you mean 'paid'?" in fails(big, "-t", "pad")


def test_options_of_tables_in_parts_with_another_table(fails, big, shops):
    for option in ("--memory", "--plan", "--save-plan"):
        line = fails(shops, "-t", "paid", option, "1GB")
        assert f"{option} is for tables that are resampled in parts" in line


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_text_table_or_a_stream(fails, shops, engine):
    words = ["-t", "paid", "-o", "out", "--engine", engine]
    assert "reads Parquet, and shops.csv is another kind" in fails(shops, *words)
    assert "standard input can be read once" in fails("-", *words)
    assert "none does not exist" in fails("none", *words)


def test_a_text_table_beyond_the_memory(fails, shops, monkeypatch):
    monkeypatch.setattr(choice, "free_bytes", lambda: 1000)
    line = fails(shops, "-t", "paid", "-o", "out.csv")
    assert "Convert it to Parquet" in line
    assert choice.choose_engine("shops.csv", "memory") == "memory"


def test_a_large_file_whose_output_is_named_like_a_file(
    fails, clover_here, big, tmp_path, monkeypatch
):
    monkeypatch.setattr(choice, "free_bytes", lambda: 1000)
    source = "big/part-0.parquet"
    words = ["-t", "paid", "-i", "id"]
    line = fails(source, *words, "-o", "out.parquet")
    assert "the output is a folder of Parquet files here" in line
    assert "or use --engine memory" in fails(source, *words, "--mark", "made")
    words += ["-o", "out.parquet", "--engine", "memory"]
    assert clover_here("resample", source, *words).code == 0
    assert (tmp_path / "out.parquet").is_file()


def test_a_folder_without_tables_or_with_others(fails, big, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "_SUCCESS").touch()
    assert "empty is a folder without Parquet files" in fails("empty", *COMMAND)
    (tmp_path / big / "more.csv").write_text("a,paid\n1,no\n")
    assert "Of another kind, or damaged: 'more.csv'" in fails(big, *COMMAND)


def test_a_file_that_is_cut_off(fails, big, tmp_path):
    path = tmp_path / big / "part-1.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    assert "part-1.parquet" in fails(big, *COMMAND, code=1)


def column(name, values):
    """Return a change of a table: other values of a column."""

    def change(table):
        place = table.column_names.index(name)
        return table.set_column(place, name, pa.array(values))

    return change


N = ROWS_PER_FILE
VALUES = {
    "size": ([None] * 3 + [1.0] * (N - 3), "Column 'size' misses values, in row 240"),
    "weight": (
        np.array([np.inf] + [1] * (N - 1), np.float32),
        "Column 'weight' holds inf in row 240",
    ),
    "shop": ([None] + ["north"] * (N - 1), "Column 'shop' misses values"),
    "paid": ([None] * 2 + ["no"] * (N - 2), "The target 'paid' has 2 missing values"),
}


@pytest.mark.parametrize("name", VALUES)
def test_missing_and_infinite_values(fails, tmp_path, name):
    values, message = VALUES[name]
    write_folder(tmp_path / "big", change=column(name, values))
    assert message in fails("big", *COMMAND, code=1)


def test_texts_that_are_no_categories(fails, tmp_path):
    notes = pa.array([f"note {row}" for row in range(1_100)])
    table = pa.concat_tables([make_part(number) for number in range(10)])
    (tmp_path / "big").mkdir()
    table = table.slice(0, 1_100).append_column("a note", notes)
    pq.write_table(table, tmp_path / "big" / "part.parquet")
    line = fails("big", *COMMAND, code=1)
    assert "Name the column in --ignore 'a note', or join rare values" in line


def test_columns_that_are_neither_numbers_nor_categories(fails, tmp_path):
    table = make_part(0)
    for name, value in {"day": date(2026, 1, 1), "price": Decimal("1.5")}.items():
        table = table.append_column(name, pa.array([value] * N))
    (tmp_path / "big").mkdir()
    pq.write_table(table, tmp_path / "big" / "part.parquet")
    line = fails("big", *COMMAND, code=1)
    assert "'day' and 'price': neither numbers nor categories, but date32" in line
    assert "--ignore day,price" in line


@pytest.mark.parametrize(
    "values, message",
    [(["no"] * N, "one class"), (np.arange(N) / 7, "target of regression")],
)
def test_a_column_that_holds_no_classes(fails, tmp_path, values, message):
    table = column("paid", values)(make_part(0))
    (tmp_path / "big").mkdir()
    pq.write_table(table, tmp_path / "big" / "part.parquet")
    assert message in fails("big", *COMMAND, code=1)


def test_no_rows(fails, tmp_path):
    (tmp_path / "big").mkdir()
    pq.write_table(make_part(0).slice(0, 0), tmp_path / "big" / "part.parquet")
    assert "big has columns, but no rows" in fails("big", *COMMAND, code=1)


def test_rows_for_testing(fails, clover_here, tmp_path):
    write_folder(tmp_path / "test")
    assert "looks like rows that are kept for testing" in fails("test", *COMMAND)
    assert clover_here("resample", "test", *COMMAND, "--yes").code == 0


def test_an_output_that_exists(fails, clover_here, big, tmp_path):
    assert clover_here("resample", big, *COMMAND).code == 0
    assert "Use --force to replace it" in fails(big, *COMMAND)
    assert clover_here("resample", big, *COMMAND, "--force").code == 0
    # What is not of clover is kept.
    (tmp_path / "out" / "_SUCCESS.json").unlink()
    assert "--force keeps it, too" in fails(big, *COMMAND, "--force")


def test_what_killed_runs_left(fails, clover_here, big, tmp_path):
    left = tmp_path / "_clover-left"
    left.mkdir()
    owner = {"process": 2**30, "host": "elsewhere"}
    (left / "owner.json").write_text(json.dumps(owner))
    line = fails(big, *COMMAND)
    assert "_clover-left" in line
    assert "use --force, which removes them" in line
    assert clover_here("resample", big, *COMMAND, "--force").code == 0
    assert not left.exists()


def test_a_plan_of_other_data(fails, clover_here, big, tmp_path):
    saved = ["-t", "paid", "-i", "id", "--save-plan", "plan"]
    assert clover_here("resample", big, *saved).code == 0
    words = ["-o", "out", "--plan", "plan"]
    assert "Leave 'id' out of the resampling with --ignore" in fails(
        big, "-t", "paid", *words
    )
    line = fails(big, "-t", "paid", "-i", "id,shop", *words)
    assert "The table has no 'shop', or they are in --ignore" in line
    line = fails(big, "-t", "paid", "-i", "id,count", *words)
    assert "The table has no 'count', or they are in --ignore" in line
    line = fails(big, "-t", "open", "-i", "id", *words)
    assert "for the target 'paid'. Got --target 'open'" in line
    write_folder(tmp_path / "other", change=column("size", np.zeros(N)))
    line = fails("other", "-t", "paid", "-i", "id", *words, code=1)
    assert "The data are not those of the plan" in line


def test_a_damaged_plan_and_a_folder_that_is_no_plan(fails, clover_here, big, tmp_path):
    (tmp_path / "plan").mkdir()
    assert "exists, and is no plan" in fails(big, *COMMAND, "--save-plan", "plan")
    (tmp_path / "plan" / "plan.json").write_text("{")
    assert "--plan plan" in fails(big, *COMMAND, "--plan", "plan", code=1)


def test_without_dask(fails, big, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    line = fails(big, *COMMAND, "--engine", "dask", "--memory", "2GB")
    assert "pip install 'cluster-over-sampling[scale]'" in line


def test_workers_that_are_killed(fails, big, monkeypatch):
    distributed = pytest.importorskip("distributed")

    def plan(*arguments, **params):
        killed = distributed.KilledWorker("sample_rows", None, 3)
        raise MemoryError("Workers ended again and again") from killed

    monkeypatch.setattr("clover.scale.dask.plan", plan)
    monkeypatch.setattr(distributed, "LocalCluster", lambda **params: _Nothing())
    monkeypatch.setattr(distributed, "Client", lambda cluster: _Nothing())
    words = [*COMMAND, "--engine", "dask", "--memory", "2GB"]
    line = fails(big, *words, code=1)
    assert "Workers ended again and again" in line
    assert "Give more with --memory" in line


class _Nothing:
    """Stands for a cluster and its client."""

    def __getattr__(self, name):
        return _Nothing()

    def __call__(self, *arguments):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None


def test_a_full_disk(fails, big, monkeypatch):
    def write(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("clover.scale._core.writing.RowsWriter._write", write)
    line = fails(big, *COMMAND, code=1)
    assert "There is not enough space in" in line
    assert "choose other folders by --output" in line
    assert "spill_dir" not in line


def test_errors_that_nobody_expected_are_not_hidden():
    with pytest.raises(ZeroDivisionError), telling_errors(None):
        raise ZeroDivisionError


SLOW = """
import sys, time
from clover.cli import main
from clover.scale._core.writing import RowsWriter

def write_slowly(self, batch):
    print("writes", flush=True)
    time.sleep(60)

RowsWriter.write = write_slowly
main(sys.argv[1:])
"""
LATE = """
import sys, time
from clover.cli import main
import clover.cli._large.workers as workers

def read_slowly(dataset):
    print("reads", flush=True)
    time.sleep(60)

workers.read_frame = read_slowly
if __name__ == "__main__":
    main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("engine", ["local", "dask"])
def test_an_interrupt_leaves_nothing(big, tmp_path, engine):
    if engine == "dask":
        pytest.importorskip("distributed")
    (tmp_path / "slow.py").write_text({"local": SLOW, "dask": LATE}[engine])
    words = [*COMMAND, "--engine", engine, "--memory", "1GB"]
    process = subprocess.Popen(
        [sys.executable, "slow.py", "resample", big, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout.readline() in ("writes\n", "reads\n")
    # As a terminal does it: workers get the signal, too.
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=200)
    assert process.returncode == 130
    assert error == "Error: Interrupted. No file is left half-written.\n"
    assert sorted(os.listdir(tmp_path)) == ["big", "slow.py"]
