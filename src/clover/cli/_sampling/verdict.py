"""What a comparison on one table says, in a table and in sentences."""

# The metrics that are shown, and their names.
METRICS = {
    "average_precision": "AP",
    "roc_auc": "AUC",
    "brier": "Brier",
    "balanced_accuracy": "balanced accuracy",
}
TUNED = "balanced_accuracy_tuned"
NAMES = {
    "none": "no resampling",
    "class_weight": "class weights",
    "random": "random repetition",
    "SMOTE": "SMOTE",
    "recommended": "recommended, weighted",
}
THRESHOLD = "no resampling, threshold"
# Gains that are smaller than this do not matter.
SMALLEST_GAIN = 0.005


def tabulate_scores(scores):
    """Return, for each way, its mean scores over folds and classifiers.

    Parameters
    ----------
    scores : pandas.DataFrame
        A row a fold, classifier, method and metric, as `Comparison.scores` gives it.

    Returns
    -------
    rows : list of dict
        The ways in the order of `NAMES`, with a row of its own for a tuned threshold.
    """
    means = scores.groupby(["method", "metric"])["value"].mean()
    known = set(means.index)
    rows = []
    for method, name in NAMES.items():
        row = {"way": name}
        for metric, title in METRICS.items():
            row[title] = _look_up(means, known, method, metric)
        rows.append(row)
        if method == "none" and (method, TUNED) in known:
            tuned = {**row, "way": THRESHOLD}
            tuned["balanced accuracy"] = float(means[method, TUNED])
            rows.append(tuned)
    return rows


def _look_up(means, known, method, metric):
    return float(means[method, metric]) if (method, metric) in known else None


def recommend(scores):
    """Return sentences about what to do with this table.

    A way is called better than no resampling if its score, the mean of the
    classifiers, is greater in each fold, and by 0.005 on average.
    """
    sentences = [_tell_ranking(scores), *_tell_labels(scores)]
    sentences.append(
        "A single table says little: differences that are not in each fold, or are "
        "below 0.005, are not told, and those that are may be chance."
    )
    return sentences


def find_better(scores, metric):
    """Return the gains of the ways that are better than none, greatest first."""
    of_metric = scores[scores["metric"] == metric]
    folds = of_metric.pivot_table(
        index=["repeat", "fold"], columns="method", values="value", aggfunc="mean"
    )
    gains = folds.drop(columns="none").sub(folds["none"], axis=0)
    is_better = (gains > 0).all() & (gains.mean() >= SMALLEST_GAIN)
    return gains.mean()[is_better].sort_values(ascending=False)


def _tell_ranking(scores):
    better = find_better(scores, "average_precision")
    if better.empty:
        return (
            "For ranking and probabilities, start without resampling: no way is better "
            "in average precision in each fold."
        )
    best = better.index[0]
    return (
        f"For ranking, try {NAMES.get(best, best)}: its average precision is greater "
        f"than that of no resampling in each fold, by {better.iloc[0]:.3f} on average."
    )


def _tell_labels(scores):
    if TUNED not in set(scores["metric"]):
        return []
    means = scores.groupby(["method", "metric"])["value"].mean()
    tuned = means["none", TUNED]
    at_half = {
        method: means[method, "balanced_accuracy"]
        for method in NAMES
        if (method, "balanced_accuracy") in set(means.index)
    }
    best = max(at_half, key=at_half.get)
    gain = at_half[best] - tuned
    if gain < SMALLEST_GAIN:
        return [
            "For labels, tune a threshold without resampling: its balanced accuracy is "
            f"{tuned:.3f}, and the best at a threshold of 0.5 is {at_half[best]:.3f} "
            f"({NAMES[best]})."
        ]
    return [
        f"For labels, {NAMES[best]} has a balanced accuracy of {at_half[best]:.3f} at "
        f"a threshold of 0.5, and a tuned threshold without resampling {tuned:.3f}."
    ]
