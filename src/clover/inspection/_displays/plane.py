"""The plane in which rows are drawn."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.decomposition import PCA

from clover._estimators.seeds import N_SEEDS
from clover._rows.categorical_columns import code_column, sort_levels
from clover._rows.containers import Container
from clover.clusterer import transform_to_cluster_space
from clover.inspection._displays.number_columns import (
    densify,
    fill_missing,
    read_numbers,
)
from clover.inspection._displays.style import shorten
from clover.inspection._space import Columns, Encoded, Space

# Categories are spread to either side by so much, and named if they are so few.
SPREAD, MAX_TICKS = 0.25, 25


@dataclass(frozen=True, eq=False)
class Axis:
    """The label of an axis, and the names of categories by their positions."""

    label: str
    ticks: tuple = ()


@dataclass(frozen=True, eq=False)
class Plane:
    """Points of rows in the plane, and its two axes."""

    points: np.ndarray
    x: Axis
    y: Axis


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to draw: some that were given, and then some that were made.

    Attributes
    ----------
    given, made : Container
        The rows.

    given_codes, made_codes : ndarray of shape (n_given,), (n_made,)
        The codes of their classes.

    n_fitted : int
        The number of given rows to which a projection is fitted, which are the first.

    classes : ndarray of shape (n_classes,)
        The classes.
    """

    given: Container
    made: Container
    given_codes: np.ndarray
    made_codes: np.ndarray
    n_fitted: int
    classes: np.ndarray

    @property
    def pieces(self):
        """The given rows and the samples."""
        return self.given, self.made

    @property
    def codes(self):
        """The codes of the classes of all rows."""
        return np.append(self.given_codes, self.made_codes)


def project(run, rows, projection, rng):
    """Return the points of rows in the plane, as `Plane`.

    `projection` is a pair of columns, a transformer, a function or None; see
    `ResamplingDisplay`.
    """
    n_features = rows.given.X.shape[1]
    if projection is None and n_features == 2:
        projection = (0, 1)
    if projection is None and n_features == 1:
        return _lay_in_strips(run, rows, rng)
    if projection is None:
        return _project_to_components(run, rows, rng)
    if callable(projection):
        name = getattr(projection, "__name__", "projection")
        return _check_points(_apply(projection, rows), name)
    if hasattr(projection, "fit_transform") or hasattr(projection, "transform"):
        return _transform(projection, rows)
    return _take_columns(run, rows, projection, rng)


def _take_columns(run, rows, projection, rng):
    """Return the plane of two columns."""
    columns = _find_columns(rows.given, projection)
    found = [_read_column(rows, j, j in run.categorical, rng) for j in columns]
    (x, x_axis), (y, y_axis) = found
    return Plane(np.column_stack((x, y)), x_axis, y_axis)


def _find_columns(container, projection):
    rule = (
        "`projection` should be two columns, by position or name, a transformer to two "
        "columns, a function of the rows, or None"
    )
    if isinstance(projection, str) or not hasattr(projection, "__len__"):
        raise ValueError(f"{rule}. Got {projection!r}.")
    if len(projection) != 2:
        raise ValueError(f"{rule}. Got {len(projection)} columns.")
    names = list(container.X.columns) if container.is_frame else []
    given = [names.index(c) if c in names else c for c in projection]
    if any(isinstance(c, bool) or not isinstance(c, int | np.integer) for c in given):
        known = f"; the columns are {shorten(names, 200)}" if names else ""
        raise ValueError(f"{rule}. Got {list(projection)}{known}.")
    n_features = container.X.shape[1]
    if not all(0 <= c < n_features for c in given):
        raise ValueError(f"{rule}. Got {list(projection)}, and `X` has {n_features}.")
    return given


def name_column(container, j):
    """Return the name of a column, or its position if it has no name."""
    return shorten(container.X.columns[j]) if container.is_frame else f"column {j}"


def _read_column(rows, j, is_categorical, rng):
    """Return the values of a column, and its axis."""
    label = name_column(rows.given, j)
    if not is_categorical:
        values = [read_numbers(piece, [j]) for piece in rows.pieces]
        return np.concatenate([densify(v)[:, 0] for v in values]), Axis(label)
    coded = [code_column(piece, j) for piece in rows.pieces]
    levels = list(dict.fromkeys([value for _, found in coded for value in found]))
    levels = [levels[place] for place in sort_levels(levels)]
    place = {value: k for k, value in enumerate(levels)}
    values = [
        np.array([place[value] for value in found], dtype=float)[codes]
        for codes, found in coded
    ]
    values = np.concatenate(values)
    values += rng.uniform(-SPREAD, SPREAD, values.size)
    names = ["missing" if level is None else shorten(level, 16) for level in levels]
    return values, Axis(label, tuple(names) if len(names) <= MAX_TICKS else ())


def _lay_in_strips(run, rows, rng):
    """Return the plane of a single column, with a strip for each class."""
    x, axis = _read_column(rows, 0, 0 in run.categorical, rng)
    return Plane(*_add_strips(x, rows, rng), axis, _class_axis(rows))


def _add_strips(x, rows, rng):
    # The samples of a class lie above the given rows.
    is_made = np.repeat([0.0, 1.0], [rows.given_codes.size, rows.made_codes.size])
    y = rows.codes + rng.uniform(-0.15, 0.15, x.size) + 0.4 * is_made - 0.2
    return (np.column_stack((x, y)),)


def _class_axis(rows):
    names = [shorten(label, 16) for label in rows.classes.tolist()]
    return Axis("class", tuple(names) if len(names) <= MAX_TICKS else ())


def _project_to_components(run, rows, rng):
    """Return the plane of the first two principal components."""
    numbers, where = _cluster_space(run, rows), "the cluster space"
    if numbers is None:
        numbers, where = _common_space(run, rows), "the scaled columns"
    if numbers[0].shape[1] == 1:
        x = np.concatenate([densify(piece)[:, 0] for piece in numbers])
        return Plane(*_add_strips(x, rows, rng), Axis(where), _class_axis(rows))
    points, shares = _find_components(numbers, rows.n_fitted, rng)
    axes = [
        Axis(f"principal component {k + 1} of {where} ({share:.0%})")
        for k, share in enumerate(shares)
    ]
    return Plane(points, *axes)


def _find_components(numbers, n_fitted, rng):
    """Return the first two principal components, and their shares of the variance."""
    scale = max(np.abs(piece).max() if piece.size else 0 for piece in numbers) or 1.0
    numbers = [piece / scale for piece in numbers]
    fitted = numbers[0][:n_fitted]
    n_components = min(2, n_fitted)
    pca = PCA(n_components, random_state=int(rng.randint(N_SEEDS)))
    if sparse.issparse(fitted) and min(fitted.shape) <= 2:
        # Sparse matrices need more rows and columns than components.
        numbers, fitted = [densify(piece) for piece in numbers], fitted.toarray()
    with np.errstate(invalid="ignore", divide="ignore"):
        pca.fit(fitted)
    points = np.zeros((sum(piece.shape[0] for piece in numbers), 2))
    shares = np.zeros(2)
    pieces = [pca.transform(piece) for piece in numbers if piece.shape[0]]
    points[:, :n_components] = np.vstack(pieces) * scale
    shares[:n_components] = np.nan_to_num(pca.explained_variance_ratio_)
    return points, shares


def _cluster_space(run, rows):
    """Return the rows as the clusterer saw them; None without, or if not numbers."""
    if run.clusterer is None or run.is_transformed:
        return None
    pieces = [
        Container(transform_to_cluster_space(run.clusterer, piece.X))
        if piece.n_samples
        else None
        for piece in rows.pieces
    ]
    if not pieces[0].is_numeric:
        return None
    columns = np.arange(pieces[0].X.shape[1])
    first = read_numbers(pieces[0], columns)
    rest = first[:0] if pieces[1] is None else read_numbers(pieces[1], columns)
    return [fill_missing(piece, first) for piece in (first, rest)]


def _common_space(run, rows):
    """Return the rows as scaled numbers and marks of categories."""
    columns = [Columns.of(piece, run.categorical) for piece in rows.pieces]
    levels = [
        {value: k for k, value in enumerate(dict.fromkeys([*first, *second]))}
        for first, second in zip(*(some.levels for some in columns), strict=True)
    ]
    numeric = columns[0].numeric
    coding = Columns(np.empty(0, dtype=int), columns[0].categorical, levels)
    numbers = [read_numbers(piece, numeric) for piece in rows.pieces]
    encoded = [
        Encoded(fill_missing(some, numbers[0]), coding.encode(piece).codes)
        for some, piece in zip(numbers, rows.pieces, strict=True)
    ]
    space = Space.of(encoded[0], Columns(numeric, coding.categorical, levels))
    return [space.points(some) for some in encoded]


def _transform(projection, rows):
    """Return the plane of a transformer, fitted to the given rows."""
    name = type(projection).__name__
    fitted = rows.given.take(np.arange(rows.n_fitted))
    y = rows.classes[rows.given_codes[: rows.n_fitted]]
    projection = clone(projection)
    if hasattr(projection, "transform"):
        return _check_points(_apply(projection.fit(fitted, y).transform, rows), name)
    # Embeddings such as t-SNE know no other rows than those they are fitted to.
    numbers = np.vstack(
        [densify(read_numbers(p, range(p.X.shape[1]))) for p in rows.pieces]
    )
    return _check_points(projection.fit_transform(numbers), name)


def _apply(function, rows):
    pieces = [function(piece.X) for piece in rows.pieces if piece.n_samples]
    return np.vstack([densify(piece) for piece in pieces])


def _check_points(points, name):
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            "`projection` should give two columns, one an axis. "
            f"{shorten(name)} gave shape {points.shape}."
        )
    return Plane(points.astype(float), *(Axis(f"{shorten(name)} {k}") for k in (1, 2)))
