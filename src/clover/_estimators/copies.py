"""Copies for parts that may write to what they are given."""

from inspect import isroutine

# What comes from these leaves the input alone, unless a parameter says otherwise.
KNOWN_PACKAGES = ("builtins", "clover", "imblearn", "joblib", "numpy", "sklearn")


def copy_if_written_to(X, estimator):
    """Return a copy of the rows if an estimator may write to its input.

    Parameters
    ----------
    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows.

    estimator : object
        An estimator, or a pipeline with any.

    Returns
    -------
    X : same type
        The rows themselves, or a copy: for an estimator that says that it writes to
        them, and for what comes from a package that is not known to say so.
    """
    # polars frames cannot be written to.
    return X.copy() if may_write(estimator) and hasattr(X, "copy") else X


def may_write(part):
    """Return whether an estimator, or something that it holds, may write to its input.

    All parameters are looked at: estimators, filters, scores and functions, also those
    in lists, dictionaries and pipelines. One from a package that is not known may.
    """
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
        for name, value in part.get_params(deep=False).items()
        # It is given the classes only.
        if name != "sampling_strategy"
    )


def _is_unknown(part):
    # Methods of built-in types have no module; some of them write.
    has_module = isroutine(part) or isinstance(part, type)
    module = getattr(part if has_module else type(part), "__module__", None) or ""
    # With its keyword arguments, a function of a known package may write.
    is_function = type(part).__name__ == "FunctionTransformer"
    return is_function or module.partition(".")[0] not in KNOWN_PACKAGES
