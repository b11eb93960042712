"""The cluster report: what happened to every class in every cluster."""

from dataclasses import dataclass, fields

import numpy as np

from clover._numerics.columns import marked_rows_of_columns
from clover._rows.cells import find_largest_classes
from clover.distribution._allocations.shares import effective_number

# The label of noise in the report. Clusterers may use other negative labels, too.
NOISE = -1


@dataclass(frozen=True, eq=False)
class ClusterReport:
    """What happened to every targeted class in every cluster.

    Each entry stands for one cluster and one class. If each class was divided by
    itself, a class has entries for its own clusters only. If samples were made between
    clusters, there are also entries for two clusters and one class. If some rows of a
    class are noise, the last entry of the class stands for these. Print the report to
    see a table, or use :meth:`to_frame`. Under the table stands the effective number of
    clusters of each class, ``effective_clusters``, and then the ``notes``.

    Attributes
    ----------
    cluster : ndarray of shape (n_entries,)
        Label of the cluster; -1 for noise, whatever its negative labels are.

    other_cluster : ndarray of shape (n_entries,)
        Label of the second cluster if the entry stands for two clusters, whose rows are
        then counted together; -1 otherwise.

    class_label : ndarray of shape (n_entries,)
        The class.

    n_rows : ndarray of shape (n_entries,)
        Number of rows of the class.

    n_majority_rows : ndarray of shape (n_entries,)
        Number of rows of the majority class, which is the largest class without noise;
        if several classes are the largest, the mean of their numbers.

    imbalance_ratio : ndarray of shape (n_entries,)
        ``n_majority_rows`` over ``n_rows``; infinite without rows of the class.

    selected : ndarray of shape (n_entries,), dtype=bool
        Whether the cluster was selected for the class.

    log_density : ndarray of shape (n_entries,)
        Natural logarithm of the density; NaN if it was not computed.

    proportion : ndarray of shape (n_entries,)
        Proportion of the class's synthetic samples.

    n_new_rows : ndarray of shape (n_entries,)
        Number of synthetic samples that were made; after ``fit``, that would be made.

    n_neighbors : ndarray of shape (n_entries,)
        Number of nearest neighbours that were used; 0 if none were, and after ``fit``.

    made_by : ndarray of shape (n_entries,), dtype=object
        What made the samples: the oversampler, SMOTE in its place, or repetition of
        rows; empty if no samples were made, and after ``fit``.

    reason : ndarray of shape (n_entries,), dtype=object
        Why the cluster was not selected; empty if it was.

    notes : tuple of str
        Sentences about what else a user should know. They are printed under the table.

    Notes
    -----
    The notes tell of classes without neighbouring clusters that should get samples
    between clusters, of clusters with fewer rows than the oversampler wants neighbours,
    and of clusters with a single row of the class, which the oversampler can only
    repeat. If more than half of a class's samples are such repetitions, a warning says
    so. ``fit`` gives the same notes as ``fit_resample``. What is known only when the
    samples are made stands in ``made_by``: rows with categories or missing values are
    also repeated where the oversampler cannot work.

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

    Two clusters share the synthetic samples, and one gets most of them:

    >>> {k: round(n, 2) for k, n in sampler.cluster_report_.effective_clusters.items()}
    {1: 1.89}

    With a smaller `eps`, DBSCAN calls most rows noise, from which nothing is made:

    >>> sampler.set_params(clusterer__eps=1).fit(X, y)
    ClusterOverSampler(...)
    >>> frame = sampler.cluster_report_.to_frame()
    >>> frame[["cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows"]]
       cluster  n_rows  n_majority_rows  selected  n_new_rows
    0        0       2                1      True           3
    1        1       1                4     False           0
    2       -1       2                1     False           0
    >>> frame.loc[2, "reason"]
    'noise, which makes no samples'
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
    notes: tuple = ()

    def __len__(self):
        return self.cluster.size

    @property
    def effective_clusters(self):
        """The effective number of clusters of each class, a dictionary.

        The number is the exponential of the entropy of the class's proportions,
        including those between clusters. It is 1 if a single cluster gets all samples,
        the number of clusters if they share equally, and 0 if the class got none.
        """
        proportions = {}
        is_cluster = self.cluster >= 0
        for class_label, proportion in zip(
            self.class_label[is_cluster].tolist(),
            self.proportion[is_cluster].tolist(),
            strict=True,
        ):
            proportions.setdefault(class_label, []).append(proportion)
        return {
            class_label: effective_number(np.array(of_class))
            for class_label, of_class in proportions.items()
        }

    def to_frame(self):
        """Return the report as a pandas data frame.

        Returns
        -------
        frame : pandas.DataFrame
            One row per entry and one column per attribute, without ``notes``.
        """
        import pandas as pd

        return pd.DataFrame({name: getattr(self, name) for name in self._columns})

    @property
    def _columns(self):
        return [f.name for f in fields(self) if f.name != "notes"]

    def __str__(self):
        names = self._columns
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
        lines += self.notes
        return "\n".join(lines)


def _format(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def make_report(plan, blocks=()):
    """Return what happens to every targeted class in every cluster.

    The entries come class by class. The ``reasons_`` and ``clusters_log_density_`` of
    the distributor are quoted if it has them. The blocks tell what made the new rows.
    """
    cells, distributor = plan.cells, plan.parts.distributor
    noise = plan.target.counts - cells.counts.sum(axis=0)
    counts = np.vstack((cells.counts, noise))
    cluster_labels = np.append(cells.clusters, NOISE)
    clusters, others, codes, proportion, n_new_rows = _list_entries(plan, noise > 0)
    between = others >= 0
    n_rows = counts[clusters, codes]
    n_rows[between] += counts[others[between], codes[between]]
    # Among noise only, the largest class is that of the noise.
    is_largest = find_largest_classes(cells.counts if cells.clusters.size else counts)
    n_of_largest, n_tied = (
        counts[:, is_largest].sum(axis=1),
        np.count_nonzero(is_largest),
    )
    n_largest = n_of_largest[clusters]
    n_largest[between] += n_of_largest[others[between]]
    told = dict.fromkeys(getattr(distributor, "filtered_clusters_", ()), True)
    # A cell is selected even if its proportion vanishes.
    selected = (proportion > 0) | _look_up(told, False, cells, clusters, codes)
    log_densities = getattr(distributor, "clusters_log_density_", {})
    log_density = _look_up(log_densities, np.nan, cells, clusters, codes)
    log_density[between] = np.nan
    n_neighbors, made_by = _find_makers(blocks, clusters, others, codes, n_new_rows)
    return ClusterReport(
        cluster=cluster_labels[clusters],
        other_cluster=np.where(others < 0, -1, cluster_labels[others]),
        class_label=cells.classes[codes],
        n_rows=n_rows,
        n_majority_rows=n_largest if n_tied == 1 else n_largest / n_tied,
        imbalance_ratio=np.divide(
            n_largest,
            n_tied * n_rows,
            out=np.full(n_rows.size, np.inf),
            where=n_rows > 0,
        ),
        selected=selected,
        reason=_explain(
            getattr(distributor, "reasons_", {}),
            cells,
            clusters,
            codes,
            n_rows,
            selected,
        ),
        log_density=log_density,
        proportion=proportion,
        n_new_rows=n_new_rows,
        n_neighbors=n_neighbors,
        made_by=made_by,
        notes=plan.notes,
    )


def _list_entries(plan, has_noise):
    """Return the columns of the entries.

    The columns are the positions of the cluster, of the other cluster (or -1) and of
    the class, the proportion and the number of rows to make. If each class was
    divided by itself, the entries of a class are those of its own clusters. Noise has
    the position after the last cluster; `has_noise` tells which classes have some.
    """
    cells, proportions = plan.cells, plan.proportions
    if plan.divides_classes:
        clusters_of = dict(marked_rows_of_columns(cells.counts > 0))
    else:
        clusters_of = {code: np.arange(cells.clusters.size) for code in plan.targeted}
    pairs_of = dict(marked_rows_of_columns(proportions.between > 0))
    none = np.empty(0, dtype=np.intp)
    entries = [(none, none, none, np.empty(0), none)]
    for code in plan.targeted:
        clusters, pairs = clusters_of.get(code, none), pairs_of.get(code, none)
        entries.append(
            (
                clusters,
                np.full(clusters.size, -1),
                np.full(clusters.size, code),
                proportions.inside[clusters, code],
                plan.n_inside[clusters, code],
            )
        )
        if pairs.size:
            entries.append(
                (
                    *proportions.pairs[pairs].T,
                    np.full(pairs.size, code),
                    proportions.between[pairs, code],
                    plan.n_between[pairs, code],
                )
            )
        if has_noise[code]:
            entries.append(([cells.clusters.size], [-1], [code], [0.0], [0]))
    return tuple(np.concatenate(column) for column in zip(*entries, strict=True))


def _look_up(values, missing, cells, clusters, codes):
    """Return the values of cells, from a dictionary by (cluster, class) labels."""
    cluster_of = {label: place for place, label in enumerate(cells.clusters.tolist())}
    code_of = {label: code for code, label in enumerate(cells.classes.tolist())}
    n_classes = cells.classes.size
    known = {
        cluster_of[cluster] * n_classes + code_of[class_label]: value
        for (cluster, class_label), value in values.items()
        if cluster in cluster_of and class_label in code_of
    }
    found = np.full(clusters.size, missing)
    if known:
        places, order = np.unique(list(known), return_index=True)
        wanted = clusters * n_classes + codes
        nearest = np.minimum(np.searchsorted(places, wanted), places.size - 1)
        is_known = places[nearest] == wanted
        found[is_known] = np.array(list(known.values()))[order[nearest[is_known]]]
    return found


def _explain(reasons, cells, clusters, codes, n_rows, selected):
    """Return why the entries that are not selected are not."""
    reason = np.full(selected.size, "", dtype=object)
    is_noise = clusters == cells.clusters.size
    reason[~selected & (n_rows == 0)] = "no rows of the class"
    for entry in np.flatnonzero(~selected & (n_rows > 0) & ~is_noise).tolist():
        reason[entry] = reasons.get(
            cells.name(clusters[entry], codes[entry]),
            "not selected by the distributor",
        )
    reason[is_noise] = "noise, which makes no samples"
    return reason


def _find_makers(blocks, clusters, others, codes, n_new_rows):
    """Return the number of neighbours, and the makers, of each entry."""
    made = {}
    for block in blocks:
        key = block.cluster, block.other, block.code
        n_neighbors, makers = made.get(key, (0, ""))
        made[key] = (
            max(n_neighbors, block.n_neighbors),
            f"{makers} + {block.made_by}" if makers else block.made_by,
        )
    n_neighbors = np.zeros(clusters.size, dtype=int)
    made_by = np.full(clusters.size, "", dtype=object)
    for entry in np.flatnonzero(n_new_rows).tolist() if made else ():
        key = int(clusters[entry]), int(others[entry]), int(codes[entry])
        n_neighbors[entry], made_by[entry] = made.get(key, (0, ""))
    return n_neighbors, made_by
