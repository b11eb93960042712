"""Assembly: the new rows behind the old ones, and the account of them."""

import numpy as np
from scipy import sparse

from clover._compat import safe_indexing
from clover._rows.dtypes import cast_numbers
from clover._rows.encoding import first_positions
from clover._rows.frames import is_frame


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
