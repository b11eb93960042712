"""Checks of parameters."""

from sklearn import get_config
from sklearn.base import BaseEstimator


class CheckedParams(BaseEstimator):
    """Base class of parts whose parameters are checked, unless they were before.

    They were where a preset or another part, whose own were checked, made the part:
    `skip_parameter_validation` of scikit-learn's configuration says so.
    """

    def _validate_params(self):
        if not get_config()["skip_parameter_validation"]:
            super()._validate_params()
