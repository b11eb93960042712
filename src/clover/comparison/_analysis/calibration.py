"""Probabilities recalibrated by what is known of the training rows."""

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from clover.comparison._analysis.metrics import to_float64

# Probabilities are stored as 32-bit floats: none is known to be nearer to 0 or 1.
SMALLEST = float(np.finfo(np.float32).eps)


def calibrate(method, y_train, train_proba, test_proba, positive=None):
    """Return probabilities of the test rows that are recalibrated.

    The calibrator is fitted to the out-of-fold probabilities of the training rows.
    With two classes it reads the column of the positive one; with more, each class is
    calibrated against the rest and the rows are scaled to sum to 1.

    Parameters
    ----------
    method : {'platt', 'isotonic'}
        A logistic regression without penalty on the logit of the probability, or an
        isotonic regression that is clipped out of the range it saw.

    y_train : ndarray of shape (n_train,)
        The codes of the classes.

    train_proba, test_proba : ndarray of shape (n_rows, n_classes)
        The probabilities.

    positive : int, default=None
        The code of the positive of two classes; ``None`` is the last.

    Returns
    -------
    proba : ndarray of shape (n_test, n_classes)
    """
    calibrated = CALIBRATORS[method]
    train_proba, test_proba = to_float64(train_proba), to_float64(test_proba)
    if test_proba.shape[1] > 2:
        columns = [
            calibrated(y_train == code, train_proba[:, code], test_proba[:, code])
            for code in range(test_proba.shape[1])
        ]
        return to_float64(np.column_stack(columns))
    positive = 1 if positive is None else positive
    proba = calibrated(
        y_train == positive, train_proba[:, positive], test_proba[:, positive]
    )
    columns = [1 - proba, proba] if positive == 1 else [proba, 1 - proba]
    return np.column_stack(columns)


def _platt(is_positive, train_proba, test_proba):
    if is_positive.all() or not is_positive.any():
        return np.full(test_proba.shape, float(is_positive[0]))
    model = LogisticRegression(C=np.inf, max_iter=1000)
    model.fit(_logit(train_proba)[:, None], is_positive)
    return model.predict_proba(_logit(test_proba)[:, None])[:, 1]


def _logit(proba):
    proba = np.clip(proba, SMALLEST, 1 - SMALLEST)
    return np.log(proba / (1 - proba))


def _isotonic(is_positive, train_proba, test_proba):
    model = IsotonicRegression(out_of_bounds="clip")
    return model.fit(train_proba, is_positive).predict(test_proba)


CALIBRATORS = {"platt": _platt, "isotonic": _isotonic}
