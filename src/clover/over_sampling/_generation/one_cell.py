"""SMOTE, repetition and other native oversamplers in one cluster.

The rows equal those of the oversamplers by themselves with the same seed, and their
base rows are known.
"""

import numpy as np
from sklearn.utils import check_array, check_random_state

from clover._numerics.neighbors import nearest_neighbors
from clover._rows.dtypes import to_floats
from clover.over_sampling._generation.blocks import REPETITION, Block, Parents
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._kernels.segments import interpolate


def make_natively(job):
    """Return the blocks of a job of a native oversampler."""
    traits, seed = job.traits, job.seed
    given = SearchedRows.of(job.X, job.space, job.units)
    if not traits.restarts_for_classes:
        seed = check_random_state(seed)
    blocks = []
    for code, n_new in job.n_new.items():
        is_of_class = job.codes == code
        rows = np.flatnonzero(is_of_class)
        if rows.size == 1 and traits.n_neighbors:
            blocks.append(repeat(rows, code, n_new, check_random_state(seed)))
            continue
        others = np.flatnonzero(~is_of_class) if traits.sees_other_classes else rows[:0]
        X_new, parents = traits.native.make(
            traits.oversampler, given.take(rows), given.take(others), n_new, seed
        )
        parents = parents.located(rows, others)
        n_neighbors = min(traits.n_neighbors, rows.size - 1)
        is_copy = X_new is None or rows.size == 1
        is_of_cell = traits.native.uses_whole_cells and not is_copy
        described = traits.name, n_neighbors, X_new, is_copy, is_of_cell
        blocks.append(Block(code, parents, *described))
    return blocks


def repeat(rows, code, n_new, rng):
    """Repeat random rows of a class, given by their positions."""
    return Block(code, Parents(rng.choice(rows, size=n_new)), REPETITION, is_copy=True)


def repeat_alone(oversampler, rows, others, n_new, rng):
    """Repeat random rows of one class as RandomOverSampler does."""
    return None, Parents(rng.choice(rows.X.shape[0], size=n_new))


def smote_alone(oversampler, rows, others, n_new, seed):
    """Make the same rows of one class as imbalanced-learn's SMOTE."""
    k_neighbors = oversampler.k_neighbors
    X_new, parents, _ = smote(rows.X, n_new, k_neighbors, seed, rows.space)
    return X_new, parents


def smote(X, n_new, k_neighbors, seed, space=None):
    """Interpolate between rows of a class and their nearest neighbours.

    The rows equal those of imbalanced-learn's SMOTE (Chawla et al. 2002, section 4.2)
    with the same seed. The neighbours are limited to the available rows. They are
    searched in the `space`, of the same rows, if one is given.

    Returns the new rows, their `Parents`, and the number of neighbours.
    """
    rng = check_random_state(seed)
    neighbors = nearest_neighbors(X if space is None else space, k_neighbors)
    drawn = rng.randint(neighbors.size, size=n_new)
    base, column = np.divmod(drawn, neighbors.shape[1])
    gaps = rng.uniform(size=n_new)
    partner = neighbors[base, column]
    X_new = interpolate(X[base], X[partner], gaps)
    return X_new, Parents(base, partner), neighbors.shape[1]


def smote_between(X, n_first, n_new, rng):
    """Interpolate between random rows of one cluster and of another, as in SOMO.

    The first `n_first` rows of `X` lie in the first cluster, the others in the second.
    Returns the new rows and their `Parents`; the base row lies in the first cluster.
    """
    base = rng.randint(n_first, size=n_new)
    partner = rng.randint(n_first, X.shape[0], size=n_new)
    gaps = rng.uniform(size=n_new)
    return interpolate(X[base], X[partner], gaps), Parents(base, partner)


def as_numbers(X):
    """Return rows, also those of a data frame, as floats: an array or sparse matrix."""
    return to_floats(check_array(X, accept_sparse="csr", ensure_all_finite=False))
