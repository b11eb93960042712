"""Colours, texts and axes that the displays have in common."""

import numpy as np

# The originals of a class are dark, its samples bright, and all others light: readers
# who see no colours tell them apart by luminance.
DARK, BRIGHT, LIGHT = "#0B2A4A", "#E66100", "#C4C8CC"
LINE, TEXT = "#6B7075", "0.25"
# Hues of Okabe and Ito, which colour-blind readers tell apart.
HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
# How much of a hue is left in its dark shade.
SHADE = 0.45
# A map of colours that grows lighter evenly, for colour-blind readers, too.
COLORMAP = "cividis"
SIZE = 8
MAX_CHARACTERS = 28
# The mean width of a letter in sizes of its font, points to the inch, the inches of a
# mark in a legend and of the space beside it, and of the space between columns.
LETTER, POINTS, MARK, GAP = 0.55, 72, 0.27, 0.13
# The smallest area of a mark in a legend, in square points.
MARK_SIZE = 20


def shades_of(n_classes):
    """Return a dark and a bright colour for each of some classes."""
    if n_classes == 1 or n_classes > len(HUES):
        return [(DARK, BRIGHT)] * n_classes
    from matplotlib.colors import to_hex, to_rgb

    return [(to_hex(SHADE * np.array(to_rgb(h))), h) for h in HUES[:n_classes]]


def text_width(text, size=SIZE):
    """Return about how many inches wide a text is."""
    return LETTER * size * len(text) / POINTS


def make_axes(ax, width, height):
    """Return given axes, or those of a new figure of a size in inches."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def shorten(name, n_characters=MAX_CHARACTERS):
    """Return a name on one line, with at most so many characters."""
    text = " ".join(str(name).split())
    return text if len(text) <= n_characters else f"{text[: n_characters - 1]}…"


def write_axis_labels(ax, xlabel, ylabel):
    """Write the labels of both axes; a dollar in a name begins no formula."""
    style = {"size": SIZE + 1, "parse_math": False}
    ax.set_xlabel(xlabel, **style)
    ax.set_ylabel(ylabel, **style)
    ax.tick_params(labelsize=SIZE)


def write_legend(ax, n_columns, title=""):
    """Explain the marks above the axes, where no row is hidden."""
    handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return
    # A legend that is wider than the axes would make these narrower.
    width = ax.get_window_extent().width / ax.figure.dpi
    n_columns = _count_columns(labels, n_columns, width)
    legend = ax.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=n_columns,
        frameon=False,
        fontsize=SIZE,
        borderaxespad=0.2,
        handletextpad=0.3,
        columnspacing=1.2,
        scatterpoints=1,
        title=title,
        title_fontsize=SIZE + 1,
        alignment="left",
    )
    _strengthen_marks(legend)
    for text in (legend.get_title(), *legend.get_texts()):
        text.set_parse_math(False)
    _keep_titles_above(ax, legend)


def _keep_titles_above(ax, legend):
    """Give the axes a part where the legend stands: matplotlib puts titles above it."""
    part = ax.inset_axes((0, 1, 1, 0))
    part.set_axis_off()
    # Found whenever the figure is drawn, as its size may change.
    part.set_axes_locator(
        lambda _, renderer: legend.get_window_extent(renderer).transformed(
            ax.figure.transSubfigure.inverted()
        )
    )


def _count_columns(labels, n_columns, width):
    """Return how many columns of a legend, each as wide as it must be, fit."""
    for n in range(min(n_columns, len(labels)), 1, -1):
        columns = np.array_split(labels, n)
        widths = [max(map(text_width, column)) + MARK for column in columns]
        if sum(widths) + GAP * (n - 1) <= width:
            return n
    return 1


def _strengthen_marks(legend):
    """Draw the marks of a legend large and full enough to tell them apart."""
    from matplotlib.colors import to_rgb

    for handle in legend.legend_handles:
        if hasattr(handle, "get_color"):
            handle.set_color(to_rgb(handle.get_color()))
        if hasattr(handle, "set_sizes"):
            handle.set_sizes(np.maximum(handle.get_sizes(), MARK_SIZE))


def count_text(n_shown, n_all):
    """Return how many rows there are, and how many are drawn if these are fewer."""
    return f"{n_all:,}" if n_shown == n_all else f"{n_shown:,} of {n_all:,}"
