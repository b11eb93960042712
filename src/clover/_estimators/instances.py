"""Classes given in place of instances."""

from sklearn.pipeline import Pipeline

from clover._compat import InvalidParameterError

# A class may be the function that returns the strategy.
FUNCTIONS = ("sampling_strategy",)


def check_instances(estimator, params):
    """Check that parameters hold no classes, nor in lists or steps of pipelines.

    `params` maps names to values. Those that the estimator puts no constraints on, such
    as a `dtype` of a user's estimator, are left alone.
    """
    constraints = estimator._parameter_constraints
    for name, value in params.items():
        is_free = constraints.get(name, "no_validation") == "no_validation"
        if not is_free and name not in FUNCTIONS:
            _check_holds_instances(value, name, estimator)


def _check_holds_instances(value, name, owner):
    if isinstance(value, type):
        where = f"The {name!r} parameter of {type(owner).__name__}"
        raise_for_class(value, f"{where} must be an instance")
    if isinstance(value, Pipeline):
        for step_name, step in value.steps:
            _check_holds_instances(step, f"{name}__{step_name}", owner)
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            _check_holds_instances(part, f"{name}[{place}]", owner)


def raise_for_class(given, what):
    """Raise an error that tells to make an instance of the class that was given."""
    raise InvalidParameterError(
        f"{what}. Got the class {given.__name__}; use {given.__name__}()."
    )
