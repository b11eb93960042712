"""The parts of a resampling beyond memory: which are possible, and their defaults."""

from dataclasses import dataclass

import numpy as np
from imblearn.over_sampling import SMOTE, RandomOverSampler
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover._estimators.seeds import seed_parts
from clover._numerics.threads import one_thread
from clover.distribution import ClusterDistributor, DensityDistributor
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._parts import Parts
from clover.scale._core.labelling import CenterLabels, check_clusterer

# The oversamplers that make rows from those of a class alone, by their names.
OVERSAMPLERS = {
    kind.__name__: kind for kind in (SMOTE, RandomOverSampler, GeometricSMOTE)
}
DISTRIBUTORS = (DensityDistributor, ClusterDistributor)


@dataclass(frozen=True, eq=False)
class ScaleParts:
    """Clones of oversampler, clusterer and distributor, checked, and the seed.

    Attributes
    ----------
    parts : Parts
        The parts, as in memory.

    seed : int
        The seed of everything.
    """

    parts: Parts
    seed: int

    @classmethod
    def of(cls, oversampler, clusterer, distributor, random_state):
        """Check and clone the parts of a user; None stands for the default."""
        oversampler = SMOTE() if oversampler is None else clone(oversampler)
        if clusterer is None:
            kmeans = MiniBatchKMeans(n_init="auto")
            clusterer = make_pipeline(StandardScaler(), kmeans)
        if distributor is None:
            distributor = DensityDistributor(temperature="auto")
        check_clusterer(clusterer)
        _check_distributor(distributor)
        traits = check_oversampler(oversampler)
        seed = traits.random_state if random_state is None else random_state
        if seed is None:
            seed = np.random.RandomState().randint(np.iinfo(np.int32).max)
        seed = _check_seed(seed)
        parts = Parts(oversampler, clone(clusterer), clone(distributor))
        return cls(parts, seed)

    @property
    def sampler(self):
        """The sampler in memory that is composed of the same parts."""
        parts = self.parts
        return ClusterOverSampler(parts.oversampler, parts.clusterer, parts.distributor)

    def fit_clusterer(self, X):
        """Fit the clusterer on one thread, and return its centers."""
        rng = np.random.RandomState(self.seed)
        clusterer = seed_parts(self.parts.clusterer, rng)
        with one_thread():
            # A frozen estimator has no default for `y`.
            clusterer.fit(X, None)
        return CenterLabels.of(clusterer)


def check_oversampler(oversampler):
    """Return the traits of an oversampler, checked to need no rows of other classes."""
    kind = type(oversampler)
    if kind in OVERSAMPLERS.values():
        traits = traits_of(oversampler)
        if traits.native is not None and not traits.sees_other_classes:
            return traits
    raise TypeError(
        "`oversampler` should make rows from those of one class in one cluster: SMOTE, "
        "RandomOverSampler without `shrinkage`, or GeometricSMOTE with "
        "selection_strategy='minority' and without categories. The rows of the other "
        f"classes do not fit into memory. Got {oversampler!r}."
    )


def _check_distributor(distributor):
    if type(distributor) not in DISTRIBUTORS:
        raise TypeError(
            "`distributor` should be a DensityDistributor or a ClusterDistributor, of "
            f"which numbers and mean distances decide. Got {distributor!r}."
        )
    if distributor.distribution_ratio < 1:
        raise ValueError(
            "`distribution_ratio` should be 1: rows are made inside clusters only. Got "
            f"{distributor.distribution_ratio}."
        )


def _check_seed(seed):
    is_whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
    if not is_whole or not 0 <= seed < 2**32:
        raise ValueError(
            "`random_state` should be None or an integer from 0 to 2**32 - 1, which a "
            f"plan can keep. Got {seed!r}."
        )
    return int(seed)
