"""All parts of clover, and those of other packages, keep the contracts."""

import pytest
from compositions import make_clusterers, make_oversamplers
from imblearn.pipeline import Pipeline as ImblearnPipeline
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover import clusterer, distribution, over_sampling
from clover.distribution import (
    BaseAllocation,
    BaseDistributor,
    BaseFilter,
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    DensityDistributor,
    EntropyFilter,
    FallbackFilter,
    FilterChain,
    ImbalanceRatioFilter,
    InformationWeight,
    KDNHardness,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.over_sampling import ClusterOverSampler
from clover.testing import (
    check_allocation,
    check_clusterer,
    check_distributor,
    check_filter,
    check_oversampler,
    parametrize_with_checks,
)

FILTERS = [
    ImbalanceRatioFilter(),
    ImbalanceRatioFilter.paper(),
    MinimumShareFilter(0.3),
    MinimumShareFilter("auto"),
    MinimumSupportFilter(),
    EntropyFilter(0.2, 0.95),
    TopShareFilter(0.4),
    CoverageFilter(),
    SafetyFilter(3),
    FilterChain([]),
    MinimumSupportFilter() & CoverageFilter() & SafetyFilter(1),
    FallbackFilter(MinimumSupportFilter(9) & SafetyFilter(3), SafetyFilter(1)),
]
ALLOCATIONS = [
    LogLinearAllocation.uniform(),
    LogLinearAllocation.by_size(),
    LogLinearAllocation.by_inverse_size(),
    LogLinearAllocation.by_size_and_spread(row_score=BorderCloseness()),
    LogLinearAllocation.by_density("intrinsic"),
    LogLinearAllocation.by_sparsity(),
    LogLinearAllocation.by_sparsity(temperature="auto"),
    LogLinearAllocation.by_sparsity("imbalanced-learn", equal_rows="nothing"),
    LogLinearAllocation.by_hardness(CrossValidatedError()),
    LogLinearAllocation.by_total_hardness(row_score=InformationWeight()),
    LogLinearAllocation.by_total_hardness(KDNHardness(2), row_score=KDNHardness(2)),
    lambda X, cells: cells.counts**2,
]
DISTRIBUTORS = [
    BaseDistributor(),
    DensityDistributor(),
    DensityDistributor(distribution_ratio=0.5),
    ClusterDistributor(),
    ClusterDistributor(CoverageFilter(), distribution_ratio=0.5),
    ClusterDistributor(mode="final size"),
    ClusterDistributor(
        SafetyFilter(3),
        LogLinearAllocation.by_hardness(
            CrossValidatedError(), row_score=BorderCloseness()
        ),
    ),
]
# What clover refuses is no clusterer.
REFUSED = (
    "FeatureAgglomeration",
    "SpectralBiclustering",
    "SpectralCoclustering",
    "None",
)
CLUSTERERS = [part for name, part in make_clusterers().items() if name not in REFUSED]
OVERSAMPLERS = [
    oversampler
    for oversampler in make_oversamplers().values()
    if not isinstance(oversampler, ImblearnPipeline)
]


def classes_with(module, *methods):
    """Return the public classes of a module that have some methods."""
    public = [getattr(module, name) for name in module.__all__]
    return {
        each
        for each in public
        if isinstance(each, type) and all(hasattr(each, name) for name in methods)
    }


@pytest.mark.parametrize(
    ("parts", "public"),
    [
        (FILTERS, classes_with(distribution, "select", "reason") - {BaseFilter}),
        (ALLOCATIONS, classes_with(distribution, "log_weights") - {BaseAllocation}),
        (DISTRIBUTORS, classes_with(distribution, "fit_distribute")),
        (CLUSTERERS, classes_with(clusterer, "fit_predict")),
        # The meta-estimator has no `sampling_strategy`, and is refused inside another.
        (
            OVERSAMPLERS,
            classes_with(over_sampling, "fit_resample") - {ClusterOverSampler},
        ),
    ],
    ids=["filters", "allocations", "distributors", "clusterers", "oversamplers"],
)
def test_all_public_parts_are_checked(parts, public):
    assert public
    assert public <= {type(part) for part in parts}


@parametrize_with_checks(check_filter, FILTERS)
def test_filters(part, check):
    check(part)


@parametrize_with_checks(check_allocation, ALLOCATIONS)
def test_allocations(part, check):
    check(part)


@parametrize_with_checks(check_distributor, DISTRIBUTORS)
def test_distributors(part, check):
    check(part)


@parametrize_with_checks(check_clusterer, CLUSTERERS)
def test_clusterers(part, check):
    check(part)


@parametrize_with_checks(
    check_clusterer, [make_pipeline(StandardScaler(), part) for part in CLUSTERERS[:6]]
)
def test_pipelines_that_end_in_a_clusterer(part, check):
    check(part)


# Presets make clusters of a single row from three, and say so.
@pytest.mark.filterwarnings("ignore:More than half of the new rows are repetitions")
@parametrize_with_checks(check_oversampler, OVERSAMPLERS)
def test_oversamplers(part, check):
    check(part)
