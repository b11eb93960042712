"""``clover resample``: from a table to a balanced one."""

import csv
import io
import json
import os
from collections import Counter

import pytest
from called_commands import call

from clover.cli._sampling.methods import METHODS


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def balanced(tmp_path_factory):
    """Return the outputs of one command that writes all that can be written."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("balanced")
    lines = ["id,size,count,shop,paid"]
    for row in range(30):
        shop = ("north", "south west")[row % 2]
        paid = "no" if row < 8 else "yes"
        lines.append(f"{row + 100},{row * 0.5:.2f},{row % 13},{shop},{paid}")
    (folder / "shops.csv").write_text("\n".join(lines) + "\n")
    command = (
        "resample shops.csv --target paid --output out.csv --ignore id --mark made "
        "--weights weight --provenance origin.csv --report report.html --json"
    )
    ended = subprocess.run(
        [sys.executable, "-m", "clover.cli", *command.split()],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


def test_real_rows_come_first_and_as_they_were(balanced):
    folder, _ = balanced
    before = (folder / "shops.csv").read_text().splitlines()
    after = (folder / "out.csv").read_text().splitlines()
    assert after[0] == before[0] + ",weight,made"
    columns = len(before[0].split(","))
    assert [",".join(line.split(",")[:columns]) for line in after[1:31]] == before[1:]


def test_classes_are_balanced_exactly(balanced):
    folder, _ = balanced
    made = rows_of((folder / "out.csv").read_text())[30:]
    assert len(made) == 14
    assert {row["paid"] for row in made} == {"no"}


def test_made_rows_keep_the_kinds_of_columns(balanced):
    folder, _ = balanced
    made = rows_of((folder / "out.csv").read_text())[30:]
    assert {row["shop"] for row in made} <= {"north", "south west"}
    assert all(row["count"].isdigit() for row in made)
    assert all(0 <= float(row["size"]) <= 14.5 for row in made)
    assert {row["id"] for row in made} == {""}


def test_marks_and_weights_tell_real_and_made_rows(balanced):
    folder, _ = balanced
    rows = rows_of((folder / "out.csv").read_text())
    assert [row["made"] for row in rows] == ["False"] * 30 + ["True"] * 14
    of_class = [float(row["weight"]) for row in rows if row["paid"] == "no"]
    assert sum(of_class) == pytest.approx(8)


def test_the_provenance_names_real_rows_of_the_class(balanced):
    folder, _ = balanced
    rows = rows_of((folder / "origin.csv").read_text())
    assert [int(row["row"]) for row in rows] == list(range(30, 44))
    assert all(int(row["base"]) < 8 for row in rows)


def test_json_tells_counts_and_code(balanced):
    _, out = balanced
    told = json.loads(out)
    assert told["classes"][0] == {
        "class": "no",
        "before": 8,
        "asked": 22,
        "made": 14,
        "after": 22,
    }
    assert "ScaledGeometricSMOTE(random_state=0)" in told["code"]


def test_the_code_makes_the_same_rows(balanced, monkeypatch):
    folder, out = balanced
    monkeypatch.chdir(folder)
    names = {}
    exec(json.loads(out)["code"], names)
    sizes = [float(row["size"]) for row in rows_of((folder / "out.csv").read_text())]
    assert names["X_resampled"]["size"].tolist() == sizes


def test_the_report_is_a_page(balanced):
    folder, _ = balanced
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")
    assert not [path for path in folder.iterdir() if path.name.endswith(".part")]


def test_the_provenance_of_new_rows_alone_counts_these(
    shops, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    written = ("-o", "new.csv", "--only-new", "--provenance", "origin.csv")
    assert call(capsys, shops, "-t", "paid", *written).code == 0
    assert len(rows_of((tmp_path / "new.csv").read_text())) == 14
    origin = rows_of((tmp_path / "origin.csv").read_text())
    assert [int(row["row"]) for row in origin] == list(range(14))


def test_json_escapes_the_signs_that_a_stream_lacks(clover, write):
    table = write("data.csv", "a,y\n1,\N{GRINNING FACE}\n2,b\n3,b\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = ["resample", table, "-t", "y", "-m", "random", "--dry-run", "--json"]
    told = json.loads(clover(*command, env=environment).out)
    assert told["classes"][1]["class"] == "\N{GRINNING FACE}"


def test_without_an_output_nothing_is_written_and_the_code_is_2(
    shops, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    ended = call(capsys, shops, "-t", "paid", "--provenance", "origin.csv")
    assert ended.code == 2
    assert ended.out.splitlines()[2].split() == ["no", "8", "22", "14", "22"]
    assert "--output" in ended.error
    assert [path.name for path in tmp_path.iterdir()] == [shops]


def write_numbers(n_rows=40, small=("a", 4), middle=("b", 12)):
    """Return a text table of two columns of numbers, and three classes."""
    lines = ["size,count,kind"]
    for row in range(n_rows):
        kind = small[0] if row < small[1] else middle[0] if row < middle[1] else "c"
        lines.append(f"{row * 37 % 101 / 4},{row * 11 % 23},{kind}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def resample(tmp_path, monkeypatch, capsys):
    """Return a function that resamples a table and returns what ended and the rows."""
    monkeypatch.chdir(tmp_path)

    def run(content, *arguments, target="kind", code=0):
        (tmp_path / "data.csv").write_text(content)
        ended = call(
            capsys,
            *("data.csv", "-t", target, "-o", "out.csv", "--force"),
            *arguments,
        )
        assert ended.code == code, ended.error
        return ended, rows_of((tmp_path / "out.csv").read_text())

    return run


def count(rows, name="kind"):
    return dict(Counter(row[name] for row in rows))


@pytest.mark.parametrize("method", METHODS)
def test_each_method_makes_what_is_asked_for(resample, method):
    strategy = '{"a": 20, "b": 15}'
    _, rows = resample(write_numbers(), "-m", method, "--strategy", strategy)
    assert count(rows) == {"a": 20, "b": 15, "c": 28}
    assert all(row["count"].isdigit() for row in rows)


def test_classes_of_few_rows_get_fewer_neighbours_and_it_is_told(resample):
    content = write_numbers().replace("size,", "shop,size,").splitlines()
    lines = [f"{'uv'[len(line) % 2]},{line}" for line in content[1:]]
    told, rows = resample("\n".join([content[0], *lines]) + "\n", "-m", "smote")
    assert count(rows) == {"a": 28, "b": 28, "c": 28}
    assert "SMOTENC of imbalanced-learn" in told.out
    assert "Fewer neighbours than the 5 asked for" in told.out
    assert "class 'a', 3 in 1 of 1 clusters" in told.out


def test_whole_numbers_are_rounded_to_the_nearest(resample):
    lines = [f"{row * 3},{'a' if row < 6 else 'c'}" for row in range(60)]
    options = ("-m", "smote", "--strategy", '{"a": 2006}')
    _, rows = resample("\n".join(["n,kind", *lines]) + "\n", *options)
    made = [int(row["n"]) for row in rows[60:]]
    # The rows of the class are 7.5 on average. Without fractions, samples would be 7.
    assert abs(sum(made) / len(made) - 7.5) < 0.2


def test_the_seed_decides_and_the_origin_changes_nothing(resample):
    content = write_numbers()
    _, rows = resample(content, "--seed", "4", "-m", "smote")
    options = ("--seed", "4", "-m", "smote", "--provenance", "origin.csv")
    assert resample(content, *options)[1] == rows
    assert resample(content, "--seed", "5", "-m", "smote")[1] != rows


def test_random_repeats_rows_of_any_kind(resample, tmp_path):
    lines = ["day,note,size,kind"]
    for row in range(70):
        size = "" if row % 5 == 2 else row / 4
        lines.append(f"2024-01-{row % 28 + 1:02},note {row},{size},{'ac'[row > 9]}")
    _, rows = resample("\n".join(lines) + "\n", "-m", "random")
    assert count(rows) == {"a": 60, "c": 60}
    of_class = {tuple(row.values()) for row in rows[:10]}
    assert {tuple(row.values()) for row in rows[70:]} <= of_class


def test_categories_alone_use_smoten_and_it_is_told(resample):
    lines = [f"{'uvw'[row % 3]},{'xy'[row % 2]},{'ac'[row > 9]}" for row in range(40)]
    told, rows = resample("\n".join(["shop,open,kind", *lines]) + "\n")
    assert count(rows) == {"a": 30, "c": 30}
    assert "All columns hold categories: SMOTEN" in told.out


@pytest.mark.parametrize("texts", [("True", "False"), ("1", "0"), ("2.5", "0.5")])
def test_classes_may_be_booleans_or_numbers(resample, texts):
    lines = [f"{row * 37 % 101},{texts[row >= 9]}" for row in range(40)]
    strategy = json.dumps({texts[0]: 20})
    _, rows = resample("\n".join(["n,kind", *lines]) + "\n", "--strategy", strategy)
    assert count(rows) == {texts[0]: 20, texts[1]: 31}


def test_negative_numbers_that_no_real_row_has_are_told(resample):
    told, rows = resample(write_numbers(), "-m", "gaussian")
    assert min(float(row["size"]) for row in rows) < 0
    assert "'size': some synthetic values are negative" in told.out
    told, rows = resample(write_numbers(), "-m", "smote")
    assert min(float(row["size"]) for row in rows) >= 0
    assert "negative" not in told.out


def test_the_report_and_the_findings_speak_of_options(resample, tmp_path):
    told, _ = resample(write_numbers(), "--report", "report.md")
    assert "--weights weight" in told.out
    report = (tmp_path / "report.md").read_text()
    assert "--weights weight" in report
    assert "weighting=" not in told.out


def test_made_rows_alone_may_be_written(resample):
    _, rows = resample(write_numbers(), "--only-new", "--mark", "made")
    assert count(rows) == {"a": 24, "b": 20}
    assert {row["made"] for row in rows} == {"True"}


@pytest.mark.parametrize(
    "option, name, wanted",
    [
        ("--plot", "picture.jpg", "'.png', '.svg' or '.pdf'"),
        ("--report", "report.txt", "'.html', '.json' or '.md'"),
        ("--provenance", "origin.parquet", "'.csv'"),
    ],
)
def test_endings_are_checked_before_the_table_is_read(
    tmp_path, monkeypatch, capsys, option, name, wanted
):
    monkeypatch.chdir(tmp_path)
    ended = call(capsys, "nowhere.csv", "-t", "y", "-o", "out.csv", option, name)
    assert ended.code == 2
    assert f"{option} {name}: the name should end in {wanted}." in ended.error


@pytest.mark.parametrize(
    "name, start", [("p.png", b"\x89PNG"), ("p.svg", b"<?xml"), ("p.pdf", b"%PDF")]
)
def test_a_picture_has_the_form_of_its_ending(resample, tmp_path, name, start):
    resample(write_numbers(), "--plot", name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.csv").write_text(write_numbers())
    options = ("-o", "out.csv", "--report", "r.html", "--provenance", "o.csv")
    ended = call(capsys, "data.csv", "-t", "kind", "--dry-run", *options)
    assert ended.code == 0
    assert "Nothing was written" in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]
