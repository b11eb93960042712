"""Copies for parts that may write to what they are given."""

from inspect import isroutine

# Their estimators and functions leave the input alone, unless a parameter says
# otherwise; of built-in types there are values only.
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


def may_write(estimator):
    """Return whether an estimator, or a part of it, may write to its input.

    Parts are all its parameters that come from a package that is not known: estimators,
    filters, scores and functions, those in lists and pipelines too.
    """
    if not hasattr(estimator, "get_params"):
        return True
    params = {
        name: value
        for name, value in estimator.get_params(deep=True).items()
        # It is given the classes only.
        if name.split("__")[-1] != "sampling_strategy"
    }
    return any(map(_is_unknown, (estimator, *params.values()))) or any(
        value is False and name.split("__")[-1] in ("copy", "copy_x")
        for name, value in params.items()
    )


def _is_unknown(part):
    """Return whether a value is, or holds, what comes from a package of others."""
    if isinstance(part, list | tuple):
        return any(map(_is_unknown, part))
    module = part.__module__ if isroutine(part) else type(part).__module__
    return (module or "builtins").partition(".")[0] not in KNOWN_PACKAGES
