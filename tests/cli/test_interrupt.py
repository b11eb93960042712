"""Signals end a command in one line, and leave no file."""

import os
import signal
import subprocess
import sys
import time

import pytest

from clover.cli._signals import hold_signals

posix = pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")


def listen():
    """Let no signal be ignored, as it may be where the tests run in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def wait_until_read(pipe):
    """Wait until a pipe was read, and the process that read it waits for more.

    A signal between two calls of the system would be noticed after the second alone.
    """
    import fcntl
    import struct
    import termios

    while struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]:
        time.sleep(0.01)
    time.sleep(0.3)


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a process in a folder of the test."""

    def start_process(*arguments):
        return subprocess.Popen(
            arguments,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=listen,
        )

    return start_process


@posix
@pytest.mark.parametrize(
    "number, code, word",
    [
        (signal.SIGINT, 130, "Interrupted"),
        (signal.SIGTERM, 143, "Terminated"),
        # The terminal was closed.
        (1, 129, "Terminated"),
    ],
)
def test_a_signal_while_the_table_is_read(tmp_path, program, start, number, code, word):
    os.mkfifo(tmp_path / "pipe.csv")
    process = start(*program, "resample", "pipe.csv", "-t", "y", "-o", "out.csv")
    # The pipe opens when the command reads, and the command waits for more.
    with open(tmp_path / "pipe.csv", "w") as pipe:
        pipe.write("a,y\n")
        pipe.flush()
        wait_until_read(pipe)
        process.send_signal(number)
        out, error = process.communicate(timeout=60)
    assert process.returncode == code
    assert out == ""
    assert error == f"Error: {word}. No file is left half-written.\n"
    assert os.listdir(tmp_path) == ["pipe.csv"]


# A command that stops for a while after its first hidden file is written.
SLOW = """
import sys, time
from clover.cli import main
from clover.cli._staging import Staging

add = Staging.add

def add_slowly(self, path, content):
    add(self, path, content)
    print("added", flush=True)
    time.sleep(60)

Staging.add = add_slowly
main(sys.argv[1:])
"""


@posix
@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_between_two_files_removes_the_first(
    tmp_path, shops, start, number, code
):
    (tmp_path / "out.csv").write_text("kept")
    names = "-o out.csv --force --provenance origin.csv -m random -t paid"
    process = start(sys.executable, "-c", SLOW, "resample", shops, *names.split())
    assert process.stdout.readline() == "added\n"
    hidden = [name for name in os.listdir(tmp_path) if name.endswith(".part")]
    assert len(hidden) == 1
    process.send_signal(number)
    _, error = process.communicate(timeout=60)
    assert process.returncode == code
    assert len(error.splitlines()) == 1
    assert sorted(os.listdir(tmp_path)) == ["out.csv", shops]
    assert (tmp_path / "out.csv").read_text() == "kept"


@pytest.fixture
def interrupts():
    """Let interrupts be raised, which a shell ignores for tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@posix
@pytest.mark.usefixtures("interrupts")
def test_held_signals_come_after_what_is_held():
    done = []
    with pytest.raises(KeyboardInterrupt), hold_signals():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        done.append("held")
    assert done == ["held"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
