"""What the commands show in a terminal of 80 columns, and where there is none."""

import re
import sys

import pytest
from cli_sessions import run_in_terminal, run_session, split_session, write_shops

WIDTH = 80
COMMANDS = [
    ["--help"],
    ["resample", "--help"],
    ["methods"],
    ["doctor"],
    ["resample", "shops.csv", "--target", "paid", "--dry-run"],
    ["report", "shops.csv", "--target", "paid"],
    ["compare", "shops.csv", "--target", "paid", "--folds", "2", "--repeats", "1"],
    ["resample", "shops.csv", "--target", "pay", "--output", "balanced.csv"],
]
STYLE = re.compile("\x1b\\[[0-9;]*m")
# The foreground colours, as basic ones, bright ones and those of 256.
COLOUR = re.compile("\x1b\\[(?:3[0-7]|9[0-7]|38;5;)")
# A bar hides the cursor, draws, shows the cursor and removes itself.
BAR = re.compile("\x1b\\[\\?25l(.*?)\x1b\\[\\?25h\r\x1b\\[1A\x1b\\[2K", re.DOTALL)


@pytest.fixture(scope="module", params=[{}, {"NO_COLOR": "1"}], ids=str)
def terminal(request, tmp_path_factory):
    """Return whether there is colour, and what a terminal got from all commands."""
    if sys.platform == "win32":
        pytest.skip("needs a pseudo-terminal")
    folder = write_shops(tmp_path_factory.mktemp("terminal"))
    shown = run_in_terminal(COMMANDS, folder, request.param)
    return not request.param, shown


def test_no_line_is_longer_than_the_terminal(terminal):
    _, shown = terminal
    lines = STYLE.sub("", BAR.sub("", shown)).split("\n")
    assert [line for line in lines if len(line) > WIDTH] == []
    assert "\x1b" not in "".join(lines)


def test_colours_are_there_unless_unwanted(terminal):
    has_colour, shown = terminal
    assert bool(COLOUR.search(shown)) == has_colour
    assert ("\x1b[31mError:\x1b[0m" in shown) == has_colour


def test_a_bar_tells_the_progress_and_vanishes(terminal):
    _, shown = terminal
    bars = [STYLE.sub("", bar) for bar in BAR.findall(shown)]
    # Of the two reports and the comparison, and of the command that fails.
    assert len(bars) == 4
    assert all("Reading" in bar for bar in bars)
    assert "Comparing" in bars[2]
    assert "/20 " in bars[2]
    assert "None" not in "".join(bars)


def test_lines_after_the_first_of_a_note_are_indented(terminal):
    _, shown = terminal
    text = STYLE.sub("", shown)
    assert "Note: 'branch': whole numbers of few distinct values" in text
    assert "\n      are codes, name them in --categorical.\n" in text


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return what the commands tell where there is no terminal."""
    return run_session(COMMANDS, write_shops(tmp_path_factory.mktemp("plain")))


def test_without_a_terminal_there_is_no_bar_and_no_colour(plain):
    assert "\x1b" not in "".join(told for told, _ in plain)
    assert "Reading" not in "".join(told for told, _ in plain)


def test_without_a_terminal_messages_are_not_wrapped(plain):
    told, code = plain[COMMANDS.index(COMMANDS[5])]
    assert code == 0
    assert (
        "Note: 'branch': whole numbers of few distinct values, taken as numbers. If "
        "they are codes, name them in --categorical.\n"
    ) in told


def test_the_same_is_told_with_and_without_a_terminal(terminal, plain):
    _, shown = terminal
    there = split_session(STYLE.sub("", BAR.sub("", shown)))
    assert [code for _, code in there] == [code for _, code in plain]
    # The times of the runs of a comparison are not told.
    for (wrapped, _), (told, _) in zip(there, plain, strict=True):
        assert wrapped.split() == told.split()


def test_methods_and_versions_stand_in_columns(plain):
    (methods, _), (doctor, _) = plain[2], plain[3]
    assert "kmeans-smote      SMOTE inside clusters" in methods
    assert re.search(r"^numpy +\d+\.\d+", doctor, re.MULTILINE)
    assert re.search(r"^rich +[\d.]+ +for the command line$", doctor, re.MULTILINE)
