"""
Are probabilities right after resampling?
=========================================

A classifier that was fitted to balanced data believes that both classes are equally
frequent, and so its probabilities are too high for the rare class. This matters
whenever a probability is used as one, such as for an expected loss. Do weights for the
synthetic samples repair it?
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.calibration import CalibrationDisplay
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split

from clover.classification import ResampledClassifier

# %%
# Three classifiers
# -----------------
# About 8 % of the rows are of class 1. The first classifier sees the rows as they are,
# the second as many synthetic samples of SMOTE as it takes to balance the classes. The
# third sees the same samples with weights: real and synthetic rows of class 1 together
# weigh as much as the real ones did before. The class keeps its prior probability.
# :class:`~clover.classification.ResampledClassifier` makes the weights and hands them
# to the classifier, which a pipeline cannot do.

X, y = make_classification(
    6_000,
    n_features=10,
    n_informative=5,
    weights=[0.93],
    class_sep=0.6,
    flip_y=0.02,
    random_state=0,
)
X_train, X_test, y_train, y_test = train_test_split(
    X, y, test_size=0.5, stratify=y, random_state=0
)
models = {
    "no resampling": LogisticRegression(),
    "SMOTE": ResampledClassifier(LogisticRegression(), SMOTE(), random_state=0),
    "SMOTE with weights": ResampledClassifier(
        LogisticRegression(), SMOTE(), weighting="prevalence", random_state=0
    ),
}

# %%
# Brier scores
# ------------
# The Brier score is the mean squared error of the probabilities, so less is better. The
# area under the ROC curve only looks at the order of the rows.

probabilities = {
    name: model.fit(X_train, y_train).predict_proba(X_test)[:, 1]
    for name, model in models.items()
}
scores = pd.DataFrame(
    {
        "Brier score": {
            name: brier_score_loss(y_test, p) for name, p in probabilities.items()
        },
        "mean probability": {name: p.mean() for name, p in probabilities.items()},
        "ROC AUC": {
            name: roc_auc_score(y_test, p) for name, p in probabilities.items()
        },
    }
)
print(f"share of class 1: {y_test.mean():.3f}")
print(scores.round(3).to_string())

# %%
# Reliability curves
# ------------------
# On the left, the test rows are divided into ten groups by their probability. Where
# probabilities are right, the share of class 1 in a group equals the mean probability,
# and the curve follows the dotted diagonal. On the right, one sees how the
# probabilities are spread.

styles = {
    "no resampling": ("#0B2A4A", "o", "-"),
    "SMOTE": ("#E66100", "s", "-"),
    "SMOTE with weights": ("#56B4E9", "^", "--"),
}
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
for name, (color, marker, line) in styles.items():
    CalibrationDisplay.from_predictions(
        y_test,
        probabilities[name],
        n_bins=10,
        strategy="quantile",
        name=name,
        ax=left,
        color=color,
        marker=marker,
        linestyle=line,
    )
    right.hist(
        probabilities[name],
        bins=np.linspace(0, 1, 26),
        histtype="step",
        color=color,
        linestyle=line,
        linewidth=1.5,
        label=name,
    )
left.set(xlabel="mean probability of class 1 in the group", ylabel="share of class 1")
left.legend(loc="upper left", frameon=False)
right.set(xlabel="probability of class 1", ylabel="test rows (log scale)", yscale="log")
right.legend(loc="upper right", frameon=False)
plt.show()

# %%
# **Answer.** No, but weights repair it. With SMOTE the mean probability of the rare
# class is about five times its share, and the Brier score is nearly three times as
# high. With weights, both are as without resampling. On these data, resampling changes
# the order of the rows, and so the area under the ROC curve, by no more than 0.01: for
# logistic regression there was nothing to gain.
