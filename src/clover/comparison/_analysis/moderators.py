"""With what a gain goes along: properties of the data sets."""

import numpy as np
from scipy import stats

from clover.comparison._analysis.blocks import name_families
from clover.comparison._analysis.significance import holm


def moderator_values(blocks, results, groups, method, reference):
    """Return the gain and the descriptors of each family, means over its data sets."""
    import pandas as pd

    if results is None:
        raise ValueError(
            "Moderators are properties of the data sets, which a frame of scores does "
            "not have. Make a comparison with `clover.comparison.compare`."
        )
    names = blocks.datasets.index
    descriptors = pd.DataFrame(
        [dict(results.datasets[name].descriptors) for name in names],
        index=names,
        dtype=float,
    )
    families = descriptors.groupby(name_families(names, groups), sort=False).mean()
    families.insert(0, "gain", blocks.gains(method, reference))
    families.index.name = "family"
    return families


def correlate(values):
    """Return Spearman's correlation of each descriptor with the gain.

    Families without the descriptor do not count. The correlation is NaN where fewer
    than 3 families are left, or where all have the same value.
    """
    import pandas as pd

    names = [name for name in values.columns if name != "gain"]
    frame = pd.DataFrame(
        [_spearman(values["gain"], values[name]) for name in names],
        columns=["n", "rho", "p"],
        index=pd.Index(names, name="moderator"),
    )
    return frame.assign(p_holm=holm(frame["p"])).reset_index()


def _spearman(gain, descriptor):
    is_known = np.isfinite(descriptor)
    gain, descriptor = gain[is_known], descriptor[is_known]
    n = int(is_known.sum())
    if n < 3 or not np.ptp(gain) or not np.ptp(descriptor):
        return n, np.nan, np.nan
    return n, *map(float, stats.spearmanr(gain, descriptor))
