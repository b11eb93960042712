"""C006: many made rows are duplicates."""

from clover._codes import DUPLICATES
from clover.report._checks.finding import join_some, make_finding, name_class, percent

MAX_SHARE = 0.1


def check(run, samples, facts):
    """Find classes with more than a tenth of copies among their made rows."""
    found = [
        one
        for one in facts.measures.diversity
        if max(one.copies, one.repeats) > MAX_SHARE
    ]
    if not found:
        return None
    told = join_some(
        f"Of the made rows of {name_class(one.class_label)}, {percent(one.copies)} "
        f"equal a given row, and {percent(one.repeats)} another made row"
        for one in found
    )
    return make_finding(
        DUPLICATES,
        "warning",
        "Many made rows are duplicates",
        [f"{told}."],
        "Resample inside cross-validation only, as copies in training and test rows "
        "make scores too good. For new rows, use an oversampler that interpolates, "
        "such as SMOTE, larger clusters, and data without repeated rows.",
    )
