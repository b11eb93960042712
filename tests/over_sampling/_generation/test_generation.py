"""The rows of one task."""

import numpy as np
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from stubs import name_of

from clover._numerics.neighbors import find_neighbors, make_search
from clover.over_sampling._generation.foreign import with_fewer_neighbors
from clover.over_sampling._generation.generate import Streams, do_job
from clover.over_sampling._generation.one_cell import smote, smote_between
from clover.over_sampling._generation.tasks import Job, Task
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._kernels.segments import interpolate

CLASSES = np.array([0, 1])


def make(oversampler, X, codes, n_new, seed, is_numeric, classes=CLASSES, n_first=0):
    """Make rows of class 1 against class 0."""
    traits = traits_of(oversampler)
    can_interpolate = is_numeric and not traits.makes_categories
    return do_job(Job(traits, X, codes, n_new, seed, classes, n_first, can_interpolate))


def n_rows(block):
    return block.n_new if block.X is None else block.X.shape[0]


@pytest.mark.parametrize("k_neighbors", [1, 5, NearestNeighbors(n_neighbors=4)])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("make", [np.asarray, sparse.csr_matrix, sparse.csr_array])
def test_smote_makes_the_rows_of_imbalanced_learn(
    two_classes, k_neighbors, dtype, make
):
    X, y = two_classes
    X = make((X * 10).astype(dtype))
    expected, _ = SMOTE(k_neighbors=k_neighbors, random_state=7).fit_resample(X, y)
    X_new, _, _ = smote(X[np.flatnonzero(y == 1)], 240, k_neighbors, seed=7)
    new = expected[len(y) :]
    assert X_new.dtype == new.dtype
    if sparse.issparse(new):
        assert type(X_new) is type(X)
        new, X_new = new.toarray(), X_new.toarray()
    assert_array_equal(X_new, new)


def test_smote_rows_lie_between_their_base_and_a_neighbor(two_classes):
    X, y = two_classes
    of_class = np.flatnonzero(y == 1)
    X_new, parents, _ = smote(X[of_class], 50, 3, seed=0)
    distances = np.linalg.norm(X[of_class, None] - X[None, of_class], axis=2)
    for row, position, partner in zip(
        X_new, parents.base, parents.partner, strict=True
    ):
        neighbors = X[of_class[np.argsort(distances[position])[1:4]]]
        start = X[of_class[position]]
        steps = np.linalg.norm(row - start), np.linalg.norm(row - neighbors, axis=1)
        gaps = steps[0] + steps[1] - np.linalg.norm(start - neighbors, axis=1)
        assert np.abs(gaps).min() < 1e-12
        assert (neighbors[np.abs(gaps).argmin()] == X[of_class[partner]]).all()


def test_smote_uses_all_rows_there_are_if_they_are_fewer_than_k():
    X = np.array([[0.0], [1.0], [2.0], [50.0]])
    (block,) = make(SMOTE(), X, np.array([1, 1, 1, 0]), {1: 20}, 0, True)
    assert block.n_neighbors == 2
    assert block.X.max() <= 2


def test_two_rows_are_the_neighbors_of_each_other():
    X, rows = np.array([[0.0], [1.0]]), np.arange(2)
    assert find_neighbors(X, rows, 5).tolist() == [[1], [0]]
    assert find_neighbors(X[:1], rows[:1], 5).tolist() == [[0]]


def test_estimator_of_neighbors_counts_the_row_itself():
    assert make_search(4).n_neighbors == 5
    assert make_search(NearestNeighbors(n_neighbors=2)).n_neighbors == 2
    message = r"^`k_neighbors` as an estimator counts .* at least 2. Got 1\.$"
    with pytest.raises(ValueError, match=message):
        make_search(NearestNeighbors(n_neighbors=1))


def test_smote_repeats_a_single_row():
    X = np.array([[3.0], [4.0]])
    (block,) = make(SMOTE(), X, np.array([0, 1]), {1: 5}, 0, True)
    assert block.made_by == "repetition"
    assert_array_equal(block.parents.base, [1] * 5)


def test_interpolation_of_short_floats_does_not_overflow():
    low, high = np.array([[-60_000]]), np.array([[60_000]])
    middle = interpolate(
        high.astype(np.float16), low.astype(np.float16), np.array([0.5])
    )
    assert middle.dtype == np.float16
    assert_array_equal(middle, [[0]])


def test_rows_between_lie_between_the_two_clusters():
    X = np.array([[0.0], [1.0], [10.0], [11.0]])
    X_new, parents = smote_between(X, 2, 4_000, np.random.RandomState(0))
    assert set(parents.base) == {0, 1}
    assert set(parents.partner) == {2, 3}
    assert 0 <= X_new.min() < 1 < 10 < X_new.max() <= 11
    # The mean of uniform gaps between 0.5 and 10.5.
    assert_allclose(X_new.mean(), 5.5, atol=0.2)


OVERSAMPLERS = [
    SMOTE(),
    RandomOverSampler(),
    RandomOverSampler(shrinkage=0.3),
    BorderlineSMOTE(kind="borderline-1"),
    BorderlineSMOTE(kind="borderline-2"),
    SVMSMOTE(),
    ADASYN(),
]


@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
@pytest.mark.parametrize("n_class", [1, 2, 3, 30])
@pytest.mark.parametrize("n_others", [0, 1, 2, 40])
def test_every_oversampler_makes_what_is_asked_in_any_cluster(
    oversampler, n_class, n_others
):
    rng = np.random.RandomState(n_class)
    X = rng.normal(size=(n_class + n_others, 3))
    codes = np.repeat([1, 0], [n_class, n_others])
    blocks = make(oversampler, X, codes, {1: 57}, seed=3, is_numeric=True)
    assert sum(map(n_rows, blocks)) == 57
    for block in blocks:
        assert block.X is None or np.isfinite(block.X).all()
        if n_class == 1 and block.X is not None:
            assert_array_equal(block.X, np.repeat(X[:1], 57, axis=0))


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_matrix, sparse.csc_array])
@pytest.mark.parametrize("oversampler", OVERSAMPLERS[3:], ids=name_of)
def test_smote_stands_in_without_rows_of_another_class(oversampler, container):
    X = container(np.random.RandomState(0).normal(size=(10, 2)))
    (block,) = make(oversampler, X, np.ones(10, dtype=int), {1: 9}, 0, True)
    assert block.made_by == "SMOTE"
    assert n_rows(block) == 9


@pytest.mark.filterwarnings("ignore:invalid value encountered in divide")
def test_kmeans_smote_of_imbalanced_learn_gives_up_where_all_rows_are_equal():
    # The mean distance of a cluster's rows is 0, and the shares are not numbers.
    X = np.r_[np.zeros((20, 2)), np.full((20, 2), 9.0)]
    codes = np.repeat([1, 0], 20)
    oversampler = ImblearnKMeansSMOTE(
        kmeans_estimator=KMeans(2, n_init=1, random_state=0), random_state=0
    )
    with pytest.raises(ValueError, match="cannot convert float NaN"):
        oversampler.fit_resample(np.r_[X, X[20:]], np.r_[codes, codes[20:]])
    (block,) = make(oversampler, X, codes, {1: 9}, seed=0, is_numeric=True)
    assert block.made_by == "SMOTE"
    assert_array_equal(block.X, np.zeros((9, 2)))


@pytest.mark.parametrize("oversampler", [ADASYN(), SVMSMOTE(), BorderlineSMOTE()])
def test_smote_stands_in_where_the_other_rows_are_far(oversampler):
    rng = np.random.RandomState(0)
    X = np.vstack((rng.normal(size=(20, 2)), rng.normal(100, 1, size=(20, 2))))
    codes = np.repeat([1, 0], 20)
    blocks = make(oversampler, X, codes, {1: 30}, seed=0, is_numeric=True)
    assert sum(map(n_rows, blocks)) == 30
    assert all(block.X.max() < 20 for block in blocks)


def test_what_adasyn_makes_too_much_is_cut_and_too_little_is_topped_up(two_classes):
    X, y = two_classes
    surplus = []
    for n_new in range(9, 70):
        by_itself = ADASYN(sampling_strategy={1: 30 + n_new}, random_state=0)
        made = by_itself.fit_resample(X, y)[0][len(y) :].tolist()
        surplus.append(len(made) - n_new)
        blocks = make(ADASYN(), X, y, {1: n_new}, seed=0, is_numeric=True)
        assert sum(map(n_rows, blocks)) == n_new
        # None is taken twice, and they stay in order.
        places = [made.index(row) for row in blocks[0].X.tolist()]
        assert places == sorted(set(places))
    assert min(surplus) < 0 < max(surplus)


def test_random_over_sampler_draws_as_by_itself(two_classes):
    X, y = two_classes
    expected = RandomOverSampler(random_state=5)
    expected.fit_resample(X, y)
    (block,) = make(RandomOverSampler(), X, y, {1: 240}, 5, True)
    assert_array_equal(block.parents.base, expected.sample_indices_[len(y) :])


def test_shrinkage_tells_the_base_rows(two_classes):
    X, y = two_classes
    (block,) = make(RandomOverSampler(shrinkage=0.1), X, y, {1: 20}, 5, True)
    assert (y[block.parents.base] == 1).all()


def test_categories_are_repeated_rather_than_interpolated():
    X = np.array([["a", 1.0], ["b", 2.0]], dtype=object)
    oversampler = SMOTENC(categorical_features=[0])
    (block,) = make(oversampler, X, np.array([1, 0]), {1: 3}, 0, False)
    assert block.made_by == "repetition"
    assert n_rows(block) == 3
    # Alone in a cluster: neither can make rows then.
    for oversampler, is_numeric in ((SMOTEN(), True), (ADASYN(), False)):
        (block,) = make(oversampler, np.eye(2), np.ones(2, int), {1: 3}, 0, is_numeric)
        assert block.made_by == "repetition"
        assert n_rows(block) == 3


def test_oversampler_that_needs_no_neighbors_works_on_a_single_row():
    X = np.array([[0.0], [1.0], [2.0]])
    oversampler = RandomOverSampler(shrinkage=0.3)
    (block,) = make(oversampler, X, np.array([1, 0, 0]), {1: 4}, 0, True)
    assert block.made_by == "RandomOverSampler"


def test_rows_that_lack_between_two_clusters_are_made_of_the_class_alone():
    X = np.array([0.0, 1, 100, 101, 10, 11, 102, 103])[:, np.newaxis]
    codes = np.array([1, 1, 0, 0, 1, 1, 0, 0])
    (block,) = make(ADASYN(), X, codes, {1: 500}, 0, True, n_first=2)
    assert (block.made_by, block.n_neighbors) == ("SMOTE", 1)
    assert 0 <= block.X.min() < 1 < 10 < block.X.max() <= 11


def test_rows_that_lack_between_two_clusters_are_repeated_if_values_are_missing():
    X = np.array([0.0, 1, np.nan, 101, 10, np.nan, 102, 103])[:, np.newaxis]
    codes = np.array([1, 1, 0, 0, 1, 1, 0, 0])

    class Nothing(ADASYN):
        def fit_resample(self, X, y):
            return X, y

    (block,) = make(Nothing(), X, codes, {1: 50}, 0, True, n_first=2)
    assert block.made_by == "repetition"
    assert set(block.parents.base) == {0, 1, 4, 5}
    X[5] = 11
    (block,) = make(Nothing(), X, codes, {1: 50}, 0, True, n_first=2)
    assert block.made_by == "SMOTE"


@pytest.mark.parametrize("unit", ["M8[D]", "m8[s]"])
def test_dates_and_spans_of_time_are_classes(two_classes, unit):
    X, y = two_classes
    classes = np.array([3, 5], dtype=unit)
    (block,) = make(BorderlineSMOTE(), X, y, {1: 20}, 0, True, classes)
    assert block.made_by == "BorderlineSMOTE"
    assert n_rows(block) == 20


def test_oversampler_that_drops_rows_is_named():
    class Dropping(SMOTE):
        def fit_resample(self, X, y):
            X_res, y_res = super().fit_resample(X, y)
            return X_res[5:], y_res[5:]

    X = np.random.RandomState(0).normal(size=(40, 2))
    with pytest.raises(
        ValueError, match=r"^An oversampler should .* Dropping was given 40 rows"
    ):
        make(Dropping(), X, np.repeat([1, 0], [10, 30]), {1: 5}, 0, True)


def test_error_of_a_misset_oversampler_is_not_taken_for_one_that_cannot_work():
    X = np.random.RandomState(0).normal(size=(40, 2))
    codes = np.repeat([1, 0], [10, 30])
    with pytest.raises(ValueError, match="'n_neighbors' parameter of ADASYN"):
        make(ADASYN(n_neighbors="many"), X, codes, {1: 5}, 0, True)


@pytest.mark.parametrize(
    ("oversampler", "n_neighbors"),
    [
        (SMOTE(k_neighbors=5), 3),
        (SMOTE(k_neighbors=2), 2),
        (SMOTE(k_neighbors=NearestNeighbors(n_neighbors=6)), 3),
        (SMOTE(k_neighbors=NearestNeighbors(n_neighbors=3)), 2),
        (ADASYN(n_neighbors=5), 3),
        (BorderlineSMOTE(k_neighbors=9, m_neighbors=20), 3),
        (RandomOverSampler(), 0),
    ],
)
def test_neighbors_are_limited_to_the_other_rows_of_the_class(oversampler, n_neighbors):
    shrunk = with_fewer_neighbors(traits_of(oversampler), 4, 12)
    assert traits_of(shrunk).n_neighbors == n_neighbors


def test_neighbors_of_all_classes_are_limited_to_all_other_rows():
    oversampler = SVMSMOTE(m_neighbors=10)
    assert with_fewer_neighbors(traits_of(oversampler), 4, 8).m_neighbors == 7
    assert oversampler.m_neighbors == 10


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("oversampler", OVERSAMPLERS[:2], ids=name_of)
def test_rewound_stream_is_that_of_a_new_generator(two_classes, oversampler, seed):
    X, y = two_classes
    traits, task = traits_of(oversampler), Task(0, -1, {1: 20})
    used = np.random.RandomState(3)
    used.uniform(size=5)
    stream = Streams(seed, used).of_single(traits, task)
    assert stream is used
    (rewound,), (fresh,) = (
        do_job(Job(traits, X, y, {1: 20}, s, CLASSES)) for s in (stream, seed)
    )
    assert_array_equal(rewound.parents.base, fresh.parents.base)


def test_streams_of_others_are_left_as_they_are():
    rng, task = np.random.RandomState(0), Task(0, -1, {1: 20})
    assert Streams(5, rng).of_single(traits_of(ADASYN()), task) == 5
    assert Streams(None, rng).of_single(traits_of(SMOTE()), task) is None
    own = np.random.RandomState(1)
    assert Streams(own, rng).of_single(traits_of(SMOTE()), task) is own
    # SMOTE begins anew for each class.
    both = Task(0, -1, {0: 3, 1: 20}, is_whole=True)
    assert Streams(5, rng).of_single(traits_of(SMOTE()), both) == 5
