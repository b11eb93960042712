"""The diagram of mean ranks, with bars over methods that are not told apart."""

from dataclasses import dataclass

import numpy as np

from clover.comparison._displays.layout import (
    BLUE,
    GREY,
    count_lines,
    format_p,
    line_height,
    make_canvas,
    name_metric,
    name_unit,
    tell_failures,
    text_width,
    wrap_name,
    wrap_text,
)

SIZE = 9
# Inches: of the axis, between the levels of bars, around texts and beyond bars.
AXIS_WIDTH, LEVEL, PADDING, OVERHANG = 4.0, 0.13, 0.1, 0.05


class CriticalDifferenceDisplay:
    """The mean ranks of all methods, and which of them are not told apart.

    Bars join neighbouring methods of which no pair differs significantly, by
    Wilcoxon's signed rank test with Holm's correction over all pairs. Without a
    significant Friedman test there are no bars, as nothing shows that any methods
    differ. Mean ranks depend on which methods are compared: the order of two methods
    may turn when a third one is left out. :class:`ComparisonMatrixDisplay` does not
    have this weakness.

    Make it by :meth:`from_comparison`.

    Parameters
    ----------
    mean_ranks : pandas.Series
        The mean ranks of the methods; 1 is the best.

    frame : pandas.DataFrame
        All pairs of methods, as :meth:`Comparison.posthoc` gives them.

    p_friedman : float or None
        The p value of the Friedman test, corrected for ties; None for two methods,
        which the test cannot tell apart.

    metric : str, default="score"
        Name of the metric.

    n_units : int, default=None
        Number of data sets, or of their families, over which the ranks are means; for
        the note.

    alpha : float, default=0.05
        Tests with a p value up to `alpha` are significant.

    force : bool, default=False
        Whether to draw the bars even if the Friedman test is not significant.

    unit : str, default="data sets"
        What is counted: data sets, or families of data sets.

    remark : str, default=""
        A sentence to add to the note, such as how failed runs are scored.

    Attributes
    ----------
    cliques : tuple of tuple of str
        The methods below each bar, the best first.

    ax_ : matplotlib.axes.Axes
        Axes of the picture.

    figure_ : matplotlib.figure.Figure
        Figure of the picture.

    See Also
    --------
    ComparisonMatrixDisplay : What every method gained over every other one.

    Notes
    -----
    Demsar [1]_ drew the bars by the test of Nemenyi; Benavoli et al. [2]_ say why
    signed rank tests are better: a pair's p value does not depend on other methods. A
    pair without a bar may still not differ significantly, if a method between the two
    does; the note below the diagram counts such pairs.

    References
    ----------
    .. [1] J. Demsar, "Statistical comparisons of classifiers over multiple data sets",
       Journal of Machine Learning Research 7, 2006.

    .. [2] A. Benavoli, G. Corani, F. Mangili, "Should we really use post-hoc tests
       based on mean-ranks?", Journal of Machine Learning Research 17, 2016.

    Examples
    --------
    >>> import pandas as pd
    >>> from clover.comparison import Comparison, CriticalDifferenceDisplay
    >>> scores = {"A": [0.9, 0.8, 0.7], "B": [0.8, 0.7, 0.6], "C": [0.6, 0.6, 0.5]}
    >>> frame = pd.DataFrame(scores, index=["x", "y", "z"]).rename_axis("dataset")
    >>> frame = frame.melt(var_name="method", value_name="auc", ignore_index=False)
    >>> comparison = Comparison.from_frame(frame.reset_index(), metric="auc")
    >>> display = CriticalDifferenceDisplay.from_comparison(comparison, "auc")
    >>> display.mean_ranks.to_dict()
    {'A': 1.0, 'B': 2.0, 'C': 3.0}
    >>> display.cliques
    (('A', 'B', 'C'),)
    """

    def __init__(
        self,
        mean_ranks,
        frame,
        p_friedman,
        *,
        metric="score",
        n_units=None,
        alpha=0.05,
        force=False,
        unit="data sets",
        remark="",
    ):
        self.mean_ranks = mean_ranks
        self.frame = frame
        self.p_friedman = p_friedman
        self.metric = metric
        self.n_units = n_units
        self.alpha = alpha
        self.force = force
        self.unit = unit
        self.remark = remark

    @classmethod
    def from_comparison(
        cls,
        comparison,
        metric=None,
        *,
        alpha=0.05,
        force=False,
        ax=None,
    ):
        """Draw the diagram of a comparison.

        Parameters
        ----------
        comparison : Comparison
            The comparison.

        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        alpha : float, default=0.05
            Tests with a p value up to `alpha` are significant.

        force : bool, default=False
            Whether to draw the bars even if the Friedman test is not significant.

        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        Returns
        -------
        display : CriticalDifferenceDisplay
            The display.
        """
        table = comparison.table(metric)
        mean_ranks = comparison.mean_ranks(metric)
        frame = comparison.posthoc(metric)
        p_friedman = None
        if len(mean_ranks) > 2:
            p_friedman = comparison.friedman(metric).p_tie_corrected
        display = cls(
            mean_ranks,
            frame,
            p_friedman,
            metric=table.attrs["metric"],
            n_units=table.attrs["n_families"],
            alpha=alpha,
            force=force,
            unit=name_unit(comparison),
            remark=tell_failures(table),
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the diagram.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; the diagram is made as large as they are. If None, a figure
            of a fitting size is made.

        Returns
        -------
        display : CriticalDifferenceDisplay
            The display itself.
        """
        ranks = self.mean_ranks.sort_values(kind="stable")
        bars = self.cliques if self._has_bars else ()
        layout = _lay_out(ranks, bars, self._explain())
        self.ax_, scale = make_canvas(ax, layout.width, layout.height)
        self.figure_ = self.ax_.figure
        _draw_axis(self.ax_, layout, scale)
        _draw_methods(self.ax_, layout, scale)
        _draw_bars(self.ax_, layout, scale)
        return self

    @property
    def cliques(self):
        """The methods below each bar, the best first."""
        names = list(self.mean_ranks.sort_values(kind="stable").index)
        return find_cliques(names, self._find_equal_pairs())

    @property
    def _has_bars(self):
        if self.force or self.p_friedman is None:
            return True
        return self.p_friedman <= self.alpha

    def _find_equal_pairs(self):
        """Return the pairs of methods that do not differ significantly."""
        pairs = self.frame[self.frame["p_holm"] > self.alpha]
        return {
            frozenset(pair)
            for pair in zip(pairs["method"], pairs["other"], strict=True)
        }

    def _explain(self):
        over = "" if self.n_units is None else f" over {self.n_units} {self.unit}"
        note = [
            f"Mean ranks by {name_metric(self.metric)}{over}, 1 is the best. "
            "Mean ranks depend on which methods are compared.",
        ]
        if self.p_friedman is not None:
            note.append(f"Friedman test: {format_p(self.p_friedman)}.")
        if self._has_bars:
            note.append(
                "Bars join methods of which no pair differs significantly (Wilcoxon's "
                f"signed rank test, adjusted by Holm, p\u00a0≤\u00a0{self.alpha:g})."
            )
            if n_unjoined := self._count_unjoined_pairs():
                note.append(
                    "Pairs that do not differ significantly but have no bar: "
                    f"{n_unjoined}."
                )
        else:
            note.append(
                "It does not show that any methods differ, so no bars are drawn."
            )
        return " ".join([*note, self.remark])

    def _count_unjoined_pairs(self):
        cliques = [set(clique) for clique in self.cliques]
        return sum(
            not any(pair <= clique for clique in cliques)
            for pair in self._find_equal_pairs()
        )


def find_cliques(names, equal_pairs):
    """Return the longest runs of names of which all pairs are equal.

    `equal_pairs` holds frozen sets of two names. A name that is equal to none of its
    neighbours is in no run.
    """
    cliques, reached = [], 0
    for first in range(len(names)):
        last = first
        while last + 1 < len(names) and all(
            frozenset((name, names[last + 1])) in equal_pairs
            for name in names[first : last + 1]
        ):
            last += 1
        if last > max(first, reached):
            cliques.append(tuple(names[first : last + 1]))
        reached = max(reached, last)
    return tuple(cliques)


@dataclass(frozen=True)
class _Layout:
    """Texts and places in inches; `bars` holds the ends and the level of each bar."""

    names: list
    places: np.ndarray
    ticks: list
    bars: list
    note: str
    label_ys: list
    left: float
    axis_y: float
    width: float
    height: float

    @property
    def n_left(self):
        """The number of methods that are named on the left."""
        return (len(self.names) + 1) // 2


def _lay_out(ranks, cliques, note):
    """Return the layout in which no text meets another."""
    line = line_height(SIZE)
    names = [f"{wrap_name(name, 40)}  {rank:.2f}" for name, rank in ranks.items()]
    n_left = (len(names) + 1) // 2
    left, right = (
        max(text_width(name, SIZE) for name in side) + 3 * PADDING
        for side in (names[:n_left], names[n_left:])
    )
    n_methods = len(names)

    def find_place(rank):
        return left + AXIS_WIDTH * (rank - 1) / max(n_methods - 1, 1)

    bars = _stack_bars(
        [[find_place(ranks[clique[end]]) for end in (0, -1)] for clique in cliques]
    )
    n_levels = max((level for *_, level in bars), default=-1) + 1
    width = left + AXIS_WIDTH + right
    note = wrap_text(note, width - 2 * PADDING, SIZE)
    step = (count_lines(names) + 0.2) * line
    last_label_y = count_lines([note]) * line + 3 * PADDING + step / 2
    ys = [last_label_y + step * place for place in reversed(range(n_left))]
    axis_y = ys[0] + step / 2 + (n_levels + 1) * LEVEL
    return _Layout(
        names=names,
        places=find_place(ranks.to_numpy()),
        ticks=[(find_place(rank), rank) for rank in range(1, n_methods + 1)],
        bars=bars,
        note=note,
        # On the right the last method stands at the top, so that no lines cross.
        label_ys=[*ys, *reversed(ys[: len(names) - n_left])],
        left=left,
        axis_y=axis_y,
        width=width,
        height=axis_y + line + 2 * PADDING,
    )


def _stack_bars(ends):
    """Return the bars as (start, stop, level), those that meet at different levels."""
    bars, reached = [], []
    for start, stop in ends:
        start, stop = start - OVERHANG, stop + OVERHANG
        free = [level for level, end in enumerate(reached) if end + OVERHANG < start]
        level = free[0] if free else len(reached)
        reached[level : level + 1] = [stop]
        bars.append((start, stop, level))
    return bars


def _draw_axis(ax, layout, scale):
    """Draw the axis of the ranks, and write what the figure shows."""
    first, last = layout.ticks[0][0], layout.ticks[-1][0]
    ax.plot([first, last], [layout.axis_y] * 2, color="k", linewidth=scale)
    for x, rank in layout.ticks:
        ax.plot(
            [x, x], [layout.axis_y, layout.axis_y + 0.06], color="k", linewidth=scale
        )
        ax.text(
            x, layout.axis_y + 0.09, rank, size=SIZE * scale, ha="center", va="bottom"
        )
    style = {"size": SIZE * scale, "va": "bottom", "color": "0.25", "parse_math": False}
    ax.text(PADDING, PADDING, layout.note, **style)


def _draw_methods(ax, layout, scale):
    """Write the better half of the methods on the left, the others on the right."""
    style = {"size": SIZE * scale, "va": "center", "parse_math": False}
    for place, name in enumerate(layout.names):
        is_left = place < layout.n_left
        x, y = layout.places[place], layout.label_ys[place]
        end = layout.left - PADDING if is_left else layout.left + AXIS_WIDTH + PADDING
        ax.plot([x, x, end], [layout.axis_y, y, y], color=GREY, linewidth=0.8 * scale)
        side = -PADDING / 2 if is_left else PADDING / 2
        ax.text(end + side, y, name, ha="right" if is_left else "left", **style)


def _draw_bars(ax, layout, scale):
    """Draw the bars below the axis."""
    for start, stop, level in layout.bars:
        y = layout.axis_y - (level + 1) * LEVEL
        ax.plot(
            [start, stop],
            [y, y],
            color=BLUE,
            linewidth=4 * scale,
            solid_capstyle="butt",
            zorder=3,
        )
