"""Clusterers of the literature, the neighbours of clusters, and the cluster space."""

from clover.clusterer._adjacency.find import find_cluster_neighbors
from clover.clusterer._cluster_space import transform_to_cluster_space
from clover.clusterer._cure import CURE
from clover.clusterer._semi_unsupervised import SemiUnsupervisedClusterer
from clover.clusterer._som import SOM

__all__ = [
    "CURE",
    "SOM",
    "SemiUnsupervisedClusterer",
    "find_cluster_neighbors",
    "transform_to_cluster_space",
]
