"""Samplers and classifiers that remember what they saw.

What they saw is kept in lists that clones share.
"""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin


class Notebook(list):
    """A list that is the same one in a copy."""

    def __deepcopy__(self, memo):
        return self


class RecordingSampler(BaseEstimator):
    """Repeats the rows of the smallest class once and notes the rows that it got."""

    def __init__(self, notes, random_state=None):
        self.notes = notes
        self.random_state = random_state

    def fit_resample(self, X, y):
        self.notes.append((X, y, self.random_state))
        labels, counts = np.unique(y, return_counts=True)
        repeated = np.flatnonzero(y == labels[counts.argmin()])
        rows = np.append(np.arange(len(y)), repeated)
        X = X.iloc[rows] if hasattr(X, "iloc") else X[rows]
        return X, y[rows]


class RecordingCategoriesSampler(RecordingSampler):
    """The same, for categories as they are."""

    def __init__(self, notes, random_state=None, categorical_features=None):
        super().__init__(notes, random_state)
        self.categorical_features = categorical_features


class RecordingClassifier(ClassifierMixin, BaseEstimator):
    """Gives the shares of the classes and notes the rows that it was fitted to."""

    def __init__(self, fitted, predicted, random_state=None):
        self.fitted = fitted
        self.predicted = predicted
        self.random_state = random_state

    def fit(self, X, y):
        self.fitted.append((X, y, self.random_state))
        self.classes_, counts = np.unique(y, return_counts=True)
        self.shares_ = counts / counts.sum()
        return self

    def predict_proba(self, X):
        self.predicted.append(X)
        return np.tile(self.shares_, (X.shape[0], 1))
