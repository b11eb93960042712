"""Oversamplers of the package smote-variants inside clusters.

Its oversamplers take a ``proportion`` in place of a ``sampling_strategy`` and know two
classes. This adapter translates. It needs ``pip install smote-variants``.
"""

import numpy as np
from imblearn.utils import check_sampling_strategy
from sklearn.base import BaseEstimator
from sklearn.utils import check_array


class VariantOverSampler(BaseEstimator):
    """An oversampler of smote-variants with the interface of imbalanced-learn.

    Parameters
    ----------
    variant : type
        A class of smote-variants, e.g. ``smote_variants.ProWSyn``.

    params : dict, default=None
        Its parameters, without ``proportion`` and ``random_state``.

    sampling_strategy : float, str, dict or callable, default='auto'
        As in imbalanced-learn.

    random_state : int, default=None
        Seed of the variant.
    """

    def __init__(
        self, variant, params=None, sampling_strategy="auto", random_state=None
    ):
        self.variant = variant
        self.params = params
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state

    def fit_resample(self, X, y):
        """Return the rows and then the new ones, class by class against the rest."""
        # A data frame of the user is handed on, and variants take arrays.
        X = check_array(X)
        n_requested = check_sampling_strategy(
            self.sampling_strategy, y, "over-sampling"
        )
        pieces_X, pieces_y = [X], [y]
        for class_label, n_new in n_requested.items():
            of_class = (y == class_label).astype(int)
            n_missing = len(y) - 2 * of_class.sum()
            # A variant makes no rows of the larger of two classes.
            if n_new == 0 or n_missing <= 0:
                continue
            variant = self.variant(
                proportion=n_new / n_missing,
                random_state=self.random_state,
                **(self.params or {}),
            )
            X_res, _ = variant.sample(X, of_class)
            if not np.array_equal(X_res[: len(X)], X):
                raise ValueError(f"{self.variant.__name__} changes or removes rows.")
            pieces_X.append(X_res[len(X) :])
            pieces_y.append(np.full(len(X_res) - len(X), class_label, dtype=y.dtype))
        return np.concatenate(pieces_X), np.concatenate(pieces_y)


if __name__ == "__main__":
    import logging

    import smote_variants
    from sklearn.cluster import KMeans
    from sklearn.datasets import load_digits

    from clover.over_sampling import ClusterOverSampler

    logging.disable()
    X, digit = load_digits(return_X_y=True)
    y = (digit == 8).astype(int)
    sampler = ClusterOverSampler(
        VariantOverSampler(smote_variants.ProWSyn, {"n_neighbors": 3}),
        clusterer=KMeans(n_clusters=5),
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    print("rows of each class before and after:", np.bincount(y), np.bincount(y_res))
    print(sampler.cluster_report_)
