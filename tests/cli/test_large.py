"""``clover resample`` of folders and large files, which are read in parts."""

import json
import warnings
from collections import Counter

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from large_folders import make_part, read, use_threads, write_folder

from clover.cli._console.steps import Steps
from clover.cli._large import choice, workers
from clover.cli._large.engines import Told
from clover.cli._large.telling import collecting_warnings
from clover.cli._large.workers import Workers

MB = 10**6


@pytest.fixture
def balance(clover_here, tmp_path):
    """Return a function that resamples a folder, and returns the output as a table."""

    def run(source, *options, output="out"):
        ended = clover_here(
            "resample", source, "-t", "paid", "-i", "id", "-o", output, *options
        )
        assert ended.code == 0, ended.error
        return read(tmp_path / output)

    return run


def test_real_rows_come_first_and_classes_are_balanced(balance, big, tmp_path):
    output = balance(big)
    assert output.slice(0, 360).equals(read(tmp_path / big))
    made = output.slice(360).to_pydict()
    assert Counter(made["paid"]) == {"no": 288 - 72}
    assert set(made["shop"]) == {"north", "south west"}
    assert set(made["id"]) == {None}
    assert set(made["open"]) == {True, False}
    assert all(0 <= number <= 12 for number in made["count"])


def test_files_of_made_rows_have_names_of_their_own(balance, big, tmp_path):
    balance(big)
    made = ds.dataset(sorted((tmp_path / "out").glob("synthetic-*.parquet")))
    assert made.count_rows() == 216
    details = json.loads((tmp_path / "out" / "_SUCCESS.json").read_text())
    assert details["rows"] == {"original": 360, "synthetic": 216}


def test_counts_notes_and_lines_are_told(clover_here, big):
    ended = clover_here("resample", big, "-t", "paid", "-i", "id", "-o", "out")
    lines = ended.out.splitlines()
    assert lines[1].split() == ["class", "before", "asked", "made", "after"]
    assert lines[2].split() == ["no", "72", "288", "216", "288"]
    assert lines[3].split() == ["yes", "288", "288", "0", "288"]
    assert "Note: 'id': kept for real rows, empty in synthetic ones." in lines
    assert "selection_strategy='minority'" in ended.out
    assert "from clover.scale import plan, resample" in lines
    assert lines[-1] == "Wrote 576 rows to out."


def test_json_tells_the_same(clover_here, big):
    ended = clover_here(
        "resample", big, "-t", "paid", "-i", "id", "-o", "out", "--json", "--quiet"
    )
    told = json.loads(ended.out)
    assert told["engine"] == "local"
    assert told["output"] == "out"
    assert told["classes"][0] == {
        "class": "no",
        "before": 72,
        "asked": 288,
        "made": 216,
        "after": 288,
    }


def test_a_dry_run_tells_the_counts_and_writes_nothing(clover_here, big, tmp_path):
    ended = clover_here(
        "resample", big, "-t", "paid", "-i", "id", "-o", "out", "--dry-run"
    )
    assert ended.code == 0
    assert ended.out.splitlines()[2].split() == ["no", "72", "288", "216", "288"]
    assert "Nothing was written (--dry-run)." in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["big"]


def test_without_an_output_the_exit_code_is_2(clover_here, big, tmp_path):
    ended = clover_here("resample", big, "-t", "paid", "-i", "id", "--quiet")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.error == "Nothing was written. Name a folder with --output.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["big"]


def test_the_engine_makes_the_same_rows_of_a_single_small_file(balance, big, tmp_path):
    pq.write_table(read(tmp_path / big), tmp_path / "one.parquet")
    single = balance("one.parquet", "--engine", "local", output="single")
    assert single.equals(balance(big))


def test_the_memory_changes_no_row(balance, big):
    assert balance(big, "--memory", "2GB", output="other").equals(balance(big))


def test_another_seed_makes_other_rows(balance, big):
    first, other = balance(big), balance(big, "--seed", "1", output="other")
    assert first.slice(0, 360).equals(other.slice(0, 360))
    assert not first.equals(other)


def test_weights_keep_the_shares_of_the_classes(balance, big):
    output = balance(big, "--weights", "importance").to_pydict()
    total = Counter()
    for label, weight in zip(output["paid"], output["importance"], strict=True):
        total[label] += weight
    assert total == pytest.approx({"no": 72, "yes": 288})


def test_named_categories_are_not_made_between(balance, big):
    output = balance(big, "--categorical", "branch,count", "--method", "smote")
    given = set(output.slice(0, 360).column("count").to_pylist())
    assert set(output.column("branch").to_pylist()) == {1, 2, 3}
    assert set(output.column("count").to_pylist()) == given


def test_an_index_of_pandas_is_no_feature(clover_here, tmp_path):
    frame = make_part(0).to_pandas().drop(columns="id")
    frame.index = [f"row {k}" for k in frame.index]
    (tmp_path / "big").mkdir()
    frame.to_parquet(tmp_path / "big" / "part.parquet")
    ended = clover_here("resample", "big", "-t", "paid", "-o", "out")
    assert ended.code == 0, ended.error
    assert "Note: '__index_level_0__': left out of the output." in ended.out
    assert "__index_level_0__" not in read(tmp_path / "out").column_names


@pytest.mark.parametrize(
    "target, label, n_rows", [("branch", "2", 120), ("open", "True", 156)]
)
def test_classes_may_be_numbers_or_booleans(clover_here, big, target, label, n_rows):
    words = ["-t", target, "--strategy", f'{{"{label}": 210}}', "--json"]
    ended = clover_here("resample", big, *words, "--dry-run")
    assert ended.code == 0, ended.error
    (told,) = [row for row in json.loads(ended.out)["classes"] if row["made"]]
    assert told["class"] == label
    assert (told["before"], told["after"]) == (n_rows, 210)


def test_classes_may_be_dictionaries(clover_here, tmp_path):
    table = make_part(0)
    table = table.set_column(7, "paid", table.column("paid").dictionary_encode())
    (tmp_path / "big").mkdir()
    pq.write_table(table, tmp_path / "big" / "part.parquet")
    ended = clover_here("resample", "big", "-t", "paid", "-o", "out")
    assert ended.code == 0, ended.error
    classes = read(tmp_path / "out").column("paid").to_pylist()
    assert Counter(classes) == {"no": 96, "yes": 96}


def test_a_class_of_one_row_is_repeated_and_told(clover_here, tmp_path):
    def rename(table):
        classes = ["single", *table.column("paid").to_pylist()[1:]]
        return table.set_column(7, "paid", pa.array(classes))

    write_folder(tmp_path / "big", change=rename)
    ended = clover_here("resample", "big", "-t", "paid", "-i", "id", "-o", "out")
    assert ended.code == 0, ended.error
    assert "single" in " ".join(
        line for line in ended.out.splitlines() if line.startswith("Note:")
    )


def test_dask_makes_the_rows_of_local(balance, big, monkeypatch, tmp_path):
    # Numbers without zeros in front: Dask itself would read part-2 before part-10.
    (tmp_path / big / "part-0.parquet").rename(tmp_path / big / "part-10.parquet")
    local = balance(big)
    # Row groups of 50 rows become two partitions each.
    monkeypatch.setattr(workers, "PART_BYTES", 25 * 8 * 7)
    use_threads(monkeypatch)
    output = balance(big, "--engine", "dask", "--memory", "2GB", output="by-dask")
    assert output.cast(local.schema).equals(local)


def test_workers_share_the_memory(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert Workers.of(912 * MB) == Workers(1, 512 * MB)
    assert Workers.of(2_000 * MB) == Workers(3, 1_600 * MB // 3)
    assert Workers.of(4_400 * MB) == Workers(4, 1_000 * MB)


def test_a_saved_plan_makes_the_same_rows(balance, clover_here, big, tmp_path):
    first = balance(big, "--save-plan", "plan", "--seed", "3")
    again = balance(big, "--plan", "plan", output="again")
    assert first.equals(again)


def test_a_plan_may_be_saved_alone_and_replaced(clover_here, big, tmp_path):
    command = ["resample", big, "-t", "paid", "-i", "id", "--save-plan", "plan"]
    assert "Wrote the plan to plan." in clover_here(*command).out
    assert clover_here(*command).code == 2
    before = (tmp_path / "plan" / "plan.json").read_text()
    assert clover_here(*command, "--force", "--seed", "5").code == 0
    assert (tmp_path / "plan" / "plan.json").read_text() != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big", "plan"]


def test_only_large_files_are_read_in_parts(big, tmp_path, monkeypatch):
    path = tmp_path / big / "part-0.parquet"
    size = path.stat().st_size
    monkeypatch.setattr(choice, "free_bytes", lambda: 10 * size)
    assert choice.choose_engine(path, None) == "memory"
    monkeypatch.setattr(choice, "free_bytes", lambda: 10 * size - 1)
    assert choice.choose_engine(path, None) == "local"
    assert choice.choose_engine(path, "memory") == "memory"
    assert choice.choose_engine(path, "dask") == "dask"
    assert choice.choose_engine(tmp_path / big, None) == "local"


def test_free_memory_is_told():
    assert 10**7 < choice.free_bytes() < 10**14


class Bar:
    """Keeps what is shown."""

    def __init__(self):
        self.shown = []

    def add_task(self, text, **fields):
        return 0

    def reset(self, task, *, total, description, reached):
        self.shown.append((description, total))

    def update(self, task, *, completed, reached):
        self.shown.append(reached)


def test_the_progress_tells_steps_and_rows():
    bar = Bar()
    told = Told(Steps(bar))
    told("counting rows", 0, 2000)
    told("counting rows", 1500, 2000)
    told("making samples", 10, 20)
    assert bar.shown == [
        ("Counting rows", 2000),
        "0/2,000",
        "1,500/2,000",
        ("Making samples", 20),
        "10/20",
    ]


def test_the_progress_of_dask_counts_tasks():
    pytest.importorskip("distributed")
    bar = Bar()
    step = Steps(bar)
    counter = workers._make_counter(step)
    step("Planning")
    counter.transition("a", "waiting", "processing")
    counter.transition("a", "processing", "memory")
    counter.transition("b", "processing", "memory", worker="w")
    assert bar.shown == [("Planning", None), "1", "2"]


def test_warnings_of_the_library_become_notes_and_those_of_dask_are_left_out():
    notes = []
    with collecting_warnings(notes):
        warnings.warn("A class has\none row.", stacklevel=1)
        warnings.warn_explicit(
            "A large graph.", UserWarning, "/lib/distributed/client.py", 1
        )
        warnings.warn("An old name.", DeprecationWarning, stacklevel=1)
    assert notes == ["A class has one row."]
