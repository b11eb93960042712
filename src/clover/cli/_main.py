"""The entry point: runs a command, and tells errors in one line."""

import os
import sys
import traceback

from clover.cli._errors import (
    DATA_CODE,
    INTERRUPT_CODE,
    USAGE_CODE,
    CommandError,
    on_one_line,
    tell_reason,
)
from clover.cli._signals import Terminated, raise_signals

DEBUG = "--debug"
INSTALL = "pip install 'cluster-over-sampling[cli]'"


def main(argv=None):
    """Run the command line.

    Parameters
    ----------
    argv : list of str, default=None
        The arguments; by default those of the process.

    Raises
    ------
    SystemExit
        With the exit code: 0 if all went well, 1 if the data do not allow what was
        asked for, 2 if the command is wrong, 130 after an interrupt, and 128 and the
        number of the signal after another one.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    _open_streams()
    raise_signals()
    if DEBUG not in argv:
        sys.excepthook = _tell_fault
    sys.exit(run(argv))


def run(argv):
    """Run the command line in a process that goes on, and return the exit code.

    Parameters
    ----------
    argv : list of str
        The arguments.

    Returns
    -------
    code : int
        The exit code. A fault of the program is raised.
    """
    try:
        import click
    except ImportError:
        return _fail(
            f"The command line needs click and rich. Install them with {INSTALL}.",
            USAGE_CODE,
        )
    try:
        return _do(argv or ["--help"])
    except click.ClickException as error:
        return _end(argv, error.format_message(), USAGE_CODE)
    except CommandError as error:
        return _end(argv, error, error.code)
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if package in ("", "clover"):
            raise
        text = f"{package} is not installed. Install it with {INSTALL}."
        return _end(argv, text, USAGE_CODE)
    except ImportError as error:
        # The library tells what its optional parts need.
        return _end(argv, error, USAGE_CODE)
    except MemoryError:
        return _end(argv, "The memory does not suffice for this table.", DATA_CODE)
    except (BrokenPipeError, SystemExit):
        # The reader has what it wanted; click and rich exit then.
        _silence(sys.stdout)
        return 0
    except OSError as error:
        # What could not be written would be written, and fail, again at the end.
        _silence(sys.stdout)
        name = f"{error.filename}: " if error.filename else ""
        text = f"Reading or writing failed: {name}{tell_reason(error)}."
        return _end(argv, text, DATA_CODE)
    except Terminated as stop:
        return _end(argv, "Terminated. No file is left half-written.", stop.code)
    except (KeyboardInterrupt, click.exceptions.Abort):
        text = "Interrupted. No file is left half-written."
        return _end(argv, text, INTERRUPT_CODE)


def _do(argv):
    """Parse the arguments, do the command, and return the exit code."""
    from clover.cli._app import make_app

    code = make_app().main(argv, prog_name="clover", standalone_mode=False)
    if isinstance(code, tuple):
        from clover.cli._dispatch import dispatch

        code = dispatch(*code)
    # A stream that cannot be written is told here, and not when the process ends.
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _end(argv, text, code):
    """Tell an error, after its traceback if that was asked for."""
    if DEBUG in argv:
        traceback.print_exc()
    return _fail(on_one_line(text), code)


def _fail(text, code):
    """Tell an error on the standard error stream, and return its exit code."""
    told = f"Error: {text}"
    if sys.stderr.isatty():
        from shutil import get_terminal_size

        from clover.cli._console.folding import fold

        told = fold(told, get_terminal_size().columns)
        if not os.environ.get("NO_COLOR"):
            told = told.replace("Error:", "\x1b[31mError:\x1b[0m", 1)
    print(told, file=sys.stderr)
    return code


def _tell_fault(kind, error, trace):
    """Tell an error that nobody expected: the hook of Python for these."""
    if issubclass(kind, KeyboardInterrupt):
        _fail("Interrupted.", INTERRUPT_CODE)
        return
    told = f"{kind.__name__}: {on_one_line(error)}".rstrip(" .:")
    _fail(
        f"This is a fault of clover. {told}. No file is left half-written. Use {DEBUG} "
        "to see the traceback, and report it.",
        DATA_CODE,
    )


def _open_streams():
    """Let closed streams be empty ones, and write signs that a stream lacks escaped."""
    for name, mode in {"stdin": "r", "stdout": "w", "stderr": "w"}.items():
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, mode, encoding="utf-8")
            setattr(sys, name, stream)
        # A stream in memory, or that of a notebook, takes any sign.
        if mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _silence(stream):
    """Let a stream that cannot be written lead to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
