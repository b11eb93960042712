"""The table of a comparison: a row a method."""

import numpy as np

from clover.comparison._analysis.intervals import mean_interval
from clover.comparison._analysis.significance import compare_pair, posthoc

COLUMNS = (
    "mean",
    "mean_rank",
    "difference",
    "low",
    "high",
    "wins",
    "ties",
    "losses",
    "p_holm",
    "failures",
)


def make_table(blocks, reference):
    """Return means, ranks and gains over a reference, with intervals and tests.

    With a single family there are neither intervals nor tests.
    """
    frame = blocks.families.mean().to_frame("mean")
    frame["mean_rank"] = blocks.mean_ranks()
    for method in blocks.methods:
        pair = compare_pair(blocks, method, reference)
        for name in ("difference", "wins", "ties", "losses"):
            frame.loc[method, name] = pair[name]
        frame.loc[method, ["low", "high"]] = (
            (np.nan, np.nan)
            if method == reference
            else mean_interval(blocks.gains(method, reference))
        )
    frame["p_holm"] = np.nan
    if blocks.n_families > 1 and len(blocks.methods) > 1:
        tested = posthoc(blocks, reference).set_index("method")
        frame.loc[tested.index, "p_holm"] = tested["p_holm"]
    frame["failures"] = blocks.n_failed
    counts = ["wins", "ties", "losses", "failures"]
    return frame.astype(dict.fromkeys(counts, int))[list(COLUMNS)]
