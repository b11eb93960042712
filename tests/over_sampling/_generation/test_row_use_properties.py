"""What holds of every problem if classes are clustered alone and rows are masked."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_array_equal
from problems import EXTREME_SCALES, count, fewer, problems
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_random_state

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    CenterSMOTE,
    ClusterOverSampler,
    GeometricSMOTE,
    SimplicialSMOTE,
)


class RandomClusters(ClusterMixin, BaseEstimator):
    """Gives labels by chance, and -1 to some rows but the first."""

    def __init__(self, n_clusters=5, random_state=None):
        self.n_clusters = n_clusters
        self.random_state = random_state

    def fit(self, X, y=None):
        rng = check_random_state(self.random_state)
        self.labels_ = rng.randint(-1, self.n_clusters, size=X.shape[0])
        self.labels_[0] = 0
        return self


class RowUser(DensityDistributor):
    """Masks some rows, not the first of a cell, and weighs all by chance."""

    def __init__(self, has_weights=False, random_state=None):
        super().__init__(np.inf)
        self.has_weights = has_weights
        self.random_state = random_state

    def _fit_cells(self, X, y, labels, *args):
        super()._fit_cells(X, y, labels, *args)
        rng = check_random_state(self.random_state)
        self.row_mask_ = rng.uniform(size=len(y)) < 0.6
        names = np.array([f"{label} {c}" for label, c in zip(labels, y, strict=True)])
        self.row_mask_[np.unique(names, return_index=True)[1]] = True
        if self.has_weights:
            self.row_weights_ = rng.randint(4, size=len(y))
        return self


natives = st.one_of(
    st.builds(SMOTE, k_neighbors=st.integers(1, 7)),
    st.builds(RandomOverSampler),
    st.builds(
        SimplicialSMOTE,
        k_neighbors=st.integers(1, 7),
        n_vertices=st.integers(2, 5),
    ),
    st.builds(
        GeometricSMOTE,
        k_neighbors=st.integers(1, 7),
        truncation_factor=st.floats(-1, 1),
        selection_strategy=st.sampled_from(["combined", "majority", "minority"]),
    ),
)
centers = st.builds(
    CenterSMOTE,
    n_representatives=st.integers(1, 12),
    shrink_factor=st.sampled_from([0.0, 0.3, 1.0]),
)
foreign = st.one_of(
    centers,
    st.builds(ADASYN, n_neighbors=st.integers(1, 7)),
    st.builds(BorderlineSMOTE, k_neighbors=st.integers(1, 7)),
    st.builds(SVMSMOTE),
    st.builds(SMOTEN),
    st.builds(RandomOverSampler, shrinkage=st.just(0.5)),
)


def check(problem, oversampler, scope, has_weights, seed):
    X, y = problem.X, problem.y
    sampler = ClusterOverSampler(
        oversampler.set_params(sampling_strategy=problem.strategy),
        RandomClusters(),
        RowUser(has_weights),
        random_state=seed,
        clustering_scope=scope,
    )
    if scope == "all":
        # A class may be all noise, of which nothing is made.
        sampler.set_params(raise_error=False, clusterer__random_state=seed)
        labels = RandomClusters(random_state=seed).fit(X).labels_
        if any((labels[y == c] < 0).all() for c in problem.targets):
            return
    X_res, y_res = sampler.fit_resample(X, y)
    assert count(y_res) == problem.expected
    assert_array_equal(X_res[: len(X)], X)
    assert np.isfinite(X_res).all()
    # Each base is a row of the class in the cluster, and not masked.
    base, y_new = sampler.provenance_.base, y_res[len(y) :]
    known = ~base.mask
    y_new, cluster = y_new[known], sampler.provenance_.cluster[known]
    base = base.compressed()
    assert_array_equal(y[base], y_new)
    assert_array_equal(sampler.labels_[base], cluster)
    assert sampler.distributor_.row_mask_[base].all()
    report = sampler.cluster_report_
    assert report.n_new_rows.sum() == len(y_res) - len(y)
    again, _ = sampler.set_params(n_jobs=2).fit_resample(X, y)
    assert_array_equal(again, X_res)


@given(
    problem=problems(min_class_size=2),
    oversampler=natives,
    scope=st.sampled_from(["all", "class"]),
    has_weights=st.booleans(),
    seed=st.integers(0, 2**31 - 1),
)
def test_native_ways_keep_all_promises(problem, oversampler, scope, has_weights, seed):
    check(problem, oversampler, scope, has_weights, seed)


@given(
    problem=problems(min_class_size=2),
    oversampler=foreign,
    scope=st.sampled_from(["all", "class"]),
    seed=st.integers(0, 2**31 - 1),
)
@fewer(3)
def test_other_oversamplers_keep_all_promises(problem, oversampler, scope, seed):
    check(problem, oversampler, scope, False, seed)


@given(
    problem=problems(scales=EXTREME_SCALES), oversampler=centers, seed=st.integers(0, 9)
)
def test_center_smote_stays_within_the_range_of_the_class(problem, oversampler, seed):
    oversampler.set_params(sampling_strategy=problem.strategy, random_state=seed)
    X_res, y_res = oversampler.fit_resample(problem.X, problem.y)
    assert count(y_res) == problem.expected
    base = oversampler.base_indices_
    assert_array_equal(problem.y[base], y_res[len(problem.y) :])
    for class_label in problem.targets:
        rows = problem.X[problem.y == class_label].astype(float)
        new = X_res[len(problem.y) :][y_res[len(problem.y) :] == class_label]
        slack = 1e-6 * np.abs(rows).max(axis=0)
        assert (new >= rows.min(axis=0) - slack).all()
        assert (new <= rows.max(axis=0) + slack).all()
