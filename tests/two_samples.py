"""Tests of whether two samples of rows come from the same distribution."""

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import chi2, ks_2samp
from sklearn.neighbors import NearestNeighbors

N_ENERGY_ROWS, N_PERMUTATIONS = 400, 199


def smallest_p_value(first, second, given):
    """Return the smallest p-value of several tests, times their number.

    The columns are compared one by one, and so are the distances to the nearest given
    row, which tell how samples are made of given rows. All columns are compared
    together by their energy distance.
    """
    columns = zip(first.T, second.T, strict=True)
    p_values = [ks_2samp(*pair).pvalue for pair in columns]
    nearest = NearestNeighbors(n_neighbors=1).fit(given)
    distances = [nearest.kneighbors(X)[0].ravel() for X in (first, second)]
    p_values.append(ks_2samp(*distances).pvalue)
    p_values.append(energy_p_value(first, second))
    return min(1.0, min(p_values) * len(p_values))


def energy_p_value(first, second):
    """Return the p-value of the energy distance, by permutations of some rows."""
    rng = np.random.RandomState(0)
    some = [X[rng.permutation(len(X))[:N_ENERGY_ROWS]] for X in (first, second)]
    rows = np.vstack(some)
    distances = cdist(rows / rows.std(axis=0), rows / rows.std(axis=0))
    is_first = np.arange(len(rows)) < len(some[0])
    observed = _energy(distances, is_first)
    drawn = [
        _energy(distances, rng.permutation(is_first)) for _ in range(N_PERMUTATIONS)
    ]
    return (1 + np.sum(np.array(drawn) >= observed)) / (1 + N_PERMUTATIONS)


def _energy(distances, is_first):
    signs = np.where(is_first, 1 / is_first.sum(), -1 / (~is_first).sum())
    return -signs @ distances @ signs


def counts_p_value(first, second):
    """Return the p-value of the frequencies of categories in two samples.

    Both samples are arrays of as many codes.
    """
    n_codes = max(first.max(), second.max()) + 1
    counts = np.array(
        [np.bincount(codes, minlength=n_codes) for codes in (first, second)]
    )
    counts = counts[:, counts.sum(axis=0) > 0]
    expected = counts.mean(axis=0)
    statistic = ((counts - expected) ** 2 / expected).sum()
    return chi2.sf(statistic, counts.shape[1] - 1) if counts.shape[1] > 1 else 1.0
