"""What the presets that divide each class by k-means have in common."""

from numbers import Integral

from sklearn import get_config
from sklearn.base import clone
from sklearn.cluster import KMeans

from clover._compat import HasMethods, Interval
from clover._numerics.magnitude import to_safe_magnitude
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler

CLASS_KMEANS_CONSTRAINTS = {
    **PRESET_CONSTRAINTS,
    "kmeans_estimator": [
        Interval(Integral, 1, None, closed="left"),
        HasMethods(["fit_predict"]),
        HasMethods(["fit"]),
    ],
}


class BaseClassKMeans(BaseClusterOverSampler):
    """Base class of the presets that divide each class by k-means.

    Subclasses have the parameter ``kmeans_estimator``, a number of clusters or any
    clusterer.
    """

    _clusterer_name = "kmeans_estimator"
    _limit_clusters = True

    def _makes_kmeans(self):
        return isinstance(self.kmeans_estimator, Integral)

    def _make_kmeans(self):
        if self._makes_kmeans():
            return KMeans(n_clusters=int(self.kmeans_estimator), n_init="auto")
        return clone(self.kmeans_estimator, safe=False)

    def _rows_to_cluster(self, X_numeric):
        # The squares in k-means overflow above 1e154, and vanish below 1e-162.
        return to_safe_magnitude(X_numeric) if self._makes_kmeans() else X_numeric

    def _clusterer_parameter(self):
        if self._makes_kmeans() and get_config()["enable_metadata_routing"]:
            return KMeans().set_fit_request(sample_weight=True)
        return super()._clusterer_parameter()
