"""From the options of a command to the parts of a plan."""

from dataclasses import dataclass, field

from clover.cli._errors import UsageError, join_names
from clover.cli._sampling.composition import (
    Recipe,
    check_kinds,
    check_scaling,
    limit_samples,
    make_clusterer,
    split_settings,
)
from clover.cli._sampling.methods import find_method
from clover.cli._sampling.settings import PREFIX, check_names, read_settings
from clover.cli._sampling.strategy import read_strategy

POSSIBLE = ("recommended", "smote", "random", "geometric-smote", "kmeans-smote")
# Settings of plans, which all methods have.
OF_PLAN = ("max_samples", "max_group_rows")
OF_KMEANS_SMOTE = ("k_neighbors", "imbalance_ratio_threshold", "distances_exponent")


@dataclass(frozen=True, eq=False)
class LargeParts:
    """The parts of a plan, and settings of it.

    Attributes
    ----------
    oversampler, clusterer, distributor : estimator or None
        The parts; None is left to the plan.

    settings : dict
        Further parameters of `clover.scale.plan`, by name.

    notes : list of str
        What the user should know about the choice.
    """

    oversampler: object
    clusterer: object = None
    distributor: object = None
    settings: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)

    @property
    def params(self):
        """The parameters of `clover.scale.plan`, by name."""
        parts = {
            "oversampler": self.oversampler,
            "clusterer": self.clusterer,
            "distributor": self.distributor,
        }
        given = {name: part for name, part in parts.items() if part is not None}
        return given | self.settings


def find_possible_method(name):
    """Return a method that needs no rows of other classes, by its name."""
    method = find_method(name)
    if method.name not in POSSIBLE:
        raise UsageError(
            f"--method {method.name} needs all rows in memory. A table that is "
            f"resampled in parts goes with {join_names(POSSIBLE, 'or')}."
        )
    return method


def make_parts(request, table):
    """Return the `LargeParts` of a request.

    Parameters
    ----------
    request : Request
        What the user asks for.

    table : LargeTable
        The table.
    """
    method = find_possible_method(request.method)
    settings = read_settings(request.settings)
    of_plan = {name: settings.pop(name) for name in OF_PLAN if name in settings}
    recipe = Recipe(
        method,
        read_strategy(request.strategy, table.classes),
        request.seed,
        settings,
        request.is_scaled,
        table.n_rows,
    )
    check_kinds(method, table)
    check_scaling(recipe)
    if not table.numbers and method.name != "random":
        raise UsageError(
            f"--method {method.name} needs a column of numbers in a table that is "
            "resampled in parts, and all hold categories. Use --method random."
        )
    parts = MAKE[method.name](recipe, table)
    parts.settings.update(of_plan)
    return parts


def _make_recommended(recipe, table):
    from clover.over_sampling import ScaledGeometricSMOTE

    params = _read_params(recipe, ScaledGeometricSMOTE)
    params.setdefault("selection_strategy", "minority")
    if table.named:
        params["categorical_features"] = table.categories
    note = (
        "recommended makes rows between rows of the same class here "
        "(ScaledGeometricSMOTE with selection_strategy='minority')."
    )
    return LargeParts(ScaledGeometricSMOTE(**params), notes=[note])


def _make_smote(recipe, table):
    from imblearn.over_sampling import SMOTE, SMOTENC

    notes = _tell_units(recipe, table)
    if not table.categories:
        return _in_one_cluster(SMOTE(**_read_params(recipe, SMOTE)), notes)
    notes.append("There are categories: SMOTENC of imbalanced-learn makes the rows.")
    params = {"categorical_features": table.categories, **_read_params(recipe, SMOTENC)}
    return _in_one_cluster(SMOTENC(**params), notes)


def _make_geometric(recipe, table):
    from clover.over_sampling import GeometricSMOTE

    params = _read_params(recipe, GeometricSMOTE)
    params.setdefault("selection_strategy", "minority")
    note = "geometric-smote has selection_strategy='minority' here."
    notes = [note, *_tell_units(recipe, table)]
    categories = table.categories or None
    oversampler = GeometricSMOTE(categorical_features=categories, **params)
    return _in_one_cluster(oversampler, notes)


def _make_random(recipe, table):
    from imblearn.over_sampling import RandomOverSampler

    return _in_one_cluster(
        RandomOverSampler(**_read_params(recipe, RandomOverSampler)), []
    )


def _make_kmeans_smote(recipe, table):
    from imblearn.over_sampling import SMOTE
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from clover.distribution import DensityDistributor

    own, of_clusterer = split_settings(recipe.settings)
    check_names(own, [*OF_KMEANS_SMOTE, *OF_PLAN], recipe.method.name)
    kmeans = make_clusterer(recipe, of_clusterer)
    of_smote = {"k_neighbors": own["k_neighbors"]} if "k_neighbors" in own else {}
    clusterer = kmeans
    if recipe.is_scaled is not False:
        clusterer = make_pipeline(StandardScaler(), kmeans)
    # What KMeansSMOTE in memory takes from these parameters.
    exponent = own.get("distances_exponent", "auto")
    distributor = DensityDistributor(
        own.get("imbalance_ratio_threshold", "auto"),
        exponent,
        temperature="auto" if exponent == "auto" else 1.0,
    )
    return LargeParts(
        SMOTE(sampling_strategy=recipe.strategy, **of_smote),
        clusterer,
        distributor,
        {"max_samples": limit_samples(kmeans)},
    )


MAKE = {
    "recommended": _make_recommended,
    "smote": _make_smote,
    "random": _make_random,
    "geometric-smote": _make_geometric,
    "kmeans-smote": _make_kmeans_smote,
}


def _in_one_cluster(oversampler, notes):
    """Return parts with a single cluster, as these methods work in memory."""
    from sklearn.cluster import KMeans

    from clover.distribution import ClusterDistributor

    clusterer = KMeans(n_clusters=1, n_init=1)
    return LargeParts(oversampler, clusterer, ClusterDistributor(), {}, notes)


def _read_params(recipe, sampler_class):
    """Return the parameters of a sampler, of which the names are checked."""
    own, of_clusterer = split_settings(recipe.settings)
    # Rows that are repeated with a shrinkage are not possible in parts.
    known = [name for name in sampler_class._get_param_names() if name != "shrinkage"]
    check_names(own, [*known, *OF_PLAN], recipe.method.name)
    check_names(
        {f"{PREFIX}{name}": None for name in of_clusterer},
        [f"{PREFIX}n_clusters"] if "n_clusters" in known else [],
        recipe.method.name,
    )
    chosen = own.get("selection_strategy", "minority")
    if chosen != "minority":
        raise UsageError(
            f"--set selection_strategy={chosen} needs the rows of all classes in "
            "memory. A table that is resampled in parts goes with minority alone."
        )
    return {"sampling_strategy": recipe.strategy, **own, **of_clusterer}


def _tell_units(recipe, table):
    if len(table.numbers) < 2:
        return []
    return [f"{recipe.method.name} measures distances in the units of the columns."]
