"""Calls of functions that users write, with an error for a wrong signature."""

from inspect import signature


def call_with(function, arguments, what):
    """Return what a function returns for a dictionary of arguments, by position.

    If the function cannot take them, the error names `what` the function is, and the
    names of the arguments. Any other error is left alone.
    """
    try:
        return function(*arguments.values())
    except TypeError as error:
        if can_take(function, len(arguments)):
            raise
        raise TypeError(
            f"{what} should take ({', '.join(arguments)}). Got a function of "
            f"{signature(function)}."
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
