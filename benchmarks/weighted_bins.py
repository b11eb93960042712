"""How much longer gradient boosting takes with weights, by the number of its bins.

    OMP_NUM_THREADS=1 python benchmarks/weighted_bins.py

With weights, scikit-learn looks for the bounds of the bins of all features one by one.
The study therefore has fewer of them than the default.
"""

import time

import numpy as np
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.ensemble import HistGradientBoostingClassifier
from study_methods import BOOSTING, CLASSIFIERS

DEFAULT_BINS = HistGradientBoostingClassifier().max_bins
SHAPES = (1_000, 10), (6_000, 20)
N_FITS = 2


def time_fit(X, y, max_bins, sample_weight):
    """Return the seconds of a processor of the quickest of some fits."""
    model = clone(CLASSIFIERS[BOOSTING]).set_params(max_bins=max_bins)
    seconds = []
    for _ in range(N_FITS):
        started = time.process_time()
        model.fit(X, y, sample_weight=sample_weight)
        seconds.append(time.process_time() - started)
    return min(seconds)


def main():
    max_bins = CLASSIFIERS[BOOSTING].max_bins
    for shape in SHAPES:
        X, y = make_classification(*shape, weights=[0.9], random_state=0)
        weights = np.where(y == 1, 0.5, 1.0)
        many, few = (time_fit(X, y, n, weights) for n in (DEFAULT_BINS, max_bins))
        plain = time_fit(X, y, max_bins, None)
        print(
            f"{shape[0]} x {shape[1]}: {many:.2f} s with weights and {DEFAULT_BINS} "
            f"bins, {many / few:.1f} times the {few:.2f} s with {max_bins} bins; "
            f"{plain:.2f} s with {max_bins} bins and no weights"
        )


if __name__ == "__main__":
    main()
