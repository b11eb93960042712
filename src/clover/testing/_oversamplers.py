"""Checks of oversamplers."""

from dataclasses import replace
from functools import partial

import numpy as np
from scipy import sparse
from sklearn.pipeline import Pipeline

from clover._rows.containers import find_non_finite_columns
from clover.over_sampling._generation.foreign import (
    says_it_cannot_work,
    with_fewer_neighbors,
)
from clover.over_sampling._generation.foreign_parents import read_parents
from clover.over_sampling._generation.inputs import check_oversampler as check_kind
from clover.over_sampling._generation.traits import traits_of
from clover.testing._kinds import (
    Kind,
    are_alike,
    check_answers_depend_on_the_seed_alone,
    check_copies_are_alike,
    check_input_is_left_alone,
    fresh,
    name_of,
)
from clover.testing._problems import OTHER_CLASSES, make_problem

# So many rows of class 1 are asked for, fewer than balance the classes.
N_NEW = 20
# ADASYN and SVMSMOTE make some rows more or fewer, which clover mends.
MIN_MADE, MAX_MADE = N_NEW // 2, 3 * N_NEW // 2
# Numbers of rows of a class and of the others, in small clusters.
FEW_ROWS = ((3, 20), (8, 1))


def _make_two_classes():
    return make_problem().of_two_classes()


def _resample(oversampler, problem, n_classes=1):
    """Ask for N_NEW rows of each of the last classes; return all rows and classes."""
    labels, sizes = np.unique(problem.y, return_counts=True)
    sizes = dict(zip(labels.tolist(), sizes.tolist(), strict=True))
    strategy = {label: sizes[label] + N_NEW for label in labels.tolist()[-n_classes:]}
    oversampler.set_params(sampling_strategy=strategy)
    answer = oversampler.fit_resample(problem.X, problem.y)
    assert isinstance(answer, tuple | list) and len(answer) == 2, (
        f"`fit_resample` of {name_of(oversampler)} should return two things, all rows "
        f"and their classes. It returned {type(answer).__name__}. "
        "Return X_resampled, y_resampled."
    )
    return tuple(answer)


OVERSAMPLER = Kind(
    "oversampler",
    ("fit_resample", "get_params", "set_params"),
    _resample,
    "Derive oversamplers from sklearn.base.BaseEstimator, and write `fit_resample`.",
    _make_two_classes,
)


def check_oversampler(oversampler):
    """Return the checks of an oversampler, each with the oversampler it is for.

    Nothing is checked yet: a check is a function that takes the oversampler, and raises
    an AssertionError if the oversampler breaks the contract. The rows have five
    columns; the last one holds the codes 0, 1 and 2, and may be named as a category.

    Parameters
    ----------
    oversampler : oversampler
        The oversampler, an instance.

    Returns
    -------
    checks : list of (oversampler, check) tuples
        The oversampler and a check, for each of the checks in the notes.

    Raises
    ------
    TypeError
        If the oversampler lacks a method, is a class, or a pipeline: its rows are not
        those that were given, so that the last step is to be checked.

    ValueError
        If the oversampler may remove rows, or has no parameter
        ``sampling_strategy``.

    See Also
    --------
    parametrize_with_checks : The checks of several parts as tests of pytest.
    clover.over_sampling.ClusterOverSampler : Uses oversamplers.

    Notes
    -----
    - ``check_given_rows_come_first``: ``fit_resample`` returns the rows and classes it
      was given, unchanged, and then the new ones.
    - ``check_columns_are_kept``: all rows that are returned have a class, and the
      columns of those that were given. Those of an array are an array.
    - ``check_classes_are_kept``: classes that are strings come back as these strings.
    - ``check_new_rows_are_finite``: the new rows hold no missing or infinite values.
    - ``check_strategy_is_followed``: where class 1 has 25 rows, with
      ``sampling_strategy={1: 45}`` 10 to 30 are made, and none of other classes.
      clover has SMOTE make what is missing to 20, and drops what is too many.
    - ``check_several_classes_are_made``: two classes in ``sampling_strategy`` both get
      new rows. Without a clusterer, all classes are asked for at once.
    - ``check_few_rows_are_enough``: three rows of the class, or a single row of others,
      are enough. clover lowers ``k_neighbors``, ``n_neighbors`` and ``m_neighbors``
      there.
    - ``check_data_frames_are_taken``: a data frame of pandas gives the rows of an
      array, where pandas is installed. Users' data frames are handed on.
    - ``check_parents_are_of_the_class``: ``base_indices_``, if there is such, holds for
      each new row the position of a row of its class; or ``sample_indices_`` for all
      rows.
    - ``check_input_is_left_alone``: rows and classes are not written to.
    - ``check_copies_are_alike``: a clone makes the same rows.
    - ``check_answers_depend_on_the_seed_alone``: with the same seeds, the rows are the
      same.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.base import BaseEstimator
    >>> from sklearn.utils import check_array
    >>> from clover.testing import check_oversampler
    >>> class MeanOversampler(BaseEstimator):
    ...     def __init__(self, sampling_strategy="auto"):
    ...         self.sampling_strategy = sampling_strategy
    ...     def fit_resample(self, X, y):
    ...         X = X_res = check_array(X)
    ...         y_res = y
    ...         for label, n_rows in self.sampling_strategy.items():
    ...             n_new = n_rows - np.sum(y == label)
    ...             X_new = np.tile(X[y == label].mean(axis=0), (n_new, 1))
    ...             X_res = np.vstack((X_res, X_new))
    ...             y_res = np.append(y_res, np.repeat(label, n_new))
    ...         return X_res, y_res
    >>> for oversampler, check in check_oversampler(MeanOversampler()):
    ...     check(oversampler)

    An oversampler that returns its new rows first fails:

    >>> class NewRowsFirst(MeanOversampler):
    ...     def fit_resample(self, X, y):
    ...         X_res, y_res = super().fit_resample(X, y)
    ...         return X_res[::-1], y_res[::-1]
    >>> for oversampler, check in check_oversampler(NewRowsFirst()):
    ...     check(oversampler)
    Traceback (most recent call last):
    AssertionError: NewRowsFirst should return the 90 rows that it was given...
    """
    if isinstance(oversampler, Pipeline):
        raise TypeError(
            "The rows of a pipeline are transformed, and not those that it was given. "
            "Check its last step."
        )
    OVERSAMPLER.expect(oversampler)
    check_kind(oversampler)
    checks = (
        check_given_rows_come_first,
        check_columns_are_kept,
        check_classes_are_kept,
        check_new_rows_are_finite,
        check_strategy_is_followed,
        check_several_classes_are_made,
        check_few_rows_are_enough,
        check_data_frames_are_taken,
        check_parents_are_of_the_class,
        partial(check_input_is_left_alone, OVERSAMPLER),
        partial(check_copies_are_alike, OVERSAMPLER),
        partial(check_answers_depend_on_the_seed_alone, OVERSAMPLER),
    )
    return [(oversampler, check) for check in checks]


def check_given_rows_come_first(oversampler):
    """The first rows are those that were given, with their classes."""
    problem = _make_two_classes()
    X_res, y_res = _resample(fresh(oversampler), _make_two_classes())
    n_samples = len(problem.y)
    # Other numbers of columns are the business of another check.
    first = _as_table(X_res)[:n_samples]
    n_columns = min(first.shape[1], problem.X.shape[1])
    is_kept = np.array_equal(first[:, :n_columns], problem.X[:, :n_columns])
    assert is_kept and np.array_equal(np.asarray(y_res)[:n_samples], problem.y), (
        f"{name_of(oversampler)} should return the {n_samples} rows that it was given, "
        "unchanged and in their order, and then the new ones. Return "
        "np.vstack((X, X_new)) and np.append(y, y_new)."
    )


def _as_table(X_res):
    """Return rows as an array of two dimensions, whatever an oversampler returned."""
    X_res = X_res.toarray() if sparse.issparse(X_res) else np.asarray(X_res)
    return X_res.reshape(len(X_res), -1)


def check_columns_are_kept(oversampler):
    """The rows that are returned have the given columns, and a class each."""
    problem = _make_two_classes()
    X_res, y_res = _resample(fresh(oversampler), problem)
    n_columns = problem.X.shape[1]
    assert hasattr(X_res, "shape") and not sparse.issparse(X_res), (
        f"{name_of(oversampler)} was given an array, and returned rows of the type "
        f"{type(X_res).__name__}. Return an array."
    )
    assert np.shape(X_res)[1:] == (n_columns,), (
        f"{name_of(oversampler)} should return rows with the {n_columns} columns that "
        f"it was given. It returned shape {np.shape(X_res)}. Transform rows in a "
        "pipeline that ends in the oversampler."
    )
    assert np.shape(y_res) == np.shape(X_res)[:1], (
        f"{name_of(oversampler)} returned rows of shape {np.shape(X_res)} and classes "
        f"of shape {np.shape(y_res)}. Return a class for each row."
    )


def check_classes_are_kept(oversampler):
    """Classes that are strings come back as they were given."""
    problem = _make_two_classes()
    problem = replace(problem, y=OTHER_CLASSES[problem.y])
    known = set(problem.y.tolist())
    _, y_res = _resample(fresh(oversampler), problem)
    unknown = set(np.asarray(y_res).tolist()) - known
    assert not unknown, (
        f"{name_of(oversampler)} returned classes that it was not given: "
        f"{sorted(map(str, unknown))}. Take the class of new rows from `y`, or the "
        "keys of `sampling_strategy`, which may be of any type."
    )


def check_new_rows_are_finite(oversampler):
    """No value is missing or infinite."""
    X_res, _ = _resample(fresh(oversampler), _make_two_classes())
    columns = find_non_finite_columns(_as_table(X_res))
    assert not columns, (
        f"{name_of(oversampler)} made missing or infinite values from rows without "
        f"any, in columns {columns}. Equal rows have no distances: do not divide by "
        "these."
    )


def check_strategy_is_followed(oversampler):
    """About as many rows are made as were asked for, and of no other class."""
    problem = _make_two_classes()
    _, y_res = _resample(fresh(oversampler), _make_two_classes())
    n_rest, n_class = np.bincount(problem.y).tolist()
    # Classes that are not numbers are the business of another check.
    y_res = np.asarray(y_res)
    n_made = int((y_res == 1).sum()) - n_class
    n_others = int((y_res == 0).sum()) - n_rest
    assert MIN_MADE <= n_made <= MAX_MADE and n_others <= 0, (
        f"{name_of(oversampler)} was asked for {N_NEW} new rows of class 1 by "
        f"sampling_strategy={{1: {n_class + N_NEW}}}, which maps classes to their "
        f"numbers of rows in the end. It made {n_made} of class 1 and {n_others} of "
        "class 0. Make as many as are missing to these numbers."
    )


def check_several_classes_are_made(oversampler):
    """If two classes are asked for at once, no one gets rows without the other."""
    name = name_of(oversampler)
    remedy = (
        "Without a clusterer, `sampling_strategy` maps several classes to their "
        "numbers of rows: make rows of each."
    )
    n_before = np.bincount(make_problem().y)
    try:
        _, y_res = _resample(fresh(oversampler), make_problem(), n_classes=2)
    except (LookupError, TypeError, ValueError) as error:
        raise AssertionError(
            f"{name} fails if two classes are asked for at once: {error} {remedy}"
        ) from error
    y_res = np.asarray(y_res)
    is_made = [int((y_res == label).sum()) > n_before[label] for label in (1, 2)]
    # Nothing at all is the business of another check.
    assert all(is_made) or not any(is_made), (
        f"{name} was asked for rows of the classes 1 and 2, and made rows of one of "
        f"them only. {remedy}"
    )


def check_few_rows_are_enough(oversampler):
    """Small clusters are no error once the numbers of neighbours are lowered."""
    for n_class, n_others in FEW_ROWS:
        problem = _make_two_classes()
        chosen = [
            rows[:n]
            for code, n in ((1, n_class), (0, n_others))
            for rows in [np.flatnonzero((problem.y == code) & (problem.labels < 2))]
        ]
        rows = np.sort(np.concatenate(chosen))
        problem = replace(problem, X=problem.X[rows], y=problem.y[rows])
        sampler = with_fewer_neighbors(
            traits_of(fresh(oversampler)), n_class, rows.size
        )
        try:
            _resample(sampler, problem)
        except (ArithmeticError, LookupError, RuntimeError, ValueError) as error:
            if says_it_cannot_work(sampler, error):
                continue
            raise AssertionError(
                f"{name_of(oversampler)} fails with {n_class} rows of the class and "
                f"{n_others} of others: {error} Name the number of neighbours "
                "`k_neighbors` or `n_neighbors`, so that clover can lower it in small "
                "clusters, or use as many neighbours as there are."
            ) from error


def check_data_frames_are_taken(oversampler):
    """A data frame gives the same rows as an array."""
    try:
        import pandas as pd
    except ImportError:
        return
    problem, name = _make_two_classes(), name_of(oversampler)
    remedy = (
        "Users' data frames are handed on: begin with "
        "`X = sklearn.utils.check_array(X)`, or take rows by `X.iloc`."
    )
    expected = OVERSAMPLER.answer(oversampler, _make_two_classes())
    frame = pd.DataFrame(problem.X, columns=list("abcde"))
    errors = (AttributeError, LookupError, TypeError, ValueError)
    try:
        answer = OVERSAMPLER.answer(oversampler, replace(problem, X=frame))
    except (*errors, pd.errors.InvalidIndexError) as error:
        raise AssertionError(
            f"{name} fails with a data frame: {type(error).__name__}: {error} {remedy}"
        ) from error
    assert are_alike(answer, expected), (
        f"{name} makes other rows of a data frame than of an array. {remedy}"
    )


def check_parents_are_of_the_class(oversampler):
    """The rows that new rows say they were made from are of their class."""
    problem, asked = _make_two_classes(), fresh(oversampler)
    _, y_res = _resample(asked, _make_two_classes())
    y_new = np.asarray(y_res)[problem.y.size :]
    name = name_of(oversampler)
    remedy = (
        "Positions are those of the rows that `fit_resample` got, not of the rows of "
        "the class alone. Mask what is not known, in a masked array."
    )
    try:
        parents = read_parents(asked, problem.y.size, y_new.size)
    except ValueError as error:
        raise AssertionError(f"{error} {remedy}") from error
    if parents is None:
        return
    is_known = parents.base >= 0
    bases, y_new = parents.base[is_known], y_new[is_known]
    wrong = bases[problem.y[bases] != y_new]
    assert not wrong.size, (
        f"{name} says that new rows were made from rows of another class, such as "
        f"{wrong[:3].tolist()}. {remedy}"
    )
