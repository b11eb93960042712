"""Weights from the sampler to the classifier."""

import numpy as np
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import KMeans
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from stubs import GivenClusters

from clover.classification import ResampledClassifier
from clover.distribution import BaseDistributor
from clover.over_sampling import (
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    GaussianOversampler,
    GeometricSMOTE,
    KMeansSMOTE,
    SimplicialSMOTE,
)
from clover.weights import DEFAULT_CHI, prevalence_weights


class Recorder(ClassifierMixin, BaseEstimator):
    """Keeps what it is fitted to, and predicts the first class."""

    def fit(self, X, y, sample_weight=None):
        self.X_, self.y_, self.sample_weight_ = X, y, sample_weight
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


class RepeatsEachRow(BaseEstimator):
    """Adds each row of class 1 another `times` times."""

    def __init__(self, times=2):
        self.times = times

    def fit_resample(self, X, y):
        rows = np.tile(np.flatnonzero(y == 1), self.times)
        return np.vstack((X, X[rows])), np.append(y, y[rows])


class EqualUse(BaseDistributor):
    """Uses all rows of class 1 alike, in a single cluster."""

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {(0, 1): 1.0}
        self.row_weights_ = np.ones(len(y))
        return self


class TwoRows(BaseEstimator):
    """Makes the means of the first and second, and second and third row of class 1."""

    def fit_resample(self, X, y):
        base = np.flatnonzero(y == 1)[:3]
        new = (X[base[:2]] + X[base[1:]]) / 2
        return np.vstack((X, new)), np.append(y, [1, 1])


@pytest.fixture
def exact():
    """A logistic regression that goes on until nothing changes."""
    return LogisticRegression(tol=1e-10, max_iter=10_000)


@pytest.fixture
def six_rows():
    """Four rows of class 0 and two of class 1."""
    return np.arange(12.0).reshape(6, 2), np.array([0, 0, 0, 0, 1, 1])


@pytest.mark.parametrize(
    "sampler", [SMOTE(), ADASYN(), KMeansSMOTE(kmeans_estimator=5), SOMO()]
)
def test_synthetic_samples_of_weight_zero_change_nothing(two_classes, exact, sampler):
    X, y = two_classes
    model = ResampledClassifier(exact, sampler, weighting=1, random_state=0)
    model.fit(X, y)
    assert model.sample_weight_.size > len(y)
    plain = exact.fit(X, y)
    assert_allclose(model.classifier_.coef_, plain.coef_, atol=1e-6)
    assert_allclose(model.predict_proba(X), plain.predict_proba(X), atol=1e-6)


@pytest.mark.parametrize("chi", [0, 0.3, 0.6, "prevalence", 1])
@pytest.mark.parametrize("times", [1, 8])
def test_equal_repetition_with_weights_changes_nothing(two_classes, exact, chi, times):
    X, y = two_classes
    model = ResampledClassifier(exact, RepeatsEachRow(times), weighting=chi).fit(X, y)
    plain = exact.fit(X, y)
    assert_allclose(model.classifier_.coef_, plain.coef_, atol=1e-6)


@pytest.mark.parametrize("chi", [0, 0.4, "prevalence", 1])
def test_equal_repetition_by_row_weights_changes_nothing(two_classes, exact, chi):
    X, y = two_classes
    sampler = ClusterOverSampler(
        RandomOverSampler(), GivenClusters(np.zeros(300, dtype=int)), EqualUse()
    )
    model = ResampledClassifier(exact, sampler, weighting=chi).fit(X, y)
    # 240 new rows of a class of 30.
    assert set(np.bincount(model.sampler_.provenance_.base, minlength=300)[y == 1]) == {
        8
    }
    plain = exact.fit(X, y)
    assert_allclose(model.classifier_.coef_, plain.coef_, atol=1e-6)


def test_equal_repetition_without_weights_changes_the_model(two_classes, exact):
    X, y = two_classes
    model = ResampledClassifier(exact, RepeatsEachRow(8)).fit(X, y)
    assert not np.allclose(model.classifier_.coef_, exact.fit(X, y).coef_, rtol=0.01)


def test_classifier_gets_the_weights_of_the_resampled_rows(six_rows):
    X, y = six_rows
    sampler = RandomOverSampler(random_state=0)
    model = ResampledClassifier(Recorder(), sampler, weighting=0.75).fit(X, y)
    assert model.classifier_.y_.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]
    weights = [1, 1, 1, 1, 0.75, 0.75, 0.25, 0.25]
    assert model.classifier_.sample_weight_.tolist() == weights
    assert model.sample_weight_.tolist() == weights


def test_without_weights_the_classifier_gets_none(six_rows):
    model = ResampledClassifier(Recorder(), RandomOverSampler()).fit(*six_rows)
    assert model.classifier_.sample_weight_ is None
    assert model.sample_weight_.tolist() == [1] * 8


@pytest.mark.parametrize("sampler", [GeometricSMOTE(), KMeansSMOTE()])
@pytest.mark.parametrize("chi", [0.7, "prevalence"])
def test_weights_are_those_of_the_sampler_unless_told(two_classes, sampler, chi):
    X, y = two_classes
    sampler = sampler.set_params(weighting=chi, random_state=0)
    model = ResampledClassifier(Recorder(), sampler).fit(X, y)
    sampler.fit_resample(X, y)
    assert_array_equal(model.sample_weight_, sampler.sample_weight_)
    told = ResampledClassifier(Recorder(), sampler, weighting=0.9).fit(X, y)
    # Class 1 has 30 rows.
    assert_allclose(told.sample_weight_[:300][y == 1], 0.9)
    assert_allclose(told.sample_weight_[300:].sum(), 3)


def test_prevalence_stands_for_the_default_chi(two_classes):
    named, given = (
        ResampledClassifier(
            Recorder(), KMeansSMOTE(random_state=0), weighting=weighting
        ).fit(*two_classes)
        for weighting in ("prevalence", DEFAULT_CHI)
    )
    assert_array_equal(named.sample_weight_, given.sample_weight_)


@pytest.mark.parametrize(
    "sampler",
    [
        ADASYN(),
        BorderlineSMOTE(),
        ImblearnKMeansSMOTE(cluster_balance_threshold=0.05),
        RandomOverSampler(shrinkage=0.5),
        SMOTE(),
        SMOTEN(),
        SVMSMOTE(),
    ],
)
@pytest.mark.parametrize("weights", [None, np.linspace(1, 2, 300)])
def test_classes_keep_their_weight_with_every_oversampler(
    two_classes, sampler, weights
):
    X, y = two_classes
    model = ResampledClassifier(Recorder(), sampler, weighting=0.6, random_state=0).fit(
        X, y, sample_weight=weights
    )
    labels = model.classifier_.y_
    assert len(labels) > 500
    assert_allclose(np.bincount(labels, model.sample_weight_), np.bincount(y, weights))


def test_nothing_to_resample_leaves_weights_at_one(six_rows):
    X, y = six_rows[0][2:], six_rows[1][2:]
    model = ResampledClassifier(Recorder(), SMOTE(), weighting=0.5).fit(X, y)
    assert model.classifier_.sample_weight_.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("sampler", [None, "passthrough"])
def test_without_a_sampler_rows_stay_as_they_are(six_rows, sampler):
    X, y = six_rows
    model = ResampledClassifier(Recorder(), sampler, weighting=0.5).fit(X, y)
    assert model.sampler_ is None
    assert_array_equal(model.classifier_.X_, X)
    assert model.sample_weight_.tolist() == [1] * 6
    model.fit(X, y, sample_weight=[1, 2, 3, 4, 5, 6])
    assert model.classifier_.sample_weight_.tolist() == [1, 2, 3, 4, 5, 6]


def test_weights_of_the_user_reach_a_row_from_its_parents(two_classes):
    X, y = two_classes
    weights = np.linspace(0.5, 2, len(y))
    sampler = KMeansSMOTE(kmeans_estimator=5, random_state=0)
    model = ResampledClassifier(Recorder(), sampler, weighting=0.6)
    model.fit(X, y, sample_weight=weights)
    expected = prevalence_weights(
        model.classifier_.y_,
        len(y),
        0.6,
        sample_weight=weights,
        provenance=model.sampler_.provenance_,
    )
    assert_array_equal(model.sample_weight_, expected)
    assert np.unique(expected[300:]).size > 20
    assert_allclose(
        np.bincount(model.classifier_.y_, expected), np.bincount(y, weights)
    )


@pytest.mark.parametrize(
    ("sampler", "n_weights"),
    [
        (CenterSMOTE(), 10),
        (GaussianOversampler(), 1),
        (GeometricSMOTE(selection_strategy="minority"), 40),
        (SimplicialSMOTE(n_vertices=4), 40),
    ],
)
@pytest.mark.parametrize("weighting", [None, 0.6])
def test_parents_count_without_clusters_too(two_classes, sampler, n_weights, weighting):
    X, y = two_classes
    weights = np.linspace(0.5, 2, len(y))
    model = ResampledClassifier(Recorder(), sampler, weighting=weighting)
    alone = model.set_params(random_state=0).fit(X, y, weights).sample_weight_
    seed = model.sampler_.random_state
    composed = ClusterOverSampler(sampler, random_state=seed)
    model.set_params(sampler=composed).fit(X, y, weights)
    assert_allclose(alone, model.sample_weight_)
    assert np.unique(alone[300:].round(9)).size >= n_weights


@pytest.mark.parametrize("weighting", [None, 0.6])
def test_gaussian_samples_have_the_mean_weight_of_their_cell(two_classes, weighting):
    X, y = two_classes
    weights = np.linspace(0.5, 2, len(y))
    sampler = ClusterOverSampler(
        GaussianOversampler(), GivenClusters(np.arange(300) % 3), random_state=0
    )
    model = ResampledClassifier(Recorder(), sampler, weighting=weighting)
    model.fit(X, y, weights)
    carried = model.sampler_.provenance_.carry(weights)
    assert np.unique(carried).size > 1
    found = model.sample_weight_[300:]
    assert_allclose(found / found.sum(), carried / carried.sum())


def test_repeated_rows_have_the_weight_of_their_row(six_rows):
    X, y = six_rows
    model = ResampledClassifier(Recorder(), RandomOverSampler(random_state=0))
    model.fit(X, y, sample_weight=[1, 1, 1, 1, 3, 1])
    rows = model.sampler_.sample_indices_[6:].tolist()
    # Both new rows share the weight that the class gains with them, 4.
    weights = {(4, 4): [2, 2], (4, 5): [3, 1], (5, 4): [1, 3], (5, 5): [2, 2]}
    expected = [1, 1, 1, 1, 3, 1, *weights[tuple(rows)]]
    assert_allclose(model.classifier_.sample_weight_, expected)


def test_rows_of_unknown_origin_have_the_mean_weight_of_the_class():
    X, y = np.arange(7.0)[:, np.newaxis], np.array([0, 0, 0, 0, 1, 1, 1])
    weights = [1, 1, 1, 1, 2, 3, 4]
    model = ResampledClassifier(Recorder(), TwoRows()).fit(X, y, weights)
    assert_allclose(model.sample_weight_, [*weights, 3, 3])
    model.set_params(weighting=0.8).fit(X, y, weights)
    # The class weighs 9, of which the real rows keep 0.8.
    assert_allclose(model.sample_weight_, [1, 1, 1, 1, 1.6, 2.4, 3.2, 0.9, 0.9])


def test_equal_weights_of_the_user_are_the_same_as_none(two_classes, exact):
    X, y = two_classes
    model = ResampledClassifier(exact, KMeansSMOTE(), weighting=0.5, random_state=0)
    plain = model.fit(X, y).sample_weight_
    assert_allclose(model.fit(X, y, np.full(300, 2.0)).sample_weight_, 2 * plain)
    model.set_params(weighting=None).fit(X, y, np.ones(300))
    assert_allclose(model.sample_weight_, 1)


def test_last_step_of_a_pipeline_gets_the_weights(six_rows):
    X, y = six_rows
    pipeline = make_pipeline(StandardScaler(), FunctionTransformer(), Recorder())
    sampler = RandomOverSampler(random_state=0)
    model = ResampledClassifier(pipeline, sampler, weighting=0.75).fit(X, y)
    weights = [1, 1, 1, 1, 0.75, 0.75, 0.25, 0.25]
    last = model.classifier_[-1]
    assert last.sample_weight_.tolist() == weights
    # The scaler is fitted to the resampled rows, which are as many in each class.
    assert_allclose(last.X_.mean(axis=0), 0, atol=1e-12)
    resampled, _ = sampler.fit_resample(X, y)
    assert_allclose(model.classifier_[0].mean_, resampled.mean(axis=0))
    assert not hasattr(pipeline[0], "mean_")


def test_pipeline_within_a_pipeline_gets_the_weights(six_rows):
    inner = make_pipeline(StandardScaler(), Recorder())
    pipeline = make_pipeline(FunctionTransformer(), inner)
    model = ResampledClassifier(pipeline, RandomOverSampler(), weighting=0.75)
    last = model.fit(*six_rows).classifier_[-1][-1]
    assert last.sample_weight_.tolist() == model.sample_weight_.tolist()


def test_weighted_pipeline_predicts_as_the_parts_do(two_classes):
    X, y = two_classes
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    sampler = KMeansSMOTE(random_state=0, weighting=0.6)
    model = ResampledClassifier(pipeline, sampler).fit(X, y)
    X_res, y_res = sampler.fit_resample(X, y)
    pipeline.fit(X_res, y_res, logisticregression__sample_weight=sampler.sample_weight_)
    assert_array_equal(model.predict_proba(X), pipeline.predict_proba(X))


def test_search_as_the_classifier_gets_the_weights(two_classes):
    search = GridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [2]})
    model = ResampledClassifier(search, KMeansSMOTE(random_state=0), weighting=0.6)
    tree = ResampledClassifier(
        DecisionTreeClassifier(max_depth=2, random_state=0),
        KMeansSMOTE(random_state=0),
        weighting=0.6,
    )
    X, y = two_classes
    assert_array_equal(
        model.fit(X, y).predict_proba(X), tree.fit(X, y).predict_proba(X)
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda tree: VotingClassifier([("tree", tree), ("none", "drop")]),
        lambda tree: StackingClassifier(
            [("tree", tree)], final_estimator=LogisticRegression(), cv=2
        ),
    ],
)
def test_ensembles_of_classifiers_that_take_weights_get_them(two_classes, make):
    X, y = two_classes
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    sampler = KMeansSMOTE(random_state=0, weighting=0.6)
    model = ResampledClassifier(make(tree), sampler).fit(X, y)
    X_res, y_res = sampler.fit_resample(X, y)
    expected = tree.fit(X_res, y_res, sampler.sample_weight_)
    assert_array_equal(
        model.classifier_.named_estimators_["tree"].tree_.impurity,
        expected.tree_.impurity,
    )


class Weighting(RandomOverSampler):
    """Has a parameter of the same name that means something else."""

    weighting = "distance"


def test_weighting_of_other_packages_is_their_own(six_rows):
    model = ResampledClassifier(Recorder(), Weighting()).fit(*six_rows)
    assert model.classifier_.sample_weight_ is None


def test_pipeline_of_oversamplers_may_have_weights(two_classes):
    X, y = two_classes
    pipeline = make_imblearn_pipeline(
        SMOTE(sampling_strategy={1: 100}), KMeansSMOTE(weighting=0.5)
    )
    model = ResampledClassifier(Recorder(), pipeline, random_state=0)
    model.fit(X, y, sample_weight=np.where(y == 1, 2.0, 1.0))
    weights = model.sample_weight_
    assert_allclose(weights[:300], np.where(y == 1, 2 * 0.5, 1))
    # 240 new rows share the other half of the class's weight of 60.
    assert_allclose(weights[300:], 30 / 240)


def test_steps_that_leave_the_rows_as_they_are_may_stand_before_a_sampler(six_rows):
    X, y = six_rows
    pipeline = make_imblearn_pipeline(FunctionTransformer(), RandomOverSampler())
    model = ResampledClassifier(Recorder(), pipeline, weighting=0.75).fit(X, y)
    assert model.sample_weight_.tolist() == [1, 1, 1, 1, 0.75, 0.75, 0.25, 0.25]


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(),
        KMeansSMOTE(),
        ClusterOverSampler(SMOTE(), KMeans(4, n_init=1)),
        make_imblearn_pipeline(SMOTE(sampling_strategy=0.5), KMeansSMOTE()),
    ],
)
def test_one_seed_governs_both_parts(two_classes, sampler):
    X, y = two_classes
    tree = DecisionTreeClassifier(max_depth=3, max_features=1)
    model = ResampledClassifier(tree, sampler, random_state=7)
    first = model.fit(X, y).predict_proba(X)
    assert_array_equal(model.fit(X, y).predict_proba(X), first)
    model.set_params(random_state=8)
    assert (model.fit(X, y).predict_proba(X) != first).any()
    assert tree.random_state is None


def test_parts_keep_seeds_of_their_own(two_classes):
    X, y = two_classes
    model = ResampledClassifier(
        HistGradientBoostingClassifier(max_iter=2, random_state=3),
        SMOTE(random_state=4),
        random_state=0,
    ).fit(X, y)
    assert model.classifier_.random_state == 3
    assert model.sampler_.random_state == 4


def test_sampler_of_clover_makes_the_same_rows_by_itself(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), KMeans(4, n_init=1))
    model = ResampledClassifier(Recorder(), sampler, random_state=0).fit(X, y)
    sampler.set_params(random_state=model.sampler_.random_state)
    assert_array_equal(model.classifier_.X_, sampler.fit_resample(X, y)[0])
