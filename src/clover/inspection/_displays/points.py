"""The points of a resampling: which rows are drawn, where, and with which parents."""

from dataclasses import dataclass

import numpy as np

from clover._rows.containers import Container
from clover.inspection._displays.plane import Rows, project
from clover.inspection._displays.shown_rows import draw_rows, group_by_class


@dataclass(frozen=True, eq=False)
class Shown:
    """The rows of a run that are drawn, and the parents of the samples.

    Attributes
    ----------
    given : ndarray of shape (n_shown,)
        Positions of given rows.

    made : ndarray of shape (n_made_shown,)
        Positions among the samples.

    parents : masked ndarray of shape (n_made_shown, n_parents) or None
        Positions of the given rows from which these were made.
    """

    given: np.ndarray
    made: np.ndarray
    parents: np.ma.MaskedArray | None

    @property
    def parent_rows(self):
        """The given rows that are parents, each once, in ascending order."""
        if self.parents is None:
            return np.empty(0, dtype=np.intp)
        return np.unique(self.parents.compressed())


def compute_points(run, projection, max_points, rng):
    """Return the parameters of a `ResamplingDisplay` of a run."""
    shown = _choose_rows(run, max_points, rng)
    placed = np.concatenate((shown.given, shown.parent_rows))
    made = run.made[shown.made]
    rows = Rows(
        given=Container(run.given.take(placed)),
        made=Container(run.output.take(made)),
        given_codes=run.given_codes[placed],
        made_codes=run.output_codes[made],
        n_fitted=shown.given.size,
        classes=run.classes,
    )
    plane = project(run, rows, projection, rng)
    of_given, of_parents, of_made = np.split(
        plane.points, [shown.given.size, placed.size]
    )
    return {
        "frame": _make_frame(run, shown, np.vstack((of_given, of_made))),
        "links": _make_links(run, shown, of_made, of_parents),
        "neighbors": getattr(run.sampler, "neighbors_", None),
        "xlabel": plane.x.label,
        "ylabel": plane.y.label,
        "xticks": plane.x.ticks,
        "yticks": plane.y.ticks,
        "counts": _count(run),
    }


def _choose_rows(run, max_points, rng):
    """Return the rows to draw, as `Shown`."""
    n_classes = run.classes.size
    groups = [
        *group_by_class(run.given_codes, np.flatnonzero(~run.is_removed), n_classes),
        *group_by_class(run.given_codes, np.flatnonzero(run.is_removed), n_classes),
    ]
    n_groups = len(groups)
    made_codes = run.output_codes[run.made]
    groups += group_by_class(made_codes, np.arange(run.made.size), n_classes)
    none = np.empty(0, dtype=np.intp)
    drawn = draw_rows(groups, max_points, rng)
    given = np.sort(np.concatenate((none, *drawn[:n_groups])))
    made = np.sort(np.concatenate((none, *drawn[n_groups:])))
    parents = run.parents
    if parents is not None and len(parents) != run.made.size:
        raise ValueError(
            f"`sampler` made {len(parents)} samples when it was fitted, and "
            f"`resampled` has {run.made.size} more than `X`. Give what the last fit "
            "returned."
        )
    return Shown(given, made, None if parents is None else parents[made])


def _make_frame(run, shown, points):
    """Return a row for each point."""
    import pandas as pd

    made = run.made[shown.made]
    kinds = np.where(run.is_removed[shown.given], "removed", "original").tolist()
    codes = np.append(run.given_codes[shown.given], run.output_codes[made])
    cluster, other = _find_clusters(run, shown)
    return pd.DataFrame(
        {
            "x": points[:, 0],
            "y": points[:, 1],
            "kind": [*kinds, *["made"] * made.size],
            "class_label": run.classes[codes],
            "cluster": cluster,
            "other_cluster": other,
            "row": np.append(shown.given, made),
        }
    )


def _find_clusters(run, shown):
    """Return the cluster of each row, and the other one of rows between two."""
    import pandas as pd

    labels = run.cluster_labels
    n_given, n_shown = shown.given.size, shown.given.size + shown.made.size
    if labels is None:
        unknown = pd.array([pd.NA] * n_shown, dtype="Int64")
        return unknown, unknown.copy()
    provenance = run.sampler.provenance_
    cluster = np.append(labels[shown.given], provenance.cluster[shown.made])
    other = np.append(np.full(n_given, -1), provenance.other_cluster[shown.made])
    # Any negative label is noise.
    return tuple(pd.array(np.maximum(x, -1), dtype="Int64") for x in (cluster, other))


def _make_links(run, shown, of_made, of_parents):
    """Return a row for each sample and each of its known parents."""
    import pandas as pd

    if shown.parents is None:
        return None
    child, column = np.nonzero(~np.ma.getmaskarray(shown.parents))
    parent = shown.parents.data[child, column]
    place = np.searchsorted(shown.parent_rows, parent)
    return pd.DataFrame(
        {
            "x": of_made[child, 0],
            "y": of_made[child, 1],
            "parent_x": of_parents[place, 0],
            "parent_y": of_parents[place, 1],
            "row": run.made[shown.made[child]],
            "parent": parent,
        }
    )


def _count(run):
    """Return the numbers of all rows by class and kind."""
    labels = run.classes.tolist()
    codes_of = {
        "original": run.given_codes[~run.is_removed],
        "removed": run.given_codes[run.is_removed],
        "made": run.output_codes[run.made],
    }
    counts = {}
    for kind, codes in codes_of.items():
        found = np.bincount(codes, minlength=len(labels)).tolist()
        counts |= {(label, kind): n for label, n in zip(labels, found, strict=True)}
    return counts
