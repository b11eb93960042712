"""The error where no cluster is selected for a class."""

import numpy as np

from clover._rows.cells import count_largest

NO_SAMPLES = (
    "No samples were generated. Try to modify the parameters of the clusterer or "
    "distributor."
)


def explain_no_samples(cells, distributor, class_codes):
    """Return the error text that names each class, its best cluster and the reason.

    The ``reasons_`` of the distributor are quoted if it has them.
    """
    return " ".join(
        (
            NO_SAMPLES,
            *(
                _explain_class(cells, distributor, class_code)
                for class_code in class_codes
            ),
        )
    )


def _explain_class(cells, distributor, class_code):
    class_label = cells.classes.tolist()[class_code]
    n_rows = cells.counts[:, class_code]
    if not n_rows.any():
        return f"Class {class_label!r}: all its rows are noise."
    n_largest, n_tied = count_largest(cells.counts)
    with_rows = np.flatnonzero(n_rows)
    ratios = n_largest[with_rows] / (n_tied * n_rows[with_rows])
    best, ratio = with_rows[np.argmin(ratios)], ratios.min()
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


def _count_drops(distributor, class_label, n_pairs):
    """Say how many pairs of a class each of several filters dropped."""
    drops = getattr(distributor, "dropped_pairs_", {}).get(class_label, [])
    if len(drops) < 2:
        return ""
    counted = ", ".join(f"{name} {number}" for name, number in drops)
    return f" Of its {n_pairs} cluster-class pairs, filters dropped: {counted}."
