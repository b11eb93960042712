"""A sample of rows that does not depend on how the rows are divided."""

import numpy as np

# The constants of SplitMix64 (Steele, Lea and Flood 2014, figure 17).
GAMMA = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
# How far above its mean the number of candidates may go, in standard deviations.
N_DEVIATIONS = 8
LARGEST_HASH = np.uint64(2**64 - 1)


def hash_rows(row_numbers, seed):
    """Return a hash of 64 bits of each row number, different for every seed."""
    with np.errstate(over="ignore"):
        start = mix(np.array([seed], dtype=np.uint64) * GAMMA + GAMMA)
        return mix(row_numbers.astype(np.uint64) * GAMMA + start)


def mix(values):
    """Return a hash of 64 bits of each number, different for different numbers."""
    values = (values ^ (values >> np.uint64(30))) * MIX_1
    values = (values ^ (values >> np.uint64(27))) * MIX_2
    return values ^ (values >> np.uint64(31))


def candidate_limit(n_rows, n_wanted):
    """Return the hash up to which rows are candidates for a sample.

    A few more rows than wanted are candidates, so that there are enough.
    """
    n_candidates = n_wanted + N_DEVIATIONS * np.sqrt(n_wanted) + N_DEVIATIONS
    if n_candidates >= n_rows:
        return LARGEST_HASH
    return np.uint64(int(n_candidates / n_rows * 2**64))


def candidate_limits(n_rows, n_wanted):
    """Return the limits of samples of several groups, of which the sizes are given.

    Groups of at most `n_wanted` rows are taken whole.
    """
    limits = np.full(n_rows.shape, LARGEST_HASH)
    for group in np.argwhere(n_rows > n_wanted).tolist():
        limits[tuple(group)] = candidate_limit(int(n_rows[tuple(group)]), n_wanted)
    return limits


def choose_rows(hashes, row_numbers, n_wanted):
    """Return the positions of the rows with the smallest hashes, in row order.

    `hashes` and `row_numbers` are those of all candidates, in any order.
    """
    smallest = np.lexsort((row_numbers, hashes))[:n_wanted]
    return smallest[np.argsort(row_numbers[smallest])]
