"""Labels of a clusterer that divides each class by itself."""

from dataclasses import replace

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import check_array

from clover._estimators.copies import copy_if_written_to
from clover._estimators.notes import note_where
from clover._estimators.pipelines import fit_first_steps, with_last_step
from clover._estimators.seeds import seed_parts
from clover._numerics.groups import Groups
from clover._rows.containers import take_rows
from clover._rows.encoding import first_positions
from clover._rows.missing import check_clustered_rows, find_non_finite_rows
from clover.clusterer._distinct_rows import limit_clusters
from clover.clusterer._labels import (
    draw_sample,
    fit_labels,
    fit_to_sample,
    rows_for_clusterer,
    take_params,
)


def cluster_classes(clustering, container, target, is_target, rng):
    """Cluster the rows of each targeted class by themselves.

    The rows of any other class form one cluster, and so does a single row. The steps of
    a pipeline before its last are fitted once, to all rows, so that there is one
    cluster space. `is_target` has shape (n_classes,). `rng` seeds the clones and draws
    their samples, in the order in which the classes appear.

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        Labels from 0 on; no cluster holds two classes. Negative labels mark noise, also
        rows with missing values of classes that are not clustered.

    space : {ndarray, sparse matrix} of shape (n_samples, n_cluster_features)
        The rows as the last step of a pipeline gets them.

    clusterers : dict
        Maps each targeted class of at least two rows to its fitted clusterer.
    """
    clusterer = clustering.clusterer
    X = rows_for_clusterer(clusterer, container, clustering.prepare)
    (X,) = copy_if_written_to(clusterer, X)
    last, X, fit_params = fit_first_steps(clusterer, X, target.y, clustering.fit_params)
    n_samples = target.codes.size
    # Many clusterers refuse a single row, which is a cluster in any case.
    is_clustered = is_target & (target.counts > 1)
    labels = np.empty(n_samples, dtype=np.int64)
    clusterers, n_labels = {}, 0
    class_labels = target.classes.tolist()
    classes = Groups.from_codes(target.codes, target.classes.size)
    for code in np.argsort(first_positions(target.codes, target.classes.size)):
        rows = classes.of(code)
        of_class = np.zeros(rows.size, dtype=np.int64)
        if is_clustered[code]:
            class_label = class_labels[code]
            of_last = replace(
                clustering,
                clusterer=clone(last, safe=False),
                fit_params=take_params(fit_params, rows, n_samples),
            )
            of_class = _cluster_class(
                of_last, take_rows(X, rows), target.y[rows], class_label, rng
            )
            clusterers[class_label] = with_last_step(clusterer, of_last.clusterer)
        is_noise = of_class < 0
        distinct, found = np.unique(of_class[~is_noise], return_inverse=True)
        labels[rows[is_noise]] = of_class[is_noise]
        labels[rows[~is_noise]] = n_labels + found
        n_labels += distinct.size
    space = check_array(
        X, accept_sparse="csr", input_name="cluster space", ensure_all_finite=False
    )
    is_wrong = find_non_finite_rows(space)
    if is_wrong is not None:
        # Nobody clustered these rows, and nobody can measure them.
        labels[is_wrong & ~is_clustered[target.codes]] = -1
        if isinstance(clusterer, Pipeline):
            check_clustered_rows(space, labels, "cluster space", container.X)
    return labels, space, clusterers


def _cluster_class(clustering, X, y, class_label, rng):
    """Fit a clusterer that is no pipeline to one class and return the labels."""
    clusterer, n_samples = clustering.clusterer, y.size
    if clustering.limit_clusters:
        limit_clusters(clusterer, X)
    seed_parts(clusterer, rng)
    name = type(clusterer).__name__
    with note_where(
        f"to {name} while it clustered the {n_samples} rows of class {class_label!r}"
    ):
        sample = draw_sample(clusterer, n_samples, clustering.max_samples, rng)
        if sample is None:
            return fit_labels(clusterer, X, y, **clustering.fit_params)
        return fit_to_sample(clusterer, X, y, clustering.fit_params, sample)[0]
