"""
What filters select, and how allocations share
==============================================

One data set in the plane, eight clusters of it: which of them does each filter select,
and how many of the new rows does each allocation give them?

``make docs`` runs it. The pictures go to ``distributors_filters.png`` and
``distributors_allocations.png`` in the folder that is given, or here.
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from clover.distribution import (
    BorderCloseness,
    ClusterDistributor,
    CoverageFilter,
    CrossValidatedError,
    EntropyFilter,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    MinimumShareFilter,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.over_sampling import ClusterOverSampler

BLUE, ORANGE = "#0072B2", "#D55E00"
folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# %%
# Eight clusters
# --------------
# Of the small class they have from 1 to 60 rows, tight or spread, alone or among
# another class. Two of them, G and H, are noise rather than clusters.

NAMES = "ABCDEFGH"
CENTERS = np.array([(x, y) for y in (10, 0) for x in (0, 8, 16, 24)], dtype=float)
SPREADS = [1.0, 0.4, 1.6, 1.1, 1.1, 1.1, 1.3, 1.3]
N_SMALL = [60, 12, 30, 30, 20, 8, 3, 1]
N_LARGE = [5, 0, 4, 24, 50, 40, 180, 150]

small, _ = make_blobs(N_SMALL, centers=CENTERS, cluster_std=SPREADS, random_state=0)
large, _ = make_blobs(
    N_LARGE, centers=CENTERS, cluster_std=np.maximum(SPREADS, 1), random_state=1
)
X, y = np.concatenate([small, large]), np.repeat([1, 0], [len(small), len(large)])
clusterer = KMeans(8, init=CENTERS, n_init=1)


def draw_large_class(ax):
    """Draw the rows of the large class, and set the limits."""
    ax.scatter(*X[y == 0].T, s=3, c="0.78", linewidths=0)
    ax.set(xticks=[], yticks=[], xlim=(-4.5, 29), ylim=(-4.5, 16))


def write_at_clusters(ax, texts, colors):
    """Write a text above each cluster."""
    for (x, height), text, color in zip(CENTERS, texts, colors, strict=True):
        ax.text(x, height + 4.2, text, ha="center", color=color, fontsize=8)


def make_grid(title):
    """Return a figure of twelve panels, and the panels."""
    fig, axes = plt.subplots(4, 3, figsize=(9.5, 9.6), layout="constrained")
    fig.suptitle(title, fontsize=11)
    return fig, axes.ravel()


# %%
# Filters
# -------

filters = {
    "no filter": None,
    "ImbalanceRatioFilter.paper()": ImbalanceRatioFilter.paper(),
    "ImbalanceRatioFilter.dataset()": ImbalanceRatioFilter.dataset(),
    "MinimumShareFilter(0.15)": MinimumShareFilter(0.15),
    "MinimumSupportFilter(10)": MinimumSupportFilter(10),
    "EntropyFilter(upper=0.5)": EntropyFilter(upper=0.5),
    "EntropyFilter(lower=0.8)": EntropyFilter(lower=0.8),
    "TopShareFilter(0.5)": TopShareFilter(0.5),
    "CoverageFilter(0.6)": CoverageFilter(0.6),
    "CoverageFilter(0.8)": CoverageFilter(0.8),
    "SafetyFilter(5)": SafetyFilter(5),
    "CoverageFilter(0.8) & MinimumSupportFilter(20)": (
        CoverageFilter(0.8) & MinimumSupportFilter(20)
    ),
}
labels = clusterer.fit_predict(X)

fig, axes = make_grid(
    "Filters: rows of selected clusters (blue dots) and rows that are left alone "
    "(crosses),\namong the large class (light grey)"
)
for ax, (title, cell_filter) in zip(axes, filters.items(), strict=True):
    distributor = ClusterDistributor(cell_filter).fit(X, y, labels, targets=[1])
    selected = [(cluster, 1) in distributor.filtered_clusters_ for cluster in range(8)]
    rows = np.array(selected)[labels]
    if distributor.row_mask_ is not None:
        rows &= distributor.row_mask_
    draw_large_class(ax)
    chosen, dropped = (y == 1) & rows, (y == 1) & ~rows
    ax.scatter(*X[chosen].T, s=9, c=BLUE, linewidths=0)
    ax.scatter(*X[dropped].T, s=14, c="0.35", marker="x", linewidths=0.8)
    write_at_clusters(ax, NAMES, ["k" if chosen else "0.6" for chosen in selected])
    share = rows[y == 1].mean()
    ax.set_title(title, fontsize=9)
    ax.set_xlabel(f"{sum(selected)} of 8 clusters, {share:.0%} of the rows", fontsize=8)
fig.savefig(folder / "distributors_filters.png", dpi=110)

# %%
# Allocations
# -----------
# No filter, so that what each of them does to noise is seen.

allocations = {
    "uniform()": LogLinearAllocation.uniform(),
    "by_size(): SMOTE's own": LogLinearAllocation.by_size(),
    "by_inverse_size()": LogLinearAllocation.by_inverse_size(),
    "by_size_and_spread()": LogLinearAllocation.by_size_and_spread(),
    "by_density()": LogLinearAllocation.by_density(),
    "by_sparsity()": LogLinearAllocation.by_sparsity(),
    "by_sparsity(temperature=3)": LogLinearAllocation.by_sparsity(temperature=3),
    "by_hardness()": LogLinearAllocation.by_hardness(),
    "by_total_hardness()": LogLinearAllocation.by_total_hardness(),
    "by_hardness(CrossValidatedError())": LogLinearAllocation.by_hardness(
        CrossValidatedError(random_state=0)
    ),
    "by_size(row_score=BorderCloseness())": LogLinearAllocation.by_size(
        row_score=BorderCloseness()
    ),
    "uniform(), mode='final size'": LogLinearAllocation.uniform(),
}

fig, axes = make_grid(
    "Allocations: rows of the small class (black), new rows (orange), and the share of "
    "these\nthat is made in each cluster, among the large class (light grey)"
)
for ax, (title, allocation) in zip(axes, allocations.items(), strict=True):
    mode = "final size" if "final size" in title else "increment"
    sampler = ClusterOverSampler(
        SMOTE(),
        clusterer,
        ClusterDistributor(allocation=allocation, mode=mode),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    shares = np.bincount(sampler.provenance_.cluster, minlength=8)
    shares = shares / shares.sum()
    draw_large_class(ax)
    ax.scatter(*X_res[len(X) :].T, s=5, c=ORANGE, linewidths=0)
    ax.scatter(*X[y == 1].T, s=4, c="k", linewidths=0)
    write_at_clusters(ax, [f"{share:.0%}" for share in shares], ["k"] * 8)
    ax.set_title(title, fontsize=9)
    effective = sampler.cluster_report_.effective_clusters[1]
    ax.set_xlabel(f"{effective:.1f} effective clusters", fontsize=8)
fig.savefig(folder / "distributors_allocations.png", dpi=110)
print(f"Pictures written to {folder.resolve()}")
