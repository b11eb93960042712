"""Compositions of filters and allocations, and their limits."""

from inspect import signature

import numpy as np
import pytest
from five_clusters import make_five_clusters, share
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils._param_validation import InvalidParameterError
from stubs import name_of

from clover.distribution import (
    BaseFilter,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    DensityDistributor,
    EntropyFilter,
    FallbackFilter,
    ImbalanceRatioFilter,
    InformationWeight,
    KDNHardness,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.distribution._allocations.exponents import intrinsic_dimension
from clover.distribution._allocations.shares import effective_number
from clover.distribution._filters.base import FilterChain

FILTERS = [
    None,
    ImbalanceRatioFilter(),
    ImbalanceRatioFilter.paper(),
    MinimumShareFilter(0.3),
    EntropyFilter(0.2, 0.99),
    TopShareFilter(0.4),
    CoverageFilter(),
    SafetyFilter(3),
    MinimumSupportFilter() & CoverageFilter(),
    FallbackFilter(MinimumSupportFilter(9) & SafetyFilter(3), SafetyFilter(1)),
]
ALLOCATIONS = [
    None,
    LogLinearAllocation.uniform(),
    LogLinearAllocation.by_size_and_spread(row_score=BorderCloseness()),
    LogLinearAllocation.by_sparsity(temperature="auto"),
    LogLinearAllocation.by_sparsity("imbalanced-learn", row_score=InformationWeight()),
    LogLinearAllocation.by_density("intrinsic"),
    LogLinearAllocation.by_total_hardness(),
    LogLinearAllocation(hardness=-0.5, size=1.0, temperature=3.0),
]


@st.composite
def compositions(draw):
    distributor = ClusterDistributor(
        draw(st.sampled_from(FILTERS)),
        draw(st.sampled_from(ALLOCATIONS)),
        draw(st.sampled_from([0.3, 1.0])),
    )
    if distributor.distribution_ratio == 1:
        distributor.set_params(mode=draw(st.sampled_from(["increment", "final size"])))
    rng = np.random.RandomState(draw(st.integers(0, 10_000)))
    n_rows = draw(st.integers(4, 80))
    X = rng.normal(size=(n_rows, draw(st.sampled_from([1, 3, 20]))))
    y = np.minimum(rng.geometric(0.6, size=n_rows) - 1, 2)
    labels = rng.randint(-1, 5, size=n_rows)
    labels[:2] = 0, 1
    return clone(distributor), X, y, labels, np.array([[0, 1]])


@given(compositions())
def test_shares_of_each_class_sum_to_one_or_zero(composition):
    distributor, X, y, labels, neighbors = composition
    targets = np.unique(y).tolist()
    distributor.fit(X, y, labels, neighbors, targets=targets)
    totals = dict.fromkeys(targets, 0.0)
    for (_, class_label), proportion in distributor.intra_distribution_.items():
        assert proportion >= 0
        totals[class_label] += proportion
    for ((_, class_label), _), proportion in distributor.inter_distribution_.items():
        totals[class_label] += proportion
    selected = {class_label for _, class_label in distributor.filtered_clusters_}
    for class_label, total in totals.items():
        assert total == pytest.approx(float(class_label in selected))


@given(compositions())
def test_names_of_clusters_and_classes_change_nothing(composition):
    distributor, X, y, labels, neighbors = composition
    names, clusters = np.array(["c", "a", "b"]), np.array([7, 2, 9, 0, 4, -3])
    targets = np.unique(y)
    expected = clone(distributor)
    expected.fit(X, y, labels, neighbors, targets=targets.tolist())
    distributor.fit(
        X,
        names[y],
        clusters[labels],
        clusters[neighbors],
        targets=names[targets].tolist(),
    )
    renamed = {
        (int(clusters[cluster]), str(names[class_label])): proportion
        for (cluster, class_label), proportion in expected.intra_distribution_.items()
    }
    assert distributor.intra_distribution_ == pytest.approx(renamed, abs=1e-12)
    for name in ("row_mask_", "row_weights_"):
        if (values := getattr(expected, name)) is None:
            assert getattr(distributor, name) is None
        else:
            assert_allclose(getattr(distributor, name), values, atol=1e-12)


@given(compositions())
def test_weights_of_rows_sum_to_one_in_each_selected_cell(composition):
    distributor, X, y, labels, neighbors = composition
    distributor.fit(X, y, labels, neighbors)
    weights = distributor.row_weights_
    if weights is None:
        return
    assert (weights >= 0).all()
    for cluster, class_label in distributor.filtered_clusters_:
        in_cell = (labels == cluster) & (y == class_label)
        assert weights[in_cell].sum() == pytest.approx(1)
    if distributor.row_mask_ is not None:
        assert not weights[~distributor.row_mask_].any()
    assert not weights[labels < 0].any()


def test_infinite_temperature_is_uniform_and_a_high_one_nearly():
    for temperature, tolerance in ((np.inf, 0), (1e9, 1e-6)):
        allocation = LogLinearAllocation.by_sparsity(5, temperature=temperature)
        shares = share(ClusterDistributor(allocation=allocation))
        assert_allclose(shares, 0.25, atol=tolerance)


def test_sparsity_at_exponent_zero_is_inverse_size():
    by_sparsity, by_inverse_size = (
        share(ClusterDistributor(allocation=allocation))
        for allocation in (
            LogLinearAllocation.by_sparsity(0),
            LogLinearAllocation.by_inverse_size(),
        )
    )
    assert_allclose(by_sparsity, by_inverse_size)


@pytest.fixture
def alike_clusters():
    """Six clusters of 20 rows of class 1 and 30 of class 0, in 300 dimensions.

    The spread of each is larger by two hundredths than that of the one before.
    """
    rng = np.random.RandomState(0)
    labels = np.repeat(np.arange(6), 50)
    X = rng.normal(size=(300, 300)) * 1.02 ** labels[:, np.newaxis]
    X += 50 * rng.normal(size=(6, 300))[labels]
    return X, np.tile(np.repeat([1, 0], [20, 30]), 6), labels


@pytest.mark.parametrize(
    ("temperature", "lowest", "highest"), [(1.0, 1.0, 1.1), ("auto", 3.0, 6.0)]
)
def test_temperature_keeps_one_of_alike_clusters_from_taking_all(
    alike_clusters, temperature, lowest, highest
):
    allocation = LogLinearAllocation.by_sparsity("features", temperature=temperature)
    distributor = ClusterDistributor(allocation=allocation).fit(*alike_clusters)
    shares = np.array(list(distributor.intra_distribution_.values()))
    assert shares.size == 6
    assert lowest <= effective_number(shares) <= highest


@pytest.mark.parametrize("dimension", [1, 2, 5])
def test_intrinsic_dimension_is_that_of_the_surface(dimension):
    rng = np.random.RandomState(0)
    X = rng.uniform(size=(2_000, dimension)) @ rng.normal(size=(dimension, 30))
    assert intrinsic_dimension(X, np.arange(2_000)) == pytest.approx(dimension, rel=0.1)


def test_intrinsic_dimension_of_what_tells_nothing():
    equal = np.zeros((9, 4))
    assert intrinsic_dimension(equal, np.arange(9)) == 1
    assert intrinsic_dimension(equal, np.arange(2)) == 1
    grid = np.arange(9.0)[:, np.newaxis] @ np.ones((1, 4))
    assert 0 <= intrinsic_dimension(grid, np.arange(9)) <= 4


def test_intrinsic_exponent_does_not_depend_on_the_number_of_features():
    X, y, labels = make_five_clusters()
    allocation = LogLinearAllocation.by_sparsity("intrinsic")
    one, many = (
        ClusterDistributor(allocation=allocation).fit(
            np.hstack((X, np.zeros((len(X), n_more)))), y, labels, targets=[1]
        )
        for n_more in (1, 50)
    )
    assert many.intra_distribution_ == pytest.approx(one.intra_distribution_)


def test_compositions_are_what_density_distributor_says():
    distributor = ClusterDistributor(
        ImbalanceRatioFilter(2.0), LogLinearAllocation.by_sparsity(3)
    ).fit(*make_five_clusters())
    expected = DensityDistributor(2.0, 3).fit(*make_five_clusters())
    assert distributor.intra_distribution_ == expected.intra_distribution_
    assert distributor.clusters_density_ == expected.clusters_density_
    assert distributor.reasons_ == expected.reasons_


@pytest.mark.parametrize(
    ("part", "defaults"),
    [
        (ImbalanceRatioFilter, ["auto", 0.0, "majority", False]),
        (MinimumShareFilter, [0.5]),
        (MinimumSupportFilter, [2]),
        (EntropyFilter, [0.0, 1.0]),
        (TopShareFilter, [0.5, "size"]),
        (CoverageFilter, [0.8]),
        (SafetyFilter, [5]),
        (LogLinearAllocation, [0.0, 0.0, 0.0, 1.0, "kdn", 1.0, None, "densest"]),
        (KDNHardness, [5]),
        (CrossValidatedError, [None, 3, 0.1, None]),
        (BorderCloseness, [5]),
        (InformationWeight, [5, 3, None, 5.0, 2.0]),
        (ClusterDistributor, [None, None, 1.0, "increment"]),
    ],
)
def test_defaults_are_those_documented(part, defaults):
    parameters = signature(part).parameters.values()
    assert [parameter.default for parameter in parameters] == defaults


def test_drops_of_each_filter_are_counted():
    distributor = ClusterDistributor(
        MinimumSupportFilter() & EntropyFilter(upper=0.95) & TopShareFilter()
    ).fit(*make_five_clusters())
    assert distributor.dropped_pairs_ == {
        1: [("MinimumSupportFilter", 1), ("EntropyFilter", 1), ("TopShareFilter", 2)]
    }


def test_parts_and_parameters_stay_as_they_were():
    cell_filter, allocation = CoverageFilter(), LogLinearAllocation.by_density()
    distributor = ClusterDistributor(cell_filter, allocation)
    before = clone(distributor).get_params()
    distributor.fit(*make_five_clusters())
    assert not hasattr(cell_filter, "thresholds_")
    assert not hasattr(allocation, "temperatures_")
    assert str(distributor.get_params()) == str(before)


def test_hooks_of_ones_own_leave_noise_without_weight():
    class Same(ClusterDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            return super()._intra_distribute(X, y, labels, neighbors)

    X, y, labels = make_five_clusters()
    X, y, labels = np.append(X[:1] + 9, X, 0), np.append(1, y), np.append(-1, labels)
    allocation = LogLinearAllocation(row_score=BorderCloseness())
    ours, own = (
        cls(SafetyFilter(2), allocation).fit(X, y, labels, targets=[1])
        for cls in (ClusterDistributor, Same)
    )
    assert own.row_mask_.size == own.row_weights_.size == y.size
    assert own.row_weights_[0] == ours.row_weights_[0] == 0
    assert_array_equal(own.row_mask_[1:], ours.row_mask_[1:])
    assert own.row_mask_.dtype == bool
    # Without own rows, DensityDistributor and others leave rows alone.
    assert DensityDistributor().fit(X, y, labels).row_mask_ is None


def test_scores_inside_are_seeded_by_name():
    allocation = LogLinearAllocation.by_hardness(CrossValidatedError())
    distributor = ClusterDistributor(allocation=allocation)
    name = "allocation__hardness_score__random_state"
    assert distributor.set_params(**{name: 5}).get_params()[name] == 5


class Wrong(BaseFilter):
    """Selects what it was given."""

    def __init__(self, selected):
        self.selected = selected

    def select(self, X, cells):
        return self.selected


# A filter by itself, and among others.
COMBINATIONS = [
    lambda cell_filter: cell_filter,
    lambda cell_filter: CoverageFilter() & cell_filter,
    FallbackFilter,
    lambda cell_filter: FallbackFilter(MinimumSupportFilter(50), cell_filter),
]


@pytest.mark.parametrize(
    ("selected", "message"),
    [
        (np.ones(5, dtype=bool), r"\(5, 2\). Got bool of shape \(5,\)"),
        (np.ones(2, dtype=bool), r"\(5, 2\). Got bool of shape \(2,\)"),
        (np.ones((4, 2), dtype=bool), r"\(5, 2\). Got bool of shape \(4, 2\)"),
        (np.ones((5, 2)), r"Got float64 of shape \(5, 2\)"),
        (np.ones((5, 2), dtype=int), r"Got int64 of shape \(5, 2\)"),
    ],
)
@pytest.mark.parametrize("combine", COMBINATIONS)
def test_wrong_selection_is_named(selected, message, combine):
    with pytest.raises(ValueError, match=f"^Wrong should select .*{message}"):
        share(ClusterDistributor(combine(Wrong(selected))))


@pytest.mark.parametrize(
    ("row_mask", "message"),
    [
        (np.ones(3, dtype=bool), "Got bool of shape"),
        (np.ones(26), "Got float64 of shape"),
        (np.ones(26, dtype=int), "Got int64 of shape"),
    ],
)
@pytest.mark.parametrize("combine", COMBINATIONS)
def test_wrong_mask_of_rows_is_named(row_mask, message, combine):
    class Masking(Wrong):
        def select(self, X, cells):
            self.row_mask_ = row_mask
            return self.selected

    masking = combine(Masking(np.ones((5, 2), dtype=bool)))
    with pytest.raises(
        ValueError, match=f"`row_mask_` of Masking should be booleans .*{message}"
    ):
        share(ClusterDistributor(masking))


@pytest.mark.parametrize("combine", COMBINATIONS)
def test_answers_of_a_filter_may_be_lists(combine):
    class Listing(Wrong):
        def select(self, X, cells):
            self.row_mask_ = [True] * 26
            return self.selected.tolist()

    X, y, labels = make_five_clusters()
    selected = np.ones((5, 2), dtype=bool)
    answers = [
        ClusterDistributor(combine(cls(selected))).fit(X, y, labels)
        for cls in (Wrong, Listing)
    ]
    first, second = (answer.intra_distribution_ for answer in answers)
    assert first == second


@pytest.mark.parametrize(
    ("cell_filter", "parameter"),
    [
        (FallbackFilter(MinimumSupportFilter), "'filter' parameter of FallbackF"),
        (
            FallbackFilter(MinimumSupportFilter(50), MinimumSupportFilter),
            "'fallback' parameter of FallbackFilter",
        ),
        (
            FilterChain([CoverageFilter(), MinimumSupportFilter]),
            r"'filters\[1\]' parameter of FilterChain",
        ),
    ],
    ids=["first", "fallback", "chain"],
)
def test_class_in_place_of_a_filter_is_named(cell_filter, parameter):
    message = rf"^The {parameter}.* Got the class MinimumSupportFilter; use Minimum"
    with pytest.raises(InvalidParameterError, match=message):
        share(ClusterDistributor(cell_filter))


class AnyFilter(BaseFilter):
    """Selects what one of several filters selects."""

    def __init__(self, filters):
        self.filters = filters

    def select(self, X, cells):
        return np.logical_or.reduce([f.select(X, cells) for f in self.filters])

    def reason(self, cluster, class_code):
        return "none of them"


def test_filter_with_a_parameter_of_that_name_is_no_chain():
    either = AnyFilter([MinimumSupportFilter(4), CoverageFilter(4 / 9)])
    distributor = ClusterDistributor(either)
    assert share(distributor) == [0.25, 0.25, 0.5, 0]
    assert distributor.dropped_pairs_ == {1: [("AnyFilter", 1)]}
    assert (either & CoverageFilter()).filters[0] is either


def test_drops_of_fallbacks_are_counted():
    strict = MinimumSupportFilter(3) & MinimumShareFilter(0.6)
    for cell_filter, drops in (
        (
            FallbackFilter(strict, TopShareFilter(0.25)),
            [
                ("MinimumSupportFilter", 3),
                ("MinimumShareFilter", 2),
                ("TopShareFilter as fallback", 3),
            ],
        ),
        (
            FallbackFilter(MinimumSupportFilter(3), TopShareFilter()) & EntropyFilter(),
            [("MinimumSupportFilter", 3), ("EntropyFilter", 0)],
        ),
        (
            FallbackFilter(
                FallbackFilter(MinimumSupportFilter(9), MinimumSupportFilter(8)),
                TopShareFilter(0.25),
            ),
            [
                ("MinimumSupportFilter", 4),
                ("MinimumSupportFilter as fallback", 4),
                ("TopShareFilter as fallback", 3),
            ],
        ),
        (
            FallbackFilter(MinimumSupportFilter(9)),
            [("MinimumSupportFilter", 4)],
        ),
    ):
        distributor = ClusterDistributor(cell_filter).fit(*make_five_clusters())
        assert distributor.dropped_pairs_ == {1: drops}


def test_wrong_weights_of_rows_are_named():
    class Weighing(LogLinearAllocation):
        def weigh_rows(self, X, cells):
            return -np.ones(26)

    with pytest.raises(
        ValueError, match=r"row weights of Weighing should be .* Got -1\.0"
    ):
        share(ClusterDistributor(allocation=Weighing()))


@pytest.mark.parametrize("scale", [1e-200, 1e200])
@pytest.mark.parametrize(
    "allocation",
    [
        LogLinearAllocation.by_size_and_spread(row_score=BorderCloseness()),
        LogLinearAllocation.by_sparsity("intrinsic"),
        LogLinearAllocation.by_total_hardness(row_score=KDNHardness(2)),
        LogLinearAllocation.by_hardness(CrossValidatedError(random_state=0)),
    ],
    ids=name_of,
)
def test_units_change_nothing(allocation, scale):
    X, y, labels = make_five_clusters()
    expected, scaled = (
        ClusterDistributor(SafetyFilter(2), allocation).fit(rows, y, labels)
        for rows in (X, X * scale)
    )
    assert scaled.intra_distribution_ == pytest.approx(expected.intra_distribution_)
    assert_array_equal(scaled.row_mask_, expected.row_mask_)
    if expected.row_weights_ is not None:
        assert_allclose(scaled.row_weights_, expected.row_weights_)


@pytest.mark.parametrize(
    "score", [BorderCloseness(), InformationWeight(), KDNHardness()]
)
@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_array], ids=name_of)
def test_sparse_rows_have_the_same_weights(score, make):
    X, y, labels = make_five_clusters()
    allocation = LogLinearAllocation(row_score=score)
    expected = ClusterDistributor(allocation=allocation).fit(X, y, labels)
    distributor = ClusterDistributor(allocation=allocation).fit(make(X), y, labels)
    assert_allclose(distributor.row_weights_, expected.row_weights_)


def test_sparse_rows_need_a_classifier_that_takes_them():
    X, y, labels = make_five_clusters()
    X = sparse.csr_matrix(X)
    allocation = LogLinearAllocation.by_hardness(CrossValidatedError())
    distributor = ClusterDistributor(allocation=allocation)
    with pytest.raises(TypeError, match="needs an `estimator` for sparse rows"):
        distributor.fit(X, y, labels)
    classifier = KNeighborsClassifier(1)
    distributor.set_params(allocation__hardness_score__estimator=classifier)
    shares = distributor.fit(X, y, labels).intra_distribution_
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"filter": "coverage"}, "The 'filter' parameter"),
        ({"filter": CoverageFilter}, r"Got the class CoverageFilter; use CoverageF"),
        ({"allocation": "size"}, "The 'allocation' parameter"),
        ({"allocation": LogLinearAllocation}, "Got the class LogLinearAllocation"),
        ({"distribution_ratio": 1.5}, "The 'distribution_ratio' parameter"),
        ({"mode": "final"}, "The 'mode' parameter"),
    ],
)
def test_wrong_parameter_is_named(params, message):
    with pytest.raises(InvalidParameterError, match=message):
        share(ClusterDistributor(**params))
