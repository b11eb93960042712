"""Cluster-SMOTE: k-means of each class, and SMOTE inside its clusters."""

from imblearn.over_sampling import SMOTE

from clover import _docstrings
from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling._base import BaseClusterOverSampler
from clover.over_sampling._kmeans import CLASS_KMEANS_CONSTRAINTS, divide_classes
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    k_neighbors=_docstrings.k_neighbors,
    kmeans_estimator=_docstrings.class_kmeans_estimator,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    weighting=_docstrings.weighting,
    fitted_attributes=_docstrings.fitted_attributes,
)
class ClusterSMOTE(BaseClusterOverSampler):
    """SMOTE inside the clusters of each class.

    K-means divides each class to oversample into clusters and ignores the other
    classes. SMOTE works inside these clusters [1]_, so that synthetic samples lie in
    the regions where the class lives, and not between them. Every class ends with
    exactly the number of rows that was asked for.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    {k_neighbors}

    {kmeans_estimator}

    {raise_error}

    {n_jobs}

    {weighting}

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    KMeansSMOTE : Clusters all classes together, and selects clusters.
    CBO : Makes all clusters of a class equally large, by repetition.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.

    Notes
    -----
    The paper says neither how many clusters there are nor how they share the synthetic
    samples. Here each cluster gets samples in proportion to its rows, and each row is
    used equally often, as in SMOTE by itself. This adds no choice to those of the
    paper. The three clusters are a choice of this package. A class with a single row is
    repeated, with a warning.

    It is the composition of ``KMeans(n_clusters=3)``, ``ClusterDistributor()`` and
    ``SMOTE()``, with ``clustering_scope='class'``.

    The study in the documentation compared ClusterSMOTE with no resampling, on 81
    data sets and with logistic regression and gradient boosting: average precision
    was 0.4 points lower, AUC 0.2 points lower and the Brier score 2.1 points worse.
    With ``weighting='prevalence'``, the Brier score was 0.1 points worse: set it if
    you need probabilities, and keep no resampling among your contenders.

    References
    ----------
    .. [1] D. A. Cieslak, N. V. Chawla, A. Striegel, "Combating imbalance in network
       intrusion datasets", IEEE International Conference on Granular Computing (2006)
       732-737.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import ClusterSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = ClusterSMOTE(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]

    The class of 212 rows got 145 samples, about 0.7 per row in each cluster:

    >>> report = sampler.cluster_report_
    >>> used = report.n_rows > 0
    >>> print((report.n_new_rows[used] / report.n_rows[used]).round(1))
    [0.7 0.7 0.7]
    """

    _parameter_constraints: dict = CLASS_KMEANS_CONSTRAINTS

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        k_neighbors=5,
        kmeans_estimator=3,
        raise_error=True,
        *,
        n_jobs=None,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.kmeans_estimator = kmeans_estimator
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.weighting = weighting

    def _make_parts(self, container, target):
        return Parts(
            oversampler=SMOTE(
                sampling_strategy=self.sampling_strategy, k_neighbors=self.k_neighbors
            ),
            distributor=ClusterDistributor(allocation=LogLinearAllocation.by_size()),
            **divide_classes(self.kmeans_estimator),
        )
