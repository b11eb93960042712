"""Weights of rows that keep the total weight of each class, as arrays."""

import numpy as np


def weigh_rows(codes, new_codes, chi):
    """Return weights for real rows and then for synthetic samples.

    Parameters
    ----------
    codes, new_codes : ndarray of shape (n_samples,), (n_new,)
        The class of each row, from 0 on; each class has a real row.

    chi : float
        The weight of the real rows of a class with synthetic samples.
    """
    n_real = np.bincount(codes)
    n_new = np.bincount(new_codes, minlength=n_real.size)
    real, new = weigh_classes(n_real, n_new, chi)
    return np.concatenate((real[codes], new[new_codes]))


def weigh_classes(n_real, n_new, chi):
    """Return the weight of a real row and of a synthetic sample of each class.

    `n_real` and `n_new` are the numbers of both, of shape (n_classes,).
    """
    real = _raise_chi(chi, n_real, n_new)
    # The rounded quotient of equal weights may exceed them.
    return real, np.minimum(real, (1 - real) * n_real / np.maximum(n_new, 1))


def _raise_chi(chi, n_real, n_new):
    """Return the share of each class's weight that its real rows keep."""
    return np.where(n_new > 0, np.maximum(chi, n_real / (n_real + n_new)), 1.0)


def weigh_weighted_rows(codes, new_codes, chi, weights, parents, cells=None):
    """Return what `weigh_rows` returns for real rows with weights.

    The `parents` of each synthetic sample are positions of real rows, masked where they
    are not known. The samples that come from all rows of a cell alike are told by
    `cells`: which they are by ``is_of_cell``, and their means by ``cell_means``.
    """
    n_real = np.bincount(codes)
    n_new = np.bincount(new_codes, minlength=n_real.size)
    totals = np.bincount(codes, weights)
    # In units of the mean of the class, no sum of finite weights overflows.
    relative = _divide(weights, totals[codes]) * n_real[codes]
    carried = _average_over_parents(relative, codes, new_codes, parents)
    if cells is not None:
        carried[cells.is_of_cell] = cells.cell_means(relative)
    sums = np.bincount(new_codes, carried, minlength=n_real.size)
    chi = np.where(sums > 0, _raise_chi(chi, n_real, n_new), 1.0)
    shares = (1 - chi[new_codes]) * _divide(carried, sums[new_codes])
    return np.concatenate((chi[codes] * weights, shares * totals[new_codes]))


def _average_over_parents(values, codes, new_codes, parents):
    """Return the mean of each sample's known parents of its class, 1 without any."""
    is_known = ~np.ma.getmaskarray(parents)
    rows = np.where(is_known, parents.data, 0)
    is_own = is_known & (codes[rows] == new_codes[:, np.newaxis])
    n_own = is_own.sum(axis=1)
    means = _divide((values[rows] * is_own).sum(axis=1), n_own)
    return np.where(n_own > 0, means, 1.0)


def _divide(numerators, denominators):
    """Return quotients, zero where the denominator is."""
    quotients = np.zeros(len(numerators))
    return np.divide(numerators, denominators, out=quotients, where=denominators > 0)
