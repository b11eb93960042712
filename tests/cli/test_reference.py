"""The reference in the documentation says what ``--help`` says."""

from pathlib import Path

import pytest

from clover.cli._options import HELP, OPTIONS
from clover.cli._reference import write_reference

PAGE = Path(__file__).parents[2] / "docs" / "cli_reference.inc"


def test_the_page_is_made_of_the_options():
    assert PAGE.read_text(encoding="utf-8") == write_reference()


@pytest.mark.parametrize("name", OPTIONS)
def test_help_tells_all_options(clover, name):
    shown = clover(name, "--help")
    words = " ".join(shown.out.split())
    assert shown.code == 0
    assert HELP[name] in words
    for one in OPTIONS[name]:
        assert one.help in words
        assert all(flag in words for both in one.flags for flag in both.split("/"))


def test_help_lists_the_commands(clover):
    shown = clover("--help")
    assert all(command in shown.out for command in OPTIONS)
    assert "Exit codes" in shown.out


def test_version(clover):
    from clover import __version__

    assert clover("--version").out == f"clover, version {__version__}\n"
