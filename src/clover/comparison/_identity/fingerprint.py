"""Texts that are the same for equal parameters, in any process.

Their hashes name the files of runs, so that a run that was done is found again, on
another machine too, and is not taken for one with other parameters.
"""

import copyreg
import inspect
import pickle
import sys
from collections.abc import Iterator
from hashlib import sha256
from numbers import Complex

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator

from clover.comparison._identity.hashes import hash_array, hash_sparse, hash_texts

SIMPLE = (type(None), bool, int, float, complex, str, type(Ellipsis))
# What an object may raise that cannot be pickled.
NOT_PICKLED = (TypeError, ValueError, AttributeError, NotImplementedError)


def describe(value, where):
    """Return a text that is the same for equal values, in any process.

    Estimators are described by their class and their parameters, functions and classes
    by their names, arrays and tables by hashes, and all other objects by what they are
    pickled as. The code of what is imported is not looked at, only that of functions
    and classes of ``__main__``, where it can be read.

    Parameters
    ----------
    value : object
        The value of a parameter.

    where : str
        Where it was given, for messages.

    Returns
    -------
    text : str
        The text.

    Raises
    ------
    ValueError
        If there is no such text, with the name of the parameter: for lambdas and local
        functions and classes, random generators, iterators, open files and objects that
        cannot be pickled.
    """
    return _Description().text_of(value, where)


class _Description:
    """A description under way, which notices what holds itself.

    Each method takes a value and the place where it was found.
    """

    def __init__(self):
        self.open = set()
        # Whether fitted attributes count, as below a `FrozenEstimator`.
        self.is_fitted = False

    def text_of(self, value, where):
        if type(value) in SIMPLE:
            return _describe_simple(value)
        if isinstance(value, np.generic):
            return _describe_scalar(value)
        if id(value) in self.open:
            raise ValueError(f"{where} holds itself. Give a parameter that does not.")
        self.open.add(id(value))
        try:
            return self._text_of_object(value, where)
        finally:
            self.open.discard(id(value))

    def _text_of_object(self, value, where):
        if isinstance(value, bytes | bytearray | memoryview):
            return f"bytes {sha256(value).hexdigest()[:32]}"
        if type(value) in (list, tuple):
            return f"{type(value).__name__}({self._texts_of_items(value, where)})"
        if type(value) in (set, frozenset):
            return f"set({', '.join(sorted(self._texts_of_set(value, where)))})"
        if type(value) is dict:
            return f"dict({self._texts_of_mapping(value, where)})"
        if type(value) is np.ndarray:
            return self._text_of_array(value, where)
        if sparse.issparse(value):
            return f"sparse {value.format} {hash_sparse(value)}"
        if _is_of_pandas(value):
            return self._text_of_pandas(value, where)
        if isinstance(value, type) or _is_function(value):
            return _describe_global(value, where)
        if _is_frozen_distribution(value):
            parts = type(value.dist), value.args, value.kwds
            return f"distribution({self._texts_of_items(parts, where)})"
        if hasattr(value, "get_params") and not self._counts_fit(value):
            return self._text_of_estimator(value, where)
        return self._text_of_pickled(value, where)

    def _texts_of_items(self, items, where):
        return ", ".join(
            self.text_of(item, f"{where}[{place}]") for place, item in enumerate(items)
        )

    def _texts_of_set(self, items, where):
        return [self.text_of(item, f"an element of {where}") for item in items]

    def _texts_of_mapping(self, mapping, where):
        texts = (
            (
                self.text_of(key, f"a key of {where}"),
                self.text_of(value, f"{where}[{key!r}]"),
            )
            for key, value in mapping.items()
        )
        return ", ".join(f"{key}: {value}" for key, value in sorted(texts))

    def _text_of_array(self, array, where):
        if array.dtype.hasobject:
            items = self._texts_of_items(array.ravel().tolist(), where)
            return f"array {array.shape} ({items})"
        return f"array {hash_array(array)}"

    def _text_of_pandas(self, table, where):
        parts = []
        if hasattr(table, "columns"):
            parts += [table.columns, table.index]
            parts += [table.iloc[:, place] for place in range(table.shape[1])]
        else:
            name = getattr(table, "names", None) or [getattr(table, "name", None)]
            parts += [list(name), getattr(table, "index", None)]
            parts += [f"{table.dtype}", np.asarray(table, dtype=object)]
        kind = type(table).__name__
        return f"{kind}({self._texts_of_items(parts, where)})"

    def _counts_fit(self, value):
        """Return whether a copy of an estimator keeps what it was fitted to."""
        makes_copy = getattr(type(value), "__sklearn_clone__", None)
        default = getattr(BaseEstimator, "__sklearn_clone__", None)
        return self.is_fitted or makes_copy not in (None, default)

    def _text_of_estimator(self, estimator, where):
        params = estimator.get_params(deep=False)
        start = f"{where}__" if isinstance(where, _Inside) else f"{where}."
        texts = [_describe_global(type(estimator), where)]
        for name in sorted(params):
            inside = _Inside(start + name)
            if _is_named_parts(params[name]):
                # A step of a pipeline is called by its name, as in `set_params`.
                parts = (
                    self._texts_of_items(part[:1], inside)
                    + self.text_of(part[1], _Inside(start + part[0]))
                    + self._texts_of_items(part[2:], inside)
                    for part in params[name]
                )
                texts.append(f"{name}=({', '.join(parts)})")
            else:
                texts.append(f"{name}={self.text_of(params[name], inside)}")
        return f"<{' '.join(texts)}>"

    def _text_of_pickled(self, value, where):
        reduced = _reduce(value, where)
        if isinstance(reduced, str):
            return _describe_global(value, where)
        maker, arguments, *rest = reduced
        state, items, pairs = (*rest, None, None, None)[:3]
        was_fitted, self.is_fitted = self.is_fitted, True
        try:
            parts = [
                _describe_global(maker, where),
                *(self.text_of(argument, where) for argument in arguments),
                self.text_of(state, where),
                self._texts_of_items(items or (), where),
                self._texts_of_items(pairs or (), where),
            ]
        finally:
            self.is_fitted = was_fitted
        return f"<{'; '.join(parts)}>"


class _Inside(str):
    """The name of a parameter of an estimator; those below are joined to it by `__`."""


def _describe_simple(value):
    if isinstance(value, str):
        return ascii(value)
    return f"{value!r}"


def _describe_scalar(value):
    """Return the text of a NumPy scalar, that of Python's number where it is equal."""
    if isinstance(value, np.bool_ | np.integer | np.float64 | np.complex128 | np.str_):
        return _describe_simple(value.item())
    if isinstance(value, Complex):
        return f"{value.dtype.str} {value.item()!r}"
    return f"{value.dtype.str} {value.tobytes().hex()}"


def _is_of_pandas(value):
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    extension = pandas.api.extensions.ExtensionArray
    return isinstance(
        value, pandas.DataFrame | pandas.Series | pandas.Index | extension
    )


def _is_frozen_distribution(value):
    # Its pickle holds the global generator.
    is_of_scipy = type(value).__module__.startswith("scipy.stats.")
    return is_of_scipy and all(
        hasattr(value, name) for name in ("dist", "args", "kwds")
    )


def _is_named_parts(value):
    """Return whether a parameter holds steps of a pipeline, or parts of that kind."""
    return (
        isinstance(value, list | tuple)
        and len(value) > 0
        and all(
            isinstance(part, tuple) and len(part) > 1 and isinstance(part[0], str)
            for part in value
        )
    )


def _is_function(value):
    """Return whether a value is a function, and not bound to an object."""
    owner = getattr(value, "__self__", None)
    return inspect.isroutine(value) and (owner is None or inspect.ismodule(owner))


def _refuse_unstable(value, where):
    is_random = isinstance(
        value, np.random.RandomState | np.random.Generator | np.random.BitGenerator
    )
    if is_random:
        raise ValueError(
            f"{where} is a random generator, whose state changes with use. Got "
            f"{type(value).__name__}. Give an integer."
        )
    if type(value) is object:
        raise _has_no_text(value, where)
    if isinstance(value, Iterator):
        raise ValueError(
            f"{where} can be read only once. Got {_name_of(type(value))}. Give a list, "
            "or the name of a file."
        )


def _reduce(value, where):
    """Return what an object is pickled as: a name, or how to make it again."""
    _refuse_unstable(value, where)
    reduce = copyreg.dispatch_table.get(type(value))
    try:
        return reduce(value) if reduce else value.__reduce_ex__(4)
    except (*NOT_PICKLED, pickle.PicklingError) as error:
        raise _has_no_text(value, where) from error


def _has_no_text(value, where):
    return ValueError(
        f"{where} has no stable representation, by which its runs could be found "
        f"again. Got {_name_of(type(value))}. Give an estimator, or a function of a "
        "module."
    )


def _name_of(kind):
    return f"{kind.__module__}.{kind.__qualname__}"


def _describe_global(value, where):
    """Return the text of a function or class: where to import it from."""
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    if name is None:
        raise _has_no_text(value, where)
    what = "class" if isinstance(value, type) else "function"
    if "<" in name:
        local = "lambda" if "<lambda>" in name else f"local {what}"
        raise ValueError(
            f"{where} is a {local}, which has no stable representation. Got {name}. "
            f"Define a {what} at the top level of a module."
        )
    module = getattr(value, "__module__", None) or pickle.whichmodule(value, name)
    if module == "__main__":
        return f"{what} {module}.{name} {hash_texts(*_sources_of(value, where))}"
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not value and not _is_known_twin(found, value):
        raise ValueError(
            f"{where} has no stable representation: {module}.{name} is another {what}. "
            f"Define the {what} at the top level of a module."
        )
    return f"{what} {module}.{name}"


def _is_known_twin(found, value):
    """Return whether methods of built-in objects, made anew each time, are the same."""
    return inspect.isroutine(value) and found is not None and found == value


def _sources_of(value, where):
    """Return the source code of a function, or of the methods of a class.

    Where it cannot be read, as at the prompt, a class has its name only.
    """
    if not isinstance(value, type):
        try:
            return [inspect.getsource(value)]
        except (OSError, TypeError) as error:
            raise ValueError(
                f"{where} is a function whose source code cannot be read. Got "
                f"{value.__qualname__}. Define it in a module."
            ) from error
    sources = []
    for kind in value.__mro__:
        members = vars(kind) if kind.__module__ == "__main__" else {}
        for name in sorted(members):
            if inspect.isfunction(members[name]):
                try:
                    sources.append(inspect.getsource(members[name]))
                except (OSError, TypeError):
                    sources.append(name)
    return sources
