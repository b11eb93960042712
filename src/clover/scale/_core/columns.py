"""The columns of a table: the target, and numbers as features."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clover._rows.dtypes import to_floats
from clover._rows.error_texts import list_some


@dataclass(frozen=True)
class Columns:
    """The target and the features of a table.

    Attributes
    ----------
    schema : pyarrow.Schema
        All columns.

    target : str
        Name of the column with the classes. All other columns are features.
    """

    schema: object
    target: str

    @classmethod
    def of(cls, schema, target):
        """Return the columns of a table, checked."""
        import pyarrow as pa

        if schema.names.count(target) != 1:
            raise ValueError(
                f"`target` should be one of the columns, {list_some(schema.names)}. "
                f"Got {target!r}."
            )
        others = [field for field in schema if field.name != target]
        wrong = [field.name for field in others if not _is_number(pa, field.type)]
        if wrong or not others:
            raise ValueError(
                "Rows can be made of columns of numbers and booleans only. Got others "
                f"too: {list_some(wrong)}."
                if wrong
                else "There is no column besides the target."
            )
        return cls(schema, target)

    @property
    def features(self):
        """Names of the features."""
        return [name for name in self.schema.names if name != self.target]

    @cached_property
    def dtypes(self):
        """The dtypes of the features."""
        return [
            np.dtype(self.schema.field(name).type.to_pandas_dtype())
            for name in self.features
        ]

    @cached_property
    def dtype(self):
        """The dtype of floats in which rows are made."""
        return to_floats(np.empty(0, np.result_type(*self.dtypes))).dtype

    @cached_property
    def whole(self):
        """Positions of the features that are integers."""
        return [j for j, dtype in enumerate(self.dtypes) if dtype.kind in "iu"]

    def labels(self, batch, row_numbers):
        """Return the column of classes, checked to miss no value."""
        labels = batch.column(batch.schema.get_field_index(self.target))
        if hasattr(labels, "dictionary"):
            labels = labels.dictionary_decode()
        _check_complete(labels, self.target, row_numbers)
        return labels

    def codes(self, batch, classes, row_numbers):
        """Return the position of each row's class in an Arrow array of the classes."""
        import pyarrow.compute as pc

        found = pc.index_in(self.labels(batch, row_numbers), value_set=classes)
        if found.null_count:
            raise ValueError(
                f"Column {self.target!r} holds a class that it did not hold in an "
                "earlier pass. The data should not change meanwhile."
            )
        return found.to_numpy(zero_copy_only=False).astype(np.intp)

    def numbers(self, batch, row_numbers):
        """Return the features as a checked array of floats, and as they are."""
        X = np.empty((batch.num_rows, len(self.features)), dtype=self.dtype)
        given = []
        for j, name in enumerate(self.features):
            column = batch.column(batch.schema.get_field_index(name))
            _check_complete(column, name, row_numbers)
            given.append(column.to_numpy(zero_copy_only=False))
            X[:, j] = given[j]
            if given[j].dtype.kind == "f":
                _check_finite(given[j], name, row_numbers)
        return X, given


def _is_number(pa, kind):
    is_whole_or_float = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return is_whole_or_float or pa.types.is_boolean(kind)


def _check_complete(column, name, row_numbers):
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        raise ValueError(
            f"Column {name!r} misses values, in row {row_numbers[row]} first. Fill "
            "them in, or leave these rows out."
        )


def _check_finite(values, name, row_numbers):
    is_finite = np.isfinite(values)
    if not is_finite.all():
        row = int(np.argmin(is_finite))
        raise ValueError(
            f"Column {name!r} holds {values[row]} in row {row_numbers[row]}. Missing "
            "and infinite values should be filled in, or their rows left out."
        )
