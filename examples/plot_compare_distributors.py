"""
Do valid samples make good classifiers?
=======================================

Four distributors share the same synthetic samples out to the same clusters in different
ways. Some keep the samples away from the majority class. Do classifiers gain by that?
"""

import matplotlib.pyplot as plt
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import compare_distributors
from clover.distribution import ClusterDistributor, CoverageFilter, LogLinearAllocation

# %%
# The comparison
# --------------
# The clusterer and the oversampler are the same for all. SMOTE without clusters is a
# baseline, as is doing nothing.

distributors = {
    "all clusters, by size": ClusterDistributor(),
    "all clusters, evenly": ClusterDistributor(
        allocation=LogLinearAllocation.uniform()
    ),
    "pure clusters, by size": ClusterDistributor(CoverageFilter(0.5)),
    "pure clusters, sparse first": ClusterDistributor(
        CoverageFilter(0.5), LogLinearAllocation.by_sparsity()
    ),
}
datasets = {
    f"made {seed}": make_classification(
        400,
        n_features=6,
        n_informative=4,
        n_clusters_per_class=3,
        weights=[0.85],
        random_state=seed,
    )
    for seed in range(6)
}
comparison = compare_distributors(
    KMeans(12, n_init=1),
    SMOTE(),
    distributors,
    datasets,
    {
        "logistic regression": LogisticRegression(),
        "tree": DecisionTreeClassifier(min_samples_leaf=5),
    },
    cv=3,
    random_state=0,
    progress=False,
)

# %%
# Both sides
# ----------
# Validity is the share of made samples that lie nearest to a row of another class, less
# that of real rows of the class. Below zero, samples are safer than real rows. Large
# points are means, small ones data sets. The safest samples do not make better
# classifiers; with those among the other class the classifiers are worse.

table = comparison.table("average_precision", reference="SMOTE")
table = table.sort_values("validity_difference", ascending=False, na_position="first")
fig, (left, right) = plt.subplots(
    1, 2, figsize=(8.5, 3.4), sharey=True, layout="constrained"
)
for ax in (left, right):
    ax.axvline(0, color="0.6", linewidth=0.8)
left.scatter(table["validity_difference"], table.index, color="#D55E00", zorder=3)
measures = comparison.intrinsic()
left.scatter(
    measures["validity_difference"],
    measures["method"],
    s=10,
    color="#D55E00",
    alpha=0.5,
)
left.set_xlabel("samples nearest to another class,\nless real rows of the class")
left.set_title("validity: less is safer", fontsize=10)
right.hlines(table.index, table["low"], table["high"], color="#0072B2")
right.scatter(table["difference"], table.index, color="#0072B2")
right.set_xlabel("gain in average precision over SMOTE,\nwith its 95 % interval")
right.set_title("benefit: more is better", fontsize=10)
columns = ["difference", "low", "high", "validity_difference", "diversity"]
print(table[columns].round(3).to_string())
