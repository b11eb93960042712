"""Several commands in one process, so that imports are made once, and a table."""

import json
import os
import subprocess
import sys

SESSION = """
import json, sys
from clover.cli import main
for argv in json.loads(sys.argv[1]):
    print("$ clover", *argv, flush=True)
    try:
        main(argv)
    except SystemExit as end:
        print("exit code", end.code, flush=True)
"""


def command_of(commands):
    """Return the command of a process that runs commands, given as lists of words."""
    return [sys.executable, "-c", SESSION, json.dumps(commands)]


def run_session(commands, folder):
    """Return what each of several commands told, and their exit codes.

    The standard error stream is joined with the standard output.
    """
    ended = subprocess.run(
        command_of(commands),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return split_session(ended.stdout)


def split_session(text):
    """Return pairs of what a command told, and its exit code."""
    _, *parts = text.split("$ clover")
    pairs = []
    for part in parts:
        _, told = part.split("\n", 1)
        told, code = told.rsplit("exit code ", 1)
        pairs.append((told, int(code)))
    return pairs


def run_in_terminal(commands, folder, environment):
    """Return what several commands write to a terminal of 80 columns."""
    import fcntl
    import pty
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    unset = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    process = subprocess.Popen(
        command_of(commands),
        cwd=folder,
        stdin=side,
        stdout=side,
        stderr=side,
        env={**kept, "TERM": "xterm-256color", **environment},
    )
    os.close(side)
    told = b""
    try:
        while part := os.read(main, 65_536):
            told += part
    except OSError:
        # Linux tells the end of a terminal by an error.
        pass
    finally:
        os.close(main)
    assert process.wait() == 0
    return told.decode().replace("\r\n", "\n")


def write_shops(folder):
    """Write a table of 60 rows, 20 of which are of the class "yes"."""
    lines = ["size,shop,branch,paid"]
    for row in range(60):
        shop = ("north", "south west")[row % 2]
        lines.append(f"{row * 0.5},{shop},{row % 4},{'no' if row % 3 else 'yes'}")
    (folder / "shops.csv").write_text("\n".join(lines) + "\n")
    return folder
