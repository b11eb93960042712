import functools
import os
import subprocess
import sys
import textwrap
from collections import OrderedDict
from enum import Enum

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from scipy import sparse, stats
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from clover.comparison._identity.fingerprint import describe
from clover.comparison._identity.hashes import hash_array, hash_sparse, hash_texts
from clover.comparison._identity.names import hash_data, name_file
from clover.comparison._runs.manifest import PlannedRun
from clover.comparison._runs.records import DataSet
from clover.distribution import (
    ClusterDistributor,
    FilterChain,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    MinimumSupportFilter,
)
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


class Colour(Enum):
    RED = 1
    BLUE = 2


def ratio_of_two(y):
    return {1: 2}


def ratio_of_three(y):
    return {1: 3}


class Holder(BaseEstimator):
    def __init__(self, value=None):
        self.value = value


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def make_composition(max_ratio=1.0):
    filters = [ImbalanceRatioFilter(max_ratio), MinimumSupportFilter(2)]
    return ClusterOverSampler(
        SMOTE(k_neighbors=3),
        KMeans(4),
        ClusterDistributor(FilterChain(filters), LogLinearAllocation()),
    )


MAKERS = [
    lambda: None,
    lambda: [1, 2.5, "é\n", b"bytes", True, 1j, ..., (1, [2])],
    lambda: float("nan"),
    lambda: {"b": 1, "a": {3, 1, 2}},
    lambda: np.arange(6).reshape(2, 3),
    lambda: np.array(["a", None, 2], dtype=object),
    lambda: sparse.csr_matrix(np.eye(3)),
    lambda: pd.DataFrame({"a": [1, 2], "b": ["x", None]}),
    lambda: pd.Series(pd.Categorical(["x", "y"]), name="s"),
    lambda: pd.MultiIndex.from_tuples([("a", 1)]),
    lambda: KMeansSMOTE(k_neighbors=2),
    make_composition,
    lambda: make_pipeline(StandardScaler(), SMOTE(sampling_strategy=ratio_of_two)),
    lambda: make_column_transformer((StandardScaler(), [0, 2])),
    lambda: CalibratedClassifierCV(LogisticRegression(), cv=StratifiedKFold(3)),
    lambda: functools.partial(np.mean, axis=0),
    lambda: [np.mean, np.add, len, SMOTE, Colour.RED, slice(1, 3), range(4)],
    lambda: stats.loguniform(0.1, 10),
    lambda: "abc".upper,
    lambda: Slotted([1]),
    lambda: FrozenEstimator(
        DecisionTreeClassifier(random_state=0).fit([[0], [1]], [0, 1])
    ),
]


@pytest.mark.parametrize("make", MAKERS)
def test_equal_parameters_have_the_same_text(make):
    assert describe(make(), "it") == describe(make(), "it")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (1, "1"),
        (0.0, -0.0),
        (None, "None"),
        ([1, 2], (1, 2)),
        ([1, 2], [[1], 2]),
        (["a, b"], ["a", "b"]),
        (b"1", "1"),
        (np.float32(0.1), 0.1),
        (np.zeros(2), np.zeros(2, np.float32)),
        (np.zeros((2, 3)), np.zeros((3, 2))),
        (np.array([1, 2]), np.array([2, 1])),
        (np.array(["a", 1], object), np.array(["a", 2], object)),
        (sparse.csr_matrix([[1, 0]]), sparse.csr_matrix([[0, 1]])),
        (pd.Series([1, 2]), pd.Series([1, 2], name="n")),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (SMOTE(), SMOTE(k_neighbors=4)),
        (SMOTE(), KMeansSMOTE()),
        (
            SMOTE(sampling_strategy=ratio_of_two),
            SMOTE(sampling_strategy=ratio_of_three),
        ),
        (make_composition(1.0), make_composition(2.0)),
        (StratifiedKFold(3), StratifiedKFold(4)),
        (functools.partial(np.mean, axis=0), functools.partial(np.mean, axis=1)),
        (Colour.RED, Colour.BLUE),
        (slice(1), slice(2)),
        (stats.loguniform(0.1, 10), stats.loguniform(0.1, 20)),
        (stats.randint(1, 3), stats.uniform(1, 3)),
        ("abc".upper, "abd".upper),
        (Slotted(1), Slotted(2)),
        (Holder(Slotted(1)), Holder(Slotted(2))),
        (np.add, np.subtract),
    ],
)
def test_other_parameters_have_another_text(one, other):
    assert describe(one, "it") != describe(other, "it")


def test_numbers_of_numpy_are_described_as_those_of_python():
    numbers = np.int64(3), np.float64(0.5), np.bool_(True), np.str_("a")
    for number in numbers:
        assert describe(number, "it") == describe(number.item(), "it")
    assert describe(np.int8(3), "it") == describe(3, "it")
    assert describe(np.float64("nan"), "it") == "nan"


def test_order_of_sets_and_dictionaries_makes_no_difference():
    assert describe({"a": 1, "b": 2}, "it") == describe({"b": 2, "a": 1}, "it")
    # Both have a place in the table of 8, and keep the order in which they came.
    assert list({0, 8}) != list({8, 0})
    assert describe({0, 8}, "it") == describe({8, 0}, "it")
    # What an ordered dictionary is for is its order.
    one, other = OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
    assert describe(one, "it") != describe(other, "it")


def test_fit_makes_no_difference_unless_a_copy_keeps_it():
    X, y = [[0.0], [1.0]], [0, 1]
    tree = DecisionTreeClassifier(random_state=0)
    before = describe(tree, "it")
    assert describe(tree.fit(X, y), "it") == before
    one = FrozenEstimator(DecisionTreeClassifier(random_state=0).fit(X, y))
    other = FrozenEstimator(DecisionTreeClassifier(random_state=0).fit(X, y[::-1]))
    assert describe(one, "it") != describe(other, "it")


def local_function():
    def ratio(y):
        return {1: 2}

    return ratio


def local_class():
    class Local(BaseEstimator):
        pass

    return Local


UNSTABLE = [
    (lambda: lambda y: {}, "is a lambda"),
    (local_function, "is a local function"),
    (local_class, "is a local class"),
    (lambda: local_class()(), "is a local class"),
    (lambda: np.random.RandomState(0), "is a random generator"),
    (lambda: np.random.default_rng(0), "is a random generator"),
    (lambda: open(__file__, encoding="utf-8"), "can be read only once"),
    (lambda: (i for i in range(3)), "can be read only once"),
    (object, "has no stable representation"),
    (lambda: sys, "has no stable representation"),
    (lambda: functools.partial(lambda y: {}, 1), "is a lambda"),
    (lambda: Slotted(lambda y: {}), "is a lambda"),
]


@pytest.mark.parametrize(("make", "message"), UNSTABLE)
def test_parameter_without_a_stable_text_is_named(make, message):
    value = make()
    sampler = ClusterOverSampler(SMOTE(sampling_strategy=value))
    where = r"samplers\['x'\]\.oversampler__sampling_strategy"
    with pytest.raises(ValueError, match=f"^{where}.* {message}|^{where} {message}"):
        describe(sampler, "samplers['x']")
    if hasattr(value, "close"):
        value.close()


def test_steps_and_elements_are_named():
    pipeline = make_pipeline(StandardScaler(), SMOTE(sampling_strategy=lambda y: {}))
    with pytest.raises(ValueError, match=r"^s\.smote__sampling_strategy is a lambda"):
        describe(pipeline, "s")
    holder = Holder({"key": [0, lambda y: {}]})
    with pytest.raises(ValueError, match=r"^s\.value\['key'\]\[1\] is a lambda"):
        describe(holder, "s")


def test_function_that_hides_another_is_refused():
    @functools.wraps(ratio_of_two)
    def ratio(y):
        return {1: 3}

    with pytest.raises(ValueError, match="ratio_of_two is another function"):
        describe(ratio, "it")


def test_what_holds_itself_is_refused():
    circle = []
    circle.append(circle)
    with pytest.raises(ValueError, match=r"^it\[0\] holds itself"):
        describe(circle, "it")


def run_script(folder, code, seed):
    script = folder / "script.py"
    script.write_text(textwrap.dedent(code), encoding="utf-8")
    return subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout


SCRIPT = """
from sklearn.base import BaseEstimator
from clover.comparison._identity.fingerprint import describe

def fixed(y):
    return {1: 2}

def changed(y):
    return {1: NUMBER}

class Fixed(BaseEstimator):
    def __init__(self, value=1):
        self.value = value

class Changed(Fixed):
    def fit_resample(self, X, y):
        return X, y, NUMBER

names = {f"name{i}" for i in range(9)}
print(describe([fixed, Fixed(fixed), names], "it"))
print(describe(changed, "it"))
print(describe(Changed(), "it"))
"""


def test_text_is_the_same_in_another_process_and_follows_the_code_of_main(tmp_path):
    one = run_script(tmp_path, SCRIPT.replace("NUMBER", "2"), seed="0")
    other = run_script(tmp_path, SCRIPT.replace("NUMBER", "3"), seed="1")
    is_same = [a == b for a, b in zip(one.split("\n"), other.split("\n"), strict=True)]
    # The last line is empty.
    assert is_same == [True, False, False, True]


def make_dataset(X, y=(0, 1, 1), classes=("no", "yes"), categorical=(), name="set"):
    numeric = tuple(j for j in range(X.shape[1]) if j not in categorical)
    return DataSet(name, X, np.asarray(y), classes, numeric, categorical)


def test_equal_data_has_the_same_hash():
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
    expected = hash_data(make_dataset(X))
    assert hash_data(make_dataset(np.asfortranarray(X))) == expected
    assert hash_data(make_dataset(X, np.array([0, 1, 1], np.int32))) == expected
    assert hash_data(make_dataset(X[::-1][::-1], name="another")) == expected
    assert hash_data(make_dataset(X, classes=(np.str_("no"), "yes"))) == expected


def test_order_of_the_entries_of_sparse_data_makes_no_difference():
    sorted_entries = sparse.csr_matrix(([1.0, 2.0], [0, 1], [0, 2]), shape=(1, 2))
    other_order = sparse.csr_matrix(([2.0, 1.0], [1, 0], [0, 2]), shape=(1, 2))
    assert hash_sparse(sorted_entries) == hash_sparse(other_order)
    one, other = (make_dataset(X, (0,)) for X in (sorted_entries, other_order))
    assert hash_data(one) == hash_data(other)


def test_other_data_has_another_hash():
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
    others = [
        make_dataset(X + 1e-12),
        make_dataset(X[:, :1]),
        make_dataset(sparse.csr_matrix(X)),
        make_dataset(X, (0, 0, 1)),
        make_dataset(X, classes=("no", "maybe")),
        make_dataset(X, classes=(0, 1)),
    ]
    hashes = {hash_data(dataset) for dataset in [make_dataset(X), *others]}
    assert len(hashes) == 1 + len(others)


def test_hash_of_a_frame_counts_names_and_categories_by_value():
    def make(letters, names=("n", "c"), dtype=object):
        columns = [np.array([1.0, 2.0, 3.0]), pd.Series(letters, dtype=dtype)]
        frame = pd.DataFrame(dict(zip(names, columns, strict=True)))
        return make_dataset(frame, categorical=(1,))

    expected = hash_data(make(["a", "b", "a"]))
    assert hash_data(make(["a", "b", "a"], dtype="category")) == expected
    assert hash_data(make(["a", "b", "b"])) != expected
    assert hash_data(make(["a", "b", None])) != expected
    assert hash_data(make(["a", "b", None])) == hash_data(make(["a", "b", np.nan]))
    assert hash_data(make(["a", "b", None])) != hash_data(make(["a", "b", "None"]))
    assert hash_data(make(["a", "b", "a"], ("n", "d"))) != expected


def test_hash_of_an_array_is_that_of_its_values_in_rows():
    X = np.arange(6.0).reshape(2, 3)
    assert hash_array(X) == hash_array(np.asfortranarray(X))
    assert hash_array(X) != hash_array(X.ravel())
    assert hash_texts("ab", "c") != hash_texts("a", "bc")


def test_names_of_files_are_short_and_lower_case():
    run = PlannedRun("Ä long / name: " * 9, "KMeans SMOTE*" * 9, "ÖÜ?" * 50, 999, 9999)
    file = name_file(run, "x")
    assert len(file) < 120
    assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-.")
    assert file.endswith(".npz")
    # Names that differ by their case only have files that differ, too.
    upper, lower = (PlannedRun(name, "m", "c", 0, 0) for name in ("Set", "set"))
    assert name_file(upper, "x").lower() != name_file(lower, "x").lower()
    assert name_file(lower, "x") == name_file(lower, "x")
    assert name_file(lower, "x") != name_file(lower, "y")
