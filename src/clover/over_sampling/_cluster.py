"""The meta-estimator: any clusterer, any distributor, any oversampler."""

import math
from numbers import Integral, Real

from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags

from clover import _docstrings
from clover._compat import HasMethods, InvalidParameterError, StrOptions
from clover._estimators.pipelines import last_step
from clover.clusterer._labels import MAX_SAMPLES_CONSTRAINTS
from clover.distribution import BaseDistributor, DensityDistributor
from clover.over_sampling._account.weighting import (
    WEIGHTING_CONSTRAINTS,
    check_weighs_nothing,
)
from clover.over_sampling._base import BaseClusterOverSampler
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    random_state=_docstrings.random_state,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    weighting=_docstrings.weighting,
    fitted_attributes=_docstrings.fitted_attributes,
)
class ClusterOverSampler(BaseClusterOverSampler):
    """Oversampling inside clusters, with any clusterer and any oversampler.

    The clusterer divides the rows into clusters. The distributor selects clusters and
    decides how many synthetic samples of a class each gets. The oversampler makes the
    samples in each cluster, from the rows of that cluster alone. Every class ends with
    exactly the number of rows that the oversampler's ``sampling_strategy`` asks for.

    Parameters
    ----------
    oversampler : estimator
        An oversampler of imbalanced-learn or with the same ``fit_resample``, or an
        imbalanced-learn pipeline that ends in one. Its ``sampling_strategy`` decides
        how many rows each class has after resampling. If it is a pipeline, all rows
        come back as its steps transform them: with a scaler, also the real rows are
        scaled.

    clusterer : estimator, default=None
        A clusterer with ``fit_predict``, or ``fit`` and ``labels_`` or ``predict``, or
        a pipeline that ends in one. Rows with a negative label are noise: they are
        kept, and no samples are made from them. The distributor measures distances in
        the space that the pipeline's last step sees. ``None`` stands for one cluster.

    distributor : estimator, default=None
        Decides how many synthetic samples each cluster gets; ``None`` stands for
        :class:`~clover.distribution.DensityDistributor`.

    {raise_error}

    {random_state}

    {n_jobs}

    max_samples : int, float or None, default=None
        Largest number of rows that the clusterer is fitted to, or their share of all
        rows. The rows are drawn at random, and the clusterer, which must have
        ``predict``, then predicts the labels of all rows. ``None`` fits the clusterer
        to all rows.

    clustering_scope : {{'all', 'class'}}, default='all'
        Whether all rows are clustered together, or each class that gets samples by
        itself. With ``'class'``, `max_samples` limits the rows of each class; see the
        notes.

    search_space : {{'rows', 'clusters'}}, default='rows'
        Where the oversampler finds neighbours: among the rows as they are, or in the
        space that the last step of a pipeline as the clusterer sees. The samples have
        the units of the rows in both cases; see the notes.

    {weighting}

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    KMeansSMOTE : The composition of k-means, density distribution and SMOTE.
    ClusterSMOTE : A composition that clusters each class by itself.
    clover.distribution.DensityDistributor : The default distributor.
    clover.distribution.BaseDistributor : For distributors of your own.

    Notes
    -----
    Small clusters do not raise an error: with n rows of the class, at most n - 1
    neighbours are used, and a single row is repeated. Where an oversampler cannot work,
    e.g. ADASYN without rows of another class, or makes too few samples, SMOTE makes the
    rest. Rows that hold categories are repeated instead. ``cluster_report_`` says where
    this happened.

    A class with a single row in all the data is repeated, too, and a warning names it.
    The row lies in one cluster, which is selected whatever the distributor says. If the
    clusterer takes the row for noise, the row becomes a cluster of its own. No warning
    is given with RandomOverSampler without shrinkage, which only repeats rows.

    A distributor may ask for samples between two clusters. SMOTE then interpolates
    between a random row of the first cluster and one of the second. GeometricSMOTE
    without categorical features draws from a ball around a row of the first that
    reaches to a row of the second. RandomOverSampler repeats a row of either. Any other
    oversampler treats both as one cluster: its samples lie between them only if a row
    has nearest neighbours in the other.

    Missing and infinite values reach a clusterer with the tag ``allow_nan``, such as
    HDBSCAN of scikit-learn, which takes their rows for noise. No oversampler sees these
    rows, no distance to them is measured, and they stay in the output. If such a row
    lies in a cluster and the oversampler cannot work with it, the error names the
    columns.

    An oversampler sees the rows of its cluster as one class against the rest. In a
    single cluster, it sees the classes as they are, as without clustering.

    With ``clustering_scope='class'``, each class that gets samples is clustered by a
    clone of the clusterer with a seed of its own. The rows of any other class form one
    cluster, and a single row forms one, too. The steps of a pipeline before its last
    are fitted once, to all rows, so that distances are measured in one space.
    ``clusterer_`` is then a dictionary that maps classes to fitted clusterers. No
    cluster holds rows of two classes: all imbalance ratios of a class are zero, and any
    threshold selects all its clusters. An oversampler that uses rows of other classes
    sees all of these. Any oversampler but SMOTE, GeometricSMOTE and RandomOverSampler
    gets a copy of them in each cluster, which takes time with many clusters of much
    data. No samples are made between clusters.

    A scaler in the pipeline of the clusterer scales the rows for the clustering and for
    the distributor alone. With ``search_space='clusters'``, the oversampler finds its
    neighbours among the scaled rows, too, and makes the samples between the rows as
    they are. Then the units of the columns change nothing but the units of the samples;
    only where neighbours are equally near, rounding decides between them. SMOTE,
    SimplicialSMOTE and CenterSMOTE take any pipeline, also one that reduces dimensions.
    GeometricSMOTE and GaussianOversampler draw from balls and Gaussians that depend on
    units, and take these from the cluster space: it has to hold each column, times a
    factor and shifted, as after StandardScaler or MinMaxScaler. A column with a single
    number keeps it. SMOTENC, and GeometricSMOTE with categorical features, measure
    distances in the cluster space, in which the categories are encoded, in place of
    their own. The numbers of a sample are made as by the oversamplers of numbers, and
    its categories are the most frequent ones among the neighbours. RandomOverSampler
    without shrinkage has no neighbours. Other oversamplers search neighbours by
    themselves, and are an error. Without a pipeline, or with one that gives the rows as
    they are, both spaces are the same. MinMaxScaler, MaxAbsScaler and RobustScaler do
    not scale a column whose range is below some 1e-15; StandardScaler does.

    A fitted distributor may also control the use of single rows by two arrays of shape
    (n_samples,); clover adds the noise if they leave it out. Where the boolean
    ``row_mask_`` is False, a row is neither the base of a sample of its class nor a
    neighbour. The non-negative numbers ``row_weights_`` say how often each row is a
    base, in proportion to the other rows of its class in the cluster: exactly, by
    largest remainders, and equally often if all are zero. SMOTE, GeometricSMOTE without
    categorical features and RandomOverSampler without shrinkage can follow them.

    Examples
    --------
    >>> from collections import Counter
    >>> from imblearn.over_sampling import BorderlineSMOTE
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = load_wine(return_X_y=True)
    >>> print(sorted(Counter(y.tolist()).items()))
    [(0, 59), (1, 71), (2, 48)]
    >>> sampler = ClusterOverSampler(
    ...     BorderlineSMOTE(),
    ...     clusterer=make_pipeline(StandardScaler(), KMeans(n_clusters=5)),
    ...     random_state=0,
    ... )
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> print(sorted(Counter(y_res.tolist()).items()))
    [(0, 71), (1, 71), (2, 71)]
    """

    _keyword_hints: dict = {
        "sampling_strategy": "It is a parameter of the oversampler, such as "
        "SMOTE(sampling_strategy=0.5).",
        "k_neighbors": "It is a parameter of the oversampler, such as "
        "SMOTE(k_neighbors=3).",
        "n_clusters": "It is a parameter of the clusterer, such as "
        "KMeans(n_clusters=10).",
    }

    _parameter_constraints: dict = {
        "oversampler": [HasMethods(["fit_resample"])],
        "clusterer": [HasMethods(["fit_predict"]), HasMethods(["fit"]), None],
        "distributor": [HasMethods(["fit_distribute"]), None],
        "raise_error": ["boolean"],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
        "max_samples": MAX_SAMPLES_CONSTRAINTS,
        "clustering_scope": [StrOptions({"all", "class"})],
        "search_space": [StrOptions({"rows", "clusters"})],
        "weighting": WEIGHTING_CONSTRAINTS,
    }

    def __init__(
        self,
        oversampler,
        clusterer=None,
        distributor=None,
        raise_error=True,
        random_state=None,
        n_jobs=None,
        *,
        max_samples=None,
        clustering_scope="all",
        search_space="rows",
        weighting=None,
    ):
        self.oversampler = oversampler
        self.clusterer = clusterer
        self.distributor = distributor
        self.raise_error = raise_error
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.max_samples = max_samples
        self.clustering_scope = clustering_scope
        self.search_space = search_space
        self.weighting = weighting

    def _validate_params(self):
        number = self.clusterer
        # Presets take the number of clusters, so that it is often given here, too.
        if isinstance(number, Real) and not isinstance(number, bool):
            raise InvalidParameterError(
                "The 'clusterer' parameter of ClusterOverSampler must be a clusterer. "
                f"Got the number {number}{_name_clusterer(number)}."
            )
        super()._validate_params()
        check_weighs_nothing(self.oversampler, type(self).__name__)

    def _make_parts(self, container, target):
        if self.clusterer is None:
            self._check_no_clusterer()
            return Parts(clone(self.oversampler), None, BaseDistributor())
        return Parts(
            oversampler=clone(self.oversampler),
            # With `safe`, clusterers that are no scikit-learn estimators are refused.
            clusterer=clone(self.clusterer, safe=False),
            distributor=(
                DensityDistributor()
                if self.distributor is None
                else clone(self.distributor)
            ),
            scope=self.clustering_scope,
            max_samples=self.max_samples,
            search_space=self.search_space,
        )

    def _check_no_clusterer(self):
        if self.distributor is not None:
            raise ValueError(
                "`distributor` should be None if `clusterer` is None: there is one "
                f"cluster. Got {self.distributor!r}."
            )
        if self.max_samples is not None:
            raise ValueError(
                "`max_samples` should be None if `clusterer` is None: nothing is "
                f"fitted. Got {self.max_samples!r}."
            )
        if self.clustering_scope != "all":
            raise ValueError(
                "`clustering_scope` should be 'all' if `clusterer` is None: "
                f"nothing is clustered. Got {self.clustering_scope!r}."
            )
        if self.search_space != "rows":
            raise ValueError(
                "`search_space` should be 'rows' if `clusterer` is None: there is no "
                f"cluster space. Got {self.search_space!r}."
            )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        sampler = last_step(self.oversampler)
        if not hasattr(sampler, "__sklearn_tags__"):
            return tags
        tags.sampler_tags.sample_indices = traits_of(sampler).repeats_rows
        inner = get_tags(sampler).input_tags
        is_pipeline = sampler is not self.oversampler
        # The steps of a pipeline may encode strings and fill in missing values. If they
        # do not, a step or the oversampler raises the error.
        takes_anything = self.clusterer is None or isinstance(self.clusterer, Pipeline)
        tags.input_tags.sparse = inner.sparse
        tags.input_tags.string = takes_anything and (is_pipeline or inner.string)
        if takes_anything and (is_pipeline or inner.allow_nan):
            tags.input_tags.allow_nan = True
        return tags


def _name_clusterer(number):
    """Return the remedy for a number in place of a clusterer."""
    if number > 1 and math.isfinite(number):
        return f"; use KMeans({int(number)})"
    if 0 <= number <= 1:
        return (
            "; KMeansSMOTE takes the number of clusters, as a share of the rows, as "
            "`kmeans_estimator`"
        )
    return ""
