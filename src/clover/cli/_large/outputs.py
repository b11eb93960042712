"""Folders that are written: checked before any work is done."""

import os
import secrets
import shutil
from pathlib import Path

from clover.cli._errors import UsageError
from clover.cli._large.telling import name_options
from clover.cli._staging import STANDARD

# Names that end like those of files of a table.
FILE_ENDINGS = (
    ".parquet",
    ".pq",
    ".csv",
    ".tsv",
    ".txt",
    ".gz",
    ".feather",
    ".arrow",
)
PLAN_FILE = "plan.json"


def check_output(output, source, *, is_forced):
    """Check that a folder of Parquet files can be written.

    Parameters
    ----------
    output, source : str
        The folder, and the table that is read.

    is_forced : bool
        Whether an output of clover may be replaced, and what killed runs left be
        removed.
    """
    from clover.scale._core import staging

    if output == STANDARD:
        raise UsageError(
            "--output -: the output is a folder of Parquet files here. Name a folder."
        )
    if output.lower().endswith(FILE_ENDINGS) and not Path(output).is_dir():
        raise UsageError(
            f"--output {output}: the output is a folder of Parquet files here. Name a "
            "folder, such as balanced."
        )
    parent = _check_writable("--output", output)
    try:
        staging.check_output(output, [source], is_forced)
        if parent is not None:
            staging.clear_left_over([parent], is_forced)
    except (FileExistsError, ValueError) as error:
        raise UsageError(name_options(str(error))) from None


def _check_writable(option, path):
    """Check the right to write a folder, and return the one above it if it exists."""
    if not path:
        raise UsageError(f"{option} should be the name of a folder. Got ''.")
    parents = Path(path).resolve().parents
    existing = next(parent for parent in parents if parent.exists())
    if not existing.is_dir():
        raise UsageError(f"{option} {path}: {existing} is a file.")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"{option} {path}: no permission to write to {existing}.")
    return existing if existing == parents[0] else None


def check_plan_folder(folder, *, is_forced):
    """Check that a plan can be saved to a folder."""
    _check_writable("--save-plan", folder)
    place = Path(folder)
    if not place.exists():
        return
    if not (place / PLAN_FILE).is_file():
        raise UsageError(
            f"--save-plan {folder} exists, and is no plan. Name a new folder."
        )
    if not is_forced:
        raise UsageError(
            f"--save-plan {folder} exists. Use --force to replace the plan."
        )


def save_plan(plan, folder):
    """Save a plan, in place of the one that may be there."""
    place = Path(folder).resolve()
    if not place.exists():
        plan.save(place)
        return
    token = secrets.token_hex(8)
    new, old = (place.with_name(f"_clover-{word}-{token}") for word in ("new", "old"))
    try:
        plan.save(new)
        place.rename(old)
        new.rename(place)
    finally:
        if old.exists() and not place.exists():
            old.rename(place)
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
