"""The threshold of the positive class, chosen on the training rows."""

import numpy as np

DEFAULT_THRESHOLD = 0.5


def tune_threshold(name, is_positive, proba):
    """Return the threshold that gives the best score.

    A row is predicted positive if its probability is at least the threshold. The
    midpoints between distinct probabilities are tried; of equally good ones, the
    nearest to 0.5 is taken. Without two probabilities or two classes it is 0.5.

    Parameters
    ----------
    name : {'f1', 'geometric_mean', 'balanced_accuracy'}
        The score.

    is_positive : ndarray of shape (n_samples,), dtype=bool
        The target.

    proba : ndarray of shape (n_samples,)
        The probabilities of the positive class.

    Returns
    -------
    threshold : float
    """
    values, places = np.unique(proba, return_inverse=True)
    n_positive = np.count_nonzero(is_positive)
    n_negative = is_positive.size - n_positive
    if values.size < 2 or not n_positive or not n_negative:
        return DEFAULT_THRESHOLD
    positives = np.bincount(places, weights=is_positive, minlength=values.size)
    negatives = np.bincount(places, weights=~is_positive, minlength=values.size)
    # The rows from the next distinct probability on are predicted positive.
    hits = n_positive - positives.cumsum()[:-1]
    false_alarms = n_negative - negatives.cumsum()[:-1]
    scores = _score_counts(name, hits, false_alarms, n_positive, n_negative)
    thresholds = (values[:-1] + values[1:]) / 2
    best = thresholds[scores >= scores.max() - 1e-12]
    return float(best[np.abs(best - DEFAULT_THRESHOLD).argmin()])


def _score_counts(name, hits, false_alarms, n_positive, n_negative):
    if name == "f1":
        return 2 * hits / (n_positive + hits + false_alarms)
    recall = hits / n_positive
    specificity = 1 - false_alarms / n_negative
    if name == "geometric_mean":
        return np.sqrt(recall * specificity)
    return (recall + specificity) / 2
