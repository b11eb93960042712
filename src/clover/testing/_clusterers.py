"""Checks of clusterers."""

from functools import partial

import numpy as np
from sklearn.frozen import FrozenEstimator

from clover._estimators.pipelines import last_step
from clover.clusterer._labels import ask_for_labels, check_labels, check_neighbors
from clover.testing._kinds import (
    Kind,
    are_alike,
    check_answers_depend_on_the_seed_alone,
    check_copies_are_alike,
    check_input_is_left_alone,
    fresh,
    name_of,
)
from clover.testing._problems import make_problem


def _cluster(clusterer, problem):
    return (np.asarray(ask_for_labels(clusterer, problem.X, problem.y)),)


CLUSTERER = Kind(
    "clusterer",
    (),
    _cluster,
    "Write `fit_predict`, or `fit` that sets `labels_`.",
)


def check_clusterer(clusterer):
    """Return the checks of a clusterer, each with the clusterer it is for.

    Nothing is checked yet: a check is a function that takes the clusterer, and raises
    an AssertionError if the clusterer breaks the contract. The rows have five columns.

    Parameters
    ----------
    clusterer : clusterer
        The clusterer, an instance, or a pipeline that ends in one.

    Returns
    -------
    checks : list of (clusterer, check) tuples
        The clusterer and a check, for each of the checks in the notes.

    Raises
    ------
    TypeError
        If the clusterer has neither ``fit_predict`` nor ``fit``, or is a class.

    See Also
    --------
    parametrize_with_checks : The checks of several parts as tests of pytest.
    clover.over_sampling.ClusterOverSampler : Uses clusterers.

    Notes
    -----
    - ``check_labels_are_whole_numbers``: each row has a label, an integer; a negative
      one is noise.
    - ``check_ways_to_labels_agree``: ``labels_``, if there is such, holds what
      ``fit_predict`` returned.
    - ``check_neighbors_are_pairs``: ``neighbors_``, if there is such, holds pairs of
      clusters with rows, each once.
    - ``check_predicted_labels_are_known``: ``predict``, if there is such, gives each
      row an integer that is among the labels or negative. ``max_samples`` needs it.
    - ``check_input_is_left_alone``: rows and classes are not written to.
    - ``check_copies_are_alike``: a clone gives the same labels.
    - ``check_answers_depend_on_the_seed_alone``: with the same seeds, the labels are
      the same.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.testing import check_clusterer
    >>> class Halves:
    ...     def fit_predict(self, X):
    ...         return (X[:, 0] > np.median(X[:, 0])).astype(int)
    >>> for clusterer, check in check_clusterer(Halves()):
    ...     check(clusterer)

    A clusterer that marks noise by missing values fails:

    >>> class FarRowsAreNoise(Halves):
    ...     def fit_predict(self, X):
    ...         return np.where(X[:, 0] > 9, np.nan, super().fit_predict(X))
    >>> for clusterer, check in check_clusterer(FarRowsAreNoise()):
    ...     check(clusterer)
    Traceback (most recent call last):
    AssertionError: Cluster labels should be integers. FarRowsAreNoise gave float64...
    """
    CLUSTERER.expect(clusterer)
    if not (hasattr(clusterer, "fit_predict") or hasattr(clusterer, "fit")):
        raise TypeError(
            f"{name_of(clusterer)} has neither `fit_predict` nor `fit`. "
            f"{CLUSTERER.remedy}"
        )
    checks = (
        check_labels_are_whole_numbers,
        check_ways_to_labels_agree,
        check_neighbors_are_pairs,
        check_predicted_labels_are_known,
        partial(check_input_is_left_alone, CLUSTERER),
        partial(check_copies_are_alike, CLUSTERER),
        partial(check_answers_depend_on_the_seed_alone, CLUSTERER),
    )
    return [(clusterer, check) for check in checks]


def _check_labels(labels, n_samples, source):
    """Return labels as integers, or raise an AssertionError."""
    try:
        return check_labels(labels, n_samples, source)
    except ValueError as error:
        raise AssertionError(
            f"{error} Noise is a row with a negative label, such as -1."
        ) from error


def check_labels_are_whole_numbers(clusterer):
    """Each row has a label, which is an integer."""
    problem = make_problem()
    (labels,) = _cluster(fresh(clusterer), problem)
    _check_labels(labels, problem.y.size, name_of(last_step(clusterer)))


def check_ways_to_labels_agree(clusterer):
    """`labels_` holds what `fit_predict` returned."""
    problem, asked = make_problem(), fresh(clusterer)
    (labels,) = _cluster(asked, problem)
    fitted = last_step(asked)
    # The `labels_` of a frozen clusterer are those of other rows.
    if isinstance(fitted, FrozenEstimator) or not hasattr(fitted, "labels_"):
        return
    assert are_alike(labels, fitted.labels_), (
        f"`fit_predict` of {name_of(fitted)} returns other labels than those in "
        "`labels_`. Return `self.labels_`, which `neighbors_` and displays refer to."
    )


def check_neighbors_are_pairs(clusterer):
    """`neighbors_` holds pairs of clusters that have rows, each once."""
    problem, asked = make_problem(), fresh(clusterer)
    (labels,) = _cluster(asked, problem)
    fitted = last_step(asked)
    if not hasattr(fitted, "neighbors_"):
        return
    try:
        check_neighbors(fitted.neighbors_, np.unique(labels[labels >= 0]))
    except ValueError as error:
        raise AssertionError(
            f"`neighbors_` of {name_of(fitted)} is wrong: {error} Set an array of "
            "shape (n_pairs, 2) of labels that rows have, each pair in one order."
        ) from error


def check_predicted_labels_are_known(clusterer):
    """`predict` gives each row the label of a cluster, or a negative one."""
    problem, asked = make_problem(), fresh(clusterer)
    if not hasattr(asked, "predict"):
        return
    (labels,) = _cluster(asked, problem)
    name = name_of(last_step(asked))
    predicted = asked.predict(problem.X)
    predicted = _check_labels(predicted, problem.y.size, f"`predict` of {name}")
    unknown = np.setdiff1d(predicted[predicted >= 0], labels).tolist()
    assert not unknown, (
        f"`predict` of {name} gives the rows of `fit` the labels {unknown}, which no "
        "row had. Return labels of the fitted clusters, or -1 for noise."
    )
