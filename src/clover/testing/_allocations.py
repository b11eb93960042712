"""Checks of allocations."""

from functools import partial

import numpy as np

from clover._rows.row_values import check_row_weights
from clover.distribution._allocations.base import CallableAllocation
from clover.distribution._composition import check_log_weights
from clover.testing._kinds import (
    Kind,
    check_answers_depend_on_the_seed_alone,
    check_cells_are_read_by_position,
    check_copies_are_alike,
    check_input_is_left_alone,
    check_sparse_rows_are_taken_or_refused,
    fresh,
    name_of,
)
from clover.testing._problems import EQUAL_ROWS, make_problem


def _as_allocation(allocation):
    """Return the allocation that clover makes of a function of ``(X, cells)``."""
    has_method = hasattr(allocation, "log_weights") or not callable(allocation)
    return allocation if has_method else CallableAllocation(allocation)


def _log_weights(allocation, problem, selected):
    """Return the log weights of the selected pairs, NaN for the others."""
    # What is not finite is the business of the checks.
    with np.errstate(all="ignore"):
        weights = _as_allocation(allocation).log_weights(
            problem.X, problem.cells, selected
        )
        return np.where(selected, weights, np.nan)


def _weigh(allocation, problem):
    log_weights = _log_weights(allocation, problem, problem.selected)
    row_weights = _as_allocation(allocation).weigh_rows(problem.X, problem.cells)
    return log_weights, row_weights


ALLOCATION = Kind(
    "allocation",
    ("log_weights", "weigh_rows"),
    _weigh,
    "Derive allocations from clover.distribution.BaseAllocation, or write a function "
    "of (X, cells) that returns weights.",
)


def check_allocation(allocation):
    """Return the checks of an allocation, each with the allocation it is for.

    Nothing is checked yet: a check is a function that takes the allocation, and raises
    an AssertionError if the allocation breaks the contract. What clover refuses of a
    function is a ValueError or a TypeError.

    Parameters
    ----------
    allocation : allocation or callable
        The allocation, an instance, or a function of ``(X, cells)`` that returns
        weights.

    Returns
    -------
    checks : list of (allocation, check) tuples
        The allocation and a check, for each of the checks in the notes.

    Raises
    ------
    TypeError
        If the allocation lacks a method, or is a class.

    See Also
    --------
    parametrize_with_checks : The checks of several parts as tests of pytest.
    clover.distribution.BaseAllocation : What an allocation should do.

    Notes
    -----
    - ``check_weights_have_the_shape_of_the_cells``: ``log_weights`` returns an array of
      shape (n_clusters, n_classes). clover would spread a smaller one over the cells,
      maybe along the wrong axis.
    - ``check_weights_are_finite``: the log weights of selected pairs are numbers or
      minus infinity, and one of each class is a number, also for pairs of a single row
      or of equal rows, which have no distances.
    - ``check_weights_survive_extreme_units``: they are, too, if the rows are multiplied
      by 1e150 or 1e-150.
    - ``check_row_weights_are_for_all_rows``: ``weigh_rows``, if it returns weights,
      returns one for every row, finite and not negative, noise included.
    - ``check_cells_are_read_by_position``: the names of clusters and classes change
      nothing.
    - ``check_input_is_left_alone``: rows, cells and selected pairs are not written to.
    - ``check_copies_are_alike``: a clone gives the same weights.
    - ``check_answers_depend_on_the_seed_alone``: with the same seeds, the weights are
      the same.
    - ``check_sparse_rows_are_taken_or_refused``: sparse rows give the same weights, or
      a TypeError or ValueError.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.distribution import BaseAllocation
    >>> from clover.testing import check_allocation
    >>> class RootAllocation(BaseAllocation):
    ...     def log_weights(self, X, cells, selected):
    ...         return 0.5 * np.log(np.maximum(cells.counts, 1))
    >>> for allocation, check in check_allocation(RootAllocation()):
    ...     check(allocation)

    Weights of clusters alone have the wrong shape:

    >>> class Sizes(BaseAllocation):
    ...     def log_weights(self, X, cells, selected):
    ...         return np.log(cells.counts.sum(axis=1, keepdims=True))
    >>> for allocation, check in check_allocation(Sizes()):
    ...     check(allocation)
    Traceback (most recent call last):
    AssertionError: `log_weights` of Sizes should return an array of shape...
    """
    ALLOCATION.expect(_as_allocation(allocation))
    checks = (
        check_weights_have_the_shape_of_the_cells,
        check_weights_are_finite,
        check_weights_survive_extreme_units,
        check_row_weights_are_for_all_rows,
        partial(check_cells_are_read_by_position, ALLOCATION),
        partial(check_input_is_left_alone, ALLOCATION),
        partial(check_copies_are_alike, ALLOCATION),
        partial(check_answers_depend_on_the_seed_alone, ALLOCATION),
        partial(check_sparse_rows_are_taken_or_refused, ALLOCATION),
    )
    return [(allocation, check) for check in checks]


def check_weights_have_the_shape_of_the_cells(allocation):
    """The weights are an array of shape (n_clusters, n_classes)."""
    problem = make_problem()
    for case in (problem, problem.in_one_cluster()):
        with np.errstate(all="ignore"):
            weights = _as_allocation(fresh(allocation)).log_weights(
                case.X, case.cells, case.selected
            )
        shape = case.cells.counts.shape
        assert np.shape(weights) == shape, (
            f"`log_weights` of {name_of(allocation)} should return an array of shape "
            f"(n_clusters, n_classes), which is that of `cells.counts`. It returned "
            f"shape {np.shape(weights)} in place of {shape}. Use np.broadcast_to to "
            "give the classes of a cluster the same weight."
        )


def check_weights_are_finite(allocation):
    """The weights of pairs without distances are numbers or minus infinity."""
    problem = make_problem()
    selected = problem.selected
    weights = _log_weights(fresh(allocation), problem, selected)
    remedy = (
        "Pairs with a single row, or with equal rows only, have no distances: give "
        "them a weight of their own, such as the largest of the others."
    )
    _check_finite(allocation, weights, selected, problem, remedy)


def _check_finite(allocation, weights, selected, problem, remedy):
    try:
        check_log_weights(weights, selected, problem.cells, allocation)
    except ValueError as error:
        raise AssertionError(f"{error} {remedy}") from error


def check_weights_survive_extreme_units(allocation):
    """The weights are finite for very large and very small rows."""
    problem = make_problem()
    # Pairs without distances are the business of another check.
    selected = problem.selected & (problem.cells.counts > 1)
    selected[EQUAL_ROWS] = False
    for scale in (1e150, 1e-150):
        scaled = problem.scaled(scale)
        weights = _log_weights(fresh(allocation), scaled, selected)
        remedy = (
            f"The rows were multiplied by {scale:g}. Add and multiply logarithms of "
            "distances: powers of distances are no numbers."
        )
        _check_finite(allocation, weights, selected, scaled, remedy)


def check_row_weights_are_for_all_rows(allocation):
    """The weights of rows are one for each row, noise included."""
    problem, asked = make_problem().with_noise(), fresh(allocation)
    row_weights = _as_allocation(asked).weigh_rows(problem.X, problem.cells)
    if row_weights is None:
        return
    what = f"The weights of `weigh_rows` of {name_of(allocation)}"
    try:
        check_row_weights(row_weights, problem.y.size, what)
    except ValueError as error:
        raise AssertionError(
            f"{error} Noise counts: begin with np.zeros(X.shape[0])."
        ) from error
