"""Checks of filters."""

from functools import partial

import numpy as np

from clover._rows.row_values import check_row_mask
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
from clover.testing._problems import make_problem


def _select(cell_filter, problem):
    selected = np.asarray(cell_filter.select(problem.X, problem.cells))
    return selected.astype(bool), getattr(cell_filter, "row_mask_", None)


FILTER = Kind(
    "filter",
    ("select", "reason"),
    _select,
    "Derive filters from clover.distribution.BaseFilter.",
)


def check_filter(cell_filter):
    """Return the checks of a filter, each with the filter it is for.

    Nothing is checked yet: a check is a function that takes the filter, and raises an
    AssertionError if the filter breaks the contract.

    Parameters
    ----------
    cell_filter : filter
        The filter, an instance.

    Returns
    -------
    checks : list of (filter, check) tuples
        The filter and a check, for each of the checks in the notes.

    Raises
    ------
    TypeError
        If the filter lacks a method, or is a class.

    See Also
    --------
    parametrize_with_checks : The checks of several parts as tests of pytest.
    clover.distribution.BaseFilter : What a filter should do.

    Notes
    -----
    - ``check_selection_is_boolean``: ``select`` returns an array of bool of shape
      (n_clusters, n_classes), of one cluster, too.
    - ``check_reason_is_text``: ``reason`` says in words why a cluster-class pair was
      not selected.
    - ``check_mask_covers_all_rows``: ``row_mask_``, if there is one, is an array of
      bool with an entry for every row, noise included.
    - ``check_scores_are_numbers``: ``score_clusters``, if it returns scores, returns a
      number for each cluster.
    - ``check_cells_are_read_by_position``: the names of clusters and classes change
      nothing.
    - ``check_input_is_left_alone``: rows and cells are not written to.
    - ``check_copies_are_alike``: a clone selects the same.
    - ``check_answers_depend_on_the_seed_alone``: with the same seeds, the same is
      selected.
    - ``check_sparse_rows_are_taken_or_refused``: sparse rows give the same selection,
      or a TypeError or ValueError.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.distribution import BaseFilter
    >>> from clover.testing import check_filter
    >>> class LargestCluster(BaseFilter):
    ...     def select(self, X, cells):
    ...         largest = cells.counts.argmax(axis=0)
    ...         return np.arange(len(cells.counts))[:, np.newaxis] == largest
    ...     def reason(self, cluster, class_code):
    ...         return "not the largest cluster of the class"
    >>> for cell_filter, check in check_filter(LargestCluster()):
    ...     check(cell_filter)

    A filter that returns whole numbers fails:

    >>> class Counts(LargestCluster):
    ...     def select(self, X, cells):
    ...         return cells.counts
    >>> for cell_filter, check in check_filter(Counts()):
    ...     check(cell_filter)
    Traceback (most recent call last):
    AssertionError: `select` of Counts should return an array of bool of shape...
    """
    FILTER.expect(cell_filter)
    checks = (
        check_selection_is_boolean,
        check_reason_is_text,
        check_mask_covers_all_rows,
        check_scores_are_numbers,
        partial(check_cells_are_read_by_position, FILTER),
        partial(check_input_is_left_alone, FILTER),
        partial(check_copies_are_alike, FILTER),
        partial(check_answers_depend_on_the_seed_alone, FILTER),
        partial(check_sparse_rows_are_taken_or_refused, FILTER),
    )
    return [(cell_filter, check) for check in checks]


def check_selection_is_boolean(cell_filter):
    """The selection is an array of bool of the shape of the cells."""
    problem = make_problem()
    for case in (problem, problem.in_one_cluster(), problem.of_two_classes()):
        selected = np.asarray(fresh(cell_filter).select(case.X, case.cells))
        shape = case.cells.counts.shape
        assert selected.dtype == bool and selected.shape == shape, (
            f"`select` of {name_of(cell_filter)} should return an array of bool of "
            f"shape (n_clusters, n_classes), which is that of `cells.counts`. It "
            f"returned {selected.dtype} of shape {selected.shape} in place of {shape}. "
            "Compare `cells.counts`, or an array of its shape, with a number."
        )


def check_reason_is_text(cell_filter):
    """Every pair that was dropped has a reason in words."""
    problem, asked = make_problem(), fresh(cell_filter)
    selected, _ = _select(asked, problem)
    has_rows = problem.cells.counts > 0
    for pair in np.argwhere(has_rows & ~selected).tolist():
        reason = asked.reason(*pair)
        assert isinstance(reason, str) and reason.strip(), (
            f"`reason` of {name_of(cell_filter)} should say in words why a pair was "
            f"not selected. It returned {reason!r}. Return a sentence with the value "
            "that `select` found, which it may keep in an attribute."
        )


def check_mask_covers_all_rows(cell_filter):
    """The mask of rows has an entry for each row, noise included."""
    problem, asked = make_problem().with_noise(), fresh(cell_filter)
    _, mask = _select(asked, problem)
    if mask is None:
        return
    what = f"`row_mask_` of {name_of(cell_filter)}"
    try:
        check_row_mask(mask, problem.y.size, what)
    except ValueError as error:
        raise AssertionError(
            f"{error} Noise counts: begin with np.ones(X.shape[0], dtype=bool)."
        ) from error


def check_scores_are_numbers(cell_filter):
    """The scores, if there are any, are a number for each cluster."""
    problem, asked = make_problem(), fresh(cell_filter)
    _select(asked, problem)
    score_clusters = getattr(asked, "score_clusters", None)
    if score_clusters is None:
        return
    for code in problem.cells.target_codes.tolist():
        scores = score_clusters(code)
        if scores is None:
            continue
        scores = np.asarray(scores)
        n_clusters = problem.cells.clusters.size
        is_right = scores.shape == (n_clusters,) and scores.dtype.kind in "biuf"
        assert is_right and not np.isnan(scores).any(), (
            f"`score_clusters` of {name_of(cell_filter)} should return None, or a "
            f"number for each of the {n_clusters} clusters, high for clusters near to "
            f"being selected, and -inf in place of NaN. It returned {scores}."
        )
