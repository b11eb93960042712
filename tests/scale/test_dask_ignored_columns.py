"""Columns of Dask data frames that are no features."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

from clover.scale import plan as plan_files
from clover.scale import resample as resample_files

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")

# Of Dask, which has not followed pandas.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")

N_ROWS = 400
PARAMS = {"random_state": 0, "max_samples": 200}
ROWS = range(N_ROWS)
IGNORED = {
    "id": np.arange(N_ROWS),
    "old": np.arange(N_ROWS) % 3 == 0,
    "short": np.arange(N_ROWS, dtype=np.uint16),
    "length": np.arange(N_ROWS, dtype=np.float32),
    "time": pd.date_range("2020", periods=N_ROWS, freq="h", tz="UTC"),
    "span": pd.to_timedelta(np.arange(N_ROWS), unit="s"),
    "note": [f"note {row}" for row in ROWS],
    "place": pd.Categorical([f"place {row % 3}" for row in ROWS]),
    "day": pd.array(
        [date(2020, 1, 1 + row % 28) for row in ROWS], pd.ArrowDtype(pa.date32())
    ),
}


@pytest.fixture(autouse=True)
def no_processes():
    with dask.config.set(scheduler="synchronous"):
        yield


@pytest.fixture(scope="module")
def frame():
    return make_table(N_ROWS).to_pandas()


def make_plan(ddf, **params):
    return scale.plan(ddf, "y", clusterer=KMeans(2, n_init=1), **PARAMS, **params)


def test_given_rows_keep_them_and_samples_miss_them(frame):
    ddf = dd.from_pandas(frame.assign(**IGNORED), npartitions=3)
    made = make_plan(ddf, ignored_columns=[*IGNORED])
    lazy = scale.resample(ddf, made)
    expected = ddf.dtypes.to_dict()
    expected |= {"id": pd.Int64Dtype(), "old": pd.BooleanDtype()}
    expected["short"] = pd.UInt16Dtype()
    assert lazy.dtypes.to_dict() == expected
    parts = [lazy.partitions[k].compute() for k in range(lazy.npartitions)]
    assert all(part.dtypes.to_dict() == expected for part in parts)
    given = pd.concat(parts[:3])
    pd.testing.assert_frame_equal(given, ddf.compute().astype(expected))
    samples = pd.concat(parts[3:])
    assert len(samples) == made.n_new
    assert samples[[*IGNORED]].isna().to_numpy().all()
    assert not samples[made.features].isna().to_numpy().any()


def test_columns_of_objects_may_be_ignored(frame):
    objects = {
        "tags": pd.Series([[row, row + 1] for row in ROWS], dtype=object),
        "complex": np.arange(N_ROWS) * 1j,
        "mixed": pd.Series(["a", 1] * (N_ROWS // 2), dtype=object),
    }
    with dask.config.set({"dataframe.convert-string": False}):
        ddf = dd.from_pandas(frame.assign(**objects), npartitions=2)
        result = scale.resample(ddf, make_plan(ddf, ignored_columns=[*objects]))
        output = result.compute()
    assert output["tags"].iloc[:N_ROWS].tolist() == objects["tags"].tolist()
    assert output[[*objects]].iloc[N_ROWS:].isna().to_numpy().all()
    assert output["complex"].dtype == complex


def make_source(tmp_path):
    """Write a folder of which the first part misses decimals that are long later."""
    table = make_table(N_ROWS)
    price = [None if row < 200 else Decimal(row * 1000) / 100 for row in ROWS]
    table = table.add_column(0, "id", pa.array(ROWS))
    table = table.append_column("price", pa.array(price, pa.decimal128(9, 2)))
    tags = [None if row < 200 else [row, row + 1] for row in ROWS]
    table = table.append_column("tags", pa.array(tags, pa.list_(pa.int16())))
    return write_parts(table, tmp_path / "data", 4)


def test_files_are_those_of_the_local_engine(tmp_path):
    source = make_source(tmp_path)
    ignored = ["id", "price", "tags"]
    ddf = dd.read_parquet(source)
    made = make_plan(ddf, ignored_columns=ignored)
    counts = scale.to_parquet(scale.resample(ddf, made), tmp_path / "dask", made)
    of_files = plan_files(
        source, "y", clusterer=KMeans(2, n_init=1), **PARAMS, ignored_columns=ignored
    )
    assert resample_files(source, tmp_path / "local", of_files) == counts
    by_dask, local = read(tmp_path / "dask"), read(tmp_path / "local")
    assert by_dask.to_pydict() == local.to_pydict()
    for name in ignored:
        assert by_dask.schema.field(name).type == local.schema.field(name).type
    schemas = [
        file.physical_schema for file in ds.dataset(tmp_path / "dask").get_fragments()
    ]
    assert all(schema.equals(schemas[0]) for schema in schemas)


def test_objects_are_written_by_the_types_of_all_given_rows(frame, tmp_path):
    days = [None if row < 300 else date(2020, 1, 1) for row in ROWS]
    prices = [Decimal(row) for row in ROWS]
    objects = {
        "day": pd.Series(days, dtype=object),
        "price": pd.Series(prices, dtype=object),
        "empty": pd.Series([None] * N_ROWS, dtype=object),
    }
    with dask.config.set({"dataframe.convert-string": False}):
        ddf = dd.from_pandas(frame.assign(**objects), npartitions=4)
        made = make_plan(ddf, ignored_columns=[*objects])
        scale.to_parquet(scale.resample(ddf, made), tmp_path / "out", made)
    output = read(tmp_path / "out")
    assert output.schema.field("day").type == pa.date32()
    assert output.schema.field("price").type == pa.decimal128(3, 0)
    nulls = [None] * made.n_new
    assert output.column("day").to_pylist() == days + nulls
    assert output.column("price").to_pylist() == prices + nulls
    assert output.column("empty").null_count == N_ROWS + made.n_new


def test_weights_are_added_too(frame):
    ddf = dd.from_pandas(frame.assign(**IGNORED), npartitions=2)
    made = make_plan(ddf, ignored_columns=[*IGNORED], weight_column="weight")
    output = scale.resample(ddf, made).compute()
    assert output.columns[-1] == "weight"
    assert not output["weight"].isna().any()


def test_partitions_stay_where_dask_joins_small_files(tmp_path):
    source = make_source(tmp_path)
    ddf = dd.read_parquet(source, columns=["id", "x0", "y"])
    made = make_plan(ddf, ignored_columns=["id"])
    assert made.n_partition_rows.size == ddf.npartitions
    output = scale.resample(ddf, made).compute()
    assert output["id"].iloc[:N_ROWS].tolist() == [*ROWS]


@pytest.mark.parametrize(
    ("ignored", "kind", "error"),
    [
        (["idd"], ValueError, r"Got 'idd'; did you mean 'id'\?"),
        ("id", ValueError, r"a list of names. Got 'id'; use \['id'\]"),
        (None, TypeError, "a list of names. Got None"),
    ],
)
def test_wrong_names_are_errors(frame, ignored, kind, error):
    ddf = dd.from_pandas(frame.assign(id=IGNORED["id"]), npartitions=2)
    with pytest.raises(kind, match=error):
        make_plan(ddf, ignored_columns=ignored)


def test_data_without_them_are_not_those_of_the_plan(frame):
    ddf = dd.from_pandas(frame.assign(id=IGNORED["id"]), npartitions=2)
    made = make_plan(ddf, ignored_columns=["id"])
    with pytest.raises(ValueError, match=r"ignores columns \['id'\]"):
        scale.resample(ddf.drop(columns="id"), made)


def test_arrays_have_none():
    array = pytest.importorskip("dask.array")
    X, y = array.zeros((4, 2), chunks=2), array.zeros(4, chunks=2)
    with pytest.raises(ValueError, match="is for data frames"):
        scale.plan_arrays(X, y, ignored_columns=["x0"])
