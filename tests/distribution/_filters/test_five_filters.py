"""Every filter on the five clusters of `five_clusters`, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from five_clusters import make_five_clusters
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.utils._param_validation import InvalidParameterError
from stubs import name_of

from clover._rows.cells import Cells
from clover.distribution import (
    BaseFilter,
    ClusterDistributor,
    CoverageFilter,
    EntropyFilter,
    FallbackFilter,
    ImbalanceRatioFilter,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.distribution._filters.base import FilterChain


@pytest.fixture
def five():
    X, y, labels = make_five_clusters()
    return X, Cells.from_labels(labels, y)


def count_majority(X, cells):
    return np.repeat(cells.counts[:, :1], 2, axis=1)


# Imbalance ratios of class 1: 0, 1/2, 3/4, 4 and no rows; the data set's is 17 / 9.
# Smoothed by 1: 1/3, 2/3, 4/5, 5/2. Entropies in bits: 0, 0.918, 0.985, 0.722, 0.
@pytest.mark.parametrize(
    ("cell_filter", "clusters"),
    [
        (ImbalanceRatioFilter(), [0, 1, 2]),
        (ImbalanceRatioFilter.dataset(), [0, 1, 2]),
        (ImbalanceRatioFilter(0.5), [0, 1]),
        (ImbalanceRatioFilter(0.5, strict=True), [0]),
        (ImbalanceRatioFilter(0.0), [0]),
        (ImbalanceRatioFilter(0.0, strict=True), []),
        (ImbalanceRatioFilter(np.inf), [0, 1, 2, 3]),
        (ImbalanceRatioFilter(0.7, smoothing=1.0), [0, 1]),
        (ImbalanceRatioFilter.paper(), [0, 1, 2]),
        (MinimumShareFilter(), [0, 1, 2]),
        (MinimumShareFilter(0), [0, 1, 2, 3]),
        (MinimumShareFilter(1), [0]),
        (MinimumShareFilter(0.6), [0, 1]),
        (MinimumShareFilter(0.2), [0, 1, 2, 3]),
        (MinimumShareFilter(-1), [0, 1, 2, 3]),
        (MinimumShareFilter(1.1), []),
        (MinimumSupportFilter(), [0, 1, 2]),
        (MinimumSupportFilter(1), [0, 1, 2, 3]),
        (MinimumSupportFilter(4), [2]),
        (MinimumSupportFilter(5), []),
        (EntropyFilter(), [0, 1, 2, 3]),
        (EntropyFilter(lower=0.8), [1, 2]),
        (EntropyFilter(upper=0.95), [0, 1, 3]),
        (EntropyFilter(0.8, 0.95), [1]),
        # Of four clusters with rows; clusters 0 and 1 tie.
        (TopShareFilter(), [0, 2]),
        (TopShareFilter(0.25), [2]),
        (TopShareFilter(1e-9), [2]),
        (TopShareFilter(0.51), [0, 1, 2]),
        (TopShareFilter(1.0), [0, 1, 2, 3]),
        (TopShareFilter(score=count_majority), [2, 3]),
        # Unsigned numbers, and bools, of which the first of equal ones come first.
        (TopShareFilter(0.25, lambda X, cells: cells.counts.astype("u1")), [2]),
        (TopShareFilter(0.25, lambda X, cells: cells.counts > 3), [2]),
        # Of nine rows, in the order of their ratio: 2, 4, 8, 9 are covered.
        (CoverageFilter(), [0, 1, 2]),
        (CoverageFilter(4 / 9), [0, 1]),
        (CoverageFilter(0.45), [0, 1, 2]),
        (CoverageFilter(0.9), [0, 1, 2, 3]),
        (CoverageFilter(1.0), [0, 1, 2, 3]),
        (CoverageFilter(1e-9), [0]),
        # Nearest to 10 and 14 is 12, to 40 are 39 and 41.
        (SafetyFilter(1), [0, 2]),
        (SafetyFilter(2), [0, 1, 2]),
        (SafetyFilter(2) & CoverageFilter(4 / 9), [0, 1]),
        (TopShareFilter() & EntropyFilter(lower=0.1), [2]),
        (TopShareFilter() & EntropyFilter(0.8, 0.95), []),
        (FilterChain([]), [0, 1, 2, 3]),
        (FallbackFilter(MinimumSupportFilter(5)), [0, 1, 2, 3]),
        (FallbackFilter(MinimumSupportFilter(4), CoverageFilter(0.1)), [2]),
        (FallbackFilter(MinimumSupportFilter(5), CoverageFilter(0.1)), [0]),
        (
            FallbackFilter(
                MinimumSupportFilter(5),
                FallbackFilter(MinimumSupportFilter(6), SafetyFilter(1)),
            ),
            [0, 2],
        ),
        (FallbackFilter(MinimumSupportFilter(5)) & SafetyFilter(1), [0, 2]),
        (FallbackFilter(MinimumSupportFilter(5), MinimumSupportFilter(7)), []),
    ],
    ids=name_of,
)
def test_clusters_selected_for_the_small_class(five, cell_filter, clusters):
    selected = cell_filter.select(*five)
    assert selected.dtype == bool
    assert np.flatnonzero(selected[:, 1]).tolist() == clusters


def test_constructors_set_what_they_are_named_for():
    build = ImbalanceRatioFilter
    defaults = build().get_params()
    for cell_filter, params in (
        (build.paper(), {"threshold": 1, "smoothing": 1, "strict": True}),
        (build.dataset(), {"threshold": "auto"}),
    ):
        assert cell_filter.get_params() == defaults | params


def test_defaults_are_those_of_the_docs():
    defaults = [
        (MinimumShareFilter(), {"min_share": 0.5}),
        (MinimumSupportFilter(), {"min_rows": 2}),
        (EntropyFilter(), {"lower": 0.0, "upper": 1.0}),
        (TopShareFilter(), {"share": 0.5, "score": "size"}),
        (CoverageFilter(), {"coverage": 0.8}),
        (SafetyFilter(), {"n_neighbors": 5}),
    ]
    for cell_filter, params in defaults:
        assert cell_filter.get_params() == params


@pytest.mark.parametrize(
    ("cell_filter", "clusters"),
    [
        # It is the largest, and has no ratio to itself.
        (ImbalanceRatioFilter(0.0), [1, 2, 3, 4]),
        (ImbalanceRatioFilter(1.0, reference="rest"), [3, 4]),
        (CoverageFilter(0.1), [1, 2, 3, 4]),
        (EntropyFilter(upper=0.0), [4]),
        (TopShareFilter(0.5), [3, 4]),
    ],
    ids=name_of,
)
def test_clusters_selected_for_the_largest_class(five, cell_filter, clusters):
    assert np.flatnonzero(cell_filter.select(*five)[:, 0]).tolist() == clusters


@pytest.mark.parametrize(
    ("cell_filter", "reason"),
    [
        (ImbalanceRatioFilter(2), "imbalance ratio 4 above the threshold 2"),
        (
            ImbalanceRatioFilter.paper(),
            "imbalance ratio 2.5 not below the threshold 1",
        ),
        (MinimumShareFilter(), "share 0.2 of the cluster below 0.5"),
        (MinimumSupportFilter(), "rows of the class, 1, fewer than 2"),
        (EntropyFilter(0.8), "entropy of the classes 0.722 outside 0.8 to 1"),
        (TopShareFilter(), "score 1 not among the best 2 of 4 clusters"),
        (
            CoverageFilter(),
            "imbalance ratio 4 above 0.75, which covers 80 % of the class",
        ),
        (SafetyFilter(1), "no row of the class has another among its 1 nearest"),
        (
            MinimumSupportFilter() & EntropyFilter() & MinimumShareFilter(),
            "rows of the class, 1, fewer than 2; share 0.2 of the cluster below 0.5",
        ),
        (FallbackFilter(MinimumSupportFilter(2)), "rows of the class, 1, fewer than 2"),
        (
            FallbackFilter(MinimumSupportFilter(5), MinimumSupportFilter(4)),
            "rows of the class, 1, fewer than 4",
        ),
    ],
    ids=name_of,
)
def test_reason_of_the_single_row(five, cell_filter, reason):
    cell_filter.select(*five)
    assert cell_filter.reason(3, 1) == reason


def test_rows_without_a_neighbour_of_their_class_are_masked_out(five):
    X, cells = five
    cell_filter = SafetyFilter(1)
    cell_filter.select(X, cells)
    # Of class 1, these have their nearest in the other.
    assert X[:9][~cell_filter.row_mask_[:9]].ravel().tolist() == [10, 14, 40]


def test_duplicates_are_neighbours_and_the_row_itself_is_none():
    X = np.array([[0.0], [0.0], [0.0], [1.0], [9.0]])
    cells = Cells.from_labels(np.zeros(5, dtype=int), np.array([1, 0, 1, 0, 0]))
    cell_filter = SafetyFilter(2)
    cell_filter.select(X, cells)
    assert cell_filter.row_mask_.tolist() == [True, False, True, True, True]


def test_a_row_alone_is_not_safe():
    cells = Cells.from_labels(np.array([0]), np.array([1]))
    assert not SafetyFilter().select(np.zeros((1, 1)), cells).any()


class EveryOther(BaseFilter):
    """Masks out every other row."""

    def __init__(self, first=0):
        self.first = first

    def select(self, X, cells):
        self.row_mask_ = np.arange(X.shape[0]) % 2 == self.first
        return cells.counts > 0

    def reason(self, cluster, class_code):
        return "never"


def test_masks_of_combined_filters_are_combined(five):
    chain = SafetyFilter(1) & EveryOther()
    chain.select(*five)
    first, second = (part.row_mask_ for part in chain.filters)
    assert_array_equal(chain.row_mask_, first & second)


def test_each_class_has_the_mask_of_the_filter_that_decides_for_it(five):
    X, cells = five
    nothing = MinimumSupportFilter(5)  # Cluster 4 has nine rows of class 0.
    cases = [
        (FallbackFilter(EveryOther(0) & nothing), [False, True], [1, 0]),
        (FallbackFilter(nothing, EveryOther(0)), [False, True], [0, 1]),
        (FallbackFilter(EveryOther(0) & nothing, EveryOther(1)), [False, True], [1, 2]),
        (FallbackFilter(EveryOther(0), EveryOther(1)), [False, False], [1, 1]),
    ]
    masks = [np.ones(26, dtype=bool), np.arange(26) % 2 == 0, np.arange(26) % 2 == 1]
    for cell_filter, fell_back, of_class in cases:
        cell_filter.select(X, cells)
        assert cell_filter.fell_back_.tolist() == fell_back
        for code in (0, 1):
            rows = cells.class_codes == code
            expected = masks[of_class[code]][rows]
            assert_array_equal(cell_filter.row_mask_[rows], expected)
        assert cell_filter.row_mask_.dtype == bool


def test_class_whose_selected_rows_are_all_masked_falls_back():
    cells = Cells.from_labels(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    cell_filter = FallbackFilter(EveryOther())
    assert cell_filter.select(np.zeros((4, 1)), cells).all()
    assert cell_filter.fell_back_.tolist() == [False, True]
    assert cell_filter.row_mask_.all()


def test_classes_that_get_no_rows_do_not_fall_back(five):
    X, cells = five
    cell_filter = FallbackFilter(MinimumSupportFilter(50), TopShareFilter())
    cell_filter.select(X, replace(cells, target_codes=np.array([1])))
    assert cell_filter.fell_back_.tolist() == [False, True]


def test_class_that_is_all_noise_does_not_fall_back():
    cells = Cells.from_labels(np.array([0, 0, -1]), np.array([1, 1, 0]))
    cell_filter = FallbackFilter(MinimumSupportFilter(50))
    assert cell_filter.select(None, cells).tolist() == [[False, True]]
    assert cell_filter.fell_back_.tolist() == [False, True]


def test_fallback_is_asked_about_what_the_first_filter_leaves(five):
    X, cells = five
    inner = FallbackFilter(MinimumSupportFilter(50))
    cell_filter = FallbackFilter(MinimumSupportFilter(5), inner)
    cell_filter.select(X, cells)
    assert cell_filter.fell_back_.tolist() == [False, True]
    assert inner.fell_back_.tolist() == [False, True]


def test_no_masks_are_no_mask(five):
    cell_filter = FallbackFilter(MinimumSupportFilter(5), MinimumSupportFilter(2))
    cell_filter.select(*five)
    assert cell_filter.row_mask_ is None


def test_fallback_is_cloned_and_reached_by_name():
    cell_filter = FallbackFilter(MinimumSupportFilter(5), SafetyFilter(1))
    distributor = ClusterDistributor(cell_filter)
    distributor.set_params(filter__fallback__n_neighbors=2)
    assert cell_filter.fallback.n_neighbors == 2
    distributor.fit(*make_five_clusters(), targets=[1])
    assert not hasattr(cell_filter, "fell_back_")
    assert distributor.reasons_ == {
        (3, 1): "no row of the class has another among its 2 nearest"
    }


def test_pair_all_of_whose_rows_are_masked_is_dropped():
    distributor = ClusterDistributor(EveryOther(0) & EveryOther(1))
    distributor.fit(*make_five_clusters())
    assert distributor.intra_distribution_ == {}
    assert distributor.reasons_[0, 1] == "all rows of the class masked out"
    distributor = ClusterDistributor(EveryOther(1)).fit(*make_five_clusters())
    assert distributor.reasons_ == {(3, 1): "all rows of the class masked out"}


def test_filters_combine_into_one_flat_chain():
    parts = [
        MinimumSupportFilter(),
        EntropyFilter(),
        CoverageFilter(),
        TopShareFilter(),
    ]
    first, second, third, fourth = parts
    for chain in (
        (first & second) & (third & fourth),
        first & (second & third) & fourth,
    ):
        assert chain.filters == parts
    with pytest.raises(TypeError):
        first & 5


def test_chain_has_the_parameters_of_its_filters():
    chain = MinimumSupportFilter(3) & CoverageFilter(0.7)
    assert chain.get_params()["1__coverage"] == 0.7
    copied = clone(chain).set_params(**{"0__min_rows": 9})
    assert [f.min_rows for f in (copied.filters[0], chain.filters[0])] == [9, 3]
    distributor = ClusterDistributor(clone(chain))
    assert distributor.set_params(filter__0__min_rows=7).filter.filters[0].min_rows == 7
    assert clone(chain).set_params(filters=[]).filters == []
    with pytest.raises(ValueError, match="Invalid parameter '2__coverage'"):
        chain.set_params(**{"2__coverage": 0.1})


class Everything:
    """Selects everything, and has no parameters."""

    def select(self, X, cells):
        return cells.counts > 0


def test_chain_reaches_all_its_filters_however_deep_they_are():
    inner = FilterChain([MinimumSupportFilter(3), Everything()])
    chain = FilterChain([inner, CoverageFilter(0.7)])
    assert chain.get_params() == {
        "filters": [inner, chain.filters[1]],
        "0__filters": inner.filters,
        "0__0__min_rows": 3,
        "1__coverage": 0.7,
    }
    assert chain.get_params(deep=False) == {"filters": chain.filters}
    assert chain.set_params(**{"0__0__min_rows": 9}).filters[0].filters[0].min_rows == 9


def test_thresholds_of_coverage_are_those_of_the_classes(five):
    cell_filter = CoverageFilter()
    cell_filter.select(*five)
    assert_allclose(cell_filter.thresholds_, [1, 0.75])


def test_share_is_a_ratio_to_the_rest(five):
    for share, ratio in ((0.25, 3), (1, 0), (0, np.inf)):
        cell_filter = MinimumShareFilter(share)
        cell_filter.select(*five)
        assert cell_filter.threshold_ == ratio


def test_entropy_is_relative_to_the_number_of_classes():
    cells = Cells.from_labels(np.repeat([0, 1], 3), np.array([0, 1, 2, 0, 0, 0]))
    cell_filter = EntropyFilter(lower=1.0)
    assert cell_filter.select(None, cells).any(axis=1).tolist() == [True, False]


def test_one_class_has_no_entropy():
    cells = Cells.from_labels(np.array([0, 0]), np.array([1, 1]))
    assert EntropyFilter(upper=0.0).select(None, cells).all()


def test_class_that_is_all_noise_is_selected_nowhere():
    cells = Cells.from_labels(np.array([0, 0, -1]), np.array([1, 1, 0]))
    for cell_filter in (CoverageFilter(), TopShareFilter(), ImbalanceRatioFilter()):
        assert cell_filter.select(None, cells).tolist() == [[False, True]]


@pytest.mark.parametrize(
    "cell_filter",
    [
        ImbalanceRatioFilter(-1),
        ImbalanceRatioFilter(smoothing=-1),
        ImbalanceRatioFilter(reference="all"),
        MinimumSupportFilter(0),
        MinimumShareFilter(np.nan),
        EntropyFilter(lower=-0.1),
        EntropyFilter(lower=1.1),
        EntropyFilter(upper=1.1),
        TopShareFilter(0.0),
        TopShareFilter(1.1),
        TopShareFilter(score="density"),
        CoverageFilter(0.0),
        CoverageFilter(1.1),
        SafetyFilter(0),
        FallbackFilter("all"),
        FallbackFilter(CoverageFilter(), "all"),
        FallbackFilter(CoverageFilter(2)),
    ],
    ids=name_of,
)
def test_parameter_out_of_range_is_named(cell_filter):
    with pytest.raises(InvalidParameterError, match=r"The '.*' parameter of .*Filter"):
        ClusterDistributor(cell_filter).fit(*make_five_clusters())


def test_bounds_of_entropy_that_contradict_are_named(five):
    with pytest.raises(ValueError, match=r"`lower` .* Got 0\.7 and 0\.2"):
        EntropyFilter(0.7, 0.2).select(*five)


@pytest.mark.parametrize(
    ("score", "message"),
    [
        (lambda X, cells: cells.counts[0], r"\(5, 2\). Got shape \(2,\)"),
        (lambda X, cells: cells.counts * np.nan, "Got NaN"),
    ],
)
def test_wrong_score_is_named(five, score, message):
    with pytest.raises(ValueError, match=message):
        TopShareFilter(score=score).select(*five)
