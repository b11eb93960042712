"""
DBSCAN and noise
================

DBSCAN calls rows noise if they have too few rows around them. Clover keeps such rows in
the data, but makes no synthetic samples from them. This example shows how to give
DBSCAN columns of unlike units, how to choose its radius ``eps``, and how to read in the
report what became of the noise.
"""

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import ClusterDistributor, MinimumSupportFilter
from clover.inspection import ResamplingDisplay
from clover.over_sampling import ClusterOverSampler

# %%
# Two groups and scattered rows
# -----------------------------
#
# The first column is an age in years, the second one an income in euros a year. The
# minority class has two groups of 40 and 25 rows, and 15 rows that are scattered over
# the whole plane.

rng = np.random.RandomState(0)
majority = rng.normal([48, 42_000], [7, 8_000], size=(500, 2))
young = rng.normal([25, 24_000], [1.5, 2_000], size=(40, 2))
wealthy = rng.normal([62, 78_000], [2, 3_000], size=(25, 2))
scattered = rng.uniform([20, 10_000], [75, 95_000], size=(15, 2))
X = np.concatenate([majority, young, wealthy, scattered])
y = np.repeat([0, 1], [500, 80])

# %%
# How to choose eps
# -----------------
#
# ``eps`` is the radius in which DBSCAN counts the rows around a row. If there are at
# least ``min_samples``, the row itself included, it lies inside a cluster. A usual
# choice begins with the distance from each row to its ``min_samples``-th nearest row,
# in ascending order. The curve is flat for rows inside clusters and bends upwards where
# the noise begins. ``eps`` is the distance at the bend.
#
# The distances must be those that DBSCAN will see. In years and euros, the income alone
# would decide, so we scale both columns first.

min_samples, eps = 6, 0.35
X_scaled = StandardScaler().fit_transform(X)
neighbors = NearestNeighbors(n_neighbors=min_samples).fit(X_scaled)
distances = np.sort(neighbors.kneighbors(X_scaled)[0][:, -1])

# %%
# The scaler is the first step of a pipeline that ends in DBSCAN, and the pipeline is
# the clusterer. The rows themselves are not scaled: the synthetic samples have years
# and euros. With ``search_space="clusters"``, SMOTE searches for neighbours among the
# scaled rows, too. :class:`~clover.distribution.MinimumSupportFilter` leaves out
# clusters with fewer than 10 rows of the minority class.

sampler = ClusterOverSampler(
    SMOTE(),
    clusterer=make_pipeline(StandardScaler(), DBSCAN(eps, min_samples=min_samples)),
    distributor=ClusterDistributor(MinimumSupportFilter(10)),
    search_space="clusters",
    random_state=0,
)
X_res, y_res = sampler.fit_resample(X, y)
print(f"before: {np.bincount(y)}, after: {np.bincount(y_res)}")

# %%
# The left picture shows the curve and the chosen ``eps``, the right one the synthetic
# samples. Noise has no hull.

fig, axes = plt.subplots(1, 2, figsize=(10, 4.8), layout="constrained")
axes[0].plot(distances, color="#0B2A4A")
axes[0].axhline(eps, color="#E66100", linestyle="--", label=f"eps={eps}")
axes[0].set_xlabel("rows, in ascending order of the distance")
axes[0].set_ylabel(f"distance to the {min_samples}th nearest row (scaled)")
axes[0].legend(frameon=False)
ResamplingDisplay.from_estimator(sampler, X, y, ax=axes[1])
axes[1].set_xlabel("age in years")
axes[1].set_ylabel("income in euros a year")
plt.show()

# %%
# What the report says
# --------------------
#
# Noise has a line of its own with the label -1, which says how many rows of the
# minority class were noise. ``reason`` says why a line got no samples.

report = sampler.cluster_report_.to_frame()
columns = ["cluster", "n_rows", "n_majority_rows", "n_new_rows", "reason"]
print(report[columns].to_string(index=False))

# %%
# What other values of eps would do
# ---------------------------------
#
# ``fit`` makes no samples, so it is a quick way to try several values.

for other_eps in (0.1, 0.2, 0.35, 0.5, 1.0):
    sampler.set_params(clusterer__dbscan__eps=other_eps).fit(X, y)
    report = sampler.cluster_report_
    n_noise = int((sampler.labels_[y == 1] < 0).sum())
    print(
        f"eps={other_eps}: {sampler.labels_.max() + 1} clusters, "
        f"{report.selected.sum()} selected, {n_noise} rows of the class are noise"
    )

# %%
# **The answer.** With scaled columns and ``eps`` at the bend of the curve, DBSCAN finds
# the two groups of the minority class, and nearly all scattered rows are noise, from
# which no samples are made. With a radius that is too small, most rows of the class
# become noise. With one that is too large, a group of the minority class and the
# majority class become one cluster.
