"""What the picture of a self-organizing map shows."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from inspecting_displays import draw
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer

from clover.clusterer import SOM
from clover.inspection import MapDisplay
from clover.over_sampling import SOMO, ClusterOverSampler

draw_it = MapDisplay.from_estimator


@pytest.fixture
def rows():
    return np.random.RandomState(0).normal(size=(60, 3)) * [1.0, 10.0, 0.1]


@pytest.fixture
def chain():
    """A map of one row of three units, with 2, 2 and 1 rows."""
    X = [[0.0, 0.0], [0.0, 1.0], [5.0, 0.0], [5.0, 1.0], [9.0, 0.5]]
    return SOM(n_columns=3, n_rows=1).fit(X)


def test_u_matrix_is_the_mean_distance_to_adjacent_units(chain):
    first, second, third = chain.weights_
    left, right = np.linalg.norm(first - second), np.linalg.norm(second - third)
    display = draw_it(chain)
    expected = [left, (left + right) / 2, right]
    np.testing.assert_allclose(display.frame["distance"], expected)
    np.testing.assert_allclose(display.ax_.collections[0].get_array(), expected)
    assert display.colorbar_.ax.get_xlabel() == "distance to adjacent units"


def test_hits_are_written_in_the_units(chain):
    display = draw_it(chain, values="hits")
    assert display.frame["hits"].tolist() == [2, 2, 1]
    assert [text.get_text() for text in display.ax_.texts] == ["2", "2", "1"]
    positions = [text.get_position() for text in display.ax_.texts]
    assert positions == [(0, 0), (1, 0), (2, 0)]


def test_plane_of_a_feature_is_its_weights(chain):
    display = draw_it(chain, values=1)
    colored = display.ax_.collections[0].get_array()
    np.testing.assert_array_equal(colored, chain.weights_[:, 1])


def test_values_of_units_are_drawn_and_missing_ones_left_out(chain):
    display = draw_it(chain, values=[1.0, np.nan, 3.0], label="$cost$ <b>")
    assert display.ax_.collections[0].get_array().mask.tolist() == [0, 1, 0]
    draw(display)
    assert display.colorbar_.ax.get_xlabel() == "$cost$ <b>"


@pytest.mark.parametrize(
    ("topology", "n_corners"), [("rectangular", 4), ("hexagonal", 6)]
)
def test_units_tile_the_plane(rows, topology, n_corners):
    som = SOM(n_columns=4, n_rows=4, topology=topology).fit(rows)
    display = draw_it(som)
    paths = display.ax_.collections[0].get_paths()
    corners = np.array([path.vertices[:n_corners] for path in paths])
    assert corners.shape == (16, n_corners, 2)
    places = display.frame[["x", "y"]]
    np.testing.assert_allclose(corners.mean(axis=1), places, atol=1e-12)
    # Adjacent units have two corners in common.
    first, second = corners[0].round(6).tolist(), corners[1].round(6).tolist()
    assert sum(corner in second for corner in first) == 2
    below = corners[4].round(6).tolist()
    assert sum(corner in below for corner in first) == 2


def test_first_row_of_the_map_stands_above(rows):
    bottom, top = draw_it(SOM(n_columns=3, n_rows=4), rows).ax_.get_ylim()
    assert bottom > top


def test_units_on_a_torus_are_adjacent_across_its_seam():
    som = SOM(n_columns=4, n_rows=1, toroidal=True)
    som.fit(np.arange(8.0)[:, None])
    weights = som.weights_.ravel()
    around = np.abs(weights - np.roll(weights, 1)) + np.abs(
        weights - np.roll(weights, -1)
    )
    np.testing.assert_allclose(draw_it(som).frame["distance"], around / 2)


def test_single_unit_has_no_distance(rows):
    display = draw_it(SOM(n_columns=1, n_rows=1), rows)
    draw(display)
    assert display.frame["distance"].isna().all()
    assert display.frame["hits"].tolist() == [60]


def test_map_of_a_sampler_is_shown_in_the_units_of_the_columns(rows):
    y = np.repeat([0, 1], [45, 15])
    names = ["a", "$b$ <script>", "c"]
    frame = pd.DataFrame(rows, columns=names)
    sampler = SOMO(som_estimator=9, random_state=0).fit(frame, y)
    display = draw_it(sampler, values="$b$ <script>")
    draw(display)
    plane = display.ax_.collections[0].get_array()
    means = frame["$b$ <script>"].groupby(sampler.labels_).mean()
    # The weights are about the means of the rows of their units.
    assert np.corrcoef(plane[means.index], means)[0, 1] > 0.9
    assert 0.3 < np.ptp(plane) / np.ptp(means) < 3
    assert display.colorbar_.ax.get_ylabel() == "$b$ <script>"


def test_scaled_weights_are_brought_back_where_steps_can(rows):
    pipeline = make_pipeline(MinMaxScaler(), SOM(n_columns=2, n_rows=2)).fit(rows)
    scaled = pipeline[-1].weights_
    found = draw_it(pipeline).weights
    np.testing.assert_allclose(found, pipeline[0].inverse_transform(scaled))
    pipeline = make_pipeline(Normalizer(), SOM(n_columns=2, n_rows=2)).fit(rows)
    np.testing.assert_array_equal(draw_it(pipeline).weights, pipeline[-1].weights_)


def test_estimator_that_is_not_fitted_is_cloned(rows):
    som = SOM(n_columns=2, n_rows=2)
    assert draw_it(som, rows).frame["hits"].sum() == 60
    assert not hasattr(som, "labels_")
    sampler = SOMO(som_estimator=4)
    y = np.repeat([0, 1], [45, 15])
    assert draw_it(sampler, rows, y).frame["hits"].sum() == 60
    assert not hasattr(sampler, "labels_")


@pytest.mark.parametrize(
    ("estimator", "match"),
    [
        (SOM(), "This SOM is not fitted. Fit it, or give `X`"),
        (SOMO(), "This SOMO is not fitted. Fit it, or give `X` and `y`"),
        (KMeans(), "This KMeans is not fitted"),
        ("som", "This str is not fitted"),
    ],
)
def test_estimators_that_are_not_fitted_need_rows(estimator, match):
    with pytest.raises(ValueError, match=match):
        draw_it(estimator)


def test_estimators_without_a_map_are_errors(rows):
    y = np.repeat([0, 1], [45, 15])
    with pytest.raises(
        ValueError, match=r"should be a SOM.* ClusterOverSampler has KM"
    ):
        draw_it(ClusterOverSampler(SMOTE(), KMeans(2)), rows, y)
    with pytest.raises(ValueError, match="SMOTE has no clusterer"):
        draw_it(SMOTE(), rows, y)
    with pytest.raises(ValueError, match="Got 'som'"):
        draw_it("som", rows)
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=1),
        SOM(n_columns=1, n_rows=1),
        clustering_scope="class",
        random_state=0,
    ).fit(rows, y)
    with pytest.raises(ValueError, match=r"`sampler.clusterer_\[1\]`"):
        draw_it(sampler)


@pytest.mark.parametrize(
    ("values", "match"),
    [
        (7, "by position below 2"),
        (-1, "by position below 2"),
        ("weight", "by name, such as 'column 0'"),
        ([1.0, 2.0], "a number for each of the 3 units. Got shape \\(2,\\)"),
    ],
)
def test_wrong_values_are_errors(chain, values, match):
    with pytest.raises(ValueError, match=match):
        draw_it(chain, values=values)


def test_axes_that_are_given_are_drawn_on(chain):
    _, ax = plt.subplots()
    display = draw_it(chain, ax=ax)
    assert display.ax_ is ax
    assert display.figure_ is ax.figure
