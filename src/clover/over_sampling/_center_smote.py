"""New rows between the mean of a class and rows that represent it."""

from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.utils import check_consistent_length, check_random_state

from clover import _docstrings
from clover._compat import Interval
from clover._rows.containers import Container, stack_rows, validate_numbers
from clover._rows.targets import Targets, append_targets
from clover.over_sampling._kernels.centers import sample_from_center
from clover.over_sampling._strategy import resolve_strategy


@_docstrings.Substitution(sampling_strategy=_docstrings.sampling_strategy)
class CenterSMOTE(BaseOverSampler):
    """SMOTE that draws from segments between the mean of a class and far rows of it.

    A class is represented by rows that are far from its mean and from each other, each
    moved by a part of its way to the mean. A new row lies on the segment between the
    mean c and one of these representatives r: ``c + u (r - c)``, u uniform between 0
    and 1. In the clusters of :class:`~clover.clusterer.CURE` these are the rows of
    CURE-SMOTE [1]_. By itself it takes the class for one round cluster.

    Parameters
    ----------
    {sampling_strategy}

    n_representatives : int, default=10
        Number of representatives of a class, limited to its distinct rows.

    shrink_factor : float, default=0.3
        By which part of its way to the mean a representative is moved, from 0 to 1.

    random_state : int, RandomState instance or None, default=None
        Seeds the draws. An integer makes the result reproducible.

    Attributes
    ----------
    sampling_strategy_ : dict
        Number of rows asked for per class, on top of those that were there.

    base_indices_ : ndarray of shape (n_new,)
        For each synthetic row, the position of its representative in the input.

    n_features_in_ : int
        Number of features seen by ``fit_resample``.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, where ``X`` has names that are all strings.

    See Also
    --------
    clover.clusterer.CURE : The clusterer whose representatives these are.
    ClusterOverSampler : Oversamples inside clusters.

    Notes
    -----
    The representatives are those of CURE [2]_: the first is the row that is farthest
    from the mean, each further one that whose nearest of those before is farthest away.
    All are used equally often in the long run. A class of one row, or of equal rows, is
    repeated. In columns of integers, values are truncated, as SMOTE does.

    Sparse input gives sparse output, in which a new row has as many entries as the
    mean.

    References
    ----------
    .. [1] L. Ma, S. Fan, "CURE-SMOTE algorithm and hybrid algorithm for feature
       selection and parameter optimization based on random forests", BMC
       Bioinformatics 18 (2017) 169.

    .. [2] S. Guha, R. Rastogi, K. Shim, "CURE: an efficient clustering algorithm for
       large databases", ACM SIGMOD Record 27 (1998) 73-84.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.clusterer import CURE
    >>> from clover.over_sampling import CenterSMOTE, ClusterOverSampler
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = ClusterOverSampler(
    ...     CenterSMOTE(), CURE(), random_state=0, clustering_scope="class"
    ... )
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _parameter_constraints: dict = {
        **BaseOverSampler._parameter_constraints,
        "n_representatives": [Interval(Integral, 1, None, closed="left")],
        "shrink_factor": [Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        sampling_strategy="auto",
        n_representatives=10,
        shrink_factor=0.3,
        random_state=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.n_representatives = n_representatives
        self.shrink_factor = shrink_factor
        self.random_state = random_state

    def fit(self, X, y):
        """Check the input and resolve the sampling strategy.

        Use ``fit_resample`` to make the synthetic rows.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Their classes.

        Returns
        -------
        self : object
            The instance itself.
        """
        self._check(X, y)
        return self

    def fit_resample(self, X, y):
        """Add synthetic rows to the data.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows, all numbers.

        y : array-like of shape (n_samples,)
            Their classes; also encoded one-vs-all, of shape (n_samples, n_classes).

        Returns
        -------
        X_resampled : same type as `X`, of shape (n_samples + n_new, n_features)
            The rows, unchanged and in their order, and then the synthetic ones.

        y_resampled : same type as `y`, of shape (n_samples + n_new,)
            Their classes.

        Raises
        ------
        ValueError
            If `X` holds something else than finite numbers.
        """
        container, X_numeric, targets = self._check(X, y)
        rng = check_random_state(self.random_state)
        pieces, base = [X_numeric[:0]], [np.empty(0, dtype=int)]
        for code, class_label in enumerate(targets.sizes):
            if n_new := self.sampling_strategy_.get(class_label, 0):
                rows = np.flatnonzero(targets.codes == code)
                X_new, base_of_class = sample_from_center(
                    X_numeric[rows],
                    n_new,
                    self.n_representatives,
                    self.shrink_factor,
                    rng,
                )
                pieces.append(X_new)
                base.append(rows[base_of_class])
        self.base_indices_ = np.concatenate(base)
        if self.base_indices_.size:
            X_resampled = container.append(stack_rows(pieces))
        else:
            X_resampled = container.take(np.arange(container.n_samples))
        return X_resampled, append_targets(y, self.base_indices_)

    def _fit_resample(self, X, y):
        # imbalanced-learn declares it abstract; its own `fit_resample` is not used.
        return self.fit_resample(X, y)

    def _check(self, X, y):
        """Return the container, its rows as numbers, and the targets."""
        self._validate_params()
        targets = Targets.from_user(y)
        container = Container(X)
        check_consistent_length(container.X, targets.y)
        if not container.is_numeric:
            raise ValueError(
                "CenterSMOTE makes numbers only, and `X` holds something else in "
                f"columns {container.non_numeric_columns}. Encode or drop them."
            )
        X_numeric = validate_numbers(self, container)
        self.sampling_strategy_ = resolve_strategy(self.sampling_strategy, targets)
        return container, X_numeric, targets
