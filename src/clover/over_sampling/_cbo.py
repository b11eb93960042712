"""Cluster-based oversampling: the clusters of all classes are levelled."""

import numpy as np
from imblearn.over_sampling import RandomOverSampler

from clover import _docstrings
from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling._base import BaseClusterOverSampler
from clover.over_sampling._kmeans import CLASS_KMEANS_CONSTRAINTS, divide_classes
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    random_state=_docstrings.random_state,
    kmeans_estimator=_docstrings.class_kmeans_estimator,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    fitted_attributes=_docstrings.fitted_attributes,
)
class CBO(BaseClusterOverSampler):
    """Repetition that levels the clusters of all classes, the largest too.

    Each class is divided by k-means, without a look at the others. The clusters of the
    largest class are all brought to the size of its largest cluster; every other class
    gets as many rows as that class has then, and its clusters equally many of them. So
    neither classes are unbalanced, nor the "small disjuncts" inside them [1]_. Rows
    are repeated, not made new.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default='auto'
        How many rows each class should have afterwards.

        - ``'auto'``: as many as the paper says: all classes what the largest has when
          its clusters are levelled;
        - ``float``: rows of the minority class over rows of the majority class, for
          two classes only;
        - ``'minority'``, ``'not minority'``, ``'not majority'``, ``'all'``: these
          classes get as many rows as the largest class has;
        - ``dict``: the number of rows of each targeted class;
        - callable: takes ``y``, returns such a ``dict``.

        In any form but ``'auto'`` the classes that get rows, and no others, are
        clustered and levelled, as far as the rows asked for reach.

    {random_state}

    {kmeans_estimator}

    {raise_error}

    {n_jobs}

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    ClusterSMOTE : Makes new rows, at one rate in all clusters of a class.
    clover.distribution.ClusterDistributor : Its mode 'final size' levels clusters.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.

    Notes
    -----
    With ``'auto'`` the request depends on the clusters: ``sampling_strategy_`` holds
    it, rows of the largest class included. Classes end with more rows than the largest
    has now, and data whose classes are balanced may get rows, too.

    Of several largest classes, that which needs most rows says how many all get. A
    cluster that is larger than an equal part of its class's rows stays as it is, and
    the others share what remains. Where equal parts are no whole numbers, clusters
    differ by one row. With a clusterer that finds noise, noise counts in the rows of
    the class; it is not repeated.

    The totals are those that accounts of the paper give, whose text was not at hand:
    q M rows a class, with q the clusters of the largest class and M the rows of the
    largest of them. The three clusters are a choice of this package.

    It is the composition of ``KMeans(n_clusters=3)``,
    ``ClusterDistributor(allocation=LogLinearAllocation.uniform(), mode='final size')``
    and ``RandomOverSampler()``, with ``clustering_scope='class'``; the totals are its
    own.

    References
    ----------
    .. [1] T. Jo, N. Japkowicz, "Class imbalances versus small disjuncts", ACM SIGKDD
       Explorations 6(1) (2004) 40-49.

    Examples
    --------
    >>> from collections import Counter
    >>> from clover.over_sampling import CBO
    >>> X = [[0], [1], [2], [10], [20], [21], [40], [50], [51], [52]]
    >>> y = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1]
    >>> sampler = CBO(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)

    The clusters of class 0 have 3, 1 and 2 rows, and get to 3 rows each, as do those
    of class 1:

    >>> print(Counter(y_res))
    Counter({{0: 9, 1: 9}})
    >>> print(sampler.sampling_strategy_)
    {{0: 3, 1: 5}}
    """

    _parameter_constraints: dict = {
        name: constraint
        for name, constraint in CLASS_KMEANS_CONSTRAINTS.items()
        if name != "k_neighbors"
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        kmeans_estimator=3,
        raise_error=True,
        *,
        n_jobs=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.kmeans_estimator = kmeans_estimator
        self.raise_error = raise_error
        self.n_jobs = n_jobs

    def _make_parts(self, n_samples):
        levels_all = isinstance(self.sampling_strategy, str) and (
            self.sampling_strategy == "auto"
        )
        return Parts(
            oversampler=RandomOverSampler(
                sampling_strategy="all" if levels_all else self.sampling_strategy
            ),
            distributor=ClusterDistributor(
                allocation=LogLinearAllocation.uniform(), mode="final size"
            ),
            request=level_classes if levels_all else None,
            **divide_classes(self.kmeans_estimator),
        )


def level_classes(cells):
    """Return the rows that level the clusters of the largest class, and all classes."""
    class_sizes = np.bincount(cells.class_codes)
    n_requested = find_level_size(cells.counts, class_sizes) - class_sizes
    return dict(zip(cells.classes.tolist(), n_requested.tolist(), strict=True))


def find_level_size(counts, class_sizes):
    """Return the rows of the largest class when its clusters are levelled.

    Parameters
    ----------
    counts : ndarray of shape (n_clusters, n_classes)
        Number of rows of each class in each cluster.

    class_sizes : ndarray of shape (n_classes,)
        Number of rows of each class, noise included.

    Returns
    -------
    n_rows : int
        The rows; of several largest classes, of that which has most then.
    """
    n_clusters = np.count_nonzero(counts, axis=0)
    n_new = n_clusters * counts.max(axis=0, initial=0) - counts.sum(axis=0)
    return int((class_sizes + n_new)[class_sizes == class_sizes.max()].max())
