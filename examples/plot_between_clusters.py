"""
Samples between clusters of k-means
===================================

If each synthetic sample is made inside a cluster, the space between two clusters of the
minority class stays empty, also where k-means has cut one group of rows in two. A part
of the samples can be made between neighbouring clusters instead. A self-organizing map
knows which clusters are neighbours. This example shows how clover finds the neighbours
of any other clusterer, and what ``distribution_ratio`` does.
"""

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans

from clover.clusterer import find_cluster_neighbors
from clover.distribution import DensityDistributor
from clover.inspection import ResamplingDisplay
from clover.over_sampling import ClusterOverSampler

# %%
# One curved group, and another group apart
# -----------------------------------------
#
# The minority class has 60 rows along a half circle, and 20 rows in a group apart from
# it. The majority class has 480 rows below the half circle.

rng = np.random.RandomState(0)
angle = rng.uniform(0, np.pi, 60)
half_circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
half_circle += rng.normal(scale=0.07, size=half_circle.shape)
apart = rng.normal([3, 0.6], 0.12, size=(20, 2))
majority = rng.normal([0, -0.7], 0.3, size=(480, 2))
X = np.concatenate([majority, half_circle, apart])
y = np.repeat([0, 1], [len(majority), len(half_circle) + len(apart)])

# %%
# Which clusters touch each other?
# --------------------------------
#
# :func:`~clover.clusterer.find_cluster_neighbors` takes the rows, their labels and, if
# there are some, the centres of the clusters. It returns pairs of labels. Clusters with
# a wide gap between them are no pair, even if there is no other cluster between them.

kmeans = KMeans(n_clusters=12, random_state=0).fit(X)
neighbors = find_cluster_neighbors(X, kmeans.labels_, kmeans.cluster_centers_)
print(f"{len(neighbors)} pairs of neighbours: {neighbors.tolist()}")

# %%
# Inside and between
# ------------------
#
# The sampler finds the neighbours itself if its distributor wants samples between
# clusters. ``distribution_ratio`` is the share of the samples that is made inside
# clusters. The two pictures differ in this parameter alone. Black lines join the
# centres of neighbouring clusters; samples are made between two of these if both were
# selected for the minority class (solid hulls).

fig, axes = plt.subplots(1, 2, figsize=(10, 4.8), layout="constrained", sharey=True)
for ax, ratio in zip(axes, (1.0, 0.5), strict=True):
    sampler = ClusterOverSampler(
        SMOTE(),
        clusterer=KMeans(n_clusters=12, random_state=0),
        distributor=DensityDistributor(distribution_ratio=ratio),
        random_state=0,
    )
    ResamplingDisplay.from_estimator(sampler, X, y, ax=ax, edges=ratio < 1)
    ax.set_xlabel(f"column 0 (distribution_ratio={ratio})")
plt.show()

# %%
# How many samples lie between which clusters?
# --------------------------------------------
#
# ``cluster_report_`` has a line for each pair of clusters, too, after the lines for
# single clusters.

sampler.fit_resample(X, y)
report = sampler.cluster_report_.to_frame()
columns = ["cluster", "other_cluster", "n_rows", "proportion", "n_new_rows"]
is_pair = report["other_cluster"] >= 0
print(report.loc[is_pair, columns].round(3).to_string(index=False))
print(f"between clusters: {report.loc[is_pair, 'n_new_rows'].sum()}")
print(f"inside clusters: {report.loc[~is_pair, 'n_new_rows'].sum()}")

# %%
# **The answer.** With ``distribution_ratio=0.5``, half of the samples lie between
# clusters that touch each other, and the gaps along the half circle are closed. The
# group apart has no neighbours, so no sample bridges the gap to it.
