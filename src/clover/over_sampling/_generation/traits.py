"""What the engine has to know of an oversampler to let it work in a small cluster."""

from dataclasses import dataclass
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
from clover.over_sampling._generation.geometric import (
    geometric_alone,
    geometric_together,
)
from clover.over_sampling._generation.many_cells import (
    repeat_together,
    smote_together,
)
from clover.over_sampling._generation.native import Native
from clover.over_sampling._generation.one_cell import repeat_alone, smote_alone
from clover.over_sampling._geometric_smote import GeometricSMOTE

# The oversamplers whose rows the engine makes itself, by their exact type: a subclass
# may do something else.
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
        sees_other_classes=lambda o: o.selection_strategy != "minority",
    ),
    CenterSMOTE: Native(center_alone),
}
# They look at the rows of other classes, and cannot do without.
NEED_OTHER_CLASSES = (ADASYN, BorderlineSMOTE, SVMSMOTE)
DEFAULT_NEIGHBORS = SMOTE().k_neighbors


@dataclass(frozen=True)
class Traits:
    """What is known of an oversampler; `traits_of` finds it out once a fit.

    Attributes
    ----------
    oversampler : estimator
        The oversampler, the last step if it is a pipeline.

    native : Native or None
        How the engine makes its rows itself; ``None`` if `fit_resample` makes them.

    params : dict
        Its parameters.
    """

    oversampler: BaseEstimator
    native: Native | None
    params: dict

    @property
    def name(self):
        """The name of its class."""
        return type(self.oversampler).__name__

    @property
    def random_state(self):
        """Its own seed, or None."""
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
        """How many neighbours it uses, 0 if it uses none."""
        if not {"k_neighbors", "n_neighbors"} & self.params.keys():
            return 0
        if isinstance(self.k_neighbors, Integral):
            return int(self.k_neighbors)
        return getattr(self.k_neighbors, "n_neighbors", 1) - 1

    @cached_property
    def repeats_rows(self):
        """Whether it only repeats rows, whatever these hold."""
        return self.native is not None and self.native.repeats_rows

    @property
    def restarts_for_classes(self):
        """Whether its stream of draws starts anew for every class."""
        return self.native is not None and self.native.restarts_for_classes

    @property
    def takes_numbers_only(self):
        """Whether it is known to take nothing but numbers."""
        if self.native is not None:
            return not self.native.repeats_rows
        # RandomOverSampler adds noise to numbers where it is not native.
        return type(self.oversampler) in (*NEED_OTHER_CLASSES, RandomOverSampler)

    @property
    def makes_categories(self):
        """Whether some numbers may stand for categories."""
        if isinstance(self.oversampler, GeometricSMOTE):
            return self.oversampler.categorical_features is not None
        return isinstance(self.oversampler, SMOTENC | SMOTEN)

    @cached_property
    def sees_other_classes(self):
        """Whether it should see the other rows of a cluster at all."""
        return self.native is None or self.native.sees_other_classes(self.oversampler)

    @property
    def wants_a_second_class(self):
        """Whether it could work in a cluster of one class.

        If it were not for imbalanced-learn's check that a target has two classes: those
        that look at the other classes' rows cannot, native ones can anyway.
        """
        needs_others = isinstance(self.oversampler, NEED_OTHER_CLASSES)
        return not needs_others and self.native is None

    @property
    def follows_weights(self):
        """Whether it can use some rows more often than others."""
        return self.native is not None and self.native.make_together is not None


def traits_of(oversampler):
    """Return the traits of an oversampler that is no pipeline."""
    native = NATIVE.get(type(oversampler))
    if native is not None and not native.applies_to(oversampler):
        native = None
    return Traits(oversampler, native, own_params(oversampler))
