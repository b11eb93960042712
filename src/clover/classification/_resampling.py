"""Resampling of rows before a classifier is fitted to them."""

from imblearn.pipeline import Pipeline

from clover._estimators.params import deep_params
from clover._estimators.pipelines import last_step, path_to_last_step
from clover._estimators.seeds import seed_parts
from clover._rows.frames import is_frame
from clover._rows.polars_columns import pandas_to_polars, polars_to_pandas
from clover.over_sampling._account.weighting import WeighsRows


def resample(sampler, X, y, params):
    """Return rows and classes after resampling, the rows in the same container.

    The samplers of imbalanced-learn do not know polars; they get a pandas frame.
    """
    if sampler is None:
        return X, y
    if not is_frame(X, "polars") or isinstance(sampler, WeighsRows):
        return sampler.fit_resample(X, y, **params)
    as_pandas, y_resampled = sampler.fit_resample(polars_to_pandas(X), y, **params)
    return pandas_to_polars(as_pandas, X.schema), y_resampled


def transforms_rows(sampler):
    """Return whether a sampler has steps that change the rows that it gives back."""
    if isinstance(sampler, WeighsRows):
        return transforms_rows(getattr(sampler, "oversampler", None))
    return isinstance(sampler, Pipeline) and any(
        not hasattr(step, "fit_resample") or transforms_rows(step)
        for _, step in sampler.steps
        if step is not None and step != "passthrough"
    )


def name_sampler(sampler):
    """Return the name of a sampler, for messages."""
    last = last_step(sampler)
    if last is sampler:
        return type(sampler).__name__
    return f"the pipeline that ends in {type(last).__name__}"


def seed_sampler(sampler, rng):
    """Set the unset seeds of a sampler and its parts, and return it.

    A sampler of clover seeds its parts by itself. So with the same seed it makes the
    same rows here and elsewhere.
    """
    skip = ()
    if isinstance(last_step(sampler), WeighsRows):
        path = path_to_last_step(sampler)
        skip = [
            name
            for name in deep_params(sampler)
            if name.startswith(path) and name != f"{path}random_state"
        ]
    return seed_parts(sampler, rng, skip=skip)
