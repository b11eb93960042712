"""Measures of samplers, kept in the store of a comparison."""

from collections import Counter

from joblib import Parallel, delayed

from clover.comparison._intrinsic.measuring import MEASURES, Measuring
from clover.comparison._runs.files import read_json, write_json
from clover.comparison._runs.folds import derive_seed
from clover.comparison._runs.resampling import is_passthrough
from clover.comparison._runs.store import choose_manifests


def measure_all(planned, results, folder, n_repeats, n_jobs):
    """Measure the samplers of a plan on its data sets, where the store has nothing.

    Returns dictionaries, one for each data set and method that resamples.
    """
    wanted = _list_measurings(planned, results, n_repeats)
    files = [measuring.file for measuring in wanted]
    # Other plans in the store may have other samplers of the same names.
    write_json(folder, _name_list(planned.manifest), files)
    missing = [
        (measuring, file)
        for measuring, file in zip(wanted, files, strict=True)
        if read_measures(folder / file) is None
    ]
    Parallel(n_jobs=n_jobs)(
        delayed(_measure_and_write)(folder, measuring, file)
        for measuring, file in missing
    )
    return [read_measures(folder / file) for file in files]


def _list_measurings(planned, results, n_repeats):
    chosen = _find_candidates(results)
    return [
        Measuring(
            dataset=dataset,
            data_hash=planned.manifest.datasets[name],
            method=method.name,
            sampler=method.sampler,
            candidate=method.candidates[chosen.get((name, method.name), 0)],
            n_repeats=n_repeats,
            seed=derive_seed(planned.random_state, name, "intrinsic"),
        )
        for name, dataset in planned.datasets.items()
        for method in planned.methods.values()
        if not is_passthrough(method.sampler)
    ]


def _find_candidates(results):
    """Return the candidate that was chosen most often, by data set and method."""
    chosen = {}
    for record in results.records:
        if not record.error:
            key = record.dataset, record.method
            chosen.setdefault(key, Counter())[record.candidate] += 1
    return {
        key: min(counter, key=lambda place: (-counter[place], place))
        for key, counter in chosen.items()
    }


def _measure_and_write(folder, measuring, file):
    # Infinite and missing numbers are no JSON; neither of them is kept.
    found = measuring.measure()
    known = {
        key: value
        for key, value in found.items()
        if isinstance(value, str) or abs(value) < float("inf")
    }
    write_json(folder, file, known)


def read_measures(path):
    """Return the measures of a file, NaN where missing; None if it cannot be read."""
    content = read_json(path)
    if not isinstance(content, dict) or "error" not in content:
        return None
    unknown = dict.fromkeys(MEASURES, float("nan"))
    return {"dataset": "", "method": "", **unknown, **content}


def read_all(folder, plan):
    """Return the measures that a store holds of one plan, or of all.

    A plan has those of its last measurement. Those of plans with more runs go first.
    """
    found = {}
    for manifest in choose_manifests(folder, plan):
        for file in read_json(folder / _name_list(manifest)) or ():
            measures = read_measures(folder / file)
            if measures is not None:
                found.setdefault((measures["dataset"], measures["method"]), measures)
    return list(found.values())


def _name_list(manifest):
    """Return the name of the file that lists the measures of a plan."""
    return f"measures-{manifest.name.removeprefix('plan-')}"
