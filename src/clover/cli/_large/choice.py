"""Which engine resamples a table, and which options go with it."""

import os
from pathlib import Path

from clover.cli._errors import UsageError
from clover.cli._tables.read import PARQUET_MARK, STANDARD

MEMORY, LOCAL, DASK = "memory", "local", "dask"
GB = 10**9
# What a Parquet file takes in memory, in times of its size: values, copies of them for
# the sampler, and the output. Measured: 9 for 200,000 rows of 50 numbers, 94 MB.
COPIES_OF_PARQUET = 10
# Tables of text and of Feather take at least so much.
COPIES_OF_OTHERS = 4
# A larger Parquet file is resampled in parts, however much memory is free.
MAX_BYTES = GB
# Where the system does not tell what is free.
USUAL_BYTES = 4 * GB
# Options of each engine, which the other ones do not have.
OF_MEMORY = {
    "only_new": "--only-new",
    "mark": "--mark",
    "provenance": "--provenance",
    "report": "--report",
    "plot": "--plot",
    "separator": "--separator",
    "decimal": "--decimal",
    "encoding": "--encoding",
}
OF_LARGE = {"memory": "--memory", "save_plan": "--save-plan", "plan": "--plan"}
CONVERT = (
    "Convert it to Parquet, as the page of the command line shows; Parquet of any size "
    "is resampled in parts."
)


def choose_engine(path, wanted):
    """Return the engine that resamples a table: 'memory', 'local' or 'dask'.

    Parameters
    ----------
    path : str
        The table.

    wanted : str or None
        The engine that the user names.
    """
    place = Path(path)
    if place.is_dir():
        if wanted == MEMORY:
            raise UsageError(
                f"--engine memory: {path} is a folder, which is resampled in parts. "
                "Leave --engine out, or name a file."
            )
        return wanted or LOCAL
    if wanted in (LOCAL, DASK):
        _check_parquet(path, wanted)
        return wanted
    if wanted is None and place.is_file():
        return _choose_by_size(path, place.stat().st_size)
    return MEMORY


def _choose_by_size(path, n_bytes):
    if is_parquet(path):
        is_large = n_bytes > min(MAX_BYTES, free_bytes() // COPIES_OF_PARQUET)
        return LOCAL if is_large else MEMORY
    if n_bytes > free_bytes() // COPIES_OF_OTHERS:
        raise UsageError(
            f"{path} has {n_bytes / GB:.1f} GB, and {free_bytes() / GB:.1f} GB of "
            f"memory are free, which do not suffice. {CONVERT} --engine memory tries "
            "it anyway."
        )
    return MEMORY


def _check_parquet(path, engine):
    if path == STANDARD:
        raise UsageError(
            f"--engine {engine} reads the table several times, and standard input can "
            "be read once. Name a file or a folder."
        )
    if Path(path).is_file() and not is_parquet(path):
        raise UsageError(
            f"--engine {engine} reads Parquet, and {path} is another kind of file. "
            f"{CONVERT}"
        )
    if not Path(path).exists():
        raise UsageError(f"{path} does not exist.")


def is_parquet(path):
    """Return whether a file begins as Parquet does."""
    try:
        with open(path, "rb") as file:
            return file.read(len(PARQUET_MARK)) == PARQUET_MARK
    except PermissionError:
        raise UsageError(f"{path} cannot be read: no permission to read it.") from None


def free_bytes():
    """Return the bytes of memory that are free, or that would be if needed."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    names = getattr(os, "sysconf_names", ())
    if "SC_AVPHYS_PAGES" in names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return USUAL_BYTES


def check_options(values, engine):
    """Raise an error if an option does not go with an engine."""
    if engine == MEMORY:
        for name, option in OF_LARGE.items():
            if values[name] is not None:
                raise UsageError(
                    f"{option} is for tables that are resampled in parts. Use it with "
                    "--engine local, or leave it out."
                )
        return
    for name, option in OF_MEMORY.items():
        if values[name]:
            raise UsageError(f"{option}: {_tell_reason(name, values['table'])}")
    if values["missing"] != "error":
        raise UsageError(
            f"--missing {values['missing']}: a table that is resampled in parts should "
            "have no missing values. Fill them in, or leave their rows out."
        )


def _tell_reason(name, table):
    """Return why an option does not go with a table in parts, and the remedy."""
    of_memory = "" if Path(table).is_dir() else ", or use --engine memory"
    if name in ("only_new", "mark"):
        return (
            "the output is a folder, in which synthetic rows are in files of their "
            f"own, after those of the real rows. Leave it out{of_memory}."
        )
    if name in ("separator", "decimal", "encoding"):
        return "the table is Parquet, not text. Leave it out."
    return f"a table that is resampled in parts has none. Leave it out{of_memory}."
