"""Files are read and written in memory that does not grow with them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from scale_tables import make_table, read, write_parts

from clover.scale import plan, resample
from clover.scale._core import reading, writing
from clover.scale._core.reading import Fragment, Reading
from clover.scale._core.writing import RowsWriter
from clover.scale._tables.files import natural_key, open_fragments

# What the decoders of two columns take.
TWO_COLUMNS = 2 * reading.DECODER_BYTES


@pytest.fixture
def table():
    # Enough rows for columns whose decoders count in full.
    n_rows = 300_000
    rng = np.random.default_rng(0)
    columns = {f"x{j}": rng.normal(size=n_rows) for j in range(5)}
    columns["text"] = pa.array(["a", "b", "c"] * (n_rows // 3)).dictionary_encode()
    return pa.table(columns)


def read_all(source, folder, n_rows=16_384, n_bytes=10**9):
    """Return the batches of a data set, and how many rows its reading told of."""
    told = []
    how = Reading(n_rows, n_bytes, folder, advance=told.append)
    fragments, *of_all = open_fragments(source)
    schema, is_whole = of_all
    parts = [
        Fragment(fragment, schema, how, is_whole).batches() for fragment in fragments
    ]
    return [batch for part in parts for batch in part], sum(told)


def to_table(batches):
    return pa.Table.from_batches(batches).combine_chunks()


@pytest.mark.parametrize("n_bytes", [1, TWO_COLUMNS, 10**9])
def test_a_large_row_group_is_read_batch_by_batch(table, tmp_path, n_bytes):
    path = tmp_path / "data.parquet"
    pq.write_table(table, path, row_group_size=10**6)
    batches, n_told = read_all(path, tmp_path, n_bytes=n_bytes)
    assert max(batch.num_rows for batch in batches) == 16_384
    assert to_table(batches).equals(table.unify_dictionaries().combine_chunks())
    assert n_told == table.num_rows
    assert [path.name for path in tmp_path.iterdir()] == ["data.parquet"]


def test_columns_that_cannot_be_decoded_together_are_kept_in_files(
    table, tmp_path, monkeypatch
):
    kept, keep = [], reading._keep

    def spy(path, batches):
        keep(path, batches)
        kept.append(pa.ipc.open_stream(str(path)).read_all().column_names)

    monkeypatch.setattr(reading, "_keep", spy)
    pq.write_table(table, tmp_path / "data.parquet", row_group_size=10**6)
    read_all(tmp_path / "data.parquet", tmp_path, n_bytes=TWO_COLUMNS)
    assert kept == [["x0", "x1"], ["x2", "x3"]]
    # Row groups of a few rows need little, however many there are.
    kept.clear()
    numbers = table.drop_columns(["text"])
    pq.write_table(numbers, tmp_path / "data.parquet", row_group_size=5_000)
    batches, _ = read_all(tmp_path / "data.parquet", tmp_path, n_bytes=TWO_COLUMNS)
    assert kept == []
    assert max(batch.num_rows for batch in batches) == 16_384


def test_batches_of_some_columns_have_only_these(tmp_path):
    source = write_parts(make_table(90), tmp_path / "data", 1)
    (fragment,), schema, _ = open_fragments(source)
    part = Fragment(fragment, schema, Reading(50, 10**9, tmp_path))
    assert part.n_rows == 90
    assert [batch.schema.names for batch in part.batches_of(["y"])] == [["y"], ["y"]]


def test_files_may_order_and_type_their_columns_otherwise(tmp_path):
    pq.write_table(pa.table({"a.b": [1.5], "y": [0]}), tmp_path / "1.parquet")
    other = {"y": pa.array([1], pa.int8()), "a.b": [2.5], "more": ["text"]}
    pq.write_table(pa.table(other), tmp_path / "2.parquet")
    for n_bytes in (1, 10**9):
        batches, _ = read_all(tmp_path, tmp_path, n_bytes=n_bytes)
        assert to_table(batches).to_pydict() == {"a.b": [1.5, 2.5], "y": [0, 1]}


def test_a_column_that_a_file_lacks_misses_its_values(tmp_path):
    pq.write_table(pa.table({"x": [1.5], "y": [0]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"y": [1]}), tmp_path / "2.parquet")
    with pytest.raises(ValueError, match="Column 'x' misses values, in row 1"):
        plan(tmp_path, "y")


def test_columns_may_be_names_of_folders(tmp_path):
    table = pa.table({"x": [1.0, 2.0, 3.0, 4.0, 5.0], "y": [0, 0, 1, 1, 1]})
    ds.write_dataset(
        table,
        tmp_path / "data",
        format="parquet",
        partitioning=ds.partitioning(pa.schema([("y", pa.int64())]), flavor="hive"),
    )
    given = ds.dataset(tmp_path / "data", partitioning="hive")
    for source in (tmp_path / "data", given):
        for n_rows in (1, 100):
            found = to_table(read_all(source, tmp_path, n_rows)[0])
            assert found.select(["x", "y"]).to_pydict() == table.to_pydict()
    made = plan(tmp_path / "data", "y", random_state=0)
    counts = resample(tmp_path / "data", tmp_path / "output", made)
    assert counts == {0: 3, 1: 3}
    assert read(tmp_path / "output")["y"].to_pylist() == [0, 0, 1, 1, 1, 0]


def test_a_target_may_be_the_only_column_that_is_no_part_of_a_file(tmp_path):
    for label, n_rows in ((0, 5), (1, 3)):
        folder = tmp_path / "data" / f"y={label}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"x": np.arange(n_rows) * 1.0}), folder / "x.parquet")
    fragments, schema, is_whole = open_fragments(tmp_path / "data")
    how = Reading(2, 10**9, tmp_path)
    parts = [
        Fragment(fragment, schema, how, is_whole).batches_of(["y"])
        for fragment in fragments
    ]
    found = [[batch["y"].to_pylist() for batch in part] for part in parts]
    assert found == [[[0, 0], [0, 0], [0]], [[1, 1], [1]]]


def test_files_of_a_folder_are_in_the_order_of_their_numbers(tmp_path):
    table = pa.table({"x": np.arange(11.0), "y": [0, 1, *9 * [0]]})
    for number in range(11):
        path = tmp_path / f"part.{number}.parquet"
        pq.write_table(table.slice(number, 1), path)
    found = to_table(read_all(tmp_path, tmp_path)[0])
    assert found["x"].to_pylist() == list(range(11))
    # Dask sorts files so.
    utils = pytest.importorskip("dask.utils")
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names, key=natural_key) == sorted(names, key=utils.natural_sort_key)
    listed = [tmp_path / "part.10.parquet", tmp_path / "part.2.parquet"]
    assert to_table(read_all(listed, tmp_path)[0])["x"].to_pylist() == [10, 2]


def test_a_column_of_a_later_file_only_is_an_error(tmp_path):
    pq.write_table(pa.table({"x": [1.0, 2.0], "y": [0, 1]}), tmp_path / "1.parquet")
    other = pa.table({"z": [1.0], "x": [1.0], "y": [1]})
    pq.write_table(other, tmp_path / "2.parquet")
    with pytest.raises(ValueError, match=r"2.parquet has columns .*\['z'\].* be lost"):
        plan(tmp_path, "y")
    # A data set tells which columns to read.
    assert plan(ds.dataset(tmp_path), "y", random_state=0).n_class_rows.sum() == 3


def test_an_index_of_pandas_without_a_name_is_no_feature(tmp_path):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0], "y": [0, 1, 1, 1]})
    frame.iloc[[0, 2, 3]].to_parquet(tmp_path / "1.parquet")
    assert "__index_level_0__" in pq.read_schema(tmp_path / "1.parquet").names
    made = plan(tmp_path, "y", random_state=0)
    assert made.features == ["x"]
    resample(tmp_path, tmp_path.with_name("output"), made)
    found = pd.read_parquet(tmp_path.with_name("output"))
    assert found["x"].to_list() == [1.0, 3.0, 4.0, 1.0]


@pytest.mark.parametrize("source", [pa.table({"x": [1.0], "y": [0]}), 5])
def test_a_source_that_is_not_in_files_is_an_error(source, tmp_path):
    with pytest.raises(TypeError, match="should be a Parquet file, a folder"):
        plan(source, "y")
    with pytest.raises(TypeError, match="should be a Parquet file, a folder"):
        resample(source, tmp_path / "output", None)
    if isinstance(source, pa.Table):
        with pytest.raises(TypeError, match="should be a data set of files"):
            plan(ds.dataset(source), "y")


def test_long_texts_make_batches_shorter(tmp_path):
    # In the file, each of the two texts of 2,000 bytes is there once.
    texts = pa.array(["a" * 2_000, "b" * 2_000] * 1_500)
    table = pa.table({"text": texts, "x": np.arange(3_000)})
    pq.write_table(table, tmp_path / "1.parquet")
    (fragment,), schema, is_whole = open_fragments(tmp_path)

    def read_by(n_bytes):
        how = Reading(2_500, 10**9, tmp_path, batch_bytes=n_bytes)
        batches = list(Fragment(fragment, schema, how, is_whole).batches())
        assert to_table(batches).equals(table.combine_chunks())
        return max(batch.num_rows for batch in batches)

    assert 900 < read_by(2_000_000) < 1_000
    assert read_by(1) == reading.TRIED_ROWS
    assert read_by(None) == read_by(10**9) == 2_500


def test_what_is_known_of_a_file_is_not_kept(tmp_path):
    """Of thousands of files, it would be most of the memory."""
    # Each name is in the metadata several times.
    wide = {f"{j} {'a long name ' * 40}": [1.0, 2.0] for j in range(200)}
    pq.write_table(pa.table(wide), tmp_path / "1.parquet")
    (fragment,), schema, is_whole = open_fragments(tmp_path)
    part = Fragment(fragment, schema, Reading(5, 10**9, tmp_path), is_whole)
    assert part.n_rows == 2
    assert [batch.num_rows for batch in part.batches()] == [2]
    (tmp_path / "1.parquet").unlink()
    # The fragment would tell it if it had kept it.
    with pytest.raises(FileNotFoundError):
        fragment.count_rows()


def test_files_of_other_formats_are_read(tmp_path):
    table = make_table(100).drop_columns(["flag"])
    pa.feather = pytest.importorskip("pyarrow.feather")
    pa.feather.write_feather(table, tmp_path / "data.feather")
    source = ds.dataset(tmp_path / "data.feather", format="feather")
    assert to_table(read_all(source, tmp_path, 30)[0]).equals(table)


def test_a_data_set_with_a_filter_is_refused(tmp_path):
    source = ds.dataset(write_parts(make_table(90), tmp_path / "data", 2))
    with pytest.raises(ValueError, match="filter"):
        plan(source.filter(pc.field("y") == "few"), "y")


def write_all(table, folder, n_rows, max_bytes=10**9):
    folder.mkdir()
    with RowsWriter(folder, "rows", table.schema, max_bytes) as writer:
        for batch in table.to_batches(max_chunksize=n_rows):
            writer.write(batch)
    files = [pq.ParquetFile(path).metadata for path in sorted(folder.iterdir())]
    return [
        [file.row_group(k).num_rows for k in range(file.num_row_groups)]
        for file in files
    ]


def test_row_groups_and_files_are_of_limited_length(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "ROW_GROUP_ROWS", 40)
    monkeypatch.setattr(writing, "FILE_ROWS", 100)
    table = make_table(230).combine_chunks()
    expected = [[40, 40, 40], [40, 40, 30]]
    assert write_all(table, tmp_path / "short", 7) == expected
    assert write_all(table, tmp_path / "long", 230) == expected
    assert read(tmp_path / "short").equals(table)
    assert read(tmp_path / "long").equals(table)


def test_row_groups_are_of_limited_size(tmp_path):
    table = pa.table({"x": np.arange(100.0)})
    assert write_all(table, tmp_path / "rows", 10, max_bytes=320) == [[40, 40, 20]]


def test_floats_that_hardly_repeat_are_written_without_a_dictionary(tmp_path):
    rng = np.random.default_rng(0)
    columns = {
        "many": rng.normal(size=500),
        "few": rng.integers(0, 9, 500).astype(float),
        "text": ["a", "b"] * 250,
    }
    write_all(pa.table(columns), tmp_path / "rows", 500)
    (path,) = (tmp_path / "rows").iterdir()
    row_group = pq.ParquetFile(path).metadata.row_group(0)
    found = [row_group.column(j).has_dictionary_page for j in range(3)]
    assert found == [False, True, True]


def test_an_error_while_rows_are_written_is_raised(tmp_path):
    table = make_table(9)
    with (
        pytest.raises(RuntimeError, match="broken"),
        RowsWriter(tmp_path, "rows", table.schema, 0) as writer,
    ):
        writer.write(table.to_batches()[0])
        raise RuntimeError("broken")
