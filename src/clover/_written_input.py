"""Copies for parts that may write to what they are given."""

# Their estimators leave the input alone, unless a parameter says otherwise.
KNOWN_PACKAGES = ("clover", "imblearn", "sklearn")


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
    """Return whether an estimator, or a part of it, may write to its input."""
    if not hasattr(estimator, "get_params"):
        return True
    params = estimator.get_params(deep=True)
    parts = [estimator, *(part for part in params.values() if hasattr(part, "fit"))]
    return any(map(_is_unknown, parts)) or any(
        value is False and name.split("__")[-1] in ("copy", "copy_x")
        for name, value in params.items()
    )


def _is_unknown(estimator):
    package = type(estimator).__module__.partition(".")[0]
    # It calls a function of the user.
    is_function = type(estimator).__name__ == "FunctionTransformer"
    return is_function or package not in KNOWN_PACKAGES
