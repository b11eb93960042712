"""A store: a folder with a small file for each run, and what they have in common."""

import warnings
from pathlib import Path

from clover.comparison._runs.files import (
    check_format,
    name_data,
    read_data,
    read_record,
)
from clover.comparison._runs.manifest import read_manifests
from clover.comparison._runs.records import Results

N_NAMED = 3


def load(store, plan=None):
    """Return all that a store holds, or what it holds of one plan.

    Parameters
    ----------
    store : str or path
        The folder.

    plan : ComparisonPlan or str, default=None
        The plan whose runs are wanted, or the start of the name of its file in the
        store. By default the runs of all plans in the store are put together.

    Returns
    -------
    results : Results
        The runs, in the order of the plan.

    Raises
    ------
    ValueError
        If there is no such store or plan, the store is of a newer format, or the plans
        in the store cannot be put together because they differ in folds, seeds,
        versions or parts of one name.
    """
    folder = Path(store)
    if not folder.is_dir():
        raise ValueError(f"There is no store in the folder {str(folder)!r}.")
    check_format(folder)
    manifests = choose_manifests(folder, plan)
    # Plans in one store mostly share their runs.
    runs = {run.file: run for manifest in manifests for run in manifest.runs}
    found = dict(read_runs(folder, runs))
    _check_one_result_each(runs, found, manifests)
    n_planned = len({run.key for run in runs.values()})
    return Results(
        records=tuple(found.values()),
        datasets=_load_data(folder, manifests, found),
        methods=_join(manifest.methods for manifest in manifests),
        classifiers=_join(manifest.classifiers for manifest in manifests),
        groups=_join_groups(manifests),
        notes=_join(manifest.notes for manifest in manifests),
        n_missing=n_planned - len(found),
        not_resampled=_join(
            manifest.settings.get("not_resampled", ["none"]) for manifest in manifests
        ),
    )


def choose_manifests(folder, plan):
    """Return the manifests of a store, or that of one plan, as `load` takes it."""
    if plan is not None and not isinstance(plan, str):
        return [plan.manifest]
    manifests = read_manifests(folder)
    if not manifests:
        raise ValueError(
            f"The folder {str(folder)!r} holds no plan of a comparison. Call run(plan, "
            "store) first."
        )
    if plan is None:
        return list(manifests.values())
    chosen = [found for name, found in manifests.items() if name.startswith(plan)]
    if len(chosen) != 1:
        raise ValueError(
            f"`plan` should be the name of one plan of the store {str(folder)!r}: "
            f"{', '.join(manifests)}. Got {plan!r}."
        )
    return chosen


def read_runs(folder, files):
    """Yield the name and the record of each of some files that can be read.

    A file that cannot be read counts as not there, and a warning says so at the end.
    """
    unreadable = []
    for file in files:
        record = read_record(folder, file)
        if record is not None:
            yield file, record
        elif (folder / file).exists():
            unreadable.append(file)
    if unreadable:
        more = f" and {len(unreadable) - N_NAMED} more" * (len(unreadable) > N_NAMED)
        warnings.warn(
            f"{len(unreadable)} files of the store {str(folder)!r} cannot be read and "
            f"count as missing: {', '.join(unreadable[:N_NAMED])}{more}. run() makes "
            "them again.",
            UserWarning,
            stacklevel=4,
        )


def _check_one_result_each(runs, found, manifests):
    """Check that there is one result of each run, and one set of folds for all."""
    done = [runs[file] for file in found]
    conditions = {
        (run.place, manifest.conditions[run.place])
        for manifest in manifests
        for run in manifest.runs
        if run.file in found
    }
    has_several_results = len({run.key for run in done}) < len(done)
    has_several_folds = len({place for place, _ in conditions}) < len(conditions)
    if has_several_results or has_several_folds:
        names = ", ".join(
            f"{manifest.name} (random_state={manifest.random_state})"
            for manifest in manifests
        )
        raise ValueError(
            "The store holds several plans with other folds, seeds, versions or parts "
            "under one name, so that their results cannot be compared. Choose one by "
            f"`plan`, a plan or the name of its file: {names}."
        )


def _load_data(folder, manifests, found):
    """Return what is kept of the data sets that have results, by their names."""
    named = {record.dataset for record in found.values()}
    datasets = {}
    for manifest in manifests:
        for name, data_hash in manifest.datasets.items():
            if datasets.get(name) is None:
                datasets[name] = read_data(folder, name, data_hash)
            elif datasets[name].data_hash != data_hash:
                raise ValueError(
                    f"The store {str(folder)!r} has two data sets of the name "
                    f"{name!r}. Choose one plan by `plan`."
                )
            if datasets[name] is None and name in named:
                raise ValueError(
                    f"The file {name_data(data_hash)} of data set {name!r} is missing "
                    f"in the store {str(folder)!r}, or cannot be read. Call run(plan, "
                    "store) again."
                )
    return {name: info for name, info in datasets.items() if info is not None}


def _join(sequences):
    """Return the distinct elements of sequences, in their order."""
    return tuple(dict.fromkeys(item for sequence in sequences for item in sequence))


def _join_groups(manifests):
    """Return the families of all plans; those of the plan of most runs go first."""
    groups = {}
    for manifest in reversed(manifests):
        groups |= manifest.groups
    return groups
