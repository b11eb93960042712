"""Geometric SMOTE for tables of unlike columns, scaled inside."""

from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling import SMOTEN
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline

from clover import _docstrings
from clover._compat import Interval, StrOptions
from clover._rows.categorical_columns import (
    check_numeric,
    locate_columns,
    take_numbers,
)
from clover._rows.kinds_of_columns import guess_categorical_columns
from clover.clusterer._one_cluster import OneCluster
from clover.clusterer._table_scaler import TableScaler
from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    LogLinearAllocation,
)
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler
from clover.over_sampling._geometric_smote import GeometricSMOTE
from clover.over_sampling._kmeans import count_clusters, make_kmeans
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    k_neighbors=_docstrings.k_neighbors,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    weighting=_docstrings.weighting,
    fitted_attributes=_docstrings.fitted_attributes,
)
class ScaledGeometricSMOTE(BaseClusterOverSampler):
    """Geometric SMOTE that is free of units, for tables of numbers and categories.

    A table needs no preparation. Neighbours are searched among the standardised and
    one-hot encoded rows, so that no column outweighs the others because of its unit.
    The synthetic samples have the units and the categories of the table, in its
    container and with its dtypes. With `n_clusters`, they are made inside the clusters
    of k-means.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    {k_neighbors}

    truncation_factor : float, default=1.0
        Which part of the ball around a row is used, from -1 to 1; see
        :class:`GeometricSMOTE`.

    deformation_factor : float, default=0.0
        How much the ball is flattened, from 0 (a ball) to 1 (a segment).

    selection_strategy : {{'combined', 'majority', 'minority'}}, default='combined'
        Whether the ball reaches to the nearer of the two, to the nearest row of another
        class, or to a neighbour of the same class.

    n_clusters : int or 'auto', default=1
        Number of clusters of :class:`~sklearn.cluster.KMeans`, which clusters the
        standardised and encoded rows; fewer if there are fewer distinct rows. With 1,
        nothing is clustered. ``'auto'`` is the square root of n, rounded, for the n
        rows of the smallest class that gets samples.

    coverage : float, default=0.8
        Share of the rows of a class in the selected clusters. Those with the fewest
        rows of the largest class, for each row of the class, are selected; see
        :class:`~clover.distribution.CoverageFilter`. Without effect in one cluster.

    categorical_features : 'auto', array-like or None, default='auto'
        Which columns hold categories.

        - ``'auto'``: columns of strings, of a categorical dtype, and of booleans, also
          as Python objects. Arrays and sparse matrices without strings have none. Times
          are an error;
        - ``None``: no column;
        - array-like: positions, names (of a data frame), or a boolean mask of all
          columns. Integers that are codes of categories have to be named.

    {raise_error}

    {n_jobs}

    {weighting}

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    GeometricSMOTE : The oversampler, which measures distances in the given units.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.
    clover.classification.ResampledClassifier : Trains a classifier with the weights.

    Notes
    -----
    For numbers, it is the composition of ``GeometricSMOTE()`` [1]_ and the clusterer
    ``make_pipeline(StandardScaler(), KMeans(n_clusters))``, with
    ``search_space='clusters'``. In several clusters, the distributor is
    ``ClusterDistributor(CoverageFilter(0.8),
    LogLinearAllocation.by_size_and_spread())``.

    It is the sampler that the study in the documentation recommends, with weights. On
    29 families of real data sets by which nothing was chosen, it gained 2.2 points of
    AUC over no resampling for a single tree (95 % interval 1.0 to 3.5). With logistic
    regression and gradient boosting, no difference was shown in average precision, AUC
    and Brier's score. The composition with clusters that was compared was as good in
    average precision and AUC, and fewer of its samples lay among the majority class.

    To multiply or to shift a column changes nothing but the unit of the samples. Where
    neighbours are equally near, rounding may decide between them. A column with a
    single number keeps it, and values in columns of integers are rounded to the
    nearest. Sparse columns are divided by their standard deviations, and samples have
    hardly any zeros.

    Two rows that differ in one category are as far apart as rows that differ by
    sqrt(2) standard deviations in one number. The categories of a sample are the most
    frequent ones among the neighbours of its base row. A missing category is a category
    of its own; missing numbers are an error. If all columns hold categories, SMOTEN of
    imbalanced-learn makes the samples, and the parameters of the ball have no effect.

    Keyword arguments of ``fit_resample`` go to k-means.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in
       replacement for SMOTE", Information Sciences 501 (2019) 118-135.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import ScaledGeometricSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = ScaledGeometricSMOTE(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]

    A column in other units gives the same samples in these units:

    >>> X[:, 3] *= 1024
    >>> X_scaled, _ = sampler.fit_resample(X, y)
    >>> bool((X_scaled[:, 3] == 1024 * X_res[:, 3]).all())
    True

    With weights that keep the share of each class, for a classifier that is to give
    probabilities:

    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from clover.classification import ResampledClassifier
    >>> classifier = ResampledClassifier(
    ...     make_pipeline(StandardScaler(), LogisticRegression()),
    ...     ScaledGeometricSMOTE(weighting="prevalence"),
    ...     random_state=0,
    ... )
    >>> classifier.fit(X, y).predict_proba(X[:2]).shape
    (2, 2)
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
                "weighting",
            )
        },
        **{
            name: GeometricSMOTE._parameter_constraints[name]
            for name in (
                "truncation_factor",
                "deformation_factor",
                "selection_strategy",
                "categorical_features",
            )
        },
        "n_clusters": [
            Interval(Integral, 1, None, closed="left"),
            StrOptions({"auto"}),
        ],
        "coverage": [Interval(Real, 0, 1, closed="right")],
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        k_neighbors=5,
        truncation_factor=1.0,
        deformation_factor=0.0,
        selection_strategy="combined",
        n_clusters=1,
        coverage=0.8,
        categorical_features="auto",
        raise_error=True,
        *,
        n_jobs=None,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.truncation_factor = truncation_factor
        self.deformation_factor = deformation_factor
        self.selection_strategy = selection_strategy
        self.n_clusters = n_clusters
        self.coverage = coverage
        self.categorical_features = categorical_features
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.weighting = weighting

    def _make_parts(self, container, target):
        categorical = self._find_categories(container)
        has_numbers = len(categorical) < container.X.shape[1]
        n_clusters = self._count_clusters(target)
        clusterer, distributor = OneCluster(), ClusterDistributor()
        if n_clusters > 1:
            clusterer = make_kmeans(KMeans, n_clusters)
            distributor = ClusterDistributor(
                CoverageFilter(self.coverage), LogLinearAllocation.by_size_and_spread()
            )
        return Parts(
            oversampler=self._make_oversampler(categorical, has_numbers),
            clusterer=make_pipeline(TableScaler(categorical), clusterer),
            distributor=distributor,
            limit_clusters=True,
            search_space="clusters" if has_numbers else "rows",
        )

    def _find_categories(self, container):
        return find_categories(container, self.categorical_features)

    def _count_clusters(self, target):
        n_clusters = self.n_clusters
        if n_clusters == "auto":
            n_clusters = count_clusters(self.sampling_strategy, target)
        return min(int(n_clusters), target.codes.size)

    def _make_oversampler(self, categorical, has_numbers):
        params = {
            "sampling_strategy": self.sampling_strategy,
            "k_neighbors": self.k_neighbors,
        }
        if not has_numbers:
            return SMOTEN(**params)
        return GeometricSMOTE(
            **params,
            truncation_factor=self.truncation_factor,
            deformation_factor=self.deformation_factor,
            selection_strategy=self.selection_strategy,
            categorical_features=categorical or None,
        )

    def _route(self, clusterer, params):
        name, last = clusterer.steps[-1]
        params = super()._route(last, params)
        if params and isinstance(last, OneCluster):
            raise TypeError(
                "Keyword arguments of `fit_resample` go to k-means, and there is none "
                f"with a single cluster. Got {sorted(params)}; set `n_clusters`."
            )
        return {f"{name}__{key}": value for key, value in params.items()}

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        categorical = self.categorical_features
        is_guessed = isinstance(categorical, str)
        tags.input_tags.sparse = categorical is None or is_guessed
        tags.input_tags.string = categorical is not None
        return tags


def find_categories(container, categorical_features):
    """Return the positions of the columns of categories as a list.

    All other columns are checked to hold numbers, and none that is missing.
    """
    if categorical_features is None:
        check_numeric(container)
        return []
    n_features = container.X.shape[1]
    if isinstance(categorical_features, str):
        columns = guess_categorical_columns(container)
    else:
        columns = locate_columns(container, categorical_features, n_features)
    if not columns.size:
        check_numeric(container)
        return []
    if sparse.issparse(container.X):
        raise ValueError(
            "`categorical_features` should be None or 'auto' for a sparse matrix: it "
            f"holds numbers. Got {categorical_features!r}."
        )
    if columns.size < n_features:
        take_numbers(container, np.setdiff1d(np.arange(n_features), columns))
    return columns.tolist()
