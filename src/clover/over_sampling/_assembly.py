"""Assembly: the new rows behind the old ones, and the account of them."""

import numpy as np
from scipy import sparse

from clover._compat import safe_indexing
from clover._rows.cells import count_largest
from clover._rows.dtypes import cast_numbers
from clover._rows.encoding import first_positions
from clover._rows.frames import is_frame
from clover.over_sampling._report import ClusterReport, Provenance


class Output:
    """The rows that were given and room for the new ones.

    Parameters
    ----------
    container : Container
        The rows that were given.

    rows : {ndarray, sparse matrix, dataframe} or None
        The rows as the oversampler got them; ``None`` if it only repeats them.

    n_new : int
        Number of rows to make.

    Attributes
    ----------
    new : ndarray of shape (n_new, n_features) or None
        Room for the new rows; ``None`` if they cannot be written one by one.
    """

    def __init__(self, container, rows, n_new):
        self._container = container
        self._rows = rows
        self._all = self.new = None
        if not (isinstance(rows, np.ndarray) and rows.dtype.kind in "biuf"):
            return
        shape = container.n_samples + n_new, rows.shape[1]
        if isinstance(container.X, np.ndarray) and container.X.dtype == rows.dtype:
            # Allocated once, so that nothing of this size is copied twice.
            self._all = np.empty(shape, dtype=rows.dtype)
            self.new = self._all[container.n_samples :]
        else:
            self.new = np.empty((n_new, shape[1]), dtype=rows.dtype)

    def finish(self, blocks, X_new):
        """Return the rows that were given and then the new ones, in their container.

        Parameters
        ----------
        blocks : list of Block
            The new rows.

        X_new : {ndarray, sparse matrix} of shape (n_new, n_features) or None
            The new rows of all blocks, where these hold none themselves.
        """
        container = self._container
        if X_new is None and all(block.X is None for block in blocks):
            base = [block.base for block in blocks]
            return container.take(
                np.concatenate((np.arange(container.n_samples), *base))
            )
        if X_new is None:
            X_new = self._stack(blocks)
        if self._all is None:
            return container.append(X_new)
        self._all[: container.n_samples] = container.X
        return self._all.tolist() if container.is_list else self._all

    def _stack(self, blocks):
        pieces = [
            safe_indexing(self._rows, block.base) if block.X is None else block.X
            for block in blocks
        ]
        if self.new is None:
            return _stack(pieces, self._rows)
        start = 0
        for piece in pieces:
            stop = start + piece.shape[0]
            self.new[start:stop] = cast_numbers(np.asarray(piece), self.new.dtype)
            start = stop
        return self.new


def _stack(pieces, rows):
    """Stack rows that are data frames, sparse, or hold something else than numbers."""
    if is_frame(rows, "pandas"):
        import pandas as pd

        frames = [
            piece if is_frame(piece, "pandas") else pd.DataFrame(piece)
            for piece in pieces
        ]
        return pd.concat(
            [frame.set_axis(rows.columns, axis=1) for frame in frames],
            ignore_index=True,
        )
    if sparse.issparse(pieces[0]):
        return sparse.vstack(pieces, format="csr")
    return np.concatenate(pieces)


def find_donors(cells, blocks):
    """Return, for each new row, a row that was given of the same class."""
    first_rows = first_positions(cells.class_codes, cells.classes.size)
    codes = np.array([block.code for block in blocks], dtype=int)
    return np.repeat(first_rows[codes], [block.base.size for block in blocks])


def make_provenance(cells, blocks):
    """Return where each new row came from.

    Parameters
    ----------
    cells : Cells
        The rows by cluster and class.

    blocks : list of Block
        The new rows.

    Returns
    -------
    provenance : Provenance
        The account, one entry a new row.
    """
    clusters = np.array([block.cluster for block in blocks], dtype=int)
    others = np.array([block.other for block in blocks], dtype=int)
    sizes = [block.base.size for block in blocks]
    return Provenance(
        cluster=np.repeat(cells.clusters[clusters], sizes),
        other_cluster=np.repeat(_other_labels(cells, others), sizes),
        base=np.concatenate(
            (np.empty(0, dtype=int), *(block.base for block in blocks))
        ),
    )


def _other_labels(cells, others):
    return np.where(others < 0, -1, cells.clusters[others])


def make_report(cells, class_codes, proportions, blocks, distributor):
    """Return what happened in every cluster to every targeted class.

    Parameters
    ----------
    cells : Cells
        The rows by cluster and class.

    class_codes : ndarray of int
        Positions of the targeted classes.

    proportions : Proportions
        What the distributor gave.

    blocks : list of Block
        The new rows.

    distributor : estimator
        The fitted distributor; its ``reasons_`` and ``clusters_log_density_`` are
        quoted where it has them.

    Returns
    -------
    report : ClusterReport
        The account, class by class: one entry a cluster, and one a pair of clusters
        between which rows are to be made.
    """
    clusters, others, codes, proportion = _list_entries(cells, class_codes, proportions)
    in_other = np.where(others < 0, 0, cells.counts[others, codes])
    n_rows = cells.counts[clusters, codes] + in_other
    n_largest, n_tied = count_largest(cells.counts)
    n_largest = n_largest[clusters] + np.where(others < 0, 0, n_largest[others])
    names = list(
        zip(
            cells.clusters[clusters].tolist(),
            cells.classes[codes].tolist(),
            strict=True,
        )
    )
    selected = _find_selected(distributor, names, proportion)
    reasons = getattr(distributor, "reasons_", {})
    log_densities = getattr(distributor, "clusters_log_density_", {})
    made = _sum_blocks(blocks)
    keys = zip(clusters.tolist(), others.tolist(), codes.tolist(), strict=True)
    n_new_rows, n_neighbors, made_by = (
        np.array([made.get(key, (0, 0, "")) for key in keys], dtype=object)
        .reshape(-1, 3)
        .T
    )
    return ClusterReport(
        cluster=cells.clusters[clusters],
        other_cluster=_other_labels(cells, others),
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
        reason=np.array(
            [
                _explain(reasons, *entry)
                for entry in zip(names, n_rows, selected, strict=True)
            ],
            dtype=object,
        ),
        log_density=np.where(
            others < 0, [log_densities.get(name, np.nan) for name in names], np.nan
        ),
        proportion=proportion,
        n_new_rows=n_new_rows.astype(int),
        n_neighbors=n_neighbors.astype(int),
        made_by=made_by,
    )


def _list_entries(cells, class_codes, proportions):
    """Return cluster, other cluster, class and proportion of each entry, as arrays."""
    all_clusters = np.arange(cells.clusters.size)
    entries = []
    for code in class_codes:
        used = np.flatnonzero(proportions.between[:, code])
        pairs = proportions.pairs[used]
        entries.append(
            (
                np.concatenate((all_clusters, pairs[:, 0])),
                np.concatenate((np.full(all_clusters.size, -1), pairs[:, 1])),
                np.full(all_clusters.size + used.size, code),
                np.concatenate(
                    (proportions.inside[:, code], proportions.between[used, code])
                ),
            )
        )
    if not entries:
        nothing = np.empty(0, dtype=int)
        return nothing, nothing, nothing, np.empty(0)
    return tuple(np.concatenate(column) for column in zip(*entries, strict=True))


def _find_selected(distributor, names, proportion):
    """Return which entries were selected, also where their share vanishes."""
    told = frozenset(getattr(distributor, "filtered_clusters_", ()))
    return (proportion > 0) | np.array([name in told for name in names], dtype=bool)


def _explain(reasons, name, n_rows, selected):
    if selected:
        return ""
    if n_rows == 0:
        return "no rows of the class"
    return reasons.get(name, "not selected by the distributor")


def _sum_blocks(blocks):
    """Return rows made, neighbours used and makers of each (cluster, other, class)."""
    made = {}
    for block in blocks:
        key = block.cluster, block.other, block.code
        n_new_rows, n_neighbors, makers = made.get(key, (0, 0, ""))
        made[key] = (
            n_new_rows + block.base.size,
            max(n_neighbors, block.n_neighbors),
            f"{makers} + {block.made_by}" if makers else block.made_by,
        )
    return made
