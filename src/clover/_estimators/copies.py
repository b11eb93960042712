"""Copies for parts that may write to their input."""

from inspect import isroutine

from clover._estimators.params import own_params

# Parts of these packages leave their input alone, unless a parameter says otherwise.
KNOWN_PACKAGES = ("builtins", "clover", "imblearn", "joblib", "numpy", "sklearn")


def copy_if_written_to(estimator, *inputs):
    """Return inputs of an estimator, or copies if it may write to them, as a tuple."""
    if not may_write(estimator):
        return inputs
    # polars frames cannot be written to.
    return tuple(X.copy() if hasattr(X, "copy") else X for X in inputs)


def may_write(part):
    """Return whether an estimator, or something that it holds, may write to its input.

    All parameters are looked at: estimators, filters, scores and functions, also in
    lists, dictionaries and pipelines. Anything of a package that is not known may
    write.
    """
    if part is None or isinstance(part, str | int | float):
        return False
    if isinstance(part, dict):
        return any(map(may_write, part.values()))
    if isinstance(part, list | tuple):
        return any(map(may_write, part))
    if _is_unknown(part):
        return True
    if isinstance(part, type) or not hasattr(part, "get_params"):
        return False
    return any(
        may_write(value) or (value is False and name in ("copy", "copy_x"))
        for name, value in own_params(part).items()
        # A function as `sampling_strategy` gets the classes only.
        if name != "sampling_strategy"
    )


def _is_unknown(part):
    # Methods of built-in types have no module; some of them write.
    has_module = isroutine(part) or isinstance(part, type)
    module = getattr(part if has_module else type(part), "__module__", None) or ""
    # With its keyword arguments, a function of a known package may write.
    is_function = type(part).__name__ == "FunctionTransformer"
    return is_function or module.partition(".")[0] not in KNOWN_PACKAGES
