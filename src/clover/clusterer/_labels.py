"""Labels, neighbours and cluster space of any clusterer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import signature
from numbers import Integral

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.cluster import FeatureAgglomeration
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils import check_array
from sklearn.utils.random import sample_without_replacement

from clover._compat import Interval, RealNotInt
from clover._estimators.copies import copy_if_written_to
from clover._estimators.notes import note_where
from clover._estimators.pipelines import fit_first_steps, last_step
from clover._rows.containers import take_rows
from clover._rows.encoding import encode, first_positions
from clover._rows.missing import check_clustered_rows
from clover.clusterer._cluster_space import transform_to_cluster_space
from clover.clusterer._distinct_rows import limit_clusters

MAX_SAMPLES_CONSTRAINTS = [
    Interval(Integral, 1, None, closed="left"),
    Interval(RealNotInt, 0, 1, closed="right"),
    None,
]


@dataclass(frozen=True)
class Clustering:
    """A clusterer and how it is fitted.

    Attributes
    ----------
    clusterer : estimator
        Any clusterer, or a pipeline that ends in one.

    fit_params : dict
        Keyword arguments for its `fit`.

    max_samples : int, float or None
        Number or share of the rows that the clusterer is fitted to; None for all.

    limit_clusters : bool
        Whether there are no more clusters than distinct rows, of the class if each is
        divided by itself. Where all rows are clustered together, it has no effect next
        to keyword arguments for `fit`.

    prepare : callable or None
        Applied to the numbers that a clusterer which is no pipeline gets.
    """

    clusterer: BaseEstimator
    fit_params: dict = field(default_factory=dict)
    max_samples: int | float | None = None
    limit_clusters: bool = False
    prepare: Callable | None = None


def cluster_rows(clustering, container, y, rng):
    """Fit a clusterer in place to the rows of a container, or to a sample of them.

    Returns the labels, and the cluster space: the rows as the last step of a pipeline
    gets them. `rng` draws the sample.
    """
    clusterer, fit_params = clustering.clusterer, clustering.fit_params
    n_samples = container.n_samples
    sample = draw_sample(clusterer, n_samples, clustering.max_samples, rng)
    name, which = type(last_step(clusterer)).__name__, f"{n_samples} rows"
    if sample is not None:
        which = f"a sample of {sample.size} of {which}"
    with note_where(f"to {name} while it clustered {which}"):
        X = rows_for_clusterer(clusterer, container, clustering.prepare)
        X, y = copy_if_written_to(clusterer, X, y)
        if sample is not None:
            labels, space = fit_to_sample(clusterer, X, y, fit_params, sample)
        elif fit_params:
            # The pipeline knows which of its steps they are for. A step that writes to
            # its rows would change those to be transformed.
            (X_to_fit,) = copy_if_written_to(clusterer, X)
            labels = fit_labels(clusterer, X_to_fit, y, **fit_params)
            space = transform_to_cluster_space(clusterer, X)
        else:
            clusterer, space, _ = fit_first_steps(clusterer, X, y)
            if clustering.limit_clusters:
                limit_clusters(clusterer, space)
            labels = fit_labels(clusterer, space, y)
        # A pipeline may give back the rows themselves, which may be a data frame.
        if isinstance(clustering.clusterer, Pipeline):
            space = check_space(space, labels, container)
    return labels, space


def check_space(space, labels, container):
    """Return the rows of a cluster space as numbers, finite unless they are noise.

    An error names the columns of the rows in the container.
    """
    name = "cluster space"
    has_noise = bool((labels < 0).any())
    space = check_array(
        space, accept_sparse="csr", input_name=name, ensure_all_finite=not has_noise
    )
    if has_noise:
        check_clustered_rows(space, labels, name, container.X)
    return space


def draw_sample(clusterer, n_samples, max_samples, rng):
    """Draw the rows that a clusterer is fitted to.

    `max_samples` is a number, a share of the rows, or None for all. Returns positions
    in ascending order, or None for all rows.
    """
    if max_samples is None:
        return None
    n_drawn = max_samples
    if not isinstance(max_samples, Integral):
        n_drawn = max(1, round(max_samples * n_samples))
    if n_drawn >= n_samples:
        return None
    n_clusters = getattr(last_step(clusterer), "n_clusters", None)
    if isinstance(n_clusters, Integral) and n_drawn < n_clusters:
        raise ValueError(
            f"`max_samples` should be at least the number of clusters, {n_clusters}. "
            f"Got {max_samples}, i.e. {n_drawn} of {n_samples} rows."
        )
    return np.sort(sample_without_replacement(n_samples, n_drawn, random_state=rng))


def rows_for_clusterer(clusterer, container, prepare=None):
    """Return the rows of a container in the form that a clusterer gets.

    A pipeline gets the rows as the user gave them. Any other clusterer gets numbers,
    which go through `prepare` first if that is given.
    """
    name = type(last_step(clusterer)).__name__
    if isinstance(clusterer, Pipeline):
        X = container.known_rows()
    elif container.numbers is not None:
        X = container.numbers if prepare is None else prepare(container.numbers)
    else:
        raise ValueError(
            f"{name} needs numbers, and `X` holds something else in columns "
            f"{container.non_numeric_columns}. As the clusterer, use a pipeline that "
            f"encodes them: make_pipeline(ColumnTransformer(...), {name}())."
        )
    return X


def fit_to_sample(clusterer, X, y, fit_params, sample):
    """Fit a clusterer to some rows; return the labels and the cluster space of all."""
    last = last_step(clusterer)
    if not hasattr(last, "predict"):
        raise TypeError(
            "`max_samples` needs a clusterer with `predict`, which gives the other "
            f"rows their labels. {type(last).__name__} has none."
        )
    n_samples = X.shape[0]
    fit_params = take_params(fit_params, sample, n_samples)
    _call_with_y(clusterer.fit, take_rows(X, sample), y[sample], fit_params)
    space = transform_to_cluster_space(clusterer, X)
    labels = last.predict(space)
    return check_labels(labels, n_samples, type(last).__name__), space


def take_params(params, rows, n_samples):
    """Return keyword arguments; those with one entry a row hold `rows` only."""
    return {
        name: take_rows(value, rows)
        if np.ndim(value) > 0 and np.shape(value)[0] == n_samples
        else value
        for name, value in params.items()
    }


def fit_labels(clusterer, X, y=None, **fit_params):
    """Fit a clusterer in place and return the label of each row.

    Labels are integers; negative ones mark noise.
    """
    labels = ask_for_labels(clusterer, X, y, **fit_params)
    return check_labels(labels, X.shape[0], type(last_step(clusterer)).__name__)


def ask_for_labels(clusterer, X, y=None, **fit_params):
    """Fit a clusterer in place and return what it gives as labels.

    Calls `fit_predict` where the clusterer has it, otherwise `fit` and then reads
    `labels_` or calls `predict`. `y` goes to clusterers that take it.
    """
    name = type(last_step(clusterer)).__name__
    if isinstance(last_step(clusterer), FeatureAgglomeration):
        raise TypeError(
            f"A clusterer should cluster rows. {name} clusters features; it may be a "
            "step of a pipeline before the clusterer."
        )
    if hasattr(clusterer, "fit_predict"):
        return _call_with_y(clusterer.fit_predict, X, y, fit_params)
    _call_with_y(clusterer.fit, X, y, fit_params)
    # The `labels_` of a frozen clusterer are those of other rows.
    is_frozen = isinstance(last_step(clusterer), FrozenEstimator)
    if hasattr(last_step(clusterer), "labels_") and not is_frozen:
        return last_step(clusterer).labels_
    if hasattr(clusterer, "predict"):
        return clusterer.predict(X)
    raise TypeError(
        "A clusterer should have `fit_predict`, or after `fit` have `labels_` "
        f"or `predict`. {name} has none of them."
    )


def _call_with_y(method, X, y, fit_params):
    # Steps of a pipeline may need `y`; some clusterers have no such parameter.
    if "y" in signature(method).parameters:
        return method(X, y, **fit_params)
    return method(X, **fit_params)


def check_labels(labels, n_samples, source):
    """Return the labels as an integer array, checked to hold one for each row.

    `source` is what gave the labels, for the text of an error.
    """
    labels = np.asarray(labels)
    if labels.shape != (n_samples,):
        raise ValueError(
            f"Cluster labels should have shape ({n_samples},), one for each row. "
            f"{source} gave shape {labels.shape}."
        )
    if labels.dtype.kind not in "iu":
        raise ValueError(
            f"Cluster labels should be integers. {source} gave {labels.dtype}."
        )
    # Code that marks noise by -1 would wrap around in unsigned integers.
    return labels.astype(np.int64, copy=False)


def number_clusters(labels):
    """Renumber the clusters in the order of their first rows.

    All noise gets the label -1.
    """
    is_clustered = labels >= 0
    distinct, codes = encode(labels[is_clustered])
    order = np.argsort(first_positions(codes, distinct.size))
    numbered = np.full(labels.size, -1, dtype=np.int64)
    numbered[is_clustered] = np.argsort(order)[codes]
    return numbered


def check_neighbors(neighbors, clusters):
    """Return pairs of neighbouring clusters as an array, once they are checked.

    Each pair should be there once and hold two of the known labels, `clusters`.
    """
    neighbors = np.asarray(neighbors)
    if neighbors.size == 0:
        return np.empty((0, 2), dtype=int)
    if neighbors.ndim != 2 or neighbors.shape[1] != 2:
        raise ValueError(
            f"`neighbors` should have shape (n_pairs, 2). Got {neighbors.shape}."
        )
    unknown = np.setdiff1d(neighbors, clusters)
    if unknown.size:
        raise ValueError(
            f"`neighbors` contains labels that no row has: {unknown.tolist()}."
        )
    pairs, repeats = np.unique(np.sort(neighbors, axis=1), axis=0, return_counts=True)
    if (pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError("`neighbors` contains a cluster as a neighbor of itself.")
    if (repeats > 1).any():
        raise ValueError(
            "`neighbors` should contain each pair once. Got several times: "
            f"{pairs[repeats > 1].tolist()}."
        )
    return neighbors
