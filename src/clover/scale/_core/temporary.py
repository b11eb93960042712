"""Temporary folders that tell whether the run that made them is still alive."""

import json
import os
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

# Readers of data sets skip folders whose names begin with an underscore.
PREFIX = "_clover-"
OWNER = "owner.json"
# Seconds in which a run that made a folder signs it.
GRACE = 60
# Windows keeps others from reading a locked byte, so none of the text is locked.
LOCKED_BYTE = 2**20


@contextmanager
def temporary_folder(parent):
    """Yield a new folder that others cannot read, which is removed at the end."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    except PermissionError as error:
        message = f"There is no right to write in {parent}. Choose another folder."
        raise PermissionError(error.errno, message) from error
    try:
        with _signed(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _signed(folder):
    """Keep a file with process and host in a folder, locked as long as the run lives.

    The operating system unlocks the file of a process that is killed.
    """
    owner = {"process": os.getpid(), "host": socket.gethostname()}
    with open(folder / OWNER, "w", encoding="utf-8") as file:
        with suppress(OSError):
            _lock(file)
        file.seek(0)
        file.write(json.dumps(owner))
        file.flush()
        yield


def clear_left_over(parents, force):
    """Remove the temporary folders of runs that were killed, or name them in an error.

    Parameters
    ----------
    parents : iterable of Path
        The folders in which temporary folders are looked for.

    force : bool
        Whether to remove them. Otherwise they are an error.
    """
    found = [folder for parent in parents for folder in list_left_over(parent)]
    if found and not force:
        listed = ", ".join(f"{folder} {_owner_of(folder)}" for folder in found)
        raise FileExistsError(
            f"Runs that were killed left temporary folders: {listed}. Remove them, or "
            "use force=True, which removes them."
        )
    for folder in found:
        shutil.rmtree(folder)


def list_left_over(parent):
    """Return the user's temporary folders whose runs are not alive any more."""
    folders = sorted(Path(parent).glob(f"{PREFIX}*"))
    return [folder for folder in folders if _is_mine(folder) and not _is_alive(folder)]


def _is_mine(folder):
    """Return whether a path is a folder of this user, not a link to one."""
    try:
        owner = folder.lstat().st_uid
    except FileNotFoundError:
        # Its run has just ended.
        return False
    is_folder = folder.is_dir() and not folder.is_symlink()
    return is_folder and (os.name == "nt" or owner == os.getuid())


def _is_alive(folder):
    """Return whether a run may still use a folder; in doubt it may."""
    try:
        with open(folder / OWNER, "r+", encoding="utf-8") as file:
            # The text is written under the lock: an empty file may get both.
            if owner := file.read():
                return _is_locked(file, json.loads(owner))
    except FileNotFoundError:
        pass
    return folder.exists() and time.time() - folder.stat().st_mtime < GRACE


def _is_locked(file, owner):
    try:
        _lock(file)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:
        # This file system has no locks.
        return owner["host"] != socket.gethostname() or _is_running(owner["process"])
    return False


def _lock(file):
    """Lock a file until it is closed; an error if it is locked already."""
    if os.name == "nt":
        import msvcrt

        file.seek(LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_running(process):
    if os.name == "nt":
        # There, a signal of 0 would end the process.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _owner_of(folder):
    try:
        owner = json.loads((folder / OWNER).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return "of an unknown process"
    return f"of process {owner['process']} on {owner['host']}"
