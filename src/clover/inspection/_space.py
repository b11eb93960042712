"""The space in which rows are compared: scaled numbers and marks of categories."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from sklearn.utils.sparsefuncs import mean_variance_axis

from clover._rows.categorical_columns import code_column, take_numbers

# The difference of a mark makes two categories differ by one deviation of a number, as
# with imbalanced-learn's SMOTENC. Two marks differ for each pair of categories.
MARK = np.sqrt(0.5)
# Up to so many marks next to numbers are kept in a dense array.
MAX_DENSE_MARKS = 256


@dataclass(frozen=True, eq=False)
class Encoded:
    """Rows as numbers and codes of categories.

    Attributes
    ----------
    numbers : {ndarray, sparse matrix} of shape (n_rows, n_numeric)
        The columns of numbers.

    codes : ndarray of shape (n_rows, n_categorical)
        The codes of the categories.
    """

    numbers: object
    codes: np.ndarray

    def take(self, rows):
        """Return some of the rows."""
        return Encoded(self.numbers[rows], self.codes[rows])


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a table, and the categories that occur in them.

    Attributes
    ----------
    numeric, categorical : ndarray of shape (n_numeric,), (n_categorical,)
        Positions of the columns of numbers and of those of categories.

    levels : list of dict
        The code of each category, for each column of categories.
    """

    numeric: np.ndarray
    categorical: np.ndarray
    levels: list

    @classmethod
    def of(cls, container, categorical):
        """Find the categories of a container, whose columns `categorical` hold some."""
        numeric = np.setdiff1d(np.arange(container.X.shape[1]), categorical)
        found = [code_column(container, j)[1] for j in categorical]
        levels = [{value: code for code, value in enumerate(some)} for some in found]
        return cls(numeric, categorical, levels)

    @property
    def n_codes(self):
        """Number of codes of each column; the last stands for unknown categories."""
        return [len(levels) + 1 for levels in self.levels]

    def encode(self, container):
        """Return the rows of a container with these columns, as `Encoded`."""
        codes = self.encode_categories(container)
        return Encoded(self._read_numbers(container), codes)

    def encode_categories(self, container):
        """Return the codes of the categories, of shape (n_rows, n_categorical)."""
        codes = np.empty((container.n_samples, self.categorical.size), dtype=np.intp)
        for j, (column, levels) in enumerate(
            zip(self.categorical, self.levels, strict=True)
        ):
            found, values = code_column(container, column)
            known = [levels.get(value, len(levels)) for value in values]
            codes[:, j] = np.array(known, dtype=np.intp)[found]
        return codes

    def _read_numbers(self, container):
        if not self.numeric.size:
            return np.empty((container.n_samples, 0))
        numbers = take_numbers(container, self.numeric)
        numbers = numbers.astype(np.float64)
        if sparse.issparse(numbers):
            numbers = sparse.csr_matrix(numbers)
            numbers.sum_duplicates()
            numbers.eliminate_zeros()
            return numbers
        # Negative zeros become positive ones: equal rows then have equal bytes.
        numbers += 0.0
        return np.ascontiguousarray(numbers)


@dataclass(frozen=True, eq=False)
class Space:
    """The space of the rows of a table.

    Attributes
    ----------
    scales : ndarray of shape (n_numeric,)
        The standard deviations of the columns of numbers, 1 for constant columns. Those
        of one-hot columns make their ones as large as the marks of categories.

    n_codes : list of int
        Number of codes of each column of categories.

    is_sparse : bool
        Whether points are a sparse matrix.
    """

    scales: np.ndarray
    n_codes: list
    is_sparse: bool

    @classmethod
    def of(cls, encoded, columns, one_hot=()):
        """Make the space of some rows.

        `one_hot` holds the positions in the table of columns that are 1 for a category
        and 0 for the others.
        """
        is_sparse = sparse.issparse(encoded.numbers)
        is_sparse |= sum(columns.n_codes) > MAX_DENSE_MARKS
        scales = _deviations(encoded.numbers)
        scales[np.isin(columns.numeric, one_hot)] = 1 / MARK
        return cls(scales, columns.n_codes, is_sparse)

    def points(self, encoded):
        """Return rows as points, an array or a CSR matrix of shape (n_rows, n_axes)."""
        numbers = encoded.numbers
        if not self.is_sparse:
            if sparse.issparse(numbers):
                numbers = numbers.toarray()
            marks = self._marks(encoded.codes).toarray()
            return np.hstack((numbers / self.scales, marks))
        numbers = sparse.csr_matrix(numbers) @ sparse.diags(1 / self.scales)
        return sparse.csr_matrix(sparse.hstack((numbers, self._marks(encoded.codes))))

    def _marks(self, codes):
        """Return a mark for the category of each row in each column."""
        n_rows, n_columns = codes.shape
        starts = np.cumsum([0, *self.n_codes])
        axes = (codes + starts[:-1]).ravel()
        marks = np.full(axes.size, MARK)
        ends = np.arange(n_rows + 1) * n_columns
        return sparse.csr_matrix((marks, axes, ends), shape=(n_rows, starts[-1]))


def _deviations(numbers):
    """Return the standard deviation of each column, 1 for constant columns."""
    if not numbers.shape[1]:
        return np.empty(0)
    if sparse.issparse(numbers):
        low, high = (
            np.asarray(ends.todense()).ravel()
            for ends in (numbers.min(axis=0), numbers.max(axis=0))
        )
        unit = np.maximum(np.abs(low), np.abs(high))
        unit[unit == 0] = 1
        scaled = sparse.csr_matrix(numbers @ sparse.diags(1 / unit))
        deviations = np.sqrt(mean_variance_axis(scaled, axis=0)[1]) * unit
    else:
        low, high = numbers.min(axis=0), numbers.max(axis=0)
        # Shifted and divided by the range, no number over- or underflows.
        unit = np.where(high > low, high - low, 1)
        deviations = ((numbers - low) / unit).std(axis=0) * unit
    return np.where(high > low, deviations, 1)


def equal_rows(points):
    """Return the first row that equals each row, of shape (n_rows,).

    Rows are equal if all their bytes are; a sparse matrix is in canonical form.
    """
    first = {}
    if not sparse.issparse(points):
        keys = (row.tobytes() for row in points)
    else:
        points.sort_indices()
        ends = points.indptr
        keys = (
            (points.indices[a:b].tobytes(), points.data[a:b].tobytes())
            for a, b in pairwise(ends)
        )
    return np.array([first.setdefault(key, i) for i, key in enumerate(keys)], dtype=int)
