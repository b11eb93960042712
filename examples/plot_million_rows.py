"""
A million rows
==============

Plain SMOTE compares each row of the minority class with all other rows of this class to
find its nearest neighbours. Its time grows with the square of the number of rows.
Inside clusters, a row is compared with the rows of its cluster only. This example
resamples up to a million rows, and compares the time and the memory with those of the
SMOTE of imbalanced-learn on the same rows.
"""

import time
import tracemalloc

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_classification

from clover.over_sampling import KMeansSMOTE

# %%
# The data
# --------
#
# Every fortieth row belongs to the minority class. There are ten features, as 32-bit
# floats. Both samplers keep this type, which takes half the memory of 64-bit floats.

X, y = make_classification(
    1_000_000,
    n_features=10,
    n_informative=10,
    n_redundant=0,
    weights=[0.975],
    flip_y=0,
    random_state=0,
)
X = X.astype(np.float32)
print(f"{len(X):,} rows, {np.bincount(y)[1]:,} of the minority class")

# %%
# Time and memory
# ---------------
#
# We measure the time of the processor, and the peak of the memory that Python and NumPy
# allocate besides the input; the output is a part of it. From 25,000 rows on,
# ``KMeansSMOTE`` fits k-means to a random sample of the rows.


def measure(sampler, X, y):
    """Return the seconds and the bytes that a sampler takes."""
    tracemalloc.start()
    start = time.process_time()
    sampler.fit_resample(X, y)
    seconds = time.process_time() - start
    n_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds, n_bytes


samplers = {
    "SMOTE of imbalanced-learn": SMOTE(random_state=0),
    "KMeansSMOTE of clover, 50 clusters": KMeansSMOTE(
        kmeans_estimator=50, random_state=0
    ),
}
sizes = (125_000, 250_000, 500_000, 1_000_000)
costs = {
    name: np.array([measure(sampler, X[:n], y[:n]) for n in sizes])
    for name, sampler in samplers.items()
}

# %%
# Seconds depend on the computer, so we divide all of them by the time that SMOTE takes
# for a million rows. The memory is divided by the size of the million rows themselves.

units = np.array([costs["SMOTE of imbalanced-learn"][-1, 0], X.nbytes])
fig, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
styles = zip(("#E66100", "#0B2A4A"), ("s--", "o-"), strict=True)
for (name, cost), (color, style) in zip(costs.items(), styles, strict=True):
    for ax, values in zip(axes, (cost / units).T, strict=True):
        ax.plot(sizes, values, style, color=color, label=name)
axes[0].set(title="Time", ylabel="time, 1 = SMOTE of a million rows")
axes[1].set(title="Memory", ylabel="peak above the input, 1 = a million rows")
for ax in axes:
    ax.set(xlabel="rows", ylim=0, xticks=sizes, xticklabels=[f"{n:,}" for n in sizes])
    ax.tick_params("x", rotation=20)
fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2)
plt.show()

# %%
# The same as quotients, clover over SMOTE:

smote, clover = costs.values()
for n, (seconds, n_bytes) in zip(sizes, clover / smote, strict=True):
    print(f"{n:>9,} rows: time {seconds:.2f}, memory {n_bytes:.2f}")

# %%
# **The answer.** At a million rows, SMOTE inside clusters takes less than half of the
# time of plain SMOTE, and no more memory. The difference grows with the rows of the
# minority class. For some 100,000 rows, of which a fortieth belong to the minority
# class, there is nothing to gain. :doc:`/performance` has more cases, and says how they
# were measured.
