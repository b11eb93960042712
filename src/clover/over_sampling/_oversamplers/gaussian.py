"""GaussianOversampler: samples from a Gaussian with a shrunk covariance."""

from numbers import Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler

from clover import _docstrings
from clover._compat import Interval, StrOptions
from clover.over_sampling._account.weighting import WEIGHTING_CONSTRAINTS
from clover.over_sampling._class_by_class import ClassByClassOverSampler
from clover.over_sampling._generation.gaussian import gaussian_alone
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._kernels.gaussians import SHRINKAGES


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    weighting=_docstrings.weighting,
    sample_weight=_docstrings.sample_weight,
)
class GaussianOversampler(ClassByClassOverSampler):
    """Samples from a Gaussian with the mean and the covariance of a class.

    The covariance is ``(1 - s) S + s m I``: the covariance S of the rows of the class,
    shrunk by s towards the identity I times the mean variance m. So it can be used with
    fewer rows than features. Inside the clusters of :class:`ClusterOverSampler`, each
    cluster has a Gaussian of its own.

    The features are used in their own units: scale them first if these differ, as
    shrinkage makes variances alike, or use ``search_space='clusters'`` of
    :class:`ClusterOverSampler`.

    Parameters
    ----------
    {sampling_strategy}

    shrinkage : {{'ledoit_wolf', 'oas'}} or float, default='ledoit_wolf'
        The shrinkage s, from 0 (the covariance of the rows) to 1 (the same variance in
        all directions).

        - ``'ledoit_wolf'``: found from the rows by the formula of Ledoit and Wolf [1]_;
        - ``'oas'``: found by that of Chen et al. [2]_, which assumes Gaussian rows.

    random_state : int, RandomState instance or None, default=None
        Seed of the random draws. An integer makes the result reproducible.

    {weighting}

    Attributes
    ----------
    sampling_strategy_ : dict
        Maps each targeted class to the number of synthetic samples asked for.

    {sample_weight}

    n_features_in_ : int
        Number of features seen by ``fit_resample``.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if all names in ``X`` are strings.

    See Also
    --------
    sklearn.covariance.LedoitWolf : The covariance that is used.
    imblearn.over_sampling.RandomOverSampler : With ``shrinkage``, draws from a Gaussian
        around each row.
    ClusterOverSampler : Oversamples inside clusters.

    Notes
    -----
    Methods that draw from one Gaussian in each cluster of the minority class are
    compositions with this class. OHIT [3]_ finds clusters by shared nearest neighbours
    and shrinks the covariances, towards another target: Sharpe's single-index model.
    CSKGO [4]_ takes the clusters of k-means. Only the abstracts of both papers were
    read.

    A column with a single value in the class or cluster keeps this value, and has no
    part in the covariance. A class with a single row is repeated, with a warning; two
    rows span a line, on which their samples lie. Samples may lie outside of the range
    of the class, except in columns of integers, in which they are rounded and kept
    within. Sparse input gives sparse output, but samples have an entry in each column
    in which a row of the class has one.

    A sample has no parents: it is not made from single rows. In the ``provenance_`` of
    :class:`ClusterOverSampler`, the parents are masked. A value carried over to a
    sample is the mean over all rows of the class in the cluster, and so are weights
    that :func:`~clover.weights.prevalence_weights` carries over from the real rows.

    References
    ----------
    .. [1] O. Ledoit, M. Wolf, "A well-conditioned estimator for large-dimensional
       covariance matrices", Journal of Multivariate Analysis 88 (2004) 365-411.

    .. [2] Y. Chen, A. Wiesel, Y. C. Eldar, A. O. Hero, "Shrinkage algorithms for MMSE
       covariance estimation", IEEE Transactions on Signal Processing 58 (2010)
       5016-5029.

    .. [3] T. Zhu, Y. Lin, Y. Liu, "Oversampling for imbalanced time series data",
       arXiv:2004.06373 (2020).

    .. [4] "Oversampling algorithm based on improved k-means and Gaussian distribution",
       Information 17 (2026) 28.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import ClusterOverSampler, GaussianOversampler
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = ClusterOverSampler(
    ...     GaussianOversampler(), KMeans(3), random_state=0, clustering_scope="class"
    ... )
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _parameter_constraints: dict = {
        **BaseOverSampler._parameter_constraints,
        "shrinkage": [StrOptions(set(SHRINKAGES)), Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
        "weighting": WEIGHTING_CONSTRAINTS,
    }

    def __init__(
        self,
        sampling_strategy="auto",
        shrinkage="ledoit_wolf",
        random_state=None,
        *,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.shrinkage = shrinkage
        self.random_state = random_state
        self.weighting = weighting

    def _make(self, rows, is_of_class, n_new, rng):
        positions = np.flatnonzero(is_of_class)
        of_class = SearchedRows.of(rows[positions])
        X_new, parents = gaussian_alone(self, of_class, None, n_new, rng)
        X_new = of_class.X[parents.base] if X_new is None else X_new
        return X_new, parents.located(positions)

    def _tell_parents(self, parents):
        """Tell nothing: the samples have no parents."""
