"""Oversampling inside clusters."""

from clover.over_sampling._cluster import ClusterOverSampler
from clover.over_sampling._geometric_smote import GeometricSMOTE
from clover.over_sampling._kmeans_smote import KMeansSMOTE
from clover.over_sampling._report import ClusterReport, Provenance

__all__ = [
    "ClusterOverSampler",
    "ClusterReport",
    "GeometricSMOTE",
    "KMeansSMOTE",
    "Provenance",
]
