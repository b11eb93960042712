"""Columns that are no features: given rows keep them, samples have nulls there."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from imblearn.over_sampling import SMOTENC, RandomOverSampler
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

from clover.scale import ResamplePlan, plan, resample

N_ROWS = 400
IGNORED = ["id", "day", "price", "tags", "note", "place"]


def make_others(n_rows=N_ROWS):
    """Return a table of columns that hold neither numbers nor categories."""
    rows = range(n_rows)
    place = pa.struct([pa.field("floor", pa.int8(), nullable=False)])
    return pa.table(
        {
            "id": np.arange(n_rows),
            "day": [date(2020, 1, 1 + row % 28) if row % 3 else None for row in rows],
            "price": [Decimal(row) / 100 for row in rows],
            "tags": pa.array([[row, row + 1] for row in rows], pa.list_(pa.int16())),
            "note": [f"note {row}" for row in rows],
            "place": pa.array([{"floor": row % 5} for row in rows], place),
        }
    )


def join(features, others):
    """Return the first columns of others, then the features, then the last ones."""
    names = others.column_names
    table = others.select(names[:2])
    for source, names_of_source in ((features, features.column_names), (others, names)):
        for name in names_of_source:
            if name not in table.column_names:
                field = source.schema.field(name)
                table = table.append_column(field, source.column(name))
    return table


@pytest.fixture
def features():
    return make_table(N_ROWS)


@pytest.fixture
def folder(features, tmp_path):
    return write_parts(join(features, make_others()), tmp_path / "data", 3)


def make_plan(source, **params):
    clusterer = KMeans(2, n_init=1)
    return plan(
        source, "y", clusterer=clusterer, random_state=0, max_samples=200, **params
    )


def test_given_rows_keep_them_and_samples_have_nulls(folder, tmp_path):
    made = make_plan(folder, ignored_columns=IGNORED)
    resample(folder, tmp_path / "out", made)
    output = read(tmp_path / "out")
    given = read(folder)
    assert output.column_names == given.column_names
    assert output.slice(0, N_ROWS).to_pydict() == given.to_pydict()
    samples = output.slice(N_ROWS)
    assert samples.num_rows == made.n_new > 0
    nulls = {name: samples.column(name).null_count for name in output.column_names}
    assert nulls == {
        name: made.n_new if name in IGNORED else 0 for name in output.column_names
    }


def test_types_are_kept_and_may_hold_nulls(features, tmp_path):
    others = make_others()
    fields = [field.with_nullable(field.name == "day") for field in others.schema]
    table = join(features, others.cast(pa.schema(fields)))
    source = tmp_path / "data.parquet"
    pq.write_table(table, source)
    assert not pq.read_schema(source).field("id").nullable
    made = make_plan(source, ignored_columns=IGNORED)
    resample(source, tmp_path / "out", made)
    schema = read(tmp_path / "out").schema
    assert all(schema.field(name).nullable for name in IGNORED)
    kept = [name for name in IGNORED if name != "place"]
    assert [schema.field(name).type for name in kept] == [
        table.schema.field(name).type for name in kept
    ]
    assert schema.field("place").type == pa.struct({"floor": pa.int8()})


def test_samples_are_those_of_the_table_without_them(features, folder, tmp_path):
    plain = write_parts(features, tmp_path / "plain", 3)
    of_plain = make_plan(plain)
    of_folder = make_plan(folder, ignored_columns=IGNORED)
    assert of_plain.ignored_columns == []
    assert of_folder.features == of_plain.features
    resample(plain, tmp_path / "out1", of_plain)
    resample(folder, tmp_path / "out2", of_folder)
    expected = read(tmp_path / "out1")
    assert read(tmp_path / "out2").select(expected.column_names).equals(expected)


def test_memory_changes_no_row(folder, tmp_path):
    made = make_plan(folder, ignored_columns=IGNORED)
    resample(folder, tmp_path / "out1", made)
    resample(folder, tmp_path / "out2", made, memory="1GB")
    assert read(tmp_path / "out1").equals(read(tmp_path / "out2"))


def test_weights_come_last(folder, tmp_path):
    made = make_plan(folder, ignored_columns=IGNORED, weight_column="weight")
    resample(folder, tmp_path / "out", made)
    output = read(tmp_path / "out")
    assert output.column_names[-1] == "weight"
    assert output.column("weight").null_count == 0
    with pytest.raises(ValueError, match="have a column 'day'"):
        make_plan(folder, ignored_columns=IGNORED, weight_column="day")


def test_positions_of_categories_do_not_count_them(folder, tmp_path):
    # The features are x0, x1, x2, whole and flag.
    oversampler = SMOTENC(categorical_features=[4])
    made = make_plan(folder, oversampler=oversampler, ignored_columns=IGNORED)
    assert list(made.levels) == ["flag"]


def test_repeated_rows_have_nulls_there_too(folder, tmp_path):
    made = make_plan(folder, oversampler=RandomOverSampler(), ignored_columns=IGNORED)
    resample(folder, tmp_path / "out", made)
    samples = read(tmp_path / "out").slice(N_ROWS)
    assert samples.column("id").null_count == made.n_new
    given = read(folder).column("x0").to_pylist()
    assert set(samples.column("x0").to_pylist()) <= set(given)


def test_columns_in_names_of_folders_may_be_ignored(features, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    write_parts(features.slice(0, 200), folder / "year=2020", 1)
    write_parts(features.slice(200), folder / "year=2021", 1)
    made = make_plan(folder, ignored_columns=["year"])
    resample(folder, tmp_path / "out", made)
    years = read(tmp_path / "out").column("year").to_pylist()
    assert years == [2020] * 200 + [2021] * 200 + [None] * made.n_new


def test_only_copying_reads_them(folder, tmp_path, monkeypatch):
    names_read = set()
    iter_batches = pq.ParquetFile.iter_batches

    def record(file, *args, columns=None, **params):
        names_read.update(columns)
        return iter_batches(file, *args, columns=columns, **params)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", record)
    made = make_plan(folder, ignored_columns=IGNORED)
    assert names_read == {"x0", "x1", "x2", "whole", "flag", "y"}
    resample(folder, tmp_path / "out", made)
    assert names_read > set(IGNORED)


def test_a_saved_plan_keeps_them(folder, tmp_path):
    made = make_plan(folder, ignored_columns=["tags", *IGNORED])
    made.save(tmp_path / "plan")
    loaded = ResamplePlan.load(tmp_path / "plan")
    assert loaded.ignored_columns == IGNORED
    assert f"ignored_columns: {IGNORED}" in str(loaded)
    resample(folder, tmp_path / "out1", made)
    resample(folder, tmp_path / "out2", loaded)
    assert read(tmp_path / "out1").equals(read(tmp_path / "out2"))


def test_data_without_them_are_not_those_of_the_plan(features, folder, tmp_path):
    made = make_plan(folder, ignored_columns=IGNORED)
    plain = write_parts(features, tmp_path / "plain", 3)
    with pytest.raises(ValueError, match=r"ignores columns \['id', 'day', "):
        resample(plain, tmp_path / "out", made)
    with pytest.raises(ValueError, match=r"besides the ignored \['id'\]"):
        resample(
            folder, tmp_path / "out", make_plan_of(folder, features, ignored=["id"])
        )
    assert not (tmp_path / "out").exists()


def make_plan_of(folder, features, ignored):
    table = features.append_column("id", pa.array(np.arange(N_ROWS)))
    return make_plan(
        write_parts(table, folder.parent / "with_id", 2), ignored_columns=ignored
    )


@pytest.mark.parametrize(
    ("ignored", "error"),
    [
        (["dai"], r"names of columns. Got 'dai'; did you mean 'day'\?"),
        ([3], "names of columns. Got 3"),
        ("day", r"a list of names. Got 'day'; use \['day'\]"),
        (["day", "y"], "should not hold the target. Got 'y'"),
    ],
)
def test_wrong_names_are_errors(folder, ignored, error):
    with pytest.raises(ValueError, match=error):
        make_plan(folder, ignored_columns=ignored)


def test_a_feature_has_to_be_left(folder):
    names = [name for name in read(folder).column_names if name != "y"]
    with pytest.raises(ValueError, match="besides the target and `ignored_columns`"):
        make_plan(folder, ignored_columns=names)


@pytest.mark.parametrize("wrong", ["day", "price", "tags", "place"])
def test_errors_about_types_offer_to_ignore_columns(folder, wrong):
    ignored = [name for name in IGNORED if name != wrong]
    with pytest.raises(ValueError, match=rf"`ignored_columns`: \['{wrong}'\]"):
        make_plan(folder, ignored_columns=ignored)


def test_an_error_about_texts_offers_to_ignore_them(folder):
    ignored = [name for name in IGNORED if name != "note"]
    with pytest.raises(
        ValueError, match=r"'note'\] hold categories.*`ignored_columns`"
    ):
        make_plan(folder, ignored_columns=ignored)


def test_an_error_about_many_texts_offers_to_ignore_them(tmp_path):
    table = make_table(1_100)
    notes = pa.array([f"note {row}" for row in range(1_100)])
    source = tmp_path / "data.parquet"
    pq.write_table(table.append_column("note", notes), source)
    with pytest.raises(ValueError, match=r"1,000 .*`ignored_columns`: \['note'\]"):
        make_plan(source, oversampler=RandomOverSampler())


def test_an_error_about_missing_values_offers_to_ignore_features_alone(tmp_path):
    table = make_table(50)
    source = tmp_path / "data.parquet"
    missing = pa.array([None, *range(49)])
    pq.write_table(table.append_column("age", missing), source)
    with pytest.raises(ValueError, match=r"misses .*`ignored_columns`: \['age'\]"):
        make_plan(source)
    labels = pa.array([None, *["few", "many"] * 24, "few"])
    pq.write_table(table.set_column(5, "y", labels), source)
    with pytest.raises(ValueError, match="misses values, in row 0") as caught:
        make_plan(source)
    assert "ignored" not in str(caught.value)
