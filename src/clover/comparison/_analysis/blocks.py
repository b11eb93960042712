"""Scores of data sets and of their families, which are the blocks of all tests."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from clover._rows.frames import is_missing

# Significant digits of sums of scores that do not depend on the order of the terms.
N_DIGITS = 12


@dataclass(frozen=True, eq=False)
class Blocks:
    """The scores of a metric, a row a block and a column a method.

    `families` and `datasets` are frames: the scores of families of data sets, and of
    the data sets themselves. `left_out` maps the names of data sets without a score of
    every method to the reason. `n_failed` counts the failed runs of each method.
    """

    metric: str
    greater_is_better: bool
    families: Any
    datasets: Any
    left_out: dict
    n_failed: Any

    @property
    def methods(self):
        return tuple(self.families.columns)

    @property
    def n_families(self):
        return len(self.families)

    def gains(self, method, reference):
        """Return by how much a method is better than another, family by family.

        Gains are rounded to what is left of the digits of the scores, so that 0.3 - 0.2
        is as much as 0.2 - 0.1: signed ranks have to know equal gains.
        """
        difference = self.families[method] - self.families[reference]
        gains = difference.to_numpy() * (1.0 if self.greater_is_better else -1.0)
        return np.round(gains, self.n_decimals) + 0.0

    @property
    def n_decimals(self):
        """The decimals of differences of scores that are no noise."""
        largest = np.abs(self.families.to_numpy()).max()
        if not largest:
            return N_DIGITS
        # Greater powers of ten are no floats.
        return min(N_DIGITS - 1 - int(np.floor(np.log10(largest))), 300)

    def ranks(self):
        """Return the ranks of the methods in each family, 1 the best, ties averaged."""
        values = self.families.to_numpy()
        return stats.rankdata(-values if self.greater_is_better else values, axis=1)

    def mean_ranks(self):
        """Return the mean rank of each method over families."""
        import pandas as pd

        index = self.families.columns
        return pd.Series(self.ranks().mean(axis=0), index=index, name="mean_rank")


def make_blocks(scores, metric, greater_is_better, groups):
    """Return scores of data sets and families.

    The score of a data set is the mean over folds and repeats, then over classifiers;
    that of a family is the mean over its data sets. Data sets that miss a score of any
    method are left out.
    """
    import pandas as pd

    columns = pd.Index(scores.methods, name="method")
    values = pd.DataFrame(scores.values, columns=columns)
    left_out = find_incomplete(scores)
    complete = ~scores.folds["dataset"].isin(list(left_out))
    if not complete.any():
        raise ValueError(_explain_no_data(metric, left_out))
    values = values[complete]
    folds = scores.folds[complete]
    keys = [folds["dataset"], folds["classifier"]]
    with_classifier = values.groupby(keys, sort=False).mean()
    datasets = with_classifier.groupby(level="dataset", sort=False).mean()
    families = datasets.groupby(
        name_families(datasets.index, groups), sort=False
    ).mean()
    families.index.name = "family"
    return Blocks(
        metric=metric,
        greater_is_better=greater_is_better,
        families=_without_noise(families),
        datasets=_without_noise(datasets),
        left_out=left_out,
        n_failed=pd.Series(scores.n_failed, index=columns, name="failures"),
    )


def find_incomplete(scores):
    """Return why data sets miss a score of any method, by their names."""
    left_out = dict.fromkeys(scores.dropped, "no fold is left")
    names = scores.folds["dataset"].to_numpy()
    for name in dict.fromkeys(names[np.isnan(scores.values).any(axis=1)]):
        here = names == name
        without = np.isnan(scores.values[here])
        absent = scores.absent[here]
        for reason, cells in (
            ("no run", without & absent),
            ("no score", without & ~absent),
        ):
            lacking = np.flatnonzero(cells.any(axis=0))
            if lacking.size:
                methods = ", ".join(scores.methods[column] for column in lacking)
                left_out.setdefault(name, f"{reason} of {methods} in some folds")
    return left_out


def name_families(datasets, groups):
    """Return the name of the family of each data set, in an array.

    A data set without a group is a family of its own, also if a group has its name.
    """
    taken = set(groups.values())
    names = [
        groups.get(name, f"{name} (alone)" if name in taken else name)
        for name in datasets
    ]
    # `groupby` would take a list of names for columns, if there are such columns.
    return np.array(names, dtype=object)


def check_groups(groups, datasets):
    """Return groups as a dictionary of strings, after a check of its names.

    A data set whose family is missing has none.
    """
    groups = {} if groups is None else groups
    # A pandas series maps, too.
    if not hasattr(groups, "items"):
        raise ValueError(
            f"`groups` should map data sets to their families. Got {groups!r}."
        )
    groups = {
        str(name): str(family)
        for name, family in groups.items()
        if not is_missing(family)
    }
    unknown = [name for name in groups if name not in set(datasets)]
    if unknown:
        raise ValueError(
            f"`groups` names the data set {unknown[0]!r}, which there is not. The data "
            f"sets are {', '.join(datasets)}."
        )
    return groups


def _without_noise(frame):
    """Return a frame of 13 significant digits, so that equal means are equal.

    Two methods with the same scores in another order would differ in the last digit,
    which would give them different ranks.
    """
    return frame.map(lambda value: float(f"{value:.12e}"))


def _explain_no_data(metric, left_out):
    reasons = "; ".join(f"{name}: {why}" for name, why in list(left_out.items())[:3])
    return (
        f"No data set has a score of {metric!r} for every method ({reasons}). See "
        "`failures()` for the runs that failed, and use `select` to leave out methods "
        "or classifiers whose runs failed or are missing."
    )
