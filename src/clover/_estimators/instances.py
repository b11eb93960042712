"""Classes given in place of instances."""

from sklearn.pipeline import Pipeline

from clover._compat import InvalidParameterError


def check_is_instance(part, name, owner):
    """Check that the parameter `name` of the estimator `owner` is no class."""
    if isinstance(part, type):
        raise InvalidParameterError(
            f"The {name!r} parameter of {type(owner).__name__} must be an instance. "
            f"Got the class {part.__name__}; use {part.__name__}()."
        )


def check_holds_instances(part, name, owner):
    """Check that a parameter is no class, nor a pipeline with a class as a step."""
    check_is_instance(part, name, owner)
    if isinstance(part, Pipeline):
        for step_name, step in part.steps:
            check_holds_instances(step, f"{name}__{step_name}", owner)
