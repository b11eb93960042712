"""
What SMOTE does wrong, and what clusters repair
===============================================

SMOTE makes a synthetic sample on the segment between a row of the minority class and
one of its nearest neighbours in that class. It does not look at the majority class, so
the segment may cross a region where the majority class lives. This example counts the
synthetic samples that SMOTE makes there, and shows how the count changes if the same
SMOTE works inside clusters that hold mostly rows of the minority class.
"""

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs, make_s_curve
from sklearn.neighbors import KNeighborsClassifier

from clover.distribution import ClusterDistributor, CoverageFilter
from clover.inspection import DistributionDisplay, ResamplingDisplay, validity
from clover.over_sampling import ClusterOverSampler

# %%
# A minority class in two parts
# -----------------------------
#
# The majority class is an S-shaped band. The minority class has two parts, one in each
# pocket of the S. A dozen more of its rows lie in the band itself, as mislabelled rows
# do in real data.

band, _ = make_s_curve(900, noise=0.12, random_state=0)
parts, _ = make_blobs(
    [30, 30], centers=[[0, 1], [0, -1]], cluster_std=0.2, random_state=3
)
strays, _ = make_s_curve(12, noise=0.12, random_state=2)
X = np.concatenate([band[:, [0, 2]], parts, strays[:, [0, 2]]])
y = np.repeat([0, 1], [len(band), len(parts) + len(strays)])

# %%
# SMOTE alone and SMOTE inside clusters
# -------------------------------------
#
# Both samplers use SMOTE with its default parameters. The second one first divides all
# rows into 15 clusters by k-means. :class:`~clover.distribution.CoverageFilter` then
# selects the clusters with the highest share of the minority class, until they hold 80
# % of its rows. SMOTE works in each selected cluster by itself.

samplers = {
    "SMOTE": SMOTE(random_state=0),
    "SMOTE inside clusters": ClusterOverSampler(
        SMOTE(),
        clusterer=KMeans(n_clusters=15),
        distributor=ClusterDistributor(CoverageFilter(0.8)),
        random_state=0,
    ),
}

# %%
# We say that a synthetic sample lies in the majority's region if most of its five
# nearest original rows belong to the majority class.

neighbors = KNeighborsClassifier(n_neighbors=5).fit(X, y)
fig, axes = plt.subplots(
    1, 2, figsize=(10, 4.9), sharex=True, sharey=True, layout="constrained"
)
for ax, (name, sampler) in zip(axes, samplers.items(), strict=True):
    X_res, y_res = sampler.fit_resample(X, y)
    synthetic = X_res[len(X) :]
    is_misplaced = neighbors.predict(synthetic) == 0
    print(f"{name}: {is_misplaced.sum()} of {len(synthetic)} in the majority's region")

    ax.scatter(*X[y == 0].T, s=14, color="#C4C8CC", lw=0, label="majority class")
    ax.scatter(
        *synthetic[~is_misplaced].T, s=16, color="#56B4E9", lw=0, label="synthetic"
    )
    ax.scatter(*X[y == 1].T, s=22, color="#0B2A4A", lw=0, label="minority class")
    ax.scatter(
        *synthetic[is_misplaced].T,
        s=42,
        color="#D55E00",
        marker="X",
        edgecolor="w",
        lw=0.5,
        label="synthetic, in the majority's region",
    )
    ax.set_title(f"{name}: {is_misplaced.sum()} misplaced samples")
    ax.set_xlabel("feature 0")
axes[0].set_ylabel("feature 1")
handles, labels = axes[0].get_legend_handles_labels()
fig.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
plt.show()

# %%
# Why the clusters help
# ---------------------
#
# The left picture shows the clusters. The hulls of the selected ones are solid: they
# are the pockets of the S. The rows of the minority class in the band belong to
# clusters that were not selected, so no samples are made from them. They stay in the
# data. The right picture says for each cluster how many rows of the minority class it
# held, how many were made, and why a cluster got none.

fig, axes = plt.subplots(1, 2, figsize=(10, 5.2), layout="constrained")
sampler = samplers["SMOTE inside clusters"]
ResamplingDisplay.from_estimator(sampler, X, y, ax=axes[0])
DistributionDisplay.from_estimator(sampler, ax=axes[1])
plt.show()

# %%
# A measure without a picture
# ---------------------------
#
# With more than two features, there is no such picture.
# :func:`~clover.inspection.validity` then measures the same: it resamples one half of
# the data, and compares the result with the other half. It returns the share of
# synthetic samples whose nearest row is of another class (``synthetic``), and the same
# share of the real rows of the class (``real``).

for name, sampler in samplers.items():
    found = validity(sampler, X, y, random_state=0)
    print(f"{name}: synthetic {found.synthetic:.2f}, real {found.real:.2f}")

# %%
# **The answer.** SMOTE uses every row of the minority class, also those that lie among
# the majority class, and joins them to the parts on both sides. Inside selected
# clusters, the same SMOTE makes no samples in the majority's region of these data.
# Fewer misplaced samples do not yet make a better classifier:
# :doc:`/should_i_oversample` says what to expect.
