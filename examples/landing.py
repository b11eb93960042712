"""
The pair of pictures on the first page of the documentation
===========================================================

SMOTE and clover make the same number of synthetic samples from the same rows. Which
samples lie in the regions of the majority class?

``make docs`` runs it. The pictures go to ``landing_smote_light.png`` and to three more
of such names, in the folder that is given, or here.
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
from sklearn.neighbors import KNeighborsClassifier

from clover.distribution import ClusterDistributor, CoverageFilter
from clover.over_sampling import ClusterOverSampler

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

# %%
# Four groups of the minority class
# ---------------------------------
# The majority class lies between them, and a few rows of the minority class lie in it.

CENTERS = [(-5, 3), (5, 4), (4.5, -4), (-4, -4)]
small, _ = make_blobs(
    [22, 16, 12, 10], centers=CENTERS, cluster_std=0.7, random_state=3
)
stray = np.random.RandomState(1).uniform(-2.8, 2.8, size=(8, 2))
large = np.random.RandomState(0).normal(scale=(1.9, 1.7), size=(420, 2))
X = np.concatenate([large, small, stray])
y = np.repeat([0, 1], [len(large), len(small) + len(stray)])

# %%
# A sample lies in the majority's regions if the row next to it is of that class
# ------------------------------------------------------------------------------

samplers = {
    "SMOTE": SMOTE(random_state=0),
    "clover: SMOTE inside clusters": ClusterOverSampler(
        SMOTE(), KMeans(12), ClusterDistributor(CoverageFilter(0.8)), random_state=0
    ),
}
nearest_row = KNeighborsClassifier(n_neighbors=1).fit(X, y)
samples = {
    name: sampler.fit_resample(X, y)[0][len(X) :] for name, sampler in samplers.items()
}


def draw_samples(ax, name):
    """Draw the rows and the samples, and count those in the majority's regions."""
    made = samples[name]
    misplaced = nearest_row.predict(made) == 0
    ax.scatter(*X[y == 0].T, s=6, color="0.6", label="majority class", linewidths=0)
    ax.scatter(
        *made[~misplaced].T,
        s=9,
        color="#3b8fd1",
        label="synthetic sample",
        linewidths=0,
    )
    ax.scatter(
        *made[misplaced].T,
        s=26,
        color="#e8743b",
        marker="x",
        linewidths=1.2,
        label="synthetic, in these regions",
    )
    ax.scatter(
        *X[y == 1].T,
        s=22,
        color=plt.rcParams["text.color"],
        edgecolors=plt.rcParams["axes.facecolor"],
        linewidths=0.6,
        label="minority class",
    )
    ax.set(xticks=[], yticks=[], aspect="equal")
    count = f"{misplaced.sum()} of {len(made)} samples in the majority's regions"
    ax.set_title(f"{name}\n{count}", fontsize=11)


def draw_pair(scheme, style, facecolor):
    """Save a picture of each sampler."""
    with plt.style.context(style):
        plt.rcParams.update({"axes.facecolor": facecolor, "axes.edgecolor": "0.6"})
        for name in samples:
            fig, ax = plt.subplots(figsize=(4.3, 4.7), layout="constrained")
            draw_samples(ax, name)
            fig.legend(
                loc="outside lower center",
                ncols=2,
                frameon=False,
                handletextpad=0.1,
                columnspacing=1,
                markerscale=1.4,
            )
            file = f"landing_{name.split()[0].strip(':').lower()}_{scheme}.png"
            fig.savefig(
                folder / file, dpi=140, facecolor=facecolor, bbox_inches="tight"
            )
            plt.close(fig)


draw_pair("light", "default", "white")
draw_pair("dark", "dark_background", "#14181e")
print(f"Pictures written to {folder.resolve()}")
