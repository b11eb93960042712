"""Any clusterer with `predict` labels rows, the same in every batch."""

import numpy as np
import pyarrow as pa
import pytest
from scale_tables import make_table, read, to_arrays, write_parts
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.cluster import (
    DBSCAN,
    AgglomerativeClustering,
    Birch,
    BisectingKMeans,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
)
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from clover.clusterer import SOM
from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler
from clover.scale import plan, resample
from clover.scale._core.columns import Columns
from clover.scale._core.labelling import CenterLabels, fit_labels
from clover.scale._labels.predicting import PredictedLabels

EVERYWHERE = DensityDistributor(np.inf, temperature="auto")
CENTERS = [
    KMeans(5, n_init=1, random_state=0),
    make_pipeline(StandardScaler(), MiniBatchKMeans(5, n_init=1, random_state=0)),
    make_pipeline(
        MinMaxScaler(), "passthrough", MeanShift(bandwidth=0.9, bin_seeding=True)
    ),
    make_pipeline(RobustScaler(), make_pipeline(MaxAbsScaler(), KMeans(4, n_init=1))),
]
PREDICTING = [
    GaussianMixture(4, random_state=0),
    make_pipeline(StandardScaler(), BisectingKMeans(4, random_state=0)),
    make_pipeline(StandardScaler(), Birch(n_clusters=4)),
    make_pipeline(StandardScaler(), PCA(2), KMeans(4, n_init=1, random_state=0)),
    make_pipeline(QuantileTransformer(n_quantiles=50), KMeans(4, n_init=1)),
    make_pipeline(StandardScaler(), SOM(2, 3, random_state=0)),
]


class NoisyHalves(ClusterMixin, BaseEstimator):
    """Two halves, and noise far from the middle."""

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        return np.where(np.abs(X[:, 0]) > 2, -1, (X[:, 0] > 0).astype(int))

    def fit_predict(self, X, y=None):
        return self.predict(X)


class NumberedRows(ClusterMixin, BaseEstimator):
    """The label is the number in the first column."""

    def fit(self, X, y=None):
        return self

    def predict(self, X):
        return X[:, 0].astype(int)


class NamedClusters(NumberedRows):
    """Labels that are no integers."""

    def predict(self, X):
        return np.where(X[:, 0] > 0, "right", "left")


def columns_of(X):
    schema = pa.table(
        [*X.T, np.zeros(len(X))], names=[*map(str, range(X.shape[1])), "y"]
    )
    return Columns.of(schema.schema, "y")


@pytest.fixture(scope="module")
def rows():
    return to_arrays(make_table(3_000))[0]


def test_centers_label_as_predict_does(rows):
    for clusterer in CENTERS:
        labels = fit_labels(clusterer, rows, columns_of(rows))
        assert isinstance(labels, CenterLabels)
        np.testing.assert_array_equal(labels.predict(rows), clusterer.predict(rows))


def test_others_label_by_predict(rows):
    for clusterer in PREDICTING:
        labels = fit_labels(clusterer, rows, columns_of(rows))
        assert isinstance(labels, PredictedLabels)
        np.testing.assert_array_equal(labels.predict(rows), clusterer.predict(rows))
        if hasattr(clusterer, "steps"):
            space = clusterer[:-1].transform(rows)
            np.testing.assert_allclose(labels.space(rows), space, atol=1e-12)


@pytest.mark.parametrize("clusterer", CENTERS + PREDICTING, ids=lambda c: str(c)[:60])
def test_a_row_has_the_same_label_in_every_batch(rows, clusterer):
    labels = fit_labels(clusterer, rows, columns_of(rows))
    whole = labels.predict(rows)
    for size, n_rows in ((1, 20), (7, 210), (1_000, 3_000), (1_025, 3_000)):
        starts = range(0, n_rows, size)
        pieces = [labels.predict(rows[start : start + size]) for start in starts]
        found = np.concatenate(pieces)
        np.testing.assert_array_equal(found, whole[: found.size])
    assert labels.predict(rows[:0]).size == 0


def test_near_ties_have_the_same_label_in_every_batch():
    rng = np.random.RandomState(0)
    centers = rng.normal(size=(2, 40))
    middle, along = centers.mean(axis=0), centers[1] - centers[0]
    # Rows on the border, and a few units of rounding beside it.
    across = rng.normal(size=(2_000, 40))
    across -= np.outer(across @ along, along) / (along @ along)
    steps = rng.choice([-1e-16, 0, 1e-16], 2_000)
    X = middle + across + np.outer(steps, along)
    kmeans = KMeans(2, init=centers, n_init=1, max_iter=1).fit(centers)
    labels = fit_labels(FrozenEstimator(kmeans), X, columns_of(X))
    whole = labels.predict(X)
    assert 0 < whole.mean() < 1
    for size in (1, 3, 64, 1_999):
        pieces = [labels.predict(X[k : k + size]) for k in range(0, 2_000, size)]
        np.testing.assert_array_equal(np.concatenate(pieces), whole)
    in_columns = labels.predict(np.asfortranarray(X))
    np.testing.assert_array_equal(in_columns, whole)


def test_equal_distances_get_the_first_label():
    X = np.array([[0.0], [1.0], [2.0]])
    kmeans = KMeans(2, init=[[0.0], [2.0]], n_init=1).fit([[0.0], [2.0]])
    labels = fit_labels(FrozenEstimator(kmeans), X, columns_of(X))
    assert labels.predict(X).tolist() == [0, 0, 1]


@pytest.mark.parametrize("clusterer", PREDICTING[:2], ids=lambda c: str(c)[:30])
def test_samples_do_not_depend_on_partitions(clusterer, tmp_path):
    table = make_table(1_500)
    results = []
    for n_parts in (1, 4):
        source = write_parts(table, tmp_path / f"data-{n_parts}", n_parts)
        made = plan(
            source,
            "y",
            clusterer=clusterer,
            distributor=EVERYWHERE,
            random_state=0,
            max_samples=500,
        )
        resample(source, tmp_path / f"output-{n_parts}", made)
        results.append(read(tmp_path / f"output-{n_parts}"))
    assert results[0].equals(results[1])


def test_plan_of_a_mixture_is_that_in_memory(tmp_path):
    table = make_table(1_500)
    X, y = to_arrays(table)
    mixture = FrozenEstimator(GaussianMixture(3, random_state=0).fit(X))
    parts = {"clusterer": mixture, "distributor": EVERYWHERE, "random_state": 0}
    made = plan(write_parts(table, tmp_path / "data", 2), "y", **parts)
    sampler = ClusterOverSampler(made.oversampler, **parts).fit(X, y)
    assert str(made.cluster_report) == str(sampler.cluster_report_)


def test_noise_makes_no_samples(tmp_path):
    x = [-9.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 9.0, 8.0, 7.0, 1.0]
    y = [1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0]
    source = write_parts(pa.table({"x": x, "y": y}), tmp_path / "data", 2)
    parts = {
        "clusterer": NoisyHalves(),
        "distributor": EVERYWHERE,
        "random_state": 0,
    }
    made = plan(source, "y", **parts)
    sampler = ClusterOverSampler(made.oversampler, **parts)
    sampler.fit(np.array(x)[:, np.newaxis], y)
    assert str(made.cluster_report) == str(sampler.cluster_report_)
    assert resample(source, tmp_path / "output", made) == {0: 7, 1: 7}
    new = read(tmp_path / "output").column("x").to_numpy()[11:]
    assert ((new >= -1.5) & (new <= -1.0)).all()


def test_labels_that_the_sample_does_not_have_are_an_error(tmp_path):
    columns = {"x": [0, 1, 2, 30, 1, 0], "y": [1, 0, 0, 0, 0, 1]}
    source = write_parts(pa.table(columns), tmp_path / "data", 1)
    with pytest.raises(ValueError, match=r"label 30.*Set `max_samples`"):
        plan(source, "y", clusterer=NumberedRows(), max_samples=3, random_state=2)
    made = plan(source, "y", clusterer=NumberedRows(), random_state=0)
    assert made.n_clusters == 31


def test_labels_that_are_no_integers_are_an_error(tmp_path):
    columns = {"x": [0, 1, 2, 3], "y": [1, 0, 0, 1]}
    source = write_parts(pa.table(columns), tmp_path / "data", 1)
    with pytest.raises(TypeError, match="should give integers, one a row"):
        plan(source, "y", clusterer=NamedClusters())


@pytest.mark.parametrize("clusterer", [DBSCAN(), AgglomerativeClustering(3)], ids=str)
def test_a_clusterer_without_predict_is_refused(clusterer, tmp_path):
    with pytest.raises(TypeError, match=r"method `predict`.*MiniBatchKMeans.*Got"):
        plan(tmp_path, "y", clusterer=make_pipeline(StandardScaler(), clusterer))


def test_a_frozen_pipeline_is_refused(tmp_path):
    fitted = make_pipeline(StandardScaler(), KMeans(1)).fit([[0.0], [1.0]])
    with pytest.raises(TypeError, match="pipeline of frozen steps"):
        plan(tmp_path, "y", clusterer=FrozenEstimator(fitted))


def test_default_clusterer_has_at_most_as_many_clusters_as_rows(tmp_path):
    columns = {"x": [0.0, 0.0, 1.0, 1.0, 1.0], "y": [1, 1, 0, 0, 0]}
    source = write_parts(pa.table(columns), tmp_path / "data", 1)
    assert plan(source, "y", random_state=0).n_clusters == 2


def test_floats_of_32_bits_stay_so(tmp_path):
    table = make_table(2_000).select(["x0", "x1", "x2", "y"])
    schema = pa.schema([(name, pa.float32()) for name in ("x0", "x1", "x2")])
    short = table.cast(schema.append(table.schema.field("y")))
    results = {}
    for name, some, n_parts in (
        ("short", short, 1),
        ("parts", short, 5),
        ("long", short.cast(table.schema), 1),
    ):
        source = write_parts(some, tmp_path / name, n_parts)
        made = plan(source, "y", distributor=EVERYWHERE, random_state=0)
        resample(source, tmp_path / f"{name}-output", made)
        results[name] = made, read(tmp_path / f"{name}-output")
    assert results["short"][1].schema == short.schema
    assert results["parts"][1].equals(results["short"][1])
    # The same numbers as floats of 64 bits have nearly the same centers.
    made, of_long = results["short"][0], results["long"][0]
    np.testing.assert_allclose(made.labels.centers, of_long.labels.centers, atol=0.05)
    assert abs(made.n_new_rows - of_long.n_new_rows).sum() <= 0.02 * made.n_new
