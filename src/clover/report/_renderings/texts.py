"""Numbers and labels as texts, the same in all renderings."""

import math


def tell_label(label):
    """Return a class label as text."""
    return "" if label is None else str(label)


def tell_count(number):
    """Return a whole number, or one that may have a fraction, with separators."""
    if number is None:
        return "not known"
    if float(number).is_integer():
        return f"{int(number):,}"
    return f"{number:,.1f}"


def tell_number(number, missing=""):
    """Return a number with three significant digits."""
    if number is None:
        return missing
    if not math.isfinite(number):
        return "∞"
    if number and not 1e-3 <= abs(number) < 1e7:
        return _with_minus(f"{number:.2e}")
    told = f"{number:.3g}" if abs(number) < 1000 else f"{number:,.0f}"
    return _with_minus(told)


def tell_decimals(number, missing=""):
    """Return a number with two decimals, so that numbers of a column are in line."""
    if number is None:
        return missing
    return "∞" if not math.isfinite(number) else _with_minus(f"{number:,.2f}")


def tell_points(difference):
    """Return a difference of shares in percentage points, with its sign."""
    if difference is None:
        return "not known"
    told = f"{100 * difference:+.1f}"
    return "0.0" if told in ("+0.0", "-0.0") else _with_minus(told)


def _with_minus(told):
    """Return a number whose first sign is a minus, not a hyphen."""
    return f"\N{MINUS SIGN}{told[1:]}" if told.startswith("-") else told


def tell_share(share):
    """Return a share as a percentage."""
    if share is None:
        return "not known"
    percentage = 100 * share
    if 0 < percentage < 0.1:
        return "< 0.1\N{NO-BREAK SPACE}%"
    return f"{percentage:.1f}\N{NO-BREAK SPACE}%"


def tell_threshold(threshold):
    """Return a threshold as text; None stands for infinity."""
    return "∞ (no threshold)" if threshold is None else tell_decimals(threshold)


def tell_cluster(entry):
    """Return the name of the cluster or of the two clusters of an entry."""
    if entry["cluster"] < 0:
        return "noise"
    if entry["other_cluster"] >= 0:
        return f"{entry['cluster']} \N{EN DASH} {entry['other_cluster']}"
    return str(entry["cluster"])


def tell_outcome(entry):
    """Return what made the samples of an entry, or why it got none."""
    if entry["reason"]:
        return entry["reason"]
    if not entry["n_new_rows"]:
        return "selected, but its share is below one sample"
    neighbors = entry["n_neighbors"]
    told = f", {neighbors} neighbours" if neighbors > 1 else ""
    return f"{entry['made_by']}{told}" if entry["made_by"] else ""


def tell_seed(composition):
    """Return a phrase about the seed."""
    if composition["seed"] is None:
        return "none"
    origin = "" if composition["is_seed_given"] else " (chosen for this report)"
    return f"{composition['seed']}{origin}"
