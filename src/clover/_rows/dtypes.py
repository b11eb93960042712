"""Numbers as floats, and new numbers in the dtype of the given ones."""

from decimal import Decimal
from numbers import Integral

import numpy as np


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
        values = np.clip(round_half_up(values), low, high)
    return values.astype(dtype, copy=False)


def cast_like(values, given, origins):
    """Cast new values to the dtype of given ones.

    Integers are kept within the range of the given ones of the class. Arrays of objects
    are cast column by column.

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
    if given.ndim == 2:
        new = np.empty(values.shape, dtype=object)
        for j in range(given.shape[1]):
            new[:, j] = cast_like(values[:, j], given[:, j], origins)
        return new
    cast = CASTS_OF_OBJECTS.get(find_kind_of_objects(given))
    new = np.empty(values.shape, dtype=object)
    new[:] = values.tolist() if cast is None else cast(values, given, origins)
    return new


def _limit(values, given, origins):
    """Keep new integers within the range of the given ones of their class, in place."""
    for new, of_class in origins.classes:
        of_class = given[of_class]
        low, high = of_class.min(axis=0), of_class.max(axis=0)
        values[new] = np.minimum(np.maximum(values[new], low), high)
    return values


def find_kind_of_objects(values):
    """Return the one kind of number among Python objects, or None.

    The kinds are bool, int and Decimal. Missing values are of no kind.
    """
    kinds = set(map(type, values.tolist()))
    for kind, types in ((bool, bool | np.bool_), (int, Integral), (Decimal, Decimal)):
        if kinds and all(issubclass(of_value, types) for of_value in kinds):
            # Booleans are integers, too.
            return kind if kind is bool or bool not in kinds else None
    return None


def _cast_to_bools(values, given, origins):
    return (values.astype(np.float64) >= 0.5).tolist()


def cast_to_ints(values, given, origins):
    """Return floats as Python integers of any size; `given` holds such integers."""
    whole = np.array([int(x) for x in round_half_up(values.astype(np.float64))], object)
    return _limit(whole, given, origins).tolist()


def _cast_to_decimals(values, given, origins):
    """Return floats as decimals, with as many decimal places as the given ones."""
    exponent = min(value.as_tuple().exponent for value in given)
    return round_decimals(values, -min(exponent, 0))


def round_decimals(values, n_places):
    """Return floats as decimals with a number of decimal places."""
    return [Decimal(f"{value:.{n_places}f}") for value in values.astype(np.float64)]


CASTS_OF_OBJECTS = {
    bool: _cast_to_bools,
    int: cast_to_ints,
    Decimal: _cast_to_decimals,
}
