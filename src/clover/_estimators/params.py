"""Parameters of estimators, without asking for their names in every fit.

scikit-learn reads the signature of the constructor each time, which takes longer than
all else that is done with the parameters of small fits.
"""

from weakref import WeakKeyDictionary

from sklearn.base import BaseEstimator

_names = WeakKeyDictionary()


def own_params(estimator):
    """Return what ``estimator.get_params(deep=False)`` returns."""
    kind = type(estimator)
    if kind.get_params is not BaseEstimator.get_params:
        return estimator.get_params(deep=False)
    names = _names.get(kind)
    if names is None:
        names = _names[kind] = tuple(estimator.get_params(deep=False))
    return {name: getattr(estimator, name) for name in names}


def deep_params(estimator):
    """Return what ``estimator.get_params(deep=True)`` returns."""
    if type(estimator).get_params is not BaseEstimator.get_params:
        return estimator.get_params(deep=True)
    params = {}
    for name, value in own_params(estimator).items():
        params[name] = value
        if hasattr(value, "get_params") and not isinstance(value, type):
            inner = deep_params(value)
            params |= {f"{name}__{key}": inner[key] for key in inner}
    return params
