"""Files that are written whole or not at all."""

import os
import secrets
import sys
from contextlib import contextmanager
from pathlib import Path

from clover.cli._errors import DataError, UsageError

STANDARD = "-"


class Staging:
    """Contents under way to their files.

    Each content is first written to a hidden file beside its goal. When all are
    written, the hidden files get their names. If anything fails before, they are
    removed, and the goals are as they were.
    """

    def __init__(self):
        self._staged = []

    def add(self, path, content):
        """Write bytes to a hidden file beside a path."""
        goal = Path(path)
        hidden = goal.with_name(f".{goal.name}.{secrets.token_hex(4)}.part")
        self._staged.append((hidden, goal))
        with _told(goal), open(hidden, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def finish(self):
        """Give all files their names."""
        while self._staged:
            hidden, goal = self._staged[0]
            with _told(goal):
                os.replace(hidden, goal)
            self._staged.pop(0)

    def discard(self):
        """Remove the hidden files that are left."""
        for hidden, _ in self._staged:
            hidden.unlink(missing_ok=True)
        self._staged.clear()


@contextmanager
def staging():
    """Yield a `Staging` that is finished at the end, and discarded after an error."""
    staged = Staging()
    try:
        yield staged
        staged.finish()
    finally:
        staged.discard()


@contextmanager
def _told(goal):
    """Turn errors of the system into errors in one line."""
    try:
        yield
    except PermissionError:
        raise UsageError(
            f"{goal} cannot be written: no permission to write to {goal.parent}."
        ) from None
    except OSError as error:
        raise DataError(
            f"{goal} could not be written: {error.strerror}. Nothing is left of it."
        ) from None


def check_goals(goals, inputs, *, is_forced):
    """Check that files can be written before any work is done.

    Parameters
    ----------
    goals : dict of str to (str or None)
        The paths to write to, by the option that names them.

    inputs : list of str
        The paths that are read.

    is_forced : bool
        Whether existing files may be replaced.
    """
    paths = {option: path for option, path in goals.items() if path}
    seen = {}
    for option, path in paths.items():
        if path == STANDARD:
            continue
        place = Path(path)
        key = place.resolve()
        if key in seen:
            raise UsageError(f"{seen[key]} and {option} name the same file, {path}.")
        seen[key] = option
        if key in {Path(one).resolve() for one in inputs if one != STANDARD}:
            raise UsageError(
                f"{option} {path} is the table that is read. Name another file."
            )
        _check_place(option, place, is_forced)


def _check_place(option, place, is_forced):
    if place.is_dir():
        raise UsageError(f"{option} {place} is a folder. Name a file in it.")
    if not place.parent.is_dir():
        raise UsageError(f"{option} {place}: there is no folder {place.parent}.")
    if place.exists() and not is_forced:
        raise UsageError(f"{option} {place} exists. Use --force to replace it.")
    if not os.access(place.parent, os.W_OK):
        raise UsageError(f"{option} {place}: no permission to write to {place.parent}.")


def write_standard(content):
    """Write bytes to standard output."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(
            f"Standard output could not be written: {error.strerror}."
        ) from None
