"""The scores of the study: from the stores to a table, and what follows from them.

    python benchmarks/study_scores.py STORE --half discovery --choose
    python benchmarks/study_scores.py STORE --half discovery --composition NAME
    python benchmarks/study_scores.py STORE --half confirmation --composition NAME
        --chi CHI
    python benchmarks/study_scores.py STORE --half multiclass
    python benchmarks/study_scores.py --half discovery --choose

The first call prints the composition and the rule of KMeansSMOTE that are chosen, the
second the chi, and the third the findings on the primary hypotheses. With a store, the
scores are computed and written to ``benchmarks/study``: ``scores-HALF.csv.gz``, a row
for each data set, method, classifier and repeat, with means over folds;
``intrinsic-HALF.csv.gz``, the measures of the rows that samplers made; and
``about-HALF.json``, with the versions and the date. Without one, they are read.

The score of a run that failed is that of no resampling; ``n_failed`` counts them.
"""

import argparse
import json
import platform
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
from study_sets import FAMILY_OF

from clover.comparison import Comparison
from clover.comparison._compare_distributors import DistributorComparison

FOLDER = Path(__file__).parent / "study"
HALVES = "discovery", "confirmation", "multiclass"
# Those that Platt's or isotonic calibration changes add little to the rest.
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
    if options.store is not None:
        export(options.store / options.half, options.half)
    scores = read("scores", options.half)
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


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path, nargs="?")
    parser.add_argument("--half", choices=HALVES, default="discovery")
    parser.add_argument("--choose", action="store_true", help="choose a composition")
    parser.add_argument("--composition", choices=COMPOSITIONS)
    parser.add_argument("--chi", type=float, default=PILOT_CHI)
    options = parser.parse_args()
    if options.half == "confirmation" and options.composition is None:
        parser.error("a --composition is needed, which was chosen on discovery")
    return options


def export(folder, half):
    """Write the scores of the stores in a folder, the measures, and the versions."""
    stores = sorted(path for path in folder.iterdir() if path.is_dir())
    FOLDER.mkdir(exist_ok=True)
    tables = Parallel(min(N_JOBS, len(stores)))(
        delayed(tabulate)(store) for store in stores
    )
    scores = pd.concat(tables, ignore_index=True)
    write(scores, "scores", half)
    measures = pd.concat(
        [DistributorComparison.load(store).intrinsic() for store in stores],
        ignore_index=True,
    )
    write(measures.assign(family=name_families(measures)), "intrinsic", half)
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
    (FOLDER / f"about-{half}.json").write_text(json.dumps(about, indent=2) + "\n")


def tabulate(store):
    """Return the scores of a store, a row for each method, classifier and repeat."""
    comparison = Comparison.load(store)
    metrics = [*METRICS, *OF_TWO_CLASSES]
    metrics = [name for name in metrics if name in comparison.metrics]
    tall = comparison.scores(metrics)
    scores = tall.pivot_table(
        index=KEYS, columns="metric", values="value", observed=True
    )[metrics]
    failures = comparison.failures().groupby(KEYS).size()
    n_failed = failures.reindex(scores.index, fill_value=0)
    frame = scores.assign(n_failed=n_failed.astype(int)).reset_index()
    times = comparison.times()[["method", "classifier", "seconds_resampling"]]
    frame = frame.merge(times, on=["method", "classifier"], how="left")
    frame.insert(1, "family", name_families(frame))
    return frame


def name_families(frame):
    """Return the family of each row."""
    return [FAMILY_OF.get(name, name) for name in frame["dataset"]]


def write(frame, kind, half):
    # No time stamp: equal scores make equal files.
    frame.round(N_DIGITS).to_csv(
        FOLDER / f"{kind}-{half}.csv.gz",
        index=False,
        compression={"method": "gzip", "mtime": 0},
    )


def read(kind, half):
    """Return a table that was written."""
    return pd.read_csv(FOLDER / f"{kind}-{half}.csv.gz")


if __name__ == "__main__":
    main()
