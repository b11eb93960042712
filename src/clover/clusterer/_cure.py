"""CURE: hierarchical clustering by representatives, which finds noise."""

from numbers import Integral, Real

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from clover._compat import Interval
from clover._estimators.checks import ChecksOnce
from clover._numerics.distances import row_squares
from clover._numerics.magnitude import scale_factor, to_search_space
from clover._numerics.neighbors import find_nearest_other
from clover._numerics.representatives import find_representatives, mean_row, shrink
from clover.clusterer._cure_merging import Merging
from clover.clusterer._labels import number_clusters

# Rows are far if their largest number is so many times that of the representatives.
FAR = 4.0


class CURE(ChecksOnce, ClusterMixin, BaseEstimator):
    """Hierarchical clustering by representatives, which finds noise.

    Each row is a cluster at first, and the two closest clusters are merged until
    `n_clusters` are left [1]_. A cluster is represented by rows of it that are far from
    its mean and from each other, each moved towards the mean by a part of the way. The
    distance of two clusters is that of their two closest representatives. So clusters
    need not be round, and outliers are merged late.

    Clusters that grow slowly are taken for noise, in two phases. As soon as there are
    only a third as many clusters as rows, clusters of a single row are dropped. In the
    end, clusters of fewer than `min_cluster_size` rows are dropped.

    The rows are taken as they are: scale them first if their features have different
    units.

    Parameters
    ----------
    n_clusters : int, default=5
        Number of clusters at which merging stops. Fewer may be left, as some are
        dropped.

    n_representatives : int, default=10
        Number of representatives of a cluster, limited to its distinct rows.

    shrink_factor : float, default=0.3
        Part of the way to the mean by which representatives are moved. With 0 they
        are not moved, and merging is single linkage between them; with 1 all are at the
        mean.

    min_cluster_size : int, default=2
        Number of rows below which a cluster is noise in the end. With 1 no rows are
        noise in either phase.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        Cluster of each row, numbered in the order of their first rows; -1 for noise.

    cluster_centers_ : ndarray of shape (n_found, n_features)
        The means of the clusters.

    representatives_ : list of ndarray of shape (n_of_cluster, n_features)
        The representatives of each cluster, moved towards its mean.

    n_features_in_ : int
        Number of features.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if they are all strings.

    See Also
    --------
    SemiUnsupervisedClusterer : Hierarchical clustering around other classes.
    sklearn.cluster.HDBSCAN : Finds clusters of any shape, and noise, by density.

    Notes
    -----
    The first phase takes place if a third of the rows is more than `n_clusters`, and
    not before equal rows are merged. It may leave fewer than `n_clusters` clusters. If
    no cluster has `min_cluster_size` rows in the end, the largest are kept, so that
    some rows are not noise. Many rows may be noise: in Gaussian clusters of ten
    features a quarter of the rows are single clusters at the first phase.

    Sparse rows are made dense, as representatives that were moved towards the mean have
    hardly any zeros.

    Memory is linear in the rows: the representatives and the nearest cluster of each
    cluster are held. Time is at least quadratic in the rows: 2,000 rows of ten features
    take about a second. For more rows, the paper clusters a random sample and gives
    each other row to the cluster of its nearest representative, as ``predict`` does;
    ``max_samples`` of ``ClusterOverSampler`` does the same.

    References
    ----------
    .. [1] S. Guha, R. Rastogi, K. Shim, "CURE: an efficient clustering algorithm for
       large databases", ACM SIGMOD Record 27 (1998) 73-84.

    Examples
    --------
    >>> from clover.clusterer import CURE
    >>> X = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.3], [30.0]]
    >>> cure = CURE(n_clusters=3).fit(X)
    >>> print(cure.labels_)
    [ 0  0  0  1  1  1 -1]
    >>> print(cure.predict([[7.0]]))
    [1]
    """

    _parameter_constraints: dict = {
        "n_clusters": [Interval(Integral, 1, None, closed="left")],
        "n_representatives": [Interval(Integral, 1, None, closed="left")],
        "shrink_factor": [Interval(Real, 0, 1, closed="both")],
        "min_cluster_size": [Interval(Integral, 1, None, closed="left")],
    }

    def __init__(
        self,
        n_clusters=5,
        n_representatives=10,
        shrink_factor=0.3,
        min_cluster_size=2,
    ):
        self.n_clusters = n_clusters
        self.n_representatives = n_representatives
        self.shrink_factor = shrink_factor
        self.min_cluster_size = min_cluster_size

    def fit(self, X, y=None):
        """Cluster the rows.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows, at least `n_clusters`.

        y : object, default=None
            Not used.

        Returns
        -------
        self : object
            The fitted clusterer.

        Raises
        ------
        ValueError
            If there are fewer rows than `n_clusters`.
        """
        self._validate_params()
        X = self._check_rows(X)
        if X.shape[0] < self.n_clusters:
            raise ValueError(
                f"n_samples={X.shape[0]} should be >= n_clusters={self.n_clusters}."
            )
        (Z,) = to_search_space(X)
        merging = Merging(Z, self.n_representatives, self.shrink_factor)
        finds_noise = self.min_cluster_size > 1
        while merging.n_clusters > self.n_clusters:
            is_third = merging.n_clusters <= X.shape[0] / 3
            # At distance 0 some equal rows are not merged yet, and would be dropped.
            if finds_noise and is_third and merging.square > 0:
                merging.drop(np.flatnonzero(merging.sizes == 1))
                finds_noise = False
            else:
                merging.merge_closest()
        sizes = merging.sizes
        is_small = sizes < min(self.min_cluster_size, sizes.max())
        merging.drop(np.flatnonzero(is_small & (sizes > 0)))
        self.labels_ = number_clusters(merging.labels)
        self._describe_clusters(X, Z)
        return self

    def _check_rows(self, X, reset=True):
        X = validate_data(
            self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=reset
        )
        return X.toarray() if sparse.issparse(X) else X

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _describe_clusters(self, X, Z):
        centers, self.representatives_ = [], []
        for label in range(self.labels_.max() + 1):
            rows = np.flatnonzero(self.labels_ == label)
            center = mean_row(X[rows])
            found = rows[find_representatives(Z[rows], self.n_representatives)]
            points = shrink(X[found], center, self.shrink_factor)
            centers.append(center)
            self.representatives_.append(points.astype(X.dtype))
        self.cluster_centers_ = np.array(centers).astype(X.dtype)

    def predict(self, X):
        """Return the cluster of the nearest representative; no row is noise.

        A row of the fit may be nearer to a representative of another cluster than its
        own.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        labels : ndarray of shape (n_samples,)
            The clusters.
        """
        check_is_fitted(self)
        X = self._check_rows(X, reset=False)
        points = np.concatenate(self.representatives_).astype(np.float64)
        counts = [len(of_cluster) for of_cluster in self.representatives_]
        return np.repeat(np.arange(len(counts)), counts)[_find_nearest(X, points)]


def _find_nearest(X, points):
    """Return the position of the nearest point of each row, however large it is."""
    # Shift and scale do not depend on `X`, so that what is found for a row does not
    # depend on the other rows.
    factor, middle = scale_factor(points), points[0]
    points = (points - middle) * factor
    largest = np.abs(X).max(axis=1)
    is_far = largest > FAR / factor
    nearest = np.empty(X.shape[0], dtype=np.intp)
    if not is_far.all():
        near = X[~is_far] * factor - middle * factor
        nearest[~is_far] = find_nearest_other(near, points)
    nearest[is_far] = _find_nearest_to_far_rows(
        X[is_far].astype(np.float64), largest[is_far], points, middle, factor
    )
    return nearest


def _find_nearest_to_far_rows(X, largest, points, middle, factor):
    """Return the nearest points of rows that are far from all of them.

    In |x - p|^2 = |x|^2 - 2 x p + |p|^2 the square of the row would swallow the rest,
    so it is left out, and all is divided by the largest number of the row. `points` are
    already shifted by `middle` and scaled by `factor`.
    """
    with np.errstate(over="ignore"):
        scale = largest[:, np.newaxis].astype(np.float64) * factor
    directions = X / largest[:, np.newaxis] - middle * factor / scale
    squares = row_squares(points) / scale
    return np.argmin(squares - 2 * directions @ points.T, axis=1)
