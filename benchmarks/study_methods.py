"""The classifiers and the methods of the study, tier by tier."""

from dataclasses import dataclass, field

from imblearn.over_sampling import SMOTE, BorderlineSMOTE
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from clover.comparison._runs.ratios import Ratio
from clover.distribution import (
    ClusterDistributor,
    CoverageFilter,
    ImbalanceRatioFilter,
    LogLinearAllocation,
    SafetyFilter,
)
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    SimplicialSMOTE,
)

# The chi of the pilot study, with which compositions are chosen, and those that are
# tried of the composition that is chosen. At 0, all rows of a class weigh the same.
PILOT_CHI = 0.5
CHIS = (0.0, 0.25, 0.5, 0.75)
# The chi of one of the other ways, which were tried after targets had been missed.
LIGHT_CHI = 0.9

LOGISTIC, BOOSTING, TREE = "logistic", "boosting", "tree"
STRONG = (LOGISTIC, BOOSTING)
# With weights, scikit-learn 1.9 looks for the bounds of all bins of all features one by
# one. With its 255 bins, that would take most of the study's time.
MAX_BINS = 32
CLASSIFIERS = {
    LOGISTIC: LogisticRegression(max_iter=1000),
    BOOSTING: HistGradientBoostingClassifier(max_iter=50, max_bins=MAX_BINS),
    TREE: DecisionTreeClassifier(max_depth=6),
}
NEIGHBORS = {"neighbors": KNeighborsClassifier()}
FOREST = {"forest": RandomForestClassifier(n_estimators=100)}

# All get rows that the comparison has scaled.
BASES = {
    "SMOTE": SMOTE(),
    "G-SMOTE": GeometricSMOTE(),
    "KMeansSMOTE": KMeansSMOTE(distances_exponent="features", temperature=1.0),
}


def compose(oversampler, n_clusters=20, **params):
    """Return a sampler of some clusters, coverage 0.8, and the allocation n D."""
    return ClusterOverSampler(
        oversampler,
        clusterer=KMeans(n_clusters),
        distributor=ClusterDistributor(
            CoverageFilter(0.8), LogLinearAllocation.by_size_and_spread()
        ),
        **params,
    )


def make_geometric(**params):
    """Return the Geometric SMOTE of the pilot study's best composition."""
    return GeometricSMOTE(
        selection_strategy="minority", deformation_factor=0.5, **params
    )


# Of these the recommended composition is chosen, on the half for discovery.
COMPOSITIONS = {
    "clusters G-SMOTE": compose(make_geometric()),
    "clusters G-SMOTE half": compose(make_geometric(sampling_strategy=Ratio(0.5))),
    "clusters simplicial": compose(SimplicialSMOTE()),
    "clusters Gaussian": compose(GaussianOversampler()),
    "class by class": compose(make_geometric(), 8, clustering_scope="class"),
}
# Of these the rule of KMeansSMOTE is chosen, there too. The one in `BASES` has the rule
# of its paper, which was the default when the study was made.
KMEANS_RULES = {
    "KMeansSMOTE exponent 1": KMeansSMOTE(distances_exponent=1),
    "KMeansSMOTE intrinsic": KMeansSMOTE(distances_exponent="intrinsic"),
    "KMeansSMOTE tempered": KMeansSMOTE(
        distances_exponent="features", temperature="auto"
    ),
}
# The one that discovery showed to be better than the paper's.
CHOSEN_RULE = "KMeansSMOTE tempered"


def anchor(selection, allocation):
    """Return the first composition with another distributor."""
    return ClusterOverSampler(
        make_geometric(), KMeans(20), ClusterDistributor(selection, allocation)
    )


ANCHORS = {
    "all, size": anchor(None, LogLinearAllocation.by_size()),
    "ratio, uniform": anchor(ImbalanceRatioFilter(), LogLinearAllocation.uniform()),
    "all, sparsity": anchor(None, LogLinearAllocation.by_sparsity()),
    "ratio, sparsity": anchor(
        ImbalanceRatioFilter(), LogLinearAllocation.by_sparsity()
    ),
    "safe rows": anchor(SafetyFilter(), LogLinearAllocation.by_size_and_spread()),
    # What is left of the compositions without clusters: "G-SMOTE" has other parameters.
    "no clusters": make_geometric(),
}
OTHERS = {
    "Borderline": BorderlineSMOTE(),
    "imbalanced-learn KMeansSMOTE": ImblearnKMeansSMOTE(),
    "SOMO": SOMO(),
    "GeometricSOMO": GeometricSOMO(),
    "ClusterSMOTE": ClusterSMOTE(),
    "CBO": CBO(),
    "ASUWO": ASUWO(),
    "CURESMOTE": CURESMOTE(),
    "CenterSMOTE": CenterSMOTE(),
}


def name_weighted(name, chi):
    """Return the name of a method whose rows have weights that keep the prior."""
    return f"{name} w{chi:g}"


def weigh(name, sampler, chi):
    """Return a sampler with weights as a dictionary of its name."""
    if hasattr(sampler, "weighting"):
        weighted = clone(sampler).set_params(weighting=chi)
    else:
        # One cluster, in which SMOTE makes rows by the same law.
        weighted = ClusterOverSampler(sampler, weighting=chi)
    return {name_weighted(name, chi): weighted}


def weigh_all(samplers, chi):
    """Return samplers with weights by their names."""
    return {
        key: weighted
        for name, sampler in samplers.items()
        for key, weighted in weigh(name, sampler, chi).items()
    }


@dataclass(frozen=True)
class Part:
    """What is compared in a call of `clover.comparison.plan`.

    Without inner folds a run takes a fraction of the time, and no threshold is tuned.
    """

    samplers: dict
    classifiers: dict
    baselines: list = field(default_factory=lambda: ["none", "class_weight"])
    grids: dict | None = None
    n_repeats: int = 1
    inner_cv: int | None = 3


def list_parts(tier, half, composition, chi):
    """Return the parts of a tier.

    Without a `composition`, which is a name, those that choose it are returned. With
    it, tier 1 of discovery has all chis of it; elsewhere it is compared at `chi`.
    """
    if tier == "1" and half == "discovery":
        samplers = choose_from(composition)
        # Nothing that is chosen there depends on a threshold.
        return [Part(samplers, CLASSIFIERS, n_repeats=3, inner_cv=None)]
    plain = BASES | {composition: COMPOSITIONS[composition]}
    weighted = weigh_all(plain, chi)
    if tier == "1":
        rule = {CHOSEN_RULE: KMEANS_RULES[CHOSEN_RULE]}
        return [Part(plain | weighted | rule, CLASSIFIERS, n_repeats=3)]
    if tier == "other":
        samplers = {}
        for way in list_other_ways(composition, chi):
            samplers |= way
        return [Part(samplers, CLASSIFIERS, ["none"], n_repeats=3, inner_cv=None)]
    if tier == "multiclass":
        return [Part(plain | weighted, CLASSIFIERS)]
    if tier == "tuned":
        return [tune(plain, {name: CLASSIFIERS[name] for name in STRONG}, chi)]
    return list_second_tier(plain, weighted, chi)


def choose_from(composition):
    """Return the samplers of which composition, rule and chi are chosen."""
    samplers = BASES | COMPOSITIONS | KMEANS_RULES
    samplers |= weigh_all(BASES | COMPOSITIONS, PILOT_CHI)
    if composition is not None:
        for chi in CHIS:
            samplers |= weigh(composition, COMPOSITIONS[composition], chi)
    return samplers


def list_other_ways(composition, chi):
    """Return three other ways, tried after targets (a) and (c) were missed.

    Samples that weigh less, fewer samples, and no clusters: each is a pair of samplers
    by their names, without weights and with them. The first is the composition with
    weights alone.
    """
    chosen = COMPOSITIONS[composition]
    half = clone(chosen).set_params(oversampler__sampling_strategy=Ratio(0.5))
    changed = {name_half(composition): half, "no clusters": ANCHORS["no clusters"]}
    return [
        weigh(composition, chosen, LIGHT_CHI),
        *({name: way} | weigh(name, way, chi) for name, way in changed.items()),
    ]


def name_half(composition):
    """Return the name of a composition that makes half as many samples."""
    return f"{composition} half"


def list_second_tier(plain, weighted, chi):
    """Return other classifiers and other methods, without inner folds."""
    strong = {name: CLASSIFIERS[name] for name in STRONG}
    presets = {
        name: sampler
        for name, sampler in OTHERS.items()
        if hasattr(sampler, "weighting")
    }
    # The anchor of coverage 0.8 and n D, whichever composition was chosen.
    first = {name: COMPOSITIONS[name] for name in ["clusters G-SMOTE"]}
    # The neighbours take no weights, and scikit-learn's have no class weights.
    return [
        Part(plain, NEIGHBORS, inner_cv=None),
        Part(plain | weighted, FOREST, inner_cv=None),
        Part(
            OTHERS | ANCHORS | first,
            strong,
            ["none", "class_weight", "random"],
            inner_cv=None,
        ),
        Part(weigh_all(presets, chi), strong, ["none"], inner_cv=None),
    ]


def tune(plain, classifiers, chi):
    """Return contenders with four candidates each: two ratios, weights or none."""
    names = [name for name in plain if name != "KMeansSMOTE"]
    tuned, grids = {}, {}
    for name in names:
        sampler = plain[name]
        if not hasattr(sampler, "weighting"):
            sampler = ClusterOverSampler(sampler)
        has_part = "oversampler" in sampler.get_params(deep=False)
        strategy = ("oversampler__" if has_part else "") + "sampling_strategy"
        tuned[f"{name} tuned"] = sampler
        grids[f"{name} tuned"] = {strategy: ["auto", 0.5], "weighting": [None, chi]}
    return Part(tuned, classifiers, ["none", "class_weight"], grids)
