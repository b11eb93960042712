"""From a distributor to arrays of proportions, and to whole numbers of rows."""

from dataclasses import dataclass
from numbers import Real

import numpy as np
from sklearn.utils.validation import has_fit_parameter

from clover._numerics.apportionment import apportion
from clover._numerics.columns import marked_rows_of_columns
from clover.distribution._base import (
    BaseDistributor,
    add_noise_to_rows,
    check_proportions,
)
from clover.distribution._composition import BaseCompositionDistributor
from clover.distribution._targets import Targets


@dataclass(frozen=True, eq=False)
class Proportions:
    """Proportions of each class's synthetic samples.

    Attributes
    ----------
    inside : ndarray of shape (n_clusters, n_classes)
        Proportions inside clusters.

    pairs : ndarray of shape (n_pairs, 2)
        Positions of neighbouring clusters. The first cluster of a pair is the one whose
        first row comes first.

    between : ndarray of shape (n_pairs, n_classes)
        Proportions between the two clusters of a pair.
    """

    inside: np.ndarray
    pairs: np.ndarray
    between: np.ndarray


def distribute(distributor, space, y, cells, labels, neighbors, targets):
    """Fit a distributor in place, and return its checked proportions.

    A class with a single row gets all its samples from this row, whatever the
    distributor would say, which is not asked about it.

    space : {ndarray, sparse matrix} of shape (n_samples, n_cluster_features)
        The rows in the space in which they were clustered.

    labels : ndarray of shape (n_samples,) or None
        Cluster labels; ``None`` stands for one cluster without a clusterer.

    neighbors : ndarray of shape (n_pairs, 2) or None
        Pairs of neighbouring clusters.

    targets : dict
        Maps each class that should get synthetic samples to their number.
    """
    if not cells.clusters.size:
        return Proportions(
            np.zeros(cells.counts.shape),
            np.empty((0, 2), dtype=int),
            np.empty((0, cells.classes.size)),
        )
    # There is nothing to distribute of a class with a single row: it has one cell.
    is_single = cells.single_classes
    to_distribute = cells.counts.any(axis=0) & ~is_single
    asked = frozenset(cells.classes[to_distribute].tolist())
    targets = Targets(targets, [target for target in targets if target in asked])
    intra, inter = _fit(distributor, space, y, cells, labels, neighbors, targets)
    proportions = _to_arrays(intra, inter, cells)
    _check_rows(proportions, cells)
    proportions.inside[:, is_single] = cells.counts[:, is_single]
    return proportions


def apportion_cells(proportions, n_requested, cluster_order):
    """Return the rows to make inside each cell and between each pair of cells.

    Classes whose proportions are all zero get none. Of equal remainders, the clusters
    that come first in `cluster_order` get a row more.
    """
    n_inside = np.zeros(proportions.inside.shape, dtype=int)
    n_between = np.zeros(proportions.between.shape, dtype=int)
    inside, between = proportions.inside, proportions.between
    clusters_of = dict(marked_rows_of_columns(inside > 0))
    pairs_of = dict(marked_rows_of_columns(between > 0))
    none = np.empty(0, dtype=np.intp)
    place_of_cluster = np.argsort(cluster_order)
    for code in np.flatnonzero(n_requested).tolist():
        clusters = clusters_of.get(code, none)
        clusters = clusters[np.argsort(place_of_cluster[clusters])]
        pairs = pairs_of.get(code, none)
        if clusters.size or pairs.size:
            n_inside[clusters, code], n_between[pairs, code] = apportion(
                n_requested[code], inside[clusters, code], between[pairs, code]
            )
    return n_inside, n_between


def _fit(distributor, space, y, cells, labels, neighbors, targets):
    """Fit a distributor, and return its two dictionaries, checked."""
    if not overrides_fit(distributor):
        # The rows are already checked and grouped; `fit` would do both again.
        distributor._fit_readable(space, y, labels, neighbors, targets, cells)
        return distributor.intra_distribution_, distributor.inter_distribution_
    all_labels = labels
    if labels is not None and (labels < 0).any():
        clustered = labels >= 0
        space, y, labels = space[clustered], y[clustered], labels[clustered]
    optional = {}
    if has_fit_parameter(distributor, "targets"):
        # A `fit` of a user's own may know a list of classes only.
        optional["targets"] = targets.classes
    intra, inter = distributor.fit_distribute(space, y, labels, neighbors, **optional)
    if all_labels is not None:
        add_noise_to_rows(distributor, all_labels)
    check_proportions(intra, inter, cells.clusters, cells.classes)
    return intra, inter


def wants_neighbors(distributor):
    """Return whether a distributor may give rows between clusters."""
    ratio = getattr(distributor, "distribution_ratio", None)
    if isinstance(ratio, Real) and ratio < 1:
        return True
    hook = getattr(type(distributor), "_inter_distribute", None)
    return hook not in (
        BaseDistributor._inter_distribute,
        BaseCompositionDistributor._inter_distribute,
    )


def overrides_fit(distributor):
    """Return whether a distributor has a ``fit`` of its own.

    Such a ``fit`` may use neighbours, whatever the distributor's other methods say.
    """
    kind = type(distributor)
    return (
        getattr(kind, "fit", None) is not BaseDistributor.fit
        or kind.fit_distribute is not BaseDistributor.fit_distribute
    )


def _check_rows(proportions, cells):
    """Raise a ValueError if a cell without rows is to get synthetic samples."""
    is_empty = cells.counts == 0
    wrong = (proportions.inside > 0) & is_empty
    for pair, code in np.argwhere(proportions.between > 0):
        clusters = proportions.pairs[pair]
        wrong[clusters, code] |= is_empty[clusters, code]
    if wrong.any():
        names = [cells.name(*cell) for cell in np.argwhere(wrong)]
        raise ValueError(
            "The distributor gave rows to clusters that have none of the class to make "
            f"them from. Got (cluster, class) {names}."
        )


def _to_arrays(intra, inter, cells):
    clusters = {label: i for i, label in enumerate(cells.clusters.tolist())}
    classes = {label: k for k, label in enumerate(cells.classes.tolist())}
    inside = np.zeros(cells.counts.shape)
    for (cluster, class_label), proportion in intra.items():
        inside[clusters[cluster], classes[class_label]] = proportion
    if not inter:
        no_pairs = np.empty((0, 2), dtype=int)
        return Proportions(inside, no_pairs, np.empty((0, cells.classes.size)))
    pairs = np.array(
        [(clusters[first[0]], clusters[second[0]]) for first, second in inter]
    )
    # The order of the clusters of a pair must not depend on their labels.
    place = np.argsort(cells.cluster_order)
    places, pair_of_item = np.unique(
        np.sort(place[pairs], axis=1), axis=0, return_inverse=True
    )
    between = np.zeros((len(places), cells.classes.size))
    codes = [classes[first[1]] for first, _ in inter]
    between[pair_of_item.ravel(), codes] = list(inter.values())
    return Proportions(inside, cells.cluster_order[places], between)
