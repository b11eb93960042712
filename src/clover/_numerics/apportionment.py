"""Apportionment: proportions to whole numbers of rows, exactly."""

import numpy as np

# Remainders that differ by less are equal: the noise of floating-point sums, which is
# not the same on all machines, must not decide who gets a row.
DECIMALS = 9


def apportion(n_samples, inside, between):
    """Share a class's rows over cells and pairs of cells by largest remainders.

    First the rows are shared between inside and between, then each of the two over its
    members. So both the total and the share inside are exact, and no member is off its
    quota by a whole row.

    Parameters
    ----------
    n_samples : int
        Number of rows to share.

    inside : ndarray of shape (n_clusters,)
        Proportions of the clusters.

    between : ndarray of shape (n_pairs,)
        Proportions of the pairs of clusters. Together with those inside they sum to 1,
        up to rounding.

    Returns
    -------
    n_inside : ndarray of shape (n_clusters,), dtype=int
        Rows inside each cluster.

    n_between : ndarray of shape (n_pairs,), dtype=int
        Rows between each pair of clusters. The two sum to `n_samples`.

    Notes
    -----
    Largest remainders (Hamilton's method): everyone gets the whole part of the quota,
    those with the largest remainders one more until all rows are shared. Equal
    remainders, to nine decimals, go in order of the cells.
    """
    shares = np.array([inside.sum(), between.sum()])
    quotas = n_samples / shares.sum()
    group_sizes = round_quotas(shares * quotas, n_samples)
    return tuple(
        round_quotas(group * quotas, size)
        for group, size in zip((inside, between), group_sizes, strict=True)
    )


def round_quotas(quotas, total):
    """Round quotas down or up so that they sum to a total.

    Parameters
    ----------
    quotas : ndarray of shape (n_members,)
        Non-negative numbers whose sum is within one of `total`.

    total : int
        What the result sums to.

    Returns
    -------
    rounded : ndarray of shape (n_members,), dtype=int
        Each quota, rounded down or up; zeros stay zeros.
    """
    rounded = np.floor(quotas).astype(int)
    remainders = np.where(quotas > 0, np.round(quotas - rounded, DECIMALS), -1.0)
    largest_first = np.argsort(-remainders, kind="stable")
    rounded[largest_first[: total - rounded.sum()]] += 1
    return rounded
