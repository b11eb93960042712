"""C009: samples were made in the regions of other classes."""

from clover._codes import FOREIGN_REGIONS
from clover.report._checks.finding import join_some, make_finding, name_class, percent

MIN_DIFFERENCE = 0.05
# The standard error of few repeats is itself uncertain.
MIN_ERRORS = 2


def check(run, samples, facts):
    """Find classes whose samples lie nearest to others more often than given rows.

    The difference of the shares is at least 0.05, and above twice its standard error.
    """
    found = [
        one
        for one in facts.measures.validity
        if one.difference is not None
        and one.difference >= MIN_DIFFERENCE
        and one.difference > MIN_ERRORS * (one.standard_error or 0)
    ]
    if not found:
        return None
    told = join_some(
        f"{percent(one.made)} of the synthetic samples of "
        f"{name_class(one.class_label)} lie nearest to another class, and "
        f"{percent(one.given)} of its given rows"
        for one in found
    )
    return make_finding(
        FOREIGN_REGIONS,
        "warning",
        "Samples were made in the regions of other classes",
        [f"{told}."],
        "Make samples inside clusters only (`distribution_ratio=1`), select safer "
        "clusters by a lower threshold of the imbalance ratio or by SafetyFilter, or "
        "ask for more and smaller clusters.",
    )
