"""Checks of the oversampler and its rows, and the rows in the form it takes."""

from dataclasses import dataclass, replace

import numpy as np
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import SMOTENC
from scipy import sparse
from sklearn.base import clone
from sklearn.utils import check_array

from clover._estimators.checks import check_as_it_does
from clover._estimators.copies import copy_if_written_to
from clover._estimators.params import own_params
from clover._estimators.pipelines import fit_first_steps, last_step
from clover._numerics.units import find_units
from clover._rows.categorical_columns import locate_columns
from clover._rows.containers import Container
from clover._rows.dtypes import to_floats
from clover._rows.error_texts import list_some
from clover.over_sampling._generation.coded import Coding, code_rows, find_categories
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._generation.traits import Traits, traits_of


@dataclass(frozen=True, eq=False)
class Source:
    """All rows, in the form in which the oversampler takes them.

    Attributes
    ----------
    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        Numbers if the oversampler takes nothing else, otherwise the given rows; without
        columns if the oversampler only repeats rows.

    is_numeric : bool
        Whether all columns hold numbers.

    traits : Traits
        The oversampler that takes these rows.

    coding : Coding or None
        What codes in place of categories stand for, if there are any.

    space : {ndarray, sparse matrix} of shape (n_samples, n_space_features) or None
        The rows in the space in which neighbours are searched; ``None`` for `X`.

    units : ndarray of shape (n_features,) or None
        The units of the columns, as in `SearchedRows`.
    """

    X: object
    is_numeric: bool
    traits: Traits
    coding: Coding | None = None
    space: object = None
    units: np.ndarray | None = None

    @property
    def rows(self):
        """The rows as `SearchedRows`."""
        return SearchedRows.of(self.X, self.space, self.units)


def check_oversampler(oversampler):
    """Check that an oversampler, or a pipeline that ends in one, keeps all rows."""
    sampler = last_step(oversampler)
    name = sampler if isinstance(sampler, str) else type(sampler).__name__
    kind = getattr(sampler, "_sampling_type", "over-sampling")
    if kind != "over-sampling" or isinstance(sampler, SMOTEENN | SMOTETomek):
        raise ValueError(
            "`oversampler` should be an oversampler that keeps all rows. "
            f"Got {name}, which may remove some."
        )
    if not hasattr(sampler, "fit_resample"):
        raise ValueError(
            "`oversampler` should be an oversampler or a pipeline that ends in one. "
            f"Got a pipeline that ends in {name}, which has no `fit_resample`."
        )
    if "sampling_strategy" not in own_params(sampler):
        raise ValueError(
            "`oversampler` should have a parameter `sampling_strategy`, through which "
            f"it is told how many rows to make. {name} has none."
        )
    # Native oversamplers are never fitted, so that nothing else checks parameters.
    if hasattr(sampler, "_parameter_constraints"):
        check_as_it_does(sampler)
    if sampler is not oversampler:
        for step_name, step in oversampler.steps[:-1]:
            if hasattr(step, "fit_resample"):
                raise ValueError(
                    "In a pipeline as `oversampler` only the last step may be a "
                    f"sampler. Step {step_name!r} is {type(step).__name__}."
                )


def transform_rows(parts, container, target):
    """Take the rows through the steps before the oversampler, if it is a pipeline.

    The transformers are fitted in place. Returns the container of the transformed rows.
    """
    if not parts.is_pipeline:
        return container
    (X,) = copy_if_written_to(parts.oversampler, container.known_rows())
    _, X, _ = fit_first_steps(parts.oversampler, X, target.y)
    container = Container(X)
    if container.is_numeric:
        X = container.frame_to_numbers() if container.is_frame else container.X
        container.numbers = check_array(X, accept_sparse="csr")
    check_kind_of_rows(parts.traits, container)
    return container


def rows_for_oversampler(traits, container):
    """Return the rows in the form that the oversampler takes, as `Source`."""
    if traits.makes_categories:
        coded = code_rows(traits.oversampler, container)
        if coded is not None:
            X, coding, oversampler = coded
            return Source(X, container.is_numeric, traits_of(oversampler), coding)
    return Source(_choose_form(traits, container), container.is_numeric, traits)


def rows_in_cluster_space(traits, container, space):
    """Return the rows as `Source`, with neighbours to be searched in a cluster space.

    Where this space holds the rows as they are, they are their own space, and the
    oversampler measures distances as it does by itself.
    """
    if traits.repeats_rows:
        return rows_for_oversampler(traits, container)
    space = to_floats(check_array(space, accept_sparse="csr", ensure_all_finite=False))
    if container.is_numeric and _are_equal(to_floats(container.numbers), space):
        return rows_for_oversampler(traits, container)
    traits = traits.in_cluster_space()
    if traits.makes_categories:
        return _mixed_rows_in_space(traits, container, space)
    X = to_floats(container.numbers)
    names = _name_columns(container, np.arange(X.shape[1]))
    units = _find_units(traits, X, space, names)
    return Source(X, container.is_numeric, traits, space=space, units=units)


def _mixed_rows_in_space(traits, container, space):
    """Return rows of numbers and codes, and the cluster space of both."""
    oversampler = clone(traits.oversampler)
    if "categorical_encoder" in traits.params:
        # The cluster space encodes the categories.
        oversampler.set_params(categorical_encoder=None)
    coded = code_rows(oversampler, container)
    if coded is None or not coded[1].numeric.size:
        what = "sparse matrix" if coded is None else "table without columns of numbers"
        raise ValueError(
            f"With `search_space` 'clusters', {traits.name} takes no {what}. Set it to "
            "'rows'."
        )
    X, coding, oversampler = coded
    names = _name_columns(container, coding.numeric)
    units = _find_units(traits, X[:, coding.numeric], space, names)
    traits = replace(traits, oversampler=oversampler)
    return Source(X, container.is_numeric, traits, coding, space, units)


def _are_equal(X, space):
    if X.shape != space.shape or sparse.issparse(X) != sparse.issparse(space):
        return False
    if sparse.issparse(X):
        return (X != space).nnz == 0
    return np.array_equal(X, space, equal_nan=True)


def _name_columns(container, columns):
    if not container.is_frame:
        return columns.tolist()
    names = list(container.X.columns)
    return [names[column] for column in columns]


def _find_units(traits, X, space, names):
    """Return the units of columns in a space, if the oversampler depends on them."""
    if not traits.native.uses_units:
        return None
    units = find_units(X, space)
    lost = [names[j] for j in np.flatnonzero(np.isnan(units))]
    if lost:
        raise ValueError(
            f"With `search_space` 'clusters', {traits.name} takes the units of columns "
            "from the cluster space, which should hold each column of numbers by "
            "itself, times a factor and shifted, as StandardScaler gives it. It does "
            f"not hold columns {list_some(lost)}: use another pipeline as the "
            "clusterer, another oversampler, or `search_space` 'rows'."
        )
    return units


def _choose_form(traits, container):
    if traits.repeats_rows:
        return np.empty((container.n_samples, 0))
    if traits.native:
        return to_floats(container.numbers)
    if container.is_frame and not traits.takes_numbers_only:
        return container.working_rows(find_categories(traits.oversampler, container))
    return container.X if container.numbers is None else to_floats(container.numbers)


def check_kind_of_rows(traits, container):
    """Check that an oversampler can take what the columns hold."""
    if container.is_numeric:
        return
    if traits.takes_numbers_only:
        raise ValueError(
            f"{traits.name} makes numbers only, and `X` holds something "
            f"else in columns {container.non_numeric_columns}. Encode them first, or "
            "use ClusterOverSampler with SMOTENC, SMOTEN or a pipeline that does."
        )
    if isinstance(traits.oversampler, SMOTENC):
        categorical = locate_columns(
            container, traits.oversampler.categorical_features, container.X.shape[1]
        )
        numeric = np.setdiff1d(np.arange(container.X.shape[1]), categorical)
        if neither := Container(container.columns(numeric)).non_numeric_columns:
            raise ValueError(
                "SMOTENC makes numbers and categories, and `X` holds something else in "
                f"columns {neither}. Name the categorical ones in "
                "`categorical_features`, and encode or drop the others."
            )
