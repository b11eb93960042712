"""Data sets of files: which files, in which order, and of which columns."""

import errno
import re
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from clover._rows.error_texts import list_some

# The names that pandas gives to columns of files that hold an index without a name.
INDEX = re.compile(r"__index_level_\d+__")
# What the operating system says of a full disk, a quota and the largest file.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def naming_file(path):
    """Name the file in an error of reading it, which Arrow does not always.

    Errors of a full disk are those of temporary files.
    """
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowInvalid, OSError) as error:
        if getattr(error, "errno", None) in FULL:
            raise
        kind = OSError if isinstance(error, OSError) else ValueError
        raise kind(
            f"{path} cannot be read. It may be cut off, damaged or of other columns "
            f"than the first file: {error}"
        ) from error


def open_files(source):
    """Return the data set of a file, a folder or a list of files of Parquet.

    The files of a folder are in the order of Dask: ``part.2`` comes before ``part.10``.
    As in Dask and pandas, names of folders such as ``year=2020`` are a column of
    categories, and an index of pandas without a name is left out.
    """
    import pyarrow.dataset as ds

    _check_is_place(source)
    if isinstance(source, list | tuple) or Path(source).is_file():
        return _without_index(ds.dataset(source, format="parquet"))
    folders = ds.HivePartitioning.discover(infer_dictionary=True)
    found = ds.dataset(source, format="parquet", partitioning=folders)
    files = sorted(found.get_fragments(), key=lambda file: natural_key(file.path))
    return _without_index(
        ds.FileSystemDataset(files, found.schema, found.format, found.filesystem)
    )


def _check_is_place(source):
    if not isinstance(source, str | PathLike | list | tuple):
        raise TypeError(
            "`source` should be a Parquet file, a folder of such files, or a data set "
            f"of files. Got {type(source).__name__}. Data in memory are resampled by "
            "the samplers of clover.over_sampling."
        )


def natural_key(path):
    """Return what sorts names of files by the numbers in them, as Dask does."""
    parts = re.split(r"(\d+)", path)
    return [int(part) if part.isdecimal() else part for part in parts]


def _without_index(dataset):
    """Return a data set without the index of pandas, if that has no name."""
    import pyarrow as pa

    schema = dataset.schema
    kept = [field for field in schema if not INDEX.fullmatch(field.name)]
    if len(kept) == len(schema):
        return dataset
    return dataset.replace_schema(pa.schema(kept))


def list_local_paths(source):
    """Return local paths that are read: of a data set, one file of each folder."""
    import pyarrow.dataset as ds
    import pyarrow.fs as fs

    if not isinstance(source, ds.Dataset):
        _check_is_place(source)
        return list(source) if isinstance(source, list | tuple) else [source]
    files = {}
    for fragment in source.get_fragments():
        if isinstance(getattr(fragment, "filesystem", None), fs.LocalFileSystem):
            files.setdefault(Path(fragment.path).parent, fragment.path)
    return list(files.values())


def open_fragments(source):
    """Return the files of a data set, its columns, and whether it has all of these.

    Only a user who gives a data set may have left columns of its files out.
    """
    import pyarrow.dataset as ds

    is_given = isinstance(source, ds.Dataset)
    dataset = source if is_given else open_files(source)
    if not dataset.schema.names:
        raise ValueError("There are no Parquet files in `source`.")
    files = list(dataset.get_fragments())
    if not all(hasattr(file, "path") for file in files):
        raise TypeError(
            "`source` should be a data set of files. Got one of rows in memory, which "
            "the samplers of clover.over_sampling resample."
        )
    return files, dataset.schema, not is_given


def check_no_other_columns(path, names, schema):
    """Check that a file has no column besides those of the first file."""
    others = [
        name for name in names if name not in schema.names and not INDEX.fullmatch(name)
    ]
    if others:
        raise ValueError(
            f"{path} has columns that the first file does not have, "
            f"{list_some(others)}. They would be lost. Give all files the same "
            "columns, or give `source` as a pyarrow data set, of which the schema says "
            "which columns to read."
        )
