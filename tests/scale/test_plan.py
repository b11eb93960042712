"""A plan tells what it will do, is kept in files, and fits its own data only."""

import json
from dataclasses import fields, replace

import numpy as np
import pyarrow as pa
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC
from scale_tables import make_table, read, to_arrays, write_parts
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors

from clover.distribution import DensityDistributor
from clover.over_sampling import GeometricSMOTE, ScaledGeometricSMOTE
from clover.scale import ResamplePlan, plan, resample
from clover.scale._core.row_sums import RowSums

N_ROWS = 1_200
EVERYWHERE = DensityDistributor(np.inf, temperature="auto")


@pytest.fixture(scope="module")
def table():
    return make_table(N_ROWS)


@pytest.fixture(scope="module")
def source(table, tmp_path_factory):
    return write_parts(table, tmp_path_factory.mktemp("plan") / "data", 4)


@pytest.fixture(scope="module")
def made(source):
    return plan(
        source,
        "y",
        clusterer=KMeans(3, n_init=1),
        distributor=EVERYWHERE,
        random_state=5,
        weight_column="w",
    )


@pytest.fixture
def saved(made, tmp_path):
    made.save(tmp_path / "plan")
    return tmp_path / "plan"


def edit(folder, **changes):
    """Change values in the details of a saved plan."""
    path = folder / "plan.json"
    details = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(details | changes), encoding="utf-8")


def are_equal(first, second):
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    return first == second


def test_a_loaded_plan_is_the_same(made, saved, table):
    loaded = ResamplePlan.load(saved)
    skipped = ("cluster_report", "labels", "oversampler", "sums")
    for field in fields(ResamplePlan):
        if field.name not in skipped:
            values = getattr(made, field.name), getattr(loaded, field.name)
            assert are_equal(*values), field.name
    assert str(loaded) == str(made)
    assert loaded._repr_html_() == made._repr_html_()
    assert repr(loaded.oversampler) == repr(made.oversampler)
    assert np.array_equal(loaded.sums.rows, made.sums.rows)
    X, _ = to_arrays(table)
    assert np.array_equal(loaded.labels.predict(X), made.labels.predict(X))
    assert np.array_equal(loaded.labels.space(X), made.labels.space(X))
    loaded.save(saved.parent / "again")
    for path in saved.iterdir():
        assert (saved.parent / "again" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(k_neighbors=np.int64(3)),
        GeometricSMOTE("minority", 4, 0.5, 0.25, "minority"),
        SMOTENC(["flag"], k_neighbors=3),
        ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=3),
    ],
    ids=lambda oversampler: type(oversampler).__name__,
)
def test_a_loaded_plan_makes_the_same_samples(oversampler, source, tmp_path):
    made = plan(source, "y", oversampler=oversampler, random_state=0)
    made.save(tmp_path / "plan")
    resample(source, tmp_path / "output", made)
    resample(source, tmp_path / "again", ResamplePlan.load(tmp_path / "plan"))
    assert read(tmp_path / "again").equals(read(tmp_path / "output"))


def test_text_tells_classes_parts_and_clusters(made):
    lines = str(made).splitlines()
    n_new = made.n_new
    assert lines[0] == (
        f"{n_new} synthetic samples to make for the target 'y' of 1200 rows in 4 "
        "partitions"
    )
    few, many = made.n_class_rows
    assert lines[2].split() == [
        "few",
        f"{few}",
        f"{n_new}",
        f"{many}",
        "0.75",
        f"{0.25 * few / n_new:.4g}",
    ]
    assert lines[3].split() == ["many", f"{many}", "0", f"{many}", "1"]
    assert "oversampler: SMOTE()" in lines
    assert "random_state: 5" in lines
    assert "max_group_rows: 25000" in lines
    assert str(made.cluster_report) in str(made)
    assert repr(made) == f"<ResamplePlan: {lines[0]}>"


def test_html_escapes_what_the_data_hold(tmp_path):
    columns = {"x": [0.0, 1.0, 2.0], "<b>": ["<i>", "<i>", "&"]}
    source = write_parts(pa.table(columns), tmp_path / "data", 1)
    with pytest.warns(UserWarning, match="single row"):
        made = plan(source, "<b>", clusterer=KMeans(1, n_init=1), random_state=0)
    html = made._repr_html_()
    assert "<td>&lt;i&gt;</td><td>2</td>" in html
    assert "<i>" not in html
    assert "<b>" not in html


def test_a_plan_is_used_on_other_partitions(table, source, made, tmp_path):
    other = write_parts(table, tmp_path / "other", 16)
    counts = resample(source, tmp_path / "output", made)
    assert resample(other, tmp_path / "again", made) == counts
    assert read(tmp_path / "again").equals(read(tmp_path / "output"))


def test_as_many_partitions_of_other_lengths_are_no_matter(table, made, tmp_path):
    folder = tmp_path / "data"
    write_parts(table.slice(0, 1_000), folder, 3)
    write_parts(table.slice(1_000), tmp_path / "rest", 1)
    (tmp_path / "rest" / "part-000.parquet").rename(folder / "part-003.parquet")
    assert resample(folder, tmp_path / "output", made)["few"] == made.n_class_rows[1]


def test_data_with_other_rows_are_refused(table, made, tmp_path):
    other = write_parts(table.slice(0, 1_199), tmp_path / "fewer", 2)
    with pytest.raises(ValueError, match=r"data with 1200 rows. Got 1199. Make a plan"):
        resample(other, tmp_path / "output", made)
    other = write_parts(table.slice(0, 1_199), tmp_path / "named", 4)
    with pytest.raises(ValueError, match=r"part-000.parquet had 300 rows when"):
        resample(other, tmp_path / "output", made)


def change_value(table):
    """Return the table with another number in the first row of class 'few'."""
    row = table.column("y").to_pylist().index("few")
    values = table.column("x1").to_numpy().copy()
    values[row] += 1e-9
    return table.set_column(1, "x1", pa.array(values))


def swap_rows(table):
    """Return the table with its first two rows of different classes swapped."""
    row = table.column("y").to_pylist().index("few")
    order = np.arange(table.num_rows)
    order[[row - 1, row]] = row, row - 1
    return table.take(order)


@pytest.mark.parametrize("change", [change_value, swap_rows])
def test_other_data_of_the_same_shape_are_refused(table, made, change, tmp_path):
    other = write_parts(change(table), tmp_path / "data", 4)
    with pytest.raises(ValueError, match=r"not those of the plan.*'few'"):
        resample(other, tmp_path / "output", made)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_other_columns_are_refused(table, made, tmp_path):
    for number, other in enumerate(
        (
            table.drop_columns(["x0"]),
            table.rename_columns(["x0", "x1", "x2", "whole", "mark", "y"]),
            table.select(["x1", "x0", "x2", "whole", "flag", "y"]),
            table.set_column(3, "whole", table.column("whole").cast(pa.int64())),
        )
    ):
        folder = write_parts(other, tmp_path / f"data-{number}", 1)
        with pytest.raises(ValueError, match="The plan is of data with columns"):
            resample(folder, tmp_path / "output", made)


def test_texts_and_dictionaries_of_other_readers_are_the_same(table, made, tmp_path):
    resample(write_parts(table, tmp_path / "data", 2), tmp_path / "output", made)
    large = table.set_column(5, "y", table.column("y").cast(pa.large_string()))
    coded = table.set_column(5, "y", table.column("y").dictionary_encode())
    for name, other in (("large", large), ("coded", coded)):
        folder = write_parts(other, tmp_path / name, 2)
        resample(folder, tmp_path / f"{name}-output", made)
        result = read(tmp_path / f"{name}-output")
        assert result.schema.field("y").type == other.schema.field("y").type
        assert result.to_pylist() == read(tmp_path / "output").to_pylist()


def test_sums_do_not_depend_on_the_order_in_which_rows_come():
    rng = np.random.RandomState(0)
    X, cells, rows = rng.normal(size=(50, 3)), rng.randint(4, size=50), np.arange(50)
    whole, parts = RowSums.none(2, 2), RowSums.none(2, 2)
    whole.add_rows(cells, rows, X)
    for part in np.array_split(rng.permutation(50), 7):
        piece = RowSums.none(2, 2)
        piece.add_rows(cells[part], rows[part], X[part])
        parts.add(piece)
    assert np.array_equal(whole.rows, parts.rows)
    X[[4, 5], 0] = X[[5, 4], 0]
    changed = RowSums.none(2, 2)
    changed.add_rows(cells, rows, X)
    assert not np.array_equal(whole.rows, changed.rows)


def test_a_folder_that_exists_is_not_written_to(made, saved):
    before = sorted(path.name for path in saved.iterdir())
    with pytest.raises(FileExistsError, match="`folder` should not exist"):
        made.save(saved)
    assert sorted(path.name for path in saved.iterdir()) == before


def test_nothing_is_left_if_saving_fails(made, tmp_path, monkeypatch):
    def fail(*args, **params):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.write_table", fail)
    with pytest.raises(OSError, match="No space left"):
        made.save(tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["plan.json", "report.parquet", "centers.parquet"])
def test_a_missing_file_is_named(saved, name):
    (saved / name).unlink()
    with pytest.raises(
        FileNotFoundError, match=f"`ResamplePlan.save` wrote.* no {name}"
    ):
        ResamplePlan.load(saved)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere should be a folder"):
        ResamplePlan.load(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["plan.json", "report.parquet", "centers.parquet"])
def test_a_file_that_is_cut_off_is_named(saved, name):
    content = (saved / name).read_bytes()
    (saved / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=f"{name} is not as `ResamplePlan.save` wrote"):
        ResamplePlan.load(saved)


@pytest.mark.parametrize("text", ["[]", "{}", "7", '{"format_version": "new"}'])
def test_other_json_is_no_plan(saved, text):
    (saved / "plan.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"plan.json is not as `ResamplePlan.save`"):
        ResamplePlan.load(saved)


def test_an_edited_plan_is_refused(saved):
    edit(saved, random_state=6)
    with pytest.raises(ValueError, match="damaged, or was edited"):
        ResamplePlan.load(saved)


def test_a_newer_format_is_refused(saved):
    edit(saved, format_version=99)
    with pytest.raises(ValueError, match=r"has format version 99.*Update clover"):
        ResamplePlan.load(saved)


def test_other_clusterers_than_centers_are_not_saved(source, tmp_path):
    clusterer = GaussianMixture(2)
    made = plan(
        source, "y", clusterer=clusterer, distributor=EVERYWHERE, random_state=0
    )
    with pytest.raises(TypeError, match=r"its clusterer has centers.*GaussianMixture"):
        made.save(tmp_path / "plan")
    assert list(tmp_path.iterdir()) == []


def test_estimators_as_neighbours_are_not_saved(source, tmp_path):
    oversampler = SMOTE(k_neighbors=NearestNeighbors(n_neighbors=4))
    made = plan(source, "y", oversampler=oversampler, random_state=0)
    with pytest.raises(TypeError, match=r"names only. Got k_neighbors"):
        made.save(tmp_path / "plan")


def test_classes_that_json_does_not_know_are_not_saved(made, tmp_path):
    dates = replace(made, class_labels=[np.datetime64("2024-01-01"), "few"])
    with pytest.raises(TypeError, match="texts, booleans or finite numbers"):
        dates.save(tmp_path / "plan")


@pytest.mark.parametrize(
    "labels", [["a", "b"], [0, 1], [False, True], [-1.0, 1.0]], ids=str
)
def test_classes_keep_their_type(labels, tmp_path):
    columns = {
        "x": [0.0, 1.0, 2.0, 5.0, 6.0],
        "y": [labels[k] for k in (1, 1, 0, 0, 0)],
    }
    source = write_parts(pa.table(columns), tmp_path / "data", 1)
    made = plan(source, "y", clusterer=KMeans(1, n_init=1), random_state=0)
    made.save(tmp_path / "plan")
    loaded = ResamplePlan.load(tmp_path / "plan")
    assert loaded.class_labels == labels
    assert list(map(type, loaded.class_labels)) == list(map(type, labels))
    resample(source, tmp_path / "output", loaded)
    result = read(tmp_path / "output")
    assert result.column("y").to_pylist() == [*columns["y"], labels[1]]
