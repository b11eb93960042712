"""Neighbours of clusters that have no grid."""

from numbers import Integral

import numpy as np
from scipy.sparse import coo_matrix, issparse
from sklearn.utils import check_array

from clover._estimators.pipelines import last_step
from clover._rows.missing import check_clustered_rows, keep_names
from clover.clusterer._adjacency.centers import link_by_centers, tell_apart
from clover.clusterer._adjacency.rows import link_by_rows
from clover.clusterer._labels import check_labels
from clover.clusterer._som import SOM

# Largest distance of neighbouring centres, in units of the sum of the RMS radii along
# the line that joins them. The distance is 1.7 for cubes side by side, 2 for Gaussians
# at 4 standard deviations, 3 at 6. HDBSCAN cuts off the rows between clusters, which
# shortens the radii: 3.2 at 4 to 5 standard deviations.
MAX_CENTERS_GAP = 2.8
MAX_MEANS_GAP = 3.6


def cluster_centers_of(clusterer):
    """Return ``cluster_centers_`` or ``means_`` of a fitted clusterer, or None.

    Their rows are indexed by label. Of a pipeline, the last step has them.
    """
    fitted = last_step(clusterer)
    centers = getattr(fitted, "cluster_centers_", None)
    return getattr(fitted, "means_", None) if centers is None else centers


def find_cluster_neighbors(X, labels, centers=None, *, n_neighbors=10):
    """Find the pairs of clusters that touch each other.

    Clusters with centres are linked by competitive Hebbian learning [1]_: each row
    links its own cluster and the cluster of the nearest other centre. Clusters without
    centres are linked in the same way if their means tell them apart. Clusters of any
    other shape are linked by the cut of the rows' nearest neighbours graph: each row
    links its own cluster and that of the nearest row of another cluster among its
    ``n_neighbors`` nearest rows.

    Links that span a gap do not count. Two centres have a gap between them if their
    distance is above 2.8 times (of means 3.6 times) the sum of the clusters' root mean
    square radii along the line that joins them, with a tolerance of a fifth between
    clusters that touch by way of others. In the nearest neighbours graph, a gap has
    next to no links, or links three times as long as those inside the clusters. Pairs
    that touch are kept if they were linked often relative to their sizes, or if a group
    of touching clusters would fall apart without them.

    Parameters
    ----------
    X : {array-like, sparse matrix} of shape (n_samples, n_features)
        The rows, in the cluster space.

    labels : array-like of shape (n_samples,)
        Integer labels. Rows with negative labels are noise and play no part; they may
        hold missing values.

    centers : array-like of shape (n_clusters, n_features), default=None
        Centres of the clusters; the row with index `k` belongs to label `k`, as
        in ``cluster_centers_`` of k-means.

    n_neighbors : int, default=10
        Number of nearest neighbours of a row. A row of a cluster with `n` rows uses at
        most `n - 1`, as no more rows of its cluster are there. Used only for clusters
        that neither centres nor means describe.

    Returns
    -------
    neighbors : ndarray of shape (n_pairs, 2)
        Pairs of labels in ascending order, each once, the smaller label first.

    Raises
    ------
    ValueError
        If there is not one integer label for each row, if a label has no centre, or
        if ``n_neighbors`` is below 1.

    Notes
    -----
    Memory is linear in the rows. If there are many rows, nearest neighbours are found
    for a random subset with a fixed seed: as many rows as a brute search does with 2e10
    multiplications, and at least 1,000.

    The gap of means is wider because HDBSCAN and its like leave the rows between
    clusters out as noise. Gaussian blobs are neighbours up to 5 standard deviations
    with centres and up to 6 or 7 with means. In the nearest neighbours graph of many
    dimensions, clusters of very different spread may be linked across a gap.

    The radius of a cluster with few rows is measured from centres that leave out the
    row in question. Otherwise clusters in a space of more dimensions than they have
    rows would always seem to be far from each other.

    References
    ----------
    .. [1] T. Martinetz, K. Schulten, "Topology representing networks", Neural
       Networks 7 (1994) 507-522.

    Examples
    --------
    Three segments, the last of which lies apart:

    >>> import numpy as np
    >>> from clover.clusterer import find_cluster_neighbors
    >>> X = np.array([0, 1, 2, 3, 4, 5, 6, 7, 40, 41, 42, 43]).reshape(-1, 1)
    >>> labels = np.repeat([0, 1, 2], 4)
    >>> find_cluster_neighbors(X, labels)
    array([[0, 1]])
    """
    given = keep_names(X)
    X = check_array(
        X,
        accept_sparse="csr",
        dtype=[np.float64, np.float32],
        ensure_all_finite=False,
    )
    labels = check_labels(labels, X.shape[0], "`labels`")
    check_clustered_rows(X, labels, "X", given)
    if not isinstance(n_neighbors, Integral) or n_neighbors < 1:
        raise ValueError(
            f"`n_neighbors` should be an integer of at least 1. Got {n_neighbors!r}."
        )
    clusters, members = np.unique(labels[labels >= 0], return_inverse=True)
    if centers is not None:
        centers = _centers_of_labels(centers, clusters, X.shape[1])
    if len(clusters) < 2:
        return np.empty((0, 2), dtype=int)
    X, centers = _to_unit_scale(X[labels >= 0], centers)
    if centers is not None:
        edges = link_by_centers(X, members, centers, MAX_CENTERS_GAP)
    else:
        means = _cluster_means(X, members, len(clusters))
        if tell_apart(X, members, means):
            edges = link_by_centers(X, members, means, MAX_MEANS_GAP)
        else:
            edges = link_by_rows(X, members, len(clusters), n_neighbors)
    return clusters.astype(int)[edges]


def told_neighbors(clusterer, labels):
    """Return the pairs of neighbouring clusters that a fitted clusterer tells, or None.

    `labels` are those of all rows, also of rows that the clusterer was not fitted to.
    """
    last = last_step(clusterer)
    if isinstance(last, SOM):
        return last._neighbors_among(labels)
    return getattr(last, "neighbors_", None)


def neighbors_of_fitted(clusterer, X, labels):
    """Find the pairs of clusters of a fitted clusterer that touch each other.

    Its centres are used where there is one for each label.
    """
    centers = cluster_centers_of(clusterer)
    n_labels = labels.max(initial=-1) + 1
    # A clusterer of the user may give this name to something else.
    is_usable = (
        hasattr(centers, "dtype")
        and centers.ndim == 2
        and centers.dtype.kind == "f"
        and centers.shape[0] >= n_labels
        and centers.shape[1] == X.shape[1]
    )
    return find_cluster_neighbors(X, labels, centers if is_usable else None)


def _centers_of_labels(centers, clusters, n_features):
    """Return the centres of the clusters that have rows."""
    centers = centers.toarray() if issparse(centers) else centers
    centers = check_array(
        centers, dtype=np.float64, ensure_min_samples=0, input_name="centers"
    )
    if centers.shape[1] != n_features:
        raise ValueError(
            f"`centers` should have as many columns as `X`, {n_features}. Got "
            f"{centers.shape[1]}."
        )
    if clusters.size and clusters[-1] >= len(centers):
        raise ValueError(
            "`centers` should have a row for each label. Got "
            f"{len(centers)} rows and the label {clusters[-1]}."
        )
    return centers[clusters]


def _to_unit_scale(X, centers):
    """Bring all values into [-1, 1], so that squares neither overflow nor vanish."""
    X, centers = _divide(X, centers)
    if not issparse(X):
        # The search for neighbours subtracts squares, and would lose the digits in
        # which rows far from the origin differ.
        offset = X.mean(axis=0, dtype=np.float64)
        X = X - offset.astype(X.dtype)
        centers = None if centers is None else centers - offset
        X, centers = _divide(X, centers)
    return X, centers


def _divide(X, centers):
    largest = abs(X).max()
    if largest == 0:
        return X, centers
    X = X.multiply(1 / largest).tocsr() if issparse(X) else X / largest
    return X, None if centers is None else centers / largest


def _cluster_means(X, members, n_clusters):
    sizes = np.bincount(members, minlength=n_clusters)
    indicator = coo_matrix((np.ones(len(members)), (members, np.arange(len(members)))))
    sums = indicator.tocsr() @ X
    return (sums.toarray() if issparse(sums) else sums) / sizes[:, np.newaxis]
