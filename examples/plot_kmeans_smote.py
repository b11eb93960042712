"""
KMeans-SMOTE step by step
=========================

KMeans-SMOTE has four steps: it clusters all rows by k-means, it keeps the clusters in
which the minority class is frequent enough, it gives sparse clusters more synthetic
samples than dense ones, and it makes the samples inside the clusters by SMOTE. This
example looks at each step on two features. Then it shows why the weights of the
published method need care when there are many features.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer, make_blobs
from sklearn.preprocessing import StandardScaler

from clover.inspection import DistributionDisplay, ResamplingDisplay
from clover.over_sampling import KMeansSMOTE

# %%
# Four groups of rows
# -------------------
#
# The minority class has 80 rows in three groups: a dense one, a sparse one, and a few
# rows among the majority class, which has 600.

centers = [[0, 0], [6, 0], [3, 4]]
minority, _ = make_blobs(
    [40, 30, 10], centers=centers, cluster_std=[0.4, 1.0, 1.0], random_state=0
)
majority, _ = make_blobs(
    [40, 40, 520], centers=centers, cluster_std=[0.9, 1.2, 1.0], random_state=1
)
X = np.concatenate([majority, minority])
y = np.repeat([0, 1], [len(majority), len(minority)])

# %%
# Step 1 and step 2: cluster, and filter
# --------------------------------------
#
# ``fit`` does everything but make samples. Its result is ``cluster_report_``, a table
# with a line for each cluster. The filter compares the *imbalance ratio* of each
# cluster, that is, rows of the majority class over rows of the minority class, with a
# threshold. The default threshold is the ratio of the whole data set, here 600 / 80 =
# 7.5. A cluster above the threshold holds the minority class more rarely than the data
# set does, and it is not selected.

sampler = KMeansSMOTE(kmeans_estimator=5, random_state=0)
report = sampler.fit(X, y).cluster_report_.to_frame()
columns = ["cluster", "n_rows", "n_majority_rows", "imbalance_ratio", "selected"]
print(report[columns].round(2).to_string(index=False))

# %%
# Step 3: give weights to the selected clusters
# ---------------------------------------------
#
# The *sparsity* of a cluster grows with the mean distance between its rows of the
# minority class, and falls with their number. The proportions of the synthetic samples
# follow from it. They sum to 1.

columns = ["cluster", "n_rows", "log_density", "proportion", "n_new_rows"]
print(report.loc[report["selected"], columns].round(2).to_string(index=False))

# %%
# Step 4: make the samples
# ------------------------
#
# ``fit_resample`` does all steps. The left picture shows the synthetic samples.
# Selected clusters have solid hulls, the others dashed ones. The right picture shows
# how many rows of the minority class each cluster had, and how many were made.

X_res, y_res = sampler.fit_resample(X, y)
print(f"before: {np.bincount(y)}, after: {np.bincount(y_res)}")

fig, axes = plt.subplots(1, 2, figsize=(10, 4.8), layout="constrained")
ResamplingDisplay.from_estimator(sampler, X, y, ax=axes[0])
DistributionDisplay.from_estimator(sampler, ax=axes[1])
plt.show()

# %%
# The exponent of the distance
# ----------------------------
#
# In the published method, the density of a cluster is the number of rows over the mean
# distance to the power of the number of features. ``distances_exponent="features"``
# sets this rule. With two features it is harmless. The breast cancer data have 30
# features, and a mean distance that is twice as large then weighs :math:`2^{30}` times
# as much. The default, ``distances_exponent="auto"``, tempers the weights, so that the
# 30th power no longer decides.

X, y = load_breast_cancer(return_X_y=True)
X = StandardScaler().fit_transform(X)

fig, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for ax, exponent in zip(axes, ("features", "auto"), strict=True):
    sampler = KMeansSMOTE(
        kmeans_estimator=12, distances_exponent=exponent, random_state=0
    ).fit(X, y)
    DistributionDisplay.from_estimator(sampler, ax=ax)
    ax.set_xlabel(f'rows of the class, distances_exponent="{exponent}"')
    report = sampler.cluster_report_
    print(
        f"{exponent}: the largest proportion is {report.proportion.max():.2f}, the "
        f"effective number of clusters {report.effective_clusters[0]:.1f}"
    )
plt.show()

# %%
# **The answer.** KMeans-SMOTE makes its samples in the clusters that hold enough of the
# minority class, most of them in the sparse ones. With many features, use the default
# exponent: with the exponent of the paper, one or two clusters get nearly all samples.
