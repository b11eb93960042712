"""Bad input gets a clear error, and no output that looks complete."""

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, RandomOverSampler
from scale_tables import make_table, read, write_parts
from sklearn.cluster import DBSCAN, KMeans

from clover.distribution import (
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
)
from clover.over_sampling import GeometricSMOTE
from clover.scale import plan, resample
from clover.scale._core.columns import Columns

COLUMNS = {"x": [0.0, 1.0, 5.0, 6.0, 7.0], "y": [1, 1, 0, 0, 0]}


def make_source(folder, columns=COLUMNS):
    return write_parts(pa.table(columns), folder / "data", 2)


def test_an_unknown_target_is_named(tmp_path):
    columns = {"income": [1.0, 2.0], "outcome": [0, 1]}
    with pytest.raises(ValueError, match=r"`target` should be one of.*Got 'z'"):
        plan(make_source(tmp_path, columns), "z")
    with pytest.raises(ValueError, match=r"Got 'outcom'; did you mean 'outcome'"):
        plan(tmp_path / "data", "outcom")


def test_a_missing_class_is_named_by_partition_and_row(tmp_path):
    columns = COLUMNS | {"y": [1, 1, 0, None, 0]}
    message = r"Column 'y' misses values, in row 1 of partition .*part-001.parquet"
    with pytest.raises(ValueError, match=message):
        plan(make_source(tmp_path, columns), "y")


def test_a_missing_value_is_named_by_column_and_row(tmp_path):
    columns = COLUMNS | {"x": [0.0, 1.0, 5.0, None, 7.0]}
    with pytest.raises(ValueError, match="Column 'x' misses values, in row 3"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_an_infinite_value_is_named_by_column_and_row(tmp_path):
    columns = COLUMNS | {"x": [0.0, 1.0, 5.0, 6.0, float("inf")]}
    with pytest.raises(ValueError, match="Column 'x' holds inf in row 4"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_nan_is_named_by_column_and_row(tmp_path):
    columns = COLUMNS | {"x": [0.0, float("nan"), 5.0, 6.0, 7.0]}
    with pytest.raises(ValueError, match="Column 'x' holds nan in row 1"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_values_that_the_sample_misses_are_found(tmp_path):
    x = [float(number) for number in range(200)]
    for wrong, message in (
        (None, "misses values, in row"),
        (float("inf"), "holds inf"),
    ):
        columns = {"x": [*x, wrong], "y": [*[0] * 150, *[1] * 51]}
        source = write_parts(pa.table(columns), tmp_path / f"data-{wrong}", 2)
        with pytest.raises(ValueError, match=f"{message}.*200"):
            plan(source, "y", clusterer=KMeans(2), max_samples=20, random_state=0)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([date(2024, 1, day) for day in range(1, 6)], "date32"),
        ([datetime(2024, 1, day) for day in range(1, 6)], "timestamp"),
        ([[1], [2], [3], [4], [5]], "list<"),
        ([Decimal("1.5")] * 5, "decimal128"),
        ([None] * 5, "null"),
        ([b"a"] * 5, "binary"),
    ],
    ids=["dates", "times", "lists", "decimals", "nulls", "bytes"],
)
@pytest.mark.parametrize("oversampler", [SMOTE(), RandomOverSampler()], ids=["a", "b"])
def test_columns_of_other_types_are_named(values, kind, oversampler, tmp_path):
    source = make_source(tmp_path, COLUMNS | {"other": values})
    message = rf"Got columns of other types.*'other' of type {kind}.*`ignored_columns`"
    with pytest.raises(ValueError, match=message):
        plan(source, "y", oversampler=oversampler)


def test_columns_can_be_left_out_as_the_error_says(tmp_path):
    columns = COLUMNS | {"day": [date(2024, 1, day) for day in range(1, 6)]}
    dataset = ds.dataset(make_source(tmp_path, columns), format="parquet")
    schema = dataset.schema
    without = dataset.replace_schema(schema.remove(schema.get_field_index("day")))
    made = plan(without, "y", clusterer=KMeans(1, n_init=1), random_state=0)
    assert resample(without, tmp_path / "output", made) == {0: 3, 1: 3}
    assert read(tmp_path / "output").column_names == ["x", "y"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.5, 0.25, 1.5, 2.5, 3.5], "continuous"),
        ([[1], [1], [0], [0], [0]], "target 'y' is of type list<"),
        ([Decimal("1.5")] * 5, "target 'y' is of type decimal128"),
        ([None] * 5, "target 'y' is of type null"),
        ([date(2024, 1, 1)] * 5, "target 'y' is of type date32"),
        ([1, 1, 1, 1, 1], "needs to have more than 1 class"),
    ],
    ids=["floats", "lists", "decimals", "nulls", "dates", "single"],
)
def test_a_target_that_has_no_classes_is_refused(values, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        plan(make_source(tmp_path, COLUMNS | {"y": values}), "y")


def test_a_class_that_is_nan_is_named_with_its_row(tmp_path):
    columns = COLUMNS | {"y": [0.0, 1.0, 1.0, float("nan"), 0.0]}
    with pytest.raises(ValueError, match=r"Column 'y' holds nan in row 1 of partition"):
        plan(make_source(tmp_path, columns), "y")


def test_a_negative_zero_is_zero_among_classes_and_categories(tmp_path):
    columns = COLUMNS | {"y": [0.0, 1.0, 1.0, -0.0, -0.0], "c": [0.0, -0.0, 1, 1, 1]}
    source = make_source(tmp_path, columns)
    made = plan(
        source,
        "y",
        oversampler=SMOTENC(categorical_features=["c"]),
        clusterer=KMeans(1, n_init=1),
        random_state=0,
    )
    assert made.class_labels == [0.0, 1.0]
    assert made.n_class_rows.tolist() == [3, 2]
    assert made.levels == {"c": [0.0, 1.0]}
    assert resample(source, tmp_path / "output", made) == {0.0: 3, 1.0: 3}


def test_a_target_of_very_many_values_is_refused(tmp_path):
    values = np.arange(10_001) / 7
    source = make_source(tmp_path, {"x": values, "price": values})
    message = r"target 'price' holds more than 10,000 different values, such as"
    with pytest.raises(ValueError, match=message):
        plan(source, "price")


def test_partitions_without_rows_are_no_matter(tmp_path):
    table = make_table(600)
    source = write_parts(table, tmp_path / "data", 3)
    pq.write_table(table.slice(0, 0), source / "part-001b.parquet")
    made = plan(source, "y", random_state=0)
    assert made.n_partition_rows.tolist() == [200, 200, 0, 200]
    resample(source, tmp_path / "output", made)
    other = write_parts(table, tmp_path / "other", 1)
    resample(other, tmp_path / "again", plan(other, "y", random_state=0))
    assert read(tmp_path / "again").equals(read(tmp_path / "output"))


def test_data_without_rows_are_an_error(tmp_path):
    source = write_parts(pa.table(COLUMNS).slice(0, 0), tmp_path / "data", 2)
    with pytest.raises(ValueError, match="The data have no rows"):
        plan(source, "y")


def test_data_without_features_are_an_error(tmp_path):
    with pytest.raises(ValueError, match="no column besides the target"):
        plan(make_source(tmp_path, {"y": [0, 0, 1]}), "y")


def test_columns_of_one_name_are_an_error(tmp_path):
    table = pa.table([[0.0, 1.0], [2.0, 3.0], [0, 1]], names=["x", "x", "y"])
    pq.write_table(table, tmp_path / "data.parquet")
    with pytest.raises(ValueError, match="duplicate field names"):
        plan(tmp_path / "data.parquet", "y")
    # Of data frames, Arrow says nothing.
    with pytest.raises(ValueError, match=r"have the same name, \['x'\]"):
        Columns.of(table.schema, "y")


@pytest.mark.parametrize(
    "params",
    [{"max_samples": 0}, {"max_samples": 1.5}, {"max_group_rows": 1}],
    ids=str,
)
def test_numbers_of_rows_are_checked(params, tmp_path):
    (name,) = params
    with pytest.raises(ValueError, match=f"{name}.*Got {params[name]}"):
        plan(make_source(tmp_path), "y", **params)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, True, np.random.RandomState(0)])
def test_a_seed_is_an_integer(seed, tmp_path):
    with pytest.raises(
        ValueError, match=r"`random_state` should be None or an integer"
    ):
        plan(make_source(tmp_path), "y", random_state=seed)


def test_the_seed_of_the_oversampler_counts(tmp_path):
    source = make_source(tmp_path)
    clusterer = KMeans(1, n_init=1)
    made = plan(source, "y", oversampler=SMOTE(random_state=7), clusterer=clusterer)
    assert made.random_state == 7
    drawn = plan(source, "y", clusterer=clusterer)
    assert 0 <= drawn.random_state < 2**31


def test_a_distributor_that_needs_rows_is_refused(tmp_path):
    source = make_source(tmp_path)
    with pytest.raises(ValueError, match="`distribution_ratio` should be 1"):
        plan(source, "y", distributor=DensityDistributor(distribution_ratio=0.8))
    hardness = ClusterDistributor(allocation=LogLinearAllocation.by_hardness())
    with pytest.raises(TypeError, match="numbers of rows and mean distances only"):
        plan(source, "y", clusterer=KMeans(1, n_init=1), distributor=hardness)


def test_a_column_of_texts_is_named(tmp_path):
    columns = COLUMNS | {"text": list("abcde")}
    with pytest.raises(ValueError, match=r"SMOTE makes numbers only.*text"):
        plan(make_source(tmp_path, columns), "y")


@pytest.mark.parametrize("oversampler", [ADASYN(), GeometricSMOTE()])
def test_an_oversampler_that_needs_other_classes_is_refused(oversampler, tmp_path):
    with pytest.raises(TypeError, match="from those of one class in one cluster"):
        plan(make_source(tmp_path), "y", oversampler=oversampler)


def test_noise_added_to_repeated_rows_is_refused(tmp_path):
    with pytest.raises(TypeError, match="RandomOverSampler without `shrinkage`"):
        plan(make_source(tmp_path), "y", oversampler=RandomOverSampler(shrinkage=1.0))


def test_a_clusterer_without_predict_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"method `predict`.*MiniBatchKMeans"):
        plan(make_source(tmp_path), "y", clusterer=DBSCAN())


def test_fewer_rows_than_there_are_cannot_be_asked_for(tmp_path):
    oversampler = SMOTE(sampling_strategy={1: 1})
    with pytest.raises(ValueError, match=r"at least its 2 rows. Got 1"):
        plan(make_source(tmp_path), "y", oversampler=oversampler)


def test_integers_that_floats_round_are_refused(tmp_path):
    columns = COLUMNS | {"x": [0, 1, 5, 6, 2**60]}
    with pytest.raises(ValueError, match="Column 'x' holds integers that floats round"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_long_integers_that_floats_hold_come_back(tmp_path):
    largest = 2**53
    columns = COLUMNS | {"x": [largest - 3, largest, 5, 6, 7]}
    source = make_source(tmp_path, columns)
    made = plan(source, "y", clusterer=KMeans(1, n_init=1), random_state=0)
    resample(source, tmp_path / "output", made)
    new = read(tmp_path / "output").column("x").to_pylist()[5]
    assert largest - 3 <= new <= largest


def test_data_that_changed_are_named_and_leave_nothing(tmp_path):
    table = make_table(600)
    source = write_parts(table, tmp_path / "data", 3)
    made = plan(source, "y", random_state=0)
    pq.write_table(table.slice(0, 150), source / "part-001.parquet")
    with pytest.raises(ValueError, match=r"part-001.parquet had 200 rows"):
        resample(source, tmp_path / "output", made)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
