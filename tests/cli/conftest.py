"""The command line, run as a process of its own or inside the tests."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from large_folders import write_folder

from clover.cli._main import run as run_here


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    error: str


@pytest.fixture(scope="session")
def program():
    """Return how ``clover`` is started: the installed script, where there is one."""
    script = shutil.which("clover", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "clover.cli"]


@pytest.fixture
def clover(tmp_path, program):
    """Return a function that runs ``clover`` in a folder of the test."""

    def run(*arguments, stdin=b"", **options):
        ended = subprocess.run(
            [*program, *map(str, arguments)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            check=False,
            **options,
        )
        return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return run


@pytest.fixture
def clover_here(tmp_path, monkeypatch, capsys):
    """Return a function that runs ``clover`` inside the process of the tests.

    It does what the installed command does but for signals, closed streams and faults.
    """

    def run(*arguments):
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        code = run_here([str(one) for one in arguments])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file, as text or bytes, and returns its name."""

    def write_file(name, content):
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return name

    return write_file


def make_rows(n_rows, n_minority):
    """Return a text table with a number, a category and two classes."""
    lines = ["size,shop,paid"]
    for row in range(n_rows):
        shop = ("north", "south west")[row % 2]
        lines.append(f"{row * 0.5},{shop},{'no' if row < n_minority else 'yes'}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def shops(write):
    """Return the name of a table of 30 rows, 8 of which are of the class "no"."""
    return write("shops.csv", make_rows(30, 8))


@pytest.fixture
def big(tmp_path):
    """Return the name of a folder of 360 rows in three Parquet files."""
    write_folder(tmp_path / "big")
    return "big"
