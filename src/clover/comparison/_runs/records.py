"""What goes into a run of a comparison, and what comes out of it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class DataSet:
    """A table and its target, ready for all samplers and classifiers.

    `X` is an array or a sparse matrix of numbers, or a pandas frame if any column holds
    categories. `y` holds positions in `classes`. `numeric` and `categorical` are the
    positions of the columns.
    """

    name: str
    X: Any
    y: np.ndarray
    classes: tuple
    numeric: tuple
    categorical: tuple

    @property
    def n_samples(self):
        return self.y.size


@dataclass(frozen=True, eq=False)
class Method:
    """A sampler under its name, with the parameters that may be chosen for it.

    `sampler` is a sampler, a pipeline that ends in one, or "passthrough". If
    `is_weighted`, the classifier gets balanced class weights. Each candidate is a
    dictionary of parameters of the sampler; the empty one leaves it as it is.
    """

    name: str
    sampler: Any
    candidates: tuple = ({},)
    is_weighted: bool = False


@dataclass(frozen=True, eq=False)
class Fold:
    """The training and test rows of a fold of a repeat."""

    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True, eq=False)
class Job:
    """One fold of a data set with one method, for some classifiers.

    The rows are resampled once for all classifiers. `classifiers` maps names to
    classifiers. `seed` is the same for all methods and classifiers.
    """

    dataset: DataSet
    method: Method
    classifiers: dict
    fold: Fold
    inner_cv: int | None
    inner_scoring: str
    seed: int


@dataclass(frozen=True, eq=False)
class Record:
    """What a run gave: probabilities, or the error that ended it.

    The arrays of probabilities are of 32-bit floats and shape (n_rows, n_classes); they
    are empty where `error` is not, and those of training rows without inner folds.
    `candidate` is the position of the chosen candidate; `candidate_scores` holds the
    mean score of each in the inner folds, of losses with the sign turned, and NaN where
    the candidate failed. The chosen candidate's resampling of all training rows, and
    the fit to them, took the seconds told. `counts_before`, `counts_asked` and
    `counts_got` hold the rows of each class before and after it, as the sampler was
    asked for and as they came; they are empty where that is not known. `n_made` sums,
    over the classes, the rows beyond those that there were.
    """

    dataset: str
    method: str
    classifier: str
    repeat: int
    fold: int
    test_rows: np.ndarray
    test_proba: np.ndarray
    train_rows: np.ndarray
    train_proba: np.ndarray
    candidate: int = 0
    candidate_params: str = "{}"
    candidate_scores: tuple = ()
    n_made: int = 0
    counts_before: tuple = ()
    counts_asked: tuple = ()
    counts_got: tuple = ()
    seconds_resampling: float = 0.0
    seconds_fitting: float = 0.0
    warnings: tuple = ()
    error: str = ""


@dataclass(frozen=True, eq=False)
class DataInfo:
    """What a store keeps of a data set besides its runs.

    `y` holds positions in `classes`, which are texts. `descriptors` maps the names of
    moderators to numbers.
    """

    name: str
    data_hash: str
    y: np.ndarray
    classes: tuple
    descriptors: dict


@dataclass(frozen=True, eq=False)
class Results:
    """All that a store holds of a comparison.

    `datasets` maps names to `DataInfo`; `methods` and `classifiers` hold names in the
    order in which they were given; `groups` maps data sets to families and may be
    empty. `notes` are sentences about the plan. `n_missing` runs were planned but not
    done yet. `not_resampled` are the methods whose sampler is "passthrough", without
    class weights.
    """

    records: tuple
    datasets: dict
    methods: tuple
    classifiers: tuple
    groups: dict = field(default_factory=dict)
    notes: tuple = ()
    n_missing: int = 0
    not_resampled: tuple = ("none",)
