"""The map as SVG."""

from html import escape

import numpy as np

from clover.report._renderings.scale import Scale, find_ticks
from clover.report._renderings.texts import tell_number

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 12, 40
# The size of the cross of a sample, and that of the dot of a given one in the style.
ARM = 2.4


def draw_map(facts, styles):
    """Return the map as SVG; `styles` maps points to classes of the style sheet.

    The keys of `styles` are pairs of a class label and whether these are samples.
    """
    points = facts["points"]
    x_scale = Scale(_join(points, "x"), LEFT + 10, WIDTH - RIGHT - 10)
    y_scale = Scale(_join(points, "y"), HEIGHT - BOTTOM - 10, TOP + 10)
    parts = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(_describe(facts))}">',
        f'<rect class="frame" x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" '
        f'height="{HEIGHT - TOP - BOTTOM}"/>',
        *_draw_axes(facts["axes"], x_scale, y_scale),
    ]
    for group in _order(points):
        style = styles[group["class_label"], group["is_made"]]
        draw = _draw_crosses if group["is_made"] else _draw_dots
        path = draw(x_scale(group["x"]), y_scale(group["y"]))
        kind = "made" if group["is_made"] else "given"
        parts.append(f'<path class="{kind} {style}" d="{path}"/>')
    parts += [
        f'<text class="center" x="{float(x_scale(x)):.0f}" '
        f'y="{float(y_scale(y)) + 4:.0f}">{label}</text>'
        for label, x, y in facts["centers"]
    ]
    return "".join((*parts, "</svg>"))


def _order(points):
    """Return the groups in the order of drawing.

    The few given rows of a class that got samples would be hidden below these.
    """
    made = [group for group in points if group["is_made"]]
    labels = {group["class_label"] for group in made}
    given = [group for group in points if not group["is_made"]]
    on_top = [group for group in given if group["class_label"] in labels]
    below = [group for group in given if group["class_label"] not in labels]
    return [*below, *made, *on_top]


def _join(points, name):
    return [value for group in points for value in group[name]]


def _describe(facts):
    return (
        f"Scatter plot of {facts['n_given']} given rows and {facts['n_made']} "
        f"synthetic samples on the axes {' and '.join(filter(None, facts['axes']))}"
    )


def _draw_axes(names, x_scale, y_scale):
    bottom = HEIGHT - BOTTOM
    for tick in find_ticks(x_scale.low, x_scale.high, 6):
        x = float(x_scale(tick))
        yield f'<path class="grid" d="M{x:.1f} {TOP}V{bottom}"/>'
        yield (
            f'<text class="tick x" x="{x:.1f}" y="{bottom + 15}">'
            f"{tell_number(tick)}</text>"
        )
    if names[1]:
        for tick in find_ticks(y_scale.low, y_scale.high, 5):
            y = float(y_scale(tick))
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            yield (
                f'<text class="tick y" x="{LEFT - 6}" y="{y + 4:.1f}">'
                f"{tell_number(tick, '0')}</text>"
            )
        middle = (TOP + bottom) / 2
        yield (
            f'<text class="axis" transform="translate(13 {middle:.0f})rotate(-90)">'
            f"{escape(_shorten(names[1]))}</text>"
        )
    x = (LEFT + WIDTH - RIGHT) / 2
    yield (
        f'<text class="axis" x="{x:.0f}" y="{HEIGHT - 6}">'
        f"{escape(_shorten(names[0]))}</text>"
    )


def _shorten(name, n_letters=60):
    return name if len(name) <= n_letters else f"{name[: n_letters - 1]}…"


def _draw_dots(x, y):
    """Return a path of lines without length, which round ends make to dots."""
    return "".join(f"M{_tell(a)} {_tell(b)}h0" for a, b in _pairs(x, y))


def _draw_crosses(x, y):
    arm, span = _tell(ARM), _tell(2 * ARM)
    return "".join(
        f"M{_tell(a - ARM)} {_tell(b)}h{span}m-{arm}-{arm}v{span}"
        for a, b in _pairs(x, y)
    )


def _pairs(x, y):
    return zip(np.asarray(x).tolist(), np.asarray(y).tolist(), strict=True)


def _tell(value):
    return f"{value:.1f}".removesuffix(".0")
