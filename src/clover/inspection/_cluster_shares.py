"""Within-class imbalance: how unevenly a class is spread over its clusters."""

from dataclasses import dataclass, fields

import numpy as np
from sklearn.utils.validation import check_is_fitted

from clover.distribution._allocations.shares import effective_number

# An imbalance below this is due to rounding: 1 row more in a cluster of a million is
# more.
ROUNDING = 1e-14


@dataclass(frozen=True, eq=False, repr=False)
class WithinClassImbalance:
    """How unevenly each class is spread over its clusters, before and after.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The classes that were to get rows and have rows in clusters.

    before : ndarray of shape (n_classes,)
        The imbalance of the real rows, 0 if all clusters with rows of the class have
        equally many, close to 1 if one has nearly all.

    after : ndarray of shape (n_classes,)
        The same with the made rows.

    effective_clusters_before : ndarray of shape (n_classes,)
        The effective number of clusters of the real rows.

    effective_clusters_after : ndarray of shape (n_classes,)
        The same with the made rows.

    n_clusters : ndarray of shape (n_classes,)
        Number of clusters with real rows of the class.

    n_noise : ndarray of shape (n_classes,)
        Number of real rows of the class that are noise, which are left out.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_wine
    >>> from imblearn.over_sampling import SMOTE
    >>> from clover.inspection import within_class_imbalance
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = load_wine(return_X_y=True)
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=3), random_state=0)
    >>> imbalance = within_class_imbalance(sampler.fit(X, y))
    >>> imbalance.classes.tolist()
    [0, 2]
    """

    classes: np.ndarray
    before: np.ndarray
    after: np.ndarray
    effective_clusters_before: np.ndarray
    effective_clusters_after: np.ndarray
    n_clusters: np.ndarray
    n_noise: np.ndarray

    def to_frame(self):
        """Return a pandas data frame with a row for each class."""
        import pandas as pd

        frame = pd.DataFrame({f.name: getattr(self, f.name) for f in fields(self)})
        return frame.rename(columns={"classes": "class_label"})

    def __repr__(self):
        lines = [
            f"{label!r}: {before:.3g} -> {after:.3g} in {n_clusters} clusters"
            + (f", {n_noise} rows of noise left out" if n_noise else "")
            for label, before, after, n_clusters, n_noise in zip(
                self.classes.tolist(),
                self.before,
                self.after,
                self.n_clusters,
                self.n_noise,
                strict=True,
            )
        ]
        return f"WithinClassImbalance({'; '.join(lines)})"


def within_class_imbalance(sampler):
    """Measure how unevenly each class is spread over its clusters.

    For the shares of the class's rows in its clusters, the imbalance is 1 minus their
    entropy over the logarithm of the number of clusters with rows of the class. It is 0
    for a class that has a single cluster. The effective number of clusters is the
    exponential of the entropy.

    Parameters
    ----------
    sampler : estimator
        A fitted cluster sampler of clover. After ``fit``, the rows that it would make
        are counted.

    Returns
    -------
    imbalance : WithinClassImbalance
        The figures of the real rows, and of real and made rows together.

    Raises
    ------
    NotFittedError
        If the sampler was not fitted.

    ValueError
        If the sampler has no ``cluster_report_``.

    Notes
    -----
    Noise belongs to no cluster; its rows are left out and counted. One half of the rows
    made between two clusters counts for each of them. All rows that the sampler got
    count, repeated ones too.

    Examples
    --------
    Class 1 has 3 rows in one cluster and 1 in the other, where the other class
    prevails. The sampler makes 2 rows in the first:

    >>> from imblearn.over_sampling import RandomOverSampler
    >>> from sklearn.cluster import KMeans
    >>> from clover.inspection import within_class_imbalance
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X = [[0.0], [0.1], [0.2], [9.0], [0.3], [0.4], [9.1], [9.2], [9.3], [9.4]]
    >>> y = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    >>> sampler = ClusterOverSampler(
    ...     RandomOverSampler(), KMeans(n_clusters=2), random_state=0
    ... )
    >>> within_class_imbalance(sampler.fit(X, y))
    WithinClassImbalance(1: 0.189 -> 0.35 in 2 clusters)
    """
    if hasattr(sampler, "fit_resample"):
        check_is_fitted(sampler)
    report = getattr(sampler, "cluster_report_", None)
    if report is None:
        raise ValueError(
            "`sampler` should be a fitted cluster sampler of clover, whose "
            f"`cluster_report_` tells of clusters. Got {type(sampler).__name__}."
        )
    rows = [
        row
        for label in dict.fromkeys(report.class_label.tolist())
        if (row := _measure_class(report, label)) is not None
    ]
    labels, *columns = zip(*rows, strict=True) if rows else [()] * 7
    classes = np.array(labels, dtype=report.class_label.dtype)
    return WithinClassImbalance(classes, *map(np.array, columns))


def _measure_class(report, label):
    """Return the figures of a class, or None without rows in clusters."""
    of_class = report.class_label == label
    is_noise = of_class & (report.cluster < 0)
    inside = np.flatnonzero(
        of_class & (report.cluster >= 0) & (report.other_cluster < 0)
    )
    before = report.n_rows[inside].astype(np.float64)
    if not before.any():
        return None
    after = before + report.n_new_rows[inside]
    place = {cluster: i for i, cluster in enumerate(report.cluster[inside].tolist())}
    for entry in np.flatnonzero(of_class & (report.other_cluster >= 0)):
        for cluster in (report.cluster[entry], report.other_cluster[entry]):
            after[place[int(cluster)]] += report.n_new_rows[entry] / 2
    return (
        label,
        imbalance(before),
        imbalance(after),
        effective_number(before / before.sum()),
        effective_number(after / after.sum()),
        int(np.count_nonzero(before)),
        int(report.n_rows[is_noise].sum()),
    )


def imbalance(counts):
    """Return 1 minus the entropy of counts over that of as many equal ones.

    Zeros are left out. A single count has no imbalance.
    """
    counts = counts[counts > 0]
    if counts.size < 2:
        return 0.0
    entropy = np.log(effective_number(counts / counts.sum()))
    found = float(1 - entropy / np.log(counts.size))
    # Rounding makes the entropy of equal counts a little too small or too large.
    return found if found > ROUNDING else 0.0
