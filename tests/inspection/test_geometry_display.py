"""What the picture of the balls of Geometric SMOTE shows."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from inspecting_displays import draw, labelled
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.inspection import GeometryDisplay
from clover.inspection._displays.balls import (
    find_outline,
    measure_in_balls,
    place_outlines,
)
from clover.over_sampling import (
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    ScaledGeometricSMOTE,
)

draw_it = GeometryDisplay.from_estimator


@pytest.fixture
def table():
    """80 rows of class 0 and 30 of class 1, in four dimensions."""
    rng = np.random.RandomState(0)
    y = np.repeat([0, 1], [80, 30])
    return rng.normal(size=(110, 4)) + y[:, None], y


def test_place_in_a_ball_is_measured_along_and_across_the_radius():
    center, surface = np.array([[1.0, 1.0]]), np.array([[1.0, 3.0]])
    sample = np.array([[2.0, 0.0]])
    radius, along, across = measure_in_balls(center, surface, sample)
    assert (radius[0], along[0], across[0]) == pytest.approx((2.0, -0.5, 0.5))
    radius, along, _ = measure_in_balls(center, center, center)
    assert radius[0] == 0
    assert np.isnan(along[0])


def test_extreme_values_neither_overflow_nor_vanish():
    for scale in (1e200, 1e-200):
        points = [scale * np.array([[x, 0.0]]) for x in (0.0, 2.0, 1.0)]
        _, along, across = measure_in_balls(*points)
        assert (along[0], across[0]) == pytest.approx((0.5, 0.0))


@pytest.mark.parametrize(
    ("truncation", "deformation", "along", "across"),
    [
        (0.0, 0.0, (-1, 1), (-1, 1)),
        (1.0, 0.0, (0, 1), (-1, 1)),
        (-1.0, 0.0, (-1, 0), (-1, 1)),
        (0.5, 0.0, (-0.5, 1), (-1, 1)),
        (0.0, 0.5, (-1, 1), (-0.5, 0.5)),
        (1.0, 1.0, (0, 1), (0, 0)),
    ],
)
def test_outline_is_truncated_and_deformed(truncation, deformation, along, across):
    outline = find_outline(truncation, deformation)
    for values, ends in zip(outline.T, (along, across), strict=True):
        assert (values.min(), values.max()) == pytest.approx(ends, abs=1e-3)


def test_outline_is_turned_and_stretched_to_the_surface_point():
    placed = place_outlines(
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        np.array([[1.0, 1.0]]),
        np.array([[1.0, 3.0]]),
    )
    np.testing.assert_allclose(placed, [[[1.0, 3.0], [-1.0, 1.0]]])


@pytest.mark.parametrize("truncation", [-1.0, -0.3, 0.0, 0.4, 1.0])
@pytest.mark.parametrize("deformation", [0.0, 0.7])
def test_samples_lie_within_the_outline(table, truncation, deformation):
    sampler = GeometricSMOTE(
        truncation_factor=truncation, deformation_factor=deformation, random_state=0
    )
    frame = draw_it(sampler, *table).frame
    along, across = frame["along"], frame["across"]
    low = truncation - 1 if truncation >= 0 else -1
    high = truncation + 1 if truncation < 0 else 1
    assert along.between(low - 1e-9, high + 1e-9).all()
    assert (along**2 + (across / (1 - deformation)) ** 2 <= 1 + 1e-9).all()


def test_frame_holds_the_parents_of_each_sample(table):
    X, y = table
    sampler = GeometricSMOTE(random_state=0)
    X_res, _ = clone(sampler).fit_resample(X, y)
    frame = draw_it(sampler, X, y).frame
    sampler.fit_resample(X, y)
    assert frame["row"].tolist() == list(range(110, 160))
    assert frame["base"].tolist() == sampler.base_indices_.tolist()
    assert frame["partner"].tolist() == sampler.partner_indices_.tolist()
    radii = np.linalg.norm(X[frame["base"]] - X[frame["partner"]], axis=1)
    np.testing.assert_allclose(frame["radius"], radii)
    from_base = np.linalg.norm(X_res[110:] - X[frame["base"]], axis=1)
    places = np.hypot(frame["along"], frame["across"])
    np.testing.assert_allclose(places * radii, from_base)
    assert (frame["is_other_class"] == (y[frame["partner"]] == 0)).all()


def test_balls_of_two_columns_are_drawn_where_they_are(table):
    X, y = table
    X = X[:, :2]
    display = draw_it(GeometricSMOTE(random_state=0), X, y, max_points=7)
    drawn = labelled(display)
    assert len(drawn["where samples are made"].get_paths()) == 7
    frame = display.frame
    np.testing.assert_array_equal(
        drawn["base row"].get_offsets(), X[frame["base"].to_numpy()]
    )
    np.testing.assert_array_equal(drawn["samples: 7"].get_offsets(), frame[["x", "y"]])
    others = X[frame["partner"][frame["is_other_class"]].to_numpy()]
    found = drawn["surface point, other class"].get_offsets()
    np.testing.assert_array_equal(found, others)
    assert display.ax_.get_xlabel() == "column 0"


def test_balls_are_round_on_axes_that_share_both_limits(table):
    X, y = table
    _, axes = plt.subplots(1, 2, sharex=True, sharey=True)
    for ax in axes:
        draw(draw_it(GeometricSMOTE(random_state=0), X[:, :2], y, ax=ax))
        assert ax.get_aspect() == 1
    assert axes[0].get_xlim() == axes[1].get_xlim()


def test_title_of_the_axes_stands_above_the_legend(table):
    X, y = table
    figure, ax = plt.subplots()
    draw_it(GeometricSMOTE(random_state=0), X, y, ax=ax)
    ax.set_title("a title")
    for size in ((6, 5), (9, 3)):
        figure.set_size_inches(size)
        figure.canvas.draw()
        title, legend = ax.title, ax.get_legend()
        assert title.get_window_extent().ymin > legend.get_window_extent().ymax


def test_balls_of_many_columns_are_laid_over_each_other(table):
    display = draw_it(GeometricSMOTE(random_state=0), *table)
    drawn = labelled(display)
    np.testing.assert_array_equal(
        drawn["samples: 50"].get_offsets(), display.frame[["along", "across"]]
    )
    assert drawn["surface point"].get_offsets().tolist() == [[1.0, 0.0]]
    _, ax = plt.subplots()
    assert display.plot(ax).ax_ is ax


def test_names_of_columns_are_never_read_as_formulas(table):
    frame = pd.DataFrame(table[0][:, :2], columns=["$\\frac$", "<script> '\""])
    display = draw_it(GeometricSMOTE(random_state=0), frame, table[1])
    draw(display)
    assert display.ax_.get_xlabel() == "$\\frac$"


@pytest.mark.parametrize("n_features", [1, 2, 4])
def test_sparse_rows_are_measured_as_dense_ones(table, n_features):
    X, y = table
    sampler = GeometricSMOTE(random_state=0)
    dense = draw_it(sampler, X[:, :n_features], y).frame
    found = draw_it(sampler, sparse.csr_matrix(X[:, :n_features]), y).frame
    np.testing.assert_allclose(found["along"], dense["along"], atol=1e-9)


def test_categories_are_left_out(table):
    X, y = table
    frame = pd.DataFrame(X[:, :2], columns=["a", "b"]).assign(kind=["u", "v"] * 55)
    sampler = GeometricSMOTE(categorical_features=["kind"], random_state=0)
    display = draw_it(sampler, frame, y)
    assert display.ax_.get_xlabel() == "a"
    assert (display.frame["along"] >= -1e-9).all()


def test_cluster_samplers_with_geometric_smote_are_drawn(table):
    frame = draw_it(GeometricSOMO(som_estimator=4, random_state=0), *table).frame
    assert frame["along"].between(-1e-9, 1).all()


def test_balls_are_round_in_the_cluster_space(table):
    X, y = table
    sampler = ClusterOverSampler(
        GeometricSMOTE(),
        make_pipeline(StandardScaler(), KMeans(2)),
        search_space="clusters",
        random_state=0,
    )
    frame = draw_it(sampler, X * [1, 1e3, 1, 1], y).frame
    assert (np.hypot(frame["along"], frame["across"]) <= 1 + 1e-9).all()
    assert frame["radius"].max() < 10


@pytest.mark.parametrize("n_features", [2, 4])
def test_balls_of_scaled_geometric_smote_are_round_in_scaled_columns(table, n_features):
    X, y = table
    X = X[:, :n_features] * [1, 1e3, 1, 1][:n_features]
    sampler = ScaledGeometricSMOTE(random_state=0)
    display = draw_it(sampler, X, y)
    frame = display.frame
    assert (frame["along"] >= -1e-9).all()
    assert (np.hypot(frame["along"], frame["across"]) <= 1 + 1e-9).all()
    scaled = X / X.std(axis=0)
    radii = np.linalg.norm(scaled[frame["base"]] - scaled[frame["partner"]], axis=1)
    np.testing.assert_allclose(frame["radius"], radii)
    if n_features == 2:
        assert display.ax_.get_xlabel() == "column 0 (in units of the cluster space)"


@pytest.mark.parametrize(
    "sampler",
    [
        ScaledGeometricSMOTE(random_state=0),
        ScaledGeometricSMOTE(n_clusters=2, random_state=0),
    ],
)
def test_balls_of_tables_with_categories_are_round_in_scaled_numbers(table, sampler):
    X, y = table
    frame = pd.DataFrame(X * [1, 1e3, 1e-3, 1], columns=list("abcd"))
    found = draw_it(sampler, frame.assign(kind=["u", "v"] * 55), y).frame
    assert (found["along"] >= -1e-9).all()
    assert (np.hypot(found["along"], found["across"]) <= 1 + 1e-9).all()


def test_column_without_a_spread_has_balls(table):
    X, y = table
    X[:, 1] = 7.0
    frame = draw_it(ScaledGeometricSMOTE(random_state=0), X, y).frame
    assert (np.hypot(frame["along"], frame["across"]) <= 1 + 1e-9).all()


def test_balls_of_two_unlike_columns_are_laid_over_each_other(table):
    X, y = table
    rows = X[:, :2] * [1, 1e3]
    display = draw_it(GeometricSMOTE(random_state=0), rows, y)
    assert "samples: 50" in labelled(display)
    assert "radii" in display.ax_.get_xlabel()
    display = draw_it(GeometricSMOTE(random_state=0), rows, y, view="plane")
    assert display.ax_.get_xlabel() == "column 0"


def test_rounded_samples_outside_of_their_balls_are_shown(table):
    X, y = table
    rows = np.round(X).astype(int)
    display = draw_it(GeometricSMOTE(random_state=0), rows, y)
    across = display.frame["across"].max()
    assert across > 1.08
    assert display.ax_.get_ylim()[1] > across


def test_fitted_sampler_is_drawn_with_what_it_made(table):
    sampler = GeometricSMOTE()
    resampled = sampler.fit_resample(*table)
    display = draw_it(sampler, *table, resampled=resampled)
    assert display.frame["base"].tolist() == sampler.base_indices_.tolist()


@pytest.mark.parametrize(
    ("sampler", "given", "match"),
    [
        (SMOTE(), {}, "should be GeometricSMOTE.* Got SMOTE"),
        (GeometricSMOTE(), {"view": "cube"}, "`view` should be"),
        (GeometricSMOTE(), {"view": "plane"}, "needs rows with two columns"),
        (GeometricSMOTE(), {"max_points": 0}, "`max_points` should be at least 1"),
        (GeometricSMOTE(sampling_strategy={}), {}, "No sample was made"),
    ],
)
def test_wrong_parameters_are_errors(table, sampler, given, match):
    with pytest.raises(ValueError, match=match):
        draw_it(sampler, *table, **given)
