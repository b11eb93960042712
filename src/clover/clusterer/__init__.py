"""Clusterers of the literature, and the neighbours of clusters that have no grid."""

from clover.clusterer._adjacency.find import find_cluster_neighbors
from clover.clusterer._cure import CURE
from clover.clusterer._semi_unsupervised import SemiUnsupervisedClusterer
from clover.clusterer._som import SOM

__all__ = ["CURE", "SOM", "SemiUnsupervisedClusterer", "find_cluster_neighbors"]
