"""Code that makes an estimator again."""

import inspect
import sys

import numpy as np
from sklearn.base import BaseEstimator

# Lines of code are at most so long.
MAX_LENGTH = 80
# Arrays of so many entries stand in the code as they are.
MAX_ENTRIES = 50
SIMPLE = (type(None), bool, int, bytes)


class Code:
    """Code under way: its imports, and what it could not express.

    Attributes
    ----------
    imports : set of (str, str)
        Module and name of what the code imports; the name is empty for a module.

    missing : list of str
        What the code leaves to the reader.
    """

    def __init__(self):
        self.imports = set()
        self.missing = []
        self._modules_of = {}

    def lines_of_imports(self):
        """Return the import statements, sorted."""
        modules = {}
        for module, name in sorted(self.imports):
            used = self._name(module, name)
            modules.setdefault(module, []).append(
                name if used == name else f"{name} as {used}"
            )
        return [
            "import numpy as np"
            if module == "numpy" and names == [""]
            else f"from {module} import {', '.join(names)}"
            for module, names in modules.items()
        ]

    def express(self, value, indent=0):
        """Return an expression for a value, its further lines indented."""
        if isinstance(value, np.generic):
            value = value.item()
        if type(value) is str:
            return _quote(value)
        if type(value) in SIMPLE:
            return repr(value)
        if type(value) is float:
            return repr(value) if np.isfinite(value) else f'float("{value}")'
        if type(value) in (list, tuple, set):
            return self._express_items(value, indent)
        if type(value) is dict:
            return self._express_mapping(value, indent)
        if isinstance(value, np.ndarray):
            return self._express_array(value)
        if isinstance(value, type) or inspect.isfunction(value):
            return self._express_global(value)
        if hasattr(value, "get_params"):
            return self._express_estimator(value, indent)
        return self._leave_out(value)

    def _express_items(self, items, indent):
        start, end = {list: "[]", tuple: "()", set: "{}"}[type(items)]
        if type(items) is set and not items:
            return "set()"
        parts = [(lambda depth, item=item: self.express(item, depth)) for item in items]
        if type(items) is tuple and len(items) == 1:
            return f"({self.express(items[0], indent)},)"
        return _join(start, parts, end, indent)

    def _express_mapping(self, mapping, indent):
        parts = [
            (
                lambda depth, key=key, value=value: (
                    f"{self.express(key)}: {self.express(value, depth)}"
                )
            )
            for key, value in mapping.items()
        ]
        return _join("{", parts, "}", indent)

    def _express_array(self, array):
        if array.size > MAX_ENTRIES or array.dtype.hasobject:
            return self._leave_out(array)
        self.imports.add(("numpy", ""))
        values = self.express(array.tolist())
        if array.dtype.kind in "US":
            # Their names, such as 'str32', are no names of types.
            return f"np.array({values})"
        return f"np.array({values}, dtype={_quote(array.dtype.name)})"

    def _express_global(self, value):
        module = find_public_module(value)
        if module is None:
            return self._leave_out(value)
        if module != "builtins":
            self.imports.add((module, value.__name__))
        return self._name(module, value.__name__)

    def _name(self, module, name):
        """Return the name in the code for what a module calls by a name.

        The second module with this name, such as that of another Pipeline, is told
        apart by the name of its package.
        """
        modules = self._modules_of.setdefault(name, [])
        if module not in modules:
            modules.append(module)
        place = modules.index(module)
        if not place:
            return name
        prefix = module.split(".")[0].strip("_").capitalize()
        used = f"{prefix}{name}"
        packages = [other.split(".")[0] for other in modules[:place]]
        return used if module.split(".")[0] not in packages else f"{used}{place + 1}"

    def _express_estimator(self, estimator, indent):
        name = self._express_global(type(estimator))
        if name.startswith("..."):
            return name
        parts = [
            (lambda depth, key=key, value=value: f"{key}={self.express(value, depth)}")
            for key, value in changed_params(estimator).items()
        ]
        return _join(f"{name}(", parts, ")", indent)

    def _leave_out(self, value):
        named = value if hasattr(value, "__name__") else type(value)
        self.missing.append(named.__name__)
        return "..."


def _quote(text):
    """Return a string in double quotes, where these need not be escaped."""
    quoted = repr(text)
    return quoted if '"' in quoted else f'"{quoted[1:-1]}"'


def _join(start, parts, end, indent):
    """Return parts between brackets, on one line if they are short.

    Each part is a function from the indentation of its further lines to its text.
    """
    texts = [part(indent) for part in parts]
    line = f"{start}{', '.join(texts)}{end}"
    if "\n" not in line and indent + len(line) <= MAX_LENGTH - 10:
        return line
    inner = indent + 4
    lines = [f"{' ' * inner}{part(inner)}," for part in parts]
    return "\n".join((start, *lines, f"{' ' * indent}{end}"))


def changed_params(estimator):
    """Return the parameters of an estimator that differ from their defaults."""
    parameters = inspect.signature(type(estimator).__init__).parameters
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    params = _own_params(estimator)
    # In the order of the constructor, and then those that only `get_params` knows.
    names = [name for name in defaults if name in params]
    names += [name for name in params if name not in defaults]
    return {
        name: params[name]
        for name in names
        if not _is_default(params[name], defaults.get(name, inspect.Parameter.empty))
    }


def _own_params(estimator):
    if isinstance(estimator, BaseEstimator):
        return estimator.get_params(deep=False)
    params = estimator.get_params()
    return {name: value for name, value in params.items() if "__" not in name}


def _is_default(value, default):
    return value is default or (
        type(value) is type(default) and repr(value) == repr(default)
    )


def find_public_module(value):
    """Return the shortest public module that has a class or function, or None."""
    module, name = getattr(value, "__module__", None), value.__qualname__
    if module is None or "<" in name or "." in name:
        return None
    parts = module.split(".")
    candidates = [".".join(parts[:n]) for n in range(1, len(parts) + 1)]
    for candidate in candidates:
        is_public = not any(part.startswith("_") for part in candidate.split("."))
        found = getattr(sys.modules.get(candidate), name, None)
        if found is value and (is_public or candidate == module):
            return candidate
    return None


def write_code(estimator):
    """Return code that makes an estimator again, and what it leaves out."""
    code = Code()
    expression = code.express(estimator)
    # Expressions of long lines are tried first; what they left out counts once.
    missing = list(dict.fromkeys(code.missing))
    return code.lines_of_imports(), expression, missing
