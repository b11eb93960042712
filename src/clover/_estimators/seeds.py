"""Seeds: one for every part that has none, one for every task."""

import numpy as np
from sklearn.utils.random import sample_without_replacement

# The seeds that `numpy.random.RandomState` and every scikit-learn estimator accept.
N_SEEDS = np.iinfo(np.int32).max


def seed_parts(estimator, rng, skip=(), skip_below=None):
    """Set each unset `random_state` of an estimator, nested ones too, in place.

    Parameters
    ----------
    estimator : object
        An estimator of any kind; one without ``get_params`` is left alone.

    rng : RandomState
        Where the seeds are drawn from.

    skip : iterable of str
        Parameter names to leave unset.

    skip_below : str, default=None
        Names that begin so are left unset too; all names begin with the empty one.

    Returns
    -------
    estimator : object
        The same object.
    """
    if not hasattr(estimator, "get_params"):
        return estimator
    unset = [
        name
        for name, value in sorted(estimator.get_params(deep=True).items())
        if name.split("__")[-1] == "random_state" and value is None
        if skip_below is None or not name.startswith(skip_below)
    ]
    seeds = {
        name: int(rng.randint(N_SEEDS)) for name in unset if name not in frozenset(skip)
    }
    if seeds:
        estimator.set_params(**seeds)
    return estimator


def draw_task_seeds(rng, n_tasks):
    """Draw one seed a task, no two alike.

    Parameters
    ----------
    rng : RandomState
        Where the seeds are drawn from.

    n_tasks : int
        Number of tasks.

    Returns
    -------
    seeds : list of int
        Distinct seeds.
    """
    return sample_without_replacement(N_SEEDS, n_tasks, random_state=rng).tolist()
