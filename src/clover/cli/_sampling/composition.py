"""The sampler that the options of a command describe."""

from dataclasses import dataclass, field

from clover.cli._errors import UsageError, join_names
from clover.cli._sampling.methods import Method
from clover.cli._sampling.settings import PREFIX, check_names


@dataclass(frozen=True, eq=False)
class Recipe:
    """What a sampler is to be.

    Attributes
    ----------
    method : Method
        The method.

    strategy : str or dict
        The rows that each class should have, as a sampler takes it.

    seed : int
        The seed.

    settings : dict
        Parameters, as `read_settings` returns them.

    is_scaled : bool or None
        Whether the columns are scaled for the clustering; None if the user did not say.

    n_rows : int or None
        The number of rows of the table, which limits the number of clusters.
    """

    method: Method
    strategy: object = "auto"
    seed: int = 0
    settings: dict = field(default_factory=dict)
    is_scaled: bool | None = None
    n_rows: int | None = None


def make_sampler(recipe, columns):
    """Return the sampler of a recipe, and sentences about its choice.

    An oversampler that knows no clusters works in a single one. There, it takes fewer
    neighbours in small classes, rounds whole numbers and tells the origin of its rows.

    Parameters
    ----------
    recipe : Recipe
        What the sampler is to be.

    columns : Columns
        The roles of the columns.

    Returns
    -------
    sampler : estimator
        The sampler, with its seed.

    notes : list of str
        What a user should know about it.
    """
    from clover.over_sampling import ClusterOverSampler

    method = recipe.method
    check_kinds(method, columns)
    check_scaling(recipe)
    sampler_class, fixed, notes = _choose_class(method, columns)
    own, of_clusterer = split_settings(recipe.settings)
    known = sampler_class._get_param_names()
    names = [f"{PREFIX}n_clusters"] if method.clusterer else []
    check_names(own, [*known, *names], method.name)
    params = {"sampling_strategy": recipe.strategy, **fixed, **own}
    params |= _set_clusterer(recipe, known, own, of_clusterer)
    if _has_units(recipe, columns):
        notes.append(f"{method.name} measures distances in the units of the columns.")
    if method.has_clusters:
        return sampler_class(**params, random_state=recipe.seed), notes
    sampler = ClusterOverSampler(sampler_class(**params), random_state=recipe.seed)
    return sampler, notes


def _has_units(recipe, columns):
    """Return whether distances depend on the units of the columns, unasked."""
    method = recipe.method
    if method.always_scales or method.clusterer or not method.has_distances:
        return False
    return len(columns.numbers) > 1


def check_kinds(method, columns):
    """Raise an error if a method cannot take the kinds of columns."""
    if method.takes == "numbers" and columns.categories:
        raise UsageError(
            f"--method {method.name} takes numbers alone. These columns hold "
            f"categories: {join_names(columns.categories)}. Use --method recommended, "
            "or leave them out with --ignore."
        )


def check_scaling(recipe):
    """Raise an error if there is no clustering whose scaling could be chosen."""
    method = recipe.method
    if recipe.is_scaled is None or method.clusterer:
        return
    if method.always_scales:
        if not recipe.is_scaled:
            raise UsageError(
                f"--no-scale: {method.name} always scales. kmeans-smote and "
                "cluster-smote need not."
            )
        return
    word = "--scale" if recipe.is_scaled else "--no-scale"
    raise UsageError(
        f"{word}: {method.name} has no clustering that could be scaled. Leave the "
        "option out; --method recommended always scales."
    )


def _choose_class(method, columns):
    """Return the class for the kinds of columns, its parameters, and notes."""
    categories = list(columns.categories)
    if method.name == "smote" and categories:
        from imblearn.over_sampling import SMOTEN, SMOTENC

        if columns.numbers:
            note = "There are categories: SMOTENC of imbalanced-learn makes the rows."
            return SMOTENC, {"categorical_features": categories}, [note]
        return SMOTEN, {}, [_tell_smoten()]
    if method.name == "geometric-smote":
        if categories and not columns.numbers:
            raise UsageError(
                "--method geometric-smote needs a column of numbers. All hold "
                "categories: use --method recommended."
            )
        return method.load(), {"categorical_features": categories or None}, []
    if method.name == "recommended":
        notes = [] if columns.numbers else [_tell_smoten()]
        # It finds categories by itself, but for numbers that the user named.
        fixed = {"categorical_features": categories} if columns.named else {}
        return method.load(), fixed, notes
    return method.load(), {}, []


def _tell_smoten():
    return "All columns hold categories: SMOTEN of imbalanced-learn makes the rows."


def split_settings(settings):
    """Return the parameters of a sampler, and those of its clusterer."""
    own = {name: v for name, v in settings.items() if not name.startswith(PREFIX)}
    of_clusterer = {
        name.removeprefix(PREFIX): value
        for name, value in settings.items()
        if name.startswith(PREFIX)
    }
    return own, of_clusterer


def _set_clusterer(recipe, known, own, of_clusterer):
    """Return the parameters of a sampler that hold its clusterer, if it has one."""
    method = recipe.method
    if method.clusterer is None:
        return _rename(method, known, of_clusterer)
    name = method.clusterer.parameter
    number = own.get(name)
    is_scaled = recipe.is_scaled is not False
    if not is_scaled and not of_clusterer:
        return {}
    if isinstance(number, int) and not isinstance(number, bool):
        of_clusterer = {"n_clusters": number, **of_clusterer}
    elif number is not None:
        raise UsageError(
            f"--set {name}: give the number of clusters as clusterer.n_clusters. "
            f"Got {number!r}."
        )
    clusterer = make_clusterer(recipe, of_clusterer)
    params = {name: clusterer}
    if "max_samples" in known and "max_samples" not in own:
        params["max_samples"] = limit_samples(clusterer)
    if is_scaled:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        params[name] = make_pipeline(StandardScaler(), clusterer)
    return params


def make_clusterer(recipe, params):
    """Return the k-means that the method has by default, with some parameters."""
    clusterer = recipe.method.clusterer
    clusterer_class = clusterer.load()
    check_names(params, clusterer_class._get_param_names(), clusterer.class_name)
    n_clusters = min(clusterer.n_clusters, recipe.n_rows or clusterer.n_clusters)
    return clusterer_class(**{"n_clusters": n_clusters, "n_init": "auto", **params})


def limit_samples(clusterer):
    """Return the most rows that k-means is fitted to, as KMeansSMOTE has it."""
    from clover.over_sampling._kmeans_smote import MIN_SAMPLES, MIN_SAMPLES_PER_CLUSTER

    n_clusters = clusterer.n_clusters
    if not isinstance(n_clusters, int):
        return MIN_SAMPLES
    return max(MIN_SAMPLES, MIN_SAMPLES_PER_CLUSTER * n_clusters)


def _rename(method, known, of_clusterer):
    """Return parameters of the clusterer under the names that the sampler has."""
    check_names(
        {f"{PREFIX}{name}": None for name in of_clusterer},
        [f"{PREFIX}n_clusters"] if "n_clusters" in known else [],
        method.name,
    )
    return of_clusterer
