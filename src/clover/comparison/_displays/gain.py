"""The gain of one method over another, data set by data set."""

import numpy as np

from clover.comparison._displays.layout import (
    BLUE,
    GREY,
    ORANGE,
    POINTS,
    find_digits,
    make_axes,
    name_metric,
    name_unit,
    tell_failures,
    text_width,
    wrap_name,
    wrap_text,
)

SIZE = 8
# Inches to a data set; points below which names are left out.
STEP, SMALLEST = 0.19, 4
# Inches of the axes in a figure of their own.
WIDTH = 4.6


class GainDisplay:
    """The gain of one method over another, a point a data set.

    Data sets of the same family share a point. The points are sorted by gain. A line
    and a band show the mean gain and its confidence interval, which is found by drawing
    the points anew. A mean that few data sets make, and data sets that lose what others
    gain, are seen here.

    Make it by :meth:`from_comparison`.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a data set or family, in columns `family` and `gain`, sorted by gain.

    mean : float
        The mean gain.

    interval : tuple of float
        The ends of the confidence interval of the mean; NaN if there is none.

    method : str
        The method that gains.

    reference : str
        The method over which it gains.

    metric : str, default="score"
        Name of the metric.

    unit : str, default="data sets"
        What is counted: data sets, or families of data sets.

    remark : str, default=""
        A sentence to add to the note, such as how failed runs are scored.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    ModeratorDisplay : What goes along with the gain.

    Notes
    -----
    Gains are positive where the method is better, also if less of the metric is better.
    On an axes that is too low for the names, they are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from clover.comparison import Comparison, GainDisplay
    >>> scores = {"SMOTE": [0.8, 0.7, 0.8], "none": [0.7, 0.5, 0.9]}
    >>> frame = pd.DataFrame(scores, index=["a", "b", "c"]).rename_axis("dataset")
    >>> frame = frame.melt(var_name="method", value_name="auc", ignore_index=False)
    >>> comparison = Comparison.from_frame(frame.reset_index(), metric="auc")
    >>> display = GainDisplay.from_comparison(comparison, "auc", method="SMOTE")
    >>> display.frame.round(2)
      family  gain
    0      c  -0.1
    1      a   0.1
    2      b   0.2
    """

    def __init__(
        self,
        frame,
        mean,
        interval,
        method,
        reference,
        *,
        metric="score",
        unit="data sets",
        remark="",
    ):
        self.frame = frame
        self.mean = mean
        self.interval = interval
        self.method = method
        self.reference = reference
        self.metric = metric
        self.unit = unit
        self.remark = remark

    @classmethod
    def from_comparison(
        cls,
        comparison,
        metric=None,
        *,
        method=None,
        reference=None,
        ax=None,
    ):
        """Draw the gains of a comparison.

        Parameters
        ----------
        comparison : Comparison
            The comparison.

        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        method : str, default=None
            The method that gains; by default the one with the best mean rank but the
            reference.

        reference : str, default=None
            The method over which it gains; by default ``none``, else ``SMOTE``, else
            the first method.

        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        Returns
        -------
        display : GainDisplay
            The display.
        """
        table = comparison.table(metric, reference)
        reference = table.attrs["reference"]
        if method is None and len(table) > 1:
            method = table["mean_rank"].drop(reference).idxmin()
        _check_method(method, table.index.drop(reference))
        scores = comparison.blocks(metric)
        sign = 1 if table.attrs["greater_is_better"] else -1
        gains = sign * (scores[method] - scores[reference])
        gains = gains.sort_values().rename("gain").rename_axis("family")
        display = cls(
            gains.reset_index(),
            table.loc[method, "difference"],
            tuple(table.loc[method, ["low", "high"]]),
            method,
            reference,
            metric=table.attrs["metric"],
            unit=name_unit(comparison),
            remark=tell_failures(table),
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the gains.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        Returns
        -------
        display : GainDisplay
            The display itself.
        """
        n_families = len(self.frame)
        names = [wrap_name(name, 40) for name in self.frame["family"]]
        if ax is None:
            beside = max((text_width(name, SIZE) for name in names), default=0) + 0.2
            ax = make_axes(WIDTH + beside, 1.2 + STEP * max(n_families, 5))
            width = WIDTH
        else:
            width = ax.get_window_extent().width / ax.figure.dpi
        self.ax_, self.figure_ = ax, ax.figure
        if np.isfinite(self.interval).all():
            ax.axvspan(*self.interval, color=BLUE, alpha=0.15, linewidth=0)
        ax.axvline(self.mean, color=BLUE, linewidth=1.5)
        ax.axvline(0, color="k", linewidth=0.8)
        gains = self.frame["gain"]
        colors = [BLUE if x > 0 else ORANGE if x < 0 else GREY for x in gains]
        ax.hlines(range(n_families), 0, gains, color=colors, linewidth=1)
        ax.scatter(gains, range(n_families), color=colors, s=22, zorder=3)
        ax.set_ylim(-0.7, n_families - 0.3)
        self._name_families(ax, names)
        self._write_labels(ax, width)
        return self

    def _name_families(self, ax, names):
        """Write the names of the families, as large as their places allow."""
        height = ax.get_window_extent().height / ax.figure.dpi
        size = min(SIZE, 0.9 * POINTS * height / max(len(self.frame), 1))
        if size < SMALLEST:
            ax.set_yticks([])
            ax.set_ylabel(self.unit)
            return
        ax.set_yticks(range(len(names)), names, size=size, parse_math=False)

    def _write_labels(self, ax, width):
        """Write what the figure shows."""
        gains, (low, high) = self.frame["gain"], self.interval
        digits = find_digits(gains)
        style = {"size": SIZE + 1, "parse_math": False}
        ax.tick_params(axis="x", labelsize=SIZE)
        ax.set_xlabel(f"gain in {name_metric(self.metric)} (above 0: better)", **style)
        interval = f"95 % interval {low:+.{digits}f} to {high:+.{digits}f}"
        if not np.isfinite(self.interval).all():
            interval = f"too few {self.unit} for an interval"
        lines = (
            f"{self.method}, against {self.reference}",
            f"mean {self.mean:+.{digits}f}, {interval}",
            f"{self.unit}: {(gains > 0).sum()} won, {(gains == 0).sum()} tied, "
            f"{(gains < 0).sum()} lost",
            self.remark,
        )
        title = "\n".join(wrap_text(line, width, SIZE + 1) for line in lines if line)
        ax.set_title(title, loc="left", **style)


def _check_method(method, others):
    """Raise an error if a method is not among the others, or there are none."""
    if not len(others):
        raise ValueError("At least 2 methods are needed here. The comparison has one.")
    if method not in others:
        raise ValueError(
            f"`method` should be one of {', '.join(others)}, and not the reference. "
            f"Got {method!r}."
        )
