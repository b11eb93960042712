"""The predictions of a classifier that holds a fitted one."""

import numpy as np
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from clover.classification._threshold import has_method, predict_by_threshold


def _classifier_has(method):
    """Return a function that tells whether the classifier of an object has a method."""
    return lambda self: has_method(
        getattr(self, "classifier_", self.classifier), method
    )


class DelegatedPredictions:
    """Mixin of a classifier that hands predictions to its ``classifier_``.

    Its ``threshold_``, if it is not None, decides what ``predict`` returns.
    """

    def predict(self, X):
        """Return the predicted classes.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            The classes.
        """
        check_is_fitted(self, "classifier_")
        if self.threshold_ is None:
            return self.classifier_.predict(X)
        codes = predict_by_threshold(self.classifier_, X, self.threshold_)
        return np.asarray(self.classes_)[codes]

    @available_if(_classifier_has("predict_proba"))
    def predict_proba(self, X):
        """Return the probabilities of the classes.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        probabilities : ndarray of shape (n_samples, n_classes)
            The probabilities, in the order of ``classes_``.
        """
        check_is_fitted(self, "classifier_")
        return self.classifier_.predict_proba(X)

    @available_if(_classifier_has("predict_log_proba"))
    def predict_log_proba(self, X):
        """Return the logarithms of the probabilities of the classes.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        log_probabilities : ndarray of shape (n_samples, n_classes)
            The natural logarithms, in the order of ``classes_``.
        """
        check_is_fitted(self, "classifier_")
        return self.classifier_.predict_log_proba(X)

    @available_if(_classifier_has("decision_function"))
    def decision_function(self, X):
        """Return the decision scores.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        scores : ndarray of shape (n_samples,) or (n_samples, n_classes)
            The scores of the classifier.
        """
        check_is_fitted(self, "classifier_")
        return self.classifier_.decision_function(X)

    def score(self, X, y, sample_weight=None):
        """Return the score of the classifier; with a threshold, the accuracy.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Their classes.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows.

        Returns
        -------
        score : float
            The score, which is the accuracy of ``predict`` for most classifiers.
        """
        check_is_fitted(self, "classifier_")
        if self.threshold_ is not None or not hasattr(self.classifier_, "score"):
            return super().score(X, y, sample_weight)
        weights = {} if sample_weight is None else {"sample_weight": sample_weight}
        return self.classifier_.score(X, y, **weights)
