"""Where the code of other packages comes in."""

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import clover

SOURCES = sorted(Path(clover.__file__).parent.rglob("*.py"))
OPTIONAL = {
    "baycomp",
    "click",
    "dask",
    "distributed",
    "jinja2",
    "matplotlib",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "pytest",
    "rich",
    "scikit_posthocs",
    "seaborn",
    "statsmodels",
}


def imports_of(tree):
    """Yield the full names that the import statements below a node bring in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def private_names_of_others(tree):
    return [
        name
        for name in imports_of(tree)
        if not name.startswith("clover.")
        and any(part.startswith("_") for part in name.split("."))
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_private_names_of_other_packages_stand_in_one_file(path):
    names = private_names_of_others(ast.parse(path.read_text(encoding="utf-8")))
    assert bool(names) == (path.name == "_compat.py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_optional_packages_are_imported_where_they_are_used(path):
    module = ast.parse(path.read_text(encoding="utf-8"))
    at_the_top = [
        name
        for node in module.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imports_of(node)
    ]
    assert not OPTIONAL & {name.split(".")[0] for name in at_the_top}


def test_every_module_is_imported_without_a_warning_or_optional_package():
    modules = [info.name for info in pkgutil.walk_packages(clover.__path__, "clover.")]
    code = (
        "import sys, importlib\n"
        f"for name in {modules}: importlib.import_module(name)\n"
        f"print(*sorted({OPTIONAL} & sys.modules.keys()))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    imported_without = subprocess.run(
        [
            sys.executable,
            "-c",
            "import imblearn.over_sampling, sys\n"
            f"print(*sorted({OPTIONAL} & sys.modules.keys()))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == imported_without.stdout
