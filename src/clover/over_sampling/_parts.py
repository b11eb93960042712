"""The parts of a composition."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sklearn.base import BaseEstimator

from clover._estimators.pipelines import last_step
from clover.distribution._proportions import wants_neighbors
from clover.over_sampling._generation.inputs import check_oversampler
from clover.over_sampling._generation.traits import Traits, traits_of


@dataclass(frozen=True)
class Parts:
    """Oversampler, clusterer and distributor, cloned for one fit, and their use.

    Presets differ in nothing else.

    Attributes
    ----------
    oversampler, clusterer, distributor : estimator
        The parts. The first two may be pipelines. Without a clusterer there is one
        cluster.

    scope : {'all', 'class'}, default='all'
        Whether all rows are clustered together, or each targeted class by itself.

    max_samples : int, float or None, default=None
        Number or share of the rows that the clusterer is fitted to; ``None`` for all.

    prepare : callable, default=None
        Applied to the rows before a clusterer that is no pipeline gets them.

    limit_clusters : bool, default=False
        Whether there are at most as many clusters as distinct rows, of the class if
        each class is clustered by itself.

    request : callable, default=None
        Takes the cells and returns the number of rows to make of each class, if these
        depend on the clusters. Every class may then get rows.

    search_space : {'rows', 'clusters'}, default='rows'
        Whether the oversampler searches neighbours among the rows as they are, or in
        the cluster space.

    default_ratio : float, default=1.0
        The `distribution_ratio` that nobody asked for: no warning says that it had no
        effect.

    traits : Traits
        The traits of the oversampler, or of the last step of a pipeline.
    """

    oversampler: BaseEstimator
    clusterer: BaseEstimator | None
    distributor: BaseEstimator
    scope: str = "all"
    max_samples: int | float | None = None
    prepare: Callable | None = None
    limit_clusters: bool = False
    request: Callable | None = None
    search_space: str = "rows"
    default_ratio: float = 1.0
    traits: Traits = field(init=False)

    def __post_init__(self):
        if self.scope == "class" and wants_neighbors(self.distributor):
            raise ValueError(
                "`clustering_scope` 'class' makes rows inside clusters only, and the "
                "distributor may give rows between them: set its `distribution_ratio` "
                f"to 1, or the scope to 'all'. Got {self.distributor!r}."
            )
        check_oversampler(self.oversampler)
        object.__setattr__(self, "traits", traits_of(last_step(self.oversampler)))
        if self.search_space == "clusters" and not self.traits.can_search_clusters:
            raise ValueError(
                "With `search_space` 'clusters', the oversampler should be SMOTE, "
                "SMOTENC, GeometricSMOTE, SimplicialSMOTE, CenterSMOTE, "
                "GaussianOversampler, or RandomOverSampler without shrinkage: others "
                f"search neighbours by themselves. Got {self.traits.oversampler!r}; "
                "set `search_space` to 'rows'."
            )

    @property
    def is_pipeline(self):
        """Whether the oversampler is the last step of a pipeline."""
        return self.oversampler is not self.traits.oversampler
