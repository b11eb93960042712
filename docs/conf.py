"""Configuration of the documentation; ``make docs`` builds it."""

import inspect
import sys
from pathlib import Path

import clover

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "clover"
author = "The clover developers"
project_copyright = author
version = release = clover.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
    "mathml",
]
templates_path = ["_templates"]
TABLES = ("benchmark", "compatibility", "dtype")
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

# A reference to nothing is an error. Other packages have no inventory here, because the
# build asks no host; properties among the attributes have no page of their own.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:\w+", r"(sklearn|imblearn)\..*"),
    ("py:obj", r"\w+_|cliques"),
]

# File systems that ignore case would keep one page for a function and its result.
autosummary_filename_map = {
    f"clover.inspection.{name}": f"clover.inspection.{name}_result"
    for name in ("Diversity", "Validity")
}
autodoc_typehints = "none"
# The class template lists the methods, the docstrings list the attributes.
numpydoc_show_class_members = False

# Formulas are part of the page, so that it asks no host for a script.
html_math_renderer = "mathml"

bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"

# The copied text of an example is what one types, without prompts and output.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"[/\\]plot_",
    "ignore_pattern": r"(^|[/\\])(?!plot_)\w+\.py$",
    "within_subsection_order": "reading_order.in_reading_order",
    "minigallery_sort_order": "reading_order.by_path",
    "backreferences_dir": "generated/backreferences",
    "doc_module": ("clover",),
    # A page of a base class need not show all examples of its subclasses.
    "exclude_implicit_doc": {r"clover\..*\bBase\w+"},
    "image_srcset": ["2x"],
    "parallel": 2,
    "reset_modules": ("matplotlib",),
    "remove_config_comments": True,
    # The time and the memory of the machine that built the pages are of no use.
    "min_reported_time": 10_000,
    "show_memory": False,
    "write_computation_times": False,
    "show_signature": False,
}

html_theme = "pydata_sphinx_theme"
# Without a default, the theme writes an error to the console at the first visit.
html_context = {"default_mode": "auto"}
html_title = f"{project} {release}"
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["clover.css"]
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "header_links_before_dropdown": 6,
    "show_prev_next": False,
}


def skip_foreign_member(app, what, name, obj, skip, options):
    """Leave out properties, and methods that are not written in clover."""
    is_method = inspect.isfunction(obj) or inspect.ismethod(obj)
    if name.startswith("_") or not is_method:
        return True
    return not obj.__module__.startswith("clover.")


def accept_missing_pictures(app, config):
    """Let ``-D plot_gallery=0`` build the pages without pictures of the examples."""
    if config.plot_gallery in (False, "0", "False"):
        config.suppress_warnings.append("image.not_readable")


def setup(app):
    """Choose the methods that the pages of the classes show."""
    app.connect("autodoc-skip-member", skip_foreign_member)
    app.connect("config-inited", accept_missing_pictures)
