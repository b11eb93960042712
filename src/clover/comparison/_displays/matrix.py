"""The matrix of comparisons: what every method gained over every other one."""

from dataclasses import dataclass

import numpy as np

from clover.comparison._displays.layout import (
    BLUE,
    ORANGE,
    count_lines,
    find_digits,
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

SIZE = 8
# How much wider bold text is than normal text.
BOLD = 1.15
# Inches around texts, and between cells.
PADDING, GAP = 0.08, 0.02
# Cells are made so many times as wide before the names above are slanted.
WIDEN = 1.3
# The explanation below the matrix needs this many inches.
MIN_WIDTH = 4.5
# Black text can be read on the darkest cell.
STRONGEST = 0.6


class ComparisonMatrixDisplay:
    """The matrix of comparisons of all methods, or of all with a reference.

    Each cell compares the method of its row with that of its column: the mean gain, the
    data sets (or families of them) that the row won, tied and lost, and the p value of
    Wilcoxon's signed rank test with Holm's correction. Cells of significant differences
    are framed and bold. The methods are ordered by their mean scores. What a cell says
    of two methods does not depend on the other methods, but for the correction.

    Make it by :meth:`from_comparison`.

    Parameters
    ----------
    frame : pandas.DataFrame
        The pairs, as :meth:`Comparison.posthoc` gives them.

    means : pandas.Series
        The mean scores of the methods, the best first.

    metric : str, default="score"
        Name of the metric.

    reference : str, default=None
        The method with which all others are compared. If None, `frame` holds all pairs.

    alpha : float, default=0.05
        Differences with a p value up to `alpha` are significant.

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
    CriticalDifferenceDisplay : Mean ranks, which depend on all methods.

    Notes
    -----
    The figure follows [1]_. Gains are positive where the method of the row is better,
    also if less of the metric is better.

    References
    ----------
    .. [1] A. Ismail-Fawaz, A. Dempster, C. W. Tan, M. Herrmann, L. Miller, D. F.
       Schmidt, S. Berretti, J. Weber, M. Devanne, G. Forestier, G. I. Webb, "An
       approach to multiple comparison benchmark evaluations that is stable under
       manipulation of the comparate set", arXiv:2305.11921, 2023.

    Examples
    --------
    >>> import pandas as pd
    >>> from clover.comparison import Comparison, ComparisonMatrixDisplay
    >>> scores = {"SMOTE": [0.8, 0.7, 0.9], "none": [0.7, 0.6, 0.9]}
    >>> frame = pd.DataFrame(scores, index=["a", "b", "c"]).rename_axis("dataset")
    >>> frame = frame.melt(var_name="method", value_name="auc", ignore_index=False)
    >>> comparison = Comparison.from_frame(frame.reset_index(), metric="auc")
    >>> display = ComparisonMatrixDisplay.from_comparison(comparison, "auc")
    >>> display.means.round(3).to_dict()
    {'SMOTE': 0.8, 'none': 0.733}
    """

    def __init__(
        self,
        frame,
        means,
        *,
        metric="score",
        reference=None,
        alpha=0.05,
        unit="data sets",
        remark="",
    ):
        self.frame = frame
        self.means = means
        self.metric = metric
        self.reference = reference
        self.alpha = alpha
        self.unit = unit
        self.remark = remark

    @classmethod
    def from_comparison(
        cls,
        comparison,
        metric=None,
        *,
        reference=None,
        alpha=0.05,
        ax=None,
    ):
        """Draw the matrix of a comparison.

        Parameters
        ----------
        comparison : Comparison
            The comparison.

        metric : str, default=None
            The metric; by default average precision, or the one of the frame.

        reference : str, default=None
            A method with which all others are compared, in one column. If None, all
            pairs are compared.

        alpha : float, default=0.05
            Differences with a p value up to `alpha` are significant.

        ax : matplotlib.axes.Axes, default=None
            Axes to draw on. If None, a figure of a fitting size is made.

        Returns
        -------
        display : ComparisonMatrixDisplay
            The display.
        """
        table = comparison.table(metric, reference)
        frame = comparison.posthoc(metric, reference=reference)
        means = table["mean"].sort_values(
            ascending=not table.attrs["greater_is_better"], kind="stable"
        )
        display = cls(
            frame,
            means,
            metric=table.attrs["metric"],
            reference=reference,
            alpha=alpha,
            unit=name_unit(comparison),
            remark=tell_failures(table),
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the matrix.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            Axes to draw on; the matrix is made as large as they are. If None, a figure
            of a fitting size is made.

        Returns
        -------
        display : ComparisonMatrixDisplay
            The display itself.
        """
        rows, columns = self._find_rows_and_columns()
        cells = self._make_cells(rows, columns)
        layout = _lay_out(
            [f"{wrap_name(name)}\nmean {self.means[name]:.3f}" for name in rows],
            [wrap_name(name) for name in columns],
            [cell.text for cell in cells],
            self._explain(),
        )
        self.ax_, scale = make_canvas(ax, layout.width, layout.height)
        self.figure_ = self.ax_.figure
        strongest = max((abs(cell.gain) for cell in cells), default=0)
        for cell in cells:
            strength = STRONGEST * abs(cell.gain) / strongest if strongest else 0
            _draw_cell(self.ax_, layout, cell, strength, scale)
        _write_labels(self.ax_, layout, SIZE * scale)
        return self

    def _find_rows_and_columns(self):
        methods = list(self.means.index)
        if self.reference is None:
            return methods, methods
        return [m for m in methods if m != self.reference], [self.reference]

    def _make_cells(self, rows, columns):
        """Return the cells of the pairs, which `frame` holds in either direction."""
        places = {name: place for place, name in enumerate(rows)}
        columns = {name: place for place, name in enumerate(columns)}
        # A single column has room for all on one line.
        separator = "\n" if len(columns) > 1 else "     "
        digits = find_digits(self.frame["difference"])
        cells = []
        for pair in self.frame.itertuples():
            for row, column, sign in (
                (pair.method, pair.other, 1),
                (pair.other, pair.method, -1),
            ):
                if row in places and column in columns:
                    won = (pair.wins, pair.ties, pair.losses)[::sign]
                    # A zero stays positive.
                    gain = sign * pair.difference + 0.0
                    texts = f"{gain:+.{digits}f}", " / ".join(map(str, won))
                    cells.append(
                        _Cell(
                            row=places[row],
                            column=columns[column],
                            gain=gain,
                            text=separator.join((*texts, format_p(pair.p_holm))),
                            is_significant=pair.p_holm <= self.alpha,
                        )
                    )
        return sorted(cells, key=lambda cell: (cell.row, cell.column))

    def _explain(self):
        return (
            f"In each cell: mean gain in {name_metric(self.metric)} of the row over "
            f"the column (blue: the row is better, orange: worse); {self.unit} won / "
            "tied / lost by the row; p of Wilcoxon's signed rank test, adjusted by "
            f"Holm. Bold and framed: p\u00a0≤\u00a0{self.alpha:g}. {self.remark}"
        )


@dataclass(frozen=True)
class _Cell:
    """A row compared with a column."""

    row: int
    column: int
    gain: float
    text: str
    is_significant: bool


@dataclass(frozen=True)
class _Layout:
    """Texts and sizes of a matrix in inches; `left` and `bottom` are of its cells."""

    rows: list
    columns: list
    note: str
    are_columns_slanted: bool
    left: float
    bottom: float
    cell_width: float
    cell_height: float
    width: float
    height: float

    @property
    def top(self):
        return self.bottom + len(self.rows) * self.cell_height

    def corner(self, cell):
        """Return the lower left corner of a cell."""
        return (
            self.left + cell.column * self.cell_width,
            self.top - (cell.row + 1) * self.cell_height,
        )


def _lay_out(rows, columns, texts, note):
    """Return the layout in which no text meets another."""
    line = line_height(SIZE)
    widest = max((text_width(text, SIZE * BOLD) for text in texts), default=0)
    cell_width = widest + 2 * PADDING
    cell_height = count_lines(texts + rows) * line + 2 * PADDING
    left = max(text_width(text, SIZE) for text in rows) + 2 * PADDING
    longest = max(text_width(text, SIZE) for text in columns)
    is_slanted = longest > WIDEN * cell_width and len(columns) > 1
    if not is_slanted:
        cell_width = max(cell_width, longest + 2 * PADDING)
    above = count_lines(columns) * line + 2 * PADDING
    beyond = PADDING
    if is_slanted:
        # Slanted by 45 degrees, names need as much beyond the last cell as above.
        above += longest * np.sqrt(0.5)
        beyond = max(beyond, above - cell_width / 2)
    width = max(left + len(columns) * cell_width + beyond, MIN_WIDTH)
    note = wrap_text(note, width - 2 * PADDING, SIZE)
    bottom = count_lines([note]) * line + 3 * PADDING
    return _Layout(
        rows=rows,
        columns=columns,
        note=note,
        are_columns_slanted=is_slanted,
        left=left,
        bottom=bottom,
        cell_width=cell_width,
        cell_height=cell_height,
        width=width,
        height=bottom + len(rows) * cell_height + above,
    )


def _draw_cell(ax, layout, cell, strength, scale):
    """Draw a cell, the more colourful the larger its strength."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    color = np.array(to_rgb(BLUE if cell.gain > 0 else ORANGE))
    x, y = layout.corner(cell)
    ax.add_patch(
        Rectangle(
            (x + GAP, y + GAP),
            layout.cell_width - 2 * GAP,
            layout.cell_height - 2 * GAP,
            facecolor=1 - strength * (1 - color),
            edgecolor="k" if cell.is_significant else "0.8",
            linewidth=(1.5 if cell.is_significant else 0.5) * scale,
        )
    )
    ax.text(
        x + layout.cell_width / 2,
        y + layout.cell_height / 2,
        cell.text,
        size=SIZE * scale,
        ha="center",
        va="center",
        weight="bold" if cell.is_significant else "normal",
    )


def _write_labels(ax, layout, size):
    """Write the names of rows and columns, and what the cells hold."""
    style = {"size": size, "parse_math": False}
    for place, text in enumerate(layout.rows):
        y = layout.top - (place + 0.5) * layout.cell_height
        x = layout.left - PADDING
        ax.text(x, y, text, ha="right", va="center", **style)
    for place, text in enumerate(layout.columns):
        x = layout.left + (place + 0.5) * layout.cell_width
        y = layout.top + PADDING
        if layout.are_columns_slanted:
            slant = {"rotation": 45, "rotation_mode": "anchor", "ha": "left"}
            ax.text(x, y, text, va="bottom", **slant, **style)
        else:
            ax.text(x, y, text, ha="center", va="bottom", **style)
    ax.text(PADDING, PADDING, layout.note, va="bottom", color="0.25", **style)
