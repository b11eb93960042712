"""The numbers of the study that the documentation quotes.

    python benchmarks/study_numbers.py benchmarks/study docs

From the scores that `study_scores.py` wrote, a file of substitutions is written,
``quoted_numbers.rst``, which a page includes. Its name does not begin with ``study_``,
as `study_page.py` removes such files before it writes its own. Numbers are those of the
half for confirmation, or of the half for discovery as long as the other is not there. A
number called ``gain`` is a mean over families in points, and has two more names: ``gain
in full`` with its interval and the wins, and ``gain in words``. In words, a method is
as good as another if the whole interval lies in the region where gains count as equal.
Otherwise it is better or worse if the signed-rank test says so, without a correction
for the number of tests, and only in most families if the interval does not agree.

The call fails if the scores contradict a sentence of the page: see `study_claims.py`.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import study_scores
from study_claims import Found, find_false, tell_false
from study_methods import CHIS, COMPOSITIONS, STRONG, TREE, name_weighted
from study_rules import (
    ACCURACY,
    AP,
    AUC,
    BRIER,
    MAX_P,
    ROPES,
    TUNED,
    choose_composition,
    family_gains,
    family_scores,
    signed_rank,
    tell_gain,
    validity_gains,
)

from clover.comparison._analysis.intervals import mean_interval

FILE = "quoted_numbers.rst"
NOT_MEASURED = "(not measured yet)"
SHORT = {AP: "AP", AUC: "AUC", BRIER: "Brier", ACCURACY: "accuracy"}
WITH_TREE = (TREE,)
STATUS = {
    "confirmation": (
        "The composition with clusters and the weight were chosen on other families, "
        "and these were evaluated once."
    ),
    "discovery": (
        "The composition with clusters was chosen on these very families, which "
        "flatters it. The half for confirmation has not been computed yet."
    ),
}

# What the page calls a method, and its name in the scores. Those of the composition and
# of the weights depend on what was chosen.
ROLES = {
    "nothing": "none",
    "class weights": "class_weight",
    "SMOTE": "SMOTE",
    "weighted SMOTE": "SMOTE w",
    "G-SMOTE": "G-SMOTE",
    "weighted G-SMOTE": "G-SMOTE w",
    "KMeansSMOTE": "KMeansSMOTE",
    "clusters": "clusters",
    "weighted clusters": "clusters w",
}


@dataclass(frozen=True)
class Number:
    """A gain of a method over another, by roles, with some classifiers.

    `of_other` is the metric of the other method, the same by default.
    """

    metric: str
    ours: str
    other: str
    classifiers: tuple = STRONG
    of_other: str | None = None


# The tables of the page: each method against no resampling.
NUMBERS = {
    f"{role} {short}{ending}": Number(metric, role, "nothing", classifiers)
    for role in ROLES
    if role != "nothing"
    for metric, short in SHORT.items()
    for classifiers, ending in ((STRONG, ""), (WITH_TREE, " tree"))
} | {
    "weights of SMOTE Brier": Number(BRIER, "weighted SMOTE", "SMOTE"),
    "weights of G-SMOTE Brier": Number(BRIER, "weighted G-SMOTE", "G-SMOTE"),
    "weights of G-SMOTE AP": Number(AP, "weighted G-SMOTE", "G-SMOTE"),
    "G-SMOTE to SMOTE AP": Number(AP, "G-SMOTE", "SMOTE"),
    "G-SMOTE to SMOTE AUC": Number(AUC, "G-SMOTE", "SMOTE"),
    "threshold of nothing": Number(TUNED, "nothing", "SMOTE", of_other=ACCURACY),
    "threshold of weighted G-SMOTE": Number(
        TUNED, "weighted G-SMOTE", "SMOTE", of_other=ACCURACY
    ),
    "threshold of both": Number(TUNED, "weighted G-SMOTE", "nothing"),
    "clusters to G-SMOTE AP": Number(AP, "weighted clusters", "weighted G-SMOTE"),
    "clusters to G-SMOTE AUC": Number(AUC, "weighted clusters", "weighted G-SMOTE"),
    "KMeansSMOTE to SMOTE AP": Number(AP, "KMeansSMOTE", "SMOTE"),
}
# The strong learners against the tree, both without resampling.
LEARNERS = {"strong to tree AP": AP, "strong to tree AUC": AUC}
METRIC_OF = {name: number.metric for name, number in NUMBERS.items()} | LEARNERS
VALIDITY = "validity of clusters"


def main():
    options = parse_options()
    study_scores.FOLDER = options.scores
    half = find_half(options.scores)
    (options.docs / FILE).write_text(tell_numbers(half), encoding="utf-8")
    if false := find_false(find_words(find_gains(half))):
        raise SystemExit(tell_false(false))


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scores", type=Path, help="the folder of the scores")
    parser.add_argument("docs", type=Path, help="the folder of the documentation")
    return parser.parse_args()


def find_half(folder):
    """Return the half whose scores are told: that for confirmation, if it is there.

    Raises
    ------
    SystemExit
        If a folder has the scores of neither half.
    """
    for half in STATUS:
        if (folder / f"scores-{half}.csv.gz").exists():
            return half
    raise SystemExit(
        f"{folder} should hold the scores of a half of the study, "
        "scores-discovery.csv.gz at least; study_scores.py writes them."
    )


def tell_numbers(half):
    """Return the text of the file with the numbers of a half."""
    scores = study_scores.read("scores", half)
    composition, chi = find_choice(scores)
    gains = find_gains(half)
    texts = {
        "half": tell_half(scores, half),
        "status": STATUS[half],
        "composition": composition,
        "chi": f"{chi:g}",
        VALIDITY: tell_gain(gains[VALIDITY]) if VALIDITY in gains else NOT_MEASURED,
    }
    for name, metric in METRIC_OF.items():
        texts |= tell_gains(name, gains.get(name), metric)
    return "".join(
        f".. |{name}| replace:: {text}\n" for name, text in sorted(texts.items())
    )


def find_gains(half):
    """Return the gains over families of all numbers of a half that were measured."""
    scores = study_scores.read("scores", half)
    composition, chi = find_choice(scores)
    methods = name_methods(composition, chi)
    gains = {name: measure(scores, number, methods) for name, number in NUMBERS.items()}
    gains |= {
        name: compare_learners(scores, metric) for name, metric in LEARNERS.items()
    }
    gains[VALIDITY] = measure_validity(composition, half)
    return {name: found for name, found in gains.items() if found is not None}


def find_choice(scores):
    """Return the composition that was chosen, or is chosen by the scores, and the chi.

    On the half for confirmation, there is only what was chosen. On that for discovery,
    all methods are there with the chi of the pilot study, and Geometric SMOTE with no
    other.
    """
    methods = set(scores["method"])
    there = [name for name in COMPOSITIONS if name in methods]
    composition = there[0] if len(there) == 1 else choose_composition(scores)
    (chi,) = (chi for chi in CHIS if name_weighted("G-SMOTE", chi) in methods)
    return composition, chi


def name_methods(composition, chi):
    """Return the names of methods in the scores by their roles."""
    return {
        role: name_weighted(name.removesuffix(" w"), chi)
        if name.endswith(" w")
        else name
        for role, name in ROLES.items()
    } | {
        "clusters": composition,
        "weighted clusters": name_weighted(composition, chi),
    }


def tell_half(scores, half):
    n_sets, n_families = scores["dataset"].nunique(), scores["family"].nunique()
    return f"the half for {half}, {n_sets} data sets in {n_families} families"


def find_words(gains):
    """Return gains with the words for them; those that are of no score have none."""
    return {
        name: Found(found, compare(found, METRIC_OF[name]))
        if name in METRIC_OF
        else Found(found)
        for name, found in gains.items()
    }


def measure(scores, number, methods):
    """Return the gains of a number, or ``None`` if the scores do not have them."""
    ours, other = methods[number.ours], methods[number.other]
    needed = {number.metric, number.of_other or number.metric}
    if not needed <= set(scores) or not {ours, other} <= set(scores["method"]):
        return None
    return family_gains(
        scores, number.metric, ours, other, number.classifiers, number.of_other
    )


def compare_learners(scores, metric):
    """Return the gains of strong learners over the tree, without resampling."""
    strong, weak = (
        family_scores(scores, metric, "none", classifiers)
        for classifiers in (STRONG, WITH_TREE)
    )
    return (strong - weak).to_numpy()


def tell_gains(name, gains, metric):
    """Return the texts of a number by their names."""
    if gains is None:
        return dict.fromkeys(name_texts(name), NOT_MEASURED)
    texts = f"{gains.mean():+.2f}", tell_gain(gains), compare(gains, metric)
    return dict(zip(name_texts(name), texts, strict=True))


def name_texts(name):
    """Return the names of the mean, the whole and the words of a number."""
    return name, f"{name} in full", f"{name} in words"


def compare(gains, metric):
    """Return how gains compare, by the interval of their mean and the signed ranks."""
    low, high = mean_interval(gains)
    if -ROPES[metric] <= low and high <= ROPES[metric]:
        return "as good as"
    if signed_rank(gains) >= MAX_P:
        return "not clearly different from"
    middle = np.median(gains)
    words = "better than" if middle > 0 else "worse than"
    # A few families with large gains decide on the mean.
    is_clear = low > 0 if middle > 0 else high < 0
    return words if is_clear else f"in most families {words}"


def measure_validity(composition, half):
    """Return by how much clusters lower the share of samples near another class."""
    intrinsic = study_scores.read("intrinsic", half)
    if not {composition, "G-SMOTE"} <= set(intrinsic["method"]):
        return None
    return validity_gains(intrinsic, composition)


if __name__ == "__main__":
    main()
