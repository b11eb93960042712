"""scikit-learn's and imbalanced-learn's estimator checks."""

from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.utils.estimator_checks import (
    parametrize_with_checks as parametrize_with_imblearn_checks,
)
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from clover.classification import ResampledClassifier
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE, KMeansSMOTE

ESTIMATORS = [
    ResampledClassifier(LogisticRegression(), None),
    ResampledClassifier(LogisticRegression(), KMeansSMOTE(), weighting="prevalence"),
    ResampledClassifier(LinearSVC(), GeometricSMOTE(k_neighbors=1, weighting=0.8)),
    ResampledClassifier(
        make_pipeline(MaxAbsScaler(), LogisticRegression()),
        ClusterOverSampler(SMOTE()),
    ),
    ResampledClassifier(
        HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=5),
        RandomOverSampler(),
        weighting=0.6,
    ),
    ResampledClassifier(
        LogisticRegression(), ClusterOverSampler(SMOTE()), threshold=0.5
    ),
    ResampledClassifier(
        LogisticRegression(),
        ClusterOverSampler(SMOTE()),
        weighting="prevalence",
        threshold="accuracy",
        cv=2,
    ),
]


def expected_failures(estimator):
    if estimator.sampler is None:
        return {}
    reason = "rows of weight zero are clustered and resampled too"
    return {
        "check_sample_weight_equivalence_on_dense_data": reason,
        "check_sample_weight_equivalence_on_sparse_data": reason,
    }


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
def test_estimator_checks(estimator, check):
    check(estimator)


def expected_imblearn_failures(estimator):
    if estimator.threshold is None:
        return {}
    reason = "has three classes, and a threshold needs two"
    return {"check_classifiers_with_encoded_labels": reason}


@parametrize_with_imblearn_checks(
    ESTIMATORS, expected_failed_checks=expected_imblearn_failures
)
def test_imblearn_estimator_checks(estimator, check):
    check(estimator)
