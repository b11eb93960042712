"""The methods that distributors of users define, and those that they misspell."""

from difflib import SequenceMatcher
from types import CodeType
from weakref import WeakSet

HOOKS = ("_intra_distribute", "_inter_distribute")
METHODS = (*HOOKS, "fit", "fit_distribute")
# How alike a name and a hook are, from 0 to 1, if the name counts as misspelt. A class
# that defines no hook is wrong in any case, and the likeness only helps to say why.
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
    own = _find_own_methods(kind)
    has_methods = any(getattr(kind, m) is not getattr(base, m) for m in METHODS)
    if has_methods or kind is base:
        helpers = _find_helpers(own)
        misspelt = _find_misspelt(own, helpers, LIKENESS)
    else:
        misspelt = _find_misspelt(own, set(), LIKENESS_WITHOUT_HOOKS)
    if misspelt:
        name, hook = misspelt
        raise TypeError(
            f"{kind.__name__} has a method `{name}`, which clover does not call. "
            f"Its name should be `{hook}`."
        )
    if not has_methods and kind is not base:
        raise TypeError(
            f"{kind.__name__} should define `_intra_distribute`, `_inter_distribute` "
            "or `fit`, which set the proportions. It defines none of them."
        )
    _known.add(kind)


def _find_own_methods(kind):
    """Return the methods, by name, that classes outside of clover define."""
    return {
        name: value
        for ancestor in reversed(kind.__mro__)
        if ancestor.__module__.partition(".")[0]
        not in ("clover", "sklearn", "builtins")
        for name, value in vars(ancestor).items()
        if callable(value)
    }


def _find_helpers(methods):
    """Return the names of methods that a distributor with hooks may call itself.

    Another method mentions them, or they add something to the name of a hook.
    """
    mentioned = set()
    codes = [m.__code__ for m in methods.values() if hasattr(m, "__code__")]
    while codes:
        code = codes.pop()
        mentioned.update(code.co_names)
        codes += [part for part in code.co_consts if isinstance(part, CodeType)]
    return mentioned | {
        name for name in methods if any(_adds_to(name, hook) for hook in HOOKS)
    }


def _adds_to(name, hook):
    plain, plain_hook = _simplify(name), _simplify(hook)
    return plain_hook in plain and plain != plain_hook


def _find_misspelt(methods, helpers, needed):
    """Return the first name that is most like a hook that is missing, and the hook."""
    for name in sorted(methods.keys() - helpers - set(METHODS)):
        likeness, hook = max((_compare(name, hook), hook) for hook in HOOKS)
        if likeness >= needed and hook not in methods:
            return name, hook
    return None


def _compare(name, hook):
    return SequenceMatcher(None, _simplify(name), _simplify(hook)).ratio()


def _simplify(name):
    return name.replace("_", "").lower()
