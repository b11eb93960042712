"""The outer folds of a plan, the same for all methods."""

from hashlib import sha256
from numbers import Integral

import numpy as np
from sklearn.model_selection import StratifiedKFold

from clover._estimators.seeds import N_SEEDS
from clover.comparison._runs.records import Fold


def derive_seed(random_state, *names):
    """Return a seed that depends on a seed and some names, and on nothing else."""
    text = "/".join(f"{name!r}" for name in (random_state, *names))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") % N_SEEDS


def check_folds(cv, n_repeats, inner_cv):
    """Check the numbers of folds and repeats.

    Raises
    ------
    ValueError
        If one of them is not what it should be.
    """
    is_number = isinstance(cv, Integral) and not isinstance(cv, bool)
    if not is_number and (isinstance(cv, str) or not hasattr(cv, "split")):
        raise ValueError(
            "`cv` should be a number of folds or a splitter of scikit-learn. Got "
            f"{cv!r}."
        )
    numbers = {"n_repeats": (n_repeats, 1)}
    if inner_cv is not None:
        numbers["inner_cv"] = inner_cv, 2
    if is_number:
        numbers["cv"] = cv, 2
    for name, (number, smallest) in numbers.items():
        is_whole = isinstance(number, Integral) and not isinstance(number, bool)
        if not is_whole or number < smallest:
            raise ValueError(
                f"`{name}` should be a whole number from {smallest} on. Got {number!r}."
            )
    if not is_number and n_repeats != 1:
        raise ValueError(
            "`n_repeats` should be 1 where `cv` is a splitter, which is taken as it "
            f"is. Got {n_repeats!r}; use e.g. RepeatedStratifiedKFold."
        )


def make_folds(dataset, cv, n_repeats, inner_cv, random_state):
    """Return the folds of a data set, each checked to have rows of all classes.

    The seed of a repeat depends on the name of the data set, not on the other sets.
    """
    if isinstance(cv, Integral):
        _check_class_sizes(dataset, cv)
        folds = [
            Fold(repeat, fold, train, test)
            for repeat in range(n_repeats)
            for fold, (train, test) in enumerate(
                StratifiedKFold(
                    cv,
                    shuffle=True,
                    random_state=derive_seed(random_state, dataset.name, repeat),
                ).split(dataset.y, dataset.y)
            )
        ]
    else:
        folds = _split(dataset, cv)
    if not folds:
        raise ValueError(
            f"`cv` gives no folds for data set {dataset.name!r}. Got {cv!r}."
        )
    for fold in folds:
        _check_fold(dataset, fold, inner_cv)
    return tuple(folds)


def _split(dataset, splitter):
    """Return the folds of a splitter, checked to be the same each time."""
    rows = np.arange(dataset.n_samples)
    try:
        folds, again = (
            [
                # A splitter may give masks, too.
                Fold(0, fold, rows[train], rows[test])
                for fold, (train, test) in enumerate(
                    splitter.split(dataset.X, dataset.y)
                )
            ]
            for _ in range(2)
        )
    except (IndexError, ValueError) as error:
        raise ValueError(
            f"`cv` cannot split data set {dataset.name!r}: {error} Got {splitter!r}."
        ) from error
    if len(folds) != len(again) or not all(
        np.array_equal(one.train, other.train) and np.array_equal(one.test, other.test)
        for one, other in zip(folds, again, strict=True)
    ):
        raise ValueError(
            "`cv` gives other folds each time, so that no run could be found again. "
            f"Got {splitter!r}; set its `random_state` to an integer."
        )
    for fold in folds:
        n_shared = np.intersect1d(fold.train, fold.test).size
        if n_shared:
            raise ValueError(
                f"`cv` has {n_shared} rows among the training and the test rows of "
                f"fold {fold.fold} of data set {dataset.name!r}. Got {splitter!r}; use "
                "a splitter that keeps them apart."
            )
    return folds


def _check_class_sizes(dataset, n_folds):
    counts = np.bincount(dataset.y, minlength=len(dataset.classes))
    smallest = counts.argmin()
    if counts[smallest] < n_folds:
        raise ValueError(
            f"Data set {dataset.name!r} has {counts[smallest]} rows of class "
            f"{dataset.classes[smallest]!r}, and `cv` is {n_folds}. Each class should "
            "have a row in each fold: use fewer folds, or leave the data set out."
        )


def _check_fold(dataset, fold, inner_cv):
    where = f"fold {fold.fold} of repeat {fold.repeat} of data set {dataset.name!r}"
    n_classes = len(dataset.classes)
    n_train = np.bincount(dataset.y[fold.train], minlength=n_classes)
    if n_train.min() == 0:
        raise ValueError(
            f"The training rows of {where} have none of class "
            f"{dataset.classes[n_train.argmin()]!r}. Use a stratified splitter, or "
            "leave the data set out."
        )
    if inner_cv is not None and n_train.min() < inner_cv:
        raise ValueError(
            f"The training rows of {where} have {n_train.min()} of class "
            f"{dataset.classes[n_train.argmin()]!r}, and `inner_cv` is {inner_cv}. Use "
            "fewer inner folds, more folds, or leave the data set out."
        )
    n_test = np.bincount(dataset.y[fold.test], minlength=n_classes)
    if n_test.min() == 0:
        raise ValueError(
            f"The test rows of {where} have none of class "
            f"{dataset.classes[n_test.argmin()]!r}, so that they cannot be scored. Use "
            "fewer folds or a stratified splitter, or leave the data set out."
        )
