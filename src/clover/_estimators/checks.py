"""Checks of parameters."""

from weakref import WeakKeyDictionary

from sklearn import get_config
from sklearn.base import BaseEstimator

from clover._compat import validate_parameter_constraints
from clover._estimators.instances import check_instances
from clover._estimators.params import own_params

# Values of parameters that passed, by class. A check takes longer than a look at them,
# and a search over parameters repeats most values. They are forgotten at so many.
MAX_KNOWN = 1_000
_known = WeakKeyDictionary()


def check_params(estimator):
    """Check the parameters of an estimator against its constraints.

    A simple value that passed for the same parameter of the class is not checked again.
    """
    known = _known.setdefault(type(estimator), set())
    params = own_params(estimator)
    # Equal values of another type, such as 2 and 2.0, need not pass alike.
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
        check_instances(estimator, unknown)
        constraints, name = estimator._parameter_constraints, type(estimator).__name__
        validate_parameter_constraints(constraints, unknown, name)
    if len(known) + len(simple) > MAX_KNOWN:
        known.clear()
    known.update(simple.values())


def check_as_it_does(estimator):
    """Check the parameters of an estimator as the estimator itself does."""
    if get_config()["skip_parameter_validation"]:
        return
    if type(estimator)._validate_params is BaseEstimator._validate_params:
        check_params(estimator)
    else:
        check_instances(estimator, own_params(estimator))
        estimator._validate_params()


class ChecksOnce:
    """Mixin of estimators whose equal parameters are checked once.

    As with scikit-learn's estimators, `skip_parameter_validation` skips the check.
    """

    def _validate_params(self):
        if not get_config()["skip_parameter_validation"]:
            check_params(self)
