"""Tables of numbers and categories, and the composition recommended for them."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from imblearn.over_sampling import SMOTENC, RandomOverSampler
from scale_tables import read, write_parts
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.frozen import FrozenEstimator
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from two_samples import counts_p_value, smallest_p_value

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ClusterOverSampler,
    GeometricSMOTE,
    ScaledGeometricSMOTE,
)
from clover.scale import ResamplePlan, plan, resample
from clover.scale._core.columns import Columns
from clover.scale._tables.casting import Casting

N_ROWS = 2_000
NUMBERS, CATEGORIES = ["a", "b", "c"], ["colour", "flag", "grade"]
SCALED = ScaledGeometricSMOTE(selection_strategy="minority")


def to_dictionary(values, kind, ordered=False):
    """Return texts as a dictionary with indices of a type."""
    levels, codes = np.unique(values, return_inverse=True)
    codes = pa.array(codes.ravel(), type=kind)
    return pa.DictionaryArray.from_arrays(codes, pa.array(levels), ordered=ordered)


def make_mixed(n_rows=N_ROWS):
    """Return a table of numbers, texts, booleans, grades and two classes."""
    X, y = make_classification(
        n_rows, 6, n_informative=6, n_redundant=0, weights=[0.85], random_state=1
    )
    colours = np.array(["red", "green", "blue"])[np.digitize(X[:, 3], [0.0, 1.5])]
    grades = np.array(["low", "high"])[(X[:, 5] > 0).astype(int)]
    columns = {
        "a": X[:, 0] * 1_000,
        "colour": colours,
        "b": X[:, 1],
        "flag": X[:, 4] > 0,
        "c": X[:, 2] / 64,
        "grade": to_dictionary(grades, pa.int8(), ordered=True),
        "y": np.where(y, "few", "many"),
    }
    return pa.table(columns)


@pytest.fixture(scope="module")
def table():
    return make_mixed()


@pytest.fixture(scope="module")
def source(table, tmp_path_factory):
    return write_parts(table, tmp_path_factory.mktemp("mixed") / "data", 3)


def make(source, folder, oversampler, **params):
    """Return the plan and the synthetic samples."""
    made = plan(source, "y", oversampler=oversampler, random_state=0, **params)
    resample(source, folder / "output", made)
    return made, read(folder / "output").slice(made.n_rows)


def numbers_of(table, names=NUMBERS):
    return np.column_stack([table.column(name).to_numpy() for name in names])


def few_of(table):
    return table.filter(pa.compute.equal(table.column("y"), "few"))


def codes_of(table, name):
    values = table.column(name).to_pylist()
    return np.unique(values, return_inverse=True)[1].ravel()


@pytest.mark.parametrize(
    "oversampler",
    [
        SCALED,
        ScaledGeometricSMOTE(selection_strategy="minority", n_clusters="auto"),
        SMOTENC(categorical_features="auto"),
        GeometricSMOTE(selection_strategy="minority", categorical_features=CATEGORIES),
        RandomOverSampler(),
    ],
    ids=["scaled", "clusters", "smotenc", "geometric", "repeated"],
)
def test_columns_come_back_in_their_types(table, source, oversampler, tmp_path):
    made, new = make(source, tmp_path, oversampler)
    # Old versions of Arrow read dictionaries with longer indices than they wrote.
    assert new.schema.equals(read(source).schema)
    assert new.num_rows == made.n_new > 1_000
    assert set(new.column("y").to_pylist()) == {"few"}
    # Categories are those of rows of the class, and more than one of each column.
    for name in CATEGORIES:
        there = set(few_of(table).column(name).to_pylist())
        assert 1 < len(set(new.column(name).to_pylist()) & there)
        assert set(new.column(name).to_pylist()) <= there
    made.save(tmp_path / "plan")
    resample(source, tmp_path / "again", ResamplePlan.load(tmp_path / "plan"))
    assert read(tmp_path / "again").slice(N_ROWS).equals(new)


def test_every_type_of_categories_comes_back(tmp_path):
    n_rows = 60
    values = {
        "text": pa.array(["u", "v", "w"] * 20, pa.large_string()),
        "named": pa.array([7, 9, 7] * 20, pa.int32()),
        "share": pa.array([0.5, 0.25, 0.1] * 20, pa.float32()),
        "codes": pa.array([1, 2, 3] * 20).dictionary_encode(),
        "short": to_dictionary(["p", "q", "r"] * 20, pa.uint16()),
    }
    columns = {"x": np.arange(n_rows) / 8.0, **values, "y": [1, 0, 0] * 20}
    table = pa.table(columns)
    source = write_parts(table, tmp_path / "data", 2)
    _, new = make(source, tmp_path, SCALED, categorical_features=list(values))
    # Parquet keeps no dictionaries of numbers.
    assert new.schema.equals(read(source).schema)
    # All rows of class 1 have the same categories.
    for name, first in (("text", "u"), ("named", 7), ("codes", 1), ("short", "p")):
        assert set(new.column(name).to_pylist()) == {first}
    assert set(new.column("share").to_pylist()) == {0.5}


@pytest.mark.parametrize("n_parts", [1, 5])
def test_samples_do_not_depend_on_partitions(table, source, n_parts, tmp_path):
    other = write_parts(table, tmp_path / "other", n_parts, row_group_size=77)
    sampler = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=4)
    settings = {"oversampler": sampler, "max_samples": 300}
    results = []
    for number, some in enumerate((source, other)):
        made = plan(some, "y", random_state=0, **settings)
        resample(some, tmp_path / f"output-{number}", made)
        results.append(read(tmp_path / f"output-{number}"))
    assert results[0].equals(results[1])


def test_samples_have_the_distribution_of_those_in_memory(table, source, tmp_path):
    # One cluster, one group, and a scaler that is fitted to all rows, as in memory.
    _, new = make(source, tmp_path, SCALED, max_samples=None)
    frame = table.to_pandas()
    in_memory = ScaledGeometricSMOTE(selection_strategy="minority", random_state=1)
    result, _ = in_memory.fit_resample(frame.drop(columns="y"), frame["y"])
    expected = pa.Table.from_pandas(result[N_ROWS:], preserve_index=False)
    assert new.num_rows == expected.num_rows
    spread = numbers_of(table).std(axis=0)
    rows = [numbers_of(some) / spread for some in (new, expected, few_of(table))]
    assert smallest_p_value(*rows) > 0.01
    for name in CATEGORIES:
        assert counts_p_value(codes_of(new, name), codes_of(expected, name)) > 0.001
    # The tests do tell other samples.
    nearer = ScaledGeometricSMOTE(
        selection_strategy="minority", k_neighbors=1, random_state=1
    )
    result, _ = nearer.fit_resample(frame.drop(columns="y"), frame["y"])
    others = result[NUMBERS].to_numpy()[N_ROWS:] / spread
    assert smallest_p_value(rows[0], others, rows[2]) < 0.001


def test_samples_lie_in_balls_around_rows_of_the_class(table, source, tmp_path):
    _, new = make(source, tmp_path, SCALED, max_samples=None)
    spread = numbers_of(table).std(axis=0)
    few, samples = numbers_of(few_of(table)) / spread, numbers_of(new) / spread
    radii = NearestNeighbors(n_neighbors=few.shape[0]).fit(few).kneighbors(few)[0]
    to_nearest = NearestNeighbors(n_neighbors=1).fit(few).kneighbors(samples)[0]
    assert to_nearest.max() <= radii.max()
    assert np.quantile(to_nearest, 0.9) < np.quantile(radii[:, 1:11], 0.9)


def test_a_column_times_a_power_of_two_changes_its_unit_only(table, source, tmp_path):
    sampler = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=3)
    made, new = make(source, tmp_path / "given", sampler)
    place = table.column_names.index("a")
    scaled = table.set_column(place, "a", pa.array(numbers_of(table)[:, 0] * 1_024))
    other = write_parts(scaled, tmp_path / "scaled", 3)
    of_scaled, new_scaled = make(other, tmp_path / "other", sampler)
    np.testing.assert_array_equal(made.n_new_rows, of_scaled.n_new_rows)
    assert new_scaled.drop_columns(["a"]).equals(new.drop_columns(["a"]))
    expected = 1_024 * new.column("a").to_numpy()
    np.testing.assert_array_equal(new_scaled.column("a").to_numpy(), expected)
    assert of_scaled.units.tolist() == (made.units * [1_024, 1, 1]).tolist()


def test_units_are_those_of_the_sample_and_constant_columns_have_none(tmp_path):
    x = np.tile([0.0, 2.0, 4.0, 6.0], 5)
    columns = {"x": x, "same": np.full(20, 3.0), "y": [1, 1, 0, 0] * 5}
    source = write_parts(pa.table(columns), tmp_path / "data", 2)
    sampler = ScaledGeometricSMOTE({1: 30}, selection_strategy="minority")
    made, new = make(source, tmp_path, sampler)
    np.testing.assert_allclose(made.units, [x.std(), 0])
    assert set(new.column("same").to_pylist()) == {3.0}
    assert len(set(new.column("x").to_pylist())) > 1


def test_a_plan_of_smotenc_is_that_in_memory(table, source, tmp_path):
    frame = table.to_pandas()
    X, y = frame.drop(columns="y"), frame["y"]
    encoder = make_column_transformer(
        (StandardScaler(), NUMBERS), (OneHotEncoder(), CATEGORIES)
    )
    kmeans = KMeans(4, n_init=1, random_state=0).fit(encoder.fit_transform(X))
    distributor = DensityDistributor(np.inf, temperature="auto")
    in_memory = ClusterOverSampler(
        SMOTENC(CATEGORIES),
        make_pipeline(FrozenEstimator(encoder), FrozenEstimator(kmeans)),
        distributor,
        random_state=0,
    )
    result, _ = in_memory.fit_resample(X, y)
    scaler = FrozenEstimator(StandardScaler().fit(frame[NUMBERS].to_numpy()))
    made, new = make(
        source,
        tmp_path,
        SMOTENC(CATEGORIES),
        clusterer=make_pipeline(scaler, FrozenEstimator(kmeans)),
        distributor=distributor,
    )
    report, expected = made.cluster_report, in_memory.cluster_report_
    for name in ("cluster", "n_rows", "n_majority_rows", "selected", "n_new_rows"):
        np.testing.assert_array_equal(getattr(report, name), getattr(expected, name))
    np.testing.assert_allclose(report.log_density, expected.log_density, rtol=1e-9)
    others = pa.Table.from_pandas(result[N_ROWS:], preserve_index=False)
    rows = [numbers_of(some) for some in (new, others, few_of(table))]
    assert smallest_p_value(*rows) > 0.01
    for name in CATEGORIES:
        assert counts_p_value(codes_of(new, name), codes_of(others, name)) > 0.001


def test_rows_are_labelled_by_numbers_and_categories(table, source):
    made = plan(
        source, "y", oversampler=SMOTENC("auto"), clusterer=KMeans(5), random_state=0
    )
    levels = [made.levels[name] for name in CATEGORIES]
    encoder = OneHotEncoder(categories=levels, sparse_output=False)
    frame = table.to_pandas()
    space = np.hstack(
        (frame[NUMBERS], encoder.fit_transform(frame[CATEGORIES].astype(object)))
    )
    squares = ((space[:, np.newaxis] - made.labels.centers) ** 2).sum(axis=2)
    few = (frame["y"] == "few").to_numpy()
    n_rows = np.bincount(squares.argmin(axis=1)[few], minlength=5)
    assert made.n_cell_rows[:, 0].tolist() == n_rows.tolist()


def test_repeated_rows_are_rows_of_the_class(table, source, tmp_path):
    _, new = make(source, tmp_path, RandomOverSampler(), clusterer=KMeans(1))
    given = Counter(tuple(row.values()) for row in few_of(table).to_pylist())
    repeated = Counter(tuple(row.values()) for row in new.to_pylist())
    assert set(repeated) <= set(given)
    assert len(repeated) > 0.9 * len(given)


def test_categories_that_the_sample_does_not_have_are_no_matter(tmp_path):
    rng = np.random.RandomState(0)
    texts = np.array(["common"] * 398 + ["rare"] * 2)
    columns = {"x": rng.normal(size=400), "text": texts, "y": [0] * 360 + [1] * 40}
    source = write_parts(pa.table(columns), tmp_path / "data", 2)
    sampler = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=2)
    made, new = make(source, tmp_path, sampler, max_samples=20)
    assert made.levels == {"text": ["common", "rare"]}
    # No row of the sample has it: the centers have no share of it.
    assert (made.labels.centers[:, 2] == 0).all()
    assert new.num_rows == 320


def test_many_categories_are_kept_sparse(tmp_path):
    rng = np.random.RandomState(0)
    texts = np.array([f"t{number}" for number in rng.permutation(600) % 300])
    columns = {"x": rng.normal(size=600), "text": texts, "y": [0] * 500 + [1] * 100}
    source = write_parts(pa.table(columns), tmp_path / "data", 2)
    sampler = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters=2)
    made, new = make(source, tmp_path, sampler)
    assert made.labels.space(np.zeros((3, 2))).shape == (3, 301)
    assert new.num_rows == 400


@pytest.mark.parametrize("oversampler", [SCALED, SMOTENC("auto")], ids=["a", "b"])
def test_large_clusters_are_divided_in_the_units_of_the_search(
    oversampler, table, source, tmp_path
):
    made, new = make(source, tmp_path, oversampler, max_group_rows=40)
    assert made.n_cell_rows.max() > 80
    assert new.num_rows == made.n_new
    few = few_of(table)
    for name in CATEGORIES:
        # Votes of fewer neighbours are as likely.
        shares = [
            np.bincount(codes_of(some, name)) / some.num_rows for some in (few, new)
        ]
        assert np.abs(shares[0] - shares[1]).max() < 0.25


def test_clusters_of_the_preset_follow_the_smallest_class(source):
    auto = ScaledGeometricSMOTE(selection_strategy="minority", n_clusters="auto")
    made = plan(source, "y", oversampler=auto, random_state=0)
    assert made.n_clusters == round(np.sqrt(made.n_class_rows.min()))


def test_booleans_are_numbers_to_smote(table, tmp_path):
    source = write_parts(table.select(["a", "flag", "y"]), tmp_path / "data", 2)
    made = plan(source, "y", random_state=0)
    assert made.levels == {}
    resample(source, tmp_path / "output", made)
    assert read(tmp_path / "output").schema.field("flag").type == pa.bool_()


@pytest.mark.parametrize(
    ("oversampler", "params", "message"),
    [
        (None, {}, r"SMOTE makes numbers only, .*'colour', 'grade'.*ScaledGeometric"),
        (
            GeometricSMOTE(selection_strategy="minority"),
            {},
            r"'colour', 'grade'\] hold texts. Name them in `categorical_features`",
        ),
        (SMOTENC(["color"]), {}, r"Got 'color'; did you mean 'colour'\?"),
        (SMOTENC([9]), {}, r"positions from 0 to 5, or a mask. Got 9"),
        (SMOTENC([True, False]), {}, r"a mask needs 6 entries.*Got 2"),
        (SMOTENC([0]), {"categorical_features": [1]}, r"should be set once"),
        (SCALED, {"categorical_features": "colour"}, r"use \['colour'\]"),
        (SCALED, {"categorical_features": None}, r"hold texts"),
        (SCALED, {"categorical_features": ["colour"]}, r"\['grade'\] hold texts"),
        (
            SCALED,
            {"categorical_features": [*NUMBERS, *CATEGORIES]},
            r"needs a column of numbers",
        ),
        (SCALED, {"clusterer": KMeans(2)}, r"brings its own clusterer"),
        (SCALED, {"distributor": DensityDistributor()}, r"brings its own distributor"),
        (
            ScaledGeometricSMOTE(selection_strategy="minority", weighting=0.5),
            {},
            r"set `weight_column`",
        ),
    ],
)
def test_what_does_not_fit_is_an_error(source, oversampler, params, message):
    with pytest.raises(ValueError, match=message):
        plan(source, "y", oversampler=oversampler, **params)


def test_the_preset_uses_rows_of_the_class_only(source):
    with pytest.raises(TypeError, match=r"selection_strategy='minority'.*'combined'"):
        plan(source, "y", oversampler=ScaledGeometricSMOTE())


def test_a_missing_category_is_named(table, tmp_path):
    texts = table.column("colour").to_pylist()
    texts[1_500] = None
    wrong = table.set_column(1, "colour", pa.array(texts))
    source = write_parts(wrong, tmp_path / "data", 1)
    with pytest.raises(
        ValueError, match=r"Column 'colour' misses values, in row 1500 of partition"
    ):
        plan(source, "y", oversampler=SCALED)


def test_too_many_categories_are_an_error(tmp_path):
    columns = {
        "x": np.arange(2_400.0),
        "name": [f"n{number // 2}" for number in range(2_400)],
        "y": [0, 0, 1] * 800,
    }
    source = write_parts(pa.table(columns), tmp_path / "data", 4)
    message = r"Column 'name' holds more than 1,000 different values.*`ignored_columns`"
    with pytest.raises(ValueError, match=message):
        plan(source, "y", oversampler=SCALED)


def test_a_category_that_is_new_is_an_error(table, source, tmp_path):
    made = plan(source, "y", oversampler=SCALED, random_state=0)
    texts = table.column("colour").to_pylist()
    row = int(np.flatnonzero(codes_of(table, "y") == 0)[0])
    texts[row] = "violet"
    other = write_parts(
        table.set_column(1, "colour", pa.array(texts)), tmp_path / "data", 1
    )
    message = f"Column 'colour' holds a category in row {row} that it did not hold"
    with pytest.raises(ValueError, match=message):
        resample(other, tmp_path / "output", made)
    assert not (tmp_path / "output").exists()


def test_dictionaries_are_written_as_they_are():
    kind = pa.dictionary(pa.int8(), pa.int64(), ordered=True)
    codes, values = pa.array([2, 0, 1], pa.int8()), pa.array([100, 200, 300])
    given = pa.DictionaryArray.from_arrays(codes, values, ordered=True)
    schema = pa.schema([("x", pa.int16()), ("code", kind), ("y", kind)])
    columns = Columns.of(schema, "y").with_categories(["code"])
    columns = columns.with_levels({"code": [100, 200, 300]})
    batch = pa.record_batch([pa.array([1, 2, 3], pa.int16()), given, given], schema)
    X, _ = columns.rows(batch, range(3))
    assert X.tolist() == [[1, 2], [2, 0], [3, 1]]
    limits = {0: np.array([[1, 0], [2, 0]])}
    casting = Casting(columns, pa.array([100, 200]), limits)
    new = casting.to_batch(np.array([[1.5, 2.0], [7.0, 2.0], [0.2, 0.0]]), 0)
    assert new.schema.equals(schema)
    assert new.column("x").to_pylist() == [2, 2, 1]
    assert new.column("code").to_pylist() == [300, 300, 100]
    assert new.column("y").to_pylist() == [100, 100, 100]
