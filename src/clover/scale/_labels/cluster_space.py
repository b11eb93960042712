"""The space in which rows are clustered: scaled numbers, indicators of categories."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    RobustScaler,
    StandardScaler,
)

from clover._numerics.indicators import encode_categories
from clover.clusterer._table_scaler import TableScaler

# What each scaler does with a column: operations, and attributes that hold the other
# operand; an attribute of None leaves the operation out.
SCALERS = {
    StandardScaler: (("subtract", "mean_"), ("divide", "scale_")),
    RobustScaler: (("subtract", "center_"), ("divide", "scale_")),
    MinMaxScaler: (("multiply", "scale_"), ("add", "min_")),
    MaxAbsScaler: (("divide", "scale_"),),
}
OPERATIONS = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
}
# Rows that a transformer or a clusterer gets at a time.
BLOCK_ROWS = 1_024


@dataclass(frozen=True, eq=False)
class ClusterSpace:
    """Scaled numbers, and then indicators of categories, column by column.

    A row of the space does not depend on the other rows.

    Attributes
    ----------
    steps : tuple of (str, ndarray of shape (n_numeric,))
        The operations that scale the numbers of a row, with their other operands.

    numeric, categorical : list of int
        Positions of the columns of numbers, and of those of categories.

    n_levels : ndarray of shape (n_categorical,)
        Number of categories of each column.
    """

    steps: tuple
    numeric: list
    categorical: list = field(default_factory=list)
    n_levels: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=int))

    def scale(self, X):
        """Return the numbers of rows, scaled, as float64."""
        numbers = X[:, self.numeric].astype(np.float64)
        for name, operand in self.steps:
            OPERATIONS[name](numbers, operand, out=numbers)
        return numbers

    def transform(self, X):
        """Return rows in the space."""
        return self.join(self.scale(X), X)

    def join(self, numbers, X):
        """Return scaled numbers next to the indicators of the categories of rows."""
        if not self.categorical:
            return numbers
        codes = X[:, self.categorical].astype(np.intp)
        return encode_categories(numbers, codes, self.n_levels, 1.0)


@dataclass(frozen=True, eq=False)
class Transformed:
    """Rows as any transformers return them, in blocks of a fixed number of rows.

    Attributes
    ----------
    transformers : list of estimator
        The fitted transformers.
    """

    transformers: list

    def transform(self, X):
        """Return rows in the space."""
        return map_blocks(self._transform, X)

    def _transform(self, X):
        for transformer in self.transformers:
            X = transformer.transform(X)
        return X.toarray() if sparse.issparse(X) else np.asarray(X)


def map_blocks(function, X):
    """Return the results of a function of blocks of rows, all of the same length.

    The last row stands in for those that the last block lacks. So the function always
    gets as many rows, and the result for a row hardly depends on the others.
    """
    results = []
    for start in range(0, max(1, X.shape[0]), BLOCK_ROWS):
        block = X[start : start + BLOCK_ROWS]
        n_rows = block.shape[0]
        if not n_rows:
            return function(np.zeros((1, X.shape[1]), dtype=X.dtype))[:0]
        rows = np.minimum(np.arange(BLOCK_ROWS), n_rows - 1)
        results.append(function(block[rows])[:n_rows])
    return np.concatenate(results)


def flatten(clusterer):
    """Return the steps of a clusterer, thawed if they only scale, as a list."""
    if isinstance(clusterer, FrozenEstimator):
        if isinstance(clusterer.estimator, Pipeline):
            raise TypeError(
                "A frozen pipeline hides the space in which it clusters. Use a "
                f"pipeline of frozen steps. Got {clusterer!r}."
            )
        return [clusterer]
    if not isinstance(clusterer, Pipeline):
        return [clusterer]
    steps = [
        step for _, step in clusterer.steps[:-1] if step not in ("passthrough", None)
    ]
    return [*steps, *flatten(clusterer.steps[-1][1])]


def thaw(estimator):
    """Return an estimator, or the one that is frozen in it."""
    is_frozen = isinstance(estimator, FrozenEstimator)
    return estimator.estimator if is_frozen else estimator


def fit_space(transformers, X, columns):
    """Fit transformers to the numbers of rows; return the space, and the rows in it."""
    numbers = X[:, columns.numeric] if columns.categories else X
    if not columns.numeric:
        transformers = []
    for transformer in transformers:
        # A frozen estimator has no default for `y`.
        numbers = transformer.fit(numbers, None).transform(numbers)
        numbers = numbers.toarray() if sparse.issparse(numbers) else np.asarray(numbers)
    thawed = list(map(thaw, transformers))
    if not all(map(scales_columns, thawed)):
        _check_no_categories(columns, transformers)
        return Transformed(transformers), numbers
    steps = tuple(step for scaler in thawed for step in list_steps(scaler))
    n_levels = columns.n_levels if columns.categories else np.empty(0, dtype=int)
    space = ClusterSpace(steps, columns.numeric, columns.categorical, n_levels)
    return space, space.join(numbers, X)


def _check_no_categories(columns, transformers):
    if columns.categories:
        names = [kind.__name__ for kind in SCALERS]
        raise TypeError(
            "With columns of categories, the steps of `clusterer` before the last one "
            f"should be scalers of single columns that do not clip: {', '.join(names)}"
            f". They get the numbers. Got {transformers!r}."
        )


def scales_columns(scaler):
    """Return whether a transformer scales each column by itself."""
    if type(scaler) is TableScaler:
        return not len(scaler.categorical)
    return type(scaler) in SCALERS and not getattr(scaler, "clip", False)


def list_steps(scaler):
    """Return the operations of a fitted scaler, with their other operands."""
    if type(scaler) is TableScaler:
        factors = ("multiply", scaler.factors_.astype(np.float64))
        return [factors, *list_steps(scaler.scaler_)]
    return [
        (name, np.asarray(operand, dtype=np.float64))
        for name, attribute in SCALERS[type(scaler)]
        if (operand := getattr(scaler, attribute, None)) is not None
    ]
