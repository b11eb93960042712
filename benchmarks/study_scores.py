"""The scores of the study: from the stores to a table, and what follows from them.

    python benchmarks/study_scores.py STORE --half discovery --choose
    python benchmarks/study_scores.py STORE --half discovery --composition NAME
    python benchmarks/study_scores.py STORE --half confirmation --composition NAME
        --chi CHI
    python benchmarks/study_scores.py STORE --half confirmation --tier 2
        --composition NAME --chi CHI
    python benchmarks/study_scores.py STORE --tier multiclass --composition NAME
        --chi CHI
    python benchmarks/study_scores.py --half discovery --choose

The first call prints the composition and the rule of KMeansSMOTE that are chosen, the
second the chi, and the third the findings on the primary hypotheses. With a store, the
scores are computed and written to ``benchmarks/study``; without one, they are read.
PART is a half, a half with ``-tier2`` or ``-tuned`` at its end, or ``multiclass``:

- ``scores-PART.csv.gz``: a row for each data set, method, classifier and repeat, with
  means over folds;
- ``intrinsic-PART.csv.gz``: the measures of the rows that samplers made;
- ``datasets-PART.csv``: the rows of each data set, and what may moderate a gain;
- ``about-PART.json``: counts, what was chosen, the versions and the date;
- ``seconds-PART.csv.gz``: how long samplers took, on the machine that the study ran on.

Equal scores make equal files, but for the date and the seconds. A data set is left out
until all of its runs are done. The score of a run that failed is that of no resampling;
``n_failed`` counts them.
"""

import argparse
import json
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from joblib import Parallel, delayed
from study_methods import COMPOSITIONS, PILOT_CHI
from study_rules import (
    choose_chi,
    choose_composition,
    choose_kmeans_rule,
    confirm,
    recommend,
)
from study_sets import FAMILY_OF, HALVES, TIERS, list_of_part, name_part

from clover.comparison._compare_distributors import DistributorComparison
from clover.comparison._runs.store import load

FOLDER = Path(__file__).parent / "study"
# Scores after Platt's or isotonic calibration are left out: they add little.
METRICS = (
    "average_precision",
    "roc_auc",
    "brier",
    "log_loss",
    "balanced_accuracy",
    "geometric_mean",
    "f1",
)
OF_TWO_CLASSES = "balanced_accuracy_tuned", "geometric_mean_tuned", "f1_tuned"
KEYS = ["dataset", "method", "classifier", "repeat"]
N_DIGITS = 6
N_JOBS = 2
PACKED = "scores", "intrinsic", "seconds"
PACKAGES = (
    "cluster-over-sampling",
    "imbalanced-learn",
    "scikit-learn",
    "numpy",
    "scipy",
    "baycomp",
)


def main():
    options = parse_options()
    part = name_part(options.half, options.tier)
    if options.store is not None:
        export(options.store / part, part, options.composition, options.chi)
    if options.tier == "1":
        conclude(options, read("scores", part))


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path, nargs="?")
    parser.add_argument("--half", choices=HALVES, default="discovery")
    parser.add_argument("--tier", choices=TIERS, default="1")
    parser.add_argument("--choose", action="store_true", help="choose a composition")
    parser.add_argument("--composition", choices=COMPOSITIONS)
    parser.add_argument("--chi", type=float, default=PILOT_CHI)
    options = parser.parse_args()
    needs_choice = options.half == "confirmation" or options.tier != "1"
    if needs_choice and options.composition is None:
        parser.error("a --composition is needed, which was chosen on discovery")
    return options


def conclude(options, scores):
    """Print what follows from the scores of a half."""
    if options.choose:
        print(f"composition: {choose_composition(scores)}")
        print(f"rule of KMeansSMOTE: {choose_kmeans_rule(scores)}")
    elif options.half == "discovery" and options.composition:
        print(f"chi: {choose_chi(scores, options.composition)}")
    elif options.half == "confirmation":
        intrinsic = read("intrinsic", options.half)
        for finding in confirm(scores, options.composition, options.chi, intrinsic):
            print(finding)
        print(f"recommended: {recommend(scores, options.composition, options.chi)}")


def export(folder, part, composition=None, chi=PILOT_CHI):
    """Write what the stores in a folder hold of a part of the study.

    `composition` and `chi` are those with which the part was run.

    Raises
    ------
    SystemExit
        If no store is complete.
    """
    stores = sorted(path for path in folder.iterdir() if path.is_dir())
    found = Parallel(min(N_JOBS, max(len(stores), 1)))(
        delayed(read_store)(store) for store in stores
    )
    found = [tables for tables in found if tables is not None]
    if not found:
        raise SystemExit(f"No store in {folder} is complete.")
    n_runs = sum(tables.pop("n_runs") for tables in found)
    joined = {
        kind: pd.concat([tables[kind] for tables in found], ignore_index=True)
        for kind in found[0]
    }
    FOLDER.mkdir(exist_ok=True)
    for kind, frame in joined.items():
        if "family" not in frame:
            frame.insert(1, "family", name_families(frame))
        write(frame, kind, part)
    about = tell_about(joined["scores"], part, n_runs, composition, chi)
    (FOLDER / f"about-{part}.json").write_text(json.dumps(about, indent=2) + "\n")


def read_store(store):
    """Return the tables of a store and its number of runs, None if some are missing."""
    comparison = DistributorComparison.load(store)
    if comparison.n_missing:
        print(f"left out, as runs are missing: {store.name}", file=sys.stderr)
        return None
    return {
        "scores": tabulate(comparison),
        "intrinsic": comparison.intrinsic(),
        "datasets": describe(store),
        "seconds": time_methods(comparison, store.name),
        "n_runs": count_runs(comparison),
    }


def tabulate(comparison):
    """Return scores, a row for each data set, method, classifier and repeat."""
    metrics = [*METRICS, *OF_TWO_CLASSES]
    metrics = [name for name in metrics if name in comparison.metrics]
    tall = comparison.scores(metrics)
    scores = tall.pivot_table(
        index=KEYS, columns="metric", values="value", observed=True
    )[metrics]
    failures = comparison.failures()
    n_failed = failures.groupby(KEYS).size().reindex(scores.index, fill_value=0)
    frame = scores.assign(n_failed=n_failed.astype(int)).reset_index()
    frame.insert(1, "family", name_families(frame))
    # Without class weights, a classifier would have the scores of no resampling.
    pairs = ["method", "classifier"]
    tried = pd.concat([comparison.times()[pairs], failures[pairs]]).drop_duplicates()
    return frame.merge(tried, on=pairs)


def describe(store):
    """Return the number of rows of a data set and its descriptors, as one row."""
    ((name, info),) = load(store).datasets.items()
    return pd.DataFrame(
        [{"dataset": name, "n_rows": len(info.y), **dict(info.descriptors)}]
    )


def time_methods(comparison, name):
    """Return the mean seconds of each method on a data set."""
    columns = ["method", "classifier", "seconds_resampling", "seconds_fitting"]
    return comparison.times()[columns].assign(dataset=name)[["dataset", *columns]]


def count_runs(comparison):
    """Return the number of runs, of which some may have failed."""
    return int(comparison.times()["runs"].sum()) + len(comparison.failures())


def tell_about(scores, part, n_runs, composition, chi):
    """Return the counts, what was chosen, the versions and the date."""
    return {
        "n_datasets": int(scores["dataset"].nunique()),
        "n_planned_datasets": len(list_of_part(part)),
        "n_families": int(scores["family"].nunique()),
        "n_runs": n_runs,
        "n_failed_runs": int(scores["n_failed"].sum()),
        "composition": composition,
        "chi": chi,
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def name_families(frame):
    """Return the family of each row."""
    return [FAMILY_OF.get(name, name) for name in frame["dataset"]]


def name_file(kind, part):
    """Return the name of the file of a table."""
    return f"{kind}-{part}.csv" + ".gz" * (kind in PACKED)


def write(frame, kind, part):
    # No time stamp: equal scores make equal files.
    name = name_file(kind, part)
    compression = {"method": "gzip", "mtime": 0} if name.endswith("gz") else None
    frame.round(N_DIGITS).to_csv(FOLDER / name, index=False, compression=compression)


def read(kind, part, folder=None):
    """Return a table that was written."""
    return pd.read_csv((folder or FOLDER) / name_file(kind, part))


def read_about(part, folder=None):
    """Return the counts of a part, what was chosen, the versions and the date."""
    path = (folder or FOLDER) / f"about-{part}.json"
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
