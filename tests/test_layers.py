"""The layout: imports run down only, in no circle, and what travels together is one."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import clover

ROOT = Path(clover.__file__).parent
# From the top down; the last two do not know each other.
WINGS = (
    "cli",
    "testing",
    "report",
    "comparison",
    "inspection",
    "classification",
    "scale",
    "over_sampling",
    "distribution",
    "clusterer",
    "weights",
    "_numerics",
)
GROUND = ("_rows", "_estimators")
MAX_FILES = 20
MAX_PARAMETERS = 7


def name_of(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {
    name_of(path): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}


def imports_of(module):
    """Yield the modules of clover that a module imports, wherever it does."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "clover"
        ):
            for alias in node.names:
                as_module = f"{node.module}.{alias.name}"
                yield as_module if as_module in TREES else node.module


def wing_of(module):
    return module.split(".")[1] if "." in module else ""


def depth_of(module):
    wing = wing_of(module)
    if wing in WINGS:
        return WINGS.index(wing)
    return len(WINGS) + (wing not in GROUND)


@pytest.mark.parametrize("module", TREES)
def test_imports_run_down(module):
    for imported in imports_of(module):
        is_same_wing = wing_of(imported) == wing_of(module)
        is_below = depth_of(imported) > depth_of(module)
        assert is_same_wing or is_below or module == "clover", imported


def test_no_circle_of_imports():
    done, path = set(), []

    def visit(module):
        assert module not in path, " -> ".join([*path, module])
        if module not in done:
            path.append(module)
            for imported in imports_of(module):
                visit(imported)
            path.pop()
            done.add(module)

    for module in TREES:
        visit(module)
    assert done == set(TREES)


def test_folders_are_of_a_size_that_can_be_seen():
    for folder in [ROOT, *(path for path in ROOT.rglob("*") if path.is_dir())]:
        files = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        assert len(files) <= MAX_FILES, folder


def public_names_of(package):
    """Return the names that a public module offers."""
    return set(getattr(import_module(f"clover.{package}"), "__all__", ()))


@pytest.mark.parametrize("module", TREES)
def test_no_function_has_many_parameters(module):
    # What users configure, constructors and public functions, has what they need.
    public = public_names_of(wing_of(module)) if wing_of(module) in WINGS else set()
    exempt = {"__init__"} | public
    for node in ast.walk(TREES[module]):
        if not isinstance(node, ast.FunctionDef) or node.name in exempt:
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        names = [a.arg for a in arguments if a.arg not in ("self", "cls")]
        assert len(names) <= MAX_PARAMETERS, node.name
