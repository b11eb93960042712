"""Calls of functions that users write, with an error for a wrong signature."""

from inspect import signature


def call_with(function, args, what, wanted):
    """Return ``function(*args)``.

    If the function cannot take the arguments, the error names `what` the function is
    and the arguments that are `wanted`. Any other error is left alone.
    """
    try:
        return function(*args)
    except TypeError as error:
        if can_take(function, len(args)):
            raise
        raise TypeError(
            f"{what} should take {wanted}. Got a function of {signature(function)}."
        ) from error


def can_take(function, n_args):
    """Return whether a function takes a number of arguments by position.

    A function that does not tell, such as some of those written in C, is taken to.
    """
    try:
        parameters = signature(function)
    except ValueError:
        return True
    try:
        parameters.bind(*[None] * n_args)
    except TypeError:
        return False
    return True
