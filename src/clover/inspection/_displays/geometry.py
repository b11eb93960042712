"""The balls in which Geometric SMOTE makes rows."""

import numpy as np
from sklearn.utils import check_random_state

from clover.inspection._displays.ball_frame import (
    choose_samples,
    find_oversampler,
    make_frame,
    name_axes,
)
from clover.inspection._displays.balls import find_outline, place_outlines
from clover.inspection._displays.resampling_run import run_sampler
from clover.inspection._displays.shown_rows import check_max_points
from clover.inspection._displays.style import (
    BRIGHT,
    DARK,
    LIGHT,
    LINE,
    make_axes,
    write_axis_labels,
    write_legend,
)

WIDTH, HEIGHT = 5.6, 5.0
# The figure of half a ball is lower.
LOW = 4.0
# So many balls are drawn in the plane by default, and samples in one ball.
FEW, MANY = 40, 2_000
# Balls in the plane are flat lines if a column spreads so much wider than the other.
FLAT = 20
VIEWS = ("plane", "ball", "auto")


class GeometryDisplay:
    """The balls in which Geometric SMOTE makes rows.

    The ball of a sample has its base row in the center and reaches to its surface
    point. Truncation and deformation leave the part of the ball that is outlined. Rows
    with two columns are drawn as they are, unless one column spreads more than 20 times
    as wide as the other. Of rows with any number of columns, all
    balls are laid over each other: the base row lies at 0, the surface point at 1, and
    a sample where it lies along the line between them and at its distance from this
    line, in radii of its ball.

    Make it by :meth:`from_estimator`.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each sample that is drawn, in the columns

        - `class_label`, and `row`, its position in the output;
        - `base` and `partner`, positions in the input of the base row and of the
          surface point, and `is_other_class`, whether the latter is of another class;
        - `radius` of the ball, and `along` and `across`, the place in the ball;
        - with two columns also `base_x`, `base_y`, `surface_x`, `surface_y`, `x` and
          `y`.

    truncation_factor, deformation_factor : float
        The parameters of the oversampler.

    xlabel, ylabel : str, default=""
        The names of two columns.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    clover.over_sampling.GeometricSMOTE : The oversampler.
    ResamplingDisplay : The rows and the clusters.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.inspection import GeometryDisplay
    >>> from clover.over_sampling import GeometricSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = GeometricSMOTE(truncation_factor=1.0, random_state=0)
    >>> display = GeometryDisplay.from_estimator(sampler, X, y)
    >>> frame = display.frame
    >>> bool((frame["along"] >= 0).all() and (frame["across"] <= 1).all())
    True
    """

    def __init__(
        self, frame, truncation_factor, deformation_factor, *, xlabel="", ylabel=""
    ):
        self.frame = frame
        self.truncation_factor = truncation_factor
        self.deformation_factor = deformation_factor
        self.xlabel = xlabel
        self.ylabel = ylabel

    @classmethod
    def from_estimator(
        cls,
        sampler,
        X,
        y,
        *,
        resampled=None,
        max_points=None,
        random_state=0,
        **params,
    ):
        """Resample a data set and draw the balls.

        Parameters
        ----------
        sampler : estimator
            :class:`~clover.over_sampling.GeometricSMOTE`,
            :class:`~clover.over_sampling.ScaledGeometricSMOTE`, or a cluster sampler of
            clover with the former. It is cloned and never changed, unless `resampled`
            is given.

        X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features)
            The rows. Categorical columns are left out.

        y : array-like of shape (n_samples,)
            The classes.

        resampled : tuple, default=None
            The pair ``(X_resampled, y_resampled)`` that ``fit_resample`` of the fitted
            `sampler` returned; nothing is run then. None runs a clone of the sampler.

        max_points : int, default=None
            Largest number of samples that are drawn, at random if there are more. None
            is 40 in the plane, where balls would hide each other, and else 2,000.

        random_state : int, RandomState instance or None, default=0
            The seed of the draw of samples, and of the sampler where it has none of its
            own.

        **params : dict
            Parameters of :meth:`plot`.

        Returns
        -------
        display : GeometryDisplay
            The display.

        Raises
        ------
        ValueError
            If the sampler is not Geometric SMOTE, made no row from two others, or was
            fitted to other rows.

        Notes
        -----
        With ``search_space='clusters'``, as in
        :class:`~clover.over_sampling.ScaledGeometricSMOTE`, balls are round in the
        units of the cluster space, and the columns are drawn in these units. Integers
        and booleans are rounded after they are drawn from the ball, so that some
        samples may lie outside.
        """
        if max_points is not None:
            check_max_points(max_points)
        rng = check_random_state(random_state)
        run = run_sampler(sampler, X, y, resampled, rng)
        oversampler = find_oversampler(run.sampler)
        n_features = run.given.X.shape[1]
        columns = np.setdiff1d(np.arange(n_features), run.categorical)
        chosen = choose_samples(run, max_points or MANY, rng)
        frame = make_frame(run, columns, chosen)
        if max_points is None and _suits_plane(frame):
            frame = make_frame(run, columns, choose_samples(run, FEW, rng))
        names = name_axes(run, columns) if len(columns) == 2 else ("", "")
        display = cls(
            frame,
            oversampler.truncation_factor,
            oversampler.deformation_factor,
            xlabel=names[0],
            ylabel=names[1],
        )
        return display.plot(**params)

    def plot(self, ax=None, *, view="auto"):
        """Draw the balls.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure is made.

        view : {'auto', 'plane', 'ball'}, default='auto'
            Whether the balls are drawn where they are, which needs two columns, or laid
            over each other. 'auto' takes the plane if there are two columns, and
            neither spreads more than 20 times as wide as the other.

        Returns
        -------
        display : GeometryDisplay
            The display itself.
        """
        if view not in VIEWS:
            raise ValueError(
                f"`view` should be 'auto', 'plane' or 'ball'. Got {view!r}."
            )
        if view == "plane" and "base_x" not in self.frame:
            raise ValueError(
                "`view` = 'plane' needs rows with two columns of numbers. Use 'ball'."
            )
        is_plane = _suits_plane(self.frame) if view == "auto" else view == "plane"
        ax = make_axes(ax, WIDTH, HEIGHT if is_plane else LOW)
        self.ax_, self.figure_ = ax, ax.figure
        outline = find_outline(self.truncation_factor, self.deformation_factor)
        if is_plane:
            self._draw_plane(ax, outline)
        else:
            self._draw_ball(ax, outline)
        # In the plane, a longer side shows more of it; a ball is always whole.
        ax.set_aspect("equal", adjustable=_find_adjustable(ax, is_plane))
        write_legend(ax, 3)
        return self

    def _draw_plane(self, ax, outline):
        """Draw each ball where it is."""
        from matplotlib.collections import LineCollection, PolyCollection

        frame = self.frame
        centers, surfaces, samples = (
            frame[list(names)].to_numpy()
            for names in (
                ("base_x", "base_y"),
                ("surface_x", "surface_y"),
                ("x", "y"),
            )
        )
        balls = PolyCollection(
            place_outlines(outline, centers, surfaces),
            facecolors=(0.9, 0.38, 0, 0.05),
            edgecolors=LINE,
            linewidths=0.5,
            label="where samples are made",
        )
        ax.add_collection(balls)
        radii = np.stack((centers, surfaces), axis=1)
        ax.add_collection(LineCollection(radii, colors=LINE, linewidths=0.5))
        is_other = frame["is_other_class"].to_numpy(dtype=bool)
        for chosen, label, style in (
            (~is_other, "surface point", {"marker": "s", "color": DARK}),
            (
                is_other,
                "surface point, other class",
                {"marker": "s", "color": LIGHT, "edgecolor": DARK},
            ),
        ):
            if chosen.any():
                ax.scatter(*surfaces[chosen].T, s=14, label=label, zorder=3, **style)
        ax.scatter(*centers.T, s=22, color=DARK, label="base row", zorder=3)
        _scatter_samples(ax, *samples.T, 22)
        write_axis_labels(ax, self.xlabel, self.ylabel)

    def _draw_ball(self, ax, outline):
        """Lay all balls over each other and draw one half of them."""
        from matplotlib.patches import Arc, Polygon

        half = np.column_stack((outline[:, 0], np.maximum(outline[:, 1], 0)))
        ax.add_patch(
            Polygon(
                half,
                facecolor=(0.9, 0.38, 0, 0.1),
                edgecolor=LINE,
                linewidth=1.0,
                label="where samples are made",
            )
        )
        ax.add_patch(Arc((0, 0), 2, 2, theta2=180, color=LINE, linestyle=(0, (3, 2))))
        ax.axhline(0, color=LINE, linewidth=0.8, zorder=1)
        size = float(np.clip(9_000 / max(len(self.frame), 1), 6, 26))
        _scatter_samples(ax, self.frame["along"], self.frame["across"], size)
        style = {"zorder": 5, "clip_on": False}
        ax.scatter(0, 0, s=40, color=DARK, label="base row", **style)
        ax.scatter(1, 0, s=34, marker="s", color=DARK, label="surface point", **style)
        # Rounded samples may lie outside of their balls.
        x, y = (np.nanmax(np.abs(self.frame[name])) for name in ("along", "across"))
        ax.set(xlim=np.multiply(1.08 * max(x, 1), (-1, 1)), ylim=(0, 1.08 * max(y, 1)))
        write_axis_labels(
            ax,
            "along the line to the surface point (radii)",
            "distance from this line (radii)",
        )


def _find_adjustable(ax, is_plane):
    """Return what matplotlib may change to make both axes equal.

    The limits of axes that share both with others belong to these, too.
    """
    is_shared = all(
        len(group.get_siblings(ax)) > 1
        for group in (ax.get_shared_x_axes(), ax.get_shared_y_axes())
    )
    return "datalim" if is_plane and not is_shared else "box"


def _scatter_samples(ax, x, y, size):
    ax.scatter(
        x,
        y,
        s=size,
        marker="^",
        color=BRIGHT,
        edgecolor="w",
        linewidth=0.25,
        label=f"samples: {len(x):,}",
        zorder=4,
    )


def _suits_plane(frame):
    """Return whether there are two columns whose spreads are alike."""
    if "base_x" not in frame:
        return False
    spreads = [
        np.ptp(frame[[f"{end}_{axis}" for end in ("base", "surface")]].to_numpy())
        for axis in ("x", "y")
    ]
    return min(spreads) == 0 or max(spreads) <= FLAT * min(spreads)
