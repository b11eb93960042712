"""C005: probabilities of a classifier will not be calibrated."""

from clover._codes import NOT_CALIBRATED
from clover.report._checks.finding import (
    join_some,
    make_finding,
    name_class,
    percent,
)

# A change of the share of a class by at least this part of the share.
MIN_CHANGE = 0.1


def check(run, samples, facts):
    """Find classes whose share, by weight, differs from that of the given rows."""
    changed = [
        one
        for one in facts.classes
        if one.made and abs(one.weight_share / one.share_before - 1) >= MIN_CHANGE
    ]
    if not changed:
        return None
    told = join_some(
        f"{name_class(one.label)} from {percent(one.share_before)} to "
        f"{percent(one.weight_share)}"
        for one in changed
    )
    return make_finding(
        NOT_CALIBRATED,
        "note",
        "Probabilities will not be calibrated",
        [
            f"The synthetic samples change how frequent the classes are: {told}. The "
            "probabilities of a classifier that is fitted to these rows follow the new "
            "shares."
        ],
        "Where probabilities matter, give the rows weights that keep the shares: "
        "`weighting='prevalence'`, whose weights are `sample_weight_`, or "
        "`clover.weights.prevalence_weights` for samplers of imbalanced-learn. "
        "`ResampledClassifier` does this in cross-validation.",
    )
