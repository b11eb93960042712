"""The study: does oversampling with weights and clusters help, and what does it cost?

The folder holds the data sets that `study_sets.py` lists, the store is where results
are kept: a store of `clover.comparison` for each data set. A call that was interrupted
goes on where it ended. `study_all.py` makes all calls, in this order::

    python benchmarks/study.py FOLDER STORE --list
    python benchmarks/study.py FOLDER STORE --cost
    python benchmarks/study.py FOLDER STORE
    python benchmarks/study_scores.py STORE --half discovery --choose
    python benchmarks/study.py FOLDER STORE --composition NAME
    python benchmarks/study_scores.py STORE --half discovery --composition NAME
    python benchmarks/study.py FOLDER STORE --half confirmation --composition NAME
        --chi CHI --validity
    python benchmarks/study_scores.py STORE --half confirmation --composition NAME
        --chi CHI

The first two calls that compute are of the half for discovery: all compositions, by
which one is chosen, and then the chis of that one. The rules by which they are chosen,
and the hypotheses that are tested on the half for confirmation, are in
`study_rules.py`. Then, as time allows, ``--tier 2`` and ``--tier tuned`` of both
halves, and ``--tier multiclass``; and, since targets were missed, ``--tier other``, of
the half for discovery alone. The page of the study is written by `study_page.py`,
from the scores.
"""

import argparse
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from study_methods import BASES, CLASSIFIERS, COMPOSITIONS, PILOT_CHI, list_parts
from study_sets import (
    FAMILIES,
    FAMILY_OF,
    HALVES,
    MULTICLASS,
    TIERS,
    TOO_FEW_ROWS,
    check_folder,
    check_sizes,
    find_file,
    list_families,
    list_of_part,
    list_sets,
    load_set,
    name_part,
)

from clover.comparison import plan, run
from clover.comparison._intrinsic.stored import measure_all
from clover.comparison._runs.store import load

SEED = 0
N_FOLDS = 5
# The single set of more values, 1,558 features of advertisements, would take a third of
# the time of the half for confirmation. It gets one repeat of the folds.
MAX_VALUES_REPEATED = 1_000_000
N_MEASURED = 3
# How often rows are held out for the measures of the rows that are made.
N_REPEATS = 3


def main():
    options = parse_options()
    check_folder(options.folder)
    if options.list:
        check_sizes(options.folder)
        print(tell_sets())
        return
    # A classifier that does not converge is no news here.
    warnings.simplefilter("ignore", UserWarning)
    if options.cost:
        tell_cost(options)
        return
    run_sets(options)


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--half", choices=HALVES, default="discovery")
    parser.add_argument("--tier", choices=TIERS, default="1")
    parser.add_argument("--composition", choices=COMPOSITIONS)
    parser.add_argument("--chi", type=float, default=PILOT_CHI)
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--sets", type=int, help="only the smallest, for a trial")
    parser.add_argument("--repeats", type=int, help="fewer of folds, for a trial")
    parser.add_argument("--validity", action="store_true", help="measure the rows, too")
    parser.add_argument("--list", action="store_true", help="print the counts of sets")
    parser.add_argument("--cost", action="store_true", help="measure three sets")
    options = parser.parse_args()
    needs_choice = options.half == "confirmation" or options.tier != "1"
    if needs_choice and options.composition is None and not options.list:
        parser.error("a --composition is needed, which was chosen on discovery")
    if options.half == "confirmation" and options.tier == "other":
        parser.error("other ways are tried on the half for discovery alone")
    return options


def tell_sets():
    """Return a text on how many sets and families there are, and in which half."""
    lines = [
        f"{len(FAMILY_OF)} binary sets in {len(FAMILIES)} families; "
        f"{len(TOO_FEW_ROWS)} sets have too few rows of the class",
        *(
            f"{half}: {len(list_sets(half))} sets in {len(list_families(half))} "
            f"families: {', '.join(list_families(half))}"
            for half in HALVES
        ),
        f"of several classes: {len(MULTICLASS)} sets",
    ]
    return "\n".join(lines)


def name_sets(options):
    """Return the names of the sets that are asked for, those of small files first."""
    names = list_of_part(name_part(options.half, options.tier))
    sizes = {name: find_file(options.folder, name).stat().st_size for name in names}
    return sorted(names, key=sizes.get)[: options.sets]


def name_folder(options):
    """Return the folder of the stores that are asked for."""
    return options.store / name_part(options.half, options.tier)


def make_plans(options, name):
    """Return the plans of a data set."""
    X, y = load_set(options.folder, name)
    return [
        plan(
            part.samplers,
            {name: (X, y)},
            part.classifiers,
            baselines=part.baselines,
            grids=part.grids,
            cv=N_FOLDS,
            n_repeats=count_repeats(part, X.size, options),
            inner_cv=part.inner_cv,
            groups={name: FAMILY_OF.get(name, name)},
            random_state=SEED,
        )
        for part in find_parts(options)
    ]


def find_parts(options):
    return list_parts(options.tier, options.half, options.composition, options.chi)


def count_repeats(part, n_values, options):
    """Return the number of repeats of the folds of a set with so many values."""
    n_repeats = 1 if n_values > MAX_VALUES_REPEATED else part.n_repeats
    return min(n_repeats, options.repeats or n_repeats)


def run_sets(options):
    """Do what is missing, a data set after the other, and tell of the progress."""
    names, started = name_sets(options), time.perf_counter()
    for place, name in enumerate(names, 1):
        store = name_folder(options) / name
        planned = make_plans(options, name)
        for one in planned:
            run_plan(one, store, options)
        if options.validity:
            measure(options, name, store)
        print(
            f"{place} of {len(names)} sets, {time.perf_counter() - started:.0f} s: "
            f"{name}, {sum(map(len, planned))} runs",
            file=sys.stderr,
            flush=True,
        )


def run_plan(planned, store, options):
    """Do the runs of a plan; a sampler that always fails on a set is told of."""
    try:
        run(planned, store, n_jobs=options.n_jobs, progress=False)
    except RuntimeError as error:
        print(str(error).splitlines()[0], file=sys.stderr, flush=True)


def measure(options, name, store):
    """Measure the rows of the samplers, which do not depend on their weights."""
    samplers = BASES | {
        name: sampler
        for name, sampler in COMPOSITIONS.items()
        if options.composition in (None, name)
    }
    planned = plan(
        samplers,
        {name: load_set(options.folder, name)},
        CLASSIFIERS,
        baselines=["none"],
        cv=N_FOLDS,
        inner_cv=find_parts(options)[0].inner_cv,
        groups={name: FAMILY_OF.get(name, name)},
        random_state=SEED,
    )
    # Of tier 1, these runs are there already.
    run_plan(planned, store, options)
    measure_all(planned, load(store, planned), store, N_REPEATS, options.n_jobs)


def tell_cost(options):
    """Measure a fold of three sets, and print what the whole would take.

    The sets are the smallest, the median and the largest, by their number of values.
    The seconds of a fold are taken to be linear in this number.
    """
    sizes = {
        name: load_set(options.folder, name)[0].size for name in name_sets(options)
    }
    ordered = sorted(sizes, key=sizes.get)
    places = np.linspace(0, len(ordered) - 1, N_MEASURED).round().astype(int)
    measured = {ordered[place]: 0.0 for place in places}
    for name in measured:
        measured[name] = time_fold(options, name)
        print(
            f"{name}: {sizes[name]} values, {measured[name]:.1f} s a fold", flush=True
        )
    given = [sizes[name] for name in measured]
    parts = find_parts(options)
    seconds = N_FOLDS * sum(
        np.interp(size, given, list(measured.values()))
        * max(count_repeats(part, size, options) for part in parts)
        for size in sizes.values()
    )
    print(
        f"{len(sizes)} sets: about {seconds / options.n_jobs / 3600:.1f} hours on "
        f"{options.n_jobs} processes"
    )


def time_fold(options, name):
    """Return the seconds of a processor for a fold."""
    plans = make_plans(options, name)
    first = [
        replace(
            planned,
            planned_runs=tuple(
                one for one in planned.runs() if one.repeat == one.fold == 0
            ),
        )
        for planned in plans
    ]
    with TemporaryDirectory() as folder:
        # In this process, so that others on the machine do not count.
        started = time.process_time()
        for planned in first:
            run_plan(planned, folder, replace_jobs(options, 1))
        return time.process_time() - started


def replace_jobs(options, n_jobs):
    return argparse.Namespace(**vars(options) | {"n_jobs": n_jobs})


if __name__ == "__main__":
    main()
