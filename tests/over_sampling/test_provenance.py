"""Parents of new rows, and values carried over from them."""

import pickle
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from clover.over_sampling import (
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    GeometricSMOTE,
    KMeansSMOTE,
)

N_SAMPLES = 240
BETWEEN_TWO_ROWS = {
    "SMOTE": SMOTE(),
    "Borderline-1": BorderlineSMOTE(),
    "Borderline-2": BorderlineSMOTE(kind="borderline-2"),
    "ADASYN": ADASYN(),
    "SVMSMOTE": SVMSMOTE(),
}
SEEDS = {"int": lambda: 3, "generator": lambda: np.random.RandomState(3)}


@pytest.fixture
def three_classes():
    """Classes of 140, 60 and 40 rows that overlap, in 4 columns."""
    X, y = make_classification(
        n_samples=N_SAMPLES,
        n_features=4,
        n_informative=4,
        n_redundant=0,
        n_classes=3,
        n_clusters_per_class=1,
        weights=[0.58, 0.25],
        class_sep=0.7,
        flip_y=0,
        random_state=0,
    )
    return X, y


def assert_on_lines(X, provenance, new, lowest=0.0):
    """Check that new rows with two parents lie on the segment between these.

    With `lowest` below zero, they may also lie behind the base row.
    """
    known = ~(provenance.base.mask | provenance.partner.mask)
    base = X[provenance.base.data[known]]
    way = X[provenance.partner.data[known]] - base
    steps = np.sum((new[known] - base) * way, axis=1) / np.sum(way**2, axis=1)
    assert_allclose(new[known], base + steps[:, np.newaxis] * way, atol=1e-9)
    assert (steps > lowest - 1e-9).all()
    assert (steps < 1 + 1e-9).all()
    return known


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", BETWEEN_TWO_ROWS)
def test_new_rows_lie_between_the_parents_that_are_told(
    name, seed, clusterer, three_classes
):
    X, y = three_classes
    sampler = ClusterOverSampler(
        BETWEEN_TWO_ROWS[name], clusterer, random_state=SEEDS[seed]()
    )
    X_res, y_res = sampler.fit_resample(X, y)
    provenance, y_new = sampler.provenance_, y_res[N_SAMPLES:]
    lowest = -0.5 if name == "SVMSMOTE" else 0.0
    known = assert_on_lines(X, provenance, X_res[N_SAMPLES:], lowest)
    is_repeated = sampler.cluster_report_.made_by == "repetition"
    n_repeated = sampler.cluster_report_.n_new_rows[is_repeated].sum()
    assert (~known).sum() == n_repeated
    assert_array_equal(y[provenance.base.data], y_new)
    is_own = y[provenance.partner.data[known]] == y_new[known]
    assert is_own.all() == (name != "Borderline-2")


def test_parents_are_those_of_the_draws_and_not_any_row_on_the_line():
    # In one column, every new row lies between many pairs of rows.
    X = np.arange(40.0)[:, np.newaxis] ** 2
    y = np.tile([0, 0, 1, 0], 10)
    sampler = ClusterOverSampler(ADASYN(n_neighbors=2), random_state=0)
    sampler.fit_resample(X, y)
    provenance = sampler.provenance_
    assert not provenance.partner.mask.any()
    rows = np.flatnonzero(y == 1)
    places = np.searchsorted(rows, [provenance.base.data, provenance.partner.data])
    # Distances grow, so that the two nearest rows are at most two places away.
    assert (np.abs(places[0] - places[1]) <= 2).all()


@pytest.mark.parametrize("name", BETWEEN_TWO_ROWS)
def test_parents_of_sparse_rows_are_told(name, three_classes):
    X, y = three_classes
    X = np.where(np.abs(X) < 0.4, 0, X)
    sampler = ClusterOverSampler(BETWEEN_TWO_ROWS[name], random_state=0)
    X_res, _ = sampler.fit_resample(sparse.csr_array(X), y)
    lowest = -0.5 if name == "SVMSMOTE" else 0.0
    new = X_res.toarray()[N_SAMPLES:]
    known = assert_on_lines(X, sampler.provenance_, new, lowest)
    assert known.all()


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
@pytest.mark.parametrize("to_rows", [pd.DataFrame, np.asarray])
def test_numbers_of_smotenc_lie_between_its_parents(to_rows, clusterer, three_classes):
    X, y = three_classes
    X[:, 1] = np.round(X[:, 1])
    numbers = make_column_transformer(("passthrough", [0, 2, 3]))
    if clusterer is not None:
        clusterer = make_pipeline(numbers, clusterer)
    sampler = ClusterOverSampler(SMOTENC([1]), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(to_rows(X), y)
    new = np.asarray(X_res)[N_SAMPLES:]
    known = assert_on_lines(X[:, [0, 2, 3]], sampler.provenance_, new[:, [0, 2, 3]])
    assert known.mean() > 0.99


@pytest.mark.parametrize("strategy", ["minority", "majority", "combined"])
@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
def test_new_rows_lie_in_the_ball_of_the_parents_of_geometric_smote(
    strategy, clusterer, three_classes
):
    X, y = three_classes
    oversampler = GeometricSMOTE(selection_strategy=strategy)
    sampler = ClusterOverSampler(oversampler, clusterer, random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    base, partner = sampler.provenance_.base, sampler.provenance_.partner
    known = ~partner.mask
    assert known.mean() > 0.9
    center = X[base.data[known]]
    radius = np.linalg.norm(X[partner.data[known]] - center, axis=1)
    far = np.linalg.norm(X_res[N_SAMPLES:][known] - center, axis=1)
    assert (far <= radius * (1 + 1e-9)).all()
    is_own = y[partner.data[known]] == y_res[N_SAMPLES:][known]
    assert is_own.any() == (strategy != "majority")
    assert is_own.all() == (strategy == "minority")


def test_geometric_smote_by_itself_tells_the_surface_points(three_classes):
    X, y = three_classes
    sampler = GeometricSMOTE(selection_strategy="majority", random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert (y[sampler.partner_indices_] != y_res[N_SAMPLES:]).all()
    radius = np.linalg.norm(
        X[sampler.partner_indices_] - X[sampler.base_indices_], axis=1
    )
    far = np.linalg.norm(X_res[N_SAMPLES:] - X[sampler.base_indices_], axis=1)
    assert (far <= radius * (1 + 1e-9)).all()


def test_rows_between_clusters_tell_a_parent_in_each():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(30, 2)) + 3 * place for place in range(6)])
    y = np.tile([0, 1, 0], 60)
    sampler = SOMO(distribution_ratio=0.3, random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    provenance, labels = sampler.provenance_, sampler.labels_
    between = provenance.other_cluster >= 0
    assert between.any()
    assert_array_equal(labels[provenance.base[between]], provenance.cluster[between])
    assert_array_equal(
        labels[provenance.partner[between]], provenance.other_cluster[between]
    )
    assert_on_lines(X, provenance, X_res[180:])


@pytest.mark.parametrize(
    "sampler",
    [
        ClusterOverSampler(RandomOverSampler(), random_state=0),
        ClusterOverSampler(CenterSMOTE(), random_state=0),
        CBO(random_state=0),
        CURESMOTE(random_state=0),
    ],
    ids=["repetition", "CenterSMOTE", "CBO", "CURESMOTE"],
)
def test_rows_without_a_second_parent_have_a_masked_partner(sampler, three_classes):
    sampler.fit_resample(*three_classes)
    assert not sampler.provenance_.base.mask.any()
    assert sampler.provenance_.partner.mask.all()


class ToldIndices(BaseEstimator):
    """Repeats the first row of class 1 and moves it, and tells so if asked to."""

    def __init__(self, sampling_strategy="auto", shift=0.0, told="base_indices_"):
        self.sampling_strategy = sampling_strategy
        self.shift = shift
        self.told = told

    def fit_resample(self, X, y):
        first = np.flatnonzero(y == 1)[0]
        n_new = self.sampling_strategy[1] - np.sum(y == 1)
        base = np.full(n_new, first)
        kept = np.arange(len(y)) if self.told == "sample_indices_" else []
        setattr(self, self.told, np.append(kept, base).astype(int))
        return np.vstack((X, X[base] + self.shift)), np.append(y, y[base])


@pytest.mark.parametrize("told", ["base_indices_", "sample_indices_"])
def test_indices_that_an_oversampler_tells_are_believed(told, two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(ToldIndices(told=told), random_state=0)
    sampler.fit_resample(X, y)
    first = np.flatnonzero(y == 1)[0]
    assert_array_equal(sampler.provenance_.base, first)


UNKNOWN = {
    "SMOTEN": SMOTEN(),
    "KMeansSMOTE": ImblearnKMeansSMOTE(
        kmeans_estimator=2, cluster_balance_threshold=0.01
    ),
    "other": ToldIndices(told="something_else_", shift=0.1),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_parents_are_masked_and_no_index(name, two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(UNKNOWN[name], random_state=0)
    sampler.fit_resample(X, y)
    base = sampler.provenance_.base
    assert base.mask.all()
    assert_array_equal(base.data, np.iinfo(np.intp).max)
    with pytest.raises(IndexError):
        np.ones(len(y))[base]
    with pytest.raises(IndexError):
        pd.Series(y).to_numpy()[sampler.provenance_.parents]
    with pytest.raises(ValueError, match=f"{type(UNKNOWN[name]).__name__} does not"):
        sampler.provenance_.carry(np.ones(len(y)))


def test_parents_are_a_masked_table_of_base_and_partner(two_classes):
    sampler = KMeansSMOTE(kmeans_estimator=2, random_state=0)
    sampler.fit_resample(*two_classes)
    parents = sampler.provenance_.parents
    assert parents.shape == (sampler.provenance_.base.size, 2)
    assert_array_equal(parents[:, 0], sampler.provenance_.base)
    assert_array_equal(parents[:, 1].mask, sampler.provenance_.partner.mask)


@pytest.fixture
def line():
    """Rows 0 and 1 of class 1 at 0 and 10, and five of class 0; one new row."""
    X = np.array([[0.0], [10], [20], [21], [22], [23]])
    return X, np.array([1, 1, 0, 0, 0, 0])


def test_base_value_is_carried_over(line):
    X, y = line
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(X, y)
    names = np.array(["a", "b", "c", "d", "e", "f"])
    carried = sampler.provenance_.carry(names)
    assert carried.tolist() == [names[row] for row in sampler.provenance_.base]


def test_mean_of_both_parents_is_carried_over(line):
    X, y = line
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(X, y)
    weights = np.array([1.0, 4.0, 100, 100, 100, 100])
    assert_array_equal(sampler.provenance_.carry(weights, how="mean"), [2.5] * 4)


def test_mean_leaves_parents_of_other_classes_out(line):
    X, y = line
    oversampler = GeometricSMOTE({1: 6}, selection_strategy="majority")
    sampler = ClusterOverSampler(oversampler, random_state=0)
    sampler.fit_resample(X, y)
    weights = np.array([1.0, 4.0, 100, 100, 100, 100])
    assert_array_equal(
        sampler.provenance_.carry(weights, how="mean"),
        weights[sampler.provenance_.base],
    )


@pytest.mark.parametrize("shape", [(6,), (6, 2), (6, 2, 3)])
@pytest.mark.parametrize("how", ["base", "mean"])
def test_values_of_any_shape_are_carried_over(shape, how, line):
    X, y = line
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(X, y)
    values = np.arange(np.prod(shape), dtype=float).reshape(shape)
    assert sampler.provenance_.carry(values, how=how).shape == (4, *shape[1:])


@pytest.mark.parametrize(
    ("values", "how", "message"),
    [
        (np.ones(5), "base", r"one entry for each of the 6 given rows. Got shape \(5,"),
        (3.0, "base", r"Got shape \(\)"),
        (np.array(list("abcdef")), "mean", "should be numbers.*how='base'"),
        (np.ones(6), "median", "should be 'base' or 'mean'. Got 'median'"),
    ],
)
def test_values_that_cannot_be_carried_over_are_named(values, how, message, line):
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(*line)
    with pytest.raises(ValueError, match=message):
        sampler.provenance_.carry(values, how=how)


def test_nothing_is_carried_over_where_nothing_is_made(two_classes):
    X, y = two_classes
    sampler = KMeansSMOTE(sampling_strategy={1: int(np.sum(y == 1))}, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    weights = np.ones(len(y))
    carried = np.append(weights, sampler.provenance_.carry(weights))
    assert carried.shape == y_res.shape


@pytest.mark.parametrize(
    "sampler",
    [
        ClusterOverSampler(RandomOverSampler(), random_state=0),
        ClusterOverSampler(RandomOverSampler(), KMeans(3, n_init=1), random_state=0),
        CBO(random_state=0),
        ClusterOverSampler(ToldIndices(told="sample_indices_"), random_state=0),
    ],
    ids=["one cluster", "clusters", "CBO", "foreign"],
)
def test_indices_of_samples_are_told_where_rows_are_only_repeated(sampler, two_classes):
    X, y = two_classes
    X_res, y_res = sampler.fit_resample(X, y)
    assert_array_equal(X_res, X[sampler.sample_indices_])
    assert_array_equal(y_res, y[sampler.sample_indices_])
    assert sampler.sample_indices_.dtype.kind == "i"


@pytest.mark.parametrize(
    "oversampler", [SMOTE(), ToldIndices(told="sample_indices_", shift=0.1)]
)
def test_indices_of_samples_are_not_told_where_rows_are_made(oversampler, two_classes):
    sampler = ClusterOverSampler(RandomOverSampler(), random_state=0)
    sampler.fit_resample(*two_classes)
    sampler.set_params(oversampler=oversampler).fit_resample(*two_classes)
    assert not hasattr(sampler, "sample_indices_")


def test_parents_do_not_depend_on_jobs(three_classes):
    X, y = three_classes
    told = [
        ClusterOverSampler(
            BorderlineSMOTE(), KMeans(3, n_init=1), random_state=0, n_jobs=n_jobs
        )
        for n_jobs in (1, 2)
    ]
    for sampler in told:
        sampler.fit_resample(X, y)
    first, second = (sampler.provenance_.parents.filled() for sampler in told)
    assert_array_equal(first, second)


def test_parents_of_an_oversampler_in_a_pipeline_are_rows_of_the_input(three_classes):
    X, y = three_classes
    from imblearn.pipeline import make_pipeline as make_sampling_pipeline

    doubled = FunctionTransformer(lambda X: 2 * X)
    oversampler = make_sampling_pipeline(doubled, BorderlineSMOTE())
    sampler = ClusterOverSampler(oversampler, KMeans(3, n_init=1), random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert_on_lines(2 * X, sampler.provenance_, X_res[N_SAMPLES:])


@pytest.mark.parametrize("to_told", [np.asarray, np.ma.asarray, list])
def test_partners_that_an_oversampler_tells_are_believed(to_told, two_classes):
    class ToldPartners(ToldIndices):
        def fit_resample(self, X, y):
            X_res, y_res = super().fit_resample(X, y)
            self.partner_indices_ = to_told(np.full(len(y_res) - len(y), 3))
            return X_res, y_res

    sampler = ClusterOverSampler(ToldPartners(), random_state=0)
    sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.provenance_.partner, 3)


@pytest.mark.parametrize(
    "told", [[0, 1], np.ma.masked_all(240, dtype=int), None, "rows", 7.5]
)
def test_partners_of_another_number_or_kind_are_unknown(told, two_classes):
    class ToldPartners(ToldIndices):
        def fit_resample(self, X, y):
            self.partner_indices_ = told
            return super().fit_resample(X, y)

    sampler = ClusterOverSampler(ToldPartners(), random_state=0)
    sampler.fit_resample(*two_classes)
    assert sampler.provenance_.partner.mask.all()


@pytest.mark.parametrize("wrong", [10_000, -5, 0.5, None])
def test_positions_that_are_none_of_the_rows_are_an_error(wrong, two_classes):
    class Wrong(ToldIndices):
        def fit_resample(self, X, y):
            X_res, y_res = super().fit_resample(X, y)
            self.base_indices_ = np.full(len(self.base_indices_), wrong)
            return X_res, y_res

    sampler = ClusterOverSampler(Wrong(), random_state=0)
    message = "`base_indices_` of Wrong should hold positions of the 300 rows"
    with pytest.raises(ValueError, match=message):
        sampler.fit_resample(*two_classes)


def test_masked_values_stay_masked(line):
    X, y = line
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(X, y)
    values = np.ma.masked_array([1.0, -999, 3, 4, 5, 6], [0, 1, 0, 0, 0, 0])
    carried = sampler.provenance_.carry(values)
    assert_array_equal(carried.mask, sampler.provenance_.base == 1)
    assert (carried.compressed() == 1).all()
    with pytest.raises(ValueError, match=r"be numbers\. Got masked values"):
        sampler.provenance_.carry(values, how="mean")


@pytest.mark.parametrize(
    ("values", "message"),
    [(sparse.eye(6), "should be dense"), ([[1], [2, 3]] * 3, "of several lengths")],
)
def test_values_that_are_no_array_are_named(values, message, line):
    sampler = ClusterOverSampler(SMOTE(sampling_strategy={1: 6}), random_state=0)
    sampler.fit_resample(*line)
    with pytest.raises(ValueError, match=message):
        sampler.provenance_.carry(values)


@pytest.mark.parametrize("copy", [pickle.loads, deepcopy], ids=["pickle", "deepcopy"])
def test_copies_of_a_fitted_sampler_carry_values_over(copy, two_classes):
    X, y = two_classes
    sampler = KMeansSMOTE(kmeans_estimator=2, random_state=0)
    sampler.fit_resample(X, y)
    again = copy(pickle.dumps(sampler) if copy is pickle.loads else sampler)
    expected = sampler.provenance_.carry(np.arange(300))
    assert_array_equal(again.provenance_.carry(np.arange(300)), expected)


def test_provenance_that_is_of_no_fit_carries_nothing(two_classes):
    sampler = KMeansSMOTE(kmeans_estimator=2, random_state=0)
    sampler.fit_resample(*two_classes)
    other = replace(sampler.provenance_, cluster=sampler.provenance_.other_cluster)
    with pytest.raises(ValueError, match="Only the provenance of a fit"):
        other.carry(np.ones(300))
