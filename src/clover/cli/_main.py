"""The entry point: runs a command, and tells errors in one line."""

import os
import sys

from clover.cli._errors import DATA_CODE, INTERRUPT_CODE, USAGE_CODE, CommandError


def main(argv=None):
    """Run the command line.

    Parameters
    ----------
    argv : list of str, default=None
        The arguments; by default those of the process.

    Raises
    ------
    SystemExit
        Always, with the exit code: 0 if all went well, 1 if the data do not allow what
        was asked for, 2 if the command is wrong, 130 after an interrupt.
    """
    argv = sys.argv[1:] if argv is None else list(argv)
    sys.exit(_run(argv))


def _run(argv):
    try:
        import click
    except ImportError:
        return _fail(
            "The command line needs click and rich. Install them with "
            "pip install 'cluster-over-sampling[cli]'.",
            USAGE_CODE,
        )
    if not argv:
        argv = ["--help"]
    try:
        return _invoke(argv)
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _fail("Interrupted. Nothing was written.", INTERRUPT_CODE)
    except BrokenPipeError:
        # The reader has what it wanted; Python would complain when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        return _fail(_on_one_line(error.format_message()), USAGE_CODE)
    except CommandError as error:
        if "--debug" in argv:
            raise
        return _fail(str(error), error.code)
    except ModuleNotFoundError as error:
        package = (error.name or "").split(".")[0]
        if "--debug" in argv or package in ("", "clover"):
            raise
        return _fail(
            f"{package} is not installed. Install it with "
            "pip install 'cluster-over-sampling[cli]'.",
            USAGE_CODE,
        )
    except MemoryError:
        return _fail("The memory does not suffice for this table.", DATA_CODE)


def _invoke(argv):
    from clover.cli._app import make_app

    code = make_app().main(argv, prog_name="clover", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _on_one_line(text):
    return " ".join(text.split())


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
