"""Rows of numbers and categories: Geometric SMOTE by itself, and in a cluster space.

The numbers of a new row are made as by an oversampler of numbers. Its categories are
the most frequent ones among the neighbours of its base row.
"""

from dataclasses import replace

import numpy as np

from clover._numerics.indicators import encode_categories
from clover.over_sampling._generation.base_rows import draw_base_rows
from clover.over_sampling._generation.blocks import NewRows, Parents
from clover.over_sampling._generation.gathered import Gathered
from clover.over_sampling._generation.geometric import draw_surface_points, fill_balls
from clover.over_sampling._generation.many_cells import draw_partners, find_neighbors
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._kernels.categories import elect_categories, median_std
from clover.over_sampling._kernels.segments import interpolate


def encode_mixed(numbers, codes):
    """Return numbers as `SearchedRows`, with the distances of SMOTENC as their space.

    A difference of two categories counts as the median standard deviation of the
    numbers in the class. `numbers` and `codes` are pairs: for the rows of the class,
    and for those of all other classes.
    """
    weight = median_std(numbers[0]) / np.sqrt(2)
    n_categories = np.vstack(codes).max(axis=0) + 1
    return [
        SearchedRows(X, encode_categories(X, of_rows, n_categories, weight))
        for X, of_rows in zip(numbers, codes, strict=True)
    ]


def geometric_with_categories(oversampler, rows, others, codes, n_new, rng):
    """Make rows of a class that hold numbers and categories.

    The numbers of a new row come from a ball, its categories from a vote of the
    center's neighbours. `rows` and `others` are the numbers of the class and of all
    others, as `SearchedRows`, `codes` the categories of the class.

    Returns the numbers of the new rows, their `Parents`, and for each new category, of
    shape (n_new, n_categorical), the row of the class that it is taken from.
    """
    gathered, new = Gathered.of_class(rows, others, n_new), NewRows(rows.X, n_new)
    draw = draw_base_rows(gathered, rng)
    points = draw_surface_points(oversampler, gathered, draw, rng, with_neighbors=True)
    fill_balls(oversampler, gathered, draw.base, points, rng, new.write, n_jobs=None)
    donors = _elect(codes, points.neighbors, draw.base, rng)
    return new.X, points.parents(draw.base), donors


def smote_with_categories(oversampler, rows, others, codes, n_new, rng):
    """Make rows as `geometric_with_categories` does, with numbers from segments."""
    gathered = Gathered.of_class(rows, others, n_new)
    draw = draw_base_rows(gathered, rng)
    neighbors = find_neighbors(oversampler, gathered, draw, gathered.is_inside)
    partner = draw_partners(neighbors, gathered, draw, rng)
    gaps = rng.uniform(size=draw.base.size)
    X_new = interpolate(rows.X[draw.base], rows.X[partner], gaps)
    donors = _elect(codes, neighbors, draw.base, rng)
    return X_new, Parents(draw.base, partner), donors


def _elect(codes, neighbors, base, rng):
    """Return, for each new category, the row of the class that it is taken from."""
    voters, of_new = np.unique(base, return_inverse=True)
    return elect_categories(codes, neighbors.table(voters), of_new, rng)


def mixed_geometric_alone(oversampler, rows, others, n_new, rng):
    """Make coded rows of one class by Geometric SMOTE; a single row is repeated."""
    make = geometric_with_categories
    return _make_coded(make, oversampler, rows, others, n_new, rng)


def mixed_smote_alone(oversampler, rows, others, n_new, rng):
    """Make coded rows of one class as SMOTENC does; a single row is repeated."""
    make = smote_with_categories
    return _make_coded(make, oversampler, rows, others, n_new, rng)


def _make_coded(make, oversampler, rows, others, n_new, rng):
    """Make rows with codes in the columns of categories."""
    if rows.X.shape[0] == 1:
        return None, Parents(np.zeros(n_new, dtype=np.intp))
    categorical = np.asarray(oversampler.categorical_features, dtype=int)
    numeric = np.setdiff1d(np.arange(rows.X.shape[1]), categorical)
    numbers = (replace(given, X=given.X[:, numeric]) for given in (rows, others))
    codes = rows.X[:, categorical]
    X_numbers, parents, donors = make(oversampler, *numbers, codes, n_new, rng)
    X_new = np.empty((n_new, rows.X.shape[1]), dtype=rows.X.dtype)
    X_new[:, numeric] = X_numbers
    X_new[:, categorical] = np.take_along_axis(codes, donors, axis=0)
    return X_new, parents
