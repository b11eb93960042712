"""The composition of a sampler as a sentence and as code."""

import platform

import imblearn
import numpy as np
import scipy
import sklearn
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from clover import __version__
from clover._estimators.pipelines import last_step
from clover.distribution._allocations.log_linear import LogLinearAllocation
from clover.distribution._filters.base import FilterChain
from clover.distribution._filters.imbalance_ratio import ImbalanceRatioFilter
from clover.report._content.code import write_code
from clover.report._facts.whole import Composition
from clover.report._run import find_raise_error


def describe_composition(run, sampler):
    """Return the `Composition` of a run; `sampler` is what the user gave."""
    imports, expression, missing = write_code(_with_users_errors(run, sampler))
    lines = [
        *imports,
        "",
        *(f"# Fill in what ... stands for: {kind}." for kind in missing),
        f"sampler = {expression}",
        "X_resampled, y_resampled = sampler.fit_resample(X, y)",
    ]
    return Composition(
        sampler=type(run.last).__name__,
        sentence=_tell_parts(run),
        code="\n".join(lines),
        is_complete=not missing,
        seed=_find_seed(run.sampler),
        is_seed_given=run.is_seed_given,
        versions=list_versions(),
        seconds=round(run.seconds, 3),
    )


def _with_users_errors(run, sampler):
    """Return an unfitted copy of the run's sampler that raises as the user's does."""
    copy = clone(run.sampler, safe=False)
    given = find_raise_error(sampler)
    if given:
        copy.set_params(**given)
    return copy


def _find_seed(sampler):
    params = sampler.get_params() if hasattr(sampler, "get_params") else {}
    seeds = [
        value
        for name, value in params.items()
        if name.split("__")[-1] == "random_state" and value is not None
    ]
    own = params.get("random_state", seeds[0] if seeds else None)
    return int(own) if isinstance(own, (int, np.integer)) else None


def list_versions():
    """Return the versions of Python and of the packages."""
    return {
        "Python": platform.python_version(),
        "clover": __version__,
        "imbalanced-learn": imblearn.__version__,
        "scikit-learn": sklearn.__version__,
        "NumPy": np.__version__,
        "SciPy": scipy.__version__,
    }


def _tell_parts(run):
    """Return a sentence about what the parts of the sampler do."""
    sampler = run.last
    name = type(sampler).__name__
    before = ""
    if isinstance(run.sampler, Pipeline):
        steps = _list_steps(run.sampler)
        before = f"After {steps}, " if steps else ""
    clusterer = getattr(sampler, "clusterer_", None)
    if hasattr(sampler, "kmeans_estimator_") and not hasattr(sampler, "labels_"):
        # That of imbalanced-learn.
        kmeans = _name_part(sampler.kmeans_estimator_)
        return (
            f"{before}{name} makes the samples of a class inside clusters of {kmeans}."
        )
    if not hasattr(sampler, "cluster_report_"):
        return f"{before}{name} makes the samples of a class from all of its rows."
    maker = _name_part(getattr(sampler, "oversampler_", None))
    if not run.has_clusters:
        told = f"{before}{name} makes the samples by {maker}, without clusters."
        if clusterer is None or maker == "SMOTEN":
            return told
        return f"{told} Distances are those after {_list_steps(clusterer)}."
    return (
        f"{before}{name} {_tell_clusters(clusterer)}, "
        f"{_tell_distributor(sampler.distributor_)}, and makes them by {maker}."
    )


def _tell_clusters(clusterer):
    if isinstance(clusterer, dict):
        parts = {_name_part(part): None for part in clusterer.values()}
        return f"divides each class by {_list(parts)}"
    return f"divides the rows into clusters by {_name_part(clusterer)}"


def _tell_distributor(distributor):
    chosen = getattr(distributor, "filter_", None)
    allocation = getattr(distributor, "allocation_", None)
    if allocation is None:
        return f"distributes the samples to make by {type(distributor).__name__}"
    return f"{_tell_filter(chosen)}, {_tell_allocation(allocation)}"


def _tell_filter(chosen):
    if chosen is None:
        return "selects all clusters with rows of the class"
    if type(chosen) is ImbalanceRatioFilter and hasattr(chosen, "threshold_"):
        bound = "below" if chosen.strict else "of at most"
        return (
            f"selects the clusters with an imbalance ratio {bound} "
            f"{chosen.threshold_:.4g}"
        )
    if isinstance(chosen, FilterChain):
        names = [type(part).__name__ for part in chosen.filters]
        return f"selects clusters by {_list(names)}"
    return f"selects clusters by {type(chosen).__name__}"


def _tell_allocation(allocation):
    if type(allocation) is not LogLinearAllocation:
        return f"shares the samples to make among them by {type(allocation).__name__}"
    size, spread = allocation.size, allocation.spread
    if size == spread == allocation.hardness == 0:
        return "gives each of them equally many samples to make"
    exponent = _name_exponent(allocation)
    what = {
        (1, 0): "the number of rows of the class",
        (-1, 0): "the inverse number of rows of the class",
        (-1, 1): f"the sparsity of the class{exponent}",
        (1, -1): f"the density of the class{exponent}",
    }.get((size, spread), "size, spread and hardness")
    if allocation.hardness != 0:
        what = "size, spread and hardness"
    return f"shares the samples to make among them by {what}"


def _name_exponent(allocation):
    exponent, temperature = allocation.exponent, allocation.temperature
    is_rule = isinstance(exponent, str)
    told = f"exponent by the rule {exponent!r}" if is_rule else f"exponent {exponent:g}"
    if temperature == 1:
        return f" ({told})"
    is_number = not isinstance(temperature, str)
    at = f"temperature {temperature:g}" if is_number else f"temperature {temperature!r}"
    return f" ({told}, {at})"


def _name_part(part):
    """Return the name of a part, with the steps before it."""
    if part is None:
        return "nothing"
    last = last_step(part)
    name = type(last).__name__
    if isinstance(part, Pipeline) and len(part.steps) > 1:
        return f"{name} after {_list_steps(part)}"
    return name


def _list_steps(pipeline):
    """Return the names of the steps before the last one."""
    steps = [type(step).__name__ for _, step in pipeline.steps[:-1]]
    return _list(steps) if steps else ""


def _list(names):
    *firsts, last = names
    return f"{', '.join(firsts)} and {last}" if firsts else last
