"""Pipelines: the last step, and the steps before it."""

from copy import copy

from sklearn import get_config
from sklearn.pipeline import Pipeline
from sklearn.utils.metadata_routing import process_routing


def last_step(estimator):
    """Return the last step of a pipeline, nested ones too, or the estimator itself."""
    while isinstance(estimator, Pipeline):
        estimator = estimator.steps[-1][1]
    return estimator


def path_to_last_step(estimator):
    """Return the prefix of the last step's parameters among those of a pipeline."""
    path = ""
    while isinstance(estimator, Pipeline):
        path += estimator.steps[-1][0] + "__"
        estimator = estimator.steps[-1][1]
    return path


def check_keeps_rows(part, name):
    """Check that no step of a pipeline is a sampler; `name` is that of its parameter.

    An estimator that is no pipeline passes.
    """
    for step_name, step in part.steps if isinstance(part, Pipeline) else ():
        if hasattr(step, "fit_resample"):
            raise ValueError(
                f"A pipeline as {name!r} should keep all rows. "
                f"Its step {step_name!r} is {type(step).__name__}, a sampler."
            )


def fit_first_steps(estimator, X, y, fit_params=None):
    """Fit the steps of a pipeline before its last, in place.

    Returns the estimator of the last step, the `X` that it gets, and those of
    `fit_params` that are for it. Without a pipeline, all three are as given.
    """
    params_of_last = fit_params or {}
    while isinstance(estimator, Pipeline):
        params, params_of_last = split_params(estimator, params_of_last)
        if len(estimator.steps) > 1:
            first_steps = estimator[:-1]
            X = first_steps.fit_transform(X, y, **params)
            # With a cache, clones of the given steps are fitted.
            estimator.steps = [*first_steps.steps, estimator.steps[-1]]
        estimator = estimator.steps[-1][1]
    return estimator, X, params_of_last


def split_params(pipeline, params):
    """Return the keyword arguments of a pipeline's first steps and of its last step."""
    *first_steps, (name, _) = pipeline.steps
    if params and get_config()["enable_metadata_routing"]:
        method = "fit_predict" if hasattr(pipeline, "fit_predict") else "fit"
        routed = process_routing(pipeline, method, **params)
        wanted = {
            key
            for step, _ in first_steps
            for of_method in routed.get(step, {}).values()
            for key in of_method
        }
        return {key: params[key] for key in wanted}, routed[name][method]
    prefix = f"{name}__"
    of_last = {
        key.removeprefix(prefix): value
        for key, value in params.items()
        if key.startswith(prefix) or not first_steps
    }
    others = {key: value for key, value in params.items() if not key.startswith(prefix)}
    return others, of_last


def with_last_step(clusterer, last):
    """Return a pipeline with the same fitted first steps and another last step."""
    if not isinstance(clusterer, Pipeline):
        return last
    pipeline = copy(clusterer)
    name, inner = clusterer.steps[-1]
    pipeline.steps = [*clusterer.steps[:-1], (name, with_last_step(inner, last))]
    return pipeline
