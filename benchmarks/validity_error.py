"""How large the error of validity is, and how large it is said to be.

Draws data sets from two overlapping normal distributions, measures the validity of a
sampler on each, and prints how much the differences vary from data set to data set,
next to the standard error that is told, and to the deviation over the repeats divided
by the square root of their number. One sampler appends rows of an independent part,
which owe nothing to the rows of the data set; the others make theirs of these.

    python benchmarks/validity_error.py
"""

import numpy as np
from imblearn.over_sampling import SMOTE, RandomOverSampler
from sklearn.base import BaseEstimator

from clover.inspection import validity

N_ROWS = 200, 60
SHIFT = 1.5


class IndependentRows(BaseEstimator):
    """Appends rows that are drawn from the distribution of class 1 beforehand."""

    def __init__(self, rows=None):
        self.rows = rows

    def fit_resample(self, X, y):
        return np.vstack((X, self.rows)), np.append(y, [1] * len(self.rows))


def draw(rng, code, n_rows):
    """Return rows of a class."""
    return rng.normal(size=(n_rows, 2)) + code * SHIFT


def measure(name, seed, n_repeats):
    """Return the difference, its standard error and the plain one, on a data set."""
    rng = np.random.default_rng(seed)
    X = np.vstack([draw(rng, code, n_rows) for code, n_rows in enumerate(N_ROWS)])
    y = np.repeat([0, 1], N_ROWS)
    sampler = {
        "independent rows": IndependentRows(draw(rng, 1, N_ROWS[0])),
        "repetition": RandomOverSampler(),
        "SMOTE": SMOTE(),
    }[name]
    found = validity(sampler, X, y, n_repeats=n_repeats, random_state=seed)
    of_repeats = found.synthetic_by_repeat - found.real_by_repeat
    plain = of_repeats.std(ddof=1) / np.sqrt(n_repeats)
    return found.difference, found.standard_error, plain


def main(n_datasets=150, n_repeats=10):
    """Print the deviation of the differences and the mean errors."""
    print(f"{n_datasets} data sets, {n_repeats} repeats each")
    for name in ("independent rows", "repetition", "SMOTE"):
        found = [measure(name, seed, n_repeats) for seed in range(n_datasets)]
        differences, errors, plain = np.transpose(found)
        print(
            f"  {name:<17} varies by {differences.std(ddof=1):.3f}, standard error "
            f"{errors.mean():.3f}, without the correction {plain.mean():.3f}"
        )


if __name__ == "__main__":
    main()
