"""Samplers on tables of numbers, and on tables with categories."""

import warnings

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTETomek
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC, RandomOverSampler
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.under_sampling import RandomUnderSampler, TomekLinks
from recorders import Notebook, RecordingCategoriesSampler, RecordingSampler
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from clover.comparison._runs.datasets import make_dataset
from clover.comparison._runs.models import Columns, Split
from clover.comparison._runs.resampling import make_sampler, resample
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE


def split_all(dataset):
    """Return a split whose training and test rows are all rows."""
    rows = np.arange(dataset.n_samples)
    labels = np.asarray(dataset.classes)[dataset.y]
    return Split(Columns.of(dataset), labels, rows, rows)


def resample_all(sampler, dataset, params=None):
    """Return the rows of a data set after resampling, without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return resample(make_sampler(sampler, params or {}, 0), split_all(dataset))


@pytest.fixture
def mixed():
    """60 rows of class "no" and 24 of "yes": two numbers and two categories."""
    rng = np.random.RandomState(0)
    y = np.repeat(["no", "yes"], [60, 24])
    table = {
        "kind": rng.choice(["u", "v", "w"], 84),
        "first": rng.normal(5.0, 2.0, 84),
        "flag": rng.choice([True, False], 84),
        "second": rng.normal(size=84),
    }
    return make_dataset("mixed", pd.DataFrame(table), y)


@pytest.fixture
def categories(mixed):
    """The same rows without their numbers."""
    frame = mixed.X[["kind", "flag"]]
    return make_dataset("categories", frame, np.asarray(mixed.classes)[mixed.y])


MIXED_SAMPLERS = {
    "SMOTENC": SMOTENC(categorical_features="auto"),
    "geometric": GeometricSMOTE(),
    "clustered SMOTENC": ClusterOverSampler(SMOTENC([0]), KMeans(3, n_init=1)),
    "clustered geometric": ClusterOverSampler(GeometricSMOTE(), KMeans(3, n_init=1)),
    "scaled clusters": ClusterOverSampler(
        SMOTENC([0]), make_pipeline(StandardScaler(), KMeans(3, n_init=1))
    ),
    "own columns": ClusterOverSampler(
        SMOTENC([0]),
        make_pipeline(
            make_column_transformer((OneHotEncoder(sparse_output=False), [0, 2])),
            KMeans(3, n_init=1),
        ),
    ),
    "no clusters": ClusterOverSampler(SMOTENC([0])),
    "under and SMOTENC": make_pipeline(
        RandomUnderSampler(sampling_strategy=0.5), SMOTENC([0])
    ),
    "SMOTENC and links": make_pipeline(SMOTENC([0]), TomekLinks(), RandomOverSampler()),
    "nested": Pipeline([("a", make_pipeline(SMOTENC([0]))), ("b", "passthrough")]),
}


@pytest.mark.parametrize("name", MIXED_SAMPLERS)
def test_samplers_of_categories_make_categories(mixed, name):
    found = resample_all(MIXED_SAMPLERS[name], mixed)
    labels, counts = np.unique(found.y, return_counts=True)
    assert labels.tolist() == ["no", "yes"] and counts[0] == counts[1]
    # Two numbers, and columns for u, v, w, False and True.
    assert found.X.shape == (found.y.size, 7) and found.X.dtype == np.float64
    one_hot = found.X[:, 2:]
    assert set(np.unique(one_hot)) == {0.0, 1.0}
    assert (one_hot[:, :3].sum(axis=1) == 1).all()
    assert (one_hot[:, 3:].sum(axis=1) == 1).all()


def test_rows_given_come_first_and_numbers_are_where_they_belong(mixed):
    for sampler in (SMOTENC([0]), GeometricSMOTE(), ClusterOverSampler(SMOTENC([0]))):
        found = resample_all(sampler, mixed)
        np.testing.assert_array_equal(found.X[:84], split_all(mixed).X_train)
        of_class = found.X[60:84, :2]
        # New numbers lie near those of the class: none is a category's code.
        made = found.X[84:, :2]
        assert (made > of_class.min(axis=0) - 3).all()
        assert (made < of_class.max(axis=0) + 3).all()
        assert np.unique(made).size > 36


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(),
        KMeansSMOTE(),
        SMOTETomek(),
        ClusterOverSampler(SMOTE(), KMeans(3, n_init=1)),
        make_pipeline(PCA(7), SMOTE()),
    ],
    ids=lambda sampler: type(sampler).__name__,
)
def test_other_samplers_get_numbers_only(mixed, sampler):
    found = resample_all(sampler, mixed)
    assert found.X.shape[1] == 7
    made = found.X[84:, 2:]
    assert ((made > 0.01) & (made < 0.99)).any()


def test_samplers_are_told_of_categories_in_a_clone(mixed):
    notes = Notebook()
    sampler = RecordingCategoriesSampler(notes)
    resample_all(sampler, mixed)
    assert sampler.categorical_features is None
    ((frame, y, _),) = notes
    assert list(frame.columns) == ["kind", "first", "flag", "second"]
    assert frame["kind"].tolist() == mixed.X["kind"].tolist()
    assert frame["first"].mean() == pytest.approx(0.0, abs=1e-12)
    assert y.tolist() == ["no"] * 60 + ["yes"] * 24


def test_categories_are_told_by_their_positions(mixed):
    sampler = make_sampler(SMOTENC("auto"), {}, 0)
    resample(sampler, split_all(mixed))
    assert sampler.categorical_features == [0, 2]
    clustered = make_sampler(MIXED_SAMPLERS["clustered SMOTENC"], {}, 0)
    resample(clustered, split_all(mixed))
    assert clustered.oversampler.categorical_features == [0, 2]
    # The clusterer gets a column for each category.
    assert clustered.clusterer_[-1].cluster_centers_.shape == (3, 7)


def test_a_transformer_in_a_pipeline_gets_numbers_only(mixed):
    notes = Notebook()
    sampler = make_pipeline(StandardScaler(), RecordingCategoriesSampler(notes))
    found = resample_all(sampler, mixed)
    ((X, _, _),) = notes
    assert X.shape == (84, 7) and len(found.transformers) == 1


def test_pipelines_of_samplers_of_numbers_get_numbers(mixed):
    notes = Notebook()
    resample_all(make_pipeline(RecordingSampler(notes), RandomUnderSampler()), mixed)
    assert notes[0][0].shape == (84, 7)


def test_smoten_gets_categories_where_there_is_nothing_else(categories, mixed):
    found = resample_all(SMOTEN(), categories)
    assert found.X.shape == (120, 5) and set(np.unique(found.X)) == {0.0, 1.0}
    clustered = ClusterOverSampler(SMOTEN(), KMeans(2, n_init=1))
    assert resample_all(clustered, categories).X.shape == (120, 5)
    # Next to numbers it gets numbers only, and takes each of them for a category.
    assert resample_all(SMOTEN(), mixed).X.shape == (120, 7)


def test_without_numbers_samplers_that_need_some_get_one_hot_columns(categories):
    clustered = ClusterOverSampler(GeometricSMOTE(), KMeans(2, n_init=1))
    for sampler in (GeometricSMOTE(), clustered):
        assert resample_all(sampler, categories).X.shape == (120, 5)
    with pytest.raises(ValueError, match="not designed to work only with categorical"):
        resample_all(SMOTENC("auto"), categories)


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTENC("auto"),
        SMOTENC([0]),
        ClusterOverSampler(SMOTENC([0]), KMeans(2, n_init=1)),
        make_pipeline(RandomUnderSampler(sampling_strategy=0.5), SMOTENC([0])),
    ],
    ids=["auto", "positions", "clusters", "pipeline"],
)
def test_samplers_of_categories_fail_where_there_are_none(numbers, sampler):
    # Columns of numbers at the positions that are set are no categories.
    with pytest.raises(ValueError, match="SMOTENC needs columns of categories"):
        resample_all(sampler, numbers)


def test_columns_of_numbers_are_no_categories_of_a_sampler_that_needs_none(numbers):
    found = resample_all(GeometricSMOTE(categorical_features=[0]), numbers)
    assert np.array_equal(found.X, resample_all(GeometricSMOTE(), numbers).X)


def test_positions_of_categories_are_not_those_of_one_hot_columns(mixed):
    sampler = make_pipeline(SMOTENC([0]), PCA(2))
    sampler = make_pipeline(sampler, RandomOverSampler())
    with pytest.raises(ValueError, match="its pipeline has a transformer"):
        resample_all(sampler, mixed)


def test_samplers_without_need_of_categories_work_without(numbers):
    found = resample_all(GeometricSMOTE(), numbers)
    assert found.X.shape == (180, 3)


def test_sparse_rows_stay_sparse():
    rng = np.random.RandomState(0)
    X = sparse.random(60, 5, 0.4, "csr", random_state=rng)
    dataset = make_dataset("sparse", X, np.repeat([0, 1], [40, 20]))
    found = resample_all(SMOTE(), dataset)
    assert sparse.issparse(found.X) and found.X.shape == (80, 5)


@pytest.mark.parametrize(
    "sampler", ["passthrough", None, Pipeline([("a", "passthrough")])]
)
def test_passthrough_leaves_all_rows_as_they_are(numbers, sampler):
    split = split_all(numbers)
    found = resample(make_sampler(sampler, {}, 0), split)
    assert found.X is split.X_train and (found.y == split.y_train).all()
    assert (found.seconds, found.asked) == (0.0, {0: 90, 1: 30})


@pytest.mark.parametrize(
    "sampler, asked",
    [
        (SMOTE(), {0: 90, 1: 90}),
        (SMOTE(sampling_strategy={1: 50}), {0: 90, 1: 50}),
        (ClusterOverSampler(SMOTE(), KMeans(2, n_init=1)), {0: 90, 1: 90}),
        (RandomUnderSampler(), {0: 30, 1: 30}),
        (TomekLinks(), {}),
        (SMOTETomek(), {}),
        (
            make_pipeline(
                SMOTE(sampling_strategy=0.5), RandomUnderSampler(sampling_strategy=0.9)
            ),
            {0: 50, 1: 45},
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_rows_asked_for_are_those_of_the_last_sampler(numbers, sampler, asked):
    assert resample_all(sampler, numbers).asked == asked


def test_all_unset_seeds_are_set():
    pipeline = make_pipeline(
        RandomUnderSampler(),
        SMOTETomek(smote=SMOTE()),
        ClusterOverSampler(SMOTE(), KMeans()),
        SMOTE(random_state=9),
    )
    sampler = make_sampler(pipeline, {}, 0)
    under, combined, clustered, smote = (step for _, step in sampler.steps)
    seeds = [
        under.random_state,
        combined.random_state,
        combined.smote.random_state,
        clustered.random_state,
    ]
    assert all(type(seed) is int for seed in seeds) and len(set(seeds)) == 4
    assert smote.random_state == 9
    # clover's sampler gives its parts seeds of their own.
    assert clustered.oversampler.random_state is None
    again = make_sampler(pipeline, {}, 0)
    assert again.get_params()["randomundersampler__random_state"] == seeds[0]
    assert pipeline[0].random_state is None


def test_seed_of_a_cluster_over_sampler_stays():
    clustered = ClusterOverSampler(SMOTE(), KMeans(), random_state=5)
    assert make_sampler(clustered, {}, 0).random_state == 5


class Doubler(BaseEstimator):
    """Has `fit` and `transform`, and nothing else."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return 2 * X


def test_transformers_may_have_no_fit_transform(numbers):
    split = split_all(numbers)
    sampler = make_sampler(make_pipeline(Doubler(), RandomUnderSampler()), {}, 0)
    found = resample(sampler, split)
    np.testing.assert_array_equal(found.transform(split.X_test), 2 * split.X_test)
    assert found.X.shape == (60, 3) and abs(found.X).max() > abs(split.X_train).max()


def test_parameters_of_candidates_are_set_in_a_clone(numbers):
    sampler = SMOTE()
    found = resample_all(sampler, numbers, {"sampling_strategy": 0.5})
    assert found.asked == {0: 90, 1: 45}
    assert sampler.sampling_strategy == "auto"
