"""Checks of parameters."""

from weakref import WeakKeyDictionary

from sklearn import get_config

from clover._compat import validate_parameter_constraints
from clover._estimators.params import own_params

# Values of parameters that passed, by class: a check takes longer than a look here, and
# a search over parameters repeats most of them. So many are kept of each class.
MAX_KNOWN = 1_000
_known = WeakKeyDictionary()


class ChecksOnce:
    """Mixin of estimators whose parameters are checked, unless they were before.

    They were checked where a preset or another part made the estimator of parameters of
    its own: `skip_parameter_validation` of scikit-learn's configuration says so.
    """

    def _validate_params(self):
        if get_config()["skip_parameter_validation"]:
            return
        known = _known.setdefault(type(self), set())
        params = own_params(self)
        # Of simple values only equal ones of the same type are alike to a check.
        simple = {
            name: (name, type(value), value)
            for name, value in params.items()
            if value is None or type(value) in (str, int, float, bool)
        }
        unknown = {
            name: value
            for name, value in params.items()
            if name not in simple or simple[name] not in known
        }
        if unknown:
            constraints, name = self._parameter_constraints, type(self).__name__
            validate_parameter_constraints(constraints, unknown, name)
        if len(known) < MAX_KNOWN:
            known.update(simple.values())
