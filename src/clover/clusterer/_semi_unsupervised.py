"""Semi-unsupervised clustering: each class around the clusters of the other classes."""

from numbers import Real

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils import check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.validation import validate_data

from clover._compat import HasMethods, Interval
from clover._estimators.checks import ChecksOnce
from clover._estimators.seeds import seed_parts
from clover._numerics.groups import Groups
from clover._numerics.magnitude import scale_factor, to_search_space
from clover._numerics.neighbors import find_nearest_other
from clover._rows.encoding import encode, first_positions
from clover.clusterer._barred_linkage import (
    all_distances,
    link_around,
    link_completely,
    mean_of_medians,
)
from clover.clusterer._labels import (
    MAX_SAMPLES_CONSTRAINTS,
    draw_sample,
    fit_labels,
    number_clusters,
)
from clover.clusterer._obstacles import Obstacles

# The distances between so many rows take 72 MB.
MAX_LINKED_ROWS = 3_000


class SemiUnsupervisedClusterer(ChecksOnce, ClusterMixin, BaseEstimator):
    """Hierarchical clustering of each class that does not reach across the others.

    It is the first step of A-SUWO [1]_. Each of the other classes is clustered by
    itself first. Then each row of the class is a cluster, and the two closest clusters,
    at distance pi by complete linkage, are merged, unless a cluster of another class is
    closer than pi to both of them. Two clusters that were kept apart in this way are
    never merged later, not even as parts of larger clusters. Merging ends when pi
    exceeds the threshold

        T = c_thres * mean over the rows of the median distance to the other rows

    of the class. All classes but the largest are clustered in this way, each with all
    other classes around it. The largest class keeps the clusters that it has by itself.
    No cluster holds rows of two classes.

    The rows are taken as they are: scale them first if their features have different
    units.

    Parameters
    ----------
    c_thres : float, default=1.0
        Factor of the thresholds. Larger values give fewer and larger clusters.

    majority_clusterer : estimator, default=None
        Clusters the rows of the largest class. ``None`` is complete linkage up to their
        own threshold by the same rule; for more than 3,000 rows, ``MiniBatchKMeans``
        with as many clusters as the square root of the number of rows. Rows with a
        negative label are noise and keep no clusters apart. Where a smaller class is
        around another, it is always clustered as by ``None``.

    random_state : int, RandomState instance or None, default=None
        Seeds the clusterers of the classes around a class, and the draw of
        `max_samples`.

    max_samples : int, float or None, default=10_000
        Largest number of rows of a class that are linked, or their share of the class.
        Of a larger class a random sample is linked; each other row gets the label of
        its nearest linked row. ``None`` links all rows.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        Cluster of each row. The labels of a class are consecutive integers; -1 marks
        rows of the largest class that `majority_clusterer` took for noise.

    thresholds_ : dict
        Maps each class but the largest to its threshold T; without classes, ``None``.

    n_features_in_ : int
        Number of features.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if they are all strings.

    See Also
    --------
    CURE : Hierarchical clustering of one class, which finds noise.
    clover.over_sampling.ClusterOverSampler : Hands the classes on, if all are clustered
        together.

    Notes
    -----
    If several classes are the largest, the class of the earliest row is taken. Without
    `y`, all rows are of one class, and no other rows keep clusters apart.

    The paper has two classes. If there are more than two, every class is clustered once
    by itself, by complete linkage up to its threshold, and these clusters keep those of
    all other classes apart. So no cluster reaches across a cluster of any other class,
    and none of the clusters around a class depends on how classes are numbered. The
    other classes are not clustered together, since a cluster of several classes would
    be wide, and in the way of few; and the time would grow with the number of classes
    times the square of all rows.

    Memory is quadratic in the linked rows of a class, 8 bytes a pair (800 MB for 10,000
    rows; twice that without classes). Time is quadratic too, and cubic in the worst
    case, if many pairs must not be merged. Clusters of other classes that are too far
    away to be in the way are found by one distance each.

    References
    ----------
    .. [1] I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted
       oversampling (A-SUWO) for imbalanced datasets", Expert Systems with Applications
       46 (2016) 405-416, section 3.1.

    Examples
    --------
    The rows at 4 and 6 are close, but those of the other class at 5 are closer to both:

    >>> from clover.clusterer import SemiUnsupervisedClusterer
    >>> X = [[0], [1], [4], [6], [9], [4.9], [5], [5.1], [20], [21], [22]]
    >>> y = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    >>> clusterer = SemiUnsupervisedClusterer()
    >>> print(clusterer.fit_predict(X[:5]))
    [0 0 1 1 2]
    >>> print(clusterer.fit_predict(X, y))
    [0 0 0 1 1 2 2 2 3 3 3]
    """

    _parameter_constraints: dict = {
        "c_thres": [Interval(Real, 0, None, closed="left")],
        "majority_clusterer": [HasMethods(["fit_predict"]), HasMethods(["fit"]), None],
        "random_state": ["random_state"],
        "max_samples": MAX_SAMPLES_CONSTRAINTS,
    }

    def __init__(
        self,
        c_thres=1.0,
        majority_clusterer=None,
        random_state=None,
        max_samples=10_000,
    ):
        self.c_thres = c_thres
        self.majority_clusterer = majority_clusterer
        self.random_state = random_state
        self.max_samples = max_samples

    def fit(self, X, y=None):
        """Cluster the rows of each class.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,), default=None
            Their classes. ``None`` stands for one class.

        Returns
        -------
        self : object
            The fitted clusterer.
        """
        self._validate_params()
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32])
        rng = check_random_state(self.random_state)
        (Z,) = to_search_space(X)
        classes, codes = [None], None
        if y is not None:
            y = column_or_1d(y)
            check_consistent_length(X, y)
            classes, codes = encode(y)
        if len(classes) > 1:
            thresholds = self._cluster_classes(X, Z, codes, len(classes), rng)
        else:
            self.labels_, threshold = self._link(Z, rng)
            thresholds = {0: threshold}
        class_labels, factor = np.asarray(classes).tolist(), scale_factor(X)
        self.thresholds_ = {
            class_labels[code]: float(threshold / factor)
            for code, threshold in thresholds.items()
        }
        return self

    def fit_predict(self, X, y=None):
        """Cluster the rows of each class and return their labels.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,), default=None
            Their classes, as in ``fit``.

        Returns
        -------
        labels : ndarray of shape (n_samples,)
            The clusters.
        """
        return self.fit(X, y).labels_

    def _cluster_classes(self, X, Z, codes, n_classes, rng):
        """Set the labels, class by class, and return the thresholds in the space Z."""
        # By first rows, the names of the classes do not change the random draws.
        order = np.argsort(first_positions(codes, n_classes)).tolist()
        classes = Groups.from_codes(codes, n_classes)
        largest = max(order, key=lambda code: classes.sizes[code])
        smaller = [code for code in order if code != largest]
        alone = np.full(codes.size, -1, dtype=np.int64)
        n_labels = 0
        # Of two classes, the smaller one is in the way of no other.
        for code in order if len(smaller) > 1 else [largest]:
            rows = classes.of(code)
            clusterer = self.majority_clusterer if code == largest else None
            labels = self._cluster_alone(clusterer, X[rows], Z[rows], rng)
            alone[rows] = np.where(labels < 0, -1, labels + n_labels)
            n_labels += labels.max() + 1
        obstacles = Obstacles.from_labels(Z, alone, codes)
        self.labels_ = np.empty(codes.size, dtype=np.int64)
        thresholds, n_labels = {}, 0
        for code in smaller:
            rows = classes.of(code)
            labels, thresholds[code] = self._link(Z[rows], rng, obstacles, code)
            self.labels_[rows] = labels + n_labels
            n_labels += labels.max() + 1
        of_largest = number_clusters(alone[classes.of(largest)])
        self.labels_[classes.of(largest)] = np.where(
            of_largest < 0, -1, of_largest + n_labels
        )
        return thresholds

    def _cluster_alone(self, clusterer, X, Z, rng):
        """Return labels from 0 on of the rows of one class; -1 for noise."""
        n_samples = X.shape[0]
        if clusterer is not None:
            labels = fit_labels(seed_parts(clone(clusterer, safe=False), rng), X)
        elif n_samples > MAX_LINKED_ROWS:
            n_clusters = round(np.sqrt(n_samples))
            clusterer = MiniBatchKMeans(n_clusters, n_init="auto")
            labels = fit_labels(seed_parts(clusterer, rng), Z)
        else:
            distances = all_distances(Z)
            threshold = self.c_thres * mean_of_medians(distances)
            labels = link_completely(distances, threshold)
        return number_clusters(labels)

    def _link(self, Z, rng, obstacles=None, code=None):
        """Return labels from 0 on of the rows of a class, and their threshold."""
        sample = draw_sample(self, Z.shape[0], self.max_samples, rng)
        linked = Z if sample is None else Z[sample]
        distances = all_distances(linked)
        threshold = self.c_thres * mean_of_medians(distances)
        if obstacles is None:
            labels = link_completely(distances, threshold)
        else:
            to_others = obstacles.farthest_distances(linked, code, threshold)
            labels = link_around(distances, to_others, threshold)
        if sample is not None:
            of_linked = labels
            labels = of_linked[find_nearest_other(Z, linked)]
            # By rounding, the row nearest to a sparse linked row may be another one.
            labels[sample] = of_linked
        return number_clusters(labels), threshold

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags
