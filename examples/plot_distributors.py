"""
Choosing a distributor
======================

A distributor decides which clusters get synthetic samples, and how many. It is made of
a *filter*, which selects clusters, and an *allocation*, which shares the samples out.
This example gives the same clusters to four distributors, and shows what each of them
does with a large cluster, a small one, a sparse one, and rows that may be noise.
"""

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs

from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    DensityDistributor,
    LogLinearAllocation,
    MinimumSupportFilter,
)
from clover.inspection import DistributionDisplay, ResamplingDisplay
from clover.over_sampling import ClusterOverSampler

# %%
# Six clusters
# ------------
#
# Each cluster has a place, a spread, and rows of both classes. In clusters 0, 1 and 2,
# the minority class is as frequent as the majority class or more frequent. Clusters 3,
# 4 and 5 belong to the majority class, with 8, 3 and 1 rows of the minority class.

centers = np.array([[0, 8], [8, 8], [16, 8], [0, 0], [8, 0], [16, 0]], dtype=float)
n_minority, n_majority = [50, 12, 26], [10, 4, 20]
spread = [0.8, 0.5, 1.5, 1.3, 1.3, 1.3]
minority, _ = make_blobs(
    [*n_minority, 8, 3, 1], centers=centers, cluster_std=spread, random_state=0
)
majority, _ = make_blobs(
    [*n_majority, 60, 120, 186], centers=centers, cluster_std=spread, random_state=1
)
X = np.concatenate([majority, minority])
y = np.repeat([0, 1], [len(majority), len(minority)])
print(f"majority and minority class: {np.bincount(y)}")

# %%
# Four distributors
# -----------------
#
# 1. Without a filter and an allocation, all clusters take part, and each row of the
#    minority class makes equally many samples. So does SMOTE.
# 2. ``DensityDistributor`` is the rule of KMeans-SMOTE: clusters that hold the minority
#    class more rarely than the data set are left out, and sparse clusters get more.
# 3. A coverage of 80 % takes the clusters with the highest shares of the minority
#    class, until they hold 80 % of its rows. Large and spread clusters get more.
# 4. Filters are combined by ``&``. Here a cluster must also hold ten rows of the class.
#    All clusters that are selected get equally many samples.

distributors = {
    "1. no filter, by size": ClusterDistributor(),
    "2. KMeans-SMOTE": DensityDistributor(),
    "3. coverage, by size and spread": ClusterDistributor(
        CoverageFilter(0.8), LogLinearAllocation.by_size_and_spread()
    ),
    "4. coverage and support, evenly": ClusterDistributor(
        CoverageFilter(0.95) & MinimumSupportFilter(10), LogLinearAllocation.uniform()
    ),
}
clusterer = KMeans(n_clusters=6, init=centers, n_init=1)
samplers = {
    name: ClusterOverSampler(SMOTE(), clusterer, distributor, random_state=0)
    for name, distributor in distributors.items()
}

# %%
# The samples in the plane, for the first two:

fig, axes = plt.subplots(1, 2, figsize=(10, 4.8), layout="constrained", sharey=True)
for ax, name in zip(axes, list(samplers)[:2], strict=True):
    ResamplingDisplay.from_estimator(samplers[name], X, y, ax=ax)
    ax.set_xlabel(f"column 0 ({name})")
plt.show()

# %%
# The numbers, for all four. The reason stands beside the bar of a cluster that was not
# selected.

fig, axes = plt.subplots(2, 2, figsize=(10, 7), layout="constrained")
for ax, (name, sampler) in zip(axes.flat, samplers.items(), strict=True):
    sampler.fit_resample(X, y)
    DistributionDisplay.from_estimator(sampler, ax=ax)
    ax.set_xlabel(f"rows of the class ({name})")
    effective = sampler.cluster_report_.effective_clusters[1]
    print(f"{name}: {effective:.1f} effective clusters")
plt.show()

# %%
# **The answer.** Without a filter, samples are also made among the majority class. The
# rule of KMeans-SMOTE favours sparse clusters and small ones. The allocation by size
# and spread gives most samples to the large cluster and to the sparse one, and an even
# allocation lets the small cluster grow as much as the others. :doc:`/distributors`
# describes all filters and allocations. Which of them gives the best classifier depends
# on the data: compare them by cross-validation.
