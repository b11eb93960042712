"""Errors that say what was wrong and what helps."""

import numpy as np
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import KMeans
from sklearn.ensemble import VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from clover.classification import ResampledClassifier
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


class Shuffled(BaseEstimator):
    """Gives back all rows and copies of them in another order."""

    def fit_resample(self, X, y):
        return np.vstack((X[::-1], X)), np.append(y[::-1], y)


class Labels(ClassifierMixin, BaseEstimator):
    """Predicts labels only."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


@pytest.fixture
def model():
    return ResampledClassifier(LogisticRegression(), SMOTE())


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"weighting": 1.1}, r"'weighting' .* range \[0.*1.*\].* Got 1.1"),
        ({"weighting": -0.1}, "Got -0.1"),
        ({"weighting": "balanced"}, "'prevalence'.* Got 'balanced'"),
        ({"weighting": True}, "not a boolean. Got True"),
        ({"threshold": 1.5}, "'threshold' .* Got 1.5"),
        ({"threshold": False}, "not a boolean. Got False"),
        ({"threshold": "balanced"}, "name of a scorer.* Got 'balanced'"),
        ({"sampler": "none"}, "'sampler' .* Got 'none'"),
        ({"sampler": SMOTE}, r"Got the class SMOTE; use SMOTE\(\)"),
        ({"classifier": LogisticRegression}, "use LogisticRegression"),
        (
            {"classifier": StandardScaler()},
            "'classifier' .* 'predict'.* Got StandardScaler",
        ),
        ({"cv": "five"}, "'cv' .* Got 'five'"),
        ({"random_state": "a"}, "'random_state' .* Got 'a'"),
    ],
)
def test_parameters_out_of_range(two_classes, model, params, message):
    with pytest.raises((ValueError, TypeError), match=message):
        model.set_params(**params).fit(*two_classes)


@pytest.mark.parametrize(
    "classifier",
    [
        KNeighborsClassifier(),
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        make_pipeline(make_pipeline(KNeighborsClassifier())),
    ],
)
@pytest.mark.parametrize(
    ("params", "weights"),
    [
        ({"weighting": 0.5}, None),
        ({"sampler": KMeansSMOTE(weighting=0.5)}, None),
        ({"sampler": make_imblearn_pipeline(KMeansSMOTE(weighting=0.5))}, None),
        ({"sampler": None}, np.ones(300)),
    ],
)
def test_classifier_that_takes_no_weights(two_classes, classifier, params, weights):
    model = ResampledClassifier(classifier, SMOTE()).set_params(**params)
    for threshold in (None, "accuracy"):
        model.set_params(threshold=threshold)
        with pytest.raises(ValueError, match="KNeighborsClassifier does not take `sam"):
            model.fit(*two_classes, sample_weight=weights)


def test_such_a_classifier_works_without_weights(two_classes):
    X, y = two_classes
    model = ResampledClassifier(KNeighborsClassifier(), KMeansSMOTE()).fit(X, y)
    assert model.score(X, y) > 0.8


def test_ensemble_of_a_classifier_that_takes_no_weights(two_classes):
    parts = [("a", LogisticRegression()), ("b", KNeighborsClassifier())]
    model = ResampledClassifier(VotingClassifier(parts), SMOTE(), weighting=0.5)
    with pytest.raises((ValueError, TypeError), match=r"not (take|support) `?sam"):
        model.fit(*two_classes)


def test_search_of_a_classifier_that_takes_no_weights(two_classes):
    search = GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [3]}, cv=2)
    model = ResampledClassifier(search, SMOTE(), weighting=0.5)
    with pytest.raises(ValueError, match="GridSearchCV does not take"):
        model.fit(*two_classes)
    with config_context(enable_metadata_routing=True):
        search.set_params(estimator=LogisticRegression(), param_grid={"C": [1]})
        with pytest.raises(ValueError, match="GridSearchCV does not take"):
            model.fit(*two_classes)
        search.estimator.set_fit_request(sample_weight=True)
        search.estimator.set_score_request(sample_weight=True)
        assert model.fit(*two_classes).score(*two_classes) > 0.8


def test_last_step_that_does_nothing_takes_no_weights(two_classes):
    pipeline = make_pipeline(LogisticRegression()).set_params(
        logisticregression="passthrough"
    )
    model = ResampledClassifier(LogisticRegression(), SMOTE(), weighting=0.5)
    with pytest.raises((ValueError, TypeError), match=r"predict|passthrough"):
        model.set_params(classifier=pipeline).fit(*two_classes)


def test_sampler_in_the_pipeline_of_the_classifier(two_classes):
    pipeline = make_imblearn_pipeline(RandomUnderSampler(), LogisticRegression())
    model = ResampledClassifier(pipeline, SMOTE())
    model.fit(*two_classes)
    with pytest.raises(
        ValueError, match=r"'classifier' should keep all rows.*RandomUn"
    ):
        model.set_params(weighting=0.5).fit(*two_classes)


@pytest.mark.parametrize(
    ("sampler", "found"),
    [
        (RandomUnderSampler(), "RandomUnderSampler: it gave back 60 of 300 rows"),
        (Shuffled(), "Shuffled: its output does not begin with the given rows"),
        (
            make_imblearn_pipeline(
                SMOTE(), RandomUnderSampler(sampling_strategy={0: 30, 1: 30})
            ),
            "pipeline that ends in RandomUnderSampler: it gave back 60 of 300 rows",
        ),
        (SMOTEENN(random_state=0), "SMOTEENN: its output does not begin"),
    ],
)
@pytest.mark.parametrize(
    ("weighting", "weights"), [(0.5, None), (None, np.ones(300)), (1, np.ones(300))]
)
def test_sampler_that_hides_or_removes_rows(
    two_classes, sampler, found, weighting, weights
):
    model = ResampledClassifier(LogisticRegression(), sampler)
    assert model.fit(*two_classes).score(*two_classes) > 0.5
    with pytest.raises(ValueError, match=found):
        model.set_params(weighting=weighting).fit(*two_classes, sample_weight=weights)


@pytest.mark.parametrize(
    "sampler",
    [
        make_imblearn_pipeline(StandardScaler(), SMOTE()),
        make_imblearn_pipeline(make_imblearn_pipeline(StandardScaler(), SMOTE())),
        ClusterOverSampler(
            make_imblearn_pipeline(StandardScaler(), SMOTE()), KMeans(3, n_init=1)
        ),
    ],
)
@pytest.mark.parametrize("weighting", [None, 0.5])
def test_sampler_that_transforms_the_rows(two_classes, sampler, weighting):
    model = ResampledClassifier(LogisticRegression(), sampler, weighting=weighting)
    with pytest.raises(ValueError, match="gives back transformed rows"):
        model.fit(*two_classes)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.append(np.ones(299), -1), "not be negative. Got -1.0 for row 299"),
        (np.append(np.ones(299), np.nan), "sample_weight contains NaN"),
        (np.append(np.ones(299), np.inf), "sample_weight contains infinity"),
        (np.ones(299), r"each of the 300 real rows. Got shape \(299,\)"),
        (np.ones((300, 1)), r"Got shape \(300, 1\)"),
    ],
)
@pytest.mark.parametrize("threshold", [None, "accuracy"])
@pytest.mark.parametrize("sampler", [None, SMOTE()])
def test_weights_of_the_user_that_cannot_be_used(
    two_classes, sampler, threshold, weights, message
):
    model = ResampledClassifier(LogisticRegression(), sampler, threshold=threshold)
    with pytest.raises(ValueError, match=message):
        model.fit(*two_classes, sample_weight=weights)


@pytest.mark.parametrize("threshold", [0.5, "accuracy"])
def test_threshold_for_three_classes(three_classes, model, threshold):
    model.set_params(threshold=threshold)
    with pytest.raises(ValueError, match=r"Only binary .* Got 3 classes"):
        model.fit(*three_classes)


def test_fewer_rows_of_a_class_than_folds(two_classes, model):
    X, y = two_classes
    rows = np.append(np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:4])
    model.set_params(threshold="accuracy", sampler=ClusterOverSampler(SMOTE()))
    message = "`cv` has 5 folds, and class 'b' has 4 rows, too few for all folds"
    with pytest.raises(ValueError, match=message):
        model.fit(X[rows], np.array(["a", "b"])[y[rows]])
    assert model.set_params(cv=4).fit(X[rows], y[rows]).threshold_ > 0


def test_class_without_weight_has_no_threshold(two_classes, model):
    X, y = two_classes
    model.set_params(threshold="accuracy")
    with pytest.raises(ValueError, match=r"All rows of class 1 .* of zero"):
        model.fit(X, y, sample_weight=1 - y)


def test_error_within_a_fold_says_where_it_happened(two_classes, model):
    X, y = two_classes
    rows = np.append(np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:6])
    model.set_params(threshold="accuracy")
    with pytest.raises(ValueError, match="n_neighbors") as caught:
        model.fit(X[rows], y[rows])
    (note,) = caught.value.__notes__
    assert note == "This happened while the threshold was chosen by cross-validation."


def test_number_as_threshold_needs_probabilities(two_classes):
    model = ResampledClassifier(LinearSVC(), SMOTE(), threshold=0.4)
    with pytest.raises(ValueError, match="LinearSVC has no `predict_proba`"):
        model.fit(*two_classes)


def test_threshold_needs_something_to_cut(two_classes):
    model = ResampledClassifier(Labels(), SMOTE(), threshold="accuracy")
    with pytest.raises(ValueError, match="Labels has neither"):
        model.fit(*two_classes)


@pytest.mark.parametrize("method", ["predict", "predict_proba", "decision_function"])
def test_methods_before_fit(two_classes, model, method):
    with pytest.raises(NotFittedError):
        getattr(model, method)(two_classes[0])
    with pytest.raises(NotFittedError):
        model.score(*two_classes)


def test_methods_that_the_classifier_lacks(two_classes):
    model = ResampledClassifier(Labels(), None)
    for fitted in (model, model.fit(*two_classes)):
        for method in ("predict_proba", "predict_log_proba", "decision_function"):
            assert not hasattr(fitted, method)


def test_objects_that_are_no_values(two_classes, model):
    X = two_classes[0].astype(object)
    X[3, 2] = {"a": 1}
    with pytest.raises(TypeError, match=r"must be a string or a number\. Got .* dict"):
        model.fit(X, two_classes[1])


def test_several_targets(two_classes, model):
    X, y = two_classes
    with pytest.raises(ValueError, match=r"Multilabel .* Got shape \(300, 2\)"):
        model.fit(X, np.column_stack((y, 1 - y)))


def test_keyword_arguments_without_routing(two_classes, model):
    with pytest.raises(ValueError, match=r"\['groups'\] .*enable_metadata_routing"):
        model.fit(*two_classes, groups=np.ones(300))


def test_class_that_gets_no_rows_keeps_its_weights():
    X = np.arange(14.0).reshape(7, 2)
    y = np.array([0, 0, 0, 1, 1, 2, 2])
    sampler = RandomOverSampler(sampling_strategy={2: 3})
    model = ResampledClassifier(LogisticRegression(), sampler, weighting=0.75)
    expected = [1, 1, 1, 1, 1, 0.75, 0.75, 0.5]
    assert model.fit(X, y).sample_weight_.tolist() == expected
