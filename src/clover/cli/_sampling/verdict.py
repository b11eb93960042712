"""What a comparison on one table says: gains with intervals, and sentences."""

from dataclasses import dataclass

import numpy as np

# The ways in the order of the table, the simplest first.
NAMES = {
    "none": "no resampling",
    "class_weight": "class weights",
    "random": "random repetition",
    "SMOTE": "SMOTE",
    "recommended": "recommended with weights",
}
# The metrics that are shown, and their titles.
METRICS = {
    "average_precision": "AP",
    "roc_auc": "AUC",
    "brier": "Brier",
    "balanced_accuracy": "BA at 0.5",
    "balanced_accuracy_tuned": "BA tuned",
}
LABELS, TUNED = "balanced_accuracy", "balanced_accuracy_tuned"
# Gains below these do not matter.
SMALLEST_GAIN = {"brier": 0.001}
SMALLEST_OTHER_GAIN = 0.005
LESS_IS_BETTER = ("brier",)
LEVEL = 0.05
NOTHING = "start without resampling"


@dataclass(frozen=True)
class Gain:
    """How much better a way is than a reference.

    Attributes
    ----------
    way, metric : str
        The way, and the metric by which it is judged.

    mean, low, high : float
        The mean gain over the folds, and its interval. More is better.
    """

    way: str
    metric: str
    mean: float
    low: float
    high: float

    @property
    def verdict(self):
        """One of 'better', 'worse', 'as good' and 'not clearly different'."""
        smallest = smallest_gain(self.metric)
        if self.low > 0 and self.mean >= smallest:
            return "better"
        if self.high < 0 and self.mean <= -smallest:
            return "worse"
        if -smallest <= self.low and self.high <= smallest:
            return "as good"
        return "not clearly different"

    @property
    def title(self):
        """The way in words."""
        tuned = " with a tuned threshold" if self.metric == TUNED else ""
        return f"{NAMES[self.way]}{tuned}"


def smallest_gain(metric):
    """Return the gain below which a difference does not matter."""
    return SMALLEST_GAIN.get(metric, SMALLEST_OTHER_GAIN)


def tabulate_scores(scores):
    """Return, for each way, its mean scores over folds and classifiers.

    Parameters
    ----------
    scores : pandas.DataFrame
        A row a fold, classifier, method and metric, as `Comparison.scores` gives it.

    Returns
    -------
    rows : list of dict
        The ways in the order of `NAMES`, without those that have no scores.
    """
    means = scores.groupby(["method", "metric"])["value"].mean()
    known = set(means.index)
    titles = {metric: t for metric, t in METRICS.items() if ("none", metric) in known}
    return [
        {"way": name}
        | {title: float(means[method, metric]) for metric, title in titles.items()}
        for method, name in NAMES.items()
        if (method, next(iter(titles))) in known
    ]


def find_gains(scores, metric, reference=None, n_intervals=None):
    """Return the gains of all ways over no resampling, by a metric.

    Parameters
    ----------
    scores : pandas.DataFrame
        As for `tabulate_scores`.

    metric : str
        The metric.

    reference : str, default=None
        The metric of no resampling, by default the same.

    n_intervals : int, default=None
        Number of intervals that should hold together, by default one for each way.

    Returns
    -------
    gains : list of Gain
        In the order of `NAMES`. A gain of a fold is the mean over the classifiers. The
        intervals hold together with 95 %, by Bonferroni's correction.
    """
    found = _by_fold(scores, metric)
    base = _by_fold(scores, reference or metric)["none"]
    ways = [way for way in NAMES if way in found and way != "none"]
    sign = -1 if metric in LESS_IS_BETTER else 1
    n_folds = scores["fold"].nunique()
    level = 1 - LEVEL / max(n_intervals or len(ways), 1)
    gains = []
    for way in ways:
        differences = (sign * (found[way] - base)).dropna().to_numpy()
        ends = corrected_interval(differences, n_folds, level)
        gains.append(Gain(way, metric, float(differences.mean()), *ends))
    return gains


def _by_fold(scores, metric):
    of_metric = scores[scores["metric"] == metric]
    return of_metric.pivot_table(
        index=["repeat", "fold"], columns="method", values="value", aggfunc="mean"
    )


def corrected_interval(differences, n_folds, level=0.95):
    """Return an interval for the mean of differences of repeated cross-validation.

    Parameters
    ----------
    differences : ndarray of shape (n_repeats * n_folds,)
        A difference of two scores for each fold.

    n_folds : int
        The number of folds of each repeat.

    level : float, default=0.95
        The confidence.

    Returns
    -------
    low, high : float

    Notes
    -----
    The folds share most of their training rows. The variance of the mean is therefore
    taken as the variance of the differences times 1/n + 1/(n_folds - 1): the second
    term is the ratio of the test rows to the training rows. It does not go to zero with
    the number of repeats.

    References
    ----------
    C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
    52, 239-281, 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.cli._sampling.verdict import corrected_interval
    >>> low, high = corrected_interval(np.array([0.01, 0.02, 0.03, 0.02, 0.02]), 5)
    >>> print(f"{low:.4f} {high:.4f}")
    0.0068 0.0332
    """
    from scipy import stats

    n = differences.size
    mean = float(differences.mean())
    if n < 2:
        return -np.inf, np.inf
    variance = differences.var(ddof=1) * (1 / n + 1 / (n_folds - 1))
    half = float(stats.t.ppf((1 + level) / 2, n - 1) * np.sqrt(variance))
    return mean - half, mean + half


@dataclass(frozen=True)
class Advice:
    """What a comparison says.

    Attributes
    ----------
    findings : list of str
        A sentence or two for each question: ranking, probabilities and labels.

    recommendation : str
        What to do.

    ways : list of str
        The ways that are recommended in place of no resampling.
    """

    findings: list
    recommendation: str
    ways: list


def advise(scores):
    """Return what the scores of all ways on a table say, as `Advice`."""
    has_tuned = TUNED in set(scores["metric"])
    gains = {
        "ranking": find_gains(scores, "average_precision"),
        "probabilities": find_gains(scores, "brier"),
        "labels": _find_label_gains(scores, has_tuned),
    }
    choices = {question: choose(of_one) for question, of_one in gains.items()}
    findings = [
        f"Ranking (average precision): {_tell(gains['ranking'])}",
        f"Probabilities (Brier's score): {_tell(gains['probabilities'])}",
        _tell_labels(scores, gains["labels"], has_tuned),
    ]
    ways = [choice.way for choice in choices.values() if choice]
    return Advice(
        findings,
        _recommend(choices, gains["probabilities"], has_tuned),
        list(dict.fromkeys(ways)),
    )


def _find_label_gains(scores, has_tuned):
    """Return the gains over no resampling, whose threshold is tuned if it can be."""
    if not has_tuned:
        return find_gains(scores, LABELS)
    n_intervals = 2 * (scores["method"].nunique() - 1)
    return [
        *find_gains(scores, LABELS, TUNED, n_intervals),
        *find_gains(scores, TUNED, TUNED, n_intervals),
    ]


def choose(gains):
    """Return the gain of the simplest way that is clearly better, or None.

    The gain may be less than the greatest one by what does not matter.
    """
    better = [gain for gain in gains if gain.verdict == "better"]
    if not better:
        return None
    greatest = max(gain.mean for gain in better)
    return next(
        gain for gain in better if gain.mean > greatest - smallest_gain(gain.metric)
    )


def _tell(gains):
    text = "no way is clearly better than no resampling."
    if better := [gain for gain in gains if gain.verdict == "better"]:
        text = f"better than no resampling: {_list(better)}."
    if worse := [gain for gain in gains if gain.verdict == "worse"]:
        text += f" Worse: {_list(worse)}."
    return text


def _list(gains):
    return _join([f"{gain.title} by {abs(gain.mean):.3f}" for gain in gains])


def _join(texts):
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _tell_labels(scores, gains, has_tuned):
    how = "with a tuned threshold" if has_tuned else "with the likeliest class"
    mean = _by_fold(scores, TUNED if has_tuned else LABELS)["none"].mean()
    better = [gain for gain in gains if gain.verdict == "better"]
    told = f"better: {_list(better)}." if better else "no way is clearly better."
    return f"Labels (balanced accuracy): no resampling {how} has {mean:.3f}; {told}"


def _recommend(choices, probabilities, has_tuned):
    tuned = " For labels, tune a threshold." if has_tuned else ""
    if not any(choices.values()):
        return f"Start without resampling.{tuned}"
    asked = {}
    for question, choice in choices.items():
        asked.setdefault(choice.title if choice else None, []).append(question)
    sentences = [
        f"For {_join(questions)}, {f'try {title}' if title else NOTHING}."
        for title, questions in asked.items()
    ]
    if has_tuned and not choices["labels"]:
        sentences.append("For labels, tune a threshold.")
    harmed = [gain.way for gain in probabilities if gain.verdict == "worse"]
    if choices["ranking"] and choices["ranking"].way in harmed:
        sentences.append(
            f"With {choices['ranking'].title}, probabilities are worse: use the order "
            "of the rows alone."
        )
    sentences.append("Keep no resampling as a contender.")
    return " ".join(sentences)
