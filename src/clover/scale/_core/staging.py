"""Outputs that get their name when they are whole."""

import json
import os
import tempfile
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from clover import __version__
from clover.scale._core.temporary import clear_left_over, temporary_folder
from clover.scale._tables.files import FULL

SUCCESS = "_SUCCESS.json"


@dataclass(frozen=True)
class Staged:
    """The folders of a run.

    Attributes
    ----------
    output : Path
        What becomes the output.

    spill : Path
        Where temporary files are written.
    """

    output: Path
    spill: Path


@contextmanager
def stage_output(output, sources=(), *, spill_dir=None, force=False):
    """Yield the folders of a run, and then give the output its name.

    The temporary folder lies beside the output, so that renaming it moves no data. If
    an error or an interrupt ends the run, nothing is left of it.

    Parameters
    ----------
    output : str or Path
        The folder that should become the output.

    sources : iterable of str or Path
        Files and folders that are read, which the output should not touch.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. `None` is the folder beside the output.

    force : bool, default=False
        Whether to replace an output that is empty or that clover wrote as a whole, and
        to remove temporary folders of runs that were killed.
    """
    output = Path(output).resolve()
    check_output(output, sources, force)
    parents = [output.parent]
    if spill_dir is not None:
        parents.append(_check_spill_dir(spill_dir))
    clear_left_over(parents, force)
    with (
        _telling_full_disks(parents),
        _made(output.parent),
        temporary_folder(output.parent) as root,
        nullcontext(root)
        if spill_dir is None
        else temporary_folder(spill_dir) as spill,
    ):
        staged = Staged(root / "output", spill / "spill")
        # Folders inside the temporary one get the rights that the user's mask says.
        staged.output.mkdir()
        staged.spill.mkdir()
        yield staged
        _sync(staged.output)
        check_output(output, sources, force)
        _publish(staged.output, output, root / "replaced")


@contextmanager
def spill_folder(spill_dir=None, force=False):
    """Yield a temporary folder, of which nothing is left at the end.

    `spill_dir` is an existing folder, in which it is made; `None` is that of the
    system. `force` removes temporary folders of runs that were killed; without it they
    are an error, but for those in the folder of the system, which tidies up itself.
    """
    parent = _check_spill_dir(spill_dir or tempfile.gettempdir())
    if force or spill_dir is not None:
        clear_left_over([parent], force)
    with _telling_full_disks([parent]), temporary_folder(parent) as folder:
        yield folder


def write_success(folder, plan):
    """Write the numbers of rows of a whole output, as the last file of the folder."""
    n_new = plan.n_new_rows.sum(axis=0)
    sizes = zip(
        plan.class_labels, plan.n_class_rows.tolist(), n_new.tolist(), strict=True
    )
    details = {
        "clover": __version__,
        "random_state": plan.random_state,
        "rows": {"original": plan.n_rows, "synthetic": plan.n_new},
        "classes": [
            {"label": label, "original": n_given, "synthetic": n_made}
            for label, n_given, n_made in sizes
        ],
    }
    # Labels that JSON does not have, such as dates, are written as texts.
    text = json.dumps(details, indent=1, default=str)
    (Path(folder) / SUCCESS).write_text(text, encoding="utf-8")


def check_output(output, sources, force):
    """Check that an output can be written without harm to what is there."""
    output = Path(output).resolve()
    for source in map(Path.resolve, map(Path, sources)):
        if source == output or source in output.parents or output in source.parents:
            raise ValueError(
                f"`output` should lie outside of the data that are read, {source}. Got "
                f"{output}."
            )
    if not output.exists():
        return
    if not output.is_dir():
        raise FileExistsError(f"`output` should be a new folder. {output} is a file.")
    is_ours = not any(output.iterdir()) or is_whole(output)
    if force and is_ours:
        return
    remedy = (
        "Use force=True to replace it."
        if is_ours
        else f"It has files and no {SUCCESS} of clover, so force=True keeps it, too."
    )
    raise FileExistsError(f"`output` should not exist. Got {output}. {remedy}")


def is_whole(folder):
    """Return whether a folder is an output that clover wrote as a whole."""
    try:
        details = json.loads((folder / SUCCESS).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return isinstance(details, dict) and "clover" in details


def _check_spill_dir(spill_dir):
    folder = Path(spill_dir).resolve()
    if not folder.is_dir():
        raise FileNotFoundError(
            f"`spill_dir` should be an existing folder. Got {spill_dir}."
        )
    return folder


@contextmanager
def _telling_full_disks(folders):
    """Raise one clear error where a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        places = " or ".join(map(str, folders))
        raise OSError(
            error.errno,
            f"There is not enough space in {places}: {os.strerror(error.errno)}. "
            "Nothing that this run wrote is kept. Free some space, or choose other "
            "folders by `output` and `spill_dir`",
        ) from error


@contextmanager
def _made(folder):
    """Make a folder with those above it, and remove them again after an error."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        # Others may have written to them meanwhile.
        with suppress(OSError):
            for path in new:
                path.rmdir()
        raise


def _sync(folder):
    """Have all files of a folder on the disk before it gets its name."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with open(path, "r+b") as file:
            os.fsync(file.fileno())


def _publish(folder, output, replaced):
    """Rename a folder to the output, which is moved away first if it exists."""
    try:
        if output.exists():
            output.rename(replaced)
        folder.rename(output)
    except BaseException:
        if replaced.exists() and not output.exists():
            replaced.rename(output)
        raise
