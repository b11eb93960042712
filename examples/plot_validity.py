"""
Are the synthetic samples where the class lives?
================================================

A synthetic sample is of use if it could be a real row of its class. It should lie where
the class lies, and it should not be a mere copy. How do samplers differ in this?
:func:`~clover.inspection.validity` and :func:`~clover.inspection.diversity` measure
both without a classifier.
"""

import matplotlib.pyplot as plt
import pandas as pd
from imblearn.over_sampling import SMOTE, RandomOverSampler
from sklearn.datasets import load_digits

from clover.inspection import diversity, validity
from clover.over_sampling import KMeansSMOTE, ScaledGeometricSMOTE

# %%
# Data and samplers
# -----------------
# The rare class holds the eights among scikit-learn's images of digits, about a tenth
# of the rows. Eights look like ones, threes and nines, so that a sample between two
# eights may well look like another digit. The last sampler is meant to fail: it takes a
# row and adds noise to each pixel.

digits = load_digits(as_frame=True)
X, y = digits.data, digits.target == 8
print(f"{y.sum()} of {len(y)} rows are eights")

samplers = {
    "RandomOverSampler": RandomOverSampler(),
    "SMOTE": SMOTE(),
    "KMeansSMOTE": KMeansSMOTE(kmeans_estimator=10, distances_exponent=1),
    "ScaledGeometricSMOTE": ScaledGeometricSMOTE(),
    "RandomOverSampler with noise": RandomOverSampler(shrinkage=3),
}

# %%
# Two measures
# ------------
# **Validity**: half of the rows are hidden, and the sampler works with the other half.
# We count the synthetic samples whose nearest hidden row is not an eight, and compare
# their share with the same share of real eights. A difference above 0 means that more
# of the samples lie in the region of other digits than real eights do.
#
# **Diversity**: how far is a sample from the nearest real eight, where 1 is the usual
# distance of a real eight to the next one? Copies have 0.

rows = []
for name, sampler in samplers.items():
    valid = validity(sampler, X, y, n_repeats=5, random_state=0)
    diverse = diversity(sampler, X, y, n_repeats=3, random_state=0)
    rows.append(
        (name, valid.difference, valid.standard_error, diverse.relative_distance)
    )
columns = ["sampler", "difference", "standard error", "relative distance"]
measures = pd.DataFrame(rows, columns=columns).set_index("sampler")
print(measures.round(3).to_string())

# %%
# How to read the bars
# --------------------
# On the left, bars to the left of zero are safer than real eights, bars to the right
# lie more often among other digits. The lines show twice the standard error. On the
# right, copies have no bar, and a bar of 1 is as new as a real row.

fig, (left, right) = plt.subplots(
    1, 2, figsize=(10, 4), sharey=True, layout="constrained"
)
left.barh(
    measures.index,
    measures["difference"],
    xerr=2 * measures["standard error"],
    color="#0072B2",
    ecolor="0.4",
)
left.axvline(0, color="black", linewidth=1)
left.invert_yaxis()
left.set_title("validity: 0 is like real rows")
left.set_xlabel("share of samples nearest to another digit,\nless that of real eights")
right.barh(measures.index, measures["relative distance"], color="#E69F00")
right.axvline(1, color="black", linewidth=1)
right.set_title("diversity: 1 is as far as real rows")
right.set_xlabel("distance to the nearest real eight,\nover that between real eights")
plt.show()

# %%
# **Answer.** The samples of SMOTE and KMeansSMOTE lie no more often among other digits
# than real eights do, but near the rows that they were made from. Those of
# ScaledGeometricSMOTE are as far from real eights as these are from each other, and
# some 7 % more of them lie nearest to another digit. Noise fails, and copies add
# nothing new. Which sampler gives the better classifier is another question: neither of
# the two measures answers it.
