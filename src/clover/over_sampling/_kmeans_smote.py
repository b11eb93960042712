"""KMeans-SMOTE: k-means, density distribution and SMOTE."""

from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.utils import check_neighbors_object
from sklearn.base import clone
from sklearn.cluster import MiniBatchKMeans
from sklearn.frozen import FrozenEstimator

from clover import _docstrings
from clover._compat import (
    HasMethods,
    Interval,
    InvalidParameterError,
    RealNotInt,
    StrOptions,
)
from clover._estimators.pipelines import last_step
from clover._numerics.magnitude import to_safe_magnitude
from clover.clusterer._labels import MAX_SAMPLES_CONSTRAINTS
from clover.distribution import (
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
)
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler
from clover.over_sampling._kmeans import count_clusters, make_kmeans
from clover.over_sampling._parts import Parts

# If there are more rows, k-means is fitted to a random sample. The inertia of all rows
# is then within 2 % of a fit to all rows (benchmarks/sampled_clustering.py).
MIN_SAMPLES = 25_000
MIN_SAMPLES_PER_CLUSTER = 256
DISTRIBUTOR_CONSTRAINTS = DensityDistributor._parameter_constraints


class ShareError(InvalidParameterError, RuntimeError):
    """A share above 1: imbalanced-learn raises a RuntimeError for it."""


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    weighting=_docstrings.weighting,
    fitted_attributes=_docstrings.fitted_attributes,
)
class KMeansSMOTE(BaseClusterOverSampler):
    """SMOTE inside the clusters of k-means.

    K-means clusters the rows. For each class to oversample, clusters with enough rows
    of the class are selected, and sparse clusters get more synthetic samples than dense
    ones. SMOTE makes the samples inside the clusters [1]_. Every class ends with
    exactly the number of rows that was asked for.

    The features are used in their own units: scale them first if these differ.

    The class replaces the ``KMeansSMOTE`` of imbalanced-learn, of
    ``cluster-over-sampling`` and of ``imbalanced-learn-extra``, and accepts the
    parameters of all three. Its defaults are not those of imbalanced-learn: see
    :ref:`coming-from-imbalanced-learn`.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    k_neighbors : int or estimator, default=5
        Number of nearest neighbours that SMOTE uses, or an estimator that finds them.
        An estimator counts the row itself as one of its neighbours.

    kmeans_estimator : int, float, 'auto' or estimator, default=None
        The clusterer.

        - ``None``: :class:`~sklearn.cluster.MiniBatchKMeans` with its default number of
          clusters, or one cluster per row if there are fewer rows;
        - ``int``: the same with this number of clusters;
        - ``float``: the number of clusters as a share of the rows, rounded, from 0 (one
          cluster) to 1 (one cluster per row);
        - ``'auto'``: the number of clusters is the square root of n, rounded, for the n
          rows of the smallest class that gets samples. So there are as many clusters as
          rows of this class in a cluster on average;
        - an estimator like k-means, i.e. with ``n_clusters`` and ``predict``, or a
          pipeline that ends in one. If metadata routing is enabled, only an estimator
          gets weights: ``MiniBatchKMeans(8).set_fit_request(sample_weight=True)``.

    imbalance_ratio_threshold : float or 'auto', default='auto'
        The largest imbalance ratio of a selected cluster: rows of the majority class
        over rows of the class, in the cluster. ``'auto'`` is the ratio of the data set;
        infinity selects all clusters with rows of the class.

    distances_exponent : float, 'auto' or the name of a rule, default='auto'
        Exponent of the mean distance between rows in the density of a cluster.
        ``'features'`` is the rule of the paper, the number of features; with many
        features, nearly all samples then go to a single cluster. ``'auto'`` is the
        number of features with ``temperature='auto'``, so that small differences
        between the mean distances no longer decide. ``'imbalanced-learn'`` is that
        package's rule, by the rows of each cluster, and ``'intrinsic'`` the intrinsic
        dimension of each class; see :class:`~clover.distribution.LogLinearAllocation`.

    {raise_error}

    {n_jobs}

    cluster_balance_threshold : float or 'auto', default=None
        Selects clusters by the rules of imbalanced-learn: the smallest share, from 0 to
        1, of the class among all rows of a selected cluster. ``'auto'`` is half of the
        class's part of all synthetic samples, so 0.5 if only one class gets any. A
        selected cluster also has at least k + 1 rows of the class, for the k of
        ``k_neighbors``; if these are all equal, it gets nothing as long as there are
        others. If there is one cluster, no share is asked of it. ``None`` selects by
        ``imbalance_ratio_threshold``; set only one of the two thresholds.

    density_exponent : float or 'auto', default=None
        The exponent of imbalanced-learn: a number as for ``distances_exponent``, or
        ``'auto'``, its rule ``distances_exponent='imbalanced-learn'``. ``None`` leaves
        it to ``distances_exponent``; set only one of the two.

    max_samples : int, float, 'auto' or None, default='auto'
        Largest number of rows that the clusterer is fitted to, or their share of all
        rows. The rows are drawn at random, and then every row gets the label of the
        nearest center. ``'auto'`` is 25,000, or 256 per cluster if that is more, and
        all rows for an estimator of your own. ``None`` fits the clusterer to all rows.

    temperature : float, 'auto' or None, default=None
        Above 1, the shares of the clusters become more similar; at infinity all are
        equal. ``'auto'`` keeps a high exponent from giving nearly all samples to one
        cluster; see :class:`~clover.distribution.LogLinearAllocation`. ``None`` is
        ``'auto'`` if both exponents have their defaults, and 1 otherwise.

    {weighting}

    Attributes
    ----------
    {fitted_attributes}

    kmeans_estimator_ : estimator
        The fitted clusterer, under imbalanced-learn's name. If it was fitted to a
        sample of rows, its own ``labels_`` are those of the sample; ``labels_`` here
        are those of all rows.

    nn_k_ : estimator
        The nearest-neighbours estimator, before it is limited to the rows of a cluster.

    cluster_balance_threshold_ : float or 'auto'
        If ``cluster_balance_threshold`` is set, what imbalanced-learn has under this
        name: that parameter, or minus infinity if there is one cluster. Otherwise the
        imbalance ratio as the smallest share of the class in a selected cluster; exact
        for two classes.

    See Also
    --------
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.
    clover.distribution.DensityDistributor : The distributor that is used.

    Notes
    -----
    The paper selects clusters with (m + 1) / (n + 1) < 1, for m rows of the majority
    class and n rows of the minority class, and often selects none. The default here is
    the ratio of the data set, which always selects at least one. Another default that
    differs is the exponent: ``distances_exponent="features"`` gives the shares of the
    paper, of ``cluster-over-sampling`` and of ``imbalanced-learn-extra``.
    ``cluster_balance_threshold="auto"``, ``density_exponent="auto"`` and
    ``k_neighbors=2`` are the defaults of imbalanced-learn.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, F. Last, "Improving imbalanced learning through a
       heuristic oversampling method based on k-means and SMOTE", Information Sciences
       465 (2018) 1-20, algorithm 1.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import KMeansSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sorted(Counter(y.tolist()).items())
    [(0, 212), (1, 357)]
    >>> sampler = KMeansSMOTE(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _keyword_hints: dict = {
        "n_clusters": "The number of clusters is `kmeans_estimator`, such as "
        "KMeansSMOTE(kmeans_estimator=10).",
    }

    _parameter_constraints: dict = {
        **PRESET_CONSTRAINTS,
        "kmeans_estimator": [
            HasMethods(["fit", "predict"]),
            Interval(Integral, 1, None, closed="left"),
            Interval(RealNotInt, 0, 1, closed="both"),
            StrOptions({"auto"}),
            None,
        ],
        "cluster_balance_threshold": [
            Interval(Real, 0, None, closed="left"),
            StrOptions({"auto"}),
            None,
        ],
        "distances_exponent": DISTRIBUTOR_CONSTRAINTS["distances_exponent"],
        "density_exponent": [*PRESET_CONSTRAINTS["distances_exponent"], None],
        "max_samples": [*MAX_SAMPLES_CONSTRAINTS, StrOptions({"auto"})],
        "temperature": [*DISTRIBUTOR_CONSTRAINTS["temperature"], None],
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        k_neighbors=5,
        kmeans_estimator=None,
        imbalance_ratio_threshold="auto",
        distances_exponent="auto",
        raise_error=True,
        *,
        n_jobs=None,
        cluster_balance_threshold=None,
        density_exponent=None,
        max_samples="auto",
        temperature=None,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.kmeans_estimator = kmeans_estimator
        self.imbalance_ratio_threshold = imbalance_ratio_threshold
        self.distances_exponent = distances_exponent
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.cluster_balance_threshold = cluster_balance_threshold
        self.density_exponent = density_exponent
        self.max_samples = max_samples
        self.temperature = temperature
        self.weighting = weighting

    def _make_parts(self, container, target):
        self._check_synonyms()
        self._check_share()
        is_own = not hasattr(self.kmeans_estimator, "fit")
        kmeans = self._make_kmeans(target) if is_own else self._clone_kmeans()
        max_samples = self.max_samples
        if max_samples == "auto":
            of_clusters = MIN_SAMPLES_PER_CLUSTER * getattr(kmeans, "n_clusters", 0)
            max_samples = max(MIN_SAMPLES, of_clusters) if is_own else None
        return Parts(
            oversampler=SMOTE(
                sampling_strategy=self.sampling_strategy, k_neighbors=self.k_neighbors
            ),
            clusterer=kmeans,
            distributor=self._make_distributor(kmeans),
            max_samples=max_samples,
            # The squares in k-means overflow above 1e154, and vanish below 1e-162.
            prepare=to_safe_magnitude if is_own else None,
        )

    def _check_synonyms(self):
        for name, synonym in (
            ("imbalance_ratio_threshold", "cluster_balance_threshold"),
            ("distances_exponent", "density_exponent"),
        ):
            value, other_value = getattr(self, name), getattr(self, synonym)
            if value != "auto" and other_value is not None:
                raise ValueError(
                    f"`{name}` and `{synonym}` say the same; set one of them. "
                    f"Got {value!r} and {other_value!r}."
                )

    def _check_share(self):
        share = self.cluster_balance_threshold
        if isinstance(share, Real) and share > 1:
            raise ShareError(
                "`cluster_balance_threshold` should be the smallest share, from 0 to "
                "1, of the class among the rows of a cluster: no cluster has more. "
                f"Got {share}; use a share such as 0.1, or 'auto'. A ratio goes into "
                "`imbalance_ratio_threshold`."
            )

    def _clone_kmeans(self):
        kmeans = self.kmeans_estimator
        if not hasattr(_find_kmeans(kmeans), "n_clusters"):
            raise TypeError(
                "`kmeans_estimator` should be of the k-means kind, with a "
                f"parameter `n_clusters`. Got {kmeans!r}; ClusterOverSampler takes "
                "any clusterer."
            )
        return clone(kmeans)

    def _make_kmeans(self, target):
        number, n_samples = self.kmeans_estimator, target.codes.size
        if number == "auto":
            n_clusters = count_clusters(self.sampling_strategy, target)
        elif number is None:
            n_clusters = min(MiniBatchKMeans().n_clusters, n_samples)
        elif isinstance(number, Integral):
            n_clusters = int(number)
        else:
            n_clusters = round((n_samples - 1) * number + 1)
        if n_clusters > n_samples:
            raise ValueError(
                "`kmeans_estimator` should be at most the number of rows, "
                f"{n_samples}. Got {number}."
            )
        return make_kmeans(MiniBatchKMeans, n_clusters)

    def _make_distributor(self, kmeans):
        exponent, temperature = self._resolve_exponent()
        if self.cluster_balance_threshold is None:
            return DensityDistributor(
                self.imbalance_ratio_threshold, exponent, temperature=temperature
            )
        return ClusterDistributor(
            self._make_filter_of_imblearn(kmeans),
            LogLinearAllocation.by_sparsity(
                exponent, temperature=temperature, equal_rows="nothing"
            ),
        )

    def _resolve_exponent(self):
        """Return the exponent, or the name of its rule, and the temperature."""
        exponent, default_temperature = self.distances_exponent, 1.0
        if self.density_exponent is not None:
            is_rule = self.density_exponent == "auto"
            exponent = "imbalanced-learn" if is_rule else self.density_exponent
        elif exponent == "auto":
            exponent, default_temperature = "features", "auto"
        is_default = self.temperature is None
        return exponent, default_temperature if is_default else self.temperature

    def _make_filter_of_imblearn(self, kmeans):
        # SMOTE of imbalanced-learn needs k other rows of the class for each row.
        has_support = MinimumSupportFilter(_make_nn_k(self.k_neighbors).n_neighbors)
        if _find_kmeans(kmeans).n_clusters == 1:
            return has_support
        return MinimumShareFilter(self.cluster_balance_threshold) & has_support

    @property
    def nn_k_(self):
        """The nearest-neighbours estimator before it is limited to a cluster."""
        return _make_nn_k(self.oversampler_.k_neighbors)

    @property
    def kmeans_estimator_(self):
        """The fitted clusterer, under imbalanced-learn's name."""
        return self.clusterer_

    @property
    def cluster_balance_threshold_(self):
        """The threshold as the smallest share of the class in a selected cluster."""
        if self.cluster_balance_threshold is None:
            return 1 / (1 + self.distributor_.filtering_threshold_)
        has_one_cluster = _find_kmeans(self.clusterer_).n_clusters == 1
        return -np.inf if has_one_cluster else self.cluster_balance_threshold


def _find_kmeans(clusterer):
    """Return the k-means of a pipeline, or that which is frozen."""
    last = last_step(clusterer)
    return last.estimator if isinstance(last, FrozenEstimator) else last


def _make_nn_k(k_neighbors):
    """Return the nearest-neighbours estimator, which counts the row itself."""
    return check_neighbors_object("k_neighbors", k_neighbors, additional_neighbor=1)
