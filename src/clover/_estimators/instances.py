"""Parts that are given as classes instead of instances."""

from clover._compat import InvalidParameterError


def check_is_instance(part, name, owner):
    """Check that a parameter is no class.

    Parameters
    ----------
    part : object
        What was given.

    name : str
        The name of the parameter.

    owner : object
        The estimator whose parameter it is.

    Raises
    ------
    InvalidParameterError
        If it is a class.
    """
    if isinstance(part, type):
        raise InvalidParameterError(
            f"The {name!r} parameter of {type(owner).__name__} must be an instance. "
            f"Got the class {part.__name__}; use {part.__name__}()."
        )
