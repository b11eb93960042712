"""Rows as models see them, and classifiers with the columns of the data set."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.comparison._runs.datasets import make_dataset
from clover.comparison._runs.models import (
    Columns,
    RowEncoder,
    Split,
    find_class_weight,
    make_classifier,
    predict_proba,
)

TRAIN, TEST = np.array([0, 1, 2, 3]), np.array([4, 5])


@pytest.fixture
def table():
    """Six rows; mean 2 and standard deviation 1 of the number in the first four."""
    frame = pd.DataFrame(
        {
            "kind": ["u", "v", "u", "v", "w", "u"],
            "number": [1.0, 3.0, 1.0, 3.0, 100.0, 2.0],
        }
    )
    return make_dataset("mine", frame, ["a", "b"] * 3)


def test_numbers_come_first_and_unknown_categories_have_no_column(table):
    encoder = RowEncoder(Columns.of(table), TRAIN)
    expected = [[-1, 1, 0], [1, 0, 1], [-1, 1, 0], [1, 0, 1]]
    np.testing.assert_array_equal(encoder.encode(TRAIN), expected)
    np.testing.assert_array_equal(encoder.encode(TEST), [[98, 0, 0], [0, 1, 0]])


def test_scaled_rows_keep_categories_and_the_order_of_columns(table):
    encoder = RowEncoder(Columns.of(table), TRAIN)
    frame = encoder.scale(TEST)
    assert list(frame.columns) == ["kind", "number"]
    assert frame["kind"].tolist() == ["w", "u"] and frame["kind"].dtype == object
    assert frame["number"].tolist() == [98.0, 0.0]
    np.testing.assert_array_equal(encoder.encode_scaled(frame), encoder.encode(TEST))
    as_array = frame.to_numpy(dtype=object)
    np.testing.assert_array_equal(encoder.encode_scaled(as_array), encoder.encode(TEST))


def test_zeros_of_sparse_rows_stay_zeros():
    X = sparse.csr_matrix([[0.0, 4.0], [2.0, 0.0], [0.0, -8.0], [1.0, 1.0]])
    dataset = make_dataset("mine", X, [0, 1, 0, 1])
    encoder = RowEncoder(Columns.of(dataset), np.array([0, 1]))
    encoded = encoder.encode(np.array([2, 3]))
    assert encoded.format == "csr" and encoded.nnz == 3
    np.testing.assert_array_equal(encoded.toarray(), [[0, -2], [0.5, 0.25]])


def test_constant_and_missing_numbers_can_be_scaled():
    X = [[1.0, 5.0], [np.nan, 5.0], [3.0, 5.0]]
    dataset = make_dataset("mine", X, [0, 1, 0])
    encoded = RowEncoder(Columns.of(dataset), slice(None)).encode(slice(None))
    np.testing.assert_array_equal(encoded, [[-1, 0], [np.nan, 0], [1, 0]])


def test_splits_name_the_classes_of_training_rows(table):
    labels = np.array(table.classes)[table.y]
    split = Split(Columns.of(table), labels, TRAIN, TEST)
    assert split.y_train.tolist() == ["a", "b", "a", "b"]
    assert split.X_train.shape == (4, 3) and split.X_test.shape == (2, 3)
    assert split.scaled_train["kind"].tolist() == ["u", "v", "u", "v"]


@pytest.mark.parametrize(
    "classifier, name",
    [
        (LogisticRegression(), "class_weight"),
        (
            make_pipeline(StandardScaler(), make_pipeline(LogisticRegression())),
            "pipeline__logisticregression__class_weight",
        ),
        (KNeighborsClassifier(), None),
        (make_pipeline(StandardScaler(), KNeighborsClassifier()), None),
    ],
)
def test_class_weights_are_those_of_the_last_step(classifier, name):
    assert find_class_weight(classifier) == name
    if name:
        weighted = make_classifier(classifier, 0, is_weighted=True)
        assert weighted.get_params()[name] == "balanced"
        assert classifier.get_params()[name] is None


def test_classes_that_are_not_known_are_an_error():
    X, y = [[0.0], [1.0]], ["a", "z"]
    model = LogisticRegression().fit(X, y)
    with pytest.raises(ValueError, match="class 'z', which the data do not have"):
        predict_proba(model, np.array(X), ("a", "b"))
