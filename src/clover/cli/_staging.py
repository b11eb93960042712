"""Files that are written whole or not at all."""

import os
import secrets
import shutil
import stat
import sys
from contextlib import contextmanager
from pathlib import Path

from clover.cli._errors import DataError, UsageError, join_names, tell_reason
from clover.cli._signals import hold_signals

STANDARD = "-"


class Staging:
    """Contents under way to their files.

    Each content is first written to a hidden file beside its goal. When all are
    written, the hidden files get their names. If anything fails before, they are
    removed, and the goals are as they were.
    """

    def __init__(self):
        self._staged = []
        self._finished = []

    def add(self, path, content):
        """Write bytes to a hidden file beside a path."""
        # A link stays a link, to a file with the new content.
        goal = _resolve(path)
        # The name is short: a long one may be allowed, but not with an addition.
        hidden = goal.with_name(f".clover-{secrets.token_hex(8)}.part")
        self._staged.append((hidden, goal))
        with self._told(goal), open(hidden, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if goal.exists():
                shutil.copymode(goal, hidden)

    def finish(self):
        """Give all files their names."""
        with hold_signals():
            while self._staged:
                hidden, goal = self._staged[0]
                with self._told(goal):
                    os.replace(hidden, goal)
                self._finished.append(goal.name)
                self._staged.pop(0)

    def discard(self):
        """Remove the hidden files that are left."""
        with hold_signals():
            for hidden, _ in self._staged:
                hidden.unlink(missing_ok=True)
            self._staged.clear()

    @contextmanager
    def _told(self, goal):
        """Turn errors of the system into errors in one line."""
        try:
            yield
        except PermissionError:
            raise UsageError(
                f"{goal.name} cannot be written: no permission to write to "
                f"{goal.parent}.{self._tell_finished()}"
            ) from None
        except OSError as error:
            raise DataError(
                f"{goal.name} could not be written: {tell_reason(error)}. Nothing is "
                f"left of it.{self._tell_finished()}"
            ) from None

    def _tell_finished(self):
        if not self._finished:
            return ""
        return f" Written before: {join_names(self._finished)}."


@contextmanager
def staging():
    """Yield a `Staging` that is finished at the end, and discarded after an error."""
    staged = Staging()
    try:
        yield staged
        staged.finish()
    finally:
        staged.discard()


def check_goals(goals, inputs, *, is_forced):
    """Check that files can be written before any work is done.

    Parameters
    ----------
    goals : dict of str to (str or None)
        The paths to write to, by the option that names them. Of these, only
        ``--output`` may be standard output.

    inputs : list of str
        The paths that are read.

    is_forced : bool
        Whether existing files may be replaced.
    """
    read = {_resolve(one) for one in inputs if one != STANDARD}
    seen = {}
    for option, path in goals.items():
        if path is None or (path == STANDARD and option == "--output"):
            continue
        _check_name(option, path)
        key = _resolve(path)
        if key in seen:
            raise UsageError(f"{seen[key]} and {option} name the same file, {path}.")
        seen[key] = option
        if key in read:
            raise UsageError(
                f"{option} {path} is the table that is read. Name another file."
            )
        _check_place(option, Path(path), is_forced)


def _resolve(path):
    return Path(os.path.realpath(path))


def _check_name(option, path):
    if not path:
        raise UsageError(f"{option} should be the name of a file. Got ''.")
    if path == STANDARD:
        raise UsageError(
            f"{option} -: only --output can be standard output. Name a file."
        )


def _check_place(option, place, is_forced):
    mode = _find_mode(option, place)
    if mode is not None and stat.S_ISDIR(mode):
        raise UsageError(f"{option} {place} is a folder. Name a file in it.")
    if mode is not None and not stat.S_ISREG(mode):
        raise UsageError(
            f"{option} {place} is a device or a pipe. Name a file, or use --output - "
            "for standard output."
        )
    folder = _resolve(place).parent
    if not folder.is_dir():
        raise UsageError(f"{option} {place}: there is no folder {place.parent}.")
    if mode is not None and not is_forced:
        raise UsageError(f"{option} {place} exists. Use --force to replace it.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UsageError(f"{option} {place}: no permission to write to {place.parent}.")


def _find_mode(option, place):
    """Return what the system tells of the kind of a file; None if there is none."""
    try:
        return os.stat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{option} {place}: {tell_reason(error)}.") from None


def write_standard(content):
    """Write bytes to standard output."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DataError(
            f"Standard output could not be written: {tell_reason(error)}."
        ) from None
