"""C007: the exponent of the distance is the number of many features."""

import numpy as np

from clover._codes import HIGH_EXPONENT
from clover.report._checks.finding import join_some, make_finding, name_class
from clover.report._content.alternatives import find_allocation

MIN_EXPONENT = 10


def check(run, samples, facts):
    """Find an exponent above 10 that decides between several selected clusters."""
    allocation = find_allocation(run.last)
    if allocation is None or facts.clusters is None:
        return None
    power = _find_power(allocation)
    shared = [
        one
        for one in facts.clusters.effective
        if one.n_selected > 1 and one.largest_share > 0
    ]
    if not power > MIN_EXPONENT or not shared:
        return None
    told = join_some(
        f"{one.of_made:.3g} of {one.n_selected} selected clusters of "
        f"{name_class(one.class_label)}"
        for one in shared
    )
    return make_finding(
        HIGH_EXPONENT,
        "warning",
        "The exponent of the distance is very high",
        [
            f"Mean distances are raised to the power {power:.4g}, so that a cluster "
            f"whose rows are a tenth farther apart weighs {1.1**power:,.3g} times as "
            f"much. The effective number of clusters that get samples is {told}."
        ],
        "Use `temperature='auto'`, which keeps small differences from deciding and is "
        "part of the defaults of KMeansSMOTE, or a smaller exponent, such as "
        "`distances_exponent=1` or `distances_exponent='intrinsic'`.",
    )


def _find_power(allocation):
    """Return the largest power of a mean distance in the weights."""
    is_known = ~np.isnan(allocation.log_densities_)
    exponents = np.where(is_known, allocation.exponents_, 0)
    powers = abs(allocation.spread) * exponents / allocation.temperatures_
    return float(powers.max(initial=0))
