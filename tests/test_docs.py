"""The documentation against the public names and the parameters of the classes."""

import inspect
import pkgutil
import re
import tomllib
import warnings
from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString

import clover
from clover import distribution
from clover.distribution import LogLinearAllocation

DOCS = Path(__file__).parents[1] / "docs"


def find_public_names():
    """Return the full names of all that the public modules offer."""
    modules = [
        module.name
        for module in pkgutil.walk_packages(clover.__path__, "clover.")
        if "._" not in module.name
    ]
    return [
        f"{name}.{item}" for name in modules for item in import_module(name).__all__
    ]


def find_public_classes():
    objects = (pkgutil.resolve_name(name) for name in find_public_names())
    return [public for public in objects if inspect.isclass(public)]


def find_names_on_page(text):
    """Return the full names that the autosummary lists of a page hold."""
    names, module = [], None
    for line in text.splitlines():
        if directive := re.fullmatch(r"\.\. currentmodule:: (\S+)", line):
            module = directive[1]
        elif entry := re.fullmatch(r" +([\w.]+)", line):
            names.append(f"{module}.{entry[1]}")
    return names


def find_constructor_parameters(cls):
    _, *parameters = inspect.signature(cls.__init__).parameters.values()
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.kind not in variadic]


def parse_docstring(cls):
    """Return the sections; a section that numpydoc does not know is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return NumpyDocString(inspect.getdoc(cls))


@pytest.fixture
def api_page():
    return (DOCS / "api.rst").read_text(encoding="utf-8")


def test_api_page_lists_the_public_names_and_no_others(api_page):
    assert sorted(find_names_on_page(api_page)) == sorted(find_public_names())


def test_api_page_starts_with_public_names(api_page):
    start, _ = api_page.split("The pages of the classes")
    names = re.findall(r":(?:class|func):`~([\w.]+)`", start)
    assert len(names) >= 5
    assert set(names) <= set(find_public_names())


def test_readme_and_first_page_begin_with_the_same_sentence():
    beginnings = []
    for page in (DOCS.parent / "README.rst", DOCS / "index.rst"):
        _, text = page.read_text(encoding="utf-8").split("clover\n======\n\n", 1)
        beginnings.append(text.split("\n\n", 1)[0])
    assert beginnings[0] == beginnings[1]
    assert beginnings[0].startswith("Clover makes synthetic samples")


def test_page_on_installation_names_every_extra():
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    page = (DOCS / "install.rst").read_text(encoding="utf-8")
    extras = project["project"]["optional-dependencies"]
    assert [name for name in extras if f"``{name}``" not in page] == []


def test_pages_cite_papers_of_the_bibliography():
    entries = re.findall(r"@\w+{(\w+),", (DOCS / "references.bib").read_text("utf-8"))
    assert len(entries) == len(set(entries))
    pages = "".join(page.read_text("utf-8") for page in DOCS.glob("*.rst"))
    cited = {
        key
        for keys in re.findall(r":cite:\w+:`([^`]+)`", pages)
        for key in keys.split(",")
    }
    assert cited
    assert cited <= set(entries)


def test_gallery_knows_the_place_of_every_example():
    order = (DOCS / "_extensions" / "reading_order.py").read_text(encoding="utf-8")
    examples = {path.name for path in (DOCS.parent / "examples").glob("plot_*.py")}
    assert set(re.findall(r"plot_\w+\.py", order)) == examples


def test_chapter_names_every_part_of_a_distributor():
    page = (DOCS / "distributors.rst").read_text(encoding="utf-8")
    constructors = [
        f"``{name}("
        for name, value in vars(LogLinearAllocation).items()
        if isinstance(value, classmethod)
    ]
    assert constructors
    names = [*distribution.__all__, *constructors]
    assert [name for name in names if name not in page] == []


@pytest.mark.parametrize("cls", find_public_classes())
def test_constructor_parameters_are_documented_in_order(cls):
    # The fields of a result are read and not set, and so documented as attributes.
    section = "Attributes" if is_dataclass(cls) else "Parameters"
    entries = parse_docstring(cls)[section]
    names = [name for entry in entries for name in entry.name.split(", ")]
    assert names == find_constructor_parameters(cls)
    assert all(entry.type and entry.desc for entry in entries)


@pytest.mark.parametrize("cls", find_public_classes())
def test_public_classes_have_an_example(cls):
    assert any(line.startswith(">>>") for line in parse_docstring(cls)["Examples"])
