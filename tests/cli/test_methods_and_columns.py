"""The sampler that options describe, and the roles of the columns."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.pipeline import Pipeline

from clover._codes import FEW_ROWS, NOT_CALIBRATED, NOTHING_SELECTED, UNLIKE_SCALES
from clover.cli._errors import DataError, UsageError
from clover.cli._sampling.columns import sort_columns
from clover.cli._sampling.composition import Recipe, make_sampler
from clover.cli._sampling.features import make_features
from clover.cli._sampling.methods import METHODS, find_method
from clover.cli._sampling.remedies import name_options, tell_remedy
from clover.cli._sampling.target import read_classes
from clover.cli._tables.read import read_table
from clover.over_sampling import SOMO, ClusterOverSampler, KMeansSMOTE

NUMBERS = SimpleNamespace(numbers=["a", "b"], categories=[], named=[])
MIXED = SimpleNamespace(numbers=["a", "b"], categories=["c"], named=[])
CATEGORIES = SimpleNamespace(numbers=[], categories=["c"], named=[])


def recipe(name, **fields):
    return replace(Recipe(find_method(name), n_rows=1_000), **fields)


def test_k_means_is_scaled_and_keeps_the_limits_of_the_preset():
    sampler, _ = make_sampler(recipe("kmeans-smote"), NUMBERS)
    scaler, kmeans = (step for _, step in sampler.kmeans_estimator.steps)
    assert type(scaler).__name__ == "StandardScaler"
    assert isinstance(kmeans, MiniBatchKMeans)
    assert kmeans.n_clusters == 8
    # As KMeansSMOTE limits its own k-means: 25,000 rows, or 256 for each cluster.
    assert sampler.max_samples == 25_000
    settings = {"clusterer.n_clusters": 200}
    sampler, _ = make_sampler(recipe("kmeans-smote", settings=settings), NUMBERS)
    assert sampler.max_samples == 51_200
    settings = {"max_samples": 50}
    sampler, _ = make_sampler(recipe("kmeans-smote", settings=settings), NUMBERS)
    assert sampler.max_samples == 50


def test_there_are_no_more_clusters_than_rows():
    sampler, _ = make_sampler(recipe("kmeans-smote", n_rows=5), NUMBERS)
    assert sampler.kmeans_estimator[-1].n_clusters == 5


def test_without_scaling_the_preset_is_as_in_python():
    sampler, _ = make_sampler(recipe("kmeans-smote", is_scaled=False), NUMBERS)
    assert sampler.get_params() == KMeansSMOTE(random_state=0).get_params()


@pytest.mark.parametrize("name", ["cluster-smote", "cbo"])
def test_clusters_of_classes_are_scaled(name):
    sampler, _ = make_sampler(recipe(name), NUMBERS)
    assert isinstance(sampler.kmeans_estimator, Pipeline)
    assert isinstance(sampler.kmeans_estimator[-1], KMeans)
    assert sampler.kmeans_estimator[-1].n_clusters == 3


@pytest.mark.parametrize("name", ["smote", "asuwo", "random"])
@pytest.mark.parametrize("is_scaled", [True, False])
def test_scaling_is_refused_where_there_is_no_clustering(name, is_scaled):
    with pytest.raises(UsageError, match="no clustering that could be scaled"):
        make_sampler(recipe(name, is_scaled=is_scaled), NUMBERS)


@pytest.mark.parametrize("name", ["recommended", "somo"])
def test_what_always_scales_may_be_told_to(name):
    make_sampler(recipe(name, is_scaled=True), NUMBERS)
    with pytest.raises(UsageError, match="always scales"):
        make_sampler(recipe(name, is_scaled=False), NUMBERS)


@pytest.mark.parametrize("name", METHODS)
def test_each_sampler_has_the_seed_and_tells_the_origin_of_its_rows(name):
    sampler, _ = make_sampler(recipe(name, seed=7), NUMBERS)
    assert sampler.random_state == 7
    has_clusters = METHODS[name].has_clusters
    assert has_clusters is not isinstance(sampler, ClusterOverSampler)


@pytest.mark.parametrize(
    "name, columns, expected",
    [
        ("smote", NUMBERS, "SMOTE"),
        ("smote", MIXED, "SMOTENC"),
        ("smote", CATEGORIES, "SMOTEN"),
        ("geometric-smote", MIXED, "GeometricSMOTE"),
    ],
)
def test_columns_decide_the_oversampler(name, columns, expected):
    sampler, notes = make_sampler(recipe(name), columns)
    assert type(sampler.oversampler).__name__ == expected
    assert (expected in " ".join(notes)) is (expected in ("SMOTEN", "SMOTENC"))


def test_the_units_are_told_where_they_matter():
    _, notes = make_sampler(recipe("asuwo"), NUMBERS)
    assert notes == ["asuwo measures distances in the units of the columns."]
    assert make_sampler(recipe("recommended"), NUMBERS)[1] == []
    assert make_sampler(recipe("random"), NUMBERS)[1] == []


def test_remedies_are_options():
    remedies = {
        code: tell_remedy(code, KMeansSMOTE())
        for code in (NOTHING_SELECTED, FEW_ROWS, UNLIKE_SCALES, NOT_CALIBRATED)
    }
    assert "--set imbalance_ratio_threshold=1000" in remedies[NOTHING_SELECTED]
    assert "--set clusterer.n_clusters=3" in remedies[NOTHING_SELECTED]
    assert "--strategy" in remedies[FEW_ROWS]
    assert "--scale" in remedies[UNLIKE_SCALES]
    assert "--weights" in remedies[NOT_CALIBRATED]


@pytest.mark.parametrize("number", range(1, 11))
@pytest.mark.parametrize(
    "name", ["recommended", "smote", "kmeans-smote", "somo", "cbo"]
)
def test_no_remedy_names_a_parameter_that_the_method_lacks(number, name):
    sampler, _ = make_sampler(recipe(name), NUMBERS)
    remedy = tell_remedy(f"C{number:03}", sampler)
    named = [part.split("=")[0] for part in remedy.split("--set ")[1:]]
    known = {*sampler.get_params(), "clusterer.n_clusters"}
    assert set(named) <= known
    if "clusterer.n_clusters" in named:
        settings = {"clusterer.n_clusters": 3}
        make_sampler(recipe(name, settings=settings), NUMBERS)


def test_parameters_in_texts_of_the_library_become_options():
    text = "Leave it out of `sampling_strategy`, or lower `som_estimator` and `other`."
    assert name_options(text, SOMO()) == (
        "Leave it out of --strategy, or lower --set som_estimator and `other`."
    )


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a table from a text or a frame."""

    def read_rows(rows):
        path = tmp_path / ("rows.csv" if isinstance(rows, str) else "rows.parquet")
        if isinstance(rows, str):
            path.write_text(rows)
        else:
            rows.to_parquet(path)
        return read_table(str(path))

    return read_rows


def test_kinds_of_columns_are_found(read):
    table = read("size,count,shop,code,open,y\n0.5,1,u,01,True,a\n1.5,2,v,10,False,b\n")
    columns = sort_columns(table, "y")
    assert columns.numbers == ["size", "count"]
    assert columns.whole == ["count"]
    assert columns.categories == ["shop", "code", "open"]


def test_few_whole_numbers_and_names_of_rows_are_hints(read):
    rows = "".join(f"{100 + row},{row % 4},{row % 2},a\n" for row in range(12))
    hints = sort_columns(read(f"id,code,flag,y\n{rows}"), "y").hints
    assert len(hints) == 2
    assert hints[0].startswith("'code': whole numbers of few distinct values")
    assert hints[1].startswith("'id': whole numbers that are all distinct")


def test_numbers_with_a_sign_for_missing_ones_are_a_hint(read):
    rows = "".join(f"{row % 9 or '?'},a\n" for row in range(20))
    hints = sort_columns(read(f"age,y\n{rows}"), "y").hints
    assert [hint.split(",")[0] for hint in hints] == [
        "'age': numbers but for '?' and the like"
    ]


@pytest.mark.parametrize("text", ["$1{}.5", "1{} %", "1,00{}", "1,{}"])
def test_numbers_with_further_signs_are_a_hint(read, text):
    rows = "".join(f'"{text.format(row % 9)}",a\n' for row in range(20))
    hints = sort_columns(read(f"paid,y\n{rows}"), "y").hints
    assert hints == [
        f"'paid': numbers such as {text.format(0)!r}, taken as categories. If they are "
        "amounts, write them in digits with a decimal point."
    ]


@pytest.mark.parametrize("text", ["v1.{}", "10.0.0.{}", "12:0{}", "5-{}"])
def test_names_of_digits_are_no_hint(read, text):
    rows = "".join(f"{text.format(row % 9)},a\n" for row in range(20))
    assert sort_columns(read(f"version,y\n{rows}"), "y").hints == []


def test_classes_that_are_written_alike_are_told(read):
    table = read("a,y\n1,yes\n2, Yes\n3,no\n4,no\n")
    assert read_classes(table, "y").find_alike() == [
        "The classes ' Yes' and 'yes' differ in spaces or capitals alone. If they are "
        "one class, write them alike in the table."
    ]
    assert read_classes(read("a,y\n1,yes\n2,no\n"), "y").find_alike() == []


def test_a_parameter_of_the_clusterer_is_offered():
    with pytest.raises(UsageError, match=r"Did you mean 'clusterer.n_clusters'\?"):
        make_sampler(recipe("cbo", settings={"n_clusters": 3}), NUMBERS)


def test_all_unsuitable_columns_are_named_in_one_error(read):
    frame = pd.DataFrame(
        {
            "tags": [[row] for row in range(60)],
            "day": pd.date_range("2024-01-01", periods=60),
            "the name": [f"n{row}" for row in range(60)],
            "written": [f"{row % 28 + 1}.{row % 12 + 1}.2024" for row in range(60)],
            "size": 0.5,
            "y": ["a", "b"] * 30,
        }
    )
    table = read(frame)
    with pytest.raises(DataError) as error:
        sort_columns(table, "y")
    assert str(error.value).startswith("'tags': lists, bytes or the like")
    assert "--ignore 'tags,day,the name,written'" in str(error.value)
    with pytest.raises(DataError, match="'day' and 'written': dates or times"):
        sort_columns(table, "y", ignored=["tags"])
    # Rows that are only repeated may hold times and texts, but no lists.
    columns = sort_columns(table, "y", ignored=["tags"], takes_texts=True)
    assert columns.ignored == ["tags"]
    with pytest.raises(DataError, match="--ignore tags"):
        sort_columns(table, "y", takes_texts=True)


def test_the_index_that_pandas_wrote_is_no_feature(read):
    frame = pd.DataFrame({"size": [0.5, 1.5], "y": ["a", "b"]}, index=["r1", "r2"])
    table = read(frame)
    columns = sort_columns(table, "y")
    assert columns.numbers == ["size"]
    assert columns.ignored == ["__index_level_0__"]
    assert "an index that pandas wrote" in table.notes[0]


def test_integers_with_gaps_are_whole_in_both_forms(read):
    frame = pd.DataFrame({"n": pd.array([1, None, 4], "Int64"), "y": ["a", "b", "a"]})
    for rows in (frame, "n,y\n1,a\n,b\n4,a\n"):
        table = read(rows)
        columns = sort_columns(table, "y")
        X = make_features(table, columns, "impute")
        # The median of 1 and 4 is 2.5, which is rounded to the even neighbour.
        assert X["n"].tolist() == [1, 2, 4]
        assert X["n"].dtype == "int64"


GAPS = "n,shop,y\n1,u,a\n,,b\n4,u,a\n5,v,b\n"


def test_missing_values_are_counted_in_the_error(read):
    table = read(GAPS)
    with pytest.raises(DataError) as error:
        make_features(table, sort_columns(table, "y"))
    assert str(error.value) == (
        "2 missing values in 'n' (1), 'shop' (1). Use --missing impute, or --missing "
        "category, which makes a category of missing ones. The real rows keep theirs."
    )


def test_a_category_for_missing_values_is_offered_for_texts_alone(read):
    frame = pd.DataFrame({"open": [True, None, False], "y": ["a", "b", "a"]})
    table = read(frame)
    columns = sort_columns(table, "y")
    with pytest.raises(DataError, match=r"'open' \(1\). Use --missing impute. The"):
        make_features(table, columns)
    with pytest.raises(DataError, match="'open': categories that are no texts"):
        make_features(table, columns, "category")


@pytest.mark.parametrize("missing, shop", [("impute", "u"), ("category", None)])
def test_gaps_are_filled_in(read, missing, shop):
    table = read(GAPS)
    X = make_features(table, sort_columns(table, "y"), missing)
    assert X["n"].tolist() == [1, 4, 4, 5]
    assert X["shop"].tolist() == ["u", shop, "u", "v"]
