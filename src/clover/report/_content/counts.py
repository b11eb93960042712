"""Rows of the classes before and after, and what happened in the clusters."""

import numpy as np

from clover.inspection import within_class_imbalance
from clover.report._content.values import clean_text, to_plain
from clover.report._facts.clusters import ClusterEntry, Clusters, EffectiveClusters
from clover.report._facts.whole import ClassCounts, Table

# A table of more entries is cut.
MAX_ENTRIES = 400


def describe_table(run, samples, name):
    """Return the `Table` of a run."""
    columns = samples.columns
    return Table(
        name=None if name is None else clean_text(name),
        n_rows=run.n_given,
        n_columns=int(run.table.X.shape[1]),
        kind=_name_kind(run.table),
        n_numeric=int(columns.numeric.size),
        n_categorical=int(columns.categorical.size),
    )


def _name_kind(container):
    if container.is_pandas:
        return "pandas data frame"
    if container.is_polars:
        return "polars data frame"
    if container.is_list:
        return "list of rows"
    if hasattr(container.X, "nnz"):
        return f"sparse {container.X.format.upper()} matrix"
    return "NumPy array"


def count_classes(run):
    """Return the counts of each class, the largest first."""
    before, made = run.target.counts, run.n_made_of
    after = before + made
    weights = find_class_weights(run)
    requested = run.n_requested_of
    order = np.argsort(-before, kind="stable").tolist()
    return [
        ClassCounts(
            label=to_plain(run.labels[code]),
            before=int(before[code]),
            asked=None
            if requested is None
            else int(requested.get(run.labels[code], 0)),
            made=int(made[code]),
            after=int(after[code]),
            share_before=float(before[code] / before.sum()),
            share_after=float(after[code] / after.sum()),
            weight_share=float(weights[code] / weights.sum()),
        )
        for code in order
    ]


def find_class_weights(run):
    """Return the weight of each class by the weights of the sampler, if it has any."""
    weights = getattr(run.last, "sample_weight_", None)
    if weights is None or np.shape(weights) != run.codes.shape:
        weights = np.ones(run.codes.size)
    return np.bincount(run.codes, weights=weights, minlength=len(run.labels))


def describe_clusters(run):
    """Return the `Clusters` of a run, or None if the sampler does not tell of any."""
    if not run.has_clusters:
        return None
    report = run.last.cluster_report_
    labels = np.asarray(run.last.labels_)
    return Clusters(
        n_clusters=int(np.unique(labels[labels >= 0]).size),
        n_noise=int(np.count_nonzero(labels < 0)),
        n_entries=len(report),
        entries=[_take_entry(report, entry) for entry in _choose_entries(report)],
        effective=_count_effective(run.last, report),
        notes=[clean_text(note) for note in report.notes],
    )


def list_notes(run):
    """Return the notes about a run, with those of a sampler without clusters."""
    report = getattr(run.last, "cluster_report_", None)
    notes = [] if run.has_clusters or report is None else report.notes
    return [clean_text(note) for note in dict.fromkeys((*run.notes, *notes))]


def _choose_entries(report):
    """Return the entries to show: those with most samples, in their order."""
    if len(report) <= MAX_ENTRIES:
        return range(len(report))
    # Of entries without samples, those with most rows of the class come first.
    order = np.lexsort((-report.n_rows, -report.n_new_rows))
    return np.sort(order[:MAX_ENTRIES]).tolist()


def _take_entry(report, entry):
    return ClusterEntry(
        class_label=to_plain(report.class_label[[entry]].tolist()[0]),
        cluster=int(report.cluster[entry]),
        other_cluster=int(report.other_cluster[entry]),
        n_rows=int(report.n_rows[entry]),
        n_majority_rows=float(report.n_majority_rows[entry]),
        imbalance_ratio=to_plain(report.imbalance_ratio[entry]),
        selected=bool(report.selected[entry]),
        log_density=to_plain(report.log_density[entry]),
        proportion=float(report.proportion[entry]),
        n_new_rows=int(report.n_new_rows[entry]),
        n_neighbors=int(report.n_neighbors[entry]),
        made_by=clean_text(report.made_by[entry]),
        reason=clean_text(report.reason[entry]),
    )


def _count_effective(sampler, report):
    imbalance = within_class_imbalance(sampler)
    of_made = report.effective_clusters
    found = []
    for place, label in enumerate(imbalance.classes.tolist()):
        of_class = (report.class_label == label) & (report.cluster >= 0)
        inside = of_class & (report.other_cluster < 0)
        found.append(
            EffectiveClusters(
                class_label=to_plain(label),
                n_clusters=int(imbalance.n_clusters[place]),
                n_selected=int(report.selected[inside].sum()),
                of_given=float(imbalance.effective_clusters_before[place]),
                of_made=float(of_made.get(label, 0.0)),
                largest_share=float(report.proportion[of_class].max(initial=0)),
            )
        )
    return found
