"""C003: a class has very few rows."""

from clover._codes import FEW_ROWS
from clover.report._checks.finding import (
    capitalize,
    join_some,
    make_finding,
    name_class,
)

MIN_ROWS = 12


def check(run, samples, facts):
    """Find classes that should get samples and have fewer than 12."""
    small = [
        one
        for one in facts.classes
        if one.before < MIN_ROWS and (one.asked or one.made)
    ]
    if not small:
        return None
    told = join_some(
        f"{name_class(one.label)} has {one.before} "
        f"{'row' if one.before == 1 else 'rows'}"
        for one in small
    )
    return make_finding(
        FEW_ROWS,
        "warning",
        "A class has very few rows",
        [
            f"{capitalize(told)}. With fewer than {MIN_ROWS} rows, synthetic "
            "samples lie between the same few points, and no test can tell whether "
            "they help."
        ],
        "Collect more rows of the class, leave the class out of `sampling_strategy`, "
        "or give its rows more weight (`class_weight='balanced'`) and make no samples.",
    )
