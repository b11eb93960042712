"""Gaussians of many cells; one class by itself is a single cell."""

import numpy as np

from clover._estimators.seeds import draw_task_seeds
from clover.over_sampling._generation.blocks import Parents
from clover.over_sampling._kernels.gaussians import sample_gaussian


def gaussian_alone(oversampler, rows, others, n_new, rng):
    """Make rows of one class, which have no parents; a single row is repeated."""
    if rows.X.shape[0] == 1:
        return None, Parents(np.zeros(n_new, dtype=np.intp))
    generator = _open_generator(rng)
    shrinkage = oversampler.shrinkage
    X_new = sample_gaussian(rows.X, n_new, shrinkage, generator, rows.units)
    return X_new, Parents(np.full(n_new, -1))


def gaussian_together(oversampler, gathered, rng, write, n_jobs):
    """Make the rows of many cells; two cells of a task have one Gaussian together."""
    generator, shrinkage = _open_generator(rng), oversampler.shrinkage
    base, start = np.full(gathered.n_new.sum(), -1), 0
    for task, n_new in enumerate(gathered.n_new.tolist()):
        rows, place = gathered.rows_of_task(task), slice(start, start + n_new)
        X_cell = gathered.X[rows]
        if rows.size == 1:
            base[place] = rows
            write(place, X_cell[np.zeros(n_new, dtype=np.intp)])
        else:
            X_new = sample_gaussian(X_cell, n_new, shrinkage, generator, gathered.units)
            write(place, X_new)
        start += n_new
    return Parents(base)


def _open_generator(rng):
    """Return a generator of NumPy's newer kind, which draws Gaussians much faster."""
    seed = draw_task_seeds(rng, 1)[0]
    return np.random.Generator(np.random.SFC64(seed))
