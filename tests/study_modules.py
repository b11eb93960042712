"""The modules of the study, which lie outside the package."""

from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
MAIN = {"main": "study"}


@contextmanager
def import_study(names):
    """Yield the modules of the study by name, `main` among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        modules = MAIN | {name: f"study_{name}" for name in names.split()}
        yield SimpleNamespace(
            **{name: import_module(module) for name, module in modules.items()}
        )
