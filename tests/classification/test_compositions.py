"""In searches, cross-validation and pipelines, and with metadata routing."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline as ImblearnPipeline
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from imblearn.under_sampling import RandomUnderSampler
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.ensemble import (
    BaggingClassifier,
    HistGradientBoostingClassifier,
    StackingClassifier,
)
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    TunedThresholdClassifierCV,
    cross_val_predict,
    cross_validate,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils import get_tags

from clover.classification import ResampledClassifier
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


class TakesWeights(ClassifierMixin, BaseEstimator):
    """Keeps the weights that it gets."""

    def fit(self, X, y, sample_weight=None):
        self.classes_, self.sample_weight_ = np.unique(y), sample_weight
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


class DenseSampler(BaseEstimator):
    """Makes no rows, and takes no sparse ones."""

    def fit_resample(self, X, y):
        return X, y


class TakesSparse(TakesWeights):
    """Takes sparse rows, which it never looks at."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


@pytest.fixture
def model():
    return ResampledClassifier(
        LogisticRegression(max_iter=1_000), SMOTE(), weighting=0.5, random_state=0
    )


@pytest.fixture
def routing():
    with config_context(enable_metadata_routing=True):
        yield


def test_search_over_all_parameters(two_classes, model):
    grid = {
        "sampler__k_neighbors": [3, 5],
        "classifier__C": [0.1, 1.0],
        "weighting": [None, 0.5],
    }
    search = GridSearchCV(model, grid, cv=2, scoring="average_precision")
    search.fit(*two_classes)
    assert len(search.cv_results_["params"]) == 8
    best = search.best_estimator_
    assert best.sampler_.k_neighbors == search.best_params_["sampler__k_neighbors"]
    assert best.classifier_.C == search.best_params_["classifier__C"]
    assert np.unique(search.cv_results_["mean_test_score"]).size > 1


def test_search_over_samplers_and_thresholds(two_classes, model):
    grid = {
        "sampler": [None, "passthrough", KMeansSMOTE(kmeans_estimator=3)],
        "threshold": [0.3, "accuracy"],
        "cv": [2],
    }
    search = GridSearchCV(model, grid, cv=2, error_score="raise").fit(*two_classes)
    assert search.best_score_ > 0.9


def test_folds_hold_all_rows_of_a_cross_validation(two_classes, model):
    results = cross_validate(model, *two_classes, cv=3, return_estimator=True)
    sizes = [fitted.sample_weight_.size for fitted in results["estimator"]]
    assert sizes == [360, 360, 360]
    assert all(
        fitted.sample_weight_.sum() == pytest.approx(200)
        for fitted in results["estimator"]
    )


def test_weights_calibrate_held_out_probabilities(two_classes, model):
    X, y = two_classes
    mean = {
        weighting: cross_val_predict(
            clone(model).set_params(weighting=weighting), X, y, method="predict_proba"
        )[:, 1].mean()
        for weighting in (None, 0.5)
    }
    # One row of ten is of class 1.
    assert mean[0.5] == pytest.approx(0.1, abs=0.02)
    assert mean[None] > 0.13


def test_last_step_of_a_pipeline_with_samplers(two_classes, model):
    X, y = two_classes
    pipeline = make_imblearn_pipeline(
        StandardScaler(), RandomUnderSampler(sampling_strategy={0: 100}), model
    ).fit(X, y)
    assert pipeline.score(X, y) > 0.8
    # 100 and 30 rows, and 70 new ones.
    assert pipeline[-1].sample_weight_.size == 200
    assert pipeline[-1].sample_weight_.sum() == pytest.approx(130)


def test_pipeline_hands_weights_of_the_user_on(two_classes, model):
    X, y = two_classes
    weights = np.linspace(1, 2, 300)
    pipeline = make_pipeline(StandardScaler(), model)
    pipeline.fit(X, y, resampledclassifier__sample_weight=weights)
    assert_allclose(pipeline[-1].sample_weight_.sum(), weights.sum())


def test_inside_other_meta_estimators(two_classes, model):
    X, y = two_classes
    for outer in (
        CalibratedClassifierCV(model, cv=2),
        BaggingClassifier(model, n_estimators=2, random_state=0),
        TunedThresholdClassifierCV(model, cv=2, scoring="accuracy"),
        ResampledClassifier(model, RandomOverSampler(sampling_strategy=0.5)),
    ):
        assert outer.fit(X, y).score(X, y) > 0.8


@pytest.mark.parametrize("threshold", [None, 0.3, "balanced_accuracy"])
def test_stacking_need_not_name_its_final_classifier(two_classes, threshold):
    X, y = two_classes
    stacking = StackingClassifier([("nb", GaussianNB())], cv=2)
    for classifier in (stacking, make_pipeline(StandardScaler(), stacking)):
        model = ResampledClassifier(
            classifier, SMOTE(random_state=0), weighting=0.5, threshold=threshold
        )
        assert hasattr(model, "predict_proba")
        probabilities = model.fit(X, y).predict_proba(X)[:, 1]
        cut = 0.5 if threshold is None else model.threshold_
        assert_array_equal(model.predict(X), probabilities >= cut)


def test_score_is_that_of_the_classifier(two_classes):
    X, y = two_classes
    search = GridSearchCV(
        LogisticRegression(), {"C": [1.0]}, cv=2, scoring="average_precision"
    )
    model = ResampledClassifier(search, SMOTE(), random_state=0).fit(X, y)
    assert model.score(X, y) == model.classifier_.score(X, y)
    assert model.score(X, y) != (model.predict(X) == y).mean()


def test_clone_and_parameters(model):
    copy = clone(model.set_params(threshold="f1", cv=3))
    assert copy.get_params(deep=False).keys() == {
        "classifier",
        "sampler",
        "weighting",
        "threshold",
        "cv",
        "random_state",
    }
    assert repr(copy) == repr(model)


@pytest.mark.parametrize(
    ("classifier", "sampler", "sparse", "allow_nan"),
    [
        (TakesSparse(), SMOTE(), True, False),
        (TakesSparse(), None, True, False),
        (GaussianNB(), SMOTE(), False, False),
        (HistGradientBoostingClassifier(), SMOTE(), False, False),
        (HistGradientBoostingClassifier(), RandomOverSampler(), False, True),
        (HistGradientBoostingClassifier(), "passthrough", False, True),
        (TakesSparse(), ClusterOverSampler(SMOTE()), True, False),
        (TakesSparse(), DenseSampler(), False, False),
    ],
)
def test_tags_are_what_both_parts_can_do(classifier, sampler, sparse, allow_nan):
    tags = get_tags(ResampledClassifier(classifier, sampler))
    assert tags.estimator_type == "classifier"
    assert tags.input_tags.sparse == sparse
    assert tags.input_tags.allow_nan == allow_nan
    assert tags.classifier_tags.multi_class


@pytest.mark.parametrize("threshold", [0.5, "f1"])
def test_tags_with_a_threshold_are_those_of_two_classes(threshold):
    model = ResampledClassifier(LogisticRegression(), None, threshold=threshold)
    assert not get_tags(model).classifier_tags.multi_class
    assert get_tags(LogisticRegression()).classifier_tags.multi_class


def test_several_classes(three_classes):
    X, y = three_classes
    model = ResampledClassifier(
        LogisticRegression(max_iter=1_000), KMeansSMOTE(random_state=0), weighting=0.5
    ).fit(X, y)
    assert model.predict_proba(X).shape == (300, 3)
    labels = model.sampler_.fit_resample(X, y)[1]
    assert_allclose(np.bincount(labels, model.sample_weight_), [200, 60, 40])


@pytest.mark.usefixtures("routing")
def test_weights_are_routed_if_they_are_requested(two_classes):
    X, y = two_classes
    model = ResampledClassifier(TakesWeights(), None).set_fit_request(
        sample_weight=True
    )
    model.set_score_request(sample_weight=False)
    weights = np.arange(300.0)
    results = cross_validate(
        model, X, y, cv=2, params={"sample_weight": weights}, return_estimator=True
    )
    got = [fitted.sample_weight_ for fitted in results["estimator"]]
    assert_array_equal(np.sort(np.concatenate(got)), weights)


@pytest.mark.usefixtures("routing")
def test_weights_are_not_routed_unasked(two_classes, model):
    with pytest.raises(UnsetMetadataPassedError, match="sample_weight"):
        cross_validate(model, *two_classes, params={"sample_weight": np.ones(300)})


@pytest.mark.usefixtures("routing")
@pytest.mark.parametrize("threshold", [None, "accuracy"])
def test_clusterer_gets_weights_only_on_request(two_classes, threshold):
    X, y = two_classes
    weights = np.where(np.arange(300) < 100, 1.0, 1e-9)

    def labels_of(kmeans):
        model = ResampledClassifier(
            LogisticRegression(max_iter=1_000),
            ClusterOverSampler(SMOTE(), kmeans),
            threshold=threshold,
            cv=2,
            random_state=0,
        )
        return model.fit(X, y, sample_weight=weights).sampler_.labels_

    kmeans = KMeans(3, n_init=1, random_state=0)
    without = labels_of(clone(kmeans).set_fit_request(sample_weight=False))
    assert_array_equal(without, kmeans.fit(X).labels_)
    requested = labels_of(clone(kmeans).set_fit_request(sample_weight=True))
    assert_array_equal(requested, kmeans.fit(X, sample_weight=weights).labels_)
    assert (requested != without).any()


@pytest.mark.usefixtures("routing")
def test_folds_get_their_groups(two_classes, model):
    X, y = two_classes
    model.set_params(threshold="accuracy", cv=GroupKFold(3))
    groups = np.arange(300) % 3
    chosen = model.fit(X, y, groups=groups).threshold_
    by_hand = list(GroupKFold(3).split(X, y, groups))
    assert model.set_params(cv=by_hand).fit(X, y).threshold_ == chosen


@pytest.mark.usefixtures("routing")
def test_nothing_else_is_routed(two_classes, model):
    routing = model.get_metadata_routing()
    assert not routing.consumes("fit", ["groups"])
    with pytest.raises(TypeError, match="groups"):
        model.fit(*two_classes, groups=np.ones(300))


@pytest.mark.usefixtures("routing")
def test_weighted_fit_with_routing_equals_that_without(two_classes, model):
    X, y = two_classes
    weights = np.linspace(1, 2, 300)
    model.set_params(classifier=make_pipeline(StandardScaler(), LinearSVC()))
    with_routing = model.fit(X, y, sample_weight=weights).decision_function(X)
    with config_context(enable_metadata_routing=False):
        without = model.fit(X, y, sample_weight=weights).decision_function(X)
    assert_array_equal(with_routing, without)


@pytest.mark.usefixtures("routing")
def test_pipeline_as_the_sampler_is_routed_to(two_classes):
    X, y = two_classes
    sampler = ImblearnPipeline([("first", SMOTE()), ("second", KMeansSMOTE())])
    model = ResampledClassifier(LogisticRegression(), sampler, random_state=0)
    assert model.fit(X, y, sample_weight=np.ones(300)).score(X, y) > 0.8
