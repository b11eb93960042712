"""Thresholds: those that users give, and those that are chosen by cross-validation."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import StackingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer, get_scorer_names
from sklearn.model_selection import (
    StratifiedKFold,
    TunedThresholdClassifierCV,
    check_cv,
)
from sklearn.utils.metaestimators import available_if

from clover._compat import InvalidParameterError
from clover._estimators.notes import note_where
from clover._estimators.pipelines import last_step
from clover._rows.containers import take_rows


def has_method(classifier, method):
    """Return whether a classifier has a method, or will have it after a fit.

    A StackingClassifier without a final estimator, for which a logistic regression
    stands, does not tell before.
    """
    last = last_step(classifier)
    if isinstance(last, StackingClassifier) and last.final_estimator is None:
        return hasattr(LogisticRegression, method)
    return hasattr(classifier, method)


class FoldClassifier(ClassifierMixin, BaseEstimator):
    """A resampled classifier whose rows are given by their positions.

    So the search for a threshold hands positions on, whatever the rows are, and the
    weights of the rows with them. Its classes are 0 and 1, of which 1 is positive.

    Parameters
    ----------
    training : Training
        All rows.
    """

    def __init__(self, training):
        self.training = training

    def fit(self, positions, y):
        """Resample some rows and fit the classifier to them."""
        self.classes_ = np.array([0, 1])
        self.fitted_ = self.training.take(positions).fit()
        return self

    def _has(self, method):
        return has_method(self.training.classifier, method)

    @available_if(lambda self: self._has("predict_proba"))
    def predict_proba(self, positions):
        """Return the probabilities of the classes."""
        return self.fitted_.classifier.predict_proba(self._take(positions))

    @available_if(lambda self: self._has("decision_function"))
    def decision_function(self, positions):
        """Return the decision scores of the positive class."""
        return self.fitted_.classifier.decision_function(self._take(positions))

    def _take(self, positions):
        return take_rows(self.training.X, positions)


def check_predicts(classifier):
    """Check that an estimator predicts."""
    if not has_method(classifier, "predict"):
        raise InvalidParameterError(
            "The 'classifier' parameter of ResampledClassifier must be an object "
            f"implementing 'fit' and 'predict'. Got {classifier!r} instead."
        )


def check_threshold(threshold, classifier):
    """Check that a threshold is known, and that the classifier has what it cuts."""
    if threshold is None:
        return
    name = type(classifier).__name__
    has_probabilities = has_method(classifier, "predict_proba")
    if not isinstance(threshold, str):
        if not has_probabilities:
            raise ValueError(
                f"A number as `threshold` is one of probabilities, and {name} has no "
                "`predict_proba`. Use the name of a scorer, or another classifier."
            )
        return
    if threshold not in get_scorer_names():
        raise InvalidParameterError(
            "The 'threshold' parameter of ResampledClassifier must be None, a number "
            "from 0 to 1, or the name of a scorer, of which "
            "`sklearn.metrics.get_scorer_names()` has a list. "
            f"Got {threshold!r} instead."
        )
    if not (has_probabilities or has_method(classifier, "decision_function")):
        raise ValueError(
            f"A threshold needs `predict_proba` or `decision_function`. {name} has "
            "neither."
        )


def check_is_binary(target):
    """Check that there are two classes."""
    n_classes = target.classes.size
    if n_classes != 2:
        found = "1 class" if n_classes == 1 else f"{n_classes} classes"
        raise ValueError(
            "Only binary classification is supported. With a `threshold`, `y` should "
            f"have two classes. Got {found}."
        )


def tune_threshold(training, target, scoring, cv, split_params):
    """Fit to all rows, and choose a threshold by cross-validation.

    Each fold is resampled and fitted anew, and its held-out rows are real ones.

    Returns
    -------
    fitted : Fitted
        What was fitted to all rows.

    threshold : float
        The threshold with the best score, on average over the held-out rows.
    """
    cv = check_cv(cv, target.y, classifier=True)
    _check_folds(cv, target)
    _check_weights(training.sample_weight, target)
    splits = list(cv.split(training.X, target.y, **split_params))
    tuner = TunedThresholdClassifierCV(
        FoldClassifier(training),
        scoring=get_scorer(scoring),
        cv=splits,
    )
    with note_where("while the threshold was chosen by cross-validation"):
        tuner.fit(np.arange(target.codes.size), target.codes)
    return tuner.estimator_.fitted_, float(tuner.best_threshold_)


def _check_folds(cv, target):
    n_smallest = int(target.counts.min())
    if isinstance(cv, StratifiedKFold) and n_smallest < cv.n_splits:
        smallest = target.classes.tolist()[int(target.counts.argmin())]
        raise ValueError(
            f"`cv` has {cv.n_splits} folds, and class {smallest!r} has {n_smallest} "
            "rows, too few for all folds. Use fewer folds, or a number as `threshold`."
        )


def _check_weights(sample_weight, target):
    if sample_weight is None:
        return
    weights = np.bincount(target.codes, sample_weight)
    if not weights.all():
        empty = target.classes.tolist()[int(weights.argmin())]
        raise ValueError(
            f"All rows of class {empty!r} have a `sample_weight` of zero, so that no "
            "threshold can be chosen."
        )


def predict_by_threshold(classifier, X, threshold):
    """Return the code of each row's class: whether it reaches the threshold.

    The threshold is one of the probabilities of the second class, or else of the
    decision scores.
    """
    if hasattr(classifier, "predict_proba"):
        scores = np.asarray(classifier.predict_proba(X))[:, 1]
    else:
        scores = np.asarray(classifier.decision_function(X))
    return (scores >= threshold).astype(np.intp)
