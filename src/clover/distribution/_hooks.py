"""The methods that distributors of users define, and those that they misspell."""

from difflib import SequenceMatcher
from weakref import WeakSet

HOOKS = ("_intra_distribute", "_inter_distribute")
METHODS = (*HOOKS, "fit", "fit_distribute")
# How alike a name and a hook are, from 0 to 1, if the name counts as misspelt. Names of
# helpers, such as "_intra_distribute_one", are less alike. A class that defines no hook
# is wrong in any case, and the likeness only helps to say why.
LIKENESS, LIKENESS_WITHOUT_HOOKS = 0.9, 0.6

# Classes that passed.
_known = WeakSet()


def check_hooks(distributor, base):
    """Raise a TypeError if the class of a distributor misspells its hooks.

    `base` is the class that all distributors inherit.
    """
    kind = type(distributor)
    if kind in _known:
        return
    own = _find_own_names(kind)
    has_methods = any(getattr(kind, m) is not getattr(base, m) for m in METHODS)
    needed = LIKENESS if has_methods or kind is base else LIKENESS_WITHOUT_HOOKS
    misspelt = _find_misspelt(own, needed)
    if misspelt:
        name, hook = misspelt
        raise TypeError(
            f"{kind.__name__} has a method `{name}`, which is never called. "
            f"Its name should be `{hook}`."
        )
    if not has_methods and kind is not base:
        raise TypeError(
            f"{kind.__name__} should define `_intra_distribute`, `_inter_distribute` "
            "or `fit`, which set the proportions. It defines none of them."
        )
    _known.add(kind)


def _find_own_names(kind):
    """Return the names of methods that classes outside of clover define."""
    return {
        name
        for ancestor in kind.__mro__
        if ancestor.__module__.partition(".")[0]
        not in ("clover", "sklearn", "builtins")
        for name, value in vars(ancestor).items()
        if callable(value)
    }


def _find_misspelt(names, needed):
    """Return the first name that is most like a hook that is missing, and the hook."""
    for name in sorted(names - set(METHODS)):
        likeness, hook = max((_compare(name, hook), hook) for hook in HOOKS)
        if likeness >= needed and hook not in names:
            return name, hook
    return None


def _compare(name, hook):
    return SequenceMatcher(None, name.lower(), hook).ratio()
