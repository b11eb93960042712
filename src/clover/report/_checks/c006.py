"""C006: many synthetic samples are duplicates."""

from clover._codes import DUPLICATES
from clover.report._checks.finding import join_some, make_finding, name_class, percent

MAX_SHARE = 0.1


def check(run, samples, facts):
    """Find classes with more than a tenth of copies among their samples."""
    found = [
        one
        for one in facts.measures.diversity
        if max(one.copies, one.repeats) > MAX_SHARE
    ]
    if not found:
        return None
    told = join_some(
        f"{percent(one.copies)} of {name_class(one.class_label)} equal a given row and "
        f"{percent(one.repeats)} another sample"
        for one in found
    )
    return make_finding(
        DUPLICATES,
        "warning",
        "Many synthetic samples are duplicates",
        [f"Of the synthetic samples, {told}."],
        "Resample inside cross-validation only, as copies in training and test rows "
        "make scores too good. For samples that are no copies, use an oversampler "
        "that interpolates, such as SMOTE, larger clusters, and data without repeated "
        "rows.",
    )
