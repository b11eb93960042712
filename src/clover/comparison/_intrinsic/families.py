"""Measures of methods over families of data sets, in numbers and in sentences."""

import numpy as np

from clover.comparison._analysis.intervals import mean_interval
from clover.comparison._analysis.render import format_interval
from clover.comparison._analysis.wording import count, format_number

NOT_BENEFIT = (
    "Validity is not benefit: rows among another class may help a classifier, and rows "
    "that look real may not."
)


def average_families(frame, groups, measure):
    """Return a measure with a row a family and a column a method."""
    family = frame["dataset"].map(lambda name: groups.get(name, name))
    # A family and a data set of one name are two families.
    is_grouped = frame["dataset"].isin(list(groups))
    table = frame.assign(family=family, is_grouped=is_grouped)
    keys = ["is_grouped", "family", "method"]
    return table.groupby(keys)[measure].mean().unstack("method")


def tell_validity(intrinsic, groups, methods):
    """Return sentences on the validity of methods, and on what it says."""
    shares, real, differences, copies = (
        average_families(intrinsic, groups, measure)
        for measure in (
            "validity_synthetic",
            "validity_real",
            "validity_difference",
            "near_copies",
        )
    )
    lines = [
        f"Of the rows that {method} made, {_percent(shares[method])} lie nearest to "
        f"another class, of real rows {_percent(real[method])}; "
        f"{_tell_difference(differences[method].dropna())}. "
        f"{_percent(copies[method])} are nearly copies."
        for method in methods
        if method in differences and differences[method].notna().any()
    ]
    return [*lines, *_tell_failures(intrinsic), NOT_BENEFIT]


def _percent(values):
    return f"{100 * values.mean():.1f} %"


def _tell_difference(differences):
    interval = format_interval(*mean_interval(differences))
    return (
        f"the mean difference over {count(len(differences), 'family', 'families')} is "
        f"{format_number(differences.mean())}"
        + (f" (95 % interval: {interval})" if interval else "")
    )


def _tell_failures(intrinsic):
    failed = intrinsic[intrinsic["error"] != ""]
    if failed.empty:
        return []
    names = ", ".join(
        f"{name} {n}" for name, n in failed["method"].value_counts().items()
    )
    return [
        f"{count(len(failed), 'measurement')} of made rows failed ({names}); they are "
        "left out of these means. `intrinsic()` has the errors."
    ]


def add_validity(table, intrinsic, groups):
    """Add the means over families of validity and diversity to a table of methods."""
    for measure in ("validity_difference", "diversity"):
        means = average_families(intrinsic, groups, measure).mean()
        table[measure] = means.reindex(table.index).astype(np.float64)
    failed = intrinsic.loc[intrinsic["error"] != "", "method"].value_counts()
    table["measure_failures"] = failed.reindex(table.index, fill_value=0).astype(int)
    return table
