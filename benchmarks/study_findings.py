"""What the study found, in sentences: the first paragraph of its page."""

import re
from dataclasses import dataclass

from study_labels import METRICS, join_words, label_method
from study_rules import ACCURACY, MAX_P, MIN_PROBABILITY, TUNED, confirm
from study_tables import keep_together, make_table

MISSING = (
    "**The half for confirmation has not been computed yet.** Nothing on this page "
    "says whether the targets are reached."
)
FIGURES = re.compile(
    r"(?P<what>.*?),? ?(?P<gain>[+-]\S+) points \((?P<low>\S+) to (?P<high>\S+)\), "
    r"(?P<wins>\d+ of \d+) families"
)
QUESTIONS = {
    "a": "not to be worse than no resampling, with weights",
    "b": "not to be worse in balanced accuracy than SMOTE, with weights and a tuned "
    "threshold",
    "c": "to be better than SMOTE, without weights",
    "d": "to be better than no resampling for a single tree, with weights",
    "e": "compared with weighted Geometric SMOTE without clusters",
}
OF_SMOTE = {
    TUNED: "SMOTE at a tuned threshold",
    ACCURACY: "SMOTE at the threshold 0.5",
}
REACHED = {True: "yes", False: "**no**", None: "not tested"}
LABELS = METRICS | {"validity": "validity"}
NUMBERS = "no one two three four".split()
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Figures:
    """The figures of one score of a target, as texts.

    `value` is the probability of (a) and (b), the p-value of (c) and (d), and empty
    for (e).
    """

    metric: str
    other: str
    value: str
    gain: str
    low: str
    high: str
    wins: str

    @property
    def label(self):
        """The name of the score."""
        return LABELS[self.metric]

    @property
    def interval(self):
        return f"{self.low} to {self.high}"

    def __str__(self):
        return f"{self.gain} ({self.interval})"

    @property
    def sign(self):
        """1 and -1 where the interval lies above and below zero, and else 0."""
        low, high = (float(end.replace(MINUS, "-")) for end in (self.low, self.high))
        return (low > 0) - (high < 0)


def read_figures(finding):
    """Return the figures that a finding of `study_rules` tells, a score each."""
    found = []
    for text in finding.found.split("; "):
        figures = FIGURES.fullmatch(text).groupdict()
        for name in ("gain", "low", "high"):
            figures[name] = figures[name].replace("-", MINUS)
        words = figures.pop("what").split()
        if finding.letter in "cd":
            # Such as "p 0.0123 by Holm"; the score is in the claim.
            figures |= {"metric": finding.claim.split()[0], "value": words[1]}
        elif finding.letter == "e":
            figures |= {"metric": words[0], "value": ""}
        elif finding.letter == "b":
            # Such as "balanced_accuracy of SMOTE 0.987", which is the score of SMOTE.
            figures |= {"metric": ACCURACY, "value": words[-1]}
        else:
            figures |= {"metric": words[0], "value": words[-1]}
        found.append(Figures(other=OF_SMOTE.get(words[0], ""), **figures))
    return found


def find_all(tables, about):
    """Return the findings on the half for confirmation."""
    return confirm(
        tables["scores"], about["composition"], about["chi"], tables["intrinsic"]
    )


def group_figures(findings):
    """Return the figures of each target by its letter."""
    grouped = {letter: [] for letter in QUESTIONS}
    for finding in findings:
        grouped[finding.letter] += read_figures(finding)
    return grouped


def find_verdicts(findings):
    """Return whether each of the targets (a) to (d) is reached."""
    verdicts = {}
    for finding in findings:
        if finding.holds is not None:
            verdicts[finding.letter] = finding.holds and verdicts.get(
                finding.letter, True
            )
    return verdicts


def tell_findings(findings, about):
    """Return the first paragraph of the page, and a list of the targets."""
    figures, verdicts = group_figures(findings), find_verdicts(findings)
    ends = {
        letter: f"target ({letter}) is {'reached' if holds else '**missed**'}"
        for letter, holds in verdicts.items()
    }
    first = [
        tell_overall(verdicts),
        tell_extent(about),
        f"The composition that was chosen on the other half is "
        f"{label_method(about['composition'])}, with chi = {about['chi']:g} where it "
        "has weights; gains are in points, with their 95 % intervals.",
        tell_clusters(figures["e"]),
    ]
    targets = [
        tell_cost(figures["a"], ends["a"]),
        tell_threshold(figures["b"], ends["b"]),
        tell_gains(figures["c"], ends["c"]),
        tell_tree(figures["d"], ends["d"]),
    ]
    return "\n".join([" ".join(first), "", *(f"- {text}" for text in targets)])


def tell_overall(verdicts):
    """Return sentences on which targets are reached, and which are not."""
    total, sentences = NUMBERS[len(verdicts)], []
    for wanted, word in ((False, "missed"), (True, "reached")):
        letters = [letter for letter, holds in verdicts.items() if holds is wanted]
        if not letters:
            continue
        named = "; ".join(f"({letter}) {QUESTIONS[letter]}" for letter in letters)
        count = NUMBERS[len(letters)] if len(letters) < len(verdicts) else "all"
        verb = "is" if len(letters) == 1 else "are"
        sentences.append(f"{count} {verb} {word}: {named}")
    return f"**Of {total} targets, {', and '.join(sentences)}.**"


def tell_extent(about):
    """Return a sentence on what the findings rest on."""
    n_sets, n_planned = about["n_datasets"], about["n_planned_datasets"]
    what = f"{n_sets} data sets in {about['n_families']} families"
    if n_sets < n_planned:
        return (
            f"**They rest on {what} only: of the {n_planned} data sets of the half for "
            "confirmation, the others are not computed yet.**"
        )
    return f"They were tested once, on {what}."


def tell_cost(figures, end):
    found = join_words(
        [
            f"{one.value} in {one.label} (gain {one.gain}, {one.interval})"
            for one in figures
        ]
    )
    return (
        "With weights, the probability that it is not worse than no resampling is "
        f"{found}; {MIN_PROBABILITY} was asked for in each, and {end}."
    )


def tell_threshold(figures, end):
    found = join_words(
        [
            f"{one.value} against {one.other} (gain {one.gain}, {one.interval})"
            for one in figures
        ]
    )
    return (
        "At a threshold tuned for balanced accuracy, the probability that its balanced "
        f"accuracy is not worse is {found}; {MIN_PROBABILITY} was asked for in both, "
        f"and {end}."
    )


def tell_gains(figures, end):
    found = join_words([f"{one} in {one.label}, p = {one.value}," for one in figures])
    return (
        f"Without weights, its gain over SMOTE is {found} after Holm's correction; a "
        f"gain with p below {MAX_P} was asked for in both, and {end}."
    )


def tell_tree(figures, end):
    (one,) = figures
    return (
        f"With weights and a single tree, its gain over no resampling is {one} in "
        f"{one.label}, p = {one.value}; a gain with p below {MAX_P} was asked for, and "
        f"{end}."
    )


def tell_clusters(figures):
    """Return a sentence on the gain over no clusters, whichever way it falls."""
    found = join_words([f"{one} in {one.label}" for one in figures])
    return (
        f"Against weighted Geometric SMOTE without clusters (e), its gain is {found}: "
        f"{tell_signs(figures)}."
    )


def tell_signs(figures):
    """Return in which scores the interval lies above zero, below it, or holds it."""
    words = {
        1: "the composition is better in",
        -1: "the composition is worse in",
        0: "no difference is shown in",
    }
    grouped = {
        text: [one.label for one in figures if one.sign == sign]
        for sign, text in words.items()
    }
    return ", ".join(
        f"{text} {join_words(names)}" for text, names in grouped.items() if names
    )


def tabulate_targets(findings):
    """Return the table of the targets, a row a score."""
    verdicts = find_verdicts(findings)
    words = dict.fromkeys("ab", "probability ") | dict.fromkeys("cd", "p = ")
    rows = []
    for letter, figures in group_figures(findings).items():
        for one in figures:
            rows.append(
                [
                    # Without a backslash, it would be an item of a list.
                    f"\\({letter}) {QUESTIONS[letter]}",
                    one.label + (f", against {one.other}" if one.other else ""),
                    [f"**{one.gain}**", keep_together(one.interval), one.wins],
                    f"{words.get(letter, '')}{one.value}",
                    REACHED[verdicts.get(letter)],
                ]
            )
    header = ["target", "score", "gain", "found", "reached"]
    return make_table("The targets on the half for confirmation", header, rows)
