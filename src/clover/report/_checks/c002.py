"""C002: one cluster gets nearly all samples of a class."""

from clover._codes import ONE_CLUSTER
from clover.report._checks.finding import (
    join_some,
    make_finding,
    name_class,
    percent,
)

MAX_SHARE = 0.8


def check(run, samples, facts):
    """Find classes of several clusters of which one gets more than 80 %."""
    if facts.clusters is None:
        return None
    found = [
        one
        for one in facts.clusters.effective
        if one.n_clusters > 1 and one.largest_share > MAX_SHARE
    ]
    if not found:
        return None
    told = join_some(
        f"{percent(one.largest_share)} of the synthetic samples of "
        f"{name_class(one.class_label)}, which has rows in {one.n_clusters} clusters "
        f"({one.n_selected} selected)"
        for one in found
    )
    return make_finding(
        ONE_CLUSTER,
        "warning",
        "One cluster gets nearly all synthetic samples",
        [f"{_name_getter(facts.clusters)} gets {told}."],
        "If few clusters were selected, raise the threshold of the imbalance ratio. If "
        "many were, make the shares more similar: by `temperature='auto'`, a smaller "
        "exponent such as `distances_exponent=1`, or "
        "`LogLinearAllocation.by_size_and_spread()`.",
    )


def _name_getter(clusters):
    has_pairs = any(entry.other_cluster >= 0 for entry in clusters.entries)
    return "One cluster or pair of clusters" if has_pairs else "One cluster"
