"""What a comparison says, in sentences for a reader without statistics."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from clover.comparison._analysis.render import format_interval, tell_failures
from clover.comparison._analysis.significance import friedman
from clover.comparison._analysis.wording import count, format_number, format_p, join

LEVEL = 0.05
NEARLY_SURE = 0.95


@dataclass(frozen=True, eq=False)
class Findings:
    """All that a verdict is made of.

    `table` and `probabilities` are the frames of the comparison against the reference;
    `probabilities` is ``None`` where there is a single family.
    """

    blocks: Any
    table: Any
    probabilities: Any
    classifiers: tuple
    notes: tuple

    @property
    def reference(self):
        return self.table.attrs["reference"]

    @property
    def others(self):
        return [name for name in self.blocks.methods if name != self.reference]


def write_verdict(findings):
    """Return the verdict, a sentence or a few to a line."""
    lines = [
        _tell_what_was_compared(findings),
        _tell_ranks(findings.blocks),
        *_tell_whether_any_differ(findings.blocks),
        *(_tell_difference(findings, method) for method in findings.others),
        *_tell_power(findings),
        _tell_failures(findings),
        *_tell_what_is_missing(findings),
        _tell_limits(findings),
    ]
    return "\n".join(lines)


def _tell_what_was_compared(findings):
    blocks, classifiers = findings.blocks, [c for c in findings.classifiers if c]
    with_classifiers = f" with {join(classifiers)}" if classifiers else ""
    better = (
        "greater is better"
        if blocks.greater_is_better
        else "less is better, and a gain is a decrease"
    )
    return (
        f"{count(len(blocks.methods), 'method')} were compared on "
        f"{count(len(blocks.datasets), 'data set')} in "
        f"{count(blocks.n_families, 'family', 'families')}{with_classifiers}, by "
        f"{blocks.metric} ({better})."
    )


def _tell_ranks(blocks):
    ranks = blocks.mean_ranks().sort_values(kind="stable")
    order = ", ".join(f"{method} ({rank:.2f})" for method, rank in ranks.items())
    best = list(ranks.index[ranks <= ranks.iloc[0] + 1e-9])
    if len(best) == len(ranks):
        return f"All methods have the same mean rank: {order}."
    verb = "has" if len(best) == 1 else "have"
    return (
        f"{join(best)} {verb} the best mean rank; 1 would be the best in every family: "
        f"{order}."
    )


def _tell_whether_any_differ(blocks):
    if blocks.n_families < 2 or len(blocks.methods) < 3:
        return []
    p = friedman(blocks).p_tie_corrected
    if p < LEVEL:
        return [f"Friedman's test finds that the methods differ (p {_equals(p)})."]
    text = f"Friedman's test does not show that any methods differ (p {_equals(p)})."
    if np.ptp(blocks.mean_ranks()) > 1e-9:
        text += " The order of the mean ranks may be chance."
    return [text]


def _tell_difference(findings, method):
    row, reference = findings.table.loc[method], findings.reference
    if row["ties"] == findings.blocks.n_families:
        return f"{method} and {reference} have the same scores in all families."
    difference = row["difference"]
    interval = format_interval(row["low"], row["high"])
    return (
        f"{method} was {_compare_means(difference, reference)} on average"
        + (f" (95 % interval of the gain: {interval})" if interval else "")
        + f": better in {count(int(row['wins']), 'family', 'families')}, equal in "
        f"{row['ties']:.0f}, worse in {row['losses']:.0f}."
        + _tell_significance(findings, method)
        + _tell_probabilities(findings, method)
    )


def _compare_means(difference, reference):
    if difference == 0:
        return f"as good as {reference}"
    direction = "better" if difference > 0 else "worse"
    return f"{direction} than {reference} by {format_number(abs(difference))}"


def _tell_significance(findings, method):
    p, difference = findings.table.loc[method, ["p_holm", "difference"]]
    if np.isnan(p):
        return ""
    if p >= LEVEL:
        return f" The difference is not significant (p {_equals(p)} after Holm)."
    gains = findings.blocks.gains(method, findings.reference)
    is_better = signed_rank_sum(gains) > 0
    direction = "better" if is_better else "worse"
    text = f" It is significantly {direction} by its ranks (p {_equals(p)} after Holm)."
    if difference and is_better != (difference > 0):
        text += (
            " The mean points the other way, as a few large differences outweigh many "
            "small ones."
        )
    return text


def signed_rank_sum(gains):
    """Return the sum of the ranks of wins minus that of losses."""
    return float(np.sum(np.sign(gains) * stats.rankdata(np.abs(gains))))


def _tell_probabilities(findings, method):
    if findings.probabilities is None:
        return ""
    chances = findings.probabilities.loc[method]
    rope = format_number(findings.probabilities.attrs["rope"])
    words = {
        "worse": "worse by more than that",
        "equal": "practically equal",
        "better": "better by more than that",
    }
    likeliest = chances.idxmax()
    if chances[likeliest] >= NEARLY_SURE:
        return (
            f" If gains within {rope} of zero do not matter, it is "
            f"{words[likeliest]} with probability {_probability(chances[likeliest])}."
        )
    return (
        f" If gains within {rope} of zero do not matter, the data do not decide: worse "
        f"{_probability(chances['worse'])}, practically equal "
        f"{_probability(chances['equal'])}, better {_probability(chances['better'])}."
    )


def _tell_power(findings):
    n, n_pairs = findings.blocks.n_families, len(findings.others)
    if n < 2:
        return ["With a single family of data sets nothing can be tested."]
    # All differences of one sign have the smallest p of the signed-rank test.
    smallest = min(1.0, n_pairs * 2.0 ** (1 - n))
    if smallest < LEVEL:
        return []
    text = (
        f"With {n} families and {count(n_pairs, 'comparison')}, p cannot be below "
        f"{format_number(smallest)}: no difference could be significant, however large."
    )
    if 2.0 ** (1 - n) >= LEVEL:
        text += " Probabilities of so few families are not to be relied on either."
    return [text]


def _tell_failures(findings):
    failed = findings.table["failures"]
    names = ", ".join(f"{name}: {number}" for name, number in failed.items() if number)
    rule = findings.table.attrs["failures"]
    return tell_failures(int(failed.sum()), rule, f" ({names})")


def _tell_what_is_missing(findings):
    left_out = findings.blocks.left_out
    lines = list(findings.notes)
    if left_out:
        reasons = "; ".join(f"{name} ({reason})" for name, reason in left_out.items())
        lines.append(f"Left out, as a score is missing: {reasons}.")
    return lines


def _tell_limits(findings):
    text = (
        "Mean ranks depend on which methods are compared, and all of this on the data "
        "sets and classifiers."
    )
    if findings.blocks.n_families > 1:
        text = (
            "Significant means that such differences would be rare, below 1 in 20, if "
            "the two methods were equally good; not significant does not mean equal. "
            "Holm's correction allows for the number of comparisons. An interval of "
            "95 % misses the true mean gain in about 1 of 20 such studies. "
            "Probabilities are those of the Bayesian signed-rank test, see `bayes`. "
        ) + text
    return text


def _equals(p):
    text = format_p(p)
    return "< 0.001" if text.startswith("<") else f"= {text}"


def _probability(value):
    return (
        f"{value:.2f}"
        if 0.005 <= value < 0.995
        else ("<0.01" if value < 0.5 else ">0.99")
    )
