"""Checks of distributors."""

from dataclasses import replace
from functools import partial

from sklearn.utils.validation import has_fit_parameter

from clover._rows.row_values import check_row_mask, check_row_weights
from clover.distribution._base import add_noise_to_rows, check_proportions
from clover.distribution._proportions import overrides_fit, wants_neighbors
from clover.testing._kinds import (
    Kind,
    are_alike,
    check_answers_depend_on_the_seed_alone,
    check_copies_are_alike,
    check_input_is_left_alone,
    check_sparse_rows_are_taken_or_refused,
    fresh,
    name_of,
)
from clover.testing._problems import OTHER_CLASSES, OTHER_CLUSTERS, make_problem


def _uses_neighbors(distributor):
    return wants_neighbors(distributor) or overrides_fit(distributor)


def _distribute(distributor, problem):
    """Return the proportions inside and between, as clover asks for them."""
    neighbors = problem.neighbors if _uses_neighbors(distributor) else None
    return _fit(distributor, problem, problem.labels, neighbors)


def _fit(distributor, problem, labels, neighbors):
    optional = {}
    if has_fit_parameter(distributor, "targets"):
        optional["targets"] = problem.targets
    return tuple(
        distributor.fit_distribute(problem.X, problem.y, labels, neighbors, **optional)
    )


DISTRIBUTOR = Kind(
    "distributor",
    ("fit", "fit_distribute", "get_params"),
    _distribute,
    "Derive distributors from clover.distribution.BaseDistributor.",
)


def check_distributor(distributor):
    """Return the checks of a distributor, each with the distributor it is for.

    Nothing is checked yet: a check is a function that takes the distributor, and raises
    an AssertionError if the distributor breaks the contract. What ``fit`` of
    :class:`~clover.distribution.BaseDistributor` refuses is a ValueError.

    Parameters
    ----------
    distributor : distributor
        The distributor, an instance.

    Returns
    -------
    checks : list of (distributor, check) tuples
        The distributor and a check, for each of the checks in the notes.

    Raises
    ------
    TypeError
        If the distributor lacks a method, or is a class.

    See Also
    --------
    parametrize_with_checks : The checks of several parts as tests of pytest.
    clover.distribution.BaseDistributor : What a distributor should do.

    Notes
    -----
    - ``check_proportions_are_shares``: the proportions are not negative, those of a
      class sum to 1 or to 0, and both clusters of a pair have the same class.
    - ``check_clusters_have_rows_of_the_class``: only clusters with rows of a class get
      samples of it.
    - ``check_pairs_are_neighbors``: samples between clusters are made between those
      that are neighbours, and nowhere without neighbours.
    - ``check_one_cluster_gets_everything``: without labels, cluster 0 gets all samples
      of each class.
    - ``check_names_change_nothing``: the proportions of clusters and classes with other
      names are the same, under these names.
    - ``check_row_use_is_for_all_rows``: ``row_mask_`` and ``row_weights_``, if there
      are such, have an entry for every row, or for every row but the noise. The mask
      leaves some rows of each cluster and class that gets samples.
    - ``check_input_is_left_alone``: rows, classes, labels and neighbours are not
      written to.
    - ``check_copies_are_alike``: a clone gives the same proportions.
    - ``check_answers_depend_on_the_seed_alone``: with the same seeds, the proportions
      are the same.
    - ``check_sparse_rows_are_taken_or_refused``: sparse rows give the same proportions,
      or a TypeError or ValueError.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.distribution import BaseDistributor
    >>> from clover.testing import check_distributor
    >>> class LargestCluster(BaseDistributor):
    ...     def _intra_distribute(self, X, y, labels, neighbors):
    ...         self.intra_distribution_ = {}
    ...         for target in self.target_classes_:
    ...             clusters, sizes = np.unique(labels[y == target], return_counts=True)
    ...             largest = int(clusters[np.argmax(sizes)])
    ...             self.intra_distribution_[largest, target] = 1.0
    ...         return self
    >>> for distributor, check in check_distributor(LargestCluster()):
    ...     check(distributor)

    A distributor that gives all clusters the same, with or without rows, fails:

    >>> class AllClusters(BaseDistributor):
    ...     def _intra_distribute(self, X, y, labels, neighbors):
    ...         clusters = np.unique(labels).tolist()
    ...         self.intra_distribution_ = {
    ...             (cluster, target): 1 / len(clusters)
    ...             for cluster in clusters
    ...             for target in self.target_classes_
    ...         }
    ...         return self
    >>> for distributor, check in check_distributor(AllClusters()):
    ...     check(distributor)
    Traceback (most recent call last):
    AssertionError: AllClusters gives rows to clusters that have none of the class...
    """
    DISTRIBUTOR.expect(distributor)
    checks = (
        check_proportions_are_shares,
        check_clusters_have_rows_of_the_class,
        check_pairs_are_neighbors,
        check_one_cluster_gets_everything,
        check_names_change_nothing,
        check_row_use_is_for_all_rows,
        partial(check_input_is_left_alone, DISTRIBUTOR),
        partial(check_copies_are_alike, DISTRIBUTOR),
        partial(check_answers_depend_on_the_seed_alone, DISTRIBUTOR),
        partial(check_sparse_rows_are_taken_or_refused, DISTRIBUTOR),
    )
    return [(distributor, check) for check in checks]


def check_proportions_are_shares(distributor):
    """The proportions of each class sum to 1, or to 0."""
    cells = make_problem().cells
    intra, inter = _distribute(fresh(distributor), make_problem())
    try:
        check_proportions(intra, inter, cells.clusters, cells.classes)
    except ValueError as error:
        raise AssertionError(
            f"{name_of(distributor)} gives wrong proportions: {error} Divide the "
            "proportions of a class by their sum."
        ) from error


def _list_cells(intra, inter):
    """Return all cells with proportions, inside or between, as (cluster, class)."""
    inside = [cell for cell, share in intra.items() if share > 0]
    return inside + [
        cell for pair, share in inter.items() if share > 0 for cell in pair
    ]


def check_clusters_have_rows_of_the_class(distributor):
    """Clusters without rows of a class get none of it."""
    problem = make_problem()
    cells = _list_cells(*_distribute(fresh(distributor), make_problem()))
    with_rows = set(zip(problem.labels.tolist(), problem.y.tolist(), strict=True))
    empty = sorted(
        cell
        for cell in cells
        if cell not in with_rows and cell[0] in problem.cells.clusters
    )
    assert not empty, (
        f"{name_of(distributor)} gives rows to clusters that have none of the class, "
        f"(cluster, class) {empty}. Take the clusters of a class from "
        "`labels[y == class_label]`."
    )


def check_pairs_are_neighbors(distributor):
    """Rows between clusters are made between neighbours."""
    problem, name = make_problem(), name_of(distributor)
    _, inter = _distribute(fresh(distributor), make_problem())
    known = {frozenset(pair) for pair in problem.neighbors.tolist()}
    strangers = [
        pair
        for pair, share in inter.items()
        if share > 0 and frozenset(cluster for cluster, _ in pair) not in known
    ]
    assert not strangers, (
        f"{name} gives rows to pairs of clusters that are no neighbours: {strangers}. "
        "Take the pairs from `neighbors`."
    )
    if overrides_fit(distributor):
        _, inter = _fit(fresh(distributor), problem, problem.labels, None)
        assert not inter, (
            f"{name} gives rows to pairs of clusters without any `neighbors`. Make "
            "everything inside clusters if `neighbors` is None."
        )


def check_one_cluster_gets_everything(distributor):
    """Without labels, cluster 0 gets all rows to make of each class."""
    problem, name = make_problem(), name_of(distributor)
    remedy = "Take np.zeros(len(y), dtype=int) for `labels` if they are None."
    asked = fresh(distributor)
    if "distribution_ratio" in getattr(asked, "get_params", dict)():
        # Without labels there are no neighbours.
        asked.set_params(distribution_ratio=1.0)
    try:
        intra, inter = _fit(asked, problem, None, None)
    except (AttributeError, LookupError, TypeError) as error:
        raise AssertionError(
            f"{name} fails without labels: {error} {remedy}"
        ) from error
    expected = {(0, target): 1.0 for target in problem.targets}
    shares = {cell: share for cell, share in intra.items() if share > 0}
    assert are_alike(shares, expected) and not inter, (
        f"{name} should give cluster 0 everything if there are no labels, {expected}. "
        f"It gave {intra}. {remedy}"
    )


def check_names_change_nothing(distributor):
    """Clusters and classes with other names get the same, under these names."""
    name = name_of(distributor)
    remedy = (
        "The keys of the proportions are the labels of clusters and classes, and not "
        "their positions: take them from `labels` and `y`."
    )
    intra, inter = DISTRIBUTOR.answer(distributor, make_problem())
    renamed = {_rename(cell): share for cell, share in intra.items()}
    renamed_pairs = {tuple(map(_rename, pair)): share for pair, share in inter.items()}
    try:
        answer = DISTRIBUTOR.answer(distributor, make_problem().renamed())
    except (LookupError, ValueError) as error:
        raise AssertionError(
            f"{name} fails if clusters have labels such as 25: {error} {remedy}"
        ) from error
    assert are_alike(answer, (renamed, renamed_pairs)), (
        f"{name} gives other proportions if clusters and classes have other labels: "
        f"{answer} in place of {(renamed, renamed_pairs)}. {remedy}"
    )


def _rename(cell):
    # Names that there are not are the business of another check.
    cluster, class_label = cell
    clusters = dict(enumerate(OTHER_CLUSTERS.tolist()))
    classes = dict(enumerate(OTHER_CLASSES.tolist()))
    return clusters.get(cluster, cluster), classes.get(class_label, class_label)


def check_row_use_is_for_all_rows(distributor):
    """The mask and the weights of rows, if there are such, are for all rows."""
    problem, asked = make_problem().with_noise(), fresh(distributor)
    cells = _list_cells(*_distribute_with_noise(asked, problem))
    name = name_of(distributor)
    for attribute, check in (
        ("row_mask_", check_row_mask),
        ("row_weights_", check_row_weights),
    ):
        values = getattr(asked, attribute, None)
        if values is None:
            continue
        try:
            check(values, problem.y.size, f"`{attribute}` of {name}")
        except ValueError as error:
            raise AssertionError(
                f"{error} Set an entry for each row of `X`, or None for all rows alike."
            ) from error
    mask = getattr(asked, "row_mask_", None)
    if mask is None:
        return
    rows_of = {
        cell: (problem.labels == cell[0]) & (problem.y == cell[1]) for cell in cells
    }
    masked = sorted(cell for cell, rows in rows_of.items() if not mask[rows].any())
    assert not masked, (
        f"`row_mask_` of {name} masks all rows of cells that get rows, (cluster, "
        f"class) {masked}. Give these cells nothing, or leave some of their rows."
    )


def _distribute_with_noise(distributor, problem):
    """Return the proportions; a `fit` of the distributor's own gets no noise."""
    if not overrides_fit(distributor):
        return _distribute(distributor, problem)
    rows = problem.labels >= 0
    X, y, labels = problem.X[rows], problem.y[rows], problem.labels[rows]
    answer = _distribute(distributor, replace(problem, X=X, y=y, labels=labels))
    add_noise_to_rows(distributor, problem.labels)
    return answer
