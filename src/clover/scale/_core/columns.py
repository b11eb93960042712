"""The columns of a table: the target, numbers and categories."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from clover._rows.dtypes import to_floats
from clover._rows.error_texts import list_some
from clover.scale._tables.errors import (
    check_category,
    check_complete,
    check_finite,
    check_level_count,
    check_target_type,
    is_number,
    suggest_names,
)
from clover.scale._tables.ignored import allow_nulls, list_ignored


@dataclass(frozen=True, eq=False)
class Columns:
    """The target and the features of a table.

    A row is an array of floats: numbers as they are, and categories as codes, which
    count from 0 in the order of the levels.

    Attributes
    ----------
    schema : pyarrow.Schema
        All columns.

    target : str
        Name of the column with the classes. All other columns are features, but for
        those that are ignored.

    categories : tuple of str
        Names of the features that hold categories.

    levels : dict of pyarrow.Array
        The distinct values of each column of categories, sorted, by its name; empty
        before the first pass.

    ignored : tuple of str
        Names of the columns that are no features. They may hold nulls.
    """

    schema: object
    target: str
    categories: tuple = ()
    levels: dict | None = None
    ignored: tuple = ()

    @classmethod
    def of(cls, schema, target, ignored=()):
        """Return the columns of a table, of which the names are checked."""
        names = schema.names
        if target not in names:
            raise ValueError(
                f"`target` should be one of the columns, {list_some(names)}. Got "
                f"{target!r}{suggest_names(target, names)}."
            )
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(
                f"Several columns have the same name, {list_some(repeated)}. Give "
                "each column a name of its own."
            )
        ignored = list_ignored(ignored, names, target)
        if len(names) == 1 + len(ignored):
            besides = "the target and `ignored_columns`" if ignored else "the target"
            raise ValueError(f"There is no column besides {besides}.")
        check_target_type(schema.field(target).type, target)
        return cls(allow_nulls(schema, ignored), target, ignored=ignored)

    def with_categories(self, names):
        """Return the columns, some of which hold categories."""
        return replace(self, categories=tuple(names))

    def with_levels(self, levels):
        """Return the columns with the levels, lists of values by column."""
        import pyarrow as pa

        return replace(
            self,
            levels={
                name: pa.array(levels[name], type=self.value_type(name))
                for name in self.categories
            },
        )

    @property
    def features(self):
        """Names of the features."""
        without = {self.target, *self.ignored}
        return [name for name in self.schema.names if name not in without]

    @cached_property
    def read_schema(self):
        """The target and the features, which are all that most passes read."""
        import pyarrow as pa

        return pa.schema(
            [field for field in self.schema if field.name not in self.ignored]
        )

    @cached_property
    def categorical(self):
        """Positions of the features that hold categories."""
        of_name = {name: j for j, name in enumerate(self.features)}
        return sorted(of_name[name] for name in self.categories)

    @cached_property
    def numeric(self):
        """Positions of the features that hold numbers."""
        return [j for j in range(len(self.features)) if j not in self.categorical]

    @cached_property
    def n_levels(self):
        """Number of levels of each column of categories."""
        names = self.features
        return np.array([len(self.levels[names[j]]) for j in self.categorical], int)

    @cached_property
    def dtypes(self):
        """The dtypes of the features that are numbers, by their positions."""
        kinds = [self.schema.field(name).type for name in self.features]
        return {
            j: np.dtype(kinds[j].to_pandas_dtype())
            for j in self.numeric
            if is_number(kinds[j])
        }

    @cached_property
    def dtype(self):
        """The dtype of floats in which rows are made, whatever holds categories."""
        kinds = [*replace(self, categories=()).dtypes.values(), np.float32]
        return to_floats(np.empty(0, np.result_type(*kinds))).dtype

    @property
    def row_bytes(self):
        """Number of bytes of a row."""
        return len(self.features) * self.dtype.itemsize

    @cached_property
    def whole(self):
        """Positions of the features that are integers."""
        return [j for j, dtype in self.dtypes.items() if dtype.kind in "iu"]

    def value_type(self, name):
        """Return the Arrow type of the values of a column."""
        kind = self.schema.field(name).type
        return getattr(kind, "value_type", kind)

    def labels(self, batch, row_numbers):
        """Return the column of classes, checked to miss no value."""
        column = _decode(self._take(batch, self.target, row_numbers))
        _check_floats(column, self.target, row_numbers)
        return column

    def codes(self, batch, classes, row_numbers):
        """Return the position of each row's class in an Arrow array of the classes."""
        labels = self._take(batch, self.target, row_numbers)
        codes = _find_codes(labels, classes)
        check_category(codes, self.target, "a class", row_numbers)
        return codes

    def find_levels(self, batch, row_numbers, levels):
        """Add the values of columns of categories to sets, by column."""
        import pyarrow.compute as pc

        for name in self.categories:
            column = _decode(self._take(batch, name, row_numbers))
            _check_floats(column, name, row_numbers)
            levels[name].update(pc.unique(column).to_pylist())
            check_level_count(levels[name], name)

    def rows(self, batch, row_numbers):
        """Return the features as a checked array of floats, and numbers as they are.

        The latter are a dictionary of arrays by position.
        """
        X = np.empty((batch.num_rows, len(self.features)), dtype=self.dtype)
        given = {}
        for j, name in enumerate(self.features):
            column = self._take(batch, name, row_numbers)
            if name in self.categories:
                codes = _find_codes(column, self.levels[name])
                check_category(codes, name, "a category", row_numbers)
                X[:, j] = codes
                continue
            given[j] = column.to_numpy(zero_copy_only=False)
            X[:, j] = given[j]
            if given[j].dtype.kind == "f":
                check_finite(given[j], name, row_numbers)
        return X, given

    def _take(self, batch, name, row_numbers):
        column = batch.column(batch.schema.get_field_index(name))
        check_complete(column, name, row_numbers, may_ignore=name != self.target)
        return column


def _check_floats(column, name, row_numbers):
    """Check that a column of classes or categories holds no NaN, if it holds floats."""
    import pyarrow as pa

    if pa.types.is_floating(column.type):
        check_finite(column.to_numpy(zero_copy_only=False), name, row_numbers)


def _decode(column):
    """Return the values of a column, among which -0.0 is 0.0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if hasattr(column, "dictionary"):
        column = column.dictionary_decode()
    if column.type in (pa.float32(), pa.float64()):
        column = pc.add(column, pa.scalar(0, column.type))
    return column


def _find_codes(column, values):
    """Return the position of each value in an Arrow array, -1 for others."""
    import pyarrow.compute as pc

    if hasattr(column, "dictionary"):
        places = _find_codes(column.dictionary, values)
        return places[column.indices.to_numpy(zero_copy_only=False)]
    column = _decode(column)
    if column.type != values.type:
        column = column.cast(values.type)
    found = pc.index_in(column, value_set=values)
    return pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.intp)
