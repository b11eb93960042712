"""Coordinates of drawings."""

import numpy as np


class Scale:
    """A linear scale from values to coordinates.

    Values that are not finite, or all equal, lie in the middle.
    """

    def __init__(self, values, start, end):
        values = np.asarray(values, dtype=np.float64)
        self.low = float(values.min()) if values.size else 0.0
        self.high = float(values.max()) if values.size else 0.0
        self.start, self.end = start, end

    def __call__(self, values):
        values = np.asarray(values, dtype=np.float64)
        # Halves: the difference of the largest and the smallest float overflows.
        extent = self.high / 2 - self.low / 2
        if not extent > 0:
            return np.full(values.shape, (self.start + self.end) / 2)
        shares = (values / 2 - self.low / 2) / extent
        return self.start + shares * (self.end - self.start)


def find_ticks(low, high, n_ticks=4):
    """Return round numbers between two numbers."""
    extent = high - low
    if not (np.isfinite(extent) and extent > 0):
        return [low]
    step = 10.0 ** np.floor(np.log10(extent / n_ticks))
    for factor in (1, 2, 5, 10):
        if extent / (step * factor) <= n_ticks:
            step *= factor
            break
    ticks = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return [float(f"{tick:.10g}") for tick in ticks]
