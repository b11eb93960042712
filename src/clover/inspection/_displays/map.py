"""The units of a self-organizing map on their grid."""

import numpy as np
from sklearn.utils.validation import check_is_fitted

from clover._estimators.pipelines import last_step
from clover.clusterer import SOM
from clover.clusterer._som_grid import grid_edges, make_grid
from clover.inspection._displays.resampling_run import (
    check_fitted_to,
    copy_with_seed,
    is_fitted,
    read_rows,
)
from clover.inspection._displays.style import (
    COLORMAP,
    SIZE,
    make_axes,
    shorten,
    write_axis_labels,
)

# The longer side of a map in inches, and so many units whose hits are written.
SIDE, MAX_WRITTEN = 4.2, 240
# Backgrounds darker than this luminance have white texts.
DARKEST = 0.5
MAX_TICKS = 12


class MapDisplay:
    """The units of a self-organizing map on their grid.

    Each unit is a square, or a hexagon on a hexagonal grid, coloured by

    - the U-matrix: the mean distance of its weights to those of the adjacent units, so
      that borders between clusters are bright;
    - the hits: the number of rows that are nearest to it;
    - the plane of a feature: its weight for this feature; or
    - any values.

    Make it by :meth:`from_estimator`.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each unit in the order of their labels, in the columns `row` and
        `column` of the grid, `x` and `y` in the plane, `distance`, the mean distance to
        the adjacent units, and `hits`.

    weights : array-like of shape (n_units, n_features)
        The weights of the units.

    feature_names : sequence of str
        The names of the features.

    topology : {'rectangular', 'hexagonal'}, default='rectangular'
        The topology of the grid.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    colorbar_ : matplotlib.colorbar.Colorbar
        What the colours stand for.

    See Also
    --------
    clover.clusterer.SOM : The map.
    ResamplingDisplay : Neighbouring units in the plane of the rows.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from clover.clusterer import SOM
    >>> from clover.inspection import MapDisplay
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> som = SOM(n_columns=5, n_rows=4, topology="hexagonal", random_state=0).fit(X)
    >>> display = MapDisplay.from_estimator(som, values="petal length (cm)")
    >>> display.frame.shape, int(display.frame["hits"].sum())
    ((20, 6), 150)
    """

    def __init__(self, frame, weights, feature_names, *, topology="rectangular"):
        self.frame = frame
        self.weights = weights
        self.feature_names = feature_names
        self.topology = topology

    @classmethod
    def from_estimator(cls, estimator, X=None, y=None, *, random_state=0, **params):
        """Draw a map.

        Parameters
        ----------
        estimator : estimator
            A :class:`~clover.clusterer.SOM`, a pipeline that ends in one, or a sampler
            whose clusterer is one of these. A fitted estimator is used as it is. Of one
            that is not fitted, a clone is fitted to the rows.

        X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features), \
                default=None
            The rows. A fitted estimator needs none.

        y : array-like of shape (n_samples,), default=None
            The classes, which only a sampler needs.

        random_state : int, RandomState instance or None, default=0
            The seed of a clone that has none of its own.

        **params : dict
            Parameters of :meth:`plot`.

        Returns
        -------
        display : MapDisplay
            The display.

        Raises
        ------
        ValueError
            If there is no map, or the estimator is not fitted and got no rows.

        Notes
        -----
        The weights of a map after scalers in a pipeline are shown in the units of the
        columns, if the steps have ``inverse_transform``, and else as the map has them.
        """
        clusterer = _find_clusterer(estimator, X, y, random_state)
        som = last_step(clusterer)
        if not isinstance(som, SOM):
            found = "no clusterer" if som is None else type(som).__name__
            raise ValueError(
                "`estimator` should be a SOM, or a sampler whose clusterer is one. "
                f"{type(last_step(estimator)).__name__} has {found}."
            )
        check_is_fitted(som)
        weights, names = _find_weights(clusterer, som)
        display = cls(_make_frame(som), weights, names, topology=som.topology)
        return display.plot(**params)

    def plot(self, ax=None, *, values="u-matrix", label=None):
        """Draw the units.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        values : {'u-matrix', 'hits'}, int, str or array-like of shape (n_units,), \
                default='u-matrix'
            What the colours show: the U-matrix, the hits, the plane of a feature by its
            position or name, or any values of the units.

        label : str, default=None
            What stands beside the colours. None says what they show.

        Returns
        -------
        display : MapDisplay
            The display itself.
        """
        numbers, name = self._find_values(values)
        x, y = self.frame["x"].to_numpy(), self.frame["y"].to_numpy()
        width, height = np.ptp(x) + 1, np.ptp(y) + 1
        inches = SIDE / max(width, height)
        size = max(width * inches, 1.5) + 1.6, max(height * inches, 1.2) + 0.7
        ax = make_axes(ax, *size)
        self.ax_, self.figure_ = ax, ax.figure
        units = self._draw_units(ax, numbers)
        # A map of few rows is wide, and a bar beside it would be short.
        where = "bottom" if width > 2.5 * height else "right"
        self.colorbar_ = ax.figure.colorbar(units, ax=ax, location=where)
        text = name if label is None else label
        self.colorbar_.set_label(text, size=SIZE + 1, parse_math=False)
        self.colorbar_.ax.tick_params(labelsize=SIZE)
        if isinstance(values, str) and values == "hits" and len(x) <= MAX_WRITTEN:
            self._write_hits(ax, units)
        write_axis_labels(ax, "column of the map", "row of the map")
        _tick(ax.xaxis, self.frame["column"], self.frame["column"])
        _tick(ax.yaxis, self.frame["row"], self.frame["y"])
        return self

    def _find_values(self, values):
        """Return a number for each unit, and what the numbers are."""
        if isinstance(values, str) and values == "u-matrix":
            return self.frame["distance"].to_numpy(), "distance to adjacent units"
        if isinstance(values, str) and values == "hits":
            return self.frame["hits"].to_numpy(), "rows"
        if isinstance(values, str | int | np.integer):
            j = self._find_feature(values)
            return np.asarray(self.weights)[:, j], shorten(self.feature_names[j])
        numbers = np.asarray(values, dtype=float)
        if numbers.shape != (len(self.frame),):
            raise ValueError(
                f"`values` should hold a number for each of the {len(self.frame)} "
                f"units. Got shape {numbers.shape}."
            )
        return numbers, "value"

    def _find_feature(self, feature):
        names = list(self.feature_names)
        if isinstance(feature, str) and feature in names:
            return names.index(feature)
        is_position = not isinstance(feature, str | bool)
        if is_position and 0 <= feature < len(names):
            return feature
        raise ValueError(
            "`values` should be 'u-matrix', 'hits', a number for each unit, or a "
            f"feature, by position below {len(names)} or by name, such as "
            f"{names[0]!r}. Got {feature!r}."
        )

    def _draw_units(self, ax, numbers):
        from matplotlib.collections import PolyCollection

        places = self.frame[["x", "y"]].to_numpy()
        corners = _corners(self.topology)
        units = PolyCollection(
            places[:, None] + corners,
            array=np.ma.masked_invalid(numbers),
            cmap=COLORMAP,
            edgecolors="w",
            linewidths=0.4,
        )
        ax.add_collection(units)
        low, high = corners.min(axis=0), corners.max(axis=0)
        (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
        ax.set(
            xlim=(left + low[0], right + high[0]),
            # The first row stands above.
            ylim=(bottom + high[1], top + low[1]),
            aspect="equal",
        )
        ax.spines[:].set_visible(False)
        return units

    def _write_hits(self, ax, units):
        """Write the number of rows in each unit that has some."""
        colors = units.to_rgba(self.frame["hits"].to_numpy())[:, :3]
        is_dark = colors @ [0.2126, 0.7152, 0.0722] < DARKEST
        for unit, dark in zip(self.frame.itertuples(), is_dark, strict=True):
            if unit.hits:
                color = "w" if dark else "k"
                style = {"size": SIZE - 1, "ha": "center", "va": "center"}
                ax.text(unit.x, unit.y, f"{unit.hits}", color=color, **style)


def _corners(topology):
    """Return the corners of a unit around its place."""
    if topology == "rectangular":
        return 0.5 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    angles = np.pi / 6 + np.pi / 3 * np.arange(6)
    return np.column_stack((np.cos(angles), np.sin(angles))) / np.sqrt(3)


def _tick(axis, names, places):
    """Number the rows or the columns of the map, or some of them."""
    numbers, first = np.unique(names.to_numpy(), return_index=True)
    step = -(-numbers.size // MAX_TICKS)
    axis.set_ticks(places.to_numpy()[first][::step], numbers[::step])


def _find_clusterer(estimator, X, y, random_state):
    """Return the fitted clusterer of an estimator, or the estimator if it is one."""
    is_sampler = hasattr(estimator, "fit_resample")
    if not is_sampler:
        if hasattr(last_step(estimator), "labels_"):
            return estimator
        return _fit_clone(estimator, random_state, X)
    sampler = last_step(estimator)
    if not is_fitted(sampler):
        if X is not None and y is not None:
            read_rows(X, y)
        sampler = last_step(_fit_clone(estimator, random_state, X, y))
    elif X is not None and y is not None and sampler is estimator:
        check_fitted_to(sampler, *read_rows(X, y))
    clusterer = getattr(sampler, "clusterer_", None)
    if isinstance(clusterer, dict):
        raise ValueError(
            "This sampler has a map for each class. Give one of them, "
            f"`sampler.clusterer_[{next(iter(clusterer), None)!r}]`."
        )
    return clusterer


def _fit_clone(estimator, random_state, *rows):
    if any(piece is None for piece in rows):
        names = "`X` and `y`" if len(rows) > 1 else "`X`"
        raise ValueError(
            f"This {type(last_step(estimator)).__name__} is not fitted. Fit it, or "
            f"give {names}."
        )
    if not hasattr(estimator, "fit"):
        raise ValueError(
            "`estimator` should be a SOM, or a sampler whose clusterer is one. "
            f"Got {estimator!r}."
        )
    copy = copy_with_seed(estimator, random_state)
    is_pipeline = last_step(copy) is not copy
    if is_pipeline and hasattr(copy, "fit_resample"):
        copy.fit_resample(*rows)
    else:
        copy.fit(*rows)
    return copy


def _find_weights(clusterer, som):
    """Return the weights, in the units of the columns if possible, and their names."""
    weights, names = som.weights_, getattr(som, "feature_names_in_", None)
    if clusterer is not som:
        first_steps = clusterer[:-1]
        if hasattr(first_steps, "inverse_transform"):
            weights = first_steps.inverse_transform(weights)
            names = getattr(first_steps, "feature_names_in_", None)
        elif all(hasattr(s, "get_feature_names_out") for _, s in first_steps.steps):
            names = first_steps.get_feature_names_out()
    if names is None:
        names = [f"column {j}" for j in range(weights.shape[1])]
    return np.asarray(weights), list(names)


def _make_frame(som):
    """Return a row for each unit."""
    import pandas as pd

    shape = som.n_rows_, som.n_columns_
    grid = make_grid(*shape, som.topology, som.toroidal)
    row, column = np.divmod(np.arange(len(grid.coordinates)), som.n_columns_)
    return pd.DataFrame(
        {
            "row": row,
            "column": column,
            "x": grid.coordinates[:, 0],
            "y": grid.coordinates[:, 1],
            "distance": _mean_distances(som),
            "hits": np.bincount(som.labels_, minlength=row.size),
        }
    )


def _mean_distances(som):
    """Return the mean distance of each unit to its adjacent units; NaN without any."""
    edges = grid_edges(som.n_rows_, som.n_columns_, som.topology, som.toroidal)
    weights = np.asarray(som.weights_, dtype=float)
    scale = np.abs(weights).max() or 1.0
    weights = weights / scale
    lengths = scale * np.linalg.norm(
        weights[edges[:, 0]] - weights[edges[:, 1]], axis=1
    )
    n_units = len(weights)
    totals, counts = (
        np.bincount(edges.ravel(), weights=values, minlength=n_units)
        for values in (np.repeat(lengths, 2), np.ones(edges.size))
    )
    return np.divide(totals, counts, out=np.full(n_units, np.nan), where=counts > 0)
