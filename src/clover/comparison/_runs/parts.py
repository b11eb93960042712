"""The samplers and classifiers of a plan, under their names."""

from collections import Counter
from collections.abc import Mapping

from clover._estimators.instances import raise_for_class
from clover.comparison._runs.resampling import PASSTHROUGH, is_passthrough


def read_samplers(samplers):
    """Return samplers by name, checked to be samplers or "passthrough"."""
    named = read_named(samplers, "samplers")
    for name, sampler in named.items():
        where = f"samplers[{name!r}]"
        if isinstance(sampler, type):
            raise_for_class(sampler, f"{where} must be an instance")
        if not is_passthrough(sampler) and not hasattr(sampler, "fit_resample"):
            raise ValueError(
                f"{where} should be a sampler or a pipeline of imbalanced-learn, which "
                f"has `fit_resample`, or {PASSTHROUGH!r}. Got {sampler!r}."
            )
        if not is_passthrough(sampler) and not hasattr(sampler, "get_params"):
            raise ValueError(
                f"{where} should have `get_params` and `set_params`, as each run has a "
                f"clone of its own. Got {sampler!r}; make its class a subclass of "
                "sklearn.base.BaseEstimator."
            )
    return named


def read_classifiers(classifiers):
    """Return classifiers by name, checked to give probabilities."""
    named = read_named(classifiers, "classifiers")
    if not named:
        raise ValueError("`classifiers` should hold at least one. Got none.")
    for name, classifier in named.items():
        where = f"classifiers[{name!r}]"
        if isinstance(classifier, type):
            raise_for_class(classifier, f"{where} must be an instance")
        if not hasattr(classifier, "fit") or not hasattr(classifier, "get_params"):
            raise ValueError(f"{where} should be a classifier. Got {classifier!r}.")
        if not hasattr(classifier, "predict_proba"):
            raise ValueError(
                f"{where} should have `predict_proba`, as probabilities are what is "
                f"stored. Got {classifier!r}; use "
                f"CalibratedClassifierCV({type(classifier).__name__}(...))."
            )
    return named


def read_named(parts, what):
    """Return parts by name, from a mapping or pairs of a name and a part."""
    if isinstance(parts, Mapping):
        pairs = list(parts.items())
    elif isinstance(parts, list | tuple):
        pairs = list(parts)
    else:
        raise ValueError(
            f"`{what}` should map names to {what}, e.g. {{'a name': ...}}. Got "
            f"{parts!r}."
        )
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(
                f"`{what}` should hold pairs of a name and one of the {what}. Got "
                f"{pair!r}."
            )
        if not isinstance(pair[0], str) or not pair[0]:
            raise ValueError(f"The names of `{what}` should be texts. Got {pair[0]!r}.")
    repeated = [name for name, n in Counter(name for name, _ in pairs).items() if n > 1]
    if repeated:
        raise ValueError(
            f"`{what}` has two of the name {repeated[0]!r}. Give each another name."
        )
    return dict(pairs)
