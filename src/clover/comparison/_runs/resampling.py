"""Samplers and pipelines of samplers, applied to the training rows of a split."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from imblearn.over_sampling import SMOTEN, SMOTENC
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.under_sampling.base import BaseUnderSampler
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder

from clover._estimators.copies import copy_if_written_to
from clover._estimators.params import own_params
from clover._estimators.seeds import N_SEEDS, seed_parts
from clover.over_sampling._account.weighting import WeighsRows
from clover.over_sampling._base import BaseClusterOverSampler

PASSTHROUGH = "passthrough"


@dataclass(frozen=True, eq=False)
class Resampled:
    """Rows to fit a classifier to.

    `transformers` are the fitted steps of a pipeline that the rows to predict go
    through, too. `asked` maps classes to the rows that the last sampler was asked for;
    it is empty where that is not known. `weights` are those of the rows, `None` if the
    sampler weighs none.
    """

    X: Any
    y: np.ndarray
    transformers: tuple
    asked: dict
    seconds: float
    weights: np.ndarray | None = None

    def transform(self, X):
        """Return rows to predict as the classifier gets them."""
        for transformer in self.transformers:
            X = transformer.transform(*copy_if_written_to(transformer, X))
        return X


def make_sampler(sampler, params, seed):
    """Return a clone of a sampler with other parameters, whose unset seeds are set."""
    if is_passthrough(sampler):
        return PASSTHROUGH
    # An estimator among the parameters must not keep the seed of another fold.
    params = {name: clone(value, safe=False) for name, value in params.items()}
    sampler = clone(sampler).set_params(**params)
    rng = np.random.RandomState(seed)
    for step in list_steps(sampler):
        # A sampler of clover seeds its parts by itself.
        is_of_clover = isinstance(step, BaseClusterOverSampler)
        if not is_of_clover:
            seed_parts(step, rng)
        elif step.random_state is None:
            step.set_params(random_state=int(rng.randint(N_SEEDS)))
    return sampler


def is_passthrough(sampler):
    """Return whether a sampler, or a step of a pipeline, leaves all as it is."""
    return sampler is None or (isinstance(sampler, str) and sampler == PASSTHROUGH)


def list_steps(sampler):
    """Return the steps of a pipeline, of nested ones too, or the sampler alone."""
    if is_passthrough(sampler):
        return []
    if not isinstance(sampler, Pipeline):
        return [sampler]
    return [inner for _, step in sampler.steps for inner in list_steps(step)]


def resample(sampler, split):
    """Do all steps of a sampler on the training rows of a split.

    A sampler that works with categories gets them as they are and is told where they
    are; any other gets numbers only, and so does a pipeline with a transformer.
    """
    start = perf_counter()
    steps = list_steps(sampler)
    _check_weighs_alone(steps)
    n_mixed = _count_mixed_steps(steps, split.encoder.columns)
    X, y = split.scaled_train if n_mixed else split.X_train, split.y_train
    transformers, asked, weights = [], _count(y), None
    for place, step in enumerate(steps):
        inputs = copy_if_written_to(step, X, y)
        if hasattr(step, "fit_resample"):
            if place < n_mixed:
                tell_categories(step, split.encoder.columns)
            elif not transformers:
                tell_no_categories(step)
            before = _count(y)
            X, y = step.fit_resample(*inputs)
            asked = _find_asked(step, before)
            weights = step.sample_weight_ if _weighs_rows(step) else None
        else:
            X = _fit_transform(step, *inputs)
            transformers.append(step)
        if place == n_mixed - 1:
            X = split.encoder.encode_scaled(X)
    seconds = perf_counter() - start if steps else 0.0
    return Resampled(X, np.asarray(y), tuple(transformers), asked, seconds, weights)


def _weighs_rows(step):
    return isinstance(step, WeighsRows) and step.weighting is not None


def _check_weighs_alone(steps):
    """Check that a sampler that weighs its rows is the only one of a pipeline.

    The weights keep how frequent the classes are among the rows that it gets, and are
    of the rows that it returns.
    """
    samplers = [step for step in steps if hasattr(step, "fit_resample")]
    weighing = [step for step in samplers if _weighs_rows(step)]
    if weighing and len(samplers) > 1:
        name, value = type(weighing[0]).__name__, weighing[0].weighting
        names = ", ".join(type(step).__name__ for step in samplers)
        raise ValueError(
            "A sampler with `weighting` should be the only sampler of a pipeline, as "
            "its weights are for the rows that it gets and returns. Got "
            f"{name}(weighting={value!r}) among {names}; leave the others out, or "
            "`weighting`."
        )


def _fit_transform(step, X, y):
    if hasattr(step, "fit_transform"):
        return step.fit_transform(X, y)
    return step.fit(X, y).transform(X)


def _count(y):
    """Return the rows of each class."""
    labels, counts = np.unique(y, return_counts=True)
    return dict(zip(labels.tolist(), counts.tolist(), strict=True))


def _find_asked(step, before):
    """Return the rows of each class that a sampler was asked for, if that is known."""
    strategy = getattr(step, "sampling_strategy_", None)
    if isinstance(strategy, dict) and isinstance(step, BaseOverSampler):
        return {k: n + int(strategy.get(k, 0)) for k, n in before.items()}
    if isinstance(strategy, dict) and isinstance(step, BaseUnderSampler):
        return {k: int(strategy.get(k, n)) for k, n in before.items()}
    return {}


def _count_mixed_steps(steps, columns):
    """Return how many of the first steps get categories as they are.

    These are the steps up to the last one that works with them.
    """
    are_samplers = all(hasattr(step, "fit_resample") for step in steps)
    if not columns.categorical or not are_samplers:
        return 0
    places = [j for j, step in enumerate(steps) if takes_categories(step, columns)]
    return places[-1] + 1 if places else 0


def takes_categories(sampler, columns):
    """Return whether a sampler works with categories as they are."""
    params = own_params(sampler)
    if _is_composition(params):
        return takes_categories(params["oversampler"], columns)
    if isinstance(sampler, SMOTEN):
        return not columns.numeric
    if "categorical_features" not in params:
        return False
    # Those that can do without categories need numbers next to them.
    return bool(columns.numeric) or params["categorical_features"] is not None


def tell_categories(sampler, columns):
    """Set the parameters that tell a sampler, or the parts of it, of the categories."""
    if not takes_categories(sampler, columns):
        return
    params = own_params(sampler)
    if "categorical_features" in params:
        sampler.set_params(categorical_features=list(columns.categorical))
    if _is_composition(params):
        tell_categories(params["oversampler"], columns)
        clusterer = params["clusterer"]
        if clusterer is not None and not _starts_with_columns(clusterer):
            one_hot = _make_one_hot(columns.categorical)
            sampler.set_params(clusterer=make_pipeline(one_hot, clusterer))


def tell_no_categories(sampler):
    """Unset the parameter that tells a sampler of categories where there are none.

    Raises
    ------
    ValueError
        If the sampler cannot do without categories.
    """
    params = own_params(sampler)
    if params.get("categorical_features") is not None:
        if isinstance(sampler, SMOTENC):
            raise ValueError(
                f"{type(sampler).__name__} needs columns of categories and gets "
                "numbers only: the data have none, or its pipeline has a transformer. "
                "Compare it on data sets that have both, and without a transformer."
            )
        sampler.set_params(categorical_features=None)
    if _is_composition(params):
        tell_no_categories(params["oversampler"])


def _is_composition(params):
    return {"oversampler", "clusterer"} <= params.keys()


def _starts_with_columns(clusterer):
    """Return whether a clusterer is a pipeline that sees to the columns by itself."""
    while isinstance(clusterer, Pipeline):
        clusterer = clusterer.steps[0][1]
    return isinstance(clusterer, ColumnTransformer)


def _make_one_hot(categorical):
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return ColumnTransformer(
        [("one_hot", one_hot, list(categorical))],
        remainder="passthrough",
        sparse_threshold=0.0,
    )
