"""What estimators tell of their input."""

from sklearn.utils import get_tags


def takes_missing_values(estimator):
    """Return whether an estimator says that missing values are no error to it."""
    tells = hasattr(estimator, "__sklearn_tags__") and not isinstance(estimator, type)
    return tells and get_tags(estimator).input_tags.allow_nan
