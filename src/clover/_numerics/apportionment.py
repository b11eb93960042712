"""Apportionment: proportions to whole numbers of rows, exactly."""

import numpy as np

# Remainders are compared to so many decimals. Rounding errors of sums differ between
# machines, and would otherwise decide who gets a row.
DECIMALS = 9


def apportion(n_samples, inside, between):
    """Share a class's rows over cells and pairs of cells by largest remainders.

    Rows are first shared between inside and between, then within each of the two. So
    both the total and the share inside are exact, and the rows of each member differ
    from its quota by less than one. By largest remainders (Hamilton's method) everyone
    gets the whole part of the quota, and those with the largest remainders get one row
    more until all rows are shared. Equal remainders, to nine decimals, go in order of
    the members.

    inside, between : ndarray of shape (n_clusters,), ndarray of shape (n_pairs,)
        Proportions, which together sum to 1, up to rounding.
    """
    if not between.size:
        quotas = inside * (n_samples / inside.sum())
        return round_quotas(quotas, n_samples), between.astype(int)
    shares = np.array([inside.sum(), between.sum()])
    quotas = n_samples / shares.sum()
    group_sizes = round_quotas(shares * quotas, n_samples)
    return tuple(
        round_quotas(group * quotas, size)
        for group, size in zip((inside, between), group_sizes, strict=True)
    )


def round_quotas(quotas, total):
    """Round non-negative quotas down or up so that they sum to a total.

    The sum of the quotas is within one of `total`. Zero quotas stay zero.
    """
    rounded = np.floor(quotas).astype(int)
    remainders = np.where(quotas > 0, np.round(quotas - rounded, DECIMALS), -1.0)
    largest_first = np.argsort(-remainders, kind="stable")
    rounded[largest_first[: total - rounded.sum()]] += 1
    return rounded
