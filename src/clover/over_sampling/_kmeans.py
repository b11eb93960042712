"""The k-means of the presets, and what presets that cluster each class share."""

import math
from numbers import Integral

from sklearn.base import clone
from sklearn.cluster import KMeans

from clover._compat import HasMethods, Interval
from clover._numerics.magnitude import to_safe_magnitude
from clover.over_sampling._base import PRESET_CONSTRAINTS
from clover.over_sampling._strategy import resolve_strategy

CLASS_KMEANS_CONSTRAINTS = {
    **PRESET_CONSTRAINTS,
    "kmeans_estimator": [
        Interval(Integral, 1, None, closed="left"),
        HasMethods(["fit_predict"]),
        HasMethods(["fit"]),
    ],
}


def make_kmeans(kind, n_clusters):
    """Return the k-means of a preset's own.

    It requests no metadata: nobody could take the request back.
    """
    return kind(n_clusters=n_clusters, n_init="auto")


def count_clusters(sampling_strategy, target):
    """Return the number of clusters that suits a sampling strategy."""
    return suit_clusters(resolve_strategy(sampling_strategy, target), target.sizes)


def suit_clusters(requested, sizes):
    """Return the number of clusters that suits the smallest class that gets rows.

    It is the square root of the rows of the class. `requested` and `sizes` map classes
    to their numbers of rows to make and of rows.
    """
    targeted = [sizes[label] for label, n_new in requested.items() if n_new]
    return round(math.sqrt(min(targeted, default=1)))


def divide_classes(kmeans_estimator):
    """Return the fields of `Parts` with which each class is clustered by itself."""
    fields = {"scope": "class", "limit_clusters": True}
    if not isinstance(kmeans_estimator, Integral):
        return {**fields, "clusterer": clone(kmeans_estimator, safe=False)}
    kmeans = make_kmeans(KMeans, int(kmeans_estimator))
    # The squares in k-means overflow above 1e154, and vanish below 1e-162.
    return {**fields, "clusterer": kmeans, "prepare": to_safe_magnitude}
