"""The facts as one HTML page, or as a part of a notebook."""

import re
from html import escape
from uuid import uuid4

from clover._codes import address_of
from clover.report._renderings import texts
from clover.report._renderings.map_svg import draw_map
from clover.report._renderings.strip_svg import draw_strip

# Colours of the style sheet, without that of all other classes.
N_COLORS = 7


def to_page(facts):
    """Return a dictionary of facts as one HTML page."""
    return _render("page.html.j2", facts)


def to_notebook(facts):
    """Return facts as HTML whose styles do not reach a notebook, nor those of it."""
    return _render("notebook.html.j2", facts, host=f"clover-{uuid4().hex}")


def _render(template, facts, **names):
    environment = _make_environment()
    styles = choose_styles(facts)
    return environment.get_template(template).render(
        **facts, styles=styles, has_one_color=_has_one_color(facts), **names
    )


def _make_environment():
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError as error:
        raise ImportError(
            "The HTML of a report needs jinja2: pip install "
            "'cluster-over-sampling[report]'. `to_json` and `to_markdown` do without."
        ) from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("clover.report", "_templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "address": address_of,
        "label": texts.tell_label,
        "count": texts.tell_count,
        "number": texts.tell_number,
        "decimals": texts.tell_decimals,
        "points": texts.tell_points,
        "share": texts.tell_share,
        "threshold": texts.tell_threshold,
        "cluster": texts.tell_cluster,
        "outcome": texts.tell_outcome,
        "seed": texts.tell_seed,
        "code": lambda text: Markup(mark_code(text)),
    }
    environment.globals |= {
        "draw_map": lambda facts, styles: Markup(draw_map(facts, styles)),
        "draw_strip": lambda feature: Markup(draw_strip(feature)),
    }
    return environment


def mark_code(text):
    """Return a text as HTML in which what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _has_one_color(facts):
    """Return whether at most one class got samples."""
    return sum(one["made"] > 0 for one in facts["classes"]) <= 1


def choose_styles(facts):
    """Return the style of the points of each class and origin.

    Where one class alone got samples, all other classes are grey, and samples have a
    colour of their own.
    """
    if facts["map"] is None:
        return {}
    groups = [
        (group["class_label"], group["is_made"]) for group in facts["map"]["points"]
    ]
    if _has_one_color(facts):
        return {
            key: "made-rows" if key[1] else _style_of_given(facts, key[0])
            for key in groups
        }
    labels = list(dict.fromkeys(label for label, _ in groups if label is not None))
    colors = {label: f"color-{place % N_COLORS}" for place, label in enumerate(labels)}
    return {key: colors.get(key[0], "others") for key in groups}


def _style_of_given(facts, label):
    small = [one["label"] for one in facts["classes"] if one["made"] or one["asked"]]
    return "color-0" if label in small else "others"
