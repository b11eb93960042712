"""Candidates: the settings of each sampler among which inner folds choose."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from numbers import Integral, Real

import numpy as np
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.base import clone
from sklearn.model_selection import ParameterGrid, ParameterSampler

from clover._estimators.params import deep_params
from clover.comparison._runs.baselines import list_methods
from clover.comparison._runs.ratios import Ratio
from clover.comparison._runs.resampling import is_passthrough

# So that baselines have the budget of the samplers that they are compared with. The
# ratio of the classes, too, is chosen.
RATIOS = ["auto", *map(Ratio, (0.75, 0.5, 0.35, 0.25, 0.15))]
BASELINE_GRIDS = {
    "random": {"sampling_strategy": RATIOS, "shrinkage": [None, 0.05, 0.1, 0.2, 0.5]},
    "SMOTE": {"sampling_strategy": RATIOS, "k_neighbors": [1, 3, 5, 7, 10]},
}
STRATEGY = "sampling_strategy"
# Of those that take rows away, a ratio as `sampling_strategy` means something else.
OVER_SAMPLERS = (BaseOverSampler, SMOTEENN, SMOTETomek)
# A draw of few candidates might leave out what everybody would try first.
BASELINE_DEFAULTS = {
    "random": {"sampling_strategy": "auto", "shrinkage": None},
    "SMOTE": {"sampling_strategy": "auto", "k_neighbors": 5},
}
# A distribution of few values may give hardly any that were not drawn before.
MAX_DRAWS = 20


def make_methods(samplers, *, baselines=True, grids=None, n_candidates=None, seed=0):
    """Return the methods of a comparison with their candidates, and notes about them.

    Parameters
    ----------
    samplers : mapping
        The user's samplers by name.

    baselines : bool or list of str, default=True
        As for `list_methods`.

    grids : mapping, default=None
        Maps names of samplers to a grid: a dictionary from parameters to lists of
        values, or a list of such dictionaries. Where `n_candidates` is given, a
        distribution of SciPy may stand for a list. Without grids, each sampler has one
        candidate.

    n_candidates : int, default=None
        The number of candidates of each sampler; by default, the size of the smallest
        grid of the user. Of a larger grid, as many are drawn at random; of a smaller
        one, there are all.

    seed : int, default=0
        Seed of the draws. Equal grids give equal candidates.

    Returns
    -------
    methods : list of Method
        The methods, baselines first.

    notes : list of str
        A sentence for each grid that is smaller than `n_candidates`.

    Warns
    -----
    UserWarning
        If some of the user's own samplers have fewer candidates than `n_candidates`.
    """
    methods = list_methods(samplers, baselines)
    grids = _check_grids(grids, n_candidates, [method.name for method in methods])
    if not grids:
        return methods, []
    n_candidates = n_candidates or _find_smallest(grids)
    own_names = set(samplers)
    of_baselines = {
        name: grid
        for name, grid in BASELINE_GRIDS.items()
        if name not in own_names and name not in grids
    }
    complete = of_baselines | grids
    methods = [
        replace(method, candidates=_draw(method, complete, n_candidates, seed))
        for method in methods
    ]
    methods = [
        _with_default(method) if method.name in of_baselines else method
        for method in methods
    ]
    notes = {
        method.name: _tell_number(method, n_candidates)
        for method in methods
        if len(method.candidates) != n_candidates
    }
    _warn_of_own(methods, own_names, notes)
    return methods, list(notes.values())


def _check_grids(grids, n_candidates, names):
    """Return grids, each as a list of dictionaries with lists or distributions."""
    if n_candidates is not None:
        is_integer = isinstance(n_candidates, Integral) and n_candidates >= 1
        if not is_integer or isinstance(n_candidates, bool):
            raise ValueError(
                "`n_candidates` should be a positive integer or None. Got "
                f"{n_candidates!r}."
            )
        if not grids:
            raise ValueError(
                f"`n_candidates` is {n_candidates}, and there are no `grids` to draw "
                "candidates from. Give grids, or leave `n_candidates` out."
            )
    if not isinstance(grids or {}, Mapping):
        raise ValueError(
            f"`grids` should map names of samplers to grids. Got {grids!r}."
        )
    checked = {}
    for name, grid in (grids or {}).items():
        if name not in names:
            raise ValueError(
                f"`grids` has a grid for {name!r}, which is no sampler. The samplers "
                f"are {names}."
            )
        checked[name] = _check_grid(name, grid, n_candidates)
    return checked


def _check_grid(name, grid, n_candidates):
    parts = [grid] if isinstance(grid, Mapping) else grid
    if not isinstance(parts, list | tuple) or not parts:
        raise ValueError(
            f"grids[{name!r}] should be a dictionary or a list of dictionaries. Got "
            f"{grid!r}."
        )
    for part in parts:
        if not isinstance(part, Mapping):
            raise ValueError(
                f"grids[{name!r}] should hold dictionaries only. Got {part!r}."
            )
        for parameter, values in part.items():
            _check_values(f"grids[{name!r}][{parameter!r}]", values, n_candidates)
    return [dict(part) for part in parts]


def _check_values(what, values, n_candidates):
    if hasattr(values, "rvs"):
        if n_candidates is None:
            raise ValueError(
                f"{what} is a distribution, so `n_candidates` should say how many "
                "candidates to draw. Got None."
            )
    elif not isinstance(values, list | tuple | np.ndarray) or not len(values):
        raise ValueError(
            f"{what} should be a list of values or a distribution. Got {values!r}."
        )


def _is_finite(grid):
    return not any(hasattr(values, "rvs") for part in grid for values in part.values())


def _find_smallest(grids):
    return min(len(ParameterGrid(grid)) for grid in grids.values())


def _draw(method, grids, n_candidates, seed):
    """Return the candidates of a method as a tuple of dictionaries."""
    if method.name not in grids:
        return ({},)
    grid = grids[method.name]
    if _is_finite([grid] if isinstance(grid, Mapping) else grid):
        whole = ParameterGrid(grid)
        is_larger = len(whole) > n_candidates
        drawn = ParameterSampler(grid, n_candidates, random_state=seed)
        candidates = [_to_python(params) for params in (drawn if is_larger else whole)]
    else:
        candidates = _draw_distinct(grid, n_candidates, seed)
    _check_parameters(method, candidates)
    return tuple(_allow_ratios(method.sampler, params) for params in candidates)


def _with_default(method):
    """Return a baseline whose first candidate is its defaults, instead of the last."""
    default = BASELINE_DEFAULTS[method.name]
    others = [params for params in method.candidates if params != default]
    n_others = len(method.candidates) - 1
    return replace(method, candidates=(default, *others[:n_others]))


def _allow_ratios(sampler, params):
    """Return parameters with ratios that are good for any data, as baselines have."""
    parts = {"": sampler}
    if hasattr(sampler, "get_params"):
        parts |= {f"{name}__": part for name, part in deep_params(sampler).items()}
    # A part may itself be a parameter of the candidate.
    parts |= {f"{name}__": part for name, part in params.items()}
    return {
        name: Ratio(value)
        if name.endswith(STRATEGY)
        and _is_ratio(value)
        and isinstance(parts.get(name.removesuffix(STRATEGY)), OVER_SAMPLERS)
        else value
        for name, value in params.items()
    }


def _is_ratio(value):
    """Return whether a value is a ratio that samplers take."""
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return is_number and 0 < value <= 1


def _draw_distinct(grid, n_candidates, seed):
    """Draw candidates of which no two are equal."""
    draws = ParameterSampler(grid, MAX_DRAWS * n_candidates, random_state=seed)
    distinct = {}
    for params in map(_to_python, draws):
        distinct.setdefault(repr(sorted(params.items())), params)
        if len(distinct) == n_candidates:
            break
    return list(islice(distinct.values(), n_candidates))


def _to_python(params):
    """Return parameters with numbers of Python in place of NumPy's."""
    return {
        name: value.item() if isinstance(value, np.generic) else value
        for name, value in params.items()
    }


def _check_parameters(method, candidates):
    """Raise an error if a sampler does not have the parameters of its candidates."""
    if is_passthrough(method.sampler):
        if any(candidates):
            raise ValueError(
                f"grids[{method.name!r}] should not be there: {method.name!r} makes no "
                "rows and has no parameters."
            )
        return
    for params in candidates:
        try:
            clone(method.sampler).set_params(**params)
        except ValueError as error:
            raise ValueError(f"grids[{method.name!r}]: {error}") from error
        except AttributeError as error:
            # What a parameter of a part would be set of is no estimator.
            raise ValueError(
                f"grids[{method.name!r}] has {sorted(params)}, of which one cannot be "
                f"set: {error}. Give the sampler the part, such as a clusterer, whose "
                "parameter is in the grid."
            ) from error


def _tell_number(method, n_candidates):
    """Return a sentence on why a method has fewer candidates than others."""
    n_found = len(method.candidates)
    if is_passthrough(method.sampler):
        why = "has no parameters"
    elif method.candidates == ({},):
        why = "has no grid"
    else:
        why = "has a smaller grid"
    return (
        f"{method.name!r} has {n_found} "
        f"{'candidate' if n_found == 1 else 'candidates'}, not {n_candidates}: it "
        f"{why}."
    )


def _warn_of_own(methods, own_names, notes):
    """Warn of samplers of the user that could have more candidates."""
    told = [
        notes[method.name]
        for method in methods
        if method.name in notes
        and method.name in own_names
        and not is_passthrough(method.sampler)
    ]
    if told:
        warnings.warn(
            f"{' '.join(told)} More candidates are an advantage: give these samplers "
            "larger grids, or lower `n_candidates`.",
            UserWarning,
            stacklevel=5,
        )
