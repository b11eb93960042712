"""What the command line does with real tables, how long it takes, and in what memory.

The folder holds tables as ``name.csv.gz``, with a header and the classes in the column
``target``. All tables of fewer than 20,000 rows, and those that are named with
``--large``, go through ``clover resample`` with its defaults, as CSV and as Parquet. A
table has failed if a class has other rows than the largest one, if a real row or a
dtype changed, if fractions were made in a column of whole numbers, or if a category is
new. The time of a large table includes the start of Python. With ``--gaps``, the tables
go through as CSV without a share of their cells.

    python benchmarks/command_line.py FOLDER
    python benchmarks/command_line.py FOLDER --only adult bank_marketing
    python benchmarks/command_line.py FOLDER --gaps 0.02
"""

import argparse
import contextlib
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from bench import describe

from clover.cli._main import run as run_here

TARGET = "target"
MAX_ROWS = 20_000
LARGE = ("adult", "bank_marketing")
READ = {"csv": pd.read_csv, "parquet": pd.read_parquet}
# The acceptance of the command line: seconds, and mebibytes.
MAX_SECONDS, MAX_MEMORY, MAX_SMALL, MAX_HELP = 30, 1024, 5, 0.3


def read_tables(folder, names):
    """Yield names and frames of the tables of a folder."""
    for path in sorted(Path(folder).glob("*.csv.gz")):
        name = path.name.removesuffix(".csv.gz")
        if not names or name in names:
            yield name, pd.read_csv(path)


def write_table(frame, path):
    """Write a table in the form of the ending of a path."""
    if path.suffix == ".csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path, index=False)


def call(arguments):
    """Call the command in this process, and return its exit code and its errors."""
    told, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(errors):
        code = run_here(arguments)
    return code, errors.getvalue().strip()


def run(arguments):
    """Run a command as a process; return exit code, seconds, and MiB at most."""
    start = perf_counter()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    # The system counts in kibibytes, but macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss * unit / 2**20


def resample_command(source, goal):
    """Return the arguments of a command with defaults."""
    return ["resample", str(source), "-t", TARGET, "-o", str(goal), "--yes", "--force"]


def find_faults(source, goal):
    """Return what is wrong with a resampled table, as a list of texts."""
    read = READ[source.suffix[1:]]
    before, after = read(source), read(goal)
    real, made = after.iloc[: len(before)], after.iloc[len(before) :]
    faults = []
    try:
        pd.testing.assert_frame_equal(real, before, check_exact=True)
    except AssertionError as error:
        faults.append(f"real rows: {' '.join(str(error).split())[:200]}")
    counts = after[TARGET].value_counts()
    if (counts != before[TARGET].value_counts().max()).any():
        faults.append(f"counts: {counts.to_dict()}")
    for name in before.columns:
        kind = before[name].dtype.kind
        if kind == "i" and made[name].dtype.kind != "i":
            faults.append(f"{name}: fractions")
        if kind not in "biuf" and not set(made[name]) <= set(before[name]):
            faults.append(f"{name}: new categories")
    return faults


def try_table(frame, form, folder):
    """Return what is wrong with a table that goes through the command."""
    source, goal = folder / f"in.{form}", folder / f"out.{form}"
    write_table(frame, source)
    code, told = call(resample_command(source, goal))
    return [f"exit code {code}: {told}"] if code else find_faults(source, goal)


def try_all(tables, folder):
    """Print the tables that fail; return the numbers of tables and of failures."""
    n_tables = n_failed = 0
    for name, frame in tables:
        if len(frame) >= MAX_ROWS:
            continue
        n_tables += 1
        faults = {form: try_table(frame, form, folder) for form in READ}
        n_failed += any(faults.values())
        for form, told in faults.items():
            for fault in told:
                print(f"  {name}, {form}: {fault}")
    return n_tables, n_failed


def make_gaps(frame, share, seed=0):
    """Return a table without a share of the cells of each column but the target."""
    rng = np.random.default_rng(seed)
    columns = {
        name: values if name == TARGET else values.mask(rng.random(len(frame)) < share)
        for name, values in frame.items()
    }
    return pd.DataFrame(columns)


def try_gaps(tables, share, folder):
    """Print how tables with missing values go through, without and with the remedy."""
    n_tables = n_errors = n_made = 0
    source, goal = folder / "in.csv", folder / "out.csv"
    for name, frame in tables:
        holed = make_gaps(frame, share)
        if len(frame) >= MAX_ROWS or not holed.isna().to_numpy().any():
            continue
        n_tables += 1
        write_table(holed, source)
        code, told = call(resample_command(source, goal))
        n_errors += code == 1 and "--missing impute" in told
        code, told = call([*resample_command(source, goal), "--missing", "impute"])
        # Columns that get no values hold floats for whole numbers, as they did.
        faults = [told] if code else find_faults(source, goal)
        n_made += not faults
        for fault in faults:
            print(f"  {name}: {fault}")
    print(
        f"{n_tables} tables without {share:.0%} of the cells: {n_errors} errors that "
        f"name --missing impute, and {n_made} resampled with it"
    )


def measure_large(name, frame, form, folder):
    """Print time and memory of a large table."""
    source, goal = folder / f"in.{form}", folder / f"out.{form}"
    write_table(frame, source)
    program = [sys.executable, "-m", "clover.cli"]
    code, seconds, memory = run([*program, *resample_command(source, goal)])
    faults = [f"exit code {code}"] if code else find_faults(source, goal)
    print(
        f"{name}, {form}, {len(frame):,} rows: {seconds:.1f} s of {MAX_SECONDS}, "
        f"{memory:.0f} MiB of {MAX_MEMORY}, {'; '.join(faults) or 'no fault'}"
    )


def measure_small(folder, n_rows=1_000):
    """Print the time of a table of few rows."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(n_rows, 8)).round(3)).add_prefix("x")
    frame["kind"] = rng.choice(["a", "b", "c"], n_rows)
    frame[TARGET] = (np.arange(n_rows) < n_rows // 10).astype(int)
    source, goal = folder / "in.csv", folder / "out.csv"
    write_table(frame, source)
    program = [sys.executable, "-m", "clover.cli"]
    times = [run([*program, *resample_command(source, goal)])[1] for _ in range(5)]
    print(f"{n_rows:,} rows: {median(times):.2f} s of {MAX_SMALL}")


def measure_help(n_runs=11):
    """Print the time of the help over that of Python itself."""
    help_command = [sys.executable, "-m", "clover.cli", "--help"]
    times = [
        [run(command)[1] for command in ([sys.executable, "-c", "pass"], help_command)]
        for _ in range(n_runs)
    ]
    plain, shown = (median(of_command) for of_command in zip(*times, strict=True))
    print(f"--help: {shown - plain:.3f} s of {MAX_HELP} over python -c pass")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="where the tables are")
    parser.add_argument("--only", nargs="+", default=[], help="names of tables")
    parser.add_argument("--large", nargs="+", default=LARGE, help="large tables")
    parser.add_argument("--gaps", type=float, help="share of cells to leave out")
    options = parser.parse_args()
    print(describe())
    tables = read_tables(options.folder, options.only)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.gaps:
            try_gaps(tables, options.gaps, folder)
            return
        # The memory of a process counts at least as much as that of its parent.
        for name, frame in read_tables(options.folder, options.large):
            for form in READ:
                measure_large(name, frame, form, folder)
        measure_small(folder)
        measure_help()
        n_tables, n_failed = try_all(tables, folder)
    print(f"{n_tables} tables below {MAX_ROWS:,} rows: {n_failed} failures")


if __name__ == "__main__":
    main()
