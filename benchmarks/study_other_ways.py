"""The table of the ways that were tried after targets had been missed.

They were tried on the half for discovery alone, and have its figures. The half for
confirmation was not looked at again for them.
"""

import pandas as pd
from study_labels import METRICS, join_words, label_method, sort_methods
from study_methods import TREE, list_other_ways, name_weighted
from study_rules import (
    AP,
    AUC,
    BRIER,
    MAX_P,
    family_gains,
    not_worse,
    signed_rank,
)
from study_tables import BLANK, format_p, format_signed, keep_together, make_table

TITLE = "Other ways on the half for discovery, in points"
OF_COST = (AP, AUC, BRIER)
OF_GAIN = (BRIER, AP)
KEYS = ["dataset", "classifier", "repeat"]


def tabulate_other_ways(scores, others, composition, chi):
    """Return the table of the composition and three other ways.

    Parameters
    ----------
    scores, others : DataFrame
        Scores of the half for discovery: of its first tier, and of the other ways.
    """
    joined = join_scores(scores, others)
    names = [name for way in list_other_ways(composition, chi) for name in way]
    ours = [composition, name_weighted(composition, chi)]
    rows = [tell_way(joined, name) for name in sort_methods([*ours, *names])]
    header = [
        "way",
        *(f"(a) {METRICS[metric]}, to no resampling" for metric in OF_COST),
        *(f"(c) {METRICS[metric]}, to SMOTE" for metric in OF_GAIN),
        f"(d) {METRICS[AUC]} of a tree, to no resampling",
    ]
    plain = [name for name in names if is_plain(name)]
    return f"{make_table(TITLE, header, rows)}\n{tell_better(joined, plain)}\n"


def is_plain(name):
    """Return whether a way has no weights."""
    return label_method(name, tell_chi=True) == label_method(name.partition(" w")[0])


def tell_better(scores, names):
    """Return a sentence on the ways that are better than SMOTE without weights."""
    better = [
        label_method(name)
        for name in names
        if all(
            gains.mean() > 0 and signed_rank(gains) < MAX_P
            for gains in (
                family_gains(scores, metric, name, "SMOTE") for metric in OF_GAIN
            )
        )
    ]
    found = join_words(better) if better else "none"
    verb = "are" if len(better) > 1 else "is"
    return (
        f"Of the other ways without weights, {found} {verb} better than SMOTE in both "
        f"scores of target (c) there, with p below {MAX_P}."
    )


def join_scores(scores, others):
    """Return the scores of both, which are of the same folds.

    Raises
    ------
    ValueError
        If no resampling has other scores in one of them.
    """
    of_none = (
        frame[frame["method"] == "none"].set_index(KEYS)[AP].sort_index()
        for frame in (scores, others)
    )
    if not pd.Series.equals(*of_none):
        raise ValueError("The other ways were not computed with the folds of tier 1.")
    known = others["method"].isin(scores["method"])
    return pd.concat([scores, others[~known]], ignore_index=True)


def tell_way(scores, name):
    """Return the row of a way: targets (a) and (d) with weights, (c) without."""
    label = label_method(name, tell_chi=True)
    if is_plain(name):
        gains = [family_gains(scores, metric, name, "SMOTE") for metric in OF_GAIN]
        return [label, *[BLANK] * len(OF_COST), *map(tell_gain, gains), BLANK]
    costs = [tell_cost(scores, metric, name) for metric in OF_COST]
    of_tree = tell_gain(family_gains(scores, AUC, name, "none", (TREE,)))
    return [label, *costs, *[BLANK] * len(OF_GAIN), of_tree]


def tell_cost(scores, metric, name):
    """Return the gain over no resampling and the probability of not being worse."""
    gain = family_gains(scores, metric, name, "none").mean()
    probability = not_worse(scores, metric, name, "none")
    return [f"**{format_signed(gain)}**", f"{probability:.3f}"]


def tell_gain(gains):
    """Return the mean gain and the p-value, which is not adjusted."""
    return [
        f"**{format_signed(gains.mean())}**",
        keep_together(format_p(signed_rank(gains))),
    ]
