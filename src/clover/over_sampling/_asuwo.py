"""A-SUWO: semi-unsupervised clusters, weighed by error, their rows by closeness."""

from numbers import Integral, Real

from imblearn.over_sampling import SMOTE
from scipy import sparse

from clover import _docstrings
from clover._compat import Interval
from clover.clusterer import SemiUnsupervisedClusterer
from clover.clusterer._labels import MAX_SAMPLES_CONSTRAINTS
from clover.distribution import (
    BorderCloseness,
    ClusterDistributor,
    CrossValidatedError,
    FallbackFilter,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
)
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    k_neighbors=_docstrings.k_neighbors,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    fitted_attributes=_docstrings.fitted_attributes,
)
class ASUWO(BaseClusterOverSampler):
    """SMOTE in clusters that do not reach across other classes, where errors are made.

    Each class but the largest is clustered by hierarchical clustering that stops at the
    clusters of the others. A cluster gets rows in proportion to the error of a
    classifier on it, found by cross-validation. Inside, rows close to other classes
    are used more often; those without a neighbour of their class are not used at all
    [1]_. Every class ends with exactly the number of rows that was asked for.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    {k_neighbors}

    c_thres : float, default=1.0
        The larger it is, the fewer and larger are the clusters; see
        :class:`~clover.clusterer.SemiUnsupervisedClusterer`.

    n_neighbors : int, default=5
        A row without one of its class among so many nearest is not used, unless all
        rows of the class are such. It is also the number of nearest rows of other
        classes that weigh a row.

    min_rows : int, default=3
        Clusters of fewer rows of a class get none, unless no cluster of the class has
        so many and a row that is used.

    cv : int, default=3
        Number of folds of the cross-validation.

    {raise_error}

    {n_jobs}

    max_samples : int, float or None, default=10_000
        How many rows of a class are linked at most, as a number or a share of the
        class. Of a larger class a random sample of that size is linked; its other rows
        get the label of the nearest linked row. ``None`` links all.

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    clover.clusterer.SemiUnsupervisedClusterer : The clusterer.
    clover.distribution.CrossValidatedError : What weighs clusters.
    clover.distribution.BorderCloseness : What weighs rows.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.

    Notes
    -----
    The paper's text was not at hand. Its author's public code and that of
    smote-variants differ from each other. The readings taken are:

    - unsafe rows are clustered and count in the size and the error of their cluster;
      they are neither the base of a new row nor its other end;
    - all classes are linked completely, which keeps clusters compact, up to thresholds
      by one rule;
    - the error of a cluster is that of linear discriminant analysis, at least 0.1, and
      its power is 1: a cluster gets rows by the error, whatever its size;
    - the error is found by folds of all rows, once, and not cluster by cluster;
    - the cut-off of the closeness of a row is found in each cluster.

    Small classes that lie scattered among others, and most of fewer than five rows, may
    have no cluster of `min_rows` with a safe row. The steps of the paper would leave
    them without new rows. Here all clusters with a safe row are used then, and if there
    is none, all clusters with all their rows: see
    :class:`~clover.distribution.FallbackFilter`. So every class
    gets the rows asked for, and `raise_error` has no effect. A class of a single row is
    an error, as it has no neighbours.

    The rows are taken as they are: scale them first if their features have different
    units. Memory is quadratic in the rows of a class that are linked. Sparse rows are
    made dense to be clustered.

    It is the composition of ``SemiUnsupervisedClusterer()``, ``SMOTE()`` and a
    ``ClusterDistributor`` of ``FallbackFilter(SafetyFilter() &
    MinimumSupportFilter(3), FallbackFilter(SafetyFilter()))`` and
    ``LogLinearAllocation.by_hardness(CrossValidatedError(),
    row_score=BorderCloseness())``.

    References
    ----------
    .. [1] I. Nekooeimehr, S. K. Lai-Yuen, "Adaptive semi-unsupervised weighted
       oversampling (A-SUWO) for imbalanced datasets", Expert Systems with Applications
       46 (2016) 405-416.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import ASUWO
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = ASUWO(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]

    Rows that are not safe were not used:

    >>> unsafe = ~sampler.distributor_.row_mask_
    >>> int(unsafe.sum()), int(unsafe[sampler.provenance_.base].sum())
    (9, 0)
    """

    _parameter_constraints: dict = {
        **{
            name: PRESET_CONSTRAINTS[name]
            for name in (
                "sampling_strategy",
                "random_state",
                "k_neighbors",
                "raise_error",
                "n_jobs",
            )
        },
        "c_thres": [Interval(Real, 0, None, closed="left")],
        "n_neighbors": [Interval(Integral, 1, None, closed="left")],
        "min_rows": [Interval(Integral, 1, None, closed="left")],
        "cv": [Interval(Integral, 2, None, closed="left")],
        "max_samples": MAX_SAMPLES_CONSTRAINTS,
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        k_neighbors=5,
        c_thres=1.0,
        n_neighbors=5,
        min_rows=3,
        cv=3,
        raise_error=True,
        *,
        n_jobs=None,
        max_samples=10_000,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.c_thres = c_thres
        self.n_neighbors = n_neighbors
        self.min_rows = min_rows
        self.cv = cv
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.max_samples = max_samples

    def _make_parts(self, n_samples):
        safe = SafetyFilter(self.n_neighbors)
        return Parts(
            oversampler=SMOTE(
                sampling_strategy=self.sampling_strategy, k_neighbors=self.k_neighbors
            ),
            clusterer=SemiUnsupervisedClusterer(
                c_thres=self.c_thres, max_samples=self.max_samples
            ),
            distributor=ClusterDistributor(
                FallbackFilter(
                    safe & MinimumSupportFilter(self.min_rows), FallbackFilter(safe)
                ),
                LogLinearAllocation.by_hardness(
                    CrossValidatedError(cv=self.cv),
                    row_score=BorderCloseness(self.n_neighbors),
                ),
            ),
            # Linear discriminant analysis takes dense rows only.
            prepare=to_dense,
        )


def to_dense(X):
    """Return rows that are sparse as an array."""
    return X.toarray() if sparse.issparse(X) else X
