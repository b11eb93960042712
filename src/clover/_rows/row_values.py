"""Checks of what a part says about each row: masks, weights and scores."""

from contextlib import suppress

import numpy as np


def check_row_mask(mask, n_samples, what):
    """Return a mask of rows as an array; `what` names the mask in the error."""
    mask = np.asarray(mask)
    if mask.shape != (n_samples,) or mask.dtype != bool:
        raise ValueError(
            f"{what} should be booleans of shape ({n_samples},), one for each row. "
            f"Got {mask.dtype} of shape {mask.shape}."
        )
    return mask


def check_row_weights(weights, n_samples, what):
    """Return weights or scores of rows as floats; `what` names them in the error."""
    weights = np.asarray(weights)
    if weights.dtype == object:
        # Columns of pandas' nullable numbers become arrays of objects.
        with suppress(TypeError, ValueError):
            weights = weights.astype(np.float64)
    if weights.shape != (n_samples,) or weights.dtype.kind not in "biuf":
        raise ValueError(
            f"{what} should be numbers of shape ({n_samples},), one for each row. "
            f"Got {weights.dtype} of shape {weights.shape}."
        )
    weights = weights.astype(np.float64)
    wrong = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if wrong.size:
        raise ValueError(
            f"{what} should be finite and not negative. Got {weights[wrong[0]]} for "
            f"row {wrong[0]}, and {wrong.size} such in all."
        )
    return weights
