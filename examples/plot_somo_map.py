"""
The map of SOMO
===============

SOMO divides the rows by a self-organizing map. The map is a grid of units. Each unit
stands for a cluster of rows, and units that are adjacent on the grid stand for similar
rows. So the grid also says which clusters are neighbours, and SOMO makes some synthetic
samples between neighbouring units. This example looks at the map, and at the units in
which and between which the samples are made.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection
from sklearn.datasets import load_breast_cancer

from clover.clusterer import SOM
from clover.inspection import MapDisplay
from clover.over_sampling import SOMO

# %%
# A map of the breast cancer data
# -------------------------------
#
# The data have 30 features, 212 malignant and 357 benign rows. Here the malignant class
# is the minority class. SOMO scales all features to the range from 0 to 1 before the
# map sees them. Without ``som_estimator``, SOMO takes a larger map, of about five times
# the square root of the number of rows.

X, y = load_breast_cancer(return_X_y=True)
sampler = SOMO(
    som_estimator=SOM(n_columns=8, n_rows=6, topology="hexagonal"),
    distribution_ratio=0.8,
    random_state=0,
)
X_res, y_res = sampler.fit_resample(X, y)
print(f"malignant and benign, before: {np.bincount(y)}, after: {np.bincount(y_res)}")

# %%
# The left picture is the *U-matrix*. A bright unit is far from the units around it, in
# the space of the features. A dark unit has similar units around it. The right picture
# counts the *hits* of each unit: the rows that are nearest to it.

fig, axes = plt.subplots(1, 2, figsize=(10, 3.1), layout="constrained")
MapDisplay.from_estimator(sampler, ax=axes[0])
axes[0].set_title("U-matrix")
display = MapDisplay.from_estimator(sampler, values="hits", ax=axes[1])
axes[1].set_title("Hits")
plt.show()

# %%
# Samples within units and between units
# --------------------------------------
#
# ``provenance_`` tells for each synthetic sample in which unit it was made. If it was
# made between two units, ``other_cluster`` is the second one, otherwise it is -1. With
# ``distribution_ratio=0.8``, four fifths of the samples are made within units.

cluster = sampler.provenance_.cluster
other_cluster = sampler.provenance_.other_cluster
is_between = other_cluster >= 0
print(f"within units: {(~is_between).sum()}, between units: {is_between.sum()}")

# %%
# The left picture shows where the malignant rows are: their share of the rows of each
# unit. SOMO selects the units in which this share is large enough. The right picture
# shows the samples: the colour of a unit counts the samples made within it, and a line
# joins two units that got samples between them. It is the thicker, the more they got.

n_units = len(display.frame)
labels = sampler.labels_
n_rows = np.bincount(labels, minlength=n_units)
n_malignant = np.bincount(labels[y == 0], minlength=n_units)
share = n_malignant / np.maximum(n_rows, 1)
n_within = np.bincount(cluster[~is_between], minlength=n_units)

fig, axes = plt.subplots(1, 2, figsize=(10, 3.1), layout="constrained")
MapDisplay.from_estimator(sampler, values=share, label="share of rows", ax=axes[0])
axes[0].set_title("Malignant rows")
MapDisplay.from_estimator(
    sampler, values=n_within, label="samples within the unit", ax=axes[1]
)
axes[1].set_title("Synthetic samples")

pairs, n_samples = np.unique(
    np.stack([cluster[is_between], other_cluster[is_between]], axis=1),
    axis=0,
    return_counts=True,
)
places = display.frame[["x", "y"]].to_numpy()
axes[1].add_collection(
    LineCollection(places[pairs], linewidths=1.5 * n_samples, colors="#E66100")
)
plt.show()

# %%
# The parents of a sample between units
# -------------------------------------
#
# SMOTE makes each sample from two rows, its parents. The two parents of a sample
# between units lie in two adjacent units.

base, partner = sampler.provenance_.base, sampler.provenance_.partner
for i in np.flatnonzero(is_between)[:3]:
    print(
        f"sample {i} lies between row {base[i]} of unit {labels[base[i]]} "
        f"and row {partner[i]} of unit {labels[partner[i]]}"
    )

# %%
# **The answer.** The malignant rows occupy one side of the map. SOMO makes four fifths
# of its samples within units of this side and one fifth between adjacent ones, so that
# no sample joins rows that are far apart on the map.
