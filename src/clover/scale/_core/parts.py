"""The parts of a resampling beyond memory: which are possible, and their defaults."""

from dataclasses import dataclass, replace

import numpy as np
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover._estimators.seeds import seed_parts
from clover.clusterer._one_cluster import OneCluster
from clover.clusterer._table_scaler import TableScaler
from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    LogLinearAllocation,
)
from clover.over_sampling import (
    ClusterOverSampler,
    GeometricSMOTE,
    ScaledGeometricSMOTE,
)
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._kmeans import make_kmeans
from clover.over_sampling._parts import Parts
from clover.scale._core.labelling import check_clusterer, fit_labels
from clover.scale._tables.kinds import MAKE_CATEGORIES

# The oversamplers that make rows from those of a class alone, by their names.
OVERSAMPLERS = {
    kind.__name__: kind for kind in (SMOTE, RandomOverSampler, GeometricSMOTE, SMOTENC)
}
DISTRIBUTORS = (DensityDistributor, ClusterDistributor)


@dataclass(frozen=True, eq=False)
class ScaleParts:
    """Clones of oversampler, clusterer and distributor, checked, and the seed.

    Attributes
    ----------
    sampler : estimator
        The sampler in memory that is composed of the same parts.

    parts : Parts
        The parts, as in memory.

    seed : int
        The seed of everything.

    limits_clusters : bool
        Whether there are at most as many clusters as distinct rows in the sample.
    """

    sampler: object
    parts: Parts
    seed: int
    limits_clusters: bool

    @classmethod
    def of(cls, oversampler, clusterer, distributor, random_state):
        """Check and clone the parts of a user; None stands for the default."""
        oversampler = SMOTE() if oversampler is None else clone(oversampler)
        seed = getattr(oversampler, "random_state", None)
        seed = _check_seed(seed if random_state is None else random_state)
        if type(oversampler) is ScaledGeometricSMOTE:
            _check_preset(oversampler, clusterer, distributor)
            return cls(oversampler, _parts_of_preset(oversampler, 1), seed, True)
        check_oversampler(oversampler)
        is_default = clusterer is None
        if is_default:
            kmeans = MiniBatchKMeans(n_init="auto")
            clusterer = make_pipeline(StandardScaler(), kmeans)
        if distributor is None:
            distributor = DensityDistributor(temperature="auto")
        check_clusterer(clusterer)
        _check_distributor(distributor)
        parts = Parts(oversampler, clone(clusterer), clone(distributor))
        sampler = ClusterOverSampler(oversampler, parts.clusterer, parts.distributor)
        return cls(sampler, parts, seed, is_default)

    @property
    def makes_categories(self):
        """Whether samples may hold categories that are not repeated."""
        return isinstance(self.sampler_of_rows, MAKE_CATEGORIES)

    @property
    def sampler_of_rows(self):
        """The oversampler that the user gave."""
        is_preset = isinstance(self.sampler, ScaledGeometricSMOTE)
        return self.sampler if is_preset else self.parts.oversampler

    def for_table(self, columns, n_clusters):
        """Return the parts for a table, of which the categories are known.

        `n_clusters` is the number of clusters of ScaledGeometricSMOTE.
        """
        parts = self.parts
        if isinstance(self.sampler, ScaledGeometricSMOTE):
            parts = _parts_of_preset(self.sampler, n_clusters)
        oversampler = parts.oversampler
        if isinstance(oversampler, MAKE_CATEGORIES):
            oversampler = clone(oversampler)
            # The columns of categories hold codes.
            oversampler.set_params(categorical_features=columns.categorical or None)
        if isinstance(oversampler, SMOTENC):
            oversampler.set_params(categorical_encoder=None)
        return replace(self, parts=replace(parts, oversampler=oversampler))

    def fit_clusterer(self, X, columns):
        """Fit the clusterer to rows on one thread, and return the labels."""
        rng = np.random.RandomState(self.seed)
        clusterer = seed_parts(self.parts.clusterer, rng)
        return fit_labels(clusterer, X, columns, self.limits_clusters)


def check_oversampler(oversampler):
    """Return the traits of an oversampler, checked to need no rows of other classes."""
    traits = None
    if type(oversampler) in OVERSAMPLERS.values():
        traits = traits_of(oversampler)
        if traits.native is None and traits.can_search_clusters:
            traits = traits.in_cluster_space()
    if traits is None or traits.native is None or traits.sees_other_classes:
        raise TypeError(
            "`oversampler` should make rows from those of one class in one cluster: "
            "SMOTE, SMOTENC, RandomOverSampler without `shrinkage`, or GeometricSMOTE "
            "or ScaledGeometricSMOTE with selection_strategy='minority'. The rows of "
            f"the other classes do not fit into memory. Got {oversampler!r}."
        )
    return traits


def _check_preset(preset, clusterer, distributor):
    """Check ScaledGeometricSMOTE, and that it alone gives the clusters."""
    preset._validate_params()
    if preset.selection_strategy != "minority":
        raise TypeError(
            "ScaledGeometricSMOTE should have selection_strategy='minority': the rows "
            "of the other classes do not fit into memory. Got "
            f"{preset.selection_strategy!r}."
        )
    for name, part in (("clusterer", clusterer), ("distributor", distributor)):
        if part is not None:
            raise ValueError(
                f"ScaledGeometricSMOTE brings its own {name}, by its parameters "
                f"`n_clusters` and `coverage`. Got {name}={part!r}."
            )
    if preset.weighting is not None:
        raise ValueError(
            "Weights are a column here: set `weight_column`, and `chi`, rather than "
            f"weighting={preset.weighting!r}."
        )


def _parts_of_preset(preset, n_clusters):
    """Return the parts of ScaledGeometricSMOTE, with k-means fitted to mini-batches."""
    clusterer, distributor = OneCluster(), ClusterDistributor()
    if n_clusters > 1:
        clusterer = make_kmeans(MiniBatchKMeans, n_clusters)
        distributor = ClusterDistributor(
            CoverageFilter(preset.coverage), LogLinearAllocation.by_size_and_spread()
        )
    oversampler = GeometricSMOTE(
        sampling_strategy=preset.sampling_strategy,
        k_neighbors=preset.k_neighbors,
        truncation_factor=preset.truncation_factor,
        deformation_factor=preset.deformation_factor,
        selection_strategy="minority",
    )
    return Parts(
        oversampler=oversampler,
        clusterer=make_pipeline(TableScaler(), clusterer),
        distributor=distributor,
        search_space="clusters",
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
    """Return a seed that a plan can keep; None draws one."""
    if seed is None:
        return int(np.random.RandomState().randint(np.iinfo(np.int32).max))
    is_whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
    if not is_whole or not 0 <= seed < 2**32:
        raise ValueError(
            "`random_state` should be None or an integer from 0 to 2**32 - 1, which a "
            f"plan can keep. Got {seed!r}."
        )
    return int(seed)
