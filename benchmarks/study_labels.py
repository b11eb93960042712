"""How the page of the study calls methods, classifiers and metrics."""

import re

from study_methods import BOOSTING, LOGISTIC, TREE
from study_rules import ACCURACY, AP, AUC, BRIER, TUNED

CLUSTERED = "clusters + Geometric SMOTE"
# Tables and pictures have the methods in this order.
METHODS = {
    "none": "no resampling",
    "class_weight": "class weights",
    "random": "repetition",
    "SMOTE": "SMOTE",
    "Borderline": "Borderline SMOTE",
    "G-SMOTE": "Geometric SMOTE",
    "KMeansSMOTE": "KMeansSMOTE, paper's rule",
    "KMeansSMOTE exponent 1": "KMeansSMOTE, exponent 1",
    "KMeansSMOTE intrinsic": "KMeansSMOTE, intrinsic dimension",
    "KMeansSMOTE tempered": "KMeansSMOTE, tempered",
    "imbalanced-learn KMeansSMOTE": "imbalanced-learn's KMeansSMOTE",
    "SOMO": "SOMO",
    "GeometricSOMO": "Geometric SOMO",
    "ClusterSMOTE": "Cluster-SMOTE",
    "CBO": "CBO",
    "ASUWO": "A-SUWO",
    "CURESMOTE": "CURE-SMOTE",
    "CenterSMOTE": "Center SMOTE",
    "all, size": "all clusters, by size",
    "ratio, uniform": "by ratio, uniform",
    "all, sparsity": "all clusters, by sparsity",
    "ratio, sparsity": "by ratio, by sparsity",
    "safe rows": "clusters with safe rows",
    "no clusters": "the compositions' Geometric SMOTE",
    "clusters G-SMOTE": CLUSTERED,
    "clusters G-SMOTE half": f"{CLUSTERED} to half",
    "clusters simplicial": "clusters + simplicial SMOTE",
    "clusters Gaussian": "clusters + Gaussian",
    "class by class": "clusters by class + Geometric SMOTE",
    "class by class half": "clusters by class + Geometric SMOTE to half",
}
CLASSIFIERS = {
    LOGISTIC: "logistic regression",
    BOOSTING: "gradient boosting",
    TREE: "a single tree",
    "neighbors": "nearest neighbours",
    "forest": "random forest",
}
METRICS = {
    AP: "average precision",
    AUC: "AUC",
    BRIER: "Brier score",
    ACCURACY: "balanced accuracy",
    TUNED: "balanced accuracy, tuned threshold",
}
WEIGHTED = re.compile(r"(?P<base>.*) w(?P<chi>[\d.]+)")
TUNED_ENDING = " tuned"


def label_method(name, tell_chi=False):
    """Return what a method is called, with its chi where several are compared."""
    if match := WEIGHTED.fullmatch(name):
        ending = f"chi {match['chi']}" if tell_chi else "weighted"
        return f"{METHODS[match['base']]}, {ending}"
    if name.endswith(TUNED_ENDING):
        return f"{METHODS[name.removesuffix(TUNED_ENDING)]}, tuned"
    return METHODS[name]


def sort_methods(names):
    """Return names of methods in the order of the page, those with weights last."""
    order = list(METHODS)

    def key(name):
        if match := WEIGHTED.fullmatch(name):
            return 1, order.index(match["base"]), float(match["chi"])
        return 0, order.index(name.removesuffix(TUNED_ENDING)), 0.0

    return sorted(set(names), key=key)


def join_words(words):
    """Return words as an enumeration."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
