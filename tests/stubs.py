"""Parts of compositions that do what they are told.

Other processes find them here: packages that install a folder `tests` of their own, as
baycomp does, hide the modules of tests from them.
"""

import os
import re

import numpy as np
from imblearn.over_sampling import SMOTE
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


class OutOfLuck(Exception):
    """An error of nobody else."""


class FailingInCluster(SMOTE):
    """Fails with rows far to the right only."""

    def fit_resample(self, X, y):
        if X[:, 0].mean() > 50:
            raise OutOfLuck("no luck") from KeyError("the cause")
        return super().fit_resample(X, y)


class Dying(SMOTE):
    """Ends the process it works in, unless that is the one it was made in."""

    def __init__(self, parent, **params):
        super().__init__(**params)
        self.parent = parent

    def get_params(self, deep=True):
        return {**SMOTE().get_params(), "parent": self.parent}

    def fit_resample(self, X, y):
        if os.getpid() != self.parent:
            os._exit(1)
        return super().fit_resample(X, y)


def name_of(value):
    """Return a name of a parameter of tests, in a line, the same in all processes."""
    return " ".join(re.sub(r" at 0x[0-9A-Fa-f]+", "", str(value)).split())
