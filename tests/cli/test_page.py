"""The page of the command line: its recipes run, and show what it says."""

import os
import re
import shlex
import shutil
import textwrap
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from cli_sessions import run_session
from large_folders import read

PAGE = (Path(__file__).parents[2] / "docs" / "cli.rst").read_text(encoding="utf-8")
# Commands of several lines are joined.
COMMANDS = re.findall(r"^    (clover .*)$", re.sub(r"\\\n +", "", PAGE), re.MULTILINE)
# Folds and repeats that are enough to see that the command works.
QUICK = ["--folds", "2", "--repeats", "1"]


def write_train(folder):
    """Write a table with all columns that the recipes name, and missing values."""
    lines = ["id,date,amount,age,branch,product,shop,paid"]
    for row in range(80):
        paid = "no" if row % 5 == 0 else "yes"
        shop = ("north", "south west", "east")[row % 3]
        numbers = f"{row * 1.5 + 20 * (paid == 'no')},{20 + row % 37}"
        codes = f"{row % 4},{row % 7}"
        day = f"2026-{1 + row % 12:02}-01"
        lines.append(f"{1000 + row},{day},{numbers},{codes},{shop},{paid}")
    (folder / "train.csv").write_text("\n".join(lines) + "\n")


def write_big(folder):
    """Write the table as a folder of two Parquet files."""
    table = pa.csv.read_csv(folder / "train.csv")
    (folder / "big").mkdir()
    for number in range(2):
        rows = table.slice(40 * number, 40)
        pq.write_table(rows, folder / "big" / f"part-{number}.parquet")


def words_of(command):
    """Return the words of a command, without what goes to a file."""
    words = shlex.split(command.split(" > ")[0])[1:]
    return [*words, *QUICK] if words[0] == "compare" else words


def blocks_after(text):
    """Return the lines of the block of text that follows a text on the page."""
    _, rest = PAGE.split(text, 1)
    block = rest.split(".. code-block:: text\n\n", 1)[1]
    return re.match(r"(?:    .*\n|\n)+", block)[0]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """Return what each recipe told, its exit code, and the folder of the files."""
    folder = tmp_path_factory.mktemp("recipes")
    write_train(folder)
    write_big(folder)
    from sklearn.datasets import load_breast_cancer

    tumours = load_breast_cancer(as_frame=True).frame
    tumours.to_csv(folder / "tumours.csv", index=False)
    told = run_session([words_of(command) for command in COMMANDS], folder)
    return dict(zip(COMMANDS, told, strict=True)), folder


@pytest.mark.parametrize("command", COMMANDS)
def test_recipes_run(outcomes, command):
    told, _ = outcomes
    text, code = told[command]
    assert code == 0, text


def test_the_page_has_a_recipe_for_each_command():
    commands = {command.split()[1] for command in COMMANDS}
    assert commands == {"resample", "report", "compare", "methods", "doctor"}


def test_recipes_write_the_files_that_they_name(outcomes):
    _, folder = outcomes
    named = re.findall(
        r"(?:-o|--output|--provenance|--plot|--report|--save-plan) (\S+)", PAGE
    )
    files = {name for name in named if name[0].isalpha()}
    assert len(files) > 10
    assert [name for name in files if not (folder / name).exists()] == []


def test_the_counts_of_the_first_try_are_those_on_the_page(outcomes):
    told, _ = outcomes
    (first,) = [command for command in COMMANDS if "tumours.csv" in command]
    shown = [line.strip() for line in blocks_after("A first try").splitlines()]
    assert "".join(f"{line}\n" for line in shown if line) in told[first][0]


def test_the_recipe_for_streams_runs(clover, tmp_path):
    write_train(tmp_path)
    (recipe,) = re.findall(r"cat train.csv \| clover (.*) > balanced.csv", PAGE)
    table = (tmp_path / "train.csv").read_bytes()
    ended = clover(*recipe.split(), "--ignore", "date", stdin=table)
    assert ended.code == 0
    assert ended.out.startswith(table.decode())
    assert ended.out.count(",no\n") == 64


def test_folders_hold_the_same_rows_in_any_memory_and_by_any_engine(outcomes):
    _, folder = outcomes
    first, *others = (
        read(folder / name)
        for name in ("balanced", "in_less_memory", "by_processes", "by_plan")
    )
    assert first.num_rows == 128
    assert all(other.cast(first.schema).equals(first) for other in others)


def test_the_lines_for_a_large_text_table_convert_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_train(tmp_path)
    (lines,) = re.findall(r"code-block:: python\n\n((?:    .*\n|\n)+)", PAGE)
    exec(textwrap.dedent(lines), {})
    converted = pq.read_table("train.parquet")
    assert converted.equals(pa.csv.read_csv("train.csv"))


def test_the_help_is_that_of_the_page(clover):
    shown = clover("--help").out.split()
    assert blocks_after("Reference\n===").split() == shown


def test_exit_codes_are_those_of_the_program():
    from clover.cli._errors import DATA_CODE, INTERRUPT_CODE, USAGE_CODE

    codes = re.findall(r"^(\d+) +[A-Z]", PAGE, re.MULTILINE)
    assert list(map(int, codes)) == [0, DATA_CODE, USAGE_CODE, INTERRUPT_CODE]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_gets_a_script_for_completion(clover, shell):
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("needs bash, whose version is looked at")
    assert f"_CLOVER_COMPLETE={shell}_source clover" in PAGE
    ended = clover(env={**os.environ, "_CLOVER_COMPLETE": f"{shell}_source"})
    assert ended.code == 0
    assert "_CLOVER_COMPLETE" in ended.out


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["re"], ["plain,resample", "plain,report"]),
        (["resample", "--only"], ["plain,--only-new"]),
        (["resample", "--method", "kme"], ["plain,kmeans-smote"]),
        (["resample", "tra"], ["file,tra"]),
        (["resample", "train.csv", "--output", "bal"], ["file,bal"]),
        (["report", "train.csv", "--format", "m"], ["plain,markdown"]),
    ],
)
def test_the_shell_completes_words(clover, words, completed):
    environment = {
        **os.environ,
        "_CLOVER_COMPLETE": "bash_complete",
        "COMP_WORDS": shlex.join(["clover", *words]),
        "COMP_CWORD": str(len(words)),
    }
    assert clover(env=environment).out.split() == completed
