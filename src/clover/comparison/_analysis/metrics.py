"""Scores of predicted probabilities.

The target `y` holds codes of classes, and column k of the probabilities belongs to the
class of code k. The functions of scikit-learn give the values, and that of
imbalanced-learn the geometric mean.
"""

import numpy as np
from imblearn.metrics import geometric_mean_score
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    log_loss,
    recall_score,
    roc_auc_score,
)


def to_float64(proba):
    """Return probabilities as 64-bit floats whose rows sum to 1.

    A row of zeros, which tells nothing, gets equal probabilities.
    """
    proba = np.asarray(proba, dtype=np.float64)
    totals = proba.sum(axis=1, keepdims=True)
    uniform = np.full(proba.shape, 1.0 / proba.shape[1])
    return np.divide(proba, totals, out=uniform, where=totals > 0)


def positive_class(counts):
    """Return the code of the smaller of two classes; of equal ones, the last.

    `counts` holds the rows of each class. More than two classes have no positive one,
    and ``None`` is returned.
    """
    if len(counts) != 2:
        return None
    return int(counts[1] <= counts[0])


def score(name, y, proba, positive=None):
    """Return a score of probabilities.

    Parameters
    ----------
    name : str
        A key of `GREATER_IS_BETTER`.

    y : ndarray of shape (n_samples,)
        The codes of the classes.

    proba : ndarray of shape (n_samples, n_classes)
        The probabilities, of 32-bit or 64-bit floats.

    positive : int, default=None
        The code of the positive class, for two classes; ``None`` is the last. It makes
        no difference for more than two.

    Returns
    -------
    value : float
        The score. With more than two classes, macro averages are over those that are
        in `y`. A score that such rows do not have, e.g. a ranking of a single class,
        is NaN.
    """
    _check_name(name, GREATER_IS_BETTER)
    # Sums to 1 would differ in the last digits, and equal probabilities of a class with
    # them, which then would not share a rank.
    proba = to_float64(proba) if name in LOSSES else np.asarray(proba)
    if name in LABEL_SCORES:
        return score_labels(name, y, proba.argmax(axis=1), proba.shape[1], positive)
    if proba.shape[1] == 2:
        positive = _or_last(positive)
        return float(BINARY_SCORES[name](y == positive, proba[:, positive]))
    return float(MULTICLASS_SCORES[name](y, proba))


def score_labels(name, y, labels, n_classes, positive=None):
    """Return a score of predicted classes, all given as codes.

    `name` is a key of `LABEL_SCORES`; the other arguments are as for `score`.
    """
    _check_name(name, LABEL_SCORES)
    if n_classes == 2:
        positive = _or_last(positive)
        y, labels = y == positive, labels == positive
    return float(LABEL_SCORES[name](y, labels, n_classes))


def split_sign(scoring):
    """Return the name of a score and the sign by which a greater value is better.

    `scoring` is a key of `GREATER_IS_BETTER`, or one of the names of scikit-learn that
    turn a loss round: "neg_brier_score" and "neg_log_loss".
    """
    name = NEGATED.get(scoring, scoring)
    _check_name(name, [*GREATER_IS_BETTER, *NEGATED])
    return name, 1.0 if GREATER_IS_BETTER[name] else -1.0


def _check_name(name, names):
    if name not in names:
        raise ValueError(f"Unknown score {name!r}. Use one of {', '.join(names)}.")


def _or_last(positive):
    return 1 if positive is None else positive


def _average_precision(is_positive, proba):
    # Without positive rows scikit-learn warns and gives zero.
    if not is_positive.any():
        return np.nan
    return average_precision_score(is_positive, proba)


def _roc_auc(is_positive, proba):
    # Rows of a single class have no such area: older versions raise, newer ones warn.
    if is_positive.all() or not is_positive.any():
        return np.nan
    return roc_auc_score(is_positive, proba)


def _binary_log_loss(is_positive, proba):
    return log_loss(is_positive, proba, labels=[False, True])


def _one_against_rest(binary_score):
    """Return a score that averages a binary one over the classes in the target."""

    def macro_score(y, proba):
        return np.mean([binary_score(y == k, proba[:, k]) for k in np.unique(y)])

    return macro_score


def _multiclass_brier(y, proba):
    # The oldest scikit-learn that is allowed has it for two classes only.
    one_hot = np.eye(proba.shape[1])[y]
    return ((proba - one_hot) ** 2).sum(axis=1).mean()


def _multiclass_log_loss(y, proba):
    return log_loss(y, proba, labels=np.arange(proba.shape[1]))


def _f1(y, labels, n_classes):
    average = "binary" if n_classes == 2 else "macro"
    return f1_score(y, labels, average=average, zero_division=0)


def _geometric_mean(y, labels, n_classes):
    # Classes that are not in the target have no recall.
    return geometric_mean_score(y, labels, labels=np.unique(y), average="multiclass")


def _balanced_accuracy(y, labels, n_classes):
    # `balanced_accuracy_score` warns of predicted classes that are not in the target.
    return recall_score(y, labels, labels=np.unique(y), average="macro")


BINARY_SCORES = {
    "average_precision": _average_precision,
    "roc_auc": _roc_auc,
    "brier": brier_score_loss,
    "log_loss": _binary_log_loss,
}
MULTICLASS_SCORES = {
    "average_precision": _one_against_rest(_average_precision),
    "roc_auc": _one_against_rest(_roc_auc),
    "brier": _multiclass_brier,
    "log_loss": _multiclass_log_loss,
}
# Scores of the predicted classes. With two, true stands for the positive one.
LABEL_SCORES = {
    "f1": _f1,
    "geometric_mean": _geometric_mean,
    "balanced_accuracy": _balanced_accuracy,
}
GREATER_IS_BETTER = {
    "average_precision": True,
    "roc_auc": True,
    "brier": False,
    "log_loss": False,
    "f1": True,
    "geometric_mean": True,
    "balanced_accuracy": True,
}
LOSSES = ("brier", "log_loss")
NEGATED = {"neg_brier_score": "brier", "neg_log_loss": "log_loss"}
