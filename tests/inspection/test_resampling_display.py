"""What the picture of a resampling shows."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE, SMOTEN, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from imblearn.under_sampling import RandomUnderSampler
from inspecting_displays import contrast, draw, labelled, texts_of
from matplotlib.colors import to_rgba
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.manifold import TSNE
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover._rows.containers import Container
from clover.clusterer import transform_to_cluster_space
from clover.distribution import DensityDistributor
from clover.inspection import ResamplingDisplay
from clover.inspection._displays.matching import match_rows
from clover.inspection._displays.shapes import find_borders, find_hull
from clover.inspection._displays.shown_rows import draw_rows
from clover.inspection._displays.style import BRIGHT, DARK, HUES, LIGHT, shades_of
from clover.over_sampling import (
    ClusterOverSampler,
    GeometricSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)

draw_it = ResamplingDisplay.from_estimator
# Class 1 has two rows near (0, 0) and two near (10, 10).
X = np.array(
    [[0, 0], [1, 0], [0, 1], [1, 1], [10, 10], [11, 10], [10, 11], [11, 11], [0, 2]],
    dtype=float,
)
Y = np.array([1, 1, 0, 0, 1, 1, 0, 0, 0])


@pytest.fixture
def sampler():
    """Two clusters; both get rows of class 1."""
    return ClusterOverSampler(
        SMOTE(sampling_strategy={1: 8}),
        KMeans(2),
        DensityDistributor(filtering_threshold=2.0),
        random_state=0,
    )


@pytest.fixture
def table():
    """80 rows of class 'a' and 20 of class 'b' in four dimensions."""
    rng = np.random.RandomState(0)
    y = np.repeat(["a", "b"], [80, 20])
    return rng.normal(size=(100, 4)) + 2.0 * (y == "b")[:, None], y


def test_frame_holds_the_rows_that_the_sampler_gives_back(sampler):
    X_res, y_res = clone(sampler).fit_resample(X, Y)
    frame = draw_it(sampler, X, Y).frame
    assert frame["kind"].tolist() == ["original"] * 9 + ["made"] * 4
    assert frame["row"].tolist() == list(range(13))
    np.testing.assert_array_equal(frame[["x", "y"]], X_res)
    np.testing.assert_array_equal(frame["class_label"], y_res)


def test_frame_tells_the_cluster_of_each_row(sampler):
    sampler.fit_resample(X, Y)
    frame = draw_it(sampler, X, Y).frame
    expected = [*sampler.labels_, *sampler.provenance_.cluster]
    assert frame["cluster"].tolist() == expected
    assert (frame["other_cluster"] == -1).all()
    assert draw_it(SMOTE(k_neighbors=1), X, Y).frame["cluster"].isna().all()


def test_points_of_each_kind_lie_where_the_frame_says(sampler):
    display = draw_it(sampler, X, Y)
    drawn = labelled(display)
    for label, kind, class_label in (
        ("class 0: 5", "original", 0),
        ("class 1, original: 4", "original", 1),
        ("class 1, samples: 4", "made", 1),
    ):
        frame = display.frame
        rows = frame[(frame["kind"] == kind) & (frame["class_label"] == class_label)]
        np.testing.assert_array_equal(drawn[label].get_offsets(), rows[["x", "y"]])


def test_colors_are_told_apart_by_luminance():
    assert contrast(DARK, BRIGHT) > 3
    assert contrast(BRIGHT, LIGHT) > 1.8
    for dark, bright in shades_of(len(HUES)):
        assert contrast(dark, bright) > 2
        assert contrast(dark, LIGHT) > 4


def test_hulls_are_the_outer_rows_of_clusters(sampler):
    drawn = labelled(draw_it(sampler, X, Y))
    (near, far) = (p.vertices for p in drawn["clusters with samples"].get_paths())
    corners = {tuple(row) for row in np.vstack((near, far)).tolist()}
    # (0, 1) lies on the side from (0, 0) to (0, 2).
    assert corners == {tuple(row) for row in X.tolist()} - {(0.0, 1.0)}


def test_clusters_without_made_rows_are_dashed():
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 5}),
        KMeans(2),
        DensityDistributor(filtering_threshold=1.0),
        random_state=0,
    )
    drawn = labelled(draw_it(sampler, X, Y))
    assert len(drawn["clusters with samples"].get_paths()) == 1
    assert len(drawn["other clusters"].get_paths()) == 1


def test_clusters_are_named_at_their_centers(sampler):
    display = draw_it(sampler, X, Y)
    named = {t.get_text(): t.get_position() for t in display.ax_.texts}
    for cluster in (0, 1):
        center = X[clone(sampler).fit(X, Y).labels_ == cluster].mean(axis=0)
        assert named[str(cluster)] == pytest.approx(tuple(center))


def test_names_of_clusters_in_one_place_stand_below_each_other():
    # In the plane of columns 0 and 1, the clusters lie on each other.
    rows = np.column_stack((np.tile(X, (2, 1)), np.repeat([0, 100], 9)))
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 10}, k_neighbors=1), KMeans(2), random_state=0
    )
    display = draw_it(sampler, rows, np.tile(Y, 2), projection=(0, 1))
    draw(display)
    first, second = (t.get_window_extent() for t in display.ax_.texts)
    assert not first.overlaps(second)
    assert first.x0 == pytest.approx(second.x0, abs=1)


def test_single_cluster_has_no_outline_unless_asked_for():
    sampler = ClusterOverSampler(SMOTE(k_neighbors=1), KMeans(1), random_state=0)
    assert "clusters with samples" not in labelled(draw_it(sampler, X, Y))
    display = draw_it(sampler, X, Y, clusters="hulls")
    assert len(labelled(display)["clusters with samples"].get_paths()) == 1


def test_made_rows_hide_no_original_ones(sampler):
    drawn = labelled(draw_it(sampler, X, Y))
    original, made = drawn["class 1, original: 4"], drawn["class 1, samples: 4"]
    assert original.get_zorder() > made.get_zorder()


def test_marks_of_a_legend_are_large_enough(table):
    rows, y = np.tile(table[0], (20, 1)), np.tile(table[1], 20)
    display = draw_it(RandomOverSampler(random_state=0), rows, y)
    drawn = labelled(display)["class b, samples: 800 of 1,200"]
    marks = display.ax_.get_legend().legend_handles
    assert drawn.get_sizes()[0] < 10
    assert all(mark.get_sizes()[0] >= 20 for mark in marks)


def test_many_links_are_faint(table, sampler):
    few = labelled(draw_it(sampler, X, Y, links=True))["link to a parent"]
    rows, y = np.tile(table[0], (5, 1)), np.tile(table[1], 5)
    many = labelled(draw_it(RandomOverSampler(), rows, y, links=True))
    assert few.get_alpha() == 1
    faint = many["link to a parent"]
    assert faint.get_alpha() < 1
    legend = faint.axes.get_legend()
    names = [text.get_text() for text in legend.get_texts()]
    mark = legend.legend_handles[names.index("link to a parent")]
    assert to_rgba(mark.get_color())[3] == 1


def test_regions_are_drawn_in_place_of_hulls(sampler):
    display = draw_it(sampler, X, Y, clusters="regions")
    assert "clusters with samples" not in labelled(display)
    assert plt.matplotlib.collections.LineCollection in map(
        type, display.ax_.collections
    )


def test_links_join_made_rows_to_their_parents(sampler):
    X_res, _ = sampler.fit_resample(X, Y)
    display = draw_it(sampler, X, Y, links=True)
    segments = np.array(labelled(display)["link to a parent"].get_segments())
    assert segments.shape == (8, 2, 2)
    parents = sampler.provenance_.parents
    for (child, parent), row, place in zip(
        segments, np.repeat(range(4), 2), parents.compressed(), strict=True
    ):
        np.testing.assert_array_equal(child, X_res[9 + row])
        np.testing.assert_array_equal(parent, X[place])


@pytest.mark.parametrize("oversampler", [GeometricSMOTE, SimplicialSMOTE])
def test_samplers_of_clover_and_repetitions_tell_parents(oversampler):
    sampler = oversampler(sampling_strategy={1: 6}, k_neighbors=1)
    links = draw_it(sampler, X, Y, links=True).links
    # Two rows of two parents each.
    assert links["row"].tolist() == [9, 9, 10, 10]
    links = draw_it(RandomOverSampler(), X, Y, links=True).links
    np.testing.assert_array_equal(links[["x", "y"]], links[["parent_x", "parent_y"]])


def test_edges_join_the_centers_of_neighboring_clusters():
    grid = np.array([[x, y] for x in range(6) for y in range(6)], dtype=float)
    labels = np.arange(36) % 3 == 0
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=1),
        KMeans(3),
        DensityDistributor(distribution_ratio=0.5),
        random_state=0,
    )
    display = draw_it(sampler, grid, labels.astype(int), edges=True)
    edges = labelled(display)["neighbouring clusters"].get_segments()
    assert len(edges) == len(display.neighbors) > 0
    made = display.frame[display.frame["kind"] == "made"]
    assert (made["other_cluster"] >= 0).any()


def test_rows_that_a_sampler_removed_are_crosses():
    display = draw_it(RandomUnderSampler(random_state=0), X, Y)
    assert display.frame["kind"].value_counts().to_dict() == {
        "original": 8,
        "removed": 1,
    }
    assert "class 0, removed: 1" in labelled(display)


@pytest.mark.parametrize("projection", [None, ("a", "kind")])
def test_table_of_which_rows_were_removed_and_none_made_is_drawn(table, projection):
    rows = pd.DataFrame(table[0], columns=list("abcd")).assign(kind=["u", "v"] * 50)
    sampler = RandomUnderSampler(random_state=0)
    display = draw_it(sampler, rows, table[1], projection=projection)
    assert display.frame["kind"].value_counts().to_dict() == {
        "removed": 60,
        "original": 40,
    }


def test_made_and_removed_rows_of_a_cleaning_sampler_are_told_apart(table):
    X, y = table
    sampler = SMOTEENN(random_state=0)
    X_res, _ = clone(sampler).fit_resample(X, y)
    frame = draw_it(sampler, X, y).frame
    given = {tuple(row) for row in X.tolist()}
    n_kept = sum(tuple(row) in given for row in X_res.tolist())
    counts = frame["kind"].value_counts()
    assert counts["original"] == n_kept < 100
    assert counts["removed"] == 100 - n_kept
    assert counts["made"] == len(X_res) - n_kept


def test_rows_that_are_equal_are_matched_one_by_one():
    # Of three equal rows, the sampler keeps one and adds a new row.
    rows = pd.DataFrame({"a": [1.0, 1.0, 1.0, 5.0], "b": ["u", "u", "u", "v"]})
    out = pd.DataFrame({"a": [5.0, 1.0, 2.0], "b": ["v", "u", "u"]})
    given = [(Container(some), np.zeros(len(some), dtype=int)) for some in (rows, out)]
    columns = np.array([1])
    is_removed, made = match_rows(*given[0], *given[1], columns)
    assert is_removed.tolist() == [False, True, True, False]
    assert made.tolist() == [2]
    # A row of another class is another row.
    is_removed, made = match_rows(*given[0], given[1][0], np.array([1, 0, 0]), columns)
    assert is_removed.tolist() == [False, True, True, True]
    assert made.tolist() == [0, 2]


def test_pipeline_is_drawn_as_its_steps_transform_the_rows(table):
    sampler = make_sampling_pipeline(PCA(2, random_state=0), SMOTE(random_state=0))
    X_res, _ = clone(sampler).fit_resample(*table)
    frame = draw_it(sampler, *table).frame
    np.testing.assert_allclose(frame[["x", "y"]], X_res)


def test_many_columns_are_drawn_by_components_of_the_cluster_space(table):
    X, y = table
    clusterer = make_pipeline(StandardScaler(), KMeans(2))
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0).fit(X, y)
    display = draw_it(sampler, X, y)
    space = transform_to_cluster_space(sampler.clusterer_, X)
    expected = PCA(2).fit_transform(space)
    found = display.frame[["x", "y"]].to_numpy()[:100]
    np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-9)
    share = PCA(2).fit(space).explained_variance_ratio_[0]
    label = f"principal component 1 of the cluster space ({share:.0%})"
    assert display.ax_.get_xlabel() == label


def test_columns_are_scaled_where_there_are_no_clusters(table):
    X, y = table
    found = draw_it(SMOTE(random_state=0), X * [1, 1e6, 1, 1], y).frame
    expected = draw_it(SMOTE(random_state=0), X, y).frame
    original = found["kind"] == "original"
    np.testing.assert_allclose(
        found.loc[original, ["x", "y"]].abs(),
        expected.loc[original, ["x", "y"]].abs(),
        atol=1e-6,
    )


@pytest.mark.parametrize("columns", [(2, 0), ("c", "a")])
def test_two_columns_are_taken_by_position_or_name(table, columns):
    frame = pd.DataFrame(table[0], columns=list("abcd"))
    display = draw_it(SMOTE(), frame, table[1], projection=columns)
    found = display.frame[["x", "y"]].to_numpy()[:100]
    np.testing.assert_array_equal(found, table[0][:, [2, 0]])
    assert (display.ax_.get_xlabel(), display.ax_.get_ylabel()) == ("c", "a")


def test_projections_of_users_are_taken(table):
    X, y = table
    by_function = draw_it(SMOTE(), X, y, projection=lambda rows: rows[:, 1:3])
    np.testing.assert_array_equal(by_function.frame[["x", "y"]][:100], X[:, 1:3])
    fitted = PCA(2).fit(X[:50])
    frozen = draw_it(SMOTE(), X, y, projection=FrozenEstimator(fitted))
    np.testing.assert_allclose(frozen.frame[["x", "y"]][:100], fitted.transform(X))
    embedded = draw_it(SMOTE(), X, y, projection=TSNE(perplexity=5, max_iter=250))
    assert len(embedded.frame) == 160


def test_categories_are_named_on_their_axis():
    rows = pd.DataFrame({"a": ["u", "v"] * 6, "b": ["y"] * 3 + ["x", "z", "x"] * 3})
    y = np.repeat([0, 1], [8, 4])
    display = draw_it(SMOTEN(k_neighbors=1), rows, y)
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["x", "y", "z"]
    place = rows["b"].map({"x": 0, "y": 1, "z": 2})
    assert (display.frame["y"][:12] - place).abs().max() <= 0.25
    many = rows.assign(c=rows["a"])
    draw(draw_it(SMOTEN(k_neighbors=1), many, y))


def test_table_of_scaled_geometric_smote_is_drawn(table):
    rows = pd.DataFrame(table[0], columns=list("abcd")).assign(kind=["u", "v"] * 50)
    sampler = ScaledGeometricSMOTE(random_state=0)
    display = draw_it(sampler, rows, table[1], links=True)
    assert "cluster space" in display.ax_.get_xlabel()
    assert display.frame["kind"].value_counts().to_dict() == {
        "original": 100,
        "made": 60,
    }
    display = draw_it(sampler, rows, table[1], projection=("a", "kind"))
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["u", "v"]


def test_single_column_has_a_strip_for_each_class(sampler):
    display = draw_it(sampler, X[:, :1], Y)
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["0", "1"]
    assert (display.frame["y"].round() == display.frame["class_label"]).all()
    np.testing.assert_array_equal(display.frame["x"][:9], X[:, 0])


@pytest.mark.parametrize("n_features", [1, 2, 3, 40])
@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_matrix])
def test_sparse_rows_are_drawn_as_dense_ones(table, n_features, kind):
    rows = (
        np.abs(np.tile(table[0], 10)[:, :n_features])
        * (np.arange(100) % 3 > 0)[:, None]
    )
    dense = draw_it(SMOTE(random_state=0), rows, table[1])
    found = draw_it(SMOTE(random_state=0), kind(rows), table[1])
    np.testing.assert_allclose(
        found.frame[["x", "y"]].abs(), dense.frame[["x", "y"]].abs(), atol=1e-6
    )


def test_two_thousand_columns_are_drawn(sampler):
    rows = np.random.RandomState(0).normal(size=(60, 2_000))
    y = np.repeat([0, 1], [45, 15])
    sampler.set_params(oversampler__sampling_strategy="auto", distributor=None)
    assert len(draw_it(sampler, rows, y).frame) == 90


def test_missing_values_are_drawn_at_the_means(table):
    X, y = table
    X[3, 2] = np.nan
    frame = draw_it(RandomOverSampler(random_state=0), X, y).frame
    assert np.isfinite(frame[["x", "y"]]).all(axis=None)


def test_hundred_classes_share_colors_and_a_line_of_the_legend():
    rng = np.random.RandomState(0)
    y = np.append(np.repeat(np.arange(100), 4), [0, 0])
    display = draw_it(SMOTE(k_neighbors=2), rng.normal(size=(402, 3)), y)
    labels = set(labelled(display))
    assert labels == {
        "class 0: 6",
        "99 classes, original: 396",
        "99 classes, samples: 198",
    }


def test_three_hundred_clusters_have_hulls_and_no_names():
    rng = np.random.RandomState(0)
    rows, y = rng.normal(size=(900, 2)), np.repeat([0, 1], [600, 300])
    clusterer = KMeans(300, n_init=1, max_iter=1)
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    with warnings.catch_warnings():
        # Few rows in a cluster can be repeated only.
        warnings.simplefilter("ignore", UserWarning)
        display = draw_it(sampler, rows, y)
    drawn = labelled(display)
    hulls = ("clusters with samples", "other clusters")
    assert sum(len(drawn[name].get_paths()) for name in hulls) == 300
    assert not display.ax_.texts


def test_names_are_never_read_as_formulas():
    names = ["$\\frac$ <script>", 'a "b" \N{GRINNING FACE} & ' + "long " * 30]
    y = np.where(Y == 1, "$x^$ '<b>'", "_$_")
    with warnings.catch_warnings():
        # The font has no such face.
        warnings.simplefilter("ignore", UserWarning)
        display = draw_it(SMOTE(k_neighbors=1), pd.DataFrame(X, columns=names), y)
        draw(display)
    assert display.ax_.get_xlabel() == names[0]
    assert len(display.ax_.get_ylabel()) < 30
    assert "class $x^$ '<b>', samples: 1" in texts_of(display)


def test_rows_are_drawn_up_to_a_number(table):
    rng = np.random.RandomState(0)
    rows, y = rng.normal(size=(5_000, 3)), np.repeat([0, 1], [4_980, 20])
    first, again = (
        draw_it(SMOTE(random_state=0), rows, y, max_points=100) for _ in range(2)
    )
    counts = first.frame.groupby(["class_label", "kind"]).size().to_dict()
    assert counts == {(0, "original"): 40, (1, "original"): 20, (1, "made"): 40}
    pd.testing.assert_frame_equal(first.frame, again.frame)
    assert "class 0: 40 of 4,980" in labelled(first)


def test_draw_takes_small_groups_whole_and_shares_the_rest():
    groups = [np.arange(3), np.arange(100), np.arange(50)]
    drawn = draw_rows(groups, 23, np.random.RandomState(0))
    assert [group.size for group in drawn] == [3, 10, 10]
    assert all(np.unique(group).size == group.size for group in drawn)


def test_million_rows_are_drawn_without_reading_all_of_them():
    rng = np.random.RandomState(0)
    rows = rng.normal(size=(1_000_000, 3))
    y = (np.arange(1_000_000) % 10 == 0).astype(int)
    sampler = RandomOverSampler(sampling_strategy={1: 150_000}, random_state=0)
    resampled = sampler.fit_resample(rows, y)
    display = draw_it(sampler, rows, y, resampled=resampled)
    assert len(display.frame) <= 2_000
    assert "class 1, samples: 666 of 50,000" in labelled(display)


def test_fitted_sampler_is_drawn_and_left_alone(sampler):
    sampler.fit_resample(X, Y)
    report = sampler.cluster_report_
    frame = draw_it(sampler, X, Y).frame
    assert sampler.cluster_report_ is report
    assert frame["cluster"][:9].tolist() == sampler.labels_.tolist()


def test_unfitted_sampler_is_left_alone(sampler):
    draw_it(sampler, X, Y)
    assert not hasattr(sampler, "labels_")


def test_fit_without_a_seed_is_drawn_anew_with_a_warning():
    sampler = SMOTE(k_neighbors=1)
    resampled = sampler.fit_resample(X, Y)
    with pytest.warns(UserWarning, match="draws anew"):
        draw_it(sampler, X, Y)
    frame = draw_it(sampler, X, Y, resampled=resampled).frame
    np.testing.assert_array_equal(frame[["x", "y"]], resampled[0])


@pytest.mark.parametrize(
    ("rows", "y", "match"),
    [
        (X[:8], Y[:8], "fitted to 9 rows, and `X` has 8"),
        (X[:, :1], Y, "fitted to 2 columns, and `X` has 1"),
        (X, 1 - Y, "fitted to 4 rows of class 1, and `y` has 5"),
        (X[::-1], Y[::-1], "a clone finds other clusters"),
    ],
)
def test_sampler_fitted_to_other_rows_is_an_error(sampler, rows, y, match):
    sampler.fit(X, Y)
    with pytest.raises(ValueError, match=match):
        draw_it(sampler, rows, y)


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"resampled": X}, "`resampled` should be the pair"),
        ({"projection": "ab"}, "`projection` should be two columns"),
        ({"projection": (0, 1, 1)}, "Got 3 columns"),
        ({"projection": (0, 7)}, "`X` has 2"),
        ({"projection": ("a", "b")}, "Got \\['a', 'b'\\]"),
        ({"projection": PCA(1)}, "PCA gave shape .*, 1\\)"),
        ({"clusters": "circles"}, "`clusters` should be"),
        ({"edges": True}, "`edges` needs neighbouring clusters"),
        ({"classes": [7]}, "`classes` should be among \\[1, 0\\]"),
        ({"max_points": 0}, "`max_points` should be at least 1"),
    ],
)
def test_wrong_parameters_are_errors(sampler, given, match):
    with pytest.raises(ValueError, match=match):
        draw_it(sampler, X, Y, **given)


@pytest.mark.parametrize("given", [{"links": True}, {"clusters": "hulls"}])
def test_what_a_sampler_does_not_tell_is_an_error(given):
    with pytest.raises(ValueError, match="Wrap an oversampler in ClusterOverSampler"):
        draw_it(SMOTE(k_neighbors=1), X, Y, **given)


def test_missing_class_labels_and_no_samplers_are_errors(sampler):
    y = Y.astype(float)
    y[0] = np.nan
    with pytest.raises(ValueError, match="y contains NaN"):
        draw_it(sampler, X, y)
    with pytest.raises(ValueError, match="fit_resample"):
        draw_it(KMeans(2), X, Y)
    with pytest.raises(TypeError, match="`max_points`"):
        draw_it(sampler, X, Y, max_points=1.5)


def test_axes_that_are_given_are_drawn_on(sampler):
    figure, axes = plt.subplots(1, 2)
    display = draw_it(sampler, X, Y, ax=axes[1])
    assert display.ax_ is axes[1]
    assert display.figure_ is figure
    assert display.plot(axes[0]) is display
    assert display.ax_ is axes[0]


def test_classes_in_focus_are_drawn_in_color(sampler):
    display = draw_it(sampler, X, Y, classes=[0])
    assert set(labelled(display)) >= {"class 1: 4", "class 0, original: 5"}


def test_hull_of_points_on_a_line_has_two_corners():
    points = np.array([[0, 0], [2, 2], [1, 1], [2, 2]], dtype=float)
    assert find_hull(points).tolist() == [[0, 0], [2, 2]]
    assert find_hull(points[:1]).tolist() == [[0, 0]]
    square = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]])
    assert find_hull(square).tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]


def test_border_of_two_points_lies_half_way():
    borders = find_borders(np.array([[0.0, 0.0], [4.0, 0.0]]), np.array([3, 8]))
    assert np.ptp(borders[..., 0]) == 0
    assert borders[0, 0, 0] == pytest.approx(2.0)
