"""The error where no cluster is selected for a class."""

import numpy as np

from clover._codes import NOTHING_SELECTED, end_with_code
from clover._rows.cells import count_largest
from clover._rows.error_texts import MAX_CLASSES, count_more_classes
from clover.distribution import DensityDistributor
from clover.distribution._composition import BaseCompositionDistributor

NO_SAMPLES = (
    "No samples were generated. Try to modify the parameters of the clusterer or "
    "distributor."
)


def explain_no_samples(plan, class_codes, parameters):
    """Return the error text that names each class, its best cluster and the reason.

    The distributor's ``reasons_`` and the criterion of its filter are used if it has
    them. `parameters` are those of the sampler: the remedy is one of them.
    """
    cells, distributor = plan.cells, plan.parts.distributor
    sentences = [
        _explain_class(cells, distributor, code) for code in class_codes[:MAX_CLASSES]
    ]
    if more := count_more_classes(class_codes.size):
        sentences.append(f"Nor were any generated for {more}.")
    if cells.counts[:, class_codes].any():
        sentences += _name_remedies(distributor, parameters)
    return end_with_code(" ".join((NO_SAMPLES, *sentences)), NOTHING_SELECTED)


def _explain_class(cells, distributor, class_code):
    class_label = cells.classes.tolist()[class_code]
    n_rows = cells.counts[:, class_code]
    if not n_rows.any():
        return f"Class {class_label!r}: all its rows are noise."
    with_rows = np.flatnonzero(n_rows)
    best = _find_best(cells, distributor, class_code, with_rows)
    n_largest, n_tied = count_largest(cells.counts)
    ratio = n_largest[best] / (n_tied * n_rows[best])
    name = cells.name(best, class_code)
    reason = getattr(distributor, "reasons_", {}).get(
        name, f"imbalance ratio {ratio:.3g}, not selected by the distributor"
    )
    return (
        f"Class {class_label!r}: the best of {with_rows.size} clusters with rows of it "
        f"is {name[0]} ({n_rows[best]} rows of it, {n_largest[best] / n_tied:.4g} of "
        f"the largest class): {reason}."
        f"{_count_drops(distributor, class_label, with_rows.size)}"
    )


def _find_best(cells, distributor, class_code, with_rows):
    """Return the position of the cluster that was nearest to being selected.

    Without a criterion of the distributor's filter, it is the one with the lowest
    imbalance ratio.
    """
    if isinstance(distributor, BaseCompositionDistributor):
        class_label = cells.classes.tolist()[class_code]
        nearest = distributor._find_nearest_cluster(class_label)
        if nearest is not None:
            return int(cells.positions([nearest])[0])
    n_largest, _ = count_largest(cells.counts)
    ratios = n_largest[with_rows] / cells.counts[with_rows, class_code]
    return with_rows[np.argmin(ratios)]


def _name_remedies(distributor, parameters):
    """Yield how all clusters with rows of a class get selected, if that is known."""
    all_clusters = "all clusters with rows of the class are selected"
    if "imbalance_ratio_threshold" in parameters:
        alone = ""
        if parameters.get("cluster_balance_threshold") is not None:
            alone = " and without `cluster_balance_threshold`"
        yield f"With `imbalance_ratio_threshold=float('inf')`{alone}, {all_clusters}."
    elif isinstance(distributor, DensityDistributor):
        yield f"With `filtering_threshold=float('inf')`, {all_clusters}."
    elif getattr(distributor, "filter", None) is not None:
        yield f"With FallbackFilter around the distributor's filter, {all_clusters}."


def _count_drops(distributor, class_label, n_pairs):
    """Say how many pairs of a class each of several filters dropped."""
    drops = getattr(distributor, "dropped_pairs_", {}).get(class_label, [])
    if len(drops) < 2:
        return ""
    counted = ", ".join(f"{name} {number}" for name, number in drops)
    return f" Of its {n_pairs} cluster-class pairs, filters dropped: {counted}."
