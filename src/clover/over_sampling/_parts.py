"""The parts of which a composition consists."""

from dataclasses import dataclass

from sklearn.base import BaseEstimator

from clover.distribution._proportions import wants_neighbors


@dataclass(frozen=True)
class Parts:
    """The three parts of a composition, cloned for one fit.

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
    """

    oversampler: BaseEstimator
    clusterer: BaseEstimator | None
    distributor: BaseEstimator
    scope: str = "all"

    def __post_init__(self):
        if self.scope == "class" and wants_neighbors(self.distributor):
            raise ValueError(
                "`clustering_scope` 'class' makes rows inside clusters only, and the "
                "distributor may give rows between them: set its `distribution_ratio` "
                f"to 1, or the scope to 'all'. Got {self.distributor!r}."
            )
