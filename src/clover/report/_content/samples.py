"""Some given rows and some synthetic samples, for pictures and checks."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from clover._rows import pandas_columns
from clover._rows.containers import Container
from clover._rows.dtypes import to_floats
from clover.inspection._sampling import find_categorical
from clover.inspection._space import Columns, Encoded
from clover.report._content.values import clean_text

# So many given rows and so many synthetic samples are looked at, fewer if there are
# many columns.
MAX_ROWS = 5_000
MIN_ROWS = 200
MAX_VALUES = 4_000_000


@dataclass(frozen=True, eq=False)
class Samples:
    """Some of the given rows and some of the synthetic samples, as numbers and codes.

    Attributes
    ----------
    columns : Columns
        The columns of numbers and of categories.

    names : list of str
        The names of all columns.

    given, made : Encoded
        The rows; missing numbers are NaN.

    given_rows, made_rows : ndarray
        Their positions in the rows that came back, in ascending order.

    given_codes, made_codes : ndarray
        Their classes.
    """

    columns: Columns
    names: list
    given: Encoded
    made: Encoded
    given_rows: np.ndarray
    made_rows: np.ndarray
    given_codes: np.ndarray
    made_codes: np.ndarray


def draw_samples(run, rng):
    """Draw the `Samples` of a run.

    Each class is drawn up to an equal share of the rows, and the others fill them up.
    """
    n_columns = max(1, run.rows.X.shape[1])
    n_rows = int(np.clip(MAX_VALUES / n_columns, MIN_ROWS, MAX_ROWS))
    given_rows = draw_rows(run.codes[: run.n_given], n_rows, rng)
    made_rows = run.n_given + draw_rows(run.codes[run.n_given :], n_rows, rng)
    both = np.concatenate((given_rows, made_rows))
    container = Container(run.rows.take(both))
    columns = find_columns(run, container)
    encoded = encode_rows(container, columns)
    is_given = np.arange(both.size) < given_rows.size
    return Samples(
        columns=columns,
        names=_name_columns(run.rows),
        given=encoded.take(is_given),
        made=encoded.take(~is_given),
        given_rows=given_rows,
        made_rows=made_rows,
        given_codes=run.codes[given_rows],
        made_codes=run.codes[made_rows],
    )


def draw_rows(codes, n_rows, rng, quota=None):
    """Return the positions of at most so many rows, in ascending order.

    Up to `quota` rows of each class are drawn first, by default an equal share, and the
    others fill up at random.
    """
    if codes.size <= n_rows:
        return np.arange(codes.size)
    order = rng.permutation(codes.size)
    drawn = codes[order]
    by_class = np.argsort(drawn, kind="stable")
    sizes = np.bincount(drawn)
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(codes.size, dtype=np.intp)
    rank[by_class] = np.arange(codes.size) - np.repeat(starts, sizes)
    if quota is None:
        quota = max(1, n_rows // np.count_nonzero(sizes))
    chosen = np.argsort(rank >= quota, kind="stable")[:n_rows]
    return np.sort(order[chosen])


def find_columns(run, container):
    """Return which columns of the rows that came back hold numbers and categories."""
    if run.is_transformed:
        X = container.X
        names = list(X.columns) if container.is_frame else range(X.shape[1])
        others = set(container.non_numeric_columns)
        found = [place for place, name in enumerate(names) if name in others]
        categorical = np.array(found, dtype=int)
    else:
        categorical = find_categorical(run.sampler, container)
    return Columns.of(container, categorical)


def encode_rows(container, columns):
    """Return rows as numbers, which may be missing, and codes of categories."""
    codes = columns.encode_categories(container)
    return Encoded(_read_numbers(container, columns.numeric), codes)


def _read_numbers(container, positions):
    """Return columns of numbers as floats; missing values are NaN."""
    X = container.X
    if sparse.issparse(X):
        return sparse.csr_matrix(X, dtype=np.float64)[:, positions]
    if container.is_pandas:
        read = [
            to_floats(pandas_columns.series_to_numbers(X.iloc[:, place]))
            for place in positions
        ]
    elif container.is_polars:
        read = [X.to_series(int(place)).cast(float).to_numpy() for place in positions]
    else:
        return X[:, positions].astype(np.float64)
    numbers = np.empty((container.n_samples, positions.size))
    for place, column in enumerate(read):
        numbers[:, place] = column
    return numbers


def _name_columns(container):
    if container.is_frame:
        return [clean_text(name) for name in container.X.columns]
    return [f"column {place}" for place in range(container.X.shape[1])]


def fill_missing(numbers, like):
    """Return numbers whose missing or infinite values are the means of `like`."""
    if sparse.issparse(numbers):
        return numbers
    is_wrong = ~np.isfinite(numbers)
    if not is_wrong.any():
        return numbers
    is_known = np.isfinite(like)
    totals = np.where(is_known, like, 0).sum(axis=0)
    means = totals / np.maximum(1, is_known.sum(axis=0))
    return np.where(is_wrong, means, numbers)
