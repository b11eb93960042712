"""Commands of the command line that are called in the process of the test."""

from dataclasses import dataclass

import pytest

from clover.cli import main


@dataclass(frozen=True)
class Called:
    """A command that was called."""

    code: int
    out: str
    error: str


def call(capsys, *arguments):
    """Call ``clover resample`` and return how it ended."""
    with pytest.raises(SystemExit) as ended:
        main(["resample", *map(str, arguments)])
    told = capsys.readouterr()
    return Called(ended.value.code, told.out, told.err)
