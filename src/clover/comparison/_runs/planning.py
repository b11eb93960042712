"""How a plan is made: data, parts and folds are checked and named by hashes."""

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from clover.comparison._analysis.metrics import split_sign
from clover.comparison._identity.fingerprint import describe
from clover.comparison._identity.hashes import hash_texts
from clover.comparison._identity.names import (
    describe_classifier,
    describe_method,
    hash_data,
    hash_rows,
    list_versions,
    name_file,
)
from clover.comparison._runs.baselines import applies_to
from clover.comparison._runs.candidates import make_methods
from clover.comparison._runs.comparison_plan import ComparisonPlan
from clover.comparison._runs.datasets import load_datasets
from clover.comparison._runs.folds import check_folds, derive_seed, make_folds
from clover.comparison._runs.manifest import Manifest, PlannedRun
from clover.comparison._runs.parts import read_classifiers, read_samplers
from clover.comparison._runs.resampling import is_passthrough


@dataclass(frozen=True, eq=False)
class Settings:
    """How a comparison is made, as :func:`clover.comparison.plan` documents it."""

    grids: Any = None
    n_candidates: int | None = None
    cv: Any = 5
    n_repeats: int = 1
    inner_cv: int | None = 3
    inner_scoring: str = "average_precision"
    groups: Any = None
    baselines: Any = True


@dataclass(frozen=True, eq=False)
class Draft:
    """A plan without its seed.

    `samplers` and `classifiers` map names to parts, `groups` and `data_hashes` the
    names of data sets to families and hashes. Drafts of one `signature` differ in
    nothing that a run depends on but the seed and the versions.
    """

    samplers: dict
    datasets: dict
    classifiers: dict
    settings: Settings
    groups: dict
    data_hashes: dict
    signature: str


def make_draft(samplers, datasets, classifiers, settings):
    """Return the draft of a plan after a look at all that it is made of."""
    check_folds(settings.cv, settings.n_repeats, settings.inner_cv)
    split_sign(settings.inner_scoring)
    samplers, classifiers = read_samplers(samplers), read_classifiers(classifiers)
    texts = [
        describe(samplers, "samplers"),
        describe(classifiers, "classifiers"),
        describe(settings.grids, "grids"),
        describe(settings.cv, "cv"),
        describe(settings.baselines, "baselines"),
        f"{settings.n_candidates} {settings.n_repeats} {settings.inner_cv}",
        settings.inner_scoring,
    ]
    loaded = {dataset.name: dataset for dataset in load_datasets(datasets)}
    groups = _read_groups(settings.groups, loaded)
    data_hashes = {name: hash_data(dataset) for name, dataset in loaded.items()}
    signature = hash_texts(*texts, json.dumps(data_hashes))
    # What the user does with the parts afterwards must not change the runs.
    samplers, classifiers, grids = deepcopy((samplers, classifiers, settings.grids))
    settings = replace(settings, grids=grids)
    return Draft(
        samplers, loaded, classifiers, settings, groups, data_hashes, signature
    )


def _read_groups(groups, datasets):
    """Return the families of data sets as a dictionary of texts."""
    if groups is None:
        return {}
    # A pandas series maps, too.
    if not hasattr(groups, "items"):
        raise ValueError(
            f"`groups` should map data sets to their families. Got {groups!r}."
        )
    unknown = [name for name, _ in groups.items() if name not in datasets]
    if unknown:
        raise ValueError(
            f"`groups` has a family for the unknown data set {unknown[0]!r}. The data "
            f"sets are {', '.join(datasets)}."
        )
    return {
        name: str(family)
        for name, family in groups.items()
        # NaN, which differs from itself, is a family that is not known.
        if family is not None and family == family
    }


def make_plan(draft, random_state):
    """Return the plan that a draft and a seed make."""
    settings = draft.settings
    made, notes = make_methods(
        draft.samplers,
        baselines=settings.baselines,
        grids=settings.grids,
        n_candidates=settings.n_candidates,
        seed=derive_seed(random_state, "candidates"),
    )
    if settings.inner_cv is None:
        _check_no_choice(made)
    methods = {method.name: method for method in made}
    folds = {
        name: make_folds(
            dataset, settings.cv, settings.n_repeats, settings.inner_cv, random_state
        )
        for name, dataset in draft.datasets.items()
    }
    versions = list_versions()
    conditions = _name_conditions(folds, settings, random_state, versions)
    runs = _list_runs(draft, methods, conditions)
    manifest = Manifest(
        random_state=random_state,
        signature=draft.signature,
        versions=versions,
        methods=tuple(methods),
        classifiers=tuple(draft.classifiers),
        datasets=draft.data_hashes,
        conditions=conditions,
        runs=runs,
        groups=draft.groups,
        notes=tuple(notes),
        settings={
            "inner_cv": None if settings.inner_cv is None else int(settings.inner_cv),
            "inner_scoring": settings.inner_scoring,
            "n_repeats": int(settings.n_repeats),
            "samplers": list(draft.samplers),
            "not_resampled": [
                name
                for name, method in methods.items()
                if is_passthrough(method.sampler) and not method.is_weighted
            ],
        },
    )
    return ComparisonPlan(
        draft.datasets, methods, draft.classifiers, folds, manifest, runs
    )


def _check_no_choice(methods):
    """Check that no candidate has to be chosen where there are no inner folds."""
    for method in methods:
        if len(method.candidates) > 1:
            raise ValueError(
                f"`inner_cv` is None, and {method.name!r} has {len(method.candidates)} "
                "candidates, of which inner folds choose one. Give a number of inner "
                "folds, or leave out `grids`."
            )


def _name_conditions(folds, settings, random_state, versions):
    """Return a hash of what is the same for all methods, for each fold."""
    return {
        (name, fold.repeat, fold.fold): hash_texts(
            hash_rows(fold),
            str(settings.inner_cv),
            settings.inner_scoring,
            str(derive_seed(random_state, name, fold.repeat, fold.fold)),
            json.dumps(versions),
        )
        for name, of_dataset in folds.items()
        for fold in of_dataset
    }


def _list_runs(draft, methods, conditions):
    """Return the runs with the names of their files, data set by data set."""
    of_method = {name: describe_method(method) for name, method in methods.items()}
    of_classifier = {
        name: describe_classifier(name, classifier)
        for name, classifier in draft.classifiers.items()
    }
    runs = [
        PlannedRun(dataset, method, classifier, repeat, fold)
        for dataset in draft.datasets
        for method in methods
        for place, repeat, fold in conditions
        if place == dataset
        for classifier in draft.classifiers
        if applies_to(methods[method], draft.classifiers[classifier])
    ]
    return tuple(
        run._replace(
            file=name_file(
                run,
                draft.data_hashes[run.dataset],
                conditions[run.place],
                of_method[run.method],
                of_classifier[run.classifier],
            )
        )
        for run in runs
    )
