"""Mean distances in cells of which the rows are elsewhere."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from clover._numerics.threads import one_thread
from clover.distribution._allocations.spread import MAX_EXACT_ROWS, log_mean_distance
from clover.scale._core.hashing import candidate_limits
from clover.scale._core.passes import Counts, Labelling, Thinning

# Added to the seed of a plan, it is the seed of the hash of the rows by which distances
# are measured: larger than any seed, so that they are not those of the other sample.
DISTANCE_SEED = 2**32
# Mean distances of cells with more rows are those of so many of their rows.
MAX_DISTANCE_ROWS = MAX_EXACT_ROWS


@dataclass(frozen=True, eq=False)
class Distances:
    """Measures the mean distances in cells, by all of their rows or by 4,096 of them.

    Attributes
    ----------
    engine : Engine
        What gathers the rows.

    places : list of Place
        The partitions.

    labelling : Labelling
        What labels rows.

    counts : Counts
        Numbers of rows.

    seed : int
        The seed of the plan.
    """

    engine: object
    places: list
    labelling: Labelling
    counts: Counts
    seed: int

    def measure(self, selected):
        """Return the log mean distances of the selected cells, NaN for the others.

        `selected` has shape (n_clusters, n_classes), for the clusters with rows.
        """
        is_wanted = np.zeros(self.labelling.shape, dtype=bool)
        is_wanted[self.counts.rows.any(axis=1)] = selected
        limits = candidate_limits(self.counts.rows, MAX_DISTANCE_ROWS)
        thinning = Thinning(self.seed + DISTANCE_SEED, limits)
        labelling = replace(self.labelling, thinning=thinning)
        gathered = self.engine.gather(self.places, labelling, is_wanted)
        log_distances = np.full(selected.shape, np.nan)
        measure = partial(_measure, self.labelling.labels)
        cells = np.flatnonzero(is_wanted).tolist()
        log_distances[selected] = gathered.map(measure, cells)
        return log_distances


def _measure(labels, X):
    """Return the log mean distance of rows, exact for so many of them at most."""
    if X.shape[0] > MAX_DISTANCE_ROWS:
        # The rows are a few more than wanted. These do not depend on anything else.
        rng = np.random.RandomState(0)
        X = X[rng.choice(X.shape[0], MAX_DISTANCE_ROWS, replace=False)]
    with one_thread():
        return log_mean_distance(labels.space(X))
