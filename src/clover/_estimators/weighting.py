"""The parameter that says how much the real rows of a class weigh."""

from numbers import Real

from clover._compat import Interval, InvalidParameterError, StrOptions

CHI_CONSTRAINTS = [Interval(Real, 0, 1, closed="both"), StrOptions({"prevalence"})]


def check_is_no_boolean(value, name, owner):
    """Check that a parameter, which may be a number from 0 to 1, is no boolean."""
    if isinstance(value, bool):
        raise InvalidParameterError(
            f"The {name!r} parameter of {owner} must be a number in the range [0, 1], "
            f"not a boolean. Got {value} instead."
        )
