"""``clover resample``: from a table to a balanced one."""

import csv
import io
import json

import pytest


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


def test_without_an_output_nothing_is_written_and_the_code_is_2(
    clover, shops, tmp_path
):
    ended = clover("resample", shops, "-t", "paid")
    assert ended.code == 2
    assert "--output" in ended.error
    assert [path.name for path in tmp_path.iterdir()] == [shops]
