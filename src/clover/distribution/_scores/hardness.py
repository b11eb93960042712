"""Scores of rows by how hard they are to tell from other classes."""

from numbers import Integral, Real

import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, clone
from sklearn.utils import check_random_state

from clover._compat import HasMethods, Interval
from clover._estimators.checks import ChecksOnce
from clover._numerics.discriminant import fit_discriminant, predict_discriminant
from clover._numerics.magnitude import to_search_space
from clover._numerics.neighbors import find_nearest_rows
from clover._rows.encoding import encode


class KDNHardness(ChecksOnce, BaseEstimator):
    """The share of other classes among the nearest rows of each row.

    The score is called "k disagreeing neighbours" in the literature [1]_. Noise and
    duplicates of a row count as neighbours. The row itself does not.

    Parameters
    ----------
    n_neighbors : int, default=5
        Number of nearest other rows to look at.

    See Also
    --------
    LogLinearAllocation : Weighs clusters by the mean of such scores.

    References
    ----------
    .. [1] M. R. Smith, T. Martinez, C. Giraud-Carrier, "An instance level analysis of
       data complexity", Machine Learning 95 (2014) 225-256, section 3.

    Examples
    --------
    >>> from clover.distribution import (
    ...     ClusterDistributor, KDNHardness, LogLinearAllocation
    ... )
    >>> X, y = [[0.0], [1.0], [2.5], [5.0], [7.0], [8.5]], [1, 1, 0, 1, 0, 0]
    >>> allocation = LogLinearAllocation.by_hardness(KDNHardness(n_neighbors=2))
    >>> distributor = ClusterDistributor(allocation=allocation)
    >>> distributor = distributor.fit(X, y, [0, 0, 0, 1, 1, 1], targets=[1])

    Of the two neighbours of each row, half are of the other class in the first cluster,
    and all in the second:

    >>> for pair, proportion in distributor.intra_distribution_.items():
    ...     print(pair, round(proportion, 3))
    (0, 1) 0.333
    (1, 1) 0.667
    """

    _parameter_constraints: dict = {
        "n_neighbors": [Interval(Integral, 1, None, closed="left")]
    }

    def __init__(self, n_neighbors=5):
        self.n_neighbors = n_neighbors

    def score_rows(self, X, cells):
        """Return the share of other classes among the neighbours of each row.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        scores : ndarray of shape (n_samples,)
            From 0 to 1; 0 for classes that get no synthetic samples.
        """
        self._validate_params()
        rows, codes = cells.target_rows, cells.class_codes
        neighbors = find_nearest_rows(X, rows, self.n_neighbors)
        scores = np.zeros(codes.size)
        if neighbors.size:
            is_other = codes[neighbors] != codes[rows, np.newaxis]
            scores[rows] = is_other.mean(axis=1)
        return scores


class CrossValidatedError(ChecksOnce, BaseEstimator):
    """Whether a classifier mistakes a row that was held out of its training.

    The mean over the rows of the class in a cluster is their error rate. A-SUWO takes
    this rate as the hardness of the cluster [1]_.

    Parameters
    ----------
    estimator : classifier, default=None
        The classifier; ``None`` stands for linear discriminant analysis with a shrunk
        covariance and equal priors. It is trained on the classes with at least two rows
        in the training folds; rows of other classes count as mistaken.

    cv : int, default=3
        Number of folds. Each class is dealt to them evenly, in random order.

    floor : float, default=0.1
        The smallest mean of a cluster, so that easy clusters get samples, too.

    random_state : int, RandomState instance or None, default=None
        Seeds the order in which rows are dealt to the folds. Inside a
        :class:`~clover.over_sampling.ClusterOverSampler`, ``None`` is replaced by a
        seed drawn from its ``random_state``.

    See Also
    --------
    LogLinearAllocation : Weighs clusters by the mean of such scores.

    References
    ----------
    .. [1] I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted
       oversampling (A-SUWO) for imbalanced datasets", Expert Systems with Applications
       46 (2016) 405-416.

    Examples
    --------
    >>> from clover.distribution import (
    ...     ClusterDistributor, CrossValidatedError, LogLinearAllocation
    ... )
    >>> X = [[0], [1], [2], [20], [21], [22], [23], [24], [25], [26], [27], [28]]
    >>> y, labels = [1] * 3 + [0] * 3 + [1] * 3 + [0] * 3, [0] * 3 + [1] * 9
    >>> allocation = LogLinearAllocation.by_hardness(CrossValidatedError())
    >>> distributor = ClusterDistributor(allocation=allocation)
    >>> shares = distributor.fit(X, y, labels, targets=[1]).intra_distribution_
    >>> shares[1, 1] > shares[0, 1]
    True
    """

    _parameter_constraints: dict = {
        "estimator": [HasMethods(["fit", "predict"]), None],
        "cv": [Interval(Integral, 2, None, closed="left")],
        "floor": [Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
    }

    def __init__(self, estimator=None, cv=3, floor=0.1, random_state=None):
        self.estimator = estimator
        self.cv = cv
        self.floor = floor
        self.random_state = random_state

    def score_rows(self, X, cells):
        """Return 1 for each mistaken row, 0 for other rows.

        Parameters
        ----------
        X : {ndarray, sparse matrix} of shape (n_samples, n_features)
            The rows in the cluster space.

        cells : Cells
            The rows by cluster and class.

        Returns
        -------
        scores : ndarray of shape (n_samples,)
            Zeros and ones.
        """
        self._validate_params()
        codes = cells.class_codes
        if self.estimator is None:
            if issparse(X):
                raise TypeError(
                    "CrossValidatedError needs an `estimator` for sparse rows, as "
                    "linear discriminant analysis takes dense ones only. Got None."
                )
            (X,) = to_search_space(X)
        folds = _deal_to_folds(cells, self.cv, check_random_state(self.random_state))
        errors = np.ones(codes.size)
        for fold in range(self.cv):
            held_out = np.flatnonzero(folds == fold)
            training = np.flatnonzero(folds != fold)
            sizes = np.bincount(codes[training], minlength=cells.classes.size)
            training = training[sizes[codes[training]] > 1]
            if held_out.size and training.size:
                predicted = self._predict(X, codes, training, held_out)
                errors[held_out] = predicted != codes[held_out]
        return errors

    def _predict(self, X, codes, training, held_out):
        present, found = encode(codes[training])
        if present.size == 1:
            return np.full(held_out.size, present[0])
        if self.estimator is not None:
            classifier = clone(self.estimator).fit(X[training], codes[training])
            return classifier.predict(X[held_out])
        discriminant = fit_discriminant(X[training], found, present.size)
        return present[predict_discriminant(X[held_out], *discriminant)]


def _deal_to_folds(cells, n_folds, rng):
    """Return the fold of each row; those of each class are dealt in random order."""
    codes = cells.class_codes
    shuffled = rng.permutation(codes.size)
    # Classes are ordered by their first rows: their names must not change the folds.
    first_rows = np.full(cells.classes.size, codes.size)
    np.minimum.at(first_rows, codes, np.arange(codes.size))
    order = shuffled[np.argsort(first_rows[codes[shuffled]], kind="stable")]
    folds = np.empty(codes.size, dtype=int)
    folds[order] = np.arange(codes.size) % n_folds
    return folds
