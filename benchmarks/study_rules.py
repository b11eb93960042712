"""What the study claims and chooses, and the tests of it.

Written down before the first result, but for `recommend`, which was added before the
half for confirmation was run. A score of a family is the mean over its data
sets, the repeats of the folds and the classifiers, in points, turned so that more is
better. Frames of scores have the columns ``dataset``, ``family``, ``method``,
``classifier`` and one for each metric, as `study_scores.py` writes them.

The composition, the chi and the rule of KMeansSMOTE are chosen on the half for
discovery; the hypotheses (a) to (e) are tested on the half for confirmation, once.
Whether the composition or G-SMOTE without clusters is recommended follows from (e).
"""

from dataclasses import dataclass

import baycomp
import numpy as np
from scipy.stats import wilcoxon
from statsmodels.stats.multitest import multipletests
from study_methods import (
    CHIS,
    CLASSIFIERS,
    COMPOSITIONS,
    KMEANS_RULES,
    PILOT_CHI,
    STRONG,
    TREE,
    name_weighted,
)

from clover.comparison._analysis.intervals import mean_interval

AP, AUC, BRIER = "average_precision", "roc_auc", "brier"
ACCURACY, TUNED = "balanced_accuracy", "balanced_accuracy_tuned"
LOSSES = (BRIER,)
# In points. Gains within a region count as equal.
ROPES = {AP: 0.5, AUC: 0.5, ACCURACY: 0.5, TUNED: 0.5, BRIER: 0.1}
MIN_PROBABILITY = 0.95
MAX_P = 0.05
# Differences of equal scores are of the size of rounding errors.
N_DIGITS = 10
ALL = tuple(CLASSIFIERS)


@dataclass(frozen=True)
class Finding:
    """What was found of a hypothesis; `holds` is ``None`` where none is tested."""

    letter: str
    claim: str
    found: str
    holds: bool | None

    def __str__(self):
        verdict = {True: "holds", False: "does not hold", None: "reported"}[self.holds]
        return f"({self.letter}) {verdict}: {self.claim}: {self.found}"


def family_scores(scores, metric, method, classifiers):
    """Return the score of a method in each family, in points; more is better.

    Raises
    ------
    ValueError
        If the method has no scores with a classifier on a data set of the frame.
    """
    rows = scores[(scores["method"] == method) & scores["classifier"].isin(classifiers)]
    by = ["family", "dataset", "classifier"]
    values = rows.groupby(by)[metric].mean().unstack("classifier")
    n_sets = scores["dataset"].nunique()
    if values.shape != (n_sets, len(classifiers)) or values.isna().any(axis=None):
        raise ValueError(
            f"The scores of {method!r} should be there for all {n_sets} data sets with "
            f"{', '.join(classifiers)}: {metric}."
        )
    sign = -1 if metric in LOSSES else 1
    return sign * 100 * values.mean(axis=1).groupby("family").mean()


def family_gains(scores, metric, ours, other, classifiers=STRONG, of_other=None):
    """Return the gain of a method over another in each family, in points.

    `of_other` is the metric of the other method, the same by default.
    """
    one = family_scores(scores, metric, ours, classifiers)
    two = family_scores(scores, of_other or metric, other, classifiers)
    return np.round((one - two).to_numpy(), N_DIGITS)


def not_worse(scores, metric, ours, other, classifiers=STRONG, of_other=None):
    """Return the probability that a method is not worse than another.

    It is 1 - p_left of baycomp's signed-rank test with its default prior, which counts
    how often a region has the largest mass.
    """
    one = family_scores(scores, metric, ours, classifiers).to_numpy()
    two = family_scores(scores, of_other or metric, other, classifiers).to_numpy()
    p_left, _, _ = baycomp.SignedRankTest.probs(
        two, one, rope=ROPES[metric], random_state=0
    )
    return 1 - float(p_left)


def signed_rank(gains):
    """Return the two-sided p-value of Wilcoxon's signed-rank test, zeros split."""
    if not gains.any():
        return 1.0
    return float(wilcoxon(gains, zero_method="zsplit").pvalue)


def tell_gain(gains):
    """Return the mean gain with its interval of 95 %, and the wins, as a text."""
    low, high = mean_interval(gains)
    wins = f"{(gains > 0).sum()} of {gains.size} families"
    return f"{gains.mean():+.2f} points ({low:+.2f} to {high:+.2f}), {wins}"


def confirm(scores, composition, chi, intrinsic=None):
    """Return the findings on the primary hypotheses (a) to (e).

    `intrinsic` is a frame with ``family``, ``dataset``, ``method`` and
    ``validity_synthetic``.
    """
    ours = name_weighted(composition, chi)
    return [
        confirm_cost(scores, ours),
        confirm_threshold(scores, ours),
        *confirm_gains(scores, composition, ours),
        tell_clusters(scores, composition, chi, intrinsic),
    ]


def confirm_cost(scores, ours):
    """Return the finding on (a): weighted, the composition costs nothing."""
    found = {
        metric: not_worse(scores, metric, ours, "none") for metric in (AP, AUC, BRIER)
    }
    gains = {metric: family_gains(scores, metric, ours, "none") for metric in found}
    texts = [
        f"{metric} {probability:.3f}, {tell_gain(gains[metric])}"
        for metric, probability in found.items()
    ]
    return Finding(
        "a",
        f"{ours} is not worse than no resampling",
        "; ".join(texts),
        min(found.values()) >= MIN_PROBABILITY,
    )


def confirm_threshold(scores, ours):
    """Return the finding on (b): a tuned threshold is as good as that of SMOTE."""
    found = {
        of_other: not_worse(scores, TUNED, ours, "SMOTE", of_other=of_other)
        for of_other in (TUNED, ACCURACY)
    }
    texts = [
        f"{of_other} of SMOTE {probability:.3f}, "
        f"{tell_gain(family_gains(scores, TUNED, ours, 'SMOTE', of_other=of_other))}"
        for of_other, probability in found.items()
    ]
    return Finding(
        "b",
        f"{ours} at a tuned threshold is not worse than SMOTE",
        "; ".join(texts),
        min(found.values()) >= MIN_PROBABILITY,
    )


def confirm_gains(scores, composition, ours):
    """Return the findings on (c) and (d), whose p-values Holm's method adjusts."""
    plain = f"{composition} without weights is better than SMOTE's"
    with_tree = f"{ours} with the tree is better than without resampling"
    tests = [
        ("c", f"{BRIER} of {plain}", family_gains(scores, BRIER, composition, "SMOTE")),
        ("c", f"{AP} of {plain}", family_gains(scores, AP, composition, "SMOTE")),
        (
            "d",
            f"{AUC} of {with_tree}",
            family_gains(scores, AUC, ours, "none", (TREE,)),
        ),
    ]
    adjusted = multipletests([signed_rank(gains) for *_, gains in tests], method="holm")
    return [
        Finding(
            letter,
            claim,
            f"p {p:.4f} by Holm, {tell_gain(gains)}",
            bool(p < MAX_P and gains.mean() > 0),
        )
        for (letter, claim, gains), p in zip(tests, adjusted[1], strict=True)
    ]


def tell_clusters(scores, composition, chi, intrinsic=None):
    """Return the finding on (e): what clusters add to weighted Geometric SMOTE."""
    ours, other = name_weighted(composition, chi), name_weighted("G-SMOTE", chi)
    texts = [
        f"{metric} {tell_gain(family_gains(scores, metric, ours, other))}"
        for metric in (AP, AUC)
    ]
    if intrinsic is not None and len(intrinsic):
        texts.append(f"validity {tell_gain(validity_gains(intrinsic, composition))}")
    return Finding("e", f"{ours} to {other}", "; ".join(texts), None)


def validity_gains(intrinsic, composition):
    """Return by how much the composition lowers G-SMOTE's share of misplaced rows.

    These are made rows that lie nearest to a held-out row of another class.
    """
    by_method = intrinsic.pivot_table(
        index="family", columns="method", values="validity_synthetic"
    )
    # Fewer are better.
    return 100 * (by_method["G-SMOTE"] - by_method[composition]).dropna().to_numpy()


def recommend(scores, composition, chi):
    """Return what is recommended: the composition, or ``"G-SMOTE"`` without clusters.

    The composition is, if its gain over G-SMOTE, both weighted, has an interval above
    zero in average precision or AUC, and in neither of them an interval below zero.
    `scores` are those of the half for confirmation.
    """
    ours, other = name_weighted(composition, chi), name_weighted("G-SMOTE", chi)
    ends = np.array(
        [
            mean_interval(family_gains(scores, metric, ours, other))
            for metric in (AP, AUC)
        ]
    )
    low, high = ends.T
    adds = (low > 0).any() and (high >= 0).all()
    return composition if adds else "G-SMOTE"


def mean_gain(scores, method, other, classifiers=ALL):
    """Return the mean gain over families, of average precision and AUC together."""
    gains = (
        family_gains(scores, metric, method, other, classifiers) for metric in (AP, AUC)
    )
    return float(np.mean([gain.mean() for gain in gains]))


def keeps_brier(scores, method):
    """Return whether Brier's score is at most its ROPE worse than no resampling's."""
    return family_gains(scores, BRIER, method, "none").mean() >= -ROPES[BRIER]


def choose_composition(scores):
    """Return the composition for the half for confirmation, by its name.

    It has the largest mean gain, of average precision and AUC, all three classifiers
    and all families, over no resampling when it is weighted with the chi of the pilot
    study. Only those are eligible that keep Brier's score with weights, and are in the
    mean better than SMOTE in Brier's score and average precision without. If none is,
    all are.
    """
    eligible = [
        name
        for name in COMPOSITIONS
        if keeps_brier(scores, name_weighted(name, PILOT_CHI))
        and all(
            family_gains(scores, metric, name, "SMOTE").mean() > 0
            for metric in (BRIER, AP)
        )
    ]
    return max(
        eligible or COMPOSITIONS,
        key=lambda name: mean_gain(scores, name_weighted(name, PILOT_CHI), "none"),
    )


def choose_chi(scores, composition):
    """Return the default chi, by the mean gain of the composition with it.

    The gain is that by which compositions are chosen. Only those are eligible that keep
    Brier's score; if none does, all are. Of equal ones the largest is taken.
    """
    names = {chi: name_weighted(composition, chi) for chi in CHIS}
    eligible = [chi for chi in CHIS if keeps_brier(scores, names[chi])]
    return max(
        eligible or CHIS,
        key=lambda chi: (round(mean_gain(scores, names[chi], "none"), N_DIGITS), chi),
    )


def choose_kmeans_rule(scores):
    """Return the rule of KMeansSMOTE by its name; ``"KMeansSMOTE"`` is the paper's.

    It is the one with the largest mean gain over the paper's, if this is better than
    the paper's both in average precision and in AUC, of all three classifiers.
    """
    paper = "KMeansSMOTE"
    best = max(KMEANS_RULES, key=lambda name: mean_gain(scores, name, paper))
    for metric in (AP, AUC):
        gains = family_gains(scores, metric, best, paper, ALL)
        if gains.mean() <= 0 or signed_rank(gains) >= MAX_P:
            return paper
    return best
