"""Paragraphs that several docstrings share, and the decorator that fills them in."""

from inspect import cleandoc

from imblearn.utils import Substitution as ImblearnSubstitution


class Substitution(ImblearnSubstitution):
    """imbalanced-learn's `Substitution`, the same for all versions of Python.

    Python takes the indentation off docstrings from 3.13 on. It is taken off always
    here, so that paragraphs without indentation fit.
    """

    def __call__(self, obj):
        """Fill the paragraphs into the docstring of a class or function."""
        if obj.__doc__:
            obj.__doc__ = cleandoc(obj.__doc__)
        return super().__call__(obj)


sampling_strategy = """sampling_strategy : float, str, dict or callable, default='auto'
    How many rows each class should have afterwards.

    - ``float``: rows of the minority class over rows of the majority class, for
      two classes only;
    - ``'minority'``, ``'not minority'``, ``'not majority'``, ``'all'``: these
      classes get as many rows as the largest class; ``'auto'`` is
      ``'not majority'``;
    - ``dict``: the number of rows of each targeted class;
    - callable: takes ``y``, returns such a ``dict``."""

random_state = """random_state : int, RandomState instance or None, default=None
    Seeds every random part: clusterer, distributor and oversampler, nested ones
    and steps of pipelines too, unless a part has a seed of its own. An integer
    makes the result reproducible."""

raise_error = """raise_error : bool, default=True
    What happens when no cluster is selected for a class: ``True`` raises
    :class:`~clover.exceptions.NoSamplesError`, ``False`` warns and leaves that
    class as it is."""

n_jobs = """n_jobs : int or None, default=None
    Number of clusters in which an oversampler works at the same time, as in joblib.
    SMOTE, Geometric SMOTE and repetition, which do all clusters at once, share the
    new rows among as many threads. The result does not depend on it."""

k_neighbors = """k_neighbors : int or estimator, default=5
    Number of nearest neighbours that are used inside a cluster, or an estimator
    that finds them, which counts the row itself as one."""

class_kmeans_estimator = """kmeans_estimator : int or estimator, default=3
    What divides each class.

    - ``int``: :class:`~sklearn.cluster.KMeans` with this number of clusters, in
      units of the features as they are;
    - an estimator: any clusterer, or a pipeline that ends in one, whose steps before
      the last are fitted to all rows. Clones of the last divide the classes.

    If the estimator has ``n_clusters``, a class of fewer distinct rows gets as many
    clusters as it has such rows."""

som_estimator = """som_estimator : int, float or estimator, default=None
    The map.

    - ``None``: :class:`~clover.clusterer.SOM` with about 5 sqrt(n_samples) units;
    - ``int``: a square one with about this number of units;
    - ``float``: the number of units as a share of the rows, from 0 (one unit) to 1;
    - a :class:`~clover.clusterer.SOM`;
    - any other clusterer, or a pipeline that ends in one.

    The features are divided by their ranges before a map sees them; other
    clusterers and pipelines do their own scaling."""

map_distribution = """imbalance_ratio_threshold : float or 'auto', default='auto'
    The largest imbalance ratio, rows of the largest class over rows of the
    class, of a selected unit. ``'auto'`` is that of the data set; the papers use 1;
    with infinity, all units with rows of the class are selected.

distances_exponent : float or 'auto', default=2
    The exponent of the mean distance in the density of a unit. ``'auto'`` is the
    number of features."""

distribution_ratio = """distribution_ratio : float, default=0.8
    The share of the rows that is made inside units; the others are made between
    adjacent ones."""

fitted_attributes = """sampling_strategy_ : dict
    Number of rows asked for per class, on top of those that were there.

labels_ : ndarray of shape (n_samples,)
    Cluster of each row; a negative label marks noise.

neighbors_ : ndarray of shape (n_pairs, 2) or None
    Pairs of neighbouring clusters: those that the clusterer tells, or those found
    by :func:`~clover.clusterer.find_cluster_neighbors`. ``None`` if no rows are to
    be made between clusters.

clusterer_ : estimator, dict or None
    The fitted clusterer. Where each class is clustered by itself, a dictionary
    from classes to fitted clusterers.

oversampler_ : estimator
    The oversampler that works inside the clusters, with the seeds it was given.
    Of a pipeline, ``fit_resample`` fits the steps before the oversampler.

distributor_ : estimator
    The fitted distributor; not fitted if there is nothing to make, or only noise to
    make it from.

cluster_report_ : :class:`~clover.over_sampling.ClusterReport`
    What happened in every cluster to every targeted class; after ``fit``, what would
    happen.

provenance_ : :class:`~clover.over_sampling.Provenance`
    Where each synthetic row came from; only after ``fit_resample``.

n_features_in_ : int
    Number of features seen by ``fit`` and ``fit_resample``.

feature_names_in_ : ndarray of shape (`n_features_in_`,)
    Names of the features, where ``X`` has names that are all strings."""

distributor_proportions = """intra_distribution_ : dict
    Maps ``(cluster, class)`` to the proportion of the class's synthetic samples that
    is made inside the cluster.

inter_distribution_ : dict
    Maps ``((cluster, class), (other_cluster, class))`` to the proportion that is
    made between the two clusters."""

distributor_data = """labels_ : ndarray of shape (n_samples,)
    Cluster of each row; a negative label marks noise.

neighbors_ : ndarray of shape (n_pairs, 2)
    Pairs of neighbouring clusters.

unique_cluster_labels_ : ndarray of shape (n_clusters,)
    The clusters.

unique_class_labels_ : ndarray of shape (n_classes,)
    The classes.

majority_class_labels_ : list
    The largest class, or classes, noise left out.

target_classes_ : list
    The classes that get synthetic samples.

n_requested_ : dict
    Maps each targeted class to the number of synthetic samples to make.

notes_ : tuple of str
    Sentences about what a user should know, of which ``fit`` warns. There is one for
    each class none of whose synthetic samples are made between clusters, although a
    ``distribution_ratio`` is below 1, as no two of its selected clusters are
    neighbours.

n_samples_ : int
    Number of rows given to ``fit``."""

composition_attributes = """filtered_clusters_ : list of tuple
    The selected ``(cluster, class)`` pairs.

reasons_ : dict
    Maps each ``(cluster, class)`` pair that was not selected to the reason.

dropped_pairs_ : dict
    Maps each targeted class to a list of ``(name, number)``: how many of the class's
    pairs with rows each filter dropped.

clusters_log_density_ : dict
    Maps the selected pairs to the natural logarithm of their density; empty if the
    allocation does not measure densities.

clusters_density_ : dict
    The densities themselves; zero or infinite where floating-point numbers cannot
    hold them.

majority_class_label_ : object
    The largest class, the first of several."""
