"""What the engine knows of an oversampler."""

from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Integral

from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from sklearn.base import BaseEstimator

from clover._estimators.params import own_params
from clover.over_sampling._center_smote import CenterSMOTE, center_alone
from clover.over_sampling._generation.gaussian import gaussian_alone, gaussian_together
from clover.over_sampling._generation.geometric import (
    geometric_alone,
    geometric_together,
)
from clover.over_sampling._generation.many_cells import (
    repeat_together,
    smote_together,
)
from clover.over_sampling._generation.mixed import (
    mixed_geometric_alone,
    mixed_smote_alone,
)
from clover.over_sampling._generation.native import Native
from clover.over_sampling._generation.one_cell import repeat_alone, smote_alone
from clover.over_sampling._generation.simplicial import (
    simplicial_alone,
    simplicial_together,
)
from clover.over_sampling._geometric_smote import GeometricSMOTE
from clover.over_sampling._oversamplers.gaussian import GaussianOversampler
from clover.over_sampling._oversamplers.simplicial_smote import SimplicialSMOTE


def _takes_surface_points_of_others(oversampler):
    return oversampler.selection_strategy != "minority"


# The oversamplers whose rows the engine makes itself. Only the exact type counts: a
# subclass may do something else.
NATIVE = {
    SMOTE: Native(smote_alone, smote_together, restarts_for_classes=True),
    RandomOverSampler: Native(
        repeat_alone,
        repeat_together,
        applies_to=lambda oversampler: oversampler.shrinkage is None,
        repeats_rows=True,
    ),
    GeometricSMOTE: Native(
        geometric_alone,
        geometric_together,
        applies_to=lambda oversampler: oversampler.categorical_features is None,
        sees_other_classes=_takes_surface_points_of_others,
        uses_units=True,
    ),
    CenterSMOTE: Native(center_alone),
    SimplicialSMOTE: Native(simplicial_alone, simplicial_together),
    GaussianOversampler: Native(
        gaussian_alone, gaussian_together, uses_units=True, uses_whole_cells=True
    ),
}
# The oversamplers of categories whose rows the engine makes itself if neighbours are
# searched in the cluster space. Otherwise, their own `fit_resample` measures distances.
NATIVE_IN_CLUSTER_SPACE = {
    SMOTENC: Native(mixed_smote_alone),
    GeometricSMOTE: Native(
        mixed_geometric_alone,
        sees_other_classes=_takes_surface_points_of_others,
        uses_units=True,
    ),
}
# These oversamplers cannot work without rows of other classes.
NEED_OTHER_CLASSES = (ADASYN, BorderlineSMOTE, SVMSMOTE)
DEFAULT_NEIGHBORS = SMOTE().k_neighbors


@dataclass(frozen=True)
class Traits:
    """What is known of an oversampler; `traits_of` finds it out once a fit.

    Attributes
    ----------
    oversampler : estimator
        The oversampler, or the last step of a pipeline.

    native : Native or None
        How the engine makes the rows itself; ``None`` if `fit_resample` makes them.

    params : dict
        The parameters of the oversampler.
    """

    oversampler: BaseEstimator
    native: Native | None
    params: dict

    @property
    def name(self):
        """The class name of the oversampler."""
        return type(self.oversampler).__name__

    @property
    def random_state(self):
        """The oversampler's own seed, or None."""
        return self.params.get("random_state")

    @property
    def k_neighbors(self):
        """The parameter for the neighbours between which rows are made."""
        for name in ("k_neighbors", "n_neighbors"):
            if name in self.params:
                return self.params[name]
        return DEFAULT_NEIGHBORS

    @cached_property
    def n_neighbors(self):
        """The number of neighbours that the oversampler uses, 0 if none."""
        if not {"k_neighbors", "n_neighbors"} & self.params.keys():
            return 0
        if isinstance(self.k_neighbors, Integral):
            return int(self.k_neighbors)
        return getattr(self.k_neighbors, "n_neighbors", 1) - 1

    @cached_property
    def repeats_rows(self):
        """Whether the oversampler only repeats rows, whatever the rows hold.

        Any other repeats the only row of a cell though nobody asked for that.
        """
        return self.native is not None and self.native.repeats_rows

    @property
    def n_needed(self):
        """The rows of a class that the oversampler needs to work as it is."""
        if self.n_neighbors:
            return self.n_neighbors + 1
        # A single row is repeated for oversamplers that nothing is known of.
        takes_single_rows = type(self.oversampler) is RandomOverSampler
        return 1 if self.native is not None or takes_single_rows else 2

    @property
    def restarts_for_classes(self):
        """Whether the stream of draws starts anew for every class."""
        return self.native is not None and self.native.restarts_for_classes

    @property
    def takes_numbers_only(self):
        """Whether the oversampler is known to take nothing but numbers."""
        if self.native is not None:
            return not self.native.repeats_rows
        # A RandomOverSampler that is not native adds noise to numbers.
        return type(self.oversampler) in (*NEED_OTHER_CLASSES, RandomOverSampler)

    @property
    def makes_categories(self):
        """Whether some numbers may stand for categories."""
        if isinstance(self.oversampler, GeometricSMOTE):
            return self.oversampler.categorical_features is not None
        return isinstance(self.oversampler, SMOTENC | SMOTEN)

    @cached_property
    def sees_other_classes(self):
        """Whether the oversampler gets the rows of other classes in a cluster."""
        return self.native is None or self.native.sees_other_classes(self.oversampler)

    @property
    def wants_a_second_class(self):
        """Whether one row of another class makes a cluster of one class workable.

        imbalanced-learn refuses a target of one class. Oversamplers that need other
        classes could not work anyway, and native ones do not need the row.
        """
        needs_others = isinstance(self.oversampler, NEED_OTHER_CLASSES)
        return not needs_others and self.native is None

    @property
    def can_search_clusters(self):
        """Whether neighbours can be searched in the cluster space."""
        kind = type(self.oversampler)
        return self.native is not None or kind in NATIVE_IN_CLUSTER_SPACE

    def in_cluster_space(self):
        """Return the traits if neighbours are searched in the cluster space."""
        native = self.native or NATIVE_IN_CLUSTER_SPACE[type(self.oversampler)]
        return replace(self, native=native)

    @property
    def follows_weights(self):
        """Whether the oversampler can use some rows more often than others."""
        native = self.native
        if native is None or native.uses_whole_cells:
            return False
        return native.make_together is not None


def traits_of(oversampler):
    """Return the traits of an oversampler that is no pipeline."""
    native = NATIVE.get(type(oversampler))
    if native is not None and not native.applies_to(oversampler):
        native = None
    return Traits(oversampler, native, own_params(oversampler))
