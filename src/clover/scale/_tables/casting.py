"""Synthetic samples as rows of the table, and the weights of rows as a column."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clover._rows.dtypes import cast_like
from clover._rows.origins import Origins
from clover.scale._core.columns import Columns


@dataclass(frozen=True, eq=False)
class Casting:
    """How synthetic samples become rows of the table, and what rows weigh.

    Attributes
    ----------
    columns : Columns
        The columns.

    classes : pyarrow.Array of shape (n_classes,)
        The classes.

    limits : dict of ndarray of shape (2, n_classes)
        The least and the largest number of columns of integers, by position.

    weight_column : str or None
        Name of the column with the weights, if there is one.

    weights : ndarray of shape (2, n_classes) or None
        What a given row and a sample of each class weigh.
    """

    columns: Columns
    classes: object
    limits: dict
    weight_column: str | None = None
    weights: np.ndarray | None = None

    @classmethod
    def of(cls, plan, columns, classes):
        """Return the casting of a `ResamplePlan`."""
        limits = {
            j: np.array(plan.ranges[columns.features[j]], columns.dtypes[j])
            for j in columns.whole
        }
        return cls(columns, classes, limits, plan.weight_column, plan.weights)

    @cached_property
    def schema(self):
        """The columns of the output: those of the table, and then the weights."""
        import pyarrow as pa

        schema = self.columns.schema
        if self.weight_column is None:
            return schema
        return schema.append(pa.field(self.weight_column, pa.float64()))

    def weigh(self, batch, first_row=0):
        """Return a batch of given rows with their weights, if there are any.

        `first_row` is the number of its first row, for messages.
        """
        if self.weight_column is None:
            return batch
        return self._append(batch, self.weights_of(batch, first_row))

    def weights_of(self, batch, first_row=0):
        """Return the weights of the given rows of a batch, as an array."""
        row_numbers = range(first_row, first_row + batch.num_rows)
        codes = self.columns.codes(batch, self.classes, row_numbers)
        return self.weights[0][codes]

    def to_batch(self, X_new, code):
        """Return samples of a class as an Arrow record batch, with their weights."""
        import pyarrow as pa

        schema = self.columns.schema
        arrays = {
            name: self._to_column(X_new[:, j], j, code)
            for j, name in enumerate(self.columns.features)
        }
        target = self.columns.target
        n_new = X_new.shape[0]
        arrays[target] = _repeat(self.classes, code, n_new, schema.field(target).type)
        for name in self.columns.ignored:
            arrays[name] = pa.nulls(n_new, schema.field(name).type)
        batch = pa.RecordBatch.from_arrays(
            [arrays[name] for name in schema.names], schema=schema
        )
        if self.weight_column is None:
            return batch
        return self._append(batch, np.full(batch.num_rows, self.weights[1][code]))

    def _append(self, batch, weights):
        """Return a batch with the weights as the last column."""
        import pyarrow as pa

        schema = batch.schema.append(pa.field(self.weight_column, pa.float64()))
        return pa.RecordBatch.from_arrays(
            [*batch.columns, pa.array(weights)], schema=schema
        )

    def _to_column(self, values, j, code):
        """Return a feature of samples of a class as an Arrow array."""
        import pyarrow as pa

        name = self.columns.features[j]
        kind = self.columns.schema.field(name).type
        if name in self.columns.categories:
            return _take(self.columns.levels[name], values.astype(np.int32), kind)
        given = np.empty(0, self.columns.dtypes[j])
        if j in self.limits:
            given = self.limits[j][:, code]
        origins = Origins(
            np.zeros(given.size, dtype=np.intp),
            np.zeros(values.size, dtype=np.intp),
            np.full(values.size, -1),
        )
        return pa.array(
            cast_like(np.ascontiguousarray(values), given, origins), type=kind
        )


def _repeat(values, code, n_rows, kind):
    return _take(values, np.full(n_rows, code, dtype=np.int32), kind)


def _take(values, codes, kind):
    """Return some values of an Arrow array, by their positions, in an Arrow type."""
    import pyarrow as pa

    if not pa.types.is_dictionary(kind):
        return values.take(pa.array(codes))
    # A dictionary of the values that are there suits the type of its indices.
    present, places = np.unique(codes, return_inverse=True)
    return pa.DictionaryArray.from_arrays(
        pa.array(places.ravel(), type=kind.index_type),
        values.take(pa.array(present)),
        ordered=kind.ordered,
    )
