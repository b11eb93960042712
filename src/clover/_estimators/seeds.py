"""Seeds: one for every part that has none, one for every task."""

from contextlib import contextmanager
from numbers import Integral

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.random import sample_without_replacement

from clover._estimators.params import deep_params

# The seeds that `numpy.random.RandomState` and every scikit-learn estimator accept.
N_SEEDS = np.iinfo(np.int32).max


# Generators without a fit. To seed one takes a fiftieth of the time of making it.
_spare = []


@contextmanager
def open_stream(random_state):
    """Yield the generator of a `random_state`, which is not to be used afterwards."""
    if not isinstance(random_state, Integral):
        yield check_random_state(random_state)
        return
    try:
        rng = _spare.pop()
    except IndexError:
        rng = np.random.RandomState()
    rng.seed(random_state)
    yield rng
    _spare.append(rng)


def seed_parts(estimator, rng, skip=(), skip_below=None):
    """Set each unset `random_state` of an estimator, nested ones too, and return it.

    An object without ``get_params`` is left alone. `skip` holds names of parameters to
    skip, `skip_below` a prefix of the names to skip; the empty string skips all.
    """
    if not hasattr(estimator, "get_params"):
        return estimator
    unset = [
        name
        for name, value in sorted(deep_params(estimator).items())
        if name.split("__")[-1] == "random_state" and value is None
        if name not in skip
        if skip_below is None or not name.startswith(skip_below)
    ]
    if unset:
        estimator.set_params(**{name: int(rng.randint(N_SEEDS)) for name in unset})
    return estimator


def draw_task_seeds(rng, n_tasks):
    """Draw a list of distinct seeds, one for each task."""
    return sample_without_replacement(N_SEEDS, n_tasks, random_state=rng).tolist()
