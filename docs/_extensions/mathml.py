"""A Sphinx extension that writes formulas as MathML, which browsers draw themselves."""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml


def write_inline(translator, node):
    """Write a formula within a sentence."""
    translator.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def write_block(translator, node):
    """Write a formula on a line of its own."""
    translator.body.append(f"<div>{tex2mathml(node.astext(), as_block=True)}</div>\n")
    raise nodes.SkipNode


def setup(app):
    """Offer the renderer to ``html_math_renderer``."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
