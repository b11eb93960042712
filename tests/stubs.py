"""Parts of compositions that do what they are told."""

import re

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin


class GivenClusters(ClusterMixin, BaseEstimator):
    """Gives the labels that it was given, and neighbours if it was given any."""

    def __init__(self, labels, neighbors=None):
        self.labels = labels
        self.neighbors = neighbors

    def fit(self, X, y=None):
        self.labels_ = np.asarray(self.labels)
        if self.neighbors is not None:
            self.neighbors_ = np.asarray(self.neighbors)
        return self


def name_of(value):
    """Return a name of a parameter of tests, in a line, the same in all processes."""
    return " ".join(re.sub(r" at 0x[0-9A-Fa-f]+", "", str(value)).split())
