"""The output: the given rows and then the new ones, in the container of the user."""

import numpy as np
from scipy import sparse

from clover._rows.containers import take_rows
from clover._rows.encoding import first_positions
from clover._rows.frames import is_frame
from clover._rows.origins import Origins
from clover.over_sampling._generation.blocks import NewRows, repeat_for_rows


class Output:
    """The given rows and room for the new ones.

    `source` are the given rows as the oversampler got them.

    Attributes
    ----------
    new : NewRows or None
        Room for the new rows; ``None`` if they are no numbers or only repeated.
    """

    def __init__(self, container, source, n_new):
        self._container, self._X, self._coding = container, source.X, source.coding
        X = source.X
        self._all = self.new = None
        if not sparse.issparse(X) and not _holds_numbers(X):
            return
        room = None
        is_array = isinstance(container.X, np.ndarray) and not container.is_list
        if is_array and container.X.dtype == X.dtype and source.coding is None:
            # One array for all rows: joining two arrays would copy both.
            n_samples = container.n_samples
            self._all = np.empty((n_samples + n_new, X.shape[1]), dtype=X.dtype)
            room = self._all[n_samples:]
        self.new = NewRows(X, n_new, room)

    def finish(self, cells, blocks):
        """Return the given rows and then the new ones, in the container of the user."""
        container = self._container
        if all(block.is_copy for block in blocks):
            base = [block.parents.base for block in blocks]
            return container.take(
                np.concatenate((np.arange(container.n_samples), *base))
            )
        is_written = self.new is not None and self.new.is_written
        X_new = self.new.X if is_written else self._write(blocks)
        if self._coding is not None:
            X_new = self._coding.decode(X_new)
        if self._all is None:
            return container.append(X_new, find_origins(cells, blocks))
        self._all[: container.n_samples] = container.X
        return self._all

    def _write(self, blocks):
        """Write the rows of all blocks and return them."""
        pieces = [
            take_rows(self._X, block.parents.base) if block.X is None else block.X
            for block in blocks
        ]
        if self.new is None:
            return _stack(pieces, self._X)
        start = 0
        for piece in pieces:
            stop = start + piece.shape[0]
            if not sparse.issparse(self._X):
                piece = np.asarray(piece)
            self.new.write(slice(start, stop), piece)
            start = stop
        return self.new.X


def _holds_numbers(X):
    return isinstance(X, np.ndarray) and X.dtype.kind == "f" and X.shape[1] > 0


def _stack(pieces, rows):
    """Stack pieces that are data frames, or hold something else than numbers."""
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
    return np.concatenate(pieces)


def find_origins(cells, blocks):
    """Return the `Origins` of the rows of some blocks."""
    codes, is_copy = repeat_for_rows(
        blocks,
        [block.code for block in blocks],
        [block.is_copy for block in blocks],
    )
    base = np.concatenate([block.parents.base for block in blocks])
    return Origins(cells.class_codes, codes, np.where(is_copy > 0, base, -1))


def find_donors(cells, blocks):
    """Return a given row of the same class for each new row."""
    first_rows = first_positions(cells.class_codes, cells.classes.size)
    (codes,) = repeat_for_rows(blocks, [block.code for block in blocks])
    return first_rows[codes]
