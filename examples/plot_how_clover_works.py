"""
How clover works
================

What happens between ``fit_resample(X, y)`` and the rows that come back? A sampler of
clover takes eleven steps, and each of them can be looked at. This page walks through
them on one data set with two columns. You need to know SMOTE, which makes a synthetic
sample at a random place on the line between a row of the minority class and one of its
nearest neighbours in this class.
"""

# sphinx_gallery_thumbnail_number = -1
# sphinx_gallery_capture_repr = ()
import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import ClusterDistributor, CoverageFilter, LogLinearAllocation
from clover.inspection import DistributionDisplay, ResamplingDisplay
from clover.over_sampling import ClusterOverSampler

# %%
# The data set
# ------------
# The majority class, 0, has 200 rows. The minority class, 1, has 41 rows: three groups,
# and three rows in the middle of the majority class, which may be noise.

majority, _ = make_blobs(
    [90, 60, 50],
    centers=[[0, 0], [6, 5], [12, 0]],
    cluster_std=[1.6, 1.4, 1.5],
    random_state=0,
)
minority, _ = make_blobs(
    [16, 8, 14, 3],
    centers=[[0, 6], [2.6, 8.5], [12, 7], [6, 5]],
    cluster_std=[1.0, 0.8, 1.2, 1.0],
    random_state=1,
)
X = np.concatenate([majority, minority])
y = np.repeat([0, 1], [200, 41])


def draw_rows(ax):
    """Draw the majority class in grey and the minority class in blue."""
    for label, color, name in (
        (0, "0.75", "majority class"),
        (1, "#0072B2", "minority class"),
    ):
        ax.scatter(*X[y == label].T, s=14, color=color, label=name)
    ax.set(xlabel="first column", ylabel="second column")


fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
draw_rows(ax)
ax.legend()
plt.show()

# %%
# SMOTE knows nothing of the groups. Some of the nearest neighbours of the three lone
# rows lie in other groups, and the synthetic samples on the way there lie among the
# majority class, as do those between the lone rows:

plain = ClusterOverSampler(SMOTE(), random_state=0)  # a single cluster
X_plain, y_plain = plain.fit_resample(X, y)
ResamplingDisplay.from_estimator(
    plain, X, y, resampled=(X_plain, y_plain), clusters=None, links=True
)
plt.show()

# %%
# Step 1: check the rows
# ----------------------
# ``X`` and ``y`` are checked, and the sampler remembers in which container they came. A
# pandas frame, a polars frame or a sparse matrix comes back as such, with its dtypes.
# The input itself is never changed.
#
# Step 2: make the three parts
# ----------------------------
# A *clusterer* divides the rows into groups. A *distributor* picks groups and says how
# many synthetic samples each gets. An *oversampler* makes the samples. In a
# ``ClusterOverSampler`` you choose them; a preset such as ``KMeansSMOTE`` chooses them
# for you, and this is all in which presets differ. The parts are copied, so that yours
# stay as they are, and every part without a seed of its own gets one that follows from
# ``random_state``.

sampler = ClusterOverSampler(
    oversampler=SMOTE(),
    clusterer=make_pipeline(StandardScaler(), KMeans(n_clusters=8, n_init=10)),
    distributor=ClusterDistributor(
        CoverageFilter(0.8),
        LogLinearAllocation.by_size_and_spread(),
        distribution_ratio=0.8,
    ),
    search_space="clusters",
    random_state=0,
)

# %%
# ``fit`` takes the steps 1 to 8 and makes no rows. It is a dry run: with the same seed,
# ``fit_resample`` does what ``fit`` reports.

sampler.fit(X, y)

# %%
# Step 3: how many synthetic samples does each class need?
# --------------------------------------------------------
# The ``sampling_strategy`` of the oversampler is resolved to a number for each class.
# Here it is ``'auto'``, so that the minority class shall be as large as the majority
# class. It needs 200 - 41 samples:

print(sampler.sampling_strategy_)

# %%
# Step 4: cluster the rows
# ------------------------
# The clusterer is fitted to the rows of all classes, and gives each row a label. It is
# a pipeline whose first step scales the columns. The two columns here are much alike,
# but in most tables the column with the largest numbers would decide alone. The scaled
# rows are the *cluster space*, in which all distances of the next steps are measured. A
# row with a negative label is noise, as DBSCAN finds it: it stays in the data, but no
# samples are made from it. K-means finds no noise.

labels = sampler.labels_
centers = np.array([X[labels == label].mean(axis=0) for label in np.unique(labels)])


def draw_clusters(ax, texts):
    """Draw lines from the rows to the centers of their clusters, and texts above."""
    draw_rows(ax)
    ax.margins(y=0.1)
    box = {"facecolor": "white", "edgecolor": "0.5", "boxstyle": "round,pad=0.2"}
    for center, label, text in zip(centers, np.unique(labels), texts, strict=True):
        rows = X[labels == label]
        for row in rows:
            ax.plot(*zip(center, row, strict=True), color="0.85", lw=0.7, zorder=0)
        place = center[0], rows[:, 1].max() + 0.9
        ax.annotate(text, place, ha="center", va="center", bbox=box, fontsize=9)


fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
draw_clusters(ax, [f"cluster {label}" for label in range(8)])
plt.show()

# %%
# Step 5: count
# -------------
# For each cluster and class, the rows are counted. A cluster with many rows of the
# minority class and few of the majority class is a safe place for synthetic samples.
# The *imbalance ratio* of a cluster, the rows of the majority class for each row of the
# minority class, says how safe:

counts = [np.bincount(y[labels == label], minlength=2) for label in range(8)]
fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
draw_clusters(ax, [f"{minority} : {majority}" for majority, minority in counts])
ax.set_title("rows of the minority class : rows of the majority class", fontsize=10)
plt.show()

# %%
# Step 6: which clusters are neighbours?
# --------------------------------------
# This step is only taken if some samples shall be made between clusters, for which this
# distributor asks with ``distribution_ratio=0.8``. On a self-organizing map, the grid
# tells which units are neighbours. K-means has no grid: two of its clusters are
# neighbours if enough rows of one have the center of the other as their second nearest
# center, and no gap lies between the two.

fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
for pair in sampler.neighbors_:
    ax.plot(*centers[pair].T, color="#D55E00", lw=2)
draw_clusters(ax, range(8))
plt.show()

# %%
# Step 7: distribute
# ------------------
# First, a *filter* selects clusters. ``CoverageFilter(0.8)`` takes the clusters with
# the lowest imbalance ratios, until they hold 80 % of the rows of the minority class.
# The three lone rows lie in a cluster of the majority class, and drop out here.
#
# Then, an *allocation* weighs the selected clusters.
# ``LogLinearAllocation.by_size_and_spread()`` multiplies the rows of the class in the
# cluster by their mean distance, so that large and wide clusters get more. Divided by
# their sum, the weights are proportions.
#
# Four fifths of the samples shall be made inside clusters, and the rest between
# neighbouring clusters that were both selected, here one pair:

distributor = sampler.distributor_
for (cluster, label), proportion in distributor.intra_distribution_.items():
    print(f"class {label}, inside cluster {cluster}: {proportion:.4f}")
for (first, second), proportion in distributor.inter_distribution_.items():
    print(f"class {first[1]}, between {first[0]} and {second[0]}: {proportion:.4f}")

# %%
# Step 8: from proportions to whole numbers
# -----------------------------------------
# The proportions times the number of samples are not whole numbers. Each place first
# gets the whole part. The samples that are left go to the places with the largest
# remainders, one each. So the sum is exactly the number that was asked for:

report = sampler.cluster_report_
n_samples = sampler.sampling_strategy_[1]
for place in np.flatnonzero(report.n_new_rows):
    share = report.proportion[place] * n_samples
    print(f"{share:6.2f} -> {report.n_new_rows[place]:3d}")
print("sum:", report.n_new_rows.sum(), "of", n_samples)

# %%
# The report of the dry run has all of it: the bars are the rows of the minority class
# in a cluster and the samples that it gets, and where a cluster gets none, the reason.

DistributionDisplay.from_report(report)
plt.show()

# %%
# Step 9: plan the tasks
# ----------------------
# Each place in which samples are made is a task. The tasks have a fixed order, and each
# gets a random stream of its own. So no two clusters use the same random numbers, and
# the result does not depend on ``n_jobs``, the number of tasks that run at a time.
#
# Step 10: make the samples
# -------------------------
# From here on ``fit_resample`` is needed. The oversampler works in each cluster as if
# there were no other clusters. SMOTE asks for five neighbours. In a cluster with fewer
# rows of the class it gets fewer, and a single row is repeated; the report says what
# was done. With ``search_space="clusters"``, the neighbours are those in the cluster
# space; by default they are searched among the rows as they are. The samples have the
# units of the rows in both cases. For the pair of neighbouring clusters, the line goes
# from a random row of one to a random row of the other.

X_res, y_res = sampler.fit_resample(X, y)
display = ResamplingDisplay.from_estimator(
    sampler, X, y, resampled=(X_res, y_res), links=True
)
plt.show()

# %%
# Step 11: put the rows together
# ------------------------------
# The original rows come first and are what they were. Then come the synthetic samples,
# with the dtypes of the columns, and in the container that you gave.

print("rows of each class:", np.bincount(y), "->", np.bincount(y_res))
print("original rows unchanged:", bool((X_res[: len(X)] == X).all()))

# %%
# Afterwards, ``cluster_report_`` also tells how many neighbours were used and what made
# the samples. ``provenance_`` tells of each sample its cluster and its parents, here of
# the first one made inside a cluster and of the first one made between two:

provenance = sampler.provenance_
between = provenance.other_cluster >= 0
for place in (np.flatnonzero(~between)[0], np.flatnonzero(between)[0]):
    print("cluster", provenance.cluster[place], end=", ")
    print("other cluster", provenance.other_cluster[place], end=", ")
    print("parents: rows", provenance.base[place], "and", provenance.partner[place])

# %%
# Did the clusters keep the samples out of the majority class? Count those whose nearest
# original row, in the cluster space, is of the majority class:

scaler = StandardScaler().fit(X)


def count_among_majority(samples):
    """Count the samples whose nearest original row is of the majority class."""
    offsets = scaler.transform(samples)[:, np.newaxis] - scaler.transform(X)
    nearest = (offsets**2).sum(axis=2).argmin(axis=1)
    return int((y[nearest] == 0).sum())


for name, rows in (("SMOTE", X_plain), ("inside and between clusters", X_res)):
    print(f"{name}: {count_among_majority(rows[len(X) :])} of {n_samples}")

# %%
# On this data set they do. Whether a classifier gains from it is another question;
# :doc:`/should_i_oversample` has the answers.
