"""Spark makes the rows that the local adapter makes, however they are divided."""

import os
import shutil
import sys
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from scale_tables import make_table, read, write_parts

import clover.scale
from clover.distribution import DensityDistributor
from clover.over_sampling import GeometricSMOTE
from clover.scale import ResamplePlan

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
scale = pytest.importorskip("clover.scale.spark")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    # Spark's own use of pandas.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]

# Every cluster gets rows, and the clusterer is fitted to some of the rows.
PARAMETERS = {
    "random_state": 3,
    "max_samples": 500,
    "distributor": DensityDistributor(np.inf, temperature="auto"),
}


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "OFF",
        # So that a task gets several batches.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "300",
    }
    builder = pyspark.sql.SparkSession.builder.master("local[2]")
    session = builder.config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given") / "some data"
    write_parts(make_table(), folder, 3, row_group_size=250)
    # Spark puts large files first, and clover the names.
    (folder / "part-000.parquet").rename(folder / "part 9.parquet")
    return folder


@pytest.fixture(scope="module")
def made(source):
    return clover.scale.plan(source, "y", **PARAMETERS)


@pytest.fixture(scope="module")
def resampled(source, made, tmp_path_factory):
    output = tmp_path_factory.mktemp("local") / "output"
    clover.scale.resample(source, output, made)
    return read(output)


@pytest.fixture(scope="module")
def df(spark, source):
    return spark.read.parquet(str(source))


def write(df, folder):
    """Write a data frame of Spark, and return the table that others read."""
    df.write.parquet(str(folder))
    return ds.dataset(folder).to_table()


def sort(table):
    return table.sort_by([(name, "ascending") for name in table.column_names])


def check_equal(result, expected, n_given):
    """Check that the given rows and the samples are equal, the samples in order."""
    assert result.schema.names == expected.schema.names
    given = sort(result.slice(0, n_given)), sort(expected.slice(0, n_given))
    assert given[0].cast(expected.schema).equals(given[1])
    assert result.slice(n_given).cast(expected.schema).equals(expected.slice(n_given))


@pytest.mark.parametrize("n_partitions", [None, 1, 4])
def test_rows_are_those_of_the_local_adapter(
    df, made, resampled, tmp_path, n_partitions
):
    # Rows that are repartitioned are in any order.
    df = df if n_partitions is None else df.repartition(n_partitions)
    plan = scale.plan(df, "y", **PARAMETERS)
    assert (plan.n_new_rows > 0).sum() >= 5
    assert plan.n_partition_rows.tolist() == made.n_partition_rows.tolist()
    np.testing.assert_array_equal(plan.n_new_rows, made.n_new_rows)
    np.testing.assert_array_equal(plan.labels.centers, made.labels.centers)
    check_equal(write(scale.resample(df, plan), tmp_path / "out"), resampled, 3_000)


@pytest.mark.parametrize("weight_column", [None, "weight"])
def test_ignored_columns_are_null_in_samples_alone(
    spark, source, tmp_path, weight_column
):
    table = read(source)
    rows = range(table.num_rows)
    others = {
        "id": pa.array(rows),
        "day": pa.array([row * 7 for row in rows], pa.date32()),
        "price": pa.array([Decimal(row) / 100 for row in rows], pa.decimal128(9, 2)),
        "tags": pa.array([[row] if row % 3 else None for row in rows]),
    }
    for name, column in others.items():
        table = table.append_column(name, column)
    folder = write_parts(table, tmp_path / "data", 3)
    df = spark.read.parquet(str(folder))
    params = PARAMETERS | {"weight_column": weight_column, "ignored_columns": [*others]}
    plan = scale.plan(df, "y", **params)
    assert plan.ignored_columns == [*others]
    lazy = scale.resample(df, plan)
    assert all(lazy.schema[name].nullable for name in others)
    result = write(lazy, tmp_path / "out")
    clover.scale.resample(folder, tmp_path / "local", plan)
    expected = read(tmp_path / "local")
    assert result.schema.names == expected.schema.names
    given = (of_all.slice(0, 3_000).sort_by("id") for of_all in (result, expected))
    assert next(given).cast(expected.schema).equals(next(given))
    assert result.slice(3_000).cast(expected.schema).equals(expected.slice(3_000))
    assert result.slice(3_000).column("tags").null_count == plan.n_new > 0
    with pytest.raises(ValueError, match="ignores columns"):
        scale.resample(df.drop("day"), plan)


def test_rows_without_files_are_numbered_by_partitions(
    spark, resampled, source, tmp_path
):
    frame = read(source).to_pandas()
    df = spark.createDataFrame(frame)
    assert len(df.inputFiles()) == 0
    plan = scale.plan(df, "y", **PARAMETERS)
    result = write(scale.resample(df, plan), tmp_path / "out")
    assert result.schema.field("whole").type == pa.int16()
    check_equal(result, resampled, 3_000)


def test_given_rows_come_first_and_untouched(df, made):
    result = scale.resample(df, made)
    assert result.schema.names == df.schema.names
    assert [f.dataType for f in result.schema] == [f.dataType for f in df.schema]
    assert result.limit(3_000).exceptAll(df).count() == 0


def test_a_saved_plan_of_another_engine_makes_its_rows(df, made, resampled, tmp_path):
    made.save(tmp_path / "plan")
    loaded = ResamplePlan.load(tmp_path / "plan")
    check_equal(write(scale.resample(df, loaded), tmp_path / "out"), resampled, 3_000)


def test_categories_and_weights_are_those_of_the_local_adapter(spark, tmp_path):
    table = make_table(800)
    colors = np.array(["red", "green", "blue"])[np.arange(800) % 3]
    table = table.append_column("color", pa.array(colors))
    source = write_parts(table, tmp_path / "data", 2)
    parameters = PARAMETERS | {
        "oversampler": GeometricSMOTE(
            selection_strategy="minority", categorical_features=["color"]
        ),
        "weight_column": "weight",
    }
    made = clover.scale.plan(source, "y", **parameters)
    clover.scale.resample(source, tmp_path / "local", made)
    df = spark.read.parquet(str(source))
    plan = scale.plan(df, "y", **parameters)
    result = write(scale.resample(df, plan), tmp_path / "out")
    check_equal(result, read(tmp_path / "local"), 800)


def test_other_data_than_those_of_the_plan_are_refused(df, made):
    with pytest.raises(ValueError, match="with 3000 rows"):
        scale.resample(df.filter("x0 < 2.0"), made)
    negative = df.selectExpr("-x0 as x0", "x1", "x2", "whole", "flag", "y")
    with pytest.raises(ValueError, match="The data are not those of the plan"):
        scale.resample(negative, made)


def test_data_that_change_before_they_are_written_are_an_error(df, tmp_path):
    flag = tmp_path / "changed"

    def change(batches):
        for batch in batches:
            if flag.exists():
                x0 = pa.compute.negate(batch.column(0))
                batch = batch.set_column(0, "x0", x0)
            yield batch

    changing = df.coalesce(1).mapInArrow(change, df.schema)
    lazy = scale.resample(changing, scale.plan(changing, "y", **PARAMETERS))
    flag.touch()
    with pytest.raises(
        pyspark.errors.PythonException, match=r"A cluster had .* should not change"
    ):
        write(lazy, tmp_path / "out")


def test_partitions_that_change_between_passes_are_named(df, tmp_path):
    calls = tmp_path / "calls"
    calls.mkdir()

    def lose_a_row(batches):
        n_calls = len(list(calls.iterdir()))
        (calls / str(n_calls)).touch()
        for number, batch in enumerate(batches):
            yield batch.slice(1) if n_calls and not number else batch

    changing = df.coalesce(1).mapInArrow(lose_a_row, df.schema)
    with pytest.raises(ValueError, match=r"had 3000 rows .* 2999 now"):
        scale.plan(changing, "y", **PARAMETERS)


def test_a_missing_value_is_the_error_of_the_local_adapter(spark):
    frame = make_table(60).to_pandas()
    frame.loc[7, "x0"] = None
    df = spark.createDataFrame(frame)
    with pytest.raises(ValueError, match="Column 'x0'"):
        scale.plan(df, "y", random_state=0)


def test_an_unknown_target_is_named(df):
    with pytest.raises(ValueError, match="`target` should be one of the columns"):
        scale.plan(df, "z")
