"""The row mask and the row weights of a distributor, applied to the cells."""

import numpy as np

from clover._rows.cells import UsableCells
from clover._rows.row_values import check_row_mask, check_row_weights


def apply_row_use(cells, proportions, distributor, traits):
    """Return the cells without masked rows, and with the weights of the others.

    A fitted distributor may have ``row_mask_``, which rows may be used to make rows of
    their class, and ``row_weights_``, how often each row is used in proportion to the
    other rows of its cell.
    """
    name = type(distributor).__name__
    n_samples = cells.class_codes.size
    mask = getattr(distributor, "row_mask_", None)
    weights = getattr(distributor, "row_weights_", None)
    if mask is not None:
        mask = check_row_mask(mask, n_samples, f"`row_mask_` of {name}")
        # The only row of a class is used in any case.
        mask = mask | cells.single_classes[cells.class_codes]
    if weights is not None:
        weights = check_row_weights(weights, n_samples, f"`row_weights_` of {name}")
    if weights is None and (mask is None or mask.all()):
        return cells
    usable = UsableCells.from_cells(cells, mask, weights)
    used = _find_used_cells(proportions)
    _check_used_cells(usable, used, name)
    if weights is None or traits.follows_weights:
        return usable
    if not all(_is_constant(weights[usable.rows(*cell)]) for cell in used):
        raise ValueError(
            f"`row_weights_` of {name} are not the same for all rows of a cell, and "
            f"how often {traits.name} uses a row cannot be told to it. "
            "SMOTE, SimplicialSMOTE, GeometricSMOTE of numbers and RandomOverSampler "
            "without shrinkage can use rows by their weights."
        )
    return cells if mask is None else UsableCells.from_cells(cells, mask, None)


def _find_used_cells(proportions):
    """Return the cells that get rows, as (cluster, class) positions."""
    is_used = proportions.inside > 0
    for pair, code in np.argwhere(proportions.between > 0):
        is_used[proportions.pairs[pair], code] = True
    return np.argwhere(is_used).tolist()


def _check_used_cells(cells, used, name):
    names = [cells.name(*cell) for cell in used if cells.counts[tuple(cell)] == 0]
    if names:
        raise ValueError(
            f"`row_mask_` of {name} masks all rows of cells to which it gave rows to "
            f"make. Got (cluster, class) {names}."
        )


def _is_constant(values):
    return (values == values[0]).all()
