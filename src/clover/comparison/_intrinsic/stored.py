"""Measures of samplers, kept in the store of a comparison."""

from collections import Counter

from joblib import Parallel, delayed

from clover.comparison._intrinsic.measuring import MEASURES, Measuring
from clover.comparison._runs.files import read_json, write_json
from clover.comparison._runs.folds import derive_seed
from clover.comparison._runs.resampling import is_passthrough


def measure_all(planned, results, folder, n_repeats, n_jobs):
    """Measure the samplers of a plan on its data sets, where the store has nothing.

    Returns dictionaries, one for each data set and method that resamples.
    """
    wanted = _list_measurings(planned, results, n_repeats)
    files = [measuring.file for measuring in wanted]
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
    write_json(folder, file, {"n_repeats": measuring.n_repeats, **known})


def read_measures(path):
    """Return the measures of a file, NaN where missing; None if it cannot be read."""
    content = read_json(path)
    if not isinstance(content, dict) or "error" not in content:
        return None
    unknown = dict.fromkeys(MEASURES, float("nan"))
    return {"dataset": "", "method": "", **unknown, **content}


def read_all(folder, comparison):
    """Return the measures that a store holds of a comparison's methods and data sets.

    Where there are several of a method on a data set, the newest with most repeats.
    """
    found = {}
    for path in sorted(folder.glob("intrinsic-*.json")):
        measures = read_measures(path)
        if measures is not None:
            order = measures.get("n_repeats", 0), path.stat().st_mtime
            key = measures["dataset"], measures["method"]
            found[key] = max(found.get(key, ((), None)), (order, measures), key=_order)
    return [
        found[dataset, method][1]
        for dataset in comparison.datasets
        for method in comparison.methods
        if (dataset, method) in found
    ]


def _order(pair):
    return pair[0]
