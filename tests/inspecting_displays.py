"""What is drawn on axes, for tests of displays."""

import matplotlib.pyplot as plt
from matplotlib.colors import to_rgb


def texts_of(display):
    return [text.get_text() for text in display.figure_.findobj(plt.Text)]


def labelled(display):
    """Return the collections and patches that have a label, by their labels."""
    artists = [*display.ax_.collections, *display.ax_.patches]
    return {a.get_label(): a for a in artists if not a.get_label().startswith("_")}


def luminance(color):
    """Return the relative luminance of a colour."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in to_rgb(color)
    ]
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722


def contrast(color, other):
    """Return the ratio of contrast of two colours, at least 1."""
    low, high = sorted((luminance(color), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def draw(display):
    """Draw the figure, in which an error of a text would show."""
    display.figure_.canvas.draw()
