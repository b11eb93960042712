"""Bad input ends in one line with the remedy, the right code, and no file."""

import ctypes
import gzip
import io
import os
import subprocess
import sys

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


def rows_with(*names):
    """Return a text table of 60 rows; a name stands for the cells of a column."""
    cells = {
        "number": lambda row: row * 0.5,
        "class": lambda row: row % 3 // 2,
        "text": lambda row: f"n{row}",
        "mixed": lambda row: "n/k" if row == 7 else row,
    }
    lines = [",".join(names)]
    lines += [",".join(str(cells[name](row)) for name in names) for row in range(60)]
    return "\n".join(lines) + "\n"


def to_parquet(**columns):
    """Return the bytes of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


# What everybody gets wrong: contents of a file, and what the error tells. Each is a
# test of the installed command.
FILES = {
    "one class": ("a,y\n1,0\n2,0\n", ["one class, '0'"]),
    "500 numbers": (
        "a,y\n" + "".join(f"{row},{row * 1.5}\n" for row in range(500)),
        ["500 distinct numbers", "regression", "--target"],
    ),
    "empty": ("", ["data.csv is empty"]),
    "header only": ("a,b,y\n", ["a header, but no rows"]),
    "ragged": ("a,b,y\n1,2,0\n1,2\n", ["2 cells in line 3", "3 columns"]),
    "repeated names": ("a,a,y\n1,2,0\n", ["several columns named 'a'"]),
    "unnamed": (",b,y\n1,2,0\n", ["without a name (column 1)", "--ignore"]),
    "another encoding": (
        "a,b,y\n1,café,0\n".encode("latin-1"),
        ["not written in utf-8 (line 2)", "--encoding cp1252"],
    ),
    "missing classes": ("a,y\n1,0\n2,\n3,1\n", ["1 missing value", "Fill them in"]),
}


@pytest.mark.parametrize("content, parts", FILES.values(), ids=FILES)
def test_a_table_that_cannot_be_balanced(clover, write, tmp_path, content, parts):
    write("data.csv", content)
    ended = clover("resample", "data.csv", "--target", "y", "--output", "out.csv")
    fails(ended, 1, *parts)
    assert os.listdir(tmp_path) == ["data.csv"]


# Arguments after the table, and what the error tells; of the installed command.
COMMANDS = {
    "target": (["-t", "Y"], ["no column 'Y'", "Did you mean 'y'?"]),
    "all ignored": (["-t", "y", "-i", "a,b"], ["No column is left", "--ignore"]),
    "method": (["-t", "y", "-m", "smot"], ["'smot'", "Did you mean 'smote'"]),
    "parameter": (
        ["-t", "y", "--set", "k_neighbor=3"],
        ["no such parameter", "'k_neighbors'"],
    ),
}


@pytest.mark.parametrize("arguments, parts", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_is_wrong(clover, write, arguments, parts):
    write("data.csv", FEW)
    fails(clover("resample", "data.csv", *arguments), 2, *parts)


def test_a_folder_is_no_table(clover, tmp_path):
    (tmp_path / "tables").mkdir()
    fails(clover("resample", "tables", "-t", "y"), 2, "tables is a folder")


def test_a_column_of_constants_keeps_them(clover, write, tmp_path):
    write("data.csv", "a,b,y\n" + "".join(f"{n},7,{n // 6}\n" for n in range(9)))
    ended = clover("resample", "data.csv", "-t", "y", "-o", "out.csv")
    assert ended.code == 0, ended.error
    rows = (tmp_path / "out.csv").read_text().splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == ["7"] * 12


def drop_rights():
    """Take from root the right to read and to write what others may not."""
    if os.geteuid() == 0:
        prctl = ctypes.CDLL(None).prctl
        drop_from_bounding_set, write_anywhere, read_anywhere = 24, 1, 2
        for right in (write_anywhere, read_anywhere):
            if prctl(drop_from_bounding_set, right, 0, 0, 0) != 0:
                raise OSError("The rights of root cannot be dropped.")


@pytest.mark.skipif(sys.platform != "linux", reason="rights are dropped as on Linux")
def test_a_folder_without_the_right_to_write(clover, shops, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    command = ["resample", shops, "-t", "paid", "-o", "locked/out.csv"]
    ended = clover(*command, preexec_fn=drop_rights)
    fails(ended, 2, "no permission to write to locked")


@pytest.mark.skipif(sys.platform != "linux", reason="rights are dropped as on Linux")
def test_a_file_without_the_right_to_read(clover, shops, tmp_path):
    (tmp_path / shops).chmod(0o000)
    ended = clover("resample", shops, "-t", "paid", preexec_fn=drop_rights)
    fails(ended, 2, "shops.csv cannot be read", "no permission")


@pytest.mark.parametrize(
    "arguments",
    [["methods"], ["resample", "shops.csv", "-t", "paid", "-o", "-", "-m", "random"]],
)
def test_a_closed_pipe_is_no_error(clover, shops, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    ended = clover_to(writer, clover, arguments)
    os.close(writer)
    assert ended.code == 0, ended.error
    assert "Error" not in ended.error
    assert "Traceback" not in ended.error


def clover_to(stream, clover, arguments):
    """Run a command with its standard output to a stream of the system."""
    return clover(*arguments, preexec_fn=lambda: os.dup2(stream, 1))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
@pytest.mark.parametrize("arguments", [["methods"], ["--help"]])
def test_a_full_standard_output_is_told(clover, arguments):
    stream = os.open("/dev/full", os.O_WRONLY)
    ended = clover_to(stream, clover, arguments)
    os.close(stream)
    fails(ended, 1, "No space left on device")


def test_a_table_to_a_full_standard_output_is_told(clover, shops):
    if not os.path.exists("/dev/full"):
        pytest.skip("needs a full device")
    stream = os.open("/dev/full", os.O_WRONLY)
    command = ["resample", shops, "-t", "paid", "-o", "-", "-m", "random", "-q"]
    ended = clover_to(stream, clover, command)
    os.close(stream)
    fails(ended, 1, "Standard output could not be written", "No space left")


@pytest.mark.skipif(os.name != "posix", reason="streams are closed as on POSIX")
def test_closed_streams_are_empty_ones(clover, shops, tmp_path):
    def close():
        os.close(0)
        os.close(1)

    fails(
        clover("resample", "-", "-t", "y", preexec_fn=close),
        1,
        "Standard input is empty",
    )
    command = ["resample", shops, "-t", "paid", "-o", "out.csv", "-m", "random"]
    assert clover(*command, preexec_fn=close).code == 0
    assert (tmp_path / "out.csv").exists()


IN_MEMORY = """
import io, sys
from clover.cli import main

sys.stdout = stream = io.StringIO()
try:
    main(["--version"])
except SystemExit as end:
    assert end.code == 0
assert stream.getvalue().startswith("clover")
"""


def test_a_stream_in_memory_is_written():
    # As in a notebook, whose streams cannot be reconfigured.
    subprocess.run([sys.executable, "-c", IN_MEMORY], check=True)


def test_empty_standard_input(clover):
    fails(clover("resample", "-", "-t", "y"), 1, "Standard input is empty")


def test_a_fault_of_the_program_is_told_in_one_line():
    lines = (
        "from clover.cli import _dispatch, main",
        "_dispatch.COMMANDS['methods'] = lambda values: 1 / 0",
        "main()",
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", "; ".join(lines), "methods", *more],
            capture_output=True,
            text=True,
            check=False,
        )
        for more in ([], ["--debug"])
    ]
    assert told[0].stderr == (
        "Error: This is a fault of clover. ZeroDivisionError: division by zero. No "
        "file is left half-written. Use --debug to see the traceback, and report it.\n"
    )
    assert told[1].stderr.startswith("Traceback")
    assert [one.returncode for one in told] == [1, 1]


# Further files, the exit code, and what the error tells.
MORE_FILES = {
    "blank lines": ("\n\n", 1, ["data.csv is empty"]),
    "ragged, long": ("a,b,y\n1,2,0,4\n", 1, ["4 cells in line 2", "--separator"]),
    "open quote": (FEW + '1,"2,0\n7,8,1\n', 1, ["line 5", "quote that is not closed"]),
    "open last quote": (FEW + '1,2,"0\n', 1, ["a quote is not closed"]),
    "one row": ("a,y\n1,0\n", 1, ["one class, '0'"]),
    "missing numbers": ("a,y\n1,0\n,0\n3,1\n", 1, ["'a' (1)", "--missing impute"]),
    "an empty column": (
        "a,b,y\n1,,0\n2,,0\n3,,1\n",
        1,
        ["Column without any value: 'b'", "--ignore b"],
    ),
    "infinite": (
        "a,b,y\n1,inf,0\n2,1,0\n3,-inf,1\n",
        1,
        ["Column 'b' has 2 infinite values", "--ignore b"],
    ),
    "missing category": (
        "a,b,y\n1,u,0\n2,,0\n3,v,1\n",
        1,
        ["'b' (1)", "--missing category"],
    ),
    "NA as class": ("a,y\n1,NA\n2,US\n", 1, ["1 missing value, written as 'NA'"]),
    "names as classes": (
        rows_with("number", "text").replace("text", "y"),
        1,
        ["60 distinct texts", "--target"],
    ),
    "texts": (
        rows_with("text", "class").replace("class", "y"),
        1,
        ["'text'", "60 distinct values", "--ignore text"],
    ),
    "numbers but for one": (
        rows_with("mixed", "class").replace("class", "y"),
        1,
        ["'mixed'", "numbers but for 'n/k' and the like", "leave these cells empty"],
    ),
    "numbers with signs": (
        "a,b,y\n" + "".join(f"{n},${n}.50,{n % 3 // 2}\n" for n in range(60)),
        1,
        ["Column 'b'", "numbers such as '$0.50'", "--ignore b"],
    ),
    "NUL": (FEW.encode() + b"\x001,2,0\n", 1, ["neither text nor Parquet"]),
    "workbook": (b"PK\x03\x04\x14\x00\xff", 1, ["an Excel workbook", "as CSV"]),
    "half a gzip file": (gzip.compress(FEW.encode())[:-9], 1, ["no whole gzip file"]),
    "half a Parquet file": (b"PAR1\x00\x00", 1, ["no whole Parquet file"]),
    "broken Parquet file": (
        b"PAR1" + b"\xff" * 40 + b"\x20\x00\x00\x00PAR1",
        1,
        ["no whole Parquet file"],
    ),
    "half a Feather file": (b"ARROW1\x00\x00", 1, ["no whole Feather file"]),
    "broken Feather file": (
        b"ARROW1\x00\x00" + b"\xff" * 40 + b"\x20\x00\x00\x00ARROW1",
        1,
        ["no whole Feather file"],
    ),
    "an old Feather file": (b"FEA1\x00\x00", 1, ["version 1", "as CSV or Parquet"]),
    "a Parquet file without rows": (to_parquet(a=[], y=[]), 1, ["no rows"]),
}


@pytest.mark.parametrize("content, code, parts", MORE_FILES.values(), ids=MORE_FILES)
def test_a_file_that_cannot_be_used(clover_here, write, tmp_path, content, code, parts):
    write("data.csv", content)
    ended = clover_here("resample", "data.csv", "-t", "y", "-o", "out.csv")
    fails(ended, code, *parts)
    assert os.listdir(tmp_path) == ["data.csv"]


def test_the_separator_is_asked_for_where_there_is_one_column(clover_here, write):
    write("data.txt", FEW.replace(",", " "))
    ended = clover_here("resample", "data.txt", "-t", "y")
    fails(ended, 2, "no column 'y'", "a single column", "--separator")
    command = ["resample", "data.txt", "-t", "y", "--separator", "space"]
    assert clover_here(*command, "-m", "random", "--dry-run").code == 0


def test_names_with_spaces_around_can_be_given(clover_here, write):
    write("data.csv", FEW.replace("a,b", '" a","b "'))
    told = clover_here("resample", "data.csv", "-t", "y", "-i", '" a","b "')
    fails(told, 2, "No column is left")
    told = clover_here("resample", "data.csv", "-t", "y", "-i", "b , y")
    fails(told, 2, "The target 'y' is in --ignore")


@pytest.mark.parametrize("form", ["Parquet", "Feather"])
def test_text_with_the_name_of_another_form(clover_here, write, form):
    name = write(f"data.{form.lower()}", FEW)
    ended = clover_here("resample", name, "-t", "y")
    fails(ended, 1, f"no {form} file, although its name says so", ".csv")


# Further arguments, and what the error tells.
MORE_COMMANDS = {
    "no target": ([], ["--target"]),
    "no value": (["-t", "y", "--set", "k_neighbors"], ["name=value"]),
    "a word": (
        ["-t", "y", "--set", "k_neighbors=many"],
        ["--set k_neighbors should be an int in the range [1, inf). Got 'many'."],
    ),
    "no clusters": (
        ["-t", "y", "-m", "cbo", "--set", "clusterer.n_clusters=0"],
        ["--set clusterer.n_clusters should be an int", "Got 0."],
    ),
    "option of its own": (["-t", "y", "--set", "random_state=1"], ["--seed"]),
    "twice the same": (
        ["-t", "y", "--set", "k_neighbors=1", "--set", "k_neighbors=2"],
        ["k_neighbors is given twice"],
    ),
    "category": (["-t", "y", "-c", "A"], ["no column 'A'", "'a'"]),
    "ignored": (["-t", "y", "-i", "bb"], ["no column 'bb'", "'b'"]),
    "ignored target": (["-t", "y", "-i", "y"], ["target 'y' is in --ignore"]),
    "target as category": (["-t", "y", "-c", "y"], ["target 'y' is in --categorical"]),
    "both": (["-t", "y", "-i", "a", "-c", "a"], ["in --ignore"]),
    "no names": (["-t", "y", "-i", ","], ["--ignore should be names of columns"]),
    "strategy": (["-t", "y", "--strategy", "automatic"], ["'auto'"]),
    "share": (["-t", "y", "--strategy", "1.5"], ["at most 1"]),
    "no share": (["-t", "y", "--strategy", "nan"], ["at most 1"]),
    "small share": (["-t", "y", "--strategy", "0.1"], ["asks for nothing"]),
    "no JSON": (["-t", "y", "--strategy", "{1: 5}"], ["no JSON"]),
    "no classes": (["-t", "y", "--strategy", "{}"], ["names no class"]),
    "class": (
        ["-t", "y", "--strategy", '{"2": 5}'],
        ["--strategy: '2' is no class of 'y'. There are '0' and '1'."],
    ),
    "fewer rows": (["-t", "y", "--strategy", '{"0": 1}'], ["Rows are only added"]),
    "half a row": (["-t", "y", "--strategy", '{"1": 2.5}'], ["Got 2.5"]),
    "option": (["-t", "y", "--outptu", "x.csv"], ["--output"]),
    "two tables": (["-t", "y", "b.csv"], ["b.csv"]),
    "packed": (
        ["-t", "y", "-o", "out.feather.gz"],
        ["Feather is compressed inside", ".gz"],
    ),
    "form": (["-t", "y", "-o", "out.xlsx"], [".xlsx is no form of a table"]),
    "folder": (["-t", "y", "-o", "nowhere/out.csv"], ["there is no folder nowhere"]),
    "file as folder": (["-t", "y", "-o", "data.csv/x.csv"], ["there is no folder"]),
    "no name": (["-t", "y", "-o", ""], ["--output should be the name of a file"]),
    "long name": (["-t", "y", "-o", "o" * 300 + ".csv"], ["too long"]),
    "itself": (["-t", "y", "-o", "data.csv", "--force"], ["the table that is read"]),
    "twice": (
        ["-t", "y", "-o", "out.csv", "--provenance", "./out.csv"],
        ["name the same file"],
    ),
    "three times": (
        ["-t", "y", "-o", "out.csv", "--report", "r.html", "--plot", "r.html"],
        ["r.html"],
    ),
    "report": (["-t", "y", "-o", "out.csv", "--report", "r.txt"], ["'.html'"]),
    "mark": (["-t", "y", "-o", "out.csv", "--mark", "a"], ["has such a column"]),
    "no mark": (["-t", "y", "-o", "out.csv", "--mark", " "], ["--mark should be"]),
    "one name": (
        ["-t", "y", "-o", "out.csv", "--mark", "n", "--weights", "n"],
        ["name the same column, 'n'"],
    ),
    "foreign mark": (
        ["-t", "y", "-o", "out.csv", "--encoding", "ascii", "--mark", "é"],
        ["--mark é", "ascii, cannot write"],
    ),
    "json": (["-t", "y", "-o", "-", "--json"], ["standard output"]),
    "encoding": (["-t", "y", "--encoding", "utf-99"], ["'utf-99' is unknown"]),
    "no encoding": (["-t", "y", "--encoding", "rot13"], ["'rot13' is unknown"]),
    "separator": (["-t", "y", "--separator", ";;"], ["one sign"]),
    "decimal": (["-t", "y", "--decimal", ","], ["two signs"]),
    "scale": (["-t", "y", "--no-scale"], ["recommended always scales"]),
    "seed": (["-t", "y", "--seed", "-1"], ["--seed"]),
}


@pytest.mark.parametrize("arguments, parts", MORE_COMMANDS.values(), ids=MORE_COMMANDS)
def test_a_command_that_does_not_fit(clover_here, write, tmp_path, arguments, parts):
    write("data.csv", FEW)
    fails(clover_here("resample", "data.csv", *arguments), 2, *parts)
    assert os.listdir(tmp_path) == ["data.csv"]


def test_errors_leave_no_json(clover_here, write):
    write("data.csv", FEW)
    fails(clover_here("resample", "data.csv", "-t", "z", "--json"), 2, "'z'")


def test_only_the_table_goes_to_standard_output(clover_here, write):
    write("data.csv", FEW)
    command = ["resample", "data.csv", "-t", "y", "-o", "out.csv", "--provenance", "-"]
    ended = clover_here(*command)
    assert ended.code == 2
    assert "--provenance -" in ended.error


def test_devices_are_not_replaced(clover_here, write, tmp_path):
    write("data.csv", FEW)
    os.symlink(os.devnull, tmp_path / "out.csv")
    ended = clover_here("resample", "data.csv", "-t", "y", "-o", "out.csv", "--force")
    fails(ended, 2, "out.csv is a device or a pipe", "--output -")


FEW_ROWS = "a,b,y\n" + "".join(f"{n},{n % 4 * 1.5},{n // 17}\n" for n in range(20))


@pytest.mark.parametrize("method", ["smote", "geometric-smote"])
def test_few_rows_for_neighbours_take_fewer_and_this_is_told(
    clover_here, write, method
):
    write("data.csv", FEW_ROWS)
    ended = clover_here(
        "resample", "data.csv", "-t", "y", "-o", "out.csv", "-m", method
    )
    assert ended.code == 0, ended.error
    assert "Fewer neighbours than the 5" in ended.out


def test_more_clusters_than_rows_are_told_with_the_option(clover_here, write):
    write("data.csv", FEW_ROWS)
    command = ["resample", "data.csv", "-t", "y", "-o", "out.csv"]
    many = ["-m", "kmeans-smote", "--set", "clusterer.n_clusters=50"]
    fails(clover_here(*command, *many), 1, "20 rows", "--set clusterer.n_clusters")


def test_a_class_of_one_row_is_balanced_without_clusters(clover_here, write):
    write("data.csv", FEW)
    command = ["resample", "data.csv", "-t", "y", "-o", "-", "-m", "cluster-smote"]
    ended = clover_here(*command, "--quiet")
    assert ended.code == 0, ended.error
    assert ended.out == FEW + "3,4,1\n"


def test_an_unknown_command_offers_the_nearest(clover_here):
    fails(clover_here("resampel"), 2, "Did you mean 'resample'")


def test_a_file_that_does_not_exist_offers_the_nearest(clover_here, shops):
    ended = clover_here("resample", "shop.csv", "-t", "paid")
    fails(ended, 2, "shop.csv does not exist", "Did you mean 'shops.csv'?")
    ended = clover_here("resample", "shops.csv/x.csv", "-t", "paid")
    fails(ended, 2, "shops.csv/x.csv cannot be read", "Not a directory")


def test_a_file_is_not_replaced_without_force(clover_here, shops, write, tmp_path):
    write("out.csv", "kept")
    ended = clover_here("resample", shops, "-t", "paid", "-o", "out.csv")
    fails(ended, 2, "out.csv exists", "--force")
    assert (tmp_path / "out.csv").read_text() == "kept"


@pytest.mark.parametrize(
    "name",
    ["my_test.csv", "X-validation.csv", "holdout.csv", "Xtest.csv", "dataTest.csv"],
)
def test_rows_for_testing_ask_for_yes(clover_here, write, name):
    write(name, FEW)
    fails(clover_here("resample", name, "-t", "y"), 2, "--yes")


@pytest.mark.parametrize("name", ["latest.csv", "contest.csv", "invalid.csv"])
def test_other_words_than_test_ask_for_nothing(clover_here, write, name):
    write(name, FEW)
    command = ["resample", name, "-t", "y", "-m", "random", "--dry-run"]
    assert clover_here(*command).code == 0


def test_numbers_alone_are_told_to_a_method_that_takes_no_categories(
    clover_here, shops
):
    ended = clover_here("resample", shops, "-t", "paid", "-m", "kmeans-smote")
    fails(ended, 2, "'shop'", "--method recommended")


@pytest.mark.parametrize(
    "arguments, code",
    [(["resample", "data.csv", "-t", "y"], 1), (["resample", "data.csv"], 2)],
)
def test_debug_shows_the_traceback_before_the_line(clover_here, write, arguments, code):
    write("data.csv", "")
    ended = clover_here(*arguments, "--debug")
    assert ended.error.startswith("Traceback")
    assert ended.error.splitlines()[-1].startswith("Error: ")
    assert ended.code == code
