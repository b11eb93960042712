"""Oversampling inside clusters."""

from clover.over_sampling._asuwo import ASUWO
from clover.over_sampling._cbo import CBO
from clover.over_sampling._center_smote import CenterSMOTE
from clover.over_sampling._cluster import ClusterOverSampler
from clover.over_sampling._cluster_smote import ClusterSMOTE
from clover.over_sampling._cure_smote import CURESMOTE
from clover.over_sampling._geometric_smote import GeometricSMOTE
from clover.over_sampling._geometric_somo import GeometricSOMO
from clover.over_sampling._kmeans_smote import KMeansSMOTE
from clover.over_sampling._oversamplers.gaussian import GaussianOversampler
from clover.over_sampling._oversamplers.simplicial_smote import SimplicialSMOTE
from clover.over_sampling._provenance import Provenance
from clover.over_sampling._report import ClusterReport
from clover.over_sampling._scaled_geometric_smote import ScaledGeometricSMOTE
from clover.over_sampling._somo import SOMO

__all__ = [
    "ASUWO",
    "CBO",
    "CURESMOTE",
    "SOMO",
    "CenterSMOTE",
    "ClusterOverSampler",
    "ClusterReport",
    "ClusterSMOTE",
    "GaussianOversampler",
    "GeometricSMOTE",
    "GeometricSOMO",
    "KMeansSMOTE",
    "Provenance",
    "ScaledGeometricSMOTE",
    "SimplicialSMOTE",
]
