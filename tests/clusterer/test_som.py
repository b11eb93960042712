"""Claims about the self-organizing map."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import make_blobs
from sklearn.utils.estimator_checks import parametrize_with_checks

from clover.clusterer import SOM
from clover.clusterer._som_grid import grid_edges, make_grid, squared_grid_distances


@pytest.fixture
def blobs():
    return make_blobs(300, 4, centers=5, random_state=0)[0]


def unit_rows(n_rows, n_columns, topology="rectangular"):
    """Rows at the places of the units of a grid, so that each unit gets one."""
    row, column = np.divmod(np.arange(n_rows * n_columns), n_columns)
    shift = 0.5 * (row % 2) if topology == "hexagonal" else 0.0
    # Columns lie further apart: they are the first principal component.
    return np.column_stack([10.0 * (column + shift), 8.0 * row])


def fitted_on_units(n_rows, n_columns, **params):
    """A map with row i on unit i: training moves no unit far at a small radius."""
    X = unit_rows(n_rows, n_columns, params.get("topology", "rectangular"))
    som = SOM(n_columns, n_rows, sigma=0.01, max_iter=30, **params).fit(X)
    assert sorted(som.labels_) == list(range(n_rows * n_columns))
    return som


def slow_batch_epoch(X, weights, coordinates, radius):
    """The update of Kohonen's paper, row by row and unit by unit."""
    labels = [int(np.argmin([np.sum((x - w) ** 2) for w in weights])) for x in X]
    means = []
    for here in coordinates:
        above, below = np.zeros(X.shape[1]), 0.0
        for x, label in zip(X, labels, strict=True):
            d2 = np.sum((here - coordinates[label]) ** 2)
            h = np.exp(-d2 / (2 * radius**2))
            above, below = above + h * x, below + h
        means.append(above / below)
    return np.array(means)


# The grid


def test_rectangular_units_have_up_to_four_neighbors():
    # 0 1 2
    # 3 4 5
    expected = [[0, 1], [0, 3], [1, 2], [1, 4], [2, 5], [3, 4], [4, 5]]
    assert fitted_on_units(2, 3).neighbors_.tolist() == expected


def test_hexagonal_units_have_up_to_six_neighbors():
    # 0 1 2
    #  3 4 5
    # 6 7 8
    expected = [
        *([0, 1], [0, 3], [1, 2], [1, 3], [1, 4], [2, 4], [2, 5]),
        *([3, 4], [3, 6], [3, 7], [4, 5], [4, 7], [4, 8], [5, 8]),
        *([6, 7], [7, 8]),
    ]
    som = fitted_on_units(3, 3, topology="hexagonal")
    assert som.neighbors_.tolist() == expected


def test_torus_joins_opposite_sides():
    # 0 1 2
    # 3 4 5
    # 6 7 8
    expected = [
        *([0, 1], [0, 2], [0, 3], [0, 6], [1, 2], [1, 4], [1, 7], [2, 5], [2, 8]),
        *([3, 4], [3, 5], [3, 6], [4, 5], [4, 7], [5, 8], [6, 7], [6, 8], [7, 8]),
    ]
    assert fitted_on_units(3, 3, toroidal=True).neighbors_.tolist() == expected


@pytest.mark.parametrize(
    "shape, topology, expected",
    [
        ((2, 2), "rectangular", [[0, 1], [0, 2], [1, 3], [2, 3]]),
        ((2, 2), "hexagonal", [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]),
        ((1, 4), "rectangular", [[0, 1], [0, 3], [1, 2], [2, 3]]),
        ((1, 4), "hexagonal", [[0, 1], [0, 3], [1, 2], [2, 3]]),
        ((1, 2), "rectangular", [[0, 1]]),
        ((2, 1), "hexagonal", [[0, 1]]),
        ((3, 1), "rectangular", [[0, 1], [0, 2], [1, 2]]),
    ],
)
def test_narrow_torus_has_each_pair_once(shape, topology, expected):
    som = fitted_on_units(*shape, topology=topology, toroidal=True)
    assert som.neighbors_.tolist() == expected


def test_every_unit_of_a_hexagonal_torus_has_six_neighbors():
    edges = grid_edges(4, 5, "hexagonal", toroidal=True)
    assert np.bincount(edges.ravel()).tolist() == [6] * 20


@pytest.mark.parametrize("toroidal", [False, True])
@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
def test_adjacent_units_are_those_at_distance_one(topology, toroidal):
    units = np.arange(24)
    grid = make_grid(4, 6, topology, toroidal)
    squares = squared_grid_distances(grid, units[:, None], units)
    expected = np.argwhere(np.triu(np.isclose(squares, 1)))
    np.testing.assert_array_equal(grid_edges(4, 6, topology, toroidal), expected)


def test_neighbors_are_occupied():
    # Units 0 and 3 of a row of four take the rows, 1 and 2 none.
    som = SOM(4, 1, sigma=0.01, max_iter=3).fit([[0.0], [0.1], [9.9], [10.0]])
    assert set(som.labels_) == {0, 3}
    assert som.neighbors_.shape == (0, 2)


def test_neighbors_are_between_labels_only(blobs):
    som = SOM(12, 12).fit(blobs)
    assert np.isin(som.neighbors_, som.labels_).all()
    assert len(np.unique(som.labels_)) < 144


@pytest.mark.parametrize(
    "params, shape",
    [
        ({}, (9, 9)),  # 5 * sqrt(300) = 86.6
        ({"n_columns": 20}, (4, 20)),
        ({"n_rows": 3}, (3, 29)),
        ({"n_rows": 200}, (200, 1)),
        ({"n_columns": 2, "n_rows": 7}, (7, 2)),
        ({"topology": "hexagonal", "toroidal": True}, (10, 9)),
    ],
)
def test_size_of_grid(blobs, params, shape):
    som = SOM(max_iter=1, **params).fit(blobs)
    assert (som.n_rows_, som.n_columns_) == shape
    assert som.weights_.shape == (shape[0] * shape[1], 4)


# Training


def test_one_unit_is_the_mean(blobs):
    som = SOM(1, 1).fit(blobs)
    np.testing.assert_allclose(som.weights_, [blobs.mean(axis=0)])
    assert set(som.labels_) == {0}
    assert som.neighbors_.shape == (0, 2)
    assert som.topographic_error_ == 0


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
def test_epoch_is_the_batch_update_of_the_paper(blobs, topology):
    before = SOM(3, 2, 1.0, 0.5, topology=topology, max_iter=2).fit(blobs)
    # Three epochs of 1, 0.5, 0.25 go on where two of 1, 0.5 end.
    after = clone(before).set_params(sigma_final=0.25, max_iter=3).fit(blobs)
    coordinates = unit_rows(2, 3, topology) / 10.0
    height = np.sqrt(0.75) if topology == "hexagonal" else 1.0
    coordinates[:, 1] *= height / 0.8
    expected = slow_batch_epoch(blobs, before.weights_, coordinates, 0.25)
    np.testing.assert_allclose(after.weights_, expected)


def test_toroidal_epoch_goes_the_shorter_way_round():
    # Row 0 is nearest to unit 0, row 1 to unit 3; on the ring they are adjacent.
    params = {"sigma": 1.0, "sigma_final": 1.0, "max_iter": 1, "toroidal": True}
    som = SOM(4, 1, **params).fit([[0.0], [1.0]])
    h = np.exp(-np.array([0, 1, 4, 1]) / 2)
    # Distances of units 0..3 from unit 0: 0 1 2 1; from unit 3: 1 2 1 0.
    weight_of_one = h[[1, 2, 3, 0]]
    expected = weight_of_one / (h + weight_of_one)
    np.testing.assert_allclose(som.weights_.ravel(), expected)


def test_bubble_averages_up_to_the_radius():
    params = {"sigma": 1.0, "sigma_final": 1.0, "max_iter": 1}
    som = SOM(3, 1, neighborhood_function="bubble", **params)
    som.fit([[0.0], [4.0], [8.0]])
    np.testing.assert_allclose(som.weights_.ravel(), [2.0, 4.0, 6.0])


def test_unit_that_no_row_reaches_stays():
    params = {"sigma": 0.1, "max_iter": 1, "neighborhood_function": "bubble"}
    som = SOM(3, 1, **params).fit([[0.0], [0.0], [6.0], [6.0]])
    np.testing.assert_allclose(som.weights_.ravel(), [0.0, 3.0, 6.0])


def test_quantization_error_falls_with_the_radius(blobs):
    errors = [
        SOM(6, 6, sigma=2.0, sigma_final=radius).fit(blobs).quantization_error_
        for radius in (2.0, 1.0, 0.5, 0.25)
    ]
    assert errors == sorted(errors, reverse=True)


def test_chain_of_blobs_maps_in_order():
    centers = np.column_stack([10.0 * np.arange(6), 5.0 * np.arange(6)])
    X, y = make_blobs(120, centers=centers, cluster_std=0.5, random_state=0)
    labels = SOM(6, 1).fit_predict(X)
    order = [np.unique(labels[y == blob]).tolist() for blob in range(6)]
    assert order == [[i] for i in range(6)]


def test_longer_side_lies_along_the_first_component():
    X = np.random.RandomState(0).normal(size=(400, 2)) * [1.0, 20.0]
    wide, high = SOM(8, 2).fit(X), SOM(2, 8).fit(X)
    for weights in (wide.weights_.reshape(2, 8, 2)[0], high.weights_[::2]):
        assert (np.diff(weights[:, 1]) > 0).all()


def test_map_of_a_sheet_is_ordered():
    X = np.random.RandomState(0).uniform(size=(2000, 2))
    for topology in ("rectangular", "hexagonal"):
        som = SOM(8, 8, topology=topology).fit(X)
        assert som.topographic_error_ < 0.05


def test_topographic_error_counts_rows_whose_two_units_are_apart():
    # The units are the rows of a ring in random order.
    angles = np.pi * np.array([0.05, 0.5, 1.0, 1.5, 1.95])
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    params = {"sigma": 0.01, "max_iter": 1, "init": "random", "random_state": 0}
    som = SOM(5, 1, **params).fit(ring)
    assert sorted(som.labels_) == [0, 1, 2, 3, 4]
    order = som.transform(ring).argsort(axis=1)[:, :2]
    apart = np.abs(order[:, 0] - order[:, 1]) > 1
    assert som.topographic_error_ == apart.mean() > 0


def test_random_init_draws_rows():
    X = np.arange(12.0).reshape(6, 2) ** 2
    params = {"sigma": 1e-3, "max_iter": 1, "init": "random", "random_state": 0}
    som = SOM(3, 2, **params).fit(X)
    np.testing.assert_allclose(np.sort(som.weights_, axis=0), X, atol=1e-12)


def test_seed_decides(blobs):
    som = SOM(5, 5, init="random", random_state=0)
    first, second = clone(som).fit(blobs), clone(som).fit(blobs)
    np.testing.assert_array_equal(first.weights_, second.weights_)
    other = som.set_params(random_state=1).fit(blobs)
    assert not np.array_equal(first.weights_, other.weights_)


def test_verbose_prints_each_epoch(blobs, capsys):
    som = SOM(3, 3, max_iter=4, verbose=1).fit(blobs)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == som.n_iter_ == 4
    assert lines[-1].startswith("Epoch 4/4: radius 0.55, quantization error ")


# What the map says of rows


@pytest.mark.parametrize("as_input", [np.asarray, sparse.csr_matrix])
def test_predict_repeats_the_labels(blobs, as_input):
    som = SOM().fit(as_input(blobs))
    np.testing.assert_array_equal(som.predict(as_input(blobs)), som.labels_)


def test_transform_measures_distances(blobs):
    som = SOM(4, 3).fit(blobs)
    distances = som.transform(blobs)
    expected = np.linalg.norm(blobs[:, None] - som.weights_, axis=2)
    np.testing.assert_allclose(distances, expected)
    np.testing.assert_array_equal(distances.argmin(axis=1), som.labels_)
    np.testing.assert_allclose(distances.min(axis=1).mean(), som.quantization_error_)
    assert som.get_feature_names_out()[[0, 11]].tolist() == ["som0", "som11"]


def test_chunks_do_not_show(blobs, monkeypatch):
    whole = SOM(5, 4, topology="hexagonal").fit(blobs)
    monkeypatch.setattr("clover.clusterer._som_kernels.MAX_HELD_VALUES", 70)
    monkeypatch.setattr("clover.clusterer._som_grid.MAX_HELD_VALUES", 70)
    parts = SOM(5, 4, topology="hexagonal").fit(blobs)
    np.testing.assert_array_equal(parts.labels_, whole.labels_)
    np.testing.assert_allclose(parts.weights_, whole.weights_)
    assert parts.topographic_error_ == whole.topographic_error_


# Kinds of rows


def test_float32_stays(blobs):
    X = blobs.astype(np.float32)
    som = SOM(4, 4).fit(X)
    assert som.weights_.dtype == som.transform(X).dtype == np.float32
    np.testing.assert_allclose(som.weights_, SOM(4, 4).fit(blobs).weights_, rtol=1e-3)


@pytest.mark.parametrize("init", ["pca", "random"])
def test_sparse_equals_dense(init):
    X = sparse.random(200, 30, density=0.2, format="csr", random_state=0)
    som = SOM(5, 4, init=init, random_state=0)
    dense = clone(som).fit(X.toarray())
    som.fit(X)
    np.testing.assert_allclose(som.weights_, dense.weights_, atol=1e-10)
    np.testing.assert_array_equal(som.labels_, dense.labels_)
    np.testing.assert_array_equal(som.predict(X.toarray()), dense.labels_)
    np.testing.assert_allclose(som.transform(X), dense.transform(X), atol=1e-7)
    assert som.topographic_error_ == dense.topographic_error_


def test_map_of_dense_rows_takes_sparse_ones(blobs):
    som = SOM(4, 4).fit(blobs + 3)
    rows = sparse.csr_matrix(blobs + 3)
    np.testing.assert_array_equal(som.predict(rows), som.labels_)
    np.testing.assert_allclose(som.transform(rows), som.transform(blobs + 3))


@pytest.mark.parametrize("n_samples", [1, 2, 7])
@pytest.mark.parametrize("init", ["pca", "random"])
def test_more_units_than_rows(n_samples, init):
    X = np.random.RandomState(0).normal(size=(n_samples, 3))
    som = SOM(5, 5, init=init, random_state=0).fit(X)
    assert np.isfinite(som.weights_).all()
    np.testing.assert_array_equal(som.predict(X), som.labels_)


@pytest.mark.parametrize("n_features", [1, 2, 20])
def test_equal_rows_share_a_unit(n_features):
    X = np.full((30, n_features), 0.1)
    som = SOM(4, 4).fit(X)
    assert len(set(som.labels_)) == 1
    np.testing.assert_allclose(som.weights_, 0.1)
    assert som.quantization_error_ == pytest.approx(0, abs=1e-12)


def test_constant_columns_change_nothing(blobs):
    constant = np.full((300, 2), [7.0, -3.0])
    plain = SOM(4, 4).fit(blobs)
    padded = SOM(4, 4).fit(np.hstack([constant, blobs]))
    np.testing.assert_array_equal(padded.labels_, plain.labels_)
    np.testing.assert_allclose(padded.weights_[:, :2], constant[:16])


@pytest.mark.parametrize("scale", [1e-150, 1e150])
@pytest.mark.parametrize("as_input", [np.asarray, sparse.csr_matrix])
def test_units_of_the_features_do_not_matter(blobs, scale, as_input):
    plain = SOM(4, 4).fit(as_input(blobs))
    scaled = SOM(4, 4).fit(as_input(blobs * scale))
    np.testing.assert_array_equal(scaled.labels_, plain.labels_)
    np.testing.assert_allclose(scaled.weights_ / scale, plain.weights_)
    error = scaled.quantization_error_ / scale
    assert error == pytest.approx(plain.quantization_error_)
    assert np.isfinite(scaled.transform(as_input(blobs * scale))).all()


def test_far_from_the_origin_is_no_different(blobs):
    plain, far = SOM(4, 4).fit(blobs), SOM(4, 4).fit(blobs + 1e8)
    np.testing.assert_array_equal(far.labels_, plain.labels_)


def test_extreme_radii_are_limits(blobs):
    flat = SOM(3, 3, sigma=1e300, sigma_final=1e300).fit(blobs)
    np.testing.assert_allclose(flat.weights_, np.tile(blobs.mean(axis=0), (9, 1)))
    sharp = SOM(3, 3, sigma_final=1e-300, max_iter=50).fit(blobs)
    for label in np.unique(sharp.labels_):
        own_mean = blobs[sharp.labels_ == label].mean(axis=0)
        np.testing.assert_allclose(sharp.weights_[label], own_mean)


def test_rows_are_not_modified(blobs):
    before = blobs.copy()
    SOM(3, 3).fit(blobs).predict(blobs)
    np.testing.assert_array_equal(blobs, before)


# Parameters


@pytest.mark.parametrize(
    "name, value",
    [
        ("n_columns", 0),
        ("n_rows", 2.5),
        ("sigma", 0),
        ("sigma", np.inf),
        ("sigma_final", -1.0),
        ("neighborhood_function", "mexican_hat"),
        ("topology", "triangular"),
        ("toroidal", "yes"),
        ("init", "zeros"),
        ("max_iter", 0),
        ("random_state", "seed"),
    ],
)
def test_invalid_parameter_is_named(blobs, name, value):
    with pytest.raises(ValueError, match=f"'{name}' parameter"):
        SOM(**{name: value}).fit(blobs)


def test_radius_may_not_grow(blobs):
    with pytest.raises(ValueError, match=r"`sigma_final` should be at most .* Got 3"):
        SOM(sigma=2.0, sigma_final=3.0).fit(blobs)


def test_small_first_radius_is_also_the_last(blobs):
    assert SOM(3, 3, sigma=0.2).fit(blobs).sigma_final_ == 0.2


def test_hexagonal_torus_needs_even_rows(blobs):
    with pytest.raises(ValueError, match=r"`n_rows` .* even, or 1. Got 3"):
        SOM(n_rows=3, topology="hexagonal", toroidal=True).fit(blobs)


# scikit-learn's own checks


def expected_failures(som):
    if som.n_columns == 3:
        return {}
    reason = "asks for three clusters without a gap in the labels; these are units"
    return {"check_clustering": reason}


@parametrize_with_checks(
    [
        SOM(n_columns=3, n_rows=1, random_state=0),
        SOM(3, 1, toroidal=True, neighborhood_function="bubble", random_state=0),
        SOM(topology="hexagonal", init="random", max_iter=5, random_state=0),
    ],
    expected_failed_checks=expected_failures,
)
def test_estimator_checks(estimator, check):
    check(estimator)


def test_bubble_of_radius_one_holds_all_adjacent_units_of_a_hexagonal_grid():
    X = np.random.RandomState(0).uniform(size=(300, 3))
    weights = [
        SOM(
            10,
            10,
            sigma=radius,
            sigma_final=radius,
            max_iter=5,
            neighborhood_function="bubble",
            topology="hexagonal",
        )
        .fit(X)
        .weights_
        for radius in (1.0, 1.01)
    ]
    np.testing.assert_array_equal(*weights)
