"""Sizes of texts, colours, and the axes on which figures are laid out by hand."""

import textwrap
from functools import cache

import numpy as np

# Two colours of Okabe and Ito, which colour-blind readers tell apart.
BLUE, ORANGE = "#0072B2", "#D55E00"
GREY = "0.4"
# Points to the inch, and the height of a line in sizes of its font.
POINTS = 72
LINE = 1.3
# The width of a space, in sizes of its font.
SPACE = 0.4
# Letters that are fitted to pixels take more room than their outlines.
FITTED = 1.08


@cache
def text_width(text, size):
    """Return the width of the widest line of a text in inches."""
    from matplotlib.textpath import TextPath

    # A dollar would be read as the start of a formula.
    lines = [line.replace("$", "S") for line in text.split("\n") if line.strip()]
    return max((_line_width(TextPath((0, 0), x, size=size)) for x in lines), default=0)


def _line_width(path):
    # The control points of its curves reach a little farther than a path itself, but
    # are found in no time.
    return FITTED * path.vertices[:, 0].max() / POINTS


def line_height(size):
    """Return the height of a line in inches."""
    return LINE * size / POINTS


def count_lines(texts):
    """Return the number of lines of the longest text."""
    return max((text.count("\n") + 1 for text in texts), default=0)


def wrap_name(name, n_characters=26):
    """Return a name on at most two lines."""
    return textwrap.fill(str(name), n_characters, max_lines=2, placeholder=" …")


def wrap_text(text, width, size):
    """Return a text broken into lines of at most `width` inches."""
    space = SPACE * size / POINTS
    lines, free = [], 0
    for word in text.strip().split(" "):
        needed = text_width(word, size) + space
        if lines and needed <= free:
            lines[-1].append(word)
            free -= needed
        else:
            lines.append([word])
            free = width - needed
    return "\n".join(" ".join(words) for words in lines)


def make_canvas(ax, width, height):
    """Return axes whose units are inches of a drawing, and the scale of its fonts.

    Without axes, a figure of the drawing's size is made. Axes that are given keep
    their place: the drawing is made larger or smaller until it just fits.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        figure = plt.figure(figsize=(width, height))
        ax = figure.add_axes((0, 0, 1, 1))
    inches = ax.get_window_extent().size / ax.figure.dpi
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    return ax, min(inches[0] / width, inches[1] / height)


def make_axes(width, height):
    """Return the axes of a new figure of a size in inches."""
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def find_digits(gains):
    """Return after how many digits to round, so that the largest gain has two."""
    largest = np.abs(gains).max()
    if not 0 < largest < np.inf:
        return 3
    return int(np.clip(1 - np.floor(np.log10(largest)), 3, 6))


def format_p(p):
    """Return a p value as it is printed."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def name_metric(metric):
    """Return the name of a metric as a reader says it."""
    return metric.replace("_", " ")


def name_unit(comparison):
    """Return what a point or a count of a comparison stands for."""
    return "families of data sets" if comparison.groups else "data sets"


def tell_failures(table):
    """Return a sentence on the failed runs of a table, empty if there are none."""
    n_failures, rule = table.attrs["n_failures"], table.attrs["failures"]
    return f"Failed runs: {n_failures} (failures={rule!r})." if n_failures else ""
