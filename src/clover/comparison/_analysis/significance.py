"""Tests of differences between methods over families of data sets."""

from dataclasses import dataclass, fields
from itertools import combinations

import numpy as np
from scipy import stats

# The largest number of families whose changes of sign are all tried.
N_ALL_SIGNS = 13
N_EXACT = 50


@dataclass(frozen=True)
class FriedmanResult:
    """Friedman's test of whether all methods have the same mean rank.

    Attributes
    ----------
    n_families, n_methods : int
        The numbers of blocks and of methods.

    statistic, p : float
        The statistic without a correction for ties, as in equation 2 of Demsar (2006),
        and its p-value from the chi-square distribution.

    statistic_tie_corrected, p_tie_corrected : float
        The same, corrected for ties, as in `scipy.stats.friedmanchisquare`.

    statistic_iman_davenport, p_iman_davenport : float
        The less conservative statistic of Iman and Davenport, made of the uncorrected
        one, and its p-value from the F distribution.
    """

    n_families: int
    n_methods: int
    statistic: float
    p: float
    statistic_tie_corrected: float
    p_tie_corrected: float
    statistic_iman_davenport: float
    p_iman_davenport: float

    def to_frame(self):
        """Return the values as a pandas frame with a single row."""
        import pandas as pd

        return pd.DataFrame([{f.name: getattr(self, f.name) for f in fields(self)}])


def check_methods(blocks, n_methods=2):
    """Raise an error if there are fewer methods than that."""
    if len(blocks.methods) < n_methods:
        raise ValueError(
            f"At least {n_methods} methods are needed here. The comparison has "
            f"{', '.join(blocks.methods)}."
        )


def check_enough(blocks, n_methods=2):
    """Raise an error if there are too few methods or families for a test."""
    check_methods(blocks, n_methods)
    if blocks.n_families < 2:
        raise ValueError(
            "A test needs at least two families of data sets. The comparison has the "
            f"family {blocks.families.index[0]!r} only. Add data sets that do not come "
            "from the same original."
        )


def friedman(blocks):
    """Return Friedman's test over families, three ways."""
    check_enough(blocks, n_methods=3)
    n, k = blocks.families.shape
    mean_ranks = blocks.ranks().mean(axis=0)
    statistic = 12 * n / (k * (k + 1)) * (mean_ranks**2).sum() - 3 * n * (k + 1)
    # All ranks tied leave noise around zero.
    statistic = max(round(float(statistic), 12), 0.0)
    if np.ptp(blocks.families.to_numpy(), axis=1).any():
        corrected = stats.friedmanchisquare(*blocks.families.to_numpy().T)
    else:
        corrected = 0.0, 1.0
    rest = n * (k - 1) - statistic
    iman_davenport = (n - 1) * statistic / rest if rest > 1e-9 else np.inf
    return FriedmanResult(
        n_families=n,
        n_methods=k,
        statistic=statistic,
        p=float(stats.chi2.sf(statistic, k - 1)),
        statistic_tie_corrected=float(corrected[0]),
        p_tie_corrected=float(corrected[1]),
        statistic_iman_davenport=float(iman_davenport),
        p_iman_davenport=float(stats.f.sf(iman_davenport, k - 1, (k - 1) * (n - 1))),
    )


def posthoc(blocks, reference=None, test="wilcoxon"):
    """Return a tidy frame of tests, a row a pair of methods."""
    import pandas as pd

    if test not in ("wilcoxon", "nemenyi"):
        raise ValueError(f"`test` should be 'wilcoxon' or 'nemenyi'. Got {test!r}.")
    check_enough(blocks)
    if reference is None:
        pairs = list(combinations(blocks.methods, 2))
    else:
        pairs = [
            (method, reference) for method in blocks.methods if method != reference
        ]
    rows = [
        {"method": method, "other": other, **compare_pair(blocks, method, other)}
        for method, other in pairs
    ]
    frame = pd.DataFrame(rows)
    if test == "nemenyi":
        return frame.assign(**_nemenyi(blocks, pairs), p_holm=np.nan)
    tested = [signed_rank(blocks.gains(method, other)) for method, other in pairs]
    frame["statistic"], frame["p"] = np.transpose(tested)
    return frame.assign(p_holm=holm(frame["p"]))


def compare_pair(blocks, method, other):
    """Return the mean gain over families, and the numbers of wins, ties and losses."""
    gains = blocks.gains(method, other)
    return {
        "n": gains.size,
        "difference": float(np.round(gains.mean(), blocks.n_decimals)) + 0.0,
        "wins": int(np.sum(gains > 0)),
        "ties": int(np.sum(gains == 0)),
        "losses": int(np.sum(gains < 0)),
    }


def signed_rank(differences):
    """Return the statistic and the p-value of Wilcoxon's signed-rank test, two-sided.

    Zeros are split. The p-value is exact for up to 50 differences without zeros or
    ties, and for up to 13 with them; for others it is that of the normal
    approximation. All zero: the p-value is 1.
    """
    n = differences.size
    if not differences.any():
        return n * (n + 1) / 4, 1.0
    has_ties = not differences.all() or np.unique(np.abs(differences)).size < n
    if has_ties and n <= N_ALL_SIGNS:
        return _signed_rank_by_all_signs(differences)
    method = "approx" if has_ties or n > N_EXACT else "exact"
    return tuple(stats.wilcoxon(differences, zero_method="zsplit", method=method)[:2])


def _signed_rank_by_all_signs(differences):
    # Newer versions of scipy do this by themselves; older ones warn and approximate.
    n = differences.size
    signed = np.sign(differences) * stats.rankdata(np.abs(differences))
    total = n * (n + 1) / 2

    def rank_sum(ranks, axis):
        return (total + ranks.sum(axis=axis)) / 2

    result = stats.permutation_test(
        (signed,),
        rank_sum,
        permutation_type="samples",
        vectorized=True,
        n_resamples=np.inf,
        axis=-1,
    )
    statistic = float(result.statistic)
    return min(statistic, total - statistic), float(result.pvalue)


def holm(p_values):
    """Return p-values that Holm's method adjusts; NaN stays and does not count."""
    from statsmodels.stats.multitest import multipletests

    p_values = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p_values.shape, np.nan)
    is_known = ~np.isnan(p_values)
    if is_known.any():
        adjusted[is_known] = multipletests(p_values[is_known], method="holm")[1]
    return adjusted


def _nemenyi(blocks, pairs):
    """Return the differences of mean ranks and the p-values of Nemenyi's test."""
    import scikit_posthocs

    mean_ranks = blocks.mean_ranks()
    table = scikit_posthocs.posthoc_nemenyi_friedman(blocks.families.to_numpy())
    place = {method: number for number, method in enumerate(blocks.methods)}
    return {
        "statistic": [abs(mean_ranks[a] - mean_ranks[b]) for a, b in pairs],
        "p": [float(table.iloc[place[a], place[b]]) for a, b in pairs],
    }
