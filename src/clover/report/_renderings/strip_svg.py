"""The strip of a feature as SVG: given values above synthetic ones."""

from html import escape

import numpy as np

from clover.report._renderings.scale import Scale
from clover.report._renderings.texts import tell_number

WIDTH, HEIGHT = 320, 84
PADDING = 8
# The middles of the two lanes, and how far values are moved away from them.
GIVEN, MADE = 19, 53
SPREAD = 8.0
# The golden ratio spreads values evenly, whatever their number is.
STEP = 0.6180339887


def draw_strip(feature):
    """Return the strip of a feature of numbers as SVG."""
    given, made = feature["given"], feature["made"]
    scale = Scale([*given, *made], PADDING, WIDTH - PADDING)
    label = (
        f"Values of {feature['name']}: given rows with a median of "
        f"{tell_number(feature['given_quartiles'][1])}, synthetic samples with a "
        f"median of {tell_number(feature['made_quartiles'][1])}"
    )
    return "".join(
        (
            f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(label)}">',
            _draw_lane("given", given, feature["given_quartiles"], GIVEN, scale),
            _draw_lane("made", made, feature["made_quartiles"], MADE, scale),
            f'<text class="tick" x="{PADDING}" y="{HEIGHT - 4}">'
            f"{tell_number(scale.low)}</text>",
            f'<text class="tick end" x="{WIDTH - PADDING}" y="{HEIGHT - 4}">'
            f"{tell_number(scale.high)}</text>",
            "</svg>",
        )
    )


def _draw_lane(kind, values, quartiles, middle, scale):
    x = scale(values)
    y = middle + SPREAD * (2 * ((np.arange(x.size) * STEP) % 1) - 1)
    dots = "".join(
        f"M{a:.0f} {b:.0f}h0" for a, b in zip(x.tolist(), y.tolist(), strict=True)
    )
    low, median, high = scale(quartiles).tolist()
    return (
        f'<path class="lane" d="M{PADDING} {middle}H{WIDTH - PADDING}"/>'
        f'<path class="dots {kind}" d="{dots}"/>'
        f'<path class="box {kind}" d="M{low:.1f} {middle}H{high:.1f}"/>'
        f'<path class="median" d="M{median:.1f} {middle - 11}v22"/>'
    )
