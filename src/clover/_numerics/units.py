"""The units that a space gives to the columns of rows."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clover._rows.missing import find_non_finite_rows

# Numbers that are transformed, and ones that are not, differ by rounding: at most by
# this part of their range, or by so many rounding errors.
TOLERANCE = 1e-6
N_ROUNDINGS = 16
# StandardScaler takes a column for constant if its standard deviation is at most this
# part of its mean, times the number of rows; twice as much leaves room for rounding.
CONSTANT = 2 * np.finfo(np.float64).eps
# So few rows tell most columns apart.
N_PROBES = 32


def find_units(X, space):
    """Return what a step of 1 in a space is in each column of some rows.

    A column has a unit if a column of the space holds its numbers, times a factor and
    shifted. The unit is 0 for a column without a spread, and NaN for a column that the
    space does not hold. Rows with missing or infinite numbers are left out.

    A column has no spread if its standard deviation is less than what rounding may make
    of that of a constant column. StandardScaler divides such a column by 1, and a step
    of 1 in the space is then far more than the numbers differ.

    X, space : {ndarray, sparse matrix} of shape (n_rows, n_features), (n_rows, n_other)
        The rows, and the same rows in the space, as floats.
    """
    X, space = _take_finite_rows(X, space)
    eps = max(np.finfo(X.dtype).eps, np.finfo(space.dtype).eps)
    by_column, of_space = (M.tocsc() if sparse.issparse(M) else M for M in (X, space))
    units, expected = np.zeros(X.shape[1]), 0
    for j in range(X.shape[1]):
        column = _Column.of(_take_column(by_column, j))
        if column is None:
            continue
        units[j] = np.nan
        for k in _list_candidates(column, space, expected, eps):
            other = _take_column(of_space, k)
            ends = other[column.ends]
            if column.equals(slice(None), other[:, np.newaxis], ends, eps):
                units[j] = column.range / abs(ends[1] - ends[0])
                # Most spaces hold the columns in the same order.
                expected = k + 1
                break
    return units


def _take_finite_rows(*matrices):
    """Return the rows in which all matrices are finite."""
    is_wrong = [find_non_finite_rows(X) for X in matrices]
    is_wrong = [of_matrix for of_matrix in is_wrong if of_matrix is not None]
    if not is_wrong:
        return matrices
    is_kept = ~np.logical_or.reduce(is_wrong)
    return [X[is_kept] for X in matrices]


def _take_column(X, j):
    column = X[:, [j]].toarray().ravel() if sparse.issparse(X) else X[:, j]
    return column.astype(np.float64, copy=False)


def _list_candidates(column, space, expected, eps):
    """Yield the columns of a space that may hold a given one, the expected one first.

    The others are those that hold it in a few rows.
    """
    if expected < space.shape[1]:
        yield expected
    probes = np.linspace(0, space.shape[0] - 1, N_PROBES).astype(np.intp)
    few = space[np.concatenate((column.ends, probes))]
    few = few.toarray() if sparse.issparse(few) else few
    few = few.astype(np.float64, copy=False)
    are_equal = column.equals(probes, few[2:], few[:2], eps)
    yield from np.flatnonzero(are_equal).tolist()


@dataclass(frozen=True, eq=False)
class _Column:
    """A column with a spread.

    Attributes
    ----------
    ends : ndarray of shape (2,)
        Positions of the smallest and the largest number.

    places : ndarray of shape (n_rows,)
        The numbers, from 0 for the smallest to 1 for the largest.

    range, largest : float
        The difference of these two, and the largest size of a number.
    """

    ends: np.ndarray
    places: np.ndarray
    range: float
    largest: float

    @classmethod
    def of(cls, numbers):
        """Look at the numbers of a column; None if they have no spread."""
        if not numbers.size:
            return None
        ends = np.array([numbers.argmin(), numbers.argmax()])
        low, high = numbers[ends]
        if low == high:
            return None
        places = (numbers - low) / (high - low)
        size = abs(low + places.mean() * (high - low))
        if places.std() * (high - low) <= CONSTANT * numbers.size * size:
            return None
        return cls(ends, places, high - low, np.abs((low, high)).max())

    def equals(self, rows, others, ends, eps):
        """Return which columns are this one in some rows, up to a factor and a shift.

        `others` are these rows of the columns, and `ends` those of the smallest and the
        largest number, of shape (2, n_columns).
        """
        steps = ends[1] - ends[0]
        expected = ends[0] + self.places[rows, np.newaxis] * steps
        errors = np.abs(others - expected).max(axis=0)
        steps = np.abs(steps)
        sizes = steps * (self.largest / self.range) + np.abs(ends).max(axis=0)
        allowed = TOLERANCE * steps + N_ROUNDINGS * eps * sizes
        return (steps > 0) & (errors <= allowed)
