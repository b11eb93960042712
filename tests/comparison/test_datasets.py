"""Data sets of any kind, and what is wrong with some."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.utils import Bunch

from clover.comparison._identity.names import hash_data
from clover.comparison._runs.datasets import load_datasets, make_dataset

NUMBERS = [[0.5, 1.0], [2.0, 0.0], [0.0, 3.0], [4.0, 4.0]]
TARGET = ["a", "b", "a", "b"]


def one_dataset(X, y=TARGET):
    (dataset,) = load_datasets({"mine": (X, y)})
    return dataset


@pytest.fixture
def mixed():
    """Numbers and each kind of categories, in one frame of pandas."""
    return pd.DataFrame(
        {
            "float": [0.5, np.nan, 1.5, 2.0],
            "text": ["x", "y", None, "x"],
            "flag": [True, False, True, True],
            "int": [1, 2, 3, 4],
            "level": pd.Categorical([1, 2, 1, 1]),
            "nullable": pd.array([1, 2, None, 4], dtype="Int64"),
            "maybe": pd.array([True, None, False, True], dtype="boolean"),
            "object": pd.Series([1, 2.5, 3, 4], dtype=object),
            "yes_or_no": pd.Series([True, False, None, True], dtype=object),
        }
    )


@pytest.mark.parametrize(
    "X",
    [
        NUMBERS,
        tuple(map(tuple, NUMBERS)),
        np.array(NUMBERS, dtype=np.float32),
        np.array(NUMBERS, dtype=object),
        pd.DataFrame(NUMBERS),
        pd.DataFrame(NUMBERS, index=[7, 7, 3, 1]).astype("Float64"),
        pd.DataFrame(NUMBERS, dtype=object),
        pl.DataFrame(NUMBERS, orient="row"),
    ],
    ids=lambda X: type(X).__name__,
)
def test_tables_of_numbers_become_an_array_of_floats(X):
    dataset = one_dataset(X)
    assert type(dataset.X) is np.ndarray and dataset.X.dtype == np.float64
    np.testing.assert_array_equal(dataset.X, NUMBERS)
    assert (dataset.numeric, dataset.categorical) == ((0, 1), ())
    assert dataset.n_samples == 4


@pytest.mark.parametrize(
    "X",
    [
        sparse.csr_matrix(NUMBERS, dtype=np.float32),
        sparse.coo_array(NUMBERS),
        pd.DataFrame(NUMBERS).astype(pd.SparseDtype(float, 0.0)),
    ],
    ids=["csr", "coo", "pandas"],
)
def test_sparse_tables_become_csr_of_floats(X):
    dataset = one_dataset(X)
    assert dataset.X.format == "csr" and dataset.X.dtype == np.float64
    np.testing.assert_array_equal(dataset.X.toarray(), NUMBERS)
    assert dataset.categorical == ()


@pytest.mark.parametrize("make", [np.array, sparse.csr_matrix, pd.DataFrame])
def test_zeros_and_missing_numbers_have_the_same_bits(make):
    X = np.array([[0.0, 1.0], [np.nan, 0.0], [2.0, 3.0], [4.0, np.nan]])
    others = X.copy()
    others[X == 0.0] = -0.0
    others[np.isnan(X)] = -np.nan
    assert others.tobytes() != X.tobytes()
    assert hash_data(one_dataset(make(others))) == hash_data(one_dataset(make(X)))


def test_zeros_that_a_sparse_matrix_holds_make_no_difference():
    X = sparse.csr_matrix(np.array(NUMBERS))
    with_zero = X.copy()
    with_zero.data[0] = 0.0
    without = with_zero.copy()
    without.eliminate_zeros()
    one, other = map(one_dataset, (with_zero, without))
    assert hash_data(one) == hash_data(other)
    assert with_zero.nnz == X.nnz


def test_strings_categories_and_booleans_are_categories(mixed):
    dataset = one_dataset(mixed)
    assert dataset.categorical == (1, 2, 4, 6, 8)
    assert dataset.numeric == (0, 3, 5, 7)
    assert dataset.X["text"].tolist() == ["x", "y", "?", "x"]
    assert dataset.X["flag"].tolist() == ["True", "False", "True", "True"]
    assert dataset.X["level"].tolist() == ["1", "2", "1", "1"]
    assert dataset.X["maybe"].tolist() == ["True", "?", "False", "True"]
    assert dataset.X["yes_or_no"].tolist() == ["True", "False", "?", "True"]
    np.testing.assert_array_equal(dataset.X["nullable"], [1, 2, np.nan, 4])
    for j, name in enumerate(mixed.columns):
        kind = "O" if j in dataset.categorical else "f"
        assert dataset.X[name].dtype.kind == kind


def test_columns_of_arrow_are_read_as_others():
    X = pd.DataFrame(
        {
            "text": pd.array(["x", None, "x", "y"], dtype="string[pyarrow]"),
            "flag": pd.array([True, False, None, True], dtype="bool[pyarrow]"),
            "number": pd.array([1, 2, None, 4], dtype="int64[pyarrow]"),
        }
    )
    dataset = one_dataset(X)
    assert dataset.categorical == (0, 1)
    assert dataset.X["text"].tolist() == ["x", "?", "x", "y"]
    assert dataset.X["flag"].tolist() == ["True", "False", "?", "True"]
    np.testing.assert_array_equal(dataset.X["number"], [1, 2, np.nan, 4])
    times = pd.DataFrame({"t": pd.array([0] * 4, dtype="timestamp[s][pyarrow]")})
    with pytest.raises(ValueError, match="'t' of `X` holds times"):
        one_dataset(times)


def test_given_tables_are_left_as_they_are(mixed):
    before = mixed.copy()
    of_frame = one_dataset(mixed)
    of_frame.X.iloc[:, 0] = 9.0
    pd.testing.assert_frame_equal(mixed, before)
    X = np.array(NUMBERS)
    one_dataset(X).X[:] = 9.0
    np.testing.assert_array_equal(X, NUMBERS)


def test_polars_gives_the_same_as_pandas():
    columns = {"n": [1, 2, None, 4], "t": ["x", None, "y", "x"], "b": [True, None] * 2}
    of_pandas = one_dataset(pd.DataFrame(columns).assign(n=[1.0, 2.0, np.nan, 4.0]))
    of_polars = one_dataset(pl.DataFrame(columns))
    pd.testing.assert_frame_equal(of_polars.X, of_pandas.X)
    assert of_polars.categorical == of_pandas.categorical == (1, 2)


def test_lists_and_arrays_of_objects_have_numbers_and_categories():
    rows = [[0.5, "x"], [1.0, "y"], [2, "x"], [3.0, "y"]]
    for X in (rows, np.array(rows, dtype=object)):
        dataset = one_dataset(X)
        assert (dataset.numeric, dataset.categorical) == ((0,), (1,))
        assert dataset.X["0"].tolist() == [0.5, 1.0, 2.0, 3.0]
        assert dataset.X["1"].tolist() == ["x", "y", "x", "y"]


@pytest.mark.parametrize(
    "y, classes, codes",
    [
        ([3, 1, 3, 1], (1, 3), [1, 0, 1, 0]),
        ([1.0, 0.0, 1.0, 0.0], (0.0, 1.0), [1, 0, 1, 0]),
        (np.array([True, False, True, True]), (False, True), [1, 0, 1, 1]),
        (np.array(["b", "a", "b", "c"]), ("a", "b", "c"), [1, 0, 1, 2]),
        (np.array(["b", "a", "b", "a"], dtype=object), ("a", "b"), [1, 0, 1, 0]),
        (pd.Series(["b", "a", "b", "a"], index=[5, 6, 7, 8]), ("a", "b"), [1, 0, 1, 0]),
        (pd.Categorical(["b", "a", "b", "a"]), ("a", "b"), [1, 0, 1, 0]),
        (pd.DataFrame({"y": [2, 1, 2, 1]}), (1, 2), [1, 0, 1, 0]),
        (pl.DataFrame({"y": [2, 1, 2, 1]}), (1, 2), [1, 0, 1, 0]),
        (pl.Series(["b", "a", "b", "a"]), ("a", "b"), [1, 0, 1, 0]),
        (np.array([[2], [1], [2], [1]]), (1, 2), [1, 0, 1, 0]),
        (np.array(["2020-01-02", "2020-01-01"] * 2, "M8[D]"), None, [1, 0, 1, 0]),
    ],
)
def test_targets_become_positions_in_sorted_classes(y, classes, codes):
    dataset = one_dataset(NUMBERS, y)
    assert dataset.classes == (classes or ("2020-01-01", "2020-01-02"))
    assert all(type(label).__module__ == "builtins" for label in dataset.classes)
    np.testing.assert_array_equal(dataset.y, codes)


def test_mappings_keep_their_order():
    pair = NUMBERS, TARGET
    names = [dataset.name for dataset in load_datasets({"b": pair, "a": list(pair)})]
    assert names == ["b", "a"]


@pytest.fixture
def frame():
    return pd.DataFrame(
        {"n": [1, 2, 3, 4], "t": ["x", "y", "x", "y"], "target": [0, 1, 0, 1]}
    )


@pytest.mark.parametrize("as_given", [str, lambda path: path], ids=["text", "path"])
def test_folders_give_their_files_by_name(tmp_path, frame, as_given):
    frame.to_csv(tmp_path / "c.csv", index=False)
    frame.to_csv(tmp_path / "b.v2.csv.gz", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    (tmp_path / "README.md").write_text("no data")
    # Some systems put such a file next to each that they copy.
    (tmp_path / "._c.csv").write_bytes(b"\x00\x05\x16\x07")
    datasets = load_datasets(as_given(tmp_path))
    assert [dataset.name for dataset in datasets] == ["a", "b.v2", "c"]
    for dataset in datasets:
        assert (dataset.numeric, dataset.categorical) == ((0,), (1,))
        assert list(dataset.X.columns) == ["n", "t"]
        assert dataset.X["n"].tolist() == [1.0, 2.0, 3.0, 4.0]
        assert dataset.classes == (0, 1)


@pytest.fixture
def public_names(monkeypatch):
    """A stub that knows two public data sets and downloads nothing."""
    asked = []

    def fetch_datasets(*, filter_data):
        unknown = [name for name in filter_data if name not in ("ecoli", "oil")]
        if unknown:
            raise ValueError(f"{unknown[0]} is not a dataset available.")
        asked.append(filter_data)
        one = Bunch(data=np.array(NUMBERS), target=np.array([-1, 1, -1, 1]))
        return dict.fromkeys(filter_data, one)

    monkeypatch.setattr("imblearn.datasets.fetch_datasets", fetch_datasets)
    return asked


@pytest.mark.parametrize("names", ["oil", ["oil", "ecoli"]])
def test_public_names_are_fetched(public_names, names):
    datasets = load_datasets(names)
    expected = [names] if isinstance(names, str) else names
    assert [dataset.name for dataset in datasets] == expected
    assert public_names == [tuple(expected)]
    assert datasets[0].classes == (-1, 1)


def test_unknown_names_are_told(public_names):
    with pytest.raises(ValueError, match=r"neither a folder.*wine is not a dataset"):
        load_datasets("wine")
    with pytest.raises(ValueError, match="a name twice"):
        load_datasets(["oil", "oil"])
    with pytest.raises(ValueError, match="should map names to pairs"):
        load_datasets([("oil", NUMBERS)])


@pytest.mark.parametrize(
    "datasets, message",
    [
        ({}, "at least one data set"),
        ([], "at least one data set"),
        ({1: (NUMBERS, TARGET)}, r"should be strings\. Got 1"),
        ({"mine": NUMBERS}, r"'mine' should be a pair \(X, y\)"),
        ({"mine": (NUMBERS, TARGET[:3])}, r"'mine': `X` has 4 rows and `y` has 3"),
        ({"mine": (NUMBERS, ["a"] * 4)}, r"'mine': `y` .* two classes\. Got \('a',\)"),
        ({"mine": (NUMBERS, ["a", None] * 2)}, "'mine': Input y contains missing"),
        ({"mine": (NUMBERS, [1.0, np.nan] * 2)}, "'mine': Input y contains NaN"),
        ({"mine": (NUMBERS, [0.1, 0.2, 0.3, 0.4])}, "'mine': Unknown label type"),
        ({"mine": (np.empty((4, 0)), TARGET)}, "'mine': `X` has no columns"),
        ({"mine": (pd.DataFrame(index=range(4)), TARGET)}, "`X` has no columns"),
        ({"mine": ([[1.0], [np.inf]] * 2, TARGET)}, "'mine': .*infinite"),
        ({"mine": ([1.0, 2.0, 3.0, 4.0], TARGET)}, "'mine': .*table of shape"),
        ({"mine": ([[1.0], [2.0, 3.0]] * 2, TARGET)}, "'mine': .*not equally long"),
        ({"mine": (pd.DataFrame({"a": [[1]] * 4}), TARGET)}, "'a' .*type list"),
        ({"mine": (pd.DataFrame({"a": [1j] * 4}), TARGET)}, "'a' .*complex"),
        (
            {"mine": (pd.DataFrame({"d": pd.to_datetime(["2020-01-01"] * 4)}), TARGET)},
            "'mine': Column 'd' of `X` holds times",
        ),
        (
            {"mine": (pl.DataFrame({"t": [0] * 4}).cast(pl.Date), TARGET)},
            "'mine': Column 't' of `X` holds times",
        ),
    ],
)
def test_what_is_wrong_with_data_is_told_with_their_name(datasets, message):
    with pytest.raises(ValueError, match=message):
        load_datasets(datasets)


def test_names_of_columns_that_read_alike_are_refused():
    X = pd.DataFrame([[1.0, "x"]] * 4, columns=[1, "1"])
    with pytest.raises(ValueError, match="differ in their names as texts"):
        make_dataset("mine", X, TARGET)


def test_what_is_wrong_with_a_folder_is_told(tmp_path, frame):
    with pytest.raises(ValueError, match="has no data sets"):
        load_datasets(tmp_path)
    with pytest.raises(ValueError, match="is not there"):
        load_datasets(tmp_path / "gone")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(ValueError, match=r"empty\.csv' cannot be read"):
        load_datasets(tmp_path)
    (tmp_path / "empty.csv").write_text("target\n1\n0\n")
    with pytest.raises(ValueError, match=r"empty\.csv' .*It has 1 column\."):
        load_datasets(tmp_path)
    # Row numbers of sorted rows would give the target away.
    frame.to_csv(tmp_path / "empty.csv")
    with pytest.raises(ValueError, match=r"Column 0 of .*empty\.csv' has no name"):
        load_datasets(tmp_path)
    frame.to_csv(tmp_path / "empty.csv", index=False)
    frame.to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(ValueError, match=r"Two files of .* are named 'empty'"):
        load_datasets(tmp_path)
