"""Bad input ends in one line with the remedy, the right code, and no file."""

import os

import pytest

FEW = "a,b,y\n1,2,0\n3,4,1\n5,6,0\n"


def fails(ended, code, *parts):
    """Check that a command ended in one line that tells of all parts."""
    assert ended.out == ""
    lines = ended.error.splitlines()
    assert len(lines) == 1, ended.error
    assert lines[0].startswith("Error: ")
    for part in parts:
        assert part in lines[0], lines[0]
    assert ended.code == code


# Contents of a file, the exit code, and what the error tells.
FILES = {
    "empty": ("", 1, ["data.csv is empty"]),
    "blank lines": ("\n\n", 1, ["data.csv is empty"]),
    "header only": ("a,b,y\n", 1, ["no rows"]),
    "ragged, short": ("a,b,y\n1,2,0\n1,2\n", 1, ["2 cells in line 3", "3 columns"]),
    "ragged, long": ("a,b,y\n1,2,0,4\n", 1, ["4 cells in line 2", "--separator"]),
    "repeated names": ("a,a,y\n1,2,0\n", 1, ["several columns named 'a'"]),
    "unnamed": (",b,y\n1,2,0\n", 1, ["without a name (column 1)", "--ignore"]),
    "one class": ("a,y\n1,0\n2,0\n", 1, ["one class, '0'"]),
    "missing classes": ("a,y\n1,0\n2,\n3,1\n", 1, ["1 missing value"]),
    "missing numbers": ("a,y\n1,0\n,0\n3,1\n", 1, ["'a' (1)", "--missing impute"]),
    "missing category": (
        "a,b,y\n1,u,0\n2,,0\n3,v,1\n",
        1,
        ["'b' (1)", "--missing category"],
    ),
    "regression": (
        "a,y\n" + "".join(f"{row},{row * 1.5}\n" for row in range(500)),
        1,
        ["500 distinct numbers", "regression"],
    ),
    "names as classes": (
        "a,y\n" + "".join(f"{row},n{row}\n" for row in range(60)),
        1,
        ["60 distinct texts", "--target"],
    ),
    "texts": (
        "a,b,y\n" + "".join(f"1,n{row},{row % 2}\n" for row in range(60)),
        1,
        ["'b'", "60 distinct values", "--ignore b"],
    ),
    "another encoding": (
        "a,b,y\n1,café,0\n".encode("latin-1"),
        1,
        ["not written in utf-8 (line 2)", "--encoding cp1252"],
    ),
    "no text": (b"\x00\x01\x02", 1, ["neither text nor Parquet"]),
    "half a gzip file": (b"\x1f\x8b\x08\x00\x00", 1, ["no whole gzip file"]),
    "half a Parquet file": (b"PAR1\x00\x00", 1, ["no whole Parquet file"]),
}


@pytest.mark.parametrize("content, code, parts", FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_used(clover, write, content, code, parts):
    write("data.csv", content)
    ended = clover("resample", "data.csv", "--target", "y", "--output", "out.csv")
    fails(ended, code, *parts)


# Arguments after the table, and what the error tells.
COMMANDS = {
    "target": (["-t", "Y"], ["no column 'Y'", "Did you mean 'y'?"]),
    "no target": ([], ["--target"]),
    "method": (["-t", "y", "-m", "smot"], ["'smot'", "Did you mean 'smote'"]),
    "parameter": (
        ["-t", "y", "--set", "k_neighbor=3"],
        ["no such parameter", "'k_neighbors'"],
    ),
    "no value": (["-t", "y", "--set", "k_neighbors"], ["name=value"]),
    "option of its own": (["-t", "y", "--set", "random_state=1"], ["--seed"]),
    "category": (["-t", "y", "-c", "A"], ["no column 'A'", "'a'"]),
    "ignored": (["-t", "y", "-i", "bb"], ["no column 'bb'", "'b'"]),
    "ignored target": (["-t", "y", "-i", "y"], ["target 'y' is in --ignore"]),
    "all ignored": (["-t", "y", "-i", "a,b"], ["No column is left"]),
    "both": (["-t", "y", "-i", "a", "-c", "a"], ["in --ignore"]),
    "strategy": (["-t", "y", "--strategy", "automatic"], ["'auto'"]),
    "share": (["-t", "y", "--strategy", "1.5"], ["at most 1"]),
    "no JSON": (["-t", "y", "--strategy", "{1: 5}"], ["no JSON"]),
    "class": (["-t", "y", "--strategy", '{"2": 5}'], ["'2' is no class"]),
    "fewer rows": (["-t", "y", "--strategy", '{"0": 1}'], ["Rows are only added"]),
    "option": (["-t", "y", "--outptu", "x.csv"], ["--output"]),
    "form": (["-t", "y", "-o", "out.xlsx"], [".xlsx is no form of a table"]),
    "folder": (["-t", "y", "-o", "nowhere/out.csv"], ["there is no folder nowhere"]),
    "itself": (["-t", "y", "-o", "data.csv", "--force"], ["the table that is read"]),
    "twice": (
        ["-t", "y", "-o", "out.csv", "--provenance", "out.csv"],
        ["name the same file"],
    ),
    "report": (["-t", "y", "-o", "out.csv", "--report", "r.txt"], ["'.html'"]),
    "mark": (["-t", "y", "-o", "out.csv", "--mark", "a"], ["has such a column"]),
    "json": (["-t", "y", "-o", "-", "--json"], ["standard output"]),
    "encoding": (["-t", "y", "--encoding", "utf-99"], ["'utf-99' is unknown"]),
    "separator": (["-t", "y", "--separator", ";;"], ["one sign"]),
    "scale": (["-t", "y", "--no-scale"], ["recommended always scales"]),
    "seed": (["-t", "y", "--seed", "-1"], ["--seed"]),
}


@pytest.mark.parametrize("arguments, parts", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_wrong(clover, write, arguments, parts):
    write("data.csv", FEW)
    fails(clover("resample", "data.csv", *arguments), 2, *parts)


def test_an_unknown_command_offers_the_nearest(clover):
    fails(clover("resampel"), 2, "Did you mean 'resample'")


def test_a_file_that_does_not_exist_offers_the_nearest(clover, shops):
    ended = clover("resample", "shop.csv", "-t", "paid")
    fails(ended, 2, "shop.csv does not exist", "Did you mean 'shops.csv'?")


def test_a_folder_is_no_table(clover, tmp_path):
    (tmp_path / "tables").mkdir()
    fails(clover("resample", "tables", "-t", "y"), 2, "tables is a folder")


def test_a_file_is_not_replaced_without_force(clover, shops, write, tmp_path):
    write("out.csv", "kept")
    ended = clover("resample", shops, "-t", "paid", "-o", "out.csv")
    fails(ended, 2, "out.csv exists", "--force")
    assert (tmp_path / "out.csv").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write(clover, shops, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    ended = clover("resample", shops, "-t", "paid", "-o", "locked/out.csv")
    fails(ended, 2, "no permission to write to locked")


@pytest.mark.parametrize("name", ["my_test.csv", "X-validation.csv", "holdout.csv"])
def test_rows_for_testing_ask_for_yes(clover, write, name):
    write(name, FEW)
    fails(clover("resample", name, "-t", "y"), 2, "--yes")


def test_numbers_alone_are_told_to_a_method_that_takes_no_categories(clover, shops):
    ended = clover("resample", shops, "-t", "paid", "-m", "kmeans-smote")
    fails(ended, 2, "'shop'", "--method recommended")


def test_debug_shows_the_traceback(clover, write):
    write("data.csv", "")
    ended = clover("resample", "data.csv", "-t", "y", "--debug")
    assert "Traceback" in ended.error
    assert ended.code == 1
