"""Samplers whose rows are known, for tests of the measures."""

import numpy as np
from sklearn.base import BaseEstimator


class RepeatEach(BaseEstimator):
    """Repeats each row of class 1 equally often."""

    def __init__(self, times=3):
        self.times = times

    def fit_resample(self, X, y):
        rows = np.tile(np.flatnonzero(y == 1), self.times)
        return np.vstack((X, X[rows])), np.append(y, y[rows])


class AppendRows(BaseEstimator):
    """Appends given rows, as rows of class 1."""

    def __init__(self, rows=None):
        self.rows = rows

    def fit_resample(self, X, y):
        return np.vstack((X, self.rows)), np.append(y, [1] * len(self.rows))


class UniformNoise(BaseEstimator):
    """Makes rows of class 1 uniformly over the range of all rows."""

    def __init__(self, n_rows=500, random_state=None):
        self.n_rows = n_rows
        self.random_state = random_state

    def fit_resample(self, X, y):
        rng = np.random.RandomState(self.random_state)
        size = (self.n_rows, X.shape[1])
        noise = rng.uniform(X.min(axis=0), X.max(axis=0), size)
        return np.vstack((X, noise)), np.append(y, np.ones(self.n_rows, dtype=int))
