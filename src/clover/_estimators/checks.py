"""Checks of parameters."""

from sklearn import get_config

from clover._compat import validate_parameter_constraints
from clover._estimators.params import own_params


class ChecksOnce:
    """Mixin of estimators whose parameters are checked, unless they were before.

    They were checked where a preset or another part made the estimator of parameters of
    its own. `skip_parameter_validation` of scikit-learn's configuration says so.
    """

    def _validate_params(self):
        if not get_config()["skip_parameter_validation"]:
            validate_parameter_constraints(
                self._parameter_constraints, own_params(self), type(self).__name__
            )
