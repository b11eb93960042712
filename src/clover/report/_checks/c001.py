"""C001: nothing was selected for a class."""

from clover._codes import NOTHING_SELECTED
from clover.report._checks.finding import (
    capitalize,
    join_some,
    make_finding,
    name_class,
)


def check(run, samples, facts):
    """Find classes for which samples were asked, and that got none."""
    empty = [one for one in facts.classes if one.asked and not one.made]
    if not empty:
        return None
    told = [
        f"{capitalize(join_some(name_class(one.label) for one in empty))} got none of "
        f"the {sum(one.asked for one in empty):,} samples asked for."
    ]
    if facts.clusters is not None:
        told += [_tell_best(facts.clusters, one.label) for one in empty[:3]]
    return make_finding(
        NOTHING_SELECTED,
        "error",
        "No cluster was selected for a class",
        [sentence for sentence in told if sentence],
        "Raise the threshold of the imbalance ratio (infinity selects every cluster "
        "with rows of the class), ask for fewer and larger clusters, or put "
        "FallbackFilter around the filter of the distributor.",
    )


def _tell_best(clusters, label):
    if len(clusters.entries) < clusters.n_entries:
        # The best cluster may be among those that the report leaves out.
        return ""
    entries = [
        entry
        for entry in clusters.entries
        if entry.class_label == label and entry.n_rows and entry.cluster >= 0
    ]
    if not entries:
        return f"All rows of {name_class(label)} are noise."
    if any(entry.selected for entry in entries):
        return ""
    best = min(entries, key=lambda entry: entry.n_majority_rows / entry.n_rows)
    return (
        f"Of its clusters, cluster {best.cluster} has fewest rows of the largest class "
        f"for each row of {name_class(label)}, of which it holds {best.n_rows:,}. It "
        f"was not selected: {best.reason}."
    )
