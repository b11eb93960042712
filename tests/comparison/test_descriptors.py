"""Descriptors of data whose answers are known."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from clover.comparison._runs.datasets import make_dataset
from clover.comparison._runs.descriptors import describe_dataset

NAMES = [
    "class_rows",
    "imbalance_ratio",
    "n_features",
    "separability",
    "cluster_structure",
]


def describe(X, y):
    return describe_dataset(make_dataset("mine", X, y))


def test_descriptors_worked_out_by_hand():
    # Of the class "b", 0.0 and 0.1 are nearest to each other, 5.1 is nearest to 5.0.
    X = [[0.0], [0.1], [5.0], [5.1], [7.0], [8.0], [9.0], [10.0], [11.0]]
    y = ["b", "b", "a", "b", "a", "a", "a", "a", "a"]
    found = describe(X, y)
    assert list(found) == NAMES
    assert all(type(value) is float for value in found.values())
    assert found["class_rows"] == 3.0
    assert found["imbalance_ratio"] == 2.0
    assert found["n_features"] == 1.0
    assert found["separability"] == pytest.approx(2 / 3)
    # Clusters {0, 0.1} and {5.1}: silhouettes 1 - 0.1/5.1, 1 - 0.1/5 and 0.
    expected = (1 - 0.1 / 5.1 + 1 - 0.1 / 5.0) / 3
    assert found["cluster_structure"] == pytest.approx(expected)


def test_four_far_blobs_are_a_clear_structure_and_one_is_none():
    rng = np.random.RandomState(0)
    others = rng.uniform(-50, 50, (400, 2))
    far = np.repeat([[0, 0], [0, 40], [40, 0], [40, 40]], 20, axis=0)
    y = np.repeat([0, 1], [400, 80])
    four = describe(np.vstack((others, far + rng.normal(0, 0.1, (80, 2)))), y)
    one = describe(np.vstack((others, rng.normal(0, 1, (80, 2)))), y)
    assert four["cluster_structure"] > 0.95
    assert one["cluster_structure"] < 0.5


def test_numbers_are_scaled_and_categories_one_hot():
    # By its second number, each row of "b" is nearest to a row of "a"; scaled, and with
    # the category, it is nearest to the other row of "b".
    X = pd.DataFrame(
        {
            "small": [0.0, 0.001, 1.0, 1.001, 0.5, 0.5],
            "large": [0.0, 900.0, 100.0, 1000.0, 0.0, 900.0],
            "kind": ["u", "u", "u", "u", "v", "v"],
        }
    )
    found = describe(X, ["b", "b", "a", "a", "a", "a"])
    assert found["n_features"] == 4.0
    assert found["separability"] == 0.0
    X["large"] = 1.0
    assert describe(X, ["b", "b", "a", "a", "a", "a"])["separability"] == 1.0


def test_repeated_rows_are_not_their_own_neighbours():
    X = [[0.0], [0.0], [0.0], [0.0], [9.0]]
    found = describe(X, [0, 0, 0, 0, 1])
    assert found["separability"] == 0.0
    assert describe([[0.0]] * 3 + [[9.0]] * 4, [1] * 3 + [0] * 4)["separability"] == 1.0


def test_of_equal_classes_the_last_is_described():
    X = [[0.0], [1.0], [1.1], [9.0], [9.1], [9.2]]
    assert describe(X, [1, 0, 0, 1, 1, 0])["separability"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "X, y",
    [
        ([[0.0], [1.0], [2.0]], [0, 0, 1]),
        ([[0.0], [1.0], [2.0], [3.0], [3.0]], [0, 0, 0, 1, 1]),
        ([[7.0]] * 8, [0] * 5 + [1] * 3),
    ],
    ids=["single row", "two rows", "constant"],
)
def test_too_few_different_rows_have_no_cluster_structure(X, y):
    found = describe(X, y)
    assert np.isnan(found["cluster_structure"])
    assert 0.0 <= found["separability"] <= 1.0


def test_rows_that_differ_by_nearly_nothing_have_no_cluster_structure():
    X = [[-1.0], [1.0], [-1.0], [1.0], [0.0], [1e-200], [-1e-200]]
    found = describe(X, [0, 0, 0, 0, 1, 1, 1])
    assert np.isnan(found["cluster_structure"]) and found["separability"] == 1.0


def test_missing_numbers_leave_unmeasured_what_needs_them():
    found = describe([[0.0], [np.nan], [2.0], [3.0], [4.0]], [0, 0, 0, 1, 1])
    assert np.isnan([found["separability"], found["cluster_structure"]]).all()
    assert (found["class_rows"], found["imbalance_ratio"]) == (2.0, 1.5)


def test_categories_only_are_described():
    X = pd.DataFrame({"a": list("xxyyzz"), "b": list("uvuvww")})
    found = describe(X, [0, 0, 0, 0, 1, 1])
    assert (found["n_features"], found["separability"]) == (6.0, 1.0)


def test_sparse_rows_are_described_as_dense_ones():
    # Every column holds the same numbers, so that both scalings keep the proportions.
    rng = np.random.RandomState(0)
    numbers = np.append(np.zeros(40), np.linspace(0.1, 1.0, 20))
    X = np.column_stack([rng.permutation(numbers) for _ in range(5)])
    y = np.repeat([0, 1], [40, 20])
    found = describe(sparse.csr_matrix(X), y)
    assert found == pytest.approx(describe(X, y))


def test_large_classes_are_sampled_and_give_the_same_each_time():
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(5_000, 2)), np.repeat([0, 1], [2_600, 2_400])
    X[y == 1] += 20.0
    found = describe(X, y)
    assert found == describe(X, y)
    assert (found["class_rows"], found["separability"]) == (2_400.0, 1.0)
