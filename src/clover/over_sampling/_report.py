"""What a user can look at afterwards: the cluster report and the provenance."""

from dataclasses import dataclass, fields

import numpy as np

from clover.distribution._allocations.shares import effective_number


@dataclass(frozen=True, eq=False)
class ClusterReport:
    """What happened in every cluster to every targeted class.

    One entry stands for one cluster-class pair, and, if rows were made between
    clusters, for one pair of clusters and a class. Print the report to see the entries
    as a table, or use :meth:`to_frame`. Under the table stands the effective number of
    clusters of each class, ``effective_clusters``.

    Attributes
    ----------
    cluster : ndarray of shape (n_entries,)
        Label of the cluster.

    other_cluster : ndarray of shape (n_entries,)
        Label of the other cluster, for rows between two, whose counts are those of
        both together; -1 for rows inside one.

    class_label : ndarray of shape (n_entries,)
        The class.

    n_rows : ndarray of shape (n_entries,)
        Rows of the class.

    n_majority_rows : ndarray of shape (n_entries,)
        Rows of the largest class, noise left out of its size; if several classes are
        the largest, the mean of their rows.

    imbalance_ratio : ndarray of shape (n_entries,)
        ``n_majority_rows`` over ``n_rows``; infinite without rows of the class.

    selected : ndarray of shape (n_entries,), dtype=bool
        Whether the cluster was selected for the class.

    log_density : ndarray of shape (n_entries,)
        Natural logarithm of the density; NaN where it was not computed.

    proportion : ndarray of shape (n_entries,)
        Share of the class's synthetic rows.

    n_new_rows : ndarray of shape (n_entries,)
        Synthetic rows that were made.

    n_neighbors : ndarray of shape (n_entries,)
        Neighbours that were used; 0 where none were.

    made_by : ndarray of shape (n_entries,), dtype=object
        What made them: the oversampler, SMOTE in its place, or repetition.

    reason : ndarray of shape (n_entries,), dtype=object
        Why the cluster was not selected; empty where it was.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.cluster import DBSCAN
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X = [[0], [1], [2], [20], [22], [24], [40], [41], [42], [43], [44]]
    >>> y = [1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0]
    >>> sampler = ClusterOverSampler(
    ...     SMOTE(sampling_strategy={1: 8}), DBSCAN(eps=3, min_samples=2)
    ... )
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> frame = sampler.cluster_report_.to_frame()
    >>> frame[["cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows"]]
       cluster  n_rows  n_majority_rows  selected  n_new_rows
    0        0       2                1      True           1
    1        1       2                1      True           2
    2        2       1                4     False           0
    >>> frame.loc[2, "reason"]
    'imbalance ratio 4 above the threshold 1.2'

    Two clusters shared the rows, one of them getting most:

    >>> {k: round(n, 2) for k, n in sampler.cluster_report_.effective_clusters.items()}
    {1: 1.89}
    """

    cluster: np.ndarray
    other_cluster: np.ndarray
    class_label: np.ndarray
    n_rows: np.ndarray
    n_majority_rows: np.ndarray
    imbalance_ratio: np.ndarray
    selected: np.ndarray
    log_density: np.ndarray
    proportion: np.ndarray
    n_new_rows: np.ndarray
    n_neighbors: np.ndarray
    made_by: np.ndarray
    reason: np.ndarray

    def __len__(self):
        return self.cluster.size

    @property
    def effective_clusters(self):
        """The effective number of clusters of each class, a dictionary.

        It is the exponential of the entropy of the class's proportions, those between
        clusters included: 1 where a single cluster gets all rows, and the number of
        clusters where they share alike; 0 if the class got none.
        """
        numbers = {}
        for class_label in self.class_label.tolist():
            if class_label not in numbers:
                of_class = self.class_label == class_label
                numbers[class_label] = effective_number(self.proportion[of_class])
        return numbers

    def to_frame(self):
        """Return the report as a pandas data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row an entry, one column an attribute.
        """
        import pandas as pd

        return pd.DataFrame({f.name: getattr(self, f.name) for f in fields(self)})

    def __str__(self):
        names = [f.name for f in fields(self)]
        if (self.other_cluster < 0).all():
            names.remove("other_cluster")
        columns = [
            [name, *(_format(value) for value in getattr(self, name))] for name in names
        ]
        widths = [max(map(len, column)) for column in columns]
        lines = [
            "  ".join(
                cell.rjust(width) for cell, width in zip(line, widths, strict=True)
            ).rstrip()
            for line in zip(*columns, strict=True)
        ]
        effective = self.effective_clusters
        if effective:
            numbers = (f"{label}: {effective[label]:.3g}" for label in effective)
            lines.append(f"effective clusters  {', '.join(numbers)}")
        return "\n".join(lines)


def _format(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, eq=False)
class Provenance:
    """Where each synthetic row came from, in the order of the output.

    Attributes
    ----------
    cluster : ndarray of shape (n_new,)
        Label of the cluster in which the row was made.

    other_cluster : ndarray of shape (n_new,)
        Label of the other cluster of a row made between two; -1 inside.

    base : ndarray of shape (n_new,)
        Position in the input of the row it was made from; -1 where the oversampler
        does not tell. Of a row between two clusters it lies in either of them: in the
        first where SMOTE or GeometricSMOTE of numbers made it.

    Examples
    --------
    Weights of the rows are carried over to those made from them:

    >>> import numpy as np
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_wine
    >>> from imblearn.over_sampling import SMOTE
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = load_wine(return_X_y=True)
    >>> weights = np.linspace(0.5, 1.5, len(y))
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=5), random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> weights_res = np.append(weights, weights[sampler.provenance_.base])
    >>> weights_res.shape == y_res.shape
    True
    """

    cluster: np.ndarray
    other_cluster: np.ndarray
    base: np.ndarray
