"""The plan of a fit: how many rows to make in each cell, and from which rows."""

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.exceptions import FitFailedWarning
from sklearn.utils import check_consistent_length, get_tags
from sklearn.utils.validation import validate_data

from clover._estimators.copies import copy_if_written_to
from clover._estimators.notes import note_where
from clover._estimators.params import own_params
from clover._estimators.pipelines import last_step, path_to_last_step
from clover._estimators.seeds import seed_parts
from clover._rows.cells import Cells
from clover._rows.containers import Container, validate_numbers
from clover._rows.target import Target
from clover.clusterer import SemiUnsupervisedClusterer
from clover.clusterer._adjacency.find import neighbors_of_fitted, told_neighbors
from clover.clusterer._class_labels import cluster_classes
from clover.clusterer._labels import Clustering, check_neighbors, cluster_rows
from clover.distribution._proportions import (
    Proportions,
    distribute,
    overrides_fit,
    wants_neighbors,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling._account.no_samples import explain_no_samples
from clover.over_sampling._account.notes import (
    collect_notes,
    count_repetitions,
    note_distribution,
    warn_of_repetition,
)
from clover.over_sampling._generation.inputs import check_kind_of_rows
from clover.over_sampling._parts import Parts
from clover.over_sampling._strategy import resolve_strategy


@dataclass(frozen=True, eq=False)
class Clustered:
    """The clusters of the rows.

    Attributes
    ----------
    labels : ndarray of shape (n_samples,)
        The cluster of each row; negative labels mark noise.

    told_labels : ndarray of shape (n_samples,)
        The same as the clusterer told, which may call the only row of a class noise.

    space : {ndarray, sparse matrix} of shape (n_samples, n_cluster_features)
        The rows as they were clustered.

    clusterer : estimator, dict or None
        The fitted clusterer, or one for each class.
    """

    labels: np.ndarray
    told_labels: np.ndarray
    space: object
    clusterer: object


@dataclass(frozen=True, eq=False)
class Plan:
    """What is known before any row is made.

    Attributes
    ----------
    container, target : Container, Target
        The rows that were given, and their classes.

    parts : Parts
        The fitted parts.

    requested : dict
        Maps class labels to the number of rows to make.

    n_requested : ndarray of shape (n_classes,)
        The same of all classes.

    clustered : Clustered
        The clusters.

    cells, usable : Cells
        The rows by cluster and class; in `usable` without the rows that the distributor
        masks out, and with its weights.

    neighbors : ndarray of shape (n_pairs, 2) or None
        Pairs of labels of neighbouring clusters.

    proportions : Proportions
        What the distributor gave.

    n_inside : ndarray of shape (n_clusters, n_classes)
        Rows to make inside each cell.

    n_between : ndarray of shape (n_pairs, n_classes)
        Rows to make between the two cells of each pair.
    """

    container: Container
    target: Target
    parts: Parts
    requested: dict
    n_requested: np.ndarray
    clustered: Clustered
    cells: Cells
    usable: Cells
    neighbors: np.ndarray | None
    proportions: Proportions
    n_inside: np.ndarray
    n_between: np.ndarray

    @property
    def targeted(self):
        """Positions of the classes of which rows were asked for."""
        return np.flatnonzero(self.n_requested)

    @property
    def divides_classes(self):
        """Whether each class was divided by itself: no cluster can hold two then."""
        clusterer = last_step(self.parts.clusterer)
        is_semi_unsupervised = isinstance(clusterer, SemiUnsupervisedClusterer)
        return self.parts.scope == "class" or is_semi_unsupervised

    @property
    def n_new(self):
        """Number of rows to make."""
        return self.n_new_of.sum()

    @cached_property
    def n_new_of(self):
        """Number of rows to make of each class, of shape (n_classes,)."""
        return self.n_inside.sum(axis=0) + self.n_between.sum(axis=0)

    @cached_property
    def cells_inside(self):
        """The positions (clusters, classes) of the cells that get rows inside."""
        return np.nonzero(self.n_inside)

    @cached_property
    def repetitions(self):
        """What `count_repetitions` returns."""
        return count_repetitions(self)

    @cached_property
    def notes(self):
        """Sentences about what a user should know."""
        return collect_notes(self)

    def complain(self, sampler, stacklevel):
        """Raise or warn if a class gets nothing, and warn of what was not asked for.

        That is a ratio that had no effect, and a class of which most new rows are
        repetitions. `sampler` is what was fitted, `stacklevel` that of the caller of
        this method.
        """
        empty = self.targeted[self.n_new_of[self.targeted] == 0]
        if empty.size:
            message = explain_no_samples(self, empty, own_params(sampler))
            if sampler.raise_error:
                raise NoSamplesError(message)
            warnings.warn(message, FitFailedWarning, stacklevel=stacklevel + 1)
        distributor = self.parts.distributor
        ratio = getattr(distributor, "distribution_ratio", None)
        # A `fit` of the distributor's own has warned already.
        is_told = ratio == self.parts.default_ratio or overrides_fit(distributor)
        notes = note_distribution(self)
        if notes and not is_told:
            warnings.warn(" ".join(notes), stacklevel=stacklevel + 1)
        if warning := warn_of_repetition(self, own_params(sampler)):
            warnings.warn(warning, stacklevel=stacklevel + 1)


def check_input(estimator, X, y):
    """Check the rows and classes; return them as `Container` and `Target`.

    Returns also whether numbers may be missing or infinite.
    """
    target = Target.from_user(y)
    container = Container(X)
    allow_nan = False
    if container.is_numeric:
        allow_nan = get_tags(estimator).input_tags.allow_nan
        validate_numbers(estimator, container, ensure_all_finite=not allow_nan)
    else:
        validate_data(estimator, container.X, skip_check_array=True)
    check_consistent_length(container.X, target.y)
    return container, target, allow_nan


def resolve_request(parts, container, target):
    """Return a dictionary from targeted classes to the number of rows to make."""
    requested = resolve_strategy(parts.traits.oversampler.sampling_strategy, target)
    if not parts.is_pipeline:
        # Rows that only a pipeline could encode are refused before the clustering.
        check_kind_of_rows(parts.traits, container)
    return requested


def to_array(requested, target):
    """Return the rows to make of each class as an array over all classes."""
    return np.array([requested.get(label, 0) for label in target.classes.tolist()])


def seed_all(parts, rng):
    """Seed every part that has no seed."""
    # The clusterers of the classes get different seeds when they are cloned.
    scope = path_to_last_step(parts.clusterer) if parts.scope == "class" else None
    seed_parts(parts.clusterer, rng, skip_below=scope)
    seed_parts(parts.distributor, rng)
    # Every task sets the oversampler's own seed.
    own_seed = path_to_last_step(parts.oversampler) + "random_state"
    seed_parts(parts.oversampler, rng, skip=(own_seed,))


def cluster(parts, container, target, n_requested, params, rng):
    """Fit the clusterer and return the clusters, as `Clustered`."""
    if parts.clusterer is None:
        if params:
            raise TypeError(
                "Keyword arguments of `fit_resample` go to the clusterer, and "
                f"there is none. Got {sorted(params)}."
            )
        # Nothing is measured in a single cluster, and the rows need not be numbers.
        labels = np.zeros(container.n_samples, dtype=int)
        return Clustered(labels, labels, np.zeros((container.n_samples, 1)), None)
    clustering = Clustering(
        parts.clusterer, params, parts.max_samples, parts.limit_clusters, parts.prepare
    )
    is_target = (n_requested > 0) | (parts.request is not None)
    clusterer = parts.clusterer
    if parts.scope == "class":
        labels, space, clusterer = cluster_classes(
            clustering, container, target, is_target, rng
        )
    else:
        labels, space = cluster_rows(clustering, container, target.y, rng)
    told, labels = labels, _cluster_single_rows(labels, target, is_target)
    return Clustered(labels, told, space, clusterer)


def _cluster_single_rows(labels, target, is_target):
    """Return labels in which the only row of a class that gets rows is no noise.

    Such a row becomes a cluster of its own. Its class could not get any rows otherwise.
    """
    is_single = is_target & (target.counts == 1)
    if not is_single.any():
        return labels
    rows = np.flatnonzero(is_single[target.codes] & (labels < 0))
    if not rows.size:
        return labels
    labels = labels.copy()
    labels[rows] = labels.max(initial=-1) + 1 + np.arange(rows.size)
    return labels


def find_neighbors(parts, clustered, cells):
    """Return the pairs of neighbouring clusters, or None if no part uses them."""
    if parts.clusterer is None or parts.scope == "class":
        return None
    wanted = wants_neighbors(parts.distributor)
    if not (wanted or overrides_fit(parts.distributor)):
        return None
    neighbors = told_neighbors(parts.clusterer, clustered.told_labels)
    if neighbors is not None:
        return check_neighbors(neighbors, cells.clusters)
    if wanted:
        return neighbors_of_fitted(
            parts.clusterer, clustered.space, clustered.told_labels
        )
    return None


def distribute_rows(parts, clustered, cells, target, requested, neighbors):
    """Fit the distributor and return its proportions."""
    distributor, space, y = parts.distributor, clustered.space, target.y
    labels = None if parts.clusterer is None else clustered.labels
    wanted = {label: n for label, n in requested.items() if n > 0}
    name = type(distributor).__name__
    with note_where(f"to {name} while it distributed the rows to make"):
        space, y, labels = copy_if_written_to(distributor, space, y, labels)
        return distribute(distributor, space, y, cells, labels, neighbors, wanted)
