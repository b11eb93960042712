"""What a sampler makes of some of the rows, as points next to the real ones."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from imblearn.over_sampling import SMOTEN
from sklearn.base import clone
from sklearn.utils import check_random_state

from clover._codes import FEW_ROWS
from clover._estimators.instances import raise_for_class
from clover._estimators.pipelines import last_step
from clover._estimators.seeds import N_SEEDS, seed_parts
from clover._rows.categorical_columns import list_columns
from clover._rows.containers import Container
from clover._rows.encoding import encode, group_rows
from clover._rows.kinds_of_columns import guess_categorical_columns
from clover._rows.target import Target, to_class_labels
from clover.inspection._space import Columns, Space, equal_rows
from clover.over_sampling import ScaledGeometricSMOTE

MIN_ROWS = 4
# Samplers may give the rows back in floats of 32 bits.
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Made:
    """The points that a sampler made, and the codes of their classes."""

    points: object
    codes: np.ndarray


@dataclass(frozen=True, eq=False)
class RealRows:
    """The distinct rows of a data set.

    Attributes
    ----------
    container : Container
        The rows, in the container of the user.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    codes : ndarray of shape (n_rows,)
        The code of the class of each row.

    columns : Columns
        Which columns hold numbers and which hold categories.

    space : Space
        The space of the points.

    points : {ndarray, sparse matrix} of shape (n_rows, n_axes)
        The rows as points.
    """

    container: Container
    classes: np.ndarray
    codes: np.ndarray
    columns: Columns
    space: Space
    points: object

    @classmethod
    def of(cls, sampler, X, y, one_hot=()):
        """Drop rows that are repeated, in a data set for a sampler.

        `one_hot` holds the positions of one-hot columns, which count as categories.
        """
        check_sampler(sampler)
        container, target = Container(X), Target.from_user(y)
        if container.n_samples != target.codes.size:
            raise ValueError(
                "`X` and `y` should have as many rows. Got "
                f"{container.n_samples} and {target.codes.size}."
            )
        columns = Columns.of(container, find_categorical(sampler, container))
        encoded = columns.encode(container)
        rows = find_distinct(encoded, target.codes)
        encoded, codes = encoded.take(rows), target.codes[rows]
        check_class_sizes(target.classes, codes)
        space = Space.of(encoded, columns, one_hot)
        return cls(
            container=Container(container.take(rows)),
            classes=target.classes,
            codes=codes,
            columns=columns,
            space=space,
            points=space.points(encoded),
        )

    def halve(self, seed):
        """Return two halves of the rows of each class, the first with the odd row."""
        order = np.random.RandomState(seed).permutation(self.codes.size)
        grouped, starts = group_rows(self.codes[order], self.classes.size)
        rank = np.empty(order.size, dtype=np.intp)
        rank[order[grouped]] = np.arange(order.size) - np.repeat(
            starts[:-1], np.diff(starts)
        )
        is_first = rank < (np.diff(starts)[self.codes] + 1) // 2
        return np.flatnonzero(is_first), np.flatnonzero(~is_first)

    def resample(self, sampler, rows, seed):
        """Return what a seeded copy of a sampler makes of some rows, as `Made`."""
        rng = np.random.RandomState(seed)
        sampler = seed_parts(clone(sampler, safe=False), rng)
        X, codes = self.container.take(rows), self.codes[rows]
        X_res, y_res = sampler.fit_resample(X, self.classes[codes])
        container = self._check_columns(X_res)
        codes_res = self._code_classes(y_res, container.n_samples)
        points = self.space.points(self.columns.encode(container))
        n_rows = rows.size
        is_kept = codes_res.size >= n_rows and (codes_res[:n_rows] == codes).all()
        if not is_kept or not _are_close(points[:n_rows], self.points[rows]):
            raise ValueError(
                "`sampler` should give the rows that it got first, as they are and in "
                "their order, and then the rows that it made. "
                f"{type(sampler).__name__} removed, reordered or changed rows. Measure "
                "the oversampler by itself, without steps that clean or transform."
            )
        return Made(points[n_rows:], codes_res[n_rows:])

    def _check_columns(self, X_res):
        container = Container(X_res)
        n_got, n_given = container.X.shape[1], self.container.X.shape[1]
        if n_got != n_given:
            raise ValueError(
                f"`sampler` should keep the {n_given} columns of the rows. Got rows of "
                f"{n_got} columns from it. Measure the oversampler by itself, without "
                "steps that transform."
            )
        return container

    def _code_classes(self, y_res, n_rows):
        labels = to_class_labels(y_res)
        if labels.shape != (n_rows,):
            raise ValueError(
                f"`sampler` gave {n_rows} rows and a target of shape {labels.shape}."
            )
        found, codes = encode(labels)
        known = {label: code for code, label in enumerate(self.classes.tolist())}
        unknown = [label for label in found.tolist() if label not in known]
        if unknown:
            raise ValueError(f"`sampler` made rows of unknown classes {unknown}.")
        known_codes = [known[label] for label in found.tolist()]
        return np.array(known_codes, dtype=np.intp)[codes]


def check_sampler(sampler):
    """Check that a sampler can resample."""
    if isinstance(sampler, type):
        raise_for_class(sampler, "`sampler` should be an instance")
    if not hasattr(sampler, "fit_resample"):
        name = repr(sampler) if isinstance(sampler, str) else type(sampler).__name__
        raise ValueError(
            f"`sampler` should have a method `fit_resample`. Got {name}, which has "
            "none; give a sampler of clover or imbalanced-learn."
        )


def check_n_repeats(n_repeats, name="n_repeats"):
    """Check that a number of repeats is a positive integer."""
    if isinstance(n_repeats, bool) or not isinstance(n_repeats, Integral):
        raise TypeError(f"`{name}` should be an integer. Got {n_repeats!r}.")
    if n_repeats < 1:
        raise ValueError(f"`{name}` should be at least 1. Got {n_repeats}.")


def draw_seeds(n_repeats, random_state):
    """Return two seeds for each repeat, of the halves and of the sampler.

    Both are drawn at once: all samplers get the same halves, however many seeds a
    sampler needs.
    """
    rng = check_random_state(random_state)
    return rng.randint(N_SEEDS, size=(n_repeats, 2)).tolist()


def check_class_sizes(classes, codes):
    """Check that there are several classes, all of them with enough distinct rows."""
    if classes.size < 2:
        raise ValueError(
            f"`y` should hold at least two classes. Got only {classes.tolist()[0]!r}."
        )
    counts = np.bincount(codes, minlength=classes.size)
    if counts.min() < MIN_ROWS:
        code = counts.argmin()
        raise ValueError(
            f"Each class should have at least {MIN_ROWS} distinct rows. Class "
            f"{classes.tolist()[code]!r} has {counts[code]}. Leave the class out, or "
            f"join it with another. [{FEW_ROWS}]"
        )


def find_categorical(sampler, container):
    """Return the positions of columns that hold categories, for a sampler or by dtype.

    These are the columns that the sampler, or the oversampler that it holds, takes as
    categories, and those that do not hold numbers.
    """
    last = last_step(sampler)
    last = last_step(getattr(last, "oversampler", last))
    n_features = container.X.shape[1]
    found = np.arange(n_features) if isinstance(last, SMOTEN) else np.empty(0, int)
    features = getattr(last, "categorical_features", None)
    if isinstance(last, ScaledGeometricSMOTE) and isinstance(features, str):
        found = guess_categorical_columns(container)
    elif features is not None:
        found = list_columns(container, features, n_features)
    others = container.non_numeric_columns
    if container.is_frame:
        names = list(container.X.columns)
        others = [names.index(name) for name in others]
    return np.union1d(found, np.array(others, dtype=int)).astype(int)


def find_distinct(encoded, codes):
    """Return the first of the rows that are equal in all columns and in the class."""
    equal = [equal_rows(encoded.numbers), equal_rows(encoded.codes), codes]
    together = equal_rows(np.ascontiguousarray(np.column_stack(equal)))
    return np.unique(together)


def _are_close(points, real):
    """Return whether points are the real ones, but for the rounding of short floats."""
    if not real.shape[0]:
        return True
    excess = abs(points - real) - TOLERANCE * abs(real)
    return bool(excess.max() <= TOLERANCE)


class RepeatName:
    """A context that says in which repeat an error was raised, and of which rows."""

    def __init__(self, repeat, n_repeats, rows="all distinct rows"):
        self._sentence = (
            f"This was in repeat {repeat + 1} of {n_repeats}, in which the sampler got "
            f"{rows}."
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if not isinstance(error, Exception):
            return
        if len(error.args) == 1 and isinstance(error.args[0], str):
            stop = "" if error.args[0].endswith((".", "!", "?", "]")) else "."
            error.args = (f"{error.args[0]}{stop} {self._sentence}",)
        else:
            error.add_note(self._sentence)


def check_anything_made(n_made):
    """Check that a sampler made rows at all."""
    if not n_made:
        raise ValueError(
            "`sampler` made no rows, so that there is nothing to measure. Its "
            "`sampling_strategy` may ask for none, or the classes are balanced."
        )
