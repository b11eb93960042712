"""Classes given in place of instances."""

from clover._compat import InvalidParameterError


def check_is_instance(part, name, owner):
    """Check that the parameter `name` of the estimator `owner` is no class."""
    if isinstance(part, type):
        raise InvalidParameterError(
            f"The {name!r} parameter of {type(owner).__name__} must be an instance. "
            f"Got the class {part.__name__}; use {part.__name__}()."
        )
