"""A table in files that is not read as a whole: its columns and its classes."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from clover.cli._errors import (
    DataError,
    UsageError,
    count,
    join_names,
    offer_nearest,
    on_one_line,
)
from clover.cli._large.choice import is_parquet
from clover.cli._sampling.columns import Header, check_roles
from clover.cli._sampling.target import Classes, check_classes
from clover.cli._sampling.unsuitable import write_ignore
from clover.cli._tables.parquet import find_index
from clover.cli._tables.text_rows import check_header


@dataclass(frozen=True, eq=False)
class LargeTable:
    """A table in files.

    Attributes
    ----------
    path : str
        The folder or the file.

    target : str
        The column of classes.

    dataset : pyarrow.dataset.Dataset
        All columns, those that are ignored, too.

    ignored : list of str
        The columns that are no features: real rows keep them.

    left_out : list of str
        The columns of an index of pandas without a name, which are not in the data set.

    named : list of str
        The columns of numbers that the user takes for categories.

    notes : list of str
        What was found out about the columns and the user may want to know.
    """

    path: str
    target: str
    dataset: object
    ignored: list
    left_out: list
    named: list
    notes: list

    @property
    def features(self):
        """The names of the columns that are resampled."""
        without = {self.target, *self.ignored}
        return [name for name in self.dataset.schema.names if name not in without]

    @cached_property
    def categories(self):
        """The columns of categories."""
        schema = self.dataset.schema
        return [
            name
            for name in self.features
            if name in self.named or _is_category(schema.field(name).type)
        ]

    @property
    def numbers(self):
        """The columns of numbers."""
        return [name for name in self.features if name not in self.categories]

    @cached_property
    def classes(self):
        """The classes with their numbers of rows, for which one column is read."""
        return _count_classes(self)

    @property
    def n_rows(self):
        """Number of rows."""
        return sum(self.classes.counts.values())


def open_table(request):
    """Return the `LargeTable` of a request, with its columns checked."""
    dataset, index = _open(request.path)
    schema = dataset.schema
    left_out = [name for name in index if name not in schema.names]
    _check_names(request, schema.names, left_out)
    index = [name for name in index if name != request.target]
    ignored = [
        name
        for name in schema.names
        if name in request.ignored
        or (name in index and name not in request.categorical)
    ]
    kept = [field for field in schema if field.name not in ignored]
    if len(kept) == 1:
        raise UsageError(
            "No column is left: all but the target are in --ignore. Leave some out of "
            "--ignore."
        )
    _check_kinds([field for field in kept if field.name != request.target])
    named = [
        name
        for name in request.categorical
        if not _is_category(schema.field(name).type)
    ]
    notes = _tell_ignored(ignored, left_out)
    return LargeTable(
        request.path, request.target, dataset, ignored, left_out, named, notes
    )


def _tell_ignored(ignored, left_out):
    """Return notes about the columns that are ignored, and those that are left out."""
    notes = []
    if ignored:
        told = join_names(ignored)
        notes.append(f"{told}: kept for real rows, empty in synthetic ones.")
    if left_out:
        notes.append(f"{join_names(left_out)}: left out of the output.")
    return notes


def _open(path):
    """Return the data set of a path, and the columns of an index of pandas.

    Indexes without a name are not among the columns of the data set.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    from clover.scale._tables.files import open_files

    _check_files(Path(path))
    try:
        dataset, index = open_files(path), find_index(ds.dataset(path))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path} cannot be read: {on_one_line(error)}") from None
    if not dataset.schema.names:
        raise DataError(f"{path} has no columns.")
    return dataset, index


def _check_files(place):
    """Check that the files that Arrow would read are Parquet."""
    if not place.is_dir():
        return
    files = [
        path
        for path in sorted(place.rglob("*"))
        if path.is_file()
        # Arrow skips these names.
        and not any(part[0] in "._" for part in path.relative_to(place).parts)
    ]
    if not files:
        raise UsageError(
            f"{place} is a folder without Parquet files. Name a file, or a folder of "
            "Parquet files."
        )
    others = [path for path in files if not is_parquet(path)]
    if others:
        names = join_names(path.relative_to(place) for path in others)
        raise UsageError(
            f"{place} should hold Parquet files alone. Of another kind, or damaged: "
            f"{names}. Convert or move them."
        )


def _check_names(request, names, left_out):
    """Check the names of the columns, and those that the user names."""
    check_header(names, request.path)
    header = Header(request.path, names)
    if request.target not in names:
        raise UsageError(
            f"{request.path} has no column {request.target!r}. "
            f"{offer_nearest(request.target, names)}"
        )
    ignored = [name for name in request.ignored if name not in left_out]
    check_roles(header, request.target, request.categorical, ignored)


def _check_kinds(fields):
    """Raise an error for columns that are neither numbers nor categories."""
    wrong = [
        field
        for field in fields
        if not _is_category(field.type) and not _is_number(field.type)
    ]
    if not wrong:
        return
    kinds = ", ".join(sorted({str(field.type) for field in wrong}))
    names = [field.name for field in wrong]
    raise DataError(
        f"{join_names(names)}: neither numbers nor categories, but {kinds}. Leave such "
        f"columns out of the resampling with {write_ignore(names)}, or convert them."
    )


def _is_number(kind):
    from pyarrow import types

    return types.is_integer(kind) or types.is_floating(kind)


def _is_category(kind):
    from pyarrow import types

    if types.is_dictionary(kind):
        return _is_category(kind.value_type) or _is_number(kind.value_type)
    tests = (types.is_boolean, types.is_string, types.is_large_string)
    return any(test(kind) for test in tests)


def _count_classes(table):
    """Read the column of classes, and return the `Classes`, checked."""
    import pyarrow as pa

    column, counts = table.target, Counter()
    batches = table.dataset.to_batches(columns=[column], batch_readahead=1)
    try:
        for batch in batches:
            counts.update(_count(batch.column(0)))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{table.path} cannot be read: {on_one_line(error)}") from None
    if not counts:
        raise DataError(f"{table.path} has columns, but no rows.")
    missing = [value for value in counts if value is None or value != value]
    if missing:
        n_missing = sum(counts[value] for value in missing)
        raise DataError(
            f"The target {column!r} has {count(n_missing, 'missing value')}. Fill them "
            "in, or leave these rows out."
        )
    values = sorted(counts)
    labels = {value: str(value) for value in values}
    check_classes(column, np.array(values), labels, sum(counts.values()))
    return Classes(column, None, labels, {value: counts[value] for value in values})


def _count(column):
    """Return how often each value of an Arrow array is there."""
    import pyarrow.compute as pc

    if hasattr(column, "dictionary"):
        column = column.dictionary_decode()
    return {
        pair["values"]: pair["counts"] for pair in pc.value_counts(column).to_pylist()
    }
