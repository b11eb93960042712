"""Configuration of the documentation; ``make docs`` builds it."""

import inspect

import clover

project = "clover"
author = "The clover developers"
project_copyright = author
version = release = clover.__version__

TABLES = ("benchmark", "compatibility", "dtype")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
templates_path = ["_templates"]
exclude_patterns = [
    "_build",
    "quoted_numbers.rst",
    "study_*.rst",
    *(f"{x}_table.rst" for x in TABLES),
]
default_role = "literal"
maximum_signature_line_length = 88
smartquotes = False
toc_object_entries_show_parents = "hide"

# File systems that ignore case would keep one page for a function and its result.
autosummary_filename_map = {
    f"clover.inspection.{name}": f"clover.inspection.{name}_result"
    for name in ("Diversity", "Validity")
}
autodoc_typehints = "none"
# The class template lists the methods, the docstrings list the attributes.
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = f"{project} {release}"
html_show_sourcelink = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
# Only the pages of the API have pages next to them.
html_sidebars = {
    page: []
    for page in (
        "index",
        "quickstart",
        "should_i_oversample",
        "distributors",
        "comparison",
        "study",
        "compatibility",
        "performance",
        "changelog",
    )
}


def skip_foreign_member(app, what, name, obj, skip, options):
    """Leave out properties, and methods that are not written in clover."""
    is_method = inspect.isfunction(obj) or inspect.ismethod(obj)
    if name.startswith("_") or not is_method:
        return True
    return not obj.__module__.startswith("clover.")


def setup(app):
    """Choose the methods that the pages of the classes show."""
    app.connect("autodoc-skip-member", skip_foreign_member)
