"""
Oversampling inside clusters, on real data
==========================================

What does KMeans-SMOTE do to real imbalanced data, where do the new rows go, and does
a classifier gain by it?

Run with ``make demo``; the pictures go to ``quickstart.png`` and
``quickstart_map.png``.
"""

from collections import Counter

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from scipy.stats import sem
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits, load_wine
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import DensityDistributor
from clover.over_sampling import SOMO, ClusterOverSampler, KMeansSMOTE


def count(y):
    """Return the number of rows of each class, sorted by class."""
    return dict(sorted(Counter(np.asarray(y).tolist()).items()))


# %%
# One digit against the rest
# --------------------------
# Handwritten digits in 64 dimensions: 174 eights against 1,623 others.

X, digit = load_digits(return_X_y=True)
y = (digit == 8).astype(int)

sampler = KMeansSMOTE(kmeans_estimator=10, random_state=0)
X_res, y_res = sampler.fit_resample(X, y)

print("Digits, eights against the rest")
print(f"  before: {count(y)}")
print(f"  after:  {count(y_res)}")
print()
print(sampler.cluster_report_)
print()

# %%
# Each line of the report is a cluster. A cluster that was not selected says why. In 64
# dimensions the paper's density n / D^64 prefers the sparsest cluster so strongly that
# it gets nearly all rows. The default tempers it, so that clusters share them:

of_paper = KMeansSMOTE(
    kmeans_estimator=10, distances_exponent="features", random_state=0
)
X_paper, y_paper = of_paper.fit_resample(X, y)
for name, fitted in (("by default", sampler), ("by the paper's rule", of_paper)):
    proportion = fitted.cluster_report_.proportion
    print(f"Largest share of a cluster {name}: {proportion.max():.3f}")
print()

# %%
# Three classes, and parts of one's own
# -------------------------------------
# Any clusterer goes with any oversampler. A pipeline as the clusterer scales the rows
# for the clustering alone.

X_wine, y_wine = load_wine(return_X_y=True)
composed = ClusterOverSampler(
    SMOTE(),
    clusterer=make_pipeline(StandardScaler(), KMeans(n_clusters=4)),
    random_state=0,
)
_, y_wine_res = composed.fit_resample(X_wine, y_wine)

print("Wine, three classes")
print(f"  before: {count(y_wine)}")
print(f"  after:  {count(y_wine_res)}")
print()
print(composed.cluster_report_)
print()

# %%
# Does it help?
# -------------
# Average precision of a logistic regression, over five times five folds. Only the
# training folds are resampled. The last contender shares the rows among all clusters by
# their numbers of rows, as SMOTE would.

by_size = ClusterOverSampler(
    SMOTE(),
    KMeans(n_clusters=20),
    DensityDistributor(
        filtering_threshold=1_000, distances_exponent=0, sparsity_based=False
    ),
    random_state=0,
)
contenders = {
    "no resampling": "passthrough",
    "SMOTE": SMOTE(random_state=0),
    "KMeansSMOTE": sampler,
    "KMeansSMOTE, paper's rule": of_paper,
    "20 clusters, by size": by_size,
}
folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=5, random_state=0)
print("Average precision on the digits: mean and standard error over 25 folds,")
print("and the mean difference to no resampling with its standard error")
scores = {}
for name, contender in contenders.items():
    model = make_imblearn_pipeline(
        StandardScaler(), contender, LogisticRegression(C=0.01, max_iter=500)
    )
    scores[name] = cross_val_score(model, X, y, cv=folds, scoring="average_precision")
    difference = scores[name] - scores["no resampling"]
    print(
        f"  {name:<25} {scores[name].mean():.4f} +- {sem(scores[name]):.4f}"
        f"   {difference.mean():+.4f} +- {sem(difference):.4f}"
    )
print()

# %%
# The folds overlap, so these standard errors are too small rather than too large.
# Ranking measures such as average precision often gain little from oversampling, or
# lose; what it moves for sure is the threshold.
#
# Where the new rows go
# ---------------------
# The first two principal components of the digits.

plane = PCA(n_components=2, random_state=0).fit(X)
rows = plane.transform(X)
panels = {
    "SMOTE": (SMOTE(random_state=0).fit_resample(X, y)[0][len(X) :], None),
    "KMeansSMOTE": (X_res[len(X) :], sampler.provenance_.cluster),
    "KMeansSMOTE, paper's rule": (X_paper[len(X) :], of_paper.provenance_.cluster),
}
fig, axes = plt.subplots(1, 3, figsize=(13, 4.4), sharex=True, sharey=True)
for ax, (title, (new_rows, clusters)) in zip(axes, panels.items(), strict=True):
    new = plane.transform(new_rows)
    ax.scatter(*rows[y == 0].T, s=4, c="0.85", label="other digits")
    if clusters is None:
        ax.scatter(*new.T, s=6, c="tab:blue", alpha=0.5, label="synthetic")
    else:
        for cluster in np.unique(clusters):
            made_here = clusters == cluster
            ax.scatter(
                *new[made_here].T,
                s=6,
                color=plt.get_cmap("tab10")(cluster % 10),
                alpha=0.5,
                label=f"cluster {cluster}: {made_here.sum()} rows",
            )
    ax.scatter(*rows[y == 1].T, s=8, c="k", label="eights")
    ax.set(title=title, xlabel="first component")
    ax.legend(fontsize=7, loc="upper right", markerscale=2)
axes[0].set_ylabel("second component")
fig.suptitle("Where the synthetic eights are made")
fig.tight_layout()
fig.savefig("quickstart.png", dpi=120)
print("Picture written to quickstart.png")

# %%
# Between clusters
# ----------------
# SOMO and Geometric SOMO cluster by a self-organizing map, whose units have neighbours,
# and make a share of the rows between them. So that the map can be drawn, it is trained
# on two components of the digits here.

X_plane = StandardScaler().fit_transform(rows)
somo = SOMO(som_estimator=64, random_state=0)
X_somo, y_somo = somo.fit_resample(X_plane, y)
between = somo.provenance_.other_cluster >= 0
print()
print("Digits in the plane, SOMO")
print(f"  after:  {count(y_somo)}")
print(f"  made inside units: {(~between).sum()}, between units: {between.sum()}")

report = somo.cluster_report_
units = somo.clusterer_[-1].weights_ * somo.clusterer_[0].scale_
selected = report.cluster[(report.other_cluster < 0) & report.selected]
new = X_somo[len(X_plane) :]
fig, ax = plt.subplots(figsize=(7.5, 6.5))
ax.scatter(*X_plane[y == 0].T, s=4, c="0.88", label="other digits")
for pair in somo.neighbors_:
    ax.plot(*units[pair].T, c="0.6", lw=0.6, zorder=1)
for first, second in zip(
    report.cluster[report.other_cluster >= 0],
    report.other_cluster[report.other_cluster >= 0],
    strict=True,
):
    ax.plot(*units[[first, second]].T, c="tab:red", lw=1.6, zorder=2)
ax.scatter(*new[~between].T, s=5, c="tab:blue", alpha=0.5, label="made inside units")
ax.scatter(*new[between].T, s=7, c="tab:orange", alpha=0.9, label="made between units")
ax.scatter(*X_plane[y == 1].T, s=8, c="k", label="eights")
ax.scatter(*units.T, s=14, c="0.5", marker="s", zorder=3, label="units")
ax.scatter(
    *units[selected].T, s=34, c="tab:red", marker="s", zorder=4, label="selected units"
)
ax.set(title="The map of SOMO", xlabel="first component", ylabel="second component")
ax.legend(fontsize=8)
fig.tight_layout()
fig.savefig("quickstart_map.png", dpi=120)
print("Picture written to quickstart_map.png")
