"""
A comparison in ten lines
=========================

Does it help to make the samples of SMOTE inside clusters? On ten made data sets, whose
minority class lies in three clusters, with a linear classifier and with a tree.
"""

from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import ComparisonMatrixDisplay, compare
from clover.distribution import ClusterDistributor, CoverageFilter, LogLinearAllocation
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE

# %%
# The comparison
# --------------
# Four baselines come without being asked for: no resampling, class weights, repetition
# and SMOTE.

datasets = {
    f"made {seed}": make_classification(
        400,
        n_features=6,
        n_informative=4,
        n_clusters_per_class=3,
        weights=[0.88],
        random_state=seed,
    )
    for seed in range(10)
}
samplers = {
    "KMeansSMOTE": KMeansSMOTE(),
    "20 clusters, by size": ClusterOverSampler(
        SMOTE(),
        KMeans(20),
        ClusterDistributor(CoverageFilter(0.8), LogLinearAllocation.by_size()),
    ),
}
classifiers = {
    "logistic regression": LogisticRegression(),
    "tree": DecisionTreeClassifier(min_samples_leaf=5),
}
comparison = compare(
    samplers, datasets, classifiers, cv=4, random_state=0, progress=False
)

# %%
# What it says
# ------------
# No method is better than no resampling. Samples inside clusters are a little better
# than those of SMOTE on most data sets, yet not significantly.

display = ComparisonMatrixDisplay.from_comparison(comparison)
print(comparison.verdict(reference="none"))
