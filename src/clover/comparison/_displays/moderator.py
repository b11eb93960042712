"""The gain of one method over another against what describes the data sets."""

import numpy as np

from clover.comparison._displays.layout import (
    BLUE,
    format_p,
    name_metric,
    name_unit,
    wrap_text,
)

SIZE = 8
N_COLUMNS, PANEL_WIDTH, PANEL_HEIGHT = 3, 2.7, 2.3


class ModeratorDisplay:
    """The gain of one method over another against properties of the data sets.

    One panel a property, in which each point is a data set; data sets of the same
    family share a point. The titles hold Spearman's correlation and its p value with
    Holm's correction over the properties. The axis of a property that spans more than
    two powers of ten is logarithmic.

    Properties of one's data sets are not set by an experiment, and go along with each
    other: a correlation is a guess to be tested on other data sets.

    Make it by :meth:`from_comparison`.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row a point: the column `gain`, and a column a property.

    correlations : pandas.DataFrame
        A row a property, in columns `moderator`, `rho` and `p_holm`.

    method : str
        The method that gains.

    reference : str
        The method over which it gains.

    metric : str, default="score"
        Name of the metric.

    unit : str, default="data sets"
        What the points are: data sets, or families of data sets.

    Attributes
    ----------
    ax_ : ndarray of matplotlib.axes.Axes
        Axes of the panels.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    GainDisplay : The gains by name.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.linear_model import LogisticRegression
    >>> from clover.comparison import ModeratorDisplay, compare
    >>> X, y = load_wine(return_X_y=True)
    >>> datasets = {f"wine {k}": (X[:, :4], y == k) for k in range(3)}
    >>> comparison = compare(
    ...     {"none": "passthrough"},
    ...     datasets,
    ...     {"LR": LogisticRegression()},
    ...     cv=2,
    ...     random_state=0,
    ...     progress=False,
    ... )
    >>> display = ModeratorDisplay.from_comparison(comparison, method="SMOTE")
    >>> len(display.frame), display.frame.columns[0]
    (3, 'gain')
    """

    def __init__(
        self,
        frame,
        correlations,
        method,
        reference,
        *,
        metric="score",
        unit="data sets",
    ):
        self.frame = frame
        self.correlations = correlations
        self.method = method
        self.reference = reference
        self.metric = metric
        self.unit = unit

    @classmethod
    def from_comparison(
        cls,
        comparison,
        metric=None,
        *,
        method=None,
        reference=None,
        moderators=None,
        ax=None,
    ):
        """Draw the gains of a comparison against properties of its data sets.

        Parameters
        ----------
        comparison : Comparison
            The comparison. Its data sets must be known: one that was made from a frame
            of scores will not do.

        metric : str, default=None
            The metric; by default average precision.

        method : str, default=None
            The method that gains; by default the one with the best mean rank but the
            reference.

        reference : str, default=None
            The method over which it gains; by default ``none``, else ``SMOTE``, else
            the first method.

        moderators : list of str, default=None
            The properties, as `Comparison.moderators` names them; by default all.

        ax : array-like of matplotlib.axes.Axes, default=None
            Axes to draw on, one a property. If None, a figure of a fitting size is
            made.

        Returns
        -------
        display : ModeratorDisplay
            The display.
        """
        frame = comparison.moderator_values(metric, method, reference)
        correlations = comparison.moderators(metric, method, reference)
        if moderators is not None:
            frame, correlations = _choose(frame, correlations, moderators)
        display = cls(
            frame,
            correlations,
            correlations.attrs["method"],
            correlations.attrs["reference"],
            metric=correlations.attrs["metric"],
            unit=name_unit(comparison),
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the gains.

        Parameters
        ----------
        ax : array-like of matplotlib.axes.Axes, default=None
            Axes to draw on, one a property. If None, a figure of a fitting size is
            made.

        Returns
        -------
        display : ModeratorDisplay
            The display itself.
        """
        n_panels = len(self.correlations)
        self.ax_ = self._make_panels(n_panels) if ax is None else np.ravel(ax)
        if self.ax_.size != n_panels:
            raise ValueError(
                f"`ax` should hold axes for {n_panels} properties. Got "
                f"{self.ax_.size}. Choose properties by `moderators`."
            )
        self.figure_ = self.ax_[0].figure
        for panel, row in zip(self.ax_, self.correlations.itertuples(), strict=True):
            self._draw_panel(panel, row)
        return self

    def _make_panels(self, n_panels):
        """Return the axes of a new figure, whose title says what is shown."""
        import matplotlib.pyplot as plt

        n_columns = min(N_COLUMNS, n_panels)
        n_rows = -(-n_panels // n_columns)
        width = PANEL_WIDTH * n_columns
        figure, axes = plt.subplots(
            n_rows,
            n_columns,
            figsize=(width, PANEL_HEIGHT * n_rows + 0.4),
            sharey=True,
            squeeze=False,
            layout="constrained",
        )
        for spare in axes.ravel()[n_panels:]:
            spare.remove()
        title = f"{self.method}, against {self.reference} ({self.unit})"
        size = SIZE + 1
        figure.suptitle(wrap_text(title, width, size), size=size, parse_math=False)
        return axes.ravel()[:n_panels]

    def _draw_panel(self, ax, row):
        """Draw the gains against a property."""
        values, gains = self.frame[row.moderator], self.frame["gain"]
        ax.axhline(0, color="k", linewidth=0.8)
        ax.scatter(values, gains, s=18, color=BLUE, alpha=0.7, linewidth=0)
        known = values[np.isfinite(values)]
        if len(known) and known.min() > 0 and known.max() > 100 * known.min():
            ax.set_xscale("log")
        style = {"size": SIZE, "parse_math": False}
        ax.tick_params(labelsize=SIZE - 1)
        if ax.get_xscale() == "linear":
            ax.locator_params(axis="x", nbins=5)
        ax.set_xlabel(name_metric(row.moderator), **style)
        if ax.get_subplotspec() is None or ax.get_subplotspec().is_first_col():
            ax.set_ylabel(f"gain in {name_metric(self.metric)}", **style)
        found = (
            "no correlation: the values are constant or too few"
            if np.isnan(row.rho)
            else f"rho = {row.rho:+.2f}, {format_p(row.p_holm)}"
        )
        ax.set_title(wrap_text(found, PANEL_WIDTH - 0.6, SIZE), **style)


def _choose(frame, correlations, moderators):
    """Return the columns and rows of some moderators."""
    known = list(correlations["moderator"])
    unknown = [name for name in moderators if name not in known]
    if unknown:
        raise ValueError(
            f"`moderators` should be among {', '.join(known)}. Got {unknown[0]!r}."
        )
    chosen = correlations.set_index("moderator").loc[list(moderators)].reset_index()
    chosen.attrs = correlations.attrs
    return frame[["gain", *moderators]], chosen
