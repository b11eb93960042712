"""Paragraphs that several docstrings share, and the decorator that fills them in."""

from inspect import cleandoc

from imblearn.utils import Substitution as ImblearnSubstitution


class Substitution(ImblearnSubstitution):
    """imbalanced-learn's `Substitution`, the same for all versions of Python.

    Python removes the indentation of docstrings from 3.13 on. This class always removes
    it, so that paragraphs without indentation fit.
    """

    def __call__(self, obj):
        """Fill the paragraphs into the docstring of a class or function."""
        if obj.__doc__:
            obj.__doc__ = cleandoc(obj.__doc__)
        return super().__call__(obj)


sampling_strategy = """sampling_strategy : float, str, dict or callable, default='auto'
    How many rows each class has after resampling.

    - ``float``: rows of the minority class over rows of the majority class, for
      two classes only. Of 100 rows of the majority class, 0.29 are 29 rows; parts
      of a row are dropped;
    - ``'minority'``, ``'not minority'``, ``'not majority'``, ``'all'``: these
      classes get as many rows as the majority class; ``'auto'`` is
      ``'not majority'``;
    - ``dict``: maps each targeted class to its number of rows after resampling;
    - callable: takes ``y`` and returns such a ``dict``."""

random_state = """random_state : int, RandomState instance or None, default=None
    Seed of all random parts: the clusterer, the distributor, the oversampler, the
    estimators nested in them and the steps of pipelines. A part with a seed of its
    own keeps that seed. An integer makes the result reproducible."""

raise_error = """raise_error : bool, default=True
    What to do if no cluster is selected for a class. ``True`` raises
    :class:`~clover.exceptions.NoSamplesError`. ``False`` warns and leaves the class
    unchanged."""

n_jobs = """n_jobs : int or None, default=None
    Number of clusters in which the oversampler works at the same time, as in joblib.
    SMOTE, Geometric SMOTE and repetition handle all clusters at once; for them it is
    the number of threads. The result does not depend on `n_jobs`."""

weighting = """weighting : float, 'prevalence' or None, default=None
    Weight of the real rows of a class that gets synthetic samples, in
    ``sample_weight_``. No row and no seed depends on it.

    - ``None``: all rows weigh 1;
    - ``float``: the weight chi, from 0 to 1. The synthetic samples share the rest of
      the weight of their class, so that the class weighs as much as before resampling.
      If a synthetic sample would weigh more than a real row, all rows of the class
      weigh the same. See :func:`~clover.weights.prevalence_weights`;
    - ``'prevalence'``: the chi of :data:`clover.weights.DEFAULT_CHI`."""

k_neighbors = """k_neighbors : int or estimator, default=5
    Number of nearest neighbours to use inside a cluster, or an estimator that finds
    them. An estimator counts the row itself as one of its neighbours."""

class_kmeans_estimator = """kmeans_estimator : int or estimator, default=3
    The clusterer of each class.

    - ``int``: :class:`~sklearn.cluster.KMeans` with this number of clusters. The
      features are used in their own units: scale them first if these differ;
    - an estimator: any clusterer, or a pipeline that ends in one. The steps before
      the last are fitted to all rows. A clone of the last step clusters each class.
      If metadata routing is enabled, only an estimator gets weights:
      ``KMeans(3).set_fit_request(sample_weight=True)``.

    If the estimator has ``n_clusters``, a class with fewer distinct rows gets one
    cluster per distinct row."""

som_estimator = """som_estimator : int, float or estimator, default=None
    The self-organizing map.

    - ``None``: :class:`~clover.clusterer.SOM` with about 5 sqrt(n_samples) units;
    - ``int``: a square map with about this number of units;
    - ``float``: a square map, the number of units as a share of the rows, from 0 (one
      unit) to 1;
    - a :class:`~clover.clusterer.SOM`;
    - any other clusterer, or a pipeline that ends in one.

    Each feature is divided by its range before a map sees it. Other clusterers and
    pipelines get the features unscaled."""

map_distribution = """imbalance_ratio_threshold : float or 'auto', default='auto'
    The largest imbalance ratio of a selected unit: rows of the majority class over
    rows of the class, in the unit. ``'auto'`` is the ratio of the data set; the
    papers use 1; infinity selects all units with rows of the class.

distances_exponent : float or 'auto', default=2
    Exponent of the mean distance between rows in the density of a unit. ``'auto'`` is
    the number of features."""

distribution_ratio = """distribution_ratio : float, default=0.8
    Share of the synthetic samples that is made inside units. The others are made
    between adjacent units."""

sample_weight = """sample_weight_ : ndarray of shape (n_resampled,)
    The weight of each row of the output, by `weighting`. Only ``fit_resample`` sets
    it."""

fitted_attributes = f"""sampling_strategy_ : dict
    Maps each targeted class to the number of synthetic samples asked for.

labels_ : ndarray of shape (n_samples,)
    Cluster of each row, by the labels of the clusterer. A negative label marks noise;
    in the report, all noise has the label -1. If the clusterer takes the only row of a
    class for noise, the row gets a cluster of its own.

neighbors_ : ndarray of shape (n_pairs, 2) or None
    Pairs of neighbouring clusters, from the clusterer or from
    :func:`~clover.clusterer.find_cluster_neighbors`. ``None`` if no synthetic samples
    are to be made between clusters.

clusterer_ : estimator, dict or None
    The fitted clusterer. If each class is clustered by itself, a dictionary that maps
    classes of at least two rows to fitted clusterers.

oversampler_ : estimator
    The oversampler that works inside the clusters, with its seeds set. If it is a
    pipeline, ``fit_resample`` fits the steps before the last.

distributor_ : estimator
    The fitted distributor. It is not fitted if no synthetic samples were asked for,
    or if there is only noise to make them from.

cluster_report_ : :class:`~clover.over_sampling.ClusterReport`
    What happened to each targeted class in every cluster; after ``fit``, what would
    happen.

random_state_ : RandomState instance
    The generator for which the parameter `random_state` stands.

provenance_ : :class:`~clover.over_sampling.Provenance`
    Where each synthetic sample came from. Only ``fit_resample`` sets it.

{sample_weight}

n_features_in_ : int
    Number of features seen by ``fit`` and ``fit_resample``.

feature_names_in_ : ndarray of shape (`n_features_in_`,)
    Names of the features, if all names in ``X`` are strings."""

distributor_proportions = """intra_distribution_ : dict
    Maps ``(cluster, class)`` to the proportion of the class's synthetic samples that
    is made inside the cluster.

inter_distribution_ : dict
    Maps ``((cluster, class), (other_cluster, class))`` to the proportion of the
    class's synthetic samples that is made between the two clusters."""

distributor_data = """labels_ : ndarray of shape (n_samples,)
    Cluster of each row. A negative label marks noise.

neighbors_ : ndarray of shape (n_pairs, 2)
    Pairs of neighbouring clusters.

unique_cluster_labels_ : ndarray of shape (n_clusters,)
    The clusters.

unique_class_labels_ : ndarray of shape (n_classes,)
    The classes.

majority_class_labels_ : list
    The majority class, or several classes of the same size. Noise is not counted.

target_classes_ : list
    The classes whose synthetic samples are distributed. Inside an oversampler, these
    are not the classes with a single row, which is repeated, or with noise only.

n_requested_ : dict
    Maps each class that should get synthetic samples to their number.

notes_ : tuple of str
    Sentences about what a user should know; ``fit`` warns with the same text. There
    is one for each class that gets no synthetic samples between clusters, although
    ``distribution_ratio`` is below 1, because no two of its selected clusters are
    neighbours.

n_samples_ : int
    Number of rows given to ``fit``."""

composition_attributes = """filtered_clusters_ : list of tuple
    The selected ``(cluster, class)`` pairs.

reasons_ : dict
    Maps each ``(cluster, class)`` pair that was not selected to the reason.

dropped_pairs_ : dict
    Maps each targeted class to a list of ``(name, number)``, one for each filter: how
    many pairs with rows of the class the filter dropped.

clusters_log_density_ : dict
    Maps each selected pair to the natural logarithm of its density. Empty if the
    allocation does not measure densities.

clusters_density_ : dict
    Maps each selected pair to its density: zero or infinite where a floating-point
    number cannot hold it.

majority_class_label_ : object
    The majority class, or the first of several."""
