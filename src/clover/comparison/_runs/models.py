"""Rows as samplers and classifiers get them, and classifiers that are fitted to them.

Numbers are scaled and categories are one-hot encoded. Both are fitted to training rows
only.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.preprocessing import MaxAbsScaler, OneHotEncoder, StandardScaler

from clover._estimators.copies import copy_if_written_to
from clover._estimators.params import own_params
from clover._estimators.pipelines import last_step, path_to_last_step
from clover._estimators.seeds import seed_parts
from clover.classification._training import fit_classifier
from clover.classification._weights import check_takes_weights


@dataclass(frozen=True, eq=False)
class Columns:
    """The numbers and the categories of a data set, apart.

    `numbers` is an array or a CSR matrix, `categories` an array of strings as Python
    objects. `names` are those of the columns of a frame, in their order.
    """

    numbers: Any
    categories: np.ndarray
    numeric: tuple
    categorical: tuple
    names: tuple = ()

    @classmethod
    def of(cls, dataset):
        """Return the columns of a data set."""
        X, numeric, categorical = dataset.X, dataset.numeric, dataset.categorical
        if not categorical:
            none = np.empty((X.shape[0], 0), dtype=object)
            return cls(X, none, numeric, categorical)
        return cls(
            *split_frame(X, numeric, categorical), numeric, categorical, X.columns
        )


def split_frame(frame, numeric, categorical):
    """Return the numbers of a frame and its categories, as two arrays."""
    return (
        frame.iloc[:, list(numeric)].to_numpy(dtype=np.float64),
        frame.iloc[:, list(categorical)].to_numpy(dtype=object),
    )


class RowEncoder:
    """Scales numbers and one-hot encodes categories, fitted to some rows.

    Numbers get mean 0 and standard deviation 1; those of a sparse matrix are divided
    by their largest absolute value, so that zeros stay zeros. A category that was not
    there in the fit has zeros in all columns.
    """

    def __init__(self, columns, rows):
        self.columns = columns
        numbers = columns.numbers[rows]
        scaler = MaxAbsScaler() if sparse.issparse(numbers) else StandardScaler()
        self.scaler = scaler.fit(numbers) if columns.numeric else None
        self.one_hot = None
        if columns.categorical:
            one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
            self.one_hot = one_hot.fit(columns.categories[rows])

    def encode(self, rows):
        """Return some rows of the data set as numbers only."""
        numbers = self.columns.numbers[rows]
        if self.scaler is not None:
            numbers = self.scaler.transform(numbers)
        return self._join(numbers, self.columns.categories[rows])

    def scale(self, rows):
        """Return some rows as a frame of scaled numbers and categories as they are."""
        import pandas as pd

        columns, table = self.columns, {}
        if columns.numeric:
            numbers = self.scaler.transform(columns.numbers[rows])
            table |= zip(columns.numeric, numbers.T, strict=True)
        table |= zip(columns.categorical, columns.categories[rows].T, strict=True)
        ordered = {name: table[j] for j, name in enumerate(columns.names)}
        # The newest pandas would make strings of its own of Python's.
        return pd.DataFrame(
            {
                name: pd.Series(values, dtype=values.dtype)
                for name, values in ordered.items()
            }
        )

    def encode_scaled(self, frame):
        """Return rows as numbers only, of which the numbers are scaled already."""
        import pandas as pd

        columns = self.columns
        return self._join(
            *split_frame(pd.DataFrame(frame), columns.numeric, columns.categorical)
        )

    def _join(self, numbers, categories):
        if self.one_hot is None:
            return numbers
        return np.hstack((numbers, self.one_hot.transform(categories)))


class Split:
    """Training rows and rows to predict, as models see them.

    Attributes
    ----------
    X_train, X_test : {ndarray, CSR matrix}
        The rows as numbers only.

    y_train : ndarray of shape (n_train,)
        The classes of the training rows, as the user names them.

    test : ndarray of shape (n_test,)
        The positions of the rows to predict, as they were given.
    """

    def __init__(self, columns, labels, train, test):
        self.encoder = RowEncoder(columns, train)
        self.train, self.test = train, test
        self.X_train = self.encoder.encode(train)
        self.X_test = self.encoder.encode(test)
        self.y_train = labels[train]

    @cached_property
    def scaled_train(self):
        """The training rows with categories as they are."""
        return self.encoder.scale(self.train)


def find_class_weight(classifier):
    """Return the name of the parameter for class weights, ``None`` if there is none.

    Of a pipeline, it is the parameter of the last step.
    """
    last = last_step(classifier)
    if not hasattr(last, "get_params") or "class_weight" not in own_params(last):
        return None
    return f"{path_to_last_step(classifier)}class_weight"


def make_classifier(classifier, seed, is_weighted=False):
    """Return a clone of a classifier whose unset seeds are set.

    If `is_weighted`, it has balanced class weights.
    """
    model = seed_parts(clone(classifier), np.random.RandomState(seed))
    if is_weighted:
        model.set_params(**{find_class_weight(model): "balanced"})
    return model


def fit_model(model, X, y, weights=None):
    """Fit a classifier to rows, and their weights, that others need as they are.

    Of a pipeline, the last step gets the weights.

    Raises
    ------
    ValueError
        If there are weights and the classifier takes none.
    """
    if weights is None:
        return model.fit(*copy_if_written_to(model, X, y))
    check_takes_weights(model)
    return fit_classifier(model, *copy_if_written_to(model, X, y, weights))


def predict_proba(model, X, classes):
    """Return probabilities with one column for each of the given classes.

    Classes that the model does not know have probability 0.
    """
    (X,) = copy_if_written_to(model, X)
    proba = np.asarray(model.predict_proba(X), dtype=np.float64)
    known = np.asarray(model.classes_).tolist()
    if proba.shape != (X.shape[0], len(known)):
        raise ValueError(
            f"{type(model).__name__} gave probabilities of shape {proba.shape} for "
            f"{X.shape[0]} rows and {len(known)} classes."
        )
    if not np.isfinite(proba).all():
        raise ValueError(
            f"{type(model).__name__} gave probabilities that are missing or infinite."
        )
    code_of = {label: code for code, label in enumerate(classes)}
    unknown = [label for label in known if label not in code_of]
    if unknown:
        raise ValueError(
            f"{type(model).__name__} was fitted to rows of class {unknown[0]!r}, which "
            "the data do not have: the sampler made them."
        )
    aligned = np.zeros((proba.shape[0], len(classes)))
    aligned[:, [code_of[label] for label in known]] = proba
    return aligned
