"""Dask arrays, of which blocks of rows are the partitions."""

import math
from dataclasses import dataclass

import numpy as np

from clover.scale._core.columns import Columns
from clover.scale._dask.frames import FramePartition, Frames, schema_of
from clover.scale._dask.samples import sample_lengths, weigh_frame

TARGET = "y"


@dataclass(frozen=True, eq=False)
class Arrays(Frames):
    """Dask arrays, on which the passes are run as on a data frame.

    Attributes
    ----------
    X, y : dask.array.Array
        The arrays, with the same blocks of rows.

    meta : pandas.DataFrame
        A data frame without rows, of the columns of X and of y.
    """

    X: object
    y: object
    meta: object

    @classmethod
    def open(cls, X, y, ignored=()):
        """Return arrays, checked."""
        if len(list(ignored)):
            raise ValueError(
                "`ignored_columns` is for data frames. Leave the columns of arrays out "
                f"of `X`. Got {ignored!r}."
            )
        _check_dimensions(X, y)
        X = X.rechunk({1: -1})
        if X.chunks[0] != y.chunks[0] and not _are_unknown(X, y):
            y = y.rechunk({0: X.chunks[0]})
        if len(X.chunks[0]) != len(y.chunks[0]):
            raise ValueError(
                f"`X` has {len(X.chunks[0])} blocks of rows of unknown length, and `y` "
                f"{len(y.chunks[0])}. Use `compute_chunk_sizes()` of both."
            )
        meta = _join(np.empty((0, X.shape[1]), X.dtype), np.empty(0, y.dtype))
        return cls(None, Columns.of(schema_of(meta), TARGET), X, y, meta)

    def partitions(self, names=None):
        """Return the partitions, always of all columns."""
        schema = self.columns.schema
        return [
            FramePartition(number, frame, schema)
            for number, frame in enumerate(self._frames())
        ]

    def _frames(self):
        import dask

        join = dask.delayed(_join, pure=False)
        blocks = zip(
            self.X.to_delayed().ravel(), self.y.to_delayed().ravel(), strict=True
        )
        return [join(*of_both) for of_both in blocks]

    def append(self, samples, plan, casting):
        """Return the arrays with the rows of samples, and perhaps all weights."""
        lengths = sample_lengths(plan)
        features = plan.features
        X_new = _stack(samples, features, self.X.dtype, lengths)
        y_new = _stack(samples, TARGET, self.y.dtype, lengths)
        resampled = _concatenate([self.X, *X_new]), _concatenate([self.y, *y_new])
        if plan.weight_column is None:
            return resampled
        import dask

        weigh = dask.delayed(weigh_frame, pure=False)
        frames = [*(weigh(frame, casting) for frame in self._frames()), *samples]
        lengths = [*self.X.chunks[0], *lengths]
        weights = _stack(frames, plan.weight_column, np.float64, lengths)
        return *resampled, _concatenate(weights)


def _check_dimensions(X, y):
    if X.ndim != 2 or y.ndim != 1:
        raise ValueError(
            "`X` should have two dimensions and `y` one. Got "
            f"{X.ndim} and {y.ndim} dimensions."
        )
    if not _are_unknown(X, y) and X.shape[0] != y.shape[0]:
        raise ValueError(
            f"`X` and `y` should have as many rows. Got {X.shape[0]} and {y.shape[0]}."
        )


def _are_unknown(X, y):
    return any(map(math.isnan, (*X.chunks[0], *y.chunks[0])))


def _join(X, y):
    import pandas as pd

    frame = pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])
    return frame.assign(**{TARGET: y})


def _stack(frames, names, dtype, lengths):
    """Return some columns of data frames as arrays."""
    import dask
    import dask.array as da

    take = dask.delayed(_take, pure=False)
    width = (len(names),) if isinstance(names, list) else ()
    return [
        da.from_delayed(take(frame, names, dtype), (length, *width), dtype=dtype)
        for frame, length in zip(frames, lengths, strict=True)
    ]


def _concatenate(blocks):
    import dask.array as da

    return da.concatenate(blocks, allow_unknown_chunksizes=True)


def _take(frame, names, dtype):
    return frame[names].to_numpy(dtype=dtype)
