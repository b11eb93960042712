"""Kinds of parts, and the checks that all kinds have in common."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.base import clone

from clover._estimators.instances import raise_for_class
from clover._estimators.seeds import seed_parts
from clover.testing._problems import make_problem


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of part, and how clover asks it.

    Attributes
    ----------
    name : str
        What the kind is called.

    methods : tuple of str
        The methods that a part of the kind has.

    ask : callable
        Takes a part and a problem, and returns the part's answer: a tuple of arrays,
        dictionaries or None. It checks nothing.

    remedy : str
        What to do if a method is missing.

    make_problem : callable
        Returns a fresh problem for parts of this kind.
    """

    name: str
    methods: tuple
    ask: Callable
    remedy: str
    make_problem: Callable = make_problem

    def answer(self, part, problem):
        """Ask a copy of a part.

        The draws of NumPy's own generator are the same every time, so that a part that
        uses them fails no check but that of the seed.
        """
        state = np.random.get_state()
        np.random.seed(0)
        try:
            return self.ask(fresh(part), problem)
        finally:
            np.random.set_state(state)

    def expect(self, part):
        """Raise a TypeError if a part cannot be one of this kind."""
        what = f"{self.name[0].upper()}{self.name[1:]}s are checked as instances"
        if isinstance(part, type):
            raise_for_class(part, what)
        for method in self.methods:
            if not hasattr(part, method):
                raise TypeError(
                    f"{name_of(part)} has no method `{method}`, which every "
                    f"{self.name} needs. {self.remedy}"
                )


def name_of(part):
    """Return the name of a part: of its class, or of a function."""
    return getattr(part, "__name__", type(part).__name__)


def fresh(part):
    """Return a copy of a part whose unset seeds are set, the same ones every time."""
    return seed_parts(deepcopy(part), np.random.RandomState(0))


def are_alike(first, second):
    """Return whether two answers are the same, numbers up to rounding."""
    if first is None or second is None:
        return first is second
    if isinstance(first, tuple | list):
        return len(first) == len(second) and all(map(are_alike, first, second))
    if isinstance(first, dict):
        values = [(first[key], second.get(key)) for key in first]
        return first.keys() == second.keys() and all(are_alike(*v) for v in values)
    first, second = _to_array(first), _to_array(second)
    if first.shape != second.shape:
        return False
    if first.dtype.kind in "fc" or second.dtype.kind in "fc":
        return np.allclose(first, second, equal_nan=True)
    return np.array_equal(first, second)


def _are_equal(first, second):
    """Return whether two arrays, or lists of arrays, are the same to the bit."""
    if isinstance(first, list):
        return all(map(_are_equal, first, second))
    return np.array_equal(first, second)


def _to_array(values):
    return values.toarray() if sparse.issparse(values) else np.asarray(values)


def check_input_is_left_alone(kind, part):
    """The rows, classes and labels are the same after the part has seen them."""
    problem = kind.make_problem()
    given, before = problem.list_arrays(), kind.make_problem().list_arrays()
    kind.answer(part, problem)
    for name, array in given.items():
        assert _are_equal(array, before[name]), (
            f"{name_of(part)} writes to `{name}`, which is not its own. Make a copy "
            "before you change an array in place, for instance by `X = X.copy()`."
        )


def check_cells_are_read_by_position(kind, part):
    """Other names of clusters and classes, of the same order, give the same answer."""
    name = name_of(part)
    remedy = (
        "Clusters and classes are told by their positions, from 0 on. Their names "
        "stand in `cells.clusters` and `cells.classes`, and are no indices."
    )
    expected = kind.answer(part, kind.make_problem())
    try:
        answer = kind.answer(part, kind.make_problem().renamed())
    except LookupError as error:
        raise AssertionError(
            f"{name} fails if clusters have names such as 25: {error} {remedy}"
        ) from error
    assert are_alike(answer, expected), (
        f"{name} answers differently if clusters and classes have other names. {remedy}"
    )


def check_copies_are_alike(kind, part):
    """A copy by ``sklearn.base.clone`` answers as the part itself does."""
    name = name_of(part)
    remedy = (
        "clover works with copies by `sklearn.base.clone`, which keep the parameters "
        "of the constructor only. Let the constructor take every setting by name, and "
        "store it unchanged under this name."
    )
    try:
        copied = clone(part, safe=False)
    except (AttributeError, RuntimeError, TypeError) as error:
        raise AssertionError(f"{name} cannot be copied: {error} {remedy}") from error
    answers = [kind.answer(p, kind.make_problem()) for p in (part, copied)]
    assert are_alike(*answers), f"A copy of {name} answers differently. {remedy}"


def check_answers_depend_on_the_seed_alone(kind, part):
    """Two copies with the same seeds answer alike."""
    answers = [kind.ask(fresh(part), kind.make_problem()) for _ in range(2)]
    assert are_alike(*answers), (
        f"{name_of(part)} answers differently when it is asked the same again. Take "
        "all random numbers from sklearn.utils.check_random_state(self.random_state), "
        "with a parameter `random_state=None`; clover sets it where it is not set."
    )


def check_sparse_rows_are_taken_or_refused(kind, part):
    """Sparse rows give the answer of dense ones, or a TypeError or ValueError."""
    dense, rows = (kind.make_problem().of_distinct_rows() for _ in range(2))
    expected = kind.answer(part, dense)
    name = name_of(part)
    remedy = (
        "Where sparse rows cannot be read, refuse them by a TypeError that says so, "
        "for instance by `X = sklearn.utils.check_array(X)`."
    )
    try:
        answer = kind.answer(part, rows.as_sparse())
    except (TypeError, ValueError):
        return
    except (ArithmeticError, AttributeError, LookupError, RuntimeError) as error:
        raise AssertionError(
            f"{name} fails with sparse rows: {type(error).__name__}: {error} {remedy}"
        ) from error
    assert are_alike(answer, expected), (
        f"{name} answers differently if the same rows are sparse. {remedy}"
    )
