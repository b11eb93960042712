"""An interrupt ends a command in one line, and leaves no file."""

import os
import signal
import subprocess
import sys

import pytest


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_an_interrupt_while_the_table_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    command = ["resample", "pipe.csv", "-t", "y", "-o", "out.csv"]
    process = subprocess.Popen(
        [sys.executable, "-m", "clover.cli", *command],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The pipe opens when the command reads, and the command waits for more.
    with open(tmp_path / "pipe.csv", "w") as pipe:
        pipe.write("a,y\n")
        pipe.flush()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert error == "Error: Interrupted. Nothing was written.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.csv"]
