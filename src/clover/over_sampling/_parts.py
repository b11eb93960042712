"""The parts of which a composition consists."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sklearn.base import BaseEstimator

from clover._estimators.pipelines import last_step
from clover.distribution._proportions import wants_neighbors
from clover.over_sampling._generation.inputs import check_oversampler
from clover.over_sampling._generation.traits import Traits, traits_of


@dataclass(frozen=True)
class Parts:
    """A composition: its three parts, cloned for one fit, and how they are used.

    It is all in which presets differ.

    Attributes
    ----------
    oversampler : estimator
        An oversampler, or a pipeline that ends in one.

    clusterer : estimator or None
        A clusterer, or a pipeline that ends in one; ``None`` stands for one cluster.

    distributor : estimator
        A distributor.

    scope : {'all', 'class'}, default='all'
        Whether all rows are clustered together, or each targeted class by itself.

    max_samples : int, float or None, default=None
        Number or share of the rows that the clusterer is fitted to; ``None`` for all.

    prepare : callable, default=None
        Applied to the numbers that a clusterer which is no pipeline gets.

    limit_clusters : bool, default=False
        Whether no class is divided into more clusters than it has distinct rows.

    request : callable, default=None
        Takes the cells and returns the rows to make of each class, where these depend
        on the clusters: then every class may get rows.

    default_ratio : float, default=1.0
        The `distribution_ratio` of which no warning tells that it had no effect, as
        nobody asked for it.

    are_given : bool, default=False
        Whether oversampler and distributor come from the user, with parameters that
        nobody has checked yet.

    traits : Traits
        What is known of the oversampler, the last step of a pipeline.
    """

    oversampler: BaseEstimator
    clusterer: BaseEstimator | None
    distributor: BaseEstimator
    scope: str = "all"
    max_samples: int | float | None = None
    prepare: Callable | None = None
    limit_clusters: bool = False
    request: Callable | None = None
    default_ratio: float = 1.0
    are_given: bool = False
    traits: Traits = field(init=False)

    def __post_init__(self):
        if self.scope == "class" and wants_neighbors(self.distributor):
            raise ValueError(
                "`clustering_scope` 'class' makes rows inside clusters only, and the "
                "distributor may give rows between them: set its `distribution_ratio` "
                f"to 1, or the scope to 'all'. Got {self.distributor!r}."
            )
        if self.are_given:
            check_oversampler(self.oversampler)
        object.__setattr__(self, "traits", traits_of(last_step(self.oversampler)))
