"""Hints for parameters that users look for in the wrong place."""

from inspect import Signature, signature


class HintsAtKeywords:
    """Adds a hint to Python's error about a parameter that does not exist.

    A class maps names that users try to hints, in ``_keyword_hints``. A subclass that
    has a parameter of such a name gets it without a hint.
    """

    _keyword_hints: dict = {}

    def __init_subclass__(cls, **params):
        super().__init_subclass__(**params)
        # Without it, tools that show signatures would show that of `__new__`.
        _, *others = signature(cls.__init__).parameters.values()
        cls.__signature__ = Signature(others)

    def __new__(cls, *args, **params):
        """Return a new object, or raise an error with a hint."""
        for name in params:
            if name in cls._keyword_hints and name not in cls.__signature__.parameters:
                raise TypeError(
                    f"{cls.__name__}.__init__() got an unexpected keyword argument "
                    f"{name!r}. {cls._keyword_hints[name]}"
                )
        return super().__new__(cls)
