"""Numbers as floats, and new numbers in the dtype of the given ones."""

from decimal import Decimal
from numbers import Integral

import numpy as np

from clover._rows.frames import is_missing


def to_floats(X):
    """Return an array or sparse matrix of numbers as floats; floats stay as they are.

    New values are made as floats, whatever the dtype of the given ones.
    """
    return X if X.dtype.kind == "f" else X.astype(np.float64)


def round_half_up(values):
    """Round floats to the nearest whole numbers, halves up."""
    whole = np.floor(values)
    # To add one half first would round up the largest float below one half.
    whole += values - whole >= 0.5
    return whole


def cast_numbers(values, dtype):
    """Cast an array of numbers to a dtype of numbers.

    Integers are rounded to the nearest, halves up, and kept within the range of the
    dtype. Booleans are true from one half on.
    """
    if values.dtype.kind == "f" and dtype.kind == "b":
        return values >= 0.5
    if values.dtype.kind == "f" and dtype.kind in "iu":
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        # As a float, the largest 64-bit integer rounds up, out of the range.
        high = np.nextafter(np.float64(high), 0) if float(high) > high else high
        values = round_half_up(values)
        np.clip(values, low, high, out=values)
    return values.astype(dtype, copy=False)


def cast_like(values, given, origins):
    """Cast new values to the dtype of given ones.

    Integers are kept within the range of the given ones of the class. Arrays of objects
    are cast column by column, to the one kind of number that a column holds.

    Parameters
    ----------
    values : ndarray of shape (n_new,) or (n_new, n_features)
        The new values.

    given : ndarray of shape (n_samples,) or (n_samples, n_features)
        The given ones.

    origins : Origins
        The classes of both.
    """
    if given.dtype != np.dtype(object):
        values = cast_numbers(values, given.dtype)
        return _limit(values, given, origins) if given.dtype.kind in "iu" else values
    new = np.empty(values.shape, dtype=object)
    if given.ndim == 2:
        for j in range(given.shape[1]):
            new[:, j] = cast_like(values[:, j], given[:, j], origins)
        return new
    is_there = np.array([not _is_no_number(value) for value in given.tolist()], bool)
    kind = find_kind_of_objects(given[is_there])
    if kind is None:
        new[:] = values.tolist()
        return new
    values = values.astype(np.float64)
    if kind is bool:
        new[:] = (values >= 0.5).tolist()
    elif kind is int:
        new[:] = [int(value) for value in round_half_up(values)]
    else:
        exponents = [value.as_tuple().exponent for value in given[is_there]]
        n_places = max(0, -min(exponents))
        new[:] = [Decimal(f"{value:.{n_places}f}") for value in values]
    return new if kind is bool else _limit(new, given, origins, is_there)


def _is_no_number(value):
    return is_missing(value) or (isinstance(value, Decimal) and not value.is_finite())


def _limit(values, given, origins, is_there=None):
    """Keep new numbers within the range of the given ones of their class, in place.

    `is_there` says which of the given ones are numbers; None stands for all.
    """
    for new, of_class in origins.classes:
        of_class = (
            given[of_class] if is_there is None else given[of_class][is_there[of_class]]
        )
        if len(of_class):
            low, high = of_class.min(axis=0), of_class.max(axis=0)
            limited = np.maximum(values[new], low)
            values[new] = np.minimum(limited, high, out=limited)
    return values


def find_kind_of_objects(values):
    """Return the one kind of number among Python objects, or None.

    The kinds are bool, int and Decimal.
    """
    kinds = set(map(type, values.tolist()))
    for kind, types in ((bool, bool | np.bool_), (int, Integral), (Decimal, Decimal)):
        if kinds and all(issubclass(of_value, types) for of_value in kinds):
            # Booleans are integers, too.
            return kind if kind is bool or bool not in kinds else None
    return None
