"""What clover has to know of an oversampler to let it work in a small cluster."""

import re
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
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from sklearn.base import clone

from clover.over_sampling._center_smote import CenterSMOTE
from clover.over_sampling._geometric_smote import GeometricSMOTE

# They look at the rows of other classes, and cannot do without.
NEED_OTHER_CLASSES = (ADASYN, BorderlineSMOTE, SVMSMOTE)
# They take numbers only, so that arrays serve them as well as data frames.
NUMERIC_ONLY = (*NEED_OTHER_CLASSES, SMOTE, CenterSMOTE)
# How errors begin where an oversampler cannot work; any other error is one. They are
# those of ADASYN (two), SVMSMOTE, imbalanced-learn's KMeansSMOTE (two, the second with
# fewer rows than clusters) and the presets of this package.
CANNOT_WORK = re.compile(
    "Not any neigbours belong to the majority"
    "|No samples will be generated with the provided ratio"
    "|All support vectors are considered as noise"
    "|No clusters found with sufficient samples"
    r"|n_samples=\d+ should be >= n_clusters="
    "|No samples were generated"
)
DEFAULT_NEIGHBORS = SMOTE().k_neighbors


def takes_numbers_only(oversampler):
    """Return whether an oversampler is known to take nothing but numbers."""
    adds_noise = is_plain(oversampler, RandomOverSampler) and oversampler.shrinkage
    return type(oversampler) in NUMERIC_ONLY or is_geometric(oversampler) or adds_noise


def says_it_cannot_work(oversampler, error):
    """Return whether an error is one of those where an oversampler cannot work.

    ADASYN raises it where no row of the class has a neighbour of another class, or too
    few have for the rows that are asked for; SVMSMOTE where all support vectors of the
    class are noise; those that cluster where they find no cluster to work in, and
    imbalanced-learn's KMeansSMOTE also where all rows in one are equal.
    """
    divides_by_zero = isinstance(oversampler, ImblearnKMeansSMOTE)
    return CANNOT_WORK.match(str(error)) is not None or (
        divides_by_zero and "cannot convert float NaN" in str(error)
    )


def wants_a_second_class(oversampler):
    """Return whether an oversampler could work in a cluster of one class.

    If it were not for imbalanced-learn's check that a target has two classes: those
    that look at the other classes' rows cannot, those that are native here can anyway.
    """
    return not (isinstance(oversampler, NEED_OTHER_CLASSES) or is_native(oversampler))


def makes_categories(oversampler):
    """Return whether some numbers may stand for categories."""
    if isinstance(oversampler, GeometricSMOTE):
        return oversampler.categorical_features is not None
    return isinstance(oversampler, SMOTENC | SMOTEN)


def looks_at_other_classes(oversampler):
    """Return whether an oversampler should see the cluster's other rows at all."""
    blind = (SMOTE, CenterSMOTE)
    return not (type(oversampler) in blind or repeats_rows(oversampler))


def is_plain(oversampler, kind):
    """Return whether an oversampler is of a kind itself, not of a subclass."""
    return type(oversampler) is kind


def is_geometric(oversampler):
    """Return whether an oversampler is Geometric SMOTE of numbers alone."""
    return (
        is_plain(oversampler, GeometricSMOTE)
        and oversampler.categorical_features is None
    )


def is_native(oversampler):
    """Return whether the rows are made here, as the oversampler would make them."""
    return (
        is_plain(oversampler, SMOTE)
        or is_geometric(oversampler)
        or repeats_rows(oversampler)
    )


def repeats_rows(oversampler):
    """Return whether an oversampler only repeats rows, whatever they hold."""
    return is_plain(oversampler, RandomOverSampler) and oversampler.shrinkage is None


def k_neighbors_of(oversampler):
    """Return the parameter for the neighbours between which rows are made."""
    params = oversampler.get_params(deep=False)
    for name in ("k_neighbors", "n_neighbors"):
        if name in params:
            return params[name]
    return DEFAULT_NEIGHBORS


def shrink_neighbors(oversampler, n_class, n_rows):
    """Clone an oversampler, its neighbours limited to the rows there are.

    Parameters
    ----------
    oversampler : estimator
        An oversampler with any of the parameters ``k_neighbors``, ``n_neighbors`` and
        ``m_neighbors``, as numbers or as nearest-neighbours estimators.

    n_class : int
        Number of rows of the class.

    n_rows : int
        Number of rows of all classes.

    Returns
    -------
    oversampler : estimator
        The clone.
    """
    oversampler = clone(oversampler)
    limits = {"k_neighbors": n_class, "n_neighbors": n_class, "m_neighbors": n_rows}
    params = oversampler.get_params(deep=False)
    shrunk = {
        name: _limit_neighbors(params[name], n_available)
        for name, n_available in limits.items()
        if name in params
    }
    return oversampler.set_params(**shrunk)


def _limit_neighbors(neighbors, n_available):
    """Limit neighbours, as a number without and as an estimator with the row itself."""
    if isinstance(neighbors, Integral):
        return min(neighbors, max(1, n_available - 1))
    if getattr(neighbors, "n_neighbors", 0) > n_available:
        return clone(neighbors).set_params(n_neighbors=n_available)
    return neighbors


def n_neighbors_of(oversampler):
    """Return how many neighbours an oversampler uses, or 0 if it uses none."""
    params = oversampler.get_params(deep=False)
    if not {"k_neighbors", "n_neighbors"} & params.keys():
        return 0
    neighbors = k_neighbors_of(oversampler)
    if isinstance(neighbors, Integral):
        return int(neighbors)
    return getattr(neighbors, "n_neighbors", 1) - 1
