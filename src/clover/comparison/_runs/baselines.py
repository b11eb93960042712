"""The baselines that every comparison has unless they are switched off."""

from imblearn.over_sampling import SMOTE, RandomOverSampler

from clover.comparison._runs.models import find_class_weight
from clover.comparison._runs.records import Method
from clover.comparison._runs.resampling import PASSTHROUGH

WEIGHTED = "class_weight"
BASELINES = {
    "none": lambda: PASSTHROUGH,
    WEIGHTED: lambda: PASSTHROUGH,
    "random": RandomOverSampler,
    "SMOTE": SMOTE,
}


def list_methods(samplers, baselines=True):
    """Return the methods of a comparison: baselines first, then the user's samplers.

    Parameters
    ----------
    samplers : mapping
        The user's samplers by name. One that has the name of a baseline takes its
        place.

    baselines : bool or list of str, default=True
        All baselines, none of them, or those named: "none", "class_weight", "random"
        and "SMOTE".

    Returns
    -------
    methods : list of Method
        The methods, each with a single candidate: the sampler as it is.
    """
    methods = {
        name: Method(name, make(), is_weighted=name == WEIGHTED)
        for name, make in BASELINES.items()
        if name in _list_wanted(baselines)
    }
    own = {name: Method(name, sampler) for name, sampler in samplers.items()}
    return list((methods | own).values())


def applies_to(method, classifier):
    """Return whether a method can be tried with a classifier.

    Class weights need a classifier, or a last step of a pipeline, that has them.
    """
    return not method.is_weighted or find_class_weight(classifier) is not None


def _list_wanted(baselines):
    if isinstance(baselines, bool):
        return list(BASELINES) if baselines else []
    if not isinstance(baselines, str | list | tuple | set):
        raise ValueError(
            "`baselines` should be True, False, or some of "
            f"{list(BASELINES)}. Got {baselines!r}."
        )
    wanted = [baselines] if isinstance(baselines, str) else list(baselines)
    unknown = [name for name in wanted if name not in BASELINES]
    if unknown:
        raise ValueError(
            f"Unknown baseline {unknown[0]!r} in `baselines`. Use True, False, or some "
            f"of {list(BASELINES)}."
        )
    return wanted
