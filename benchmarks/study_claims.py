"""What the documentation says in words that hold for some outcomes of the study only.

A sentence that was written by hand may be false of other scores. On the page, a comment
``.. claim: NAME`` stands before each such sentence. Here, the name has the conditions
under which the sentence is true, and what to write if one of them is not met.
`study_numbers.py`, and with it ``make docs``, fails if the scores contradict the page.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clover.comparison._analysis.intervals import mean_interval

STRONG_RANKING = (
    "SMOTE AP",
    "SMOTE AUC",
    "weighted G-SMOTE AP",
    "weighted G-SMOTE AUC",
)
TREE_RANKING = (
    "SMOTE AP tree",
    "SMOTE AUC tree",
    "weighted SMOTE AP tree",
    "weighted SMOTE AUC tree",
    "G-SMOTE AP tree",
    "G-SMOTE AUC tree",
    "weighted G-SMOTE AP tree",
    "weighted G-SMOTE AUC tree",
    "weighted clusters AP tree",
    "weighted clusters AUC tree",
)
# Below this share of the gain without weights, the gain with weights is called small.
SMALL_SHARE = 0.2


@dataclass(frozen=True)
class Found:
    """The gains over families of a number, and the page's words for them."""

    gains: np.ndarray
    words: str = ""

    @property
    def mean(self):
        return self.gains.mean()

    @property
    def is_better(self):
        return "better" in self.words

    @property
    def is_worse(self):
        return "worse" in self.words


@dataclass(frozen=True)
class Claim:
    """A sentence: the numbers it is about, when it is true, and what to write if not.

    `holds` gets what was found of the numbers, in the order of `names`.
    """

    names: tuple[str, ...]
    holds: Callable
    otherwise: str


def none_is_better(*found):
    return not any(one.is_better for one in found)


def none_is_worse(*found):
    return not any(one.is_worse for one in found)


def all_are_better(*found):
    return all(one.is_better for one in found)


def all_are_worse(*found):
    return all(one.is_worse for one in found)


def first_two_are_larger(of_ap, of_auc, *others):
    """Return whether two are better, and of larger mean than all others of their score.

    The others alternate between average precision and AUC.
    """
    return (
        all_are_better(of_ap, of_auc)
        and max(one.mean for one in others[::2]) < of_ap.mean
        and max(one.mean for one in others[1::2]) < of_auc.mean
    )


def harm_is_small(*pairs):
    """Return whether losses are a small share of those without weights.

    Each number without weights is followed by the one with weights.
    """
    return all(
        plain.mean < 0 and weighted.mean >= SMALL_SHARE * plain.mean
        for plain, weighted in zip(pairs[::2], pairs[1::2], strict=True)
    )


def second_is_small(plain, weighted):
    return abs(weighted.mean) <= SMALL_SHARE * plain.mean


def interval_is_above_zero(found):
    return mean_interval(found.gains)[0] > 0


CLAIMS = {
    "often not": Claim(
        ("weighted G-SMOTE AP", "weighted G-SMOTE AUC", "SMOTE AP", "SMOTE AUC"),
        none_is_better,
        "It depends. Strong learners gained a little in ranking (see the table below).",
    ),
    "distorts the probabilities": Claim(
        ("SMOTE Brier", "G-SMOTE Brier"),
        all_are_worse,
        "Oversampling may distort the probabilities of a classifier; in our study it "
        "did not do so clearly.",
    ),
    "weights take away the harm": Claim(
        (
            "SMOTE Brier",
            "weighted SMOTE Brier",
            "G-SMOTE Brier",
            "weighted G-SMOTE Brier",
        ),
        harm_is_small,
        "Probabilities: do not resample. Weights take away a part of the harm only.",
    ),
    "strong learners: start without": Claim(
        STRONG_RANKING,
        none_is_better,
        "Ranking, strong learner: compare no resampling with the method that was "
        "better in the table below.",
    ),
    "weak learner: a stronger one gains more": Claim(
        ("strong to tree AP", "strong to tree AUC", *TREE_RANKING),
        first_two_are_larger,
        "Ranking, weak learner: a stronger learner and oversampling gain about as "
        "much; compare both.",
    ),
    "threshold without new rows": Claim(
        ("threshold of nothing",),
        none_is_worse,
        "Labels: choose a threshold, and try SMOTE, whose balanced accuracy was higher "
        "even at 0.5.",
    ),
    "strong learners: no help": Claim(
        STRONG_RANKING,
        none_is_better,
        "In short, oversampling helps these learners to rank in the scores that are "
        "called better above.",
    ),
    "a stronger learner is the larger step": Claim(
        ("strong to tree AP", "strong to tree AUC", *TREE_RANKING),
        first_two_are_larger,
        "A stronger learner is not always the larger step.",
    ),
    "tree: AUC rises": Claim(
        TREE_RANKING[1::2],
        all_are_better,
        "Oversampling does not reliably help this weak learner to rank by AUC.",
    ),
    "tree: average precision does not": Claim(
        TREE_RANKING[::2],
        none_is_better,
        "Oversampling raises the average precision of this weak learner, too, in the "
        "scores that are called better above.",
    ),
    "accuracy at 0.5 grows": Claim(
        (
            "SMOTE accuracy",
            "G-SMOTE accuracy",
            "SMOTE accuracy tree",
            "G-SMOTE accuracy tree",
        ),
        all_are_better,
        "Leave the sentence on the moved threshold out.",
    ),
    "with weights, as reluctant": Claim(
        ("G-SMOTE accuracy", "weighted G-SMOTE accuracy"),
        second_is_small,
        "With weights, a classifier is less reluctant to predict the minority class "
        "than without resampling, but more than without weights.",
    ),
    "clusters: no higher scores": Claim(
        ("clusters to G-SMOTE AP", "clusters to G-SMOTE AUC"),
        none_is_better,
        "Clusters add to the ranking: their gain over Geometric SMOTE, both weighted, "
        "is the one above. They also do this:",
    ),
    "clusters: fewer samples among the majority": Claim(
        ("validity of clusters",),
        interval_is_above_zero,
        "Our study does not show that fewer samples lie among the majority class.",
    ),
    "not for ranking by strong learners": Claim(
        STRONG_RANKING,
        none_is_better,
        "Leave this item out.",
    ),
}


def find_false(found):
    """Return the names of the claims that the scores contradict.

    `found` is what was found by the name of its number. A claim on a number that was
    not measured is not contradicted.
    """
    return [
        name
        for name, claim in CLAIMS.items()
        if set(claim.names) <= found.keys()
        and not claim.holds(*(found[number] for number in claim.names))
    ]


def tell_false(names):
    """Return an error that says what to write in the place of false sentences."""
    lines = [f"- {name!r}. Write instead: {CLAIMS[name].otherwise}" for name in names]
    return "\n".join(
        ["The scores contradict what the page says after these `.. claim:`:", *lines]
    )
