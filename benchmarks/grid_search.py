"""Search parameters of every sampler by cross-validation over real data sets.

Each search is a ``GridSearchCV`` over a pipeline of scaling, sampler and classifier,
with 4 settings and 3 folds. Fails if a fit raises, or warns about anything but the
convergence of the classifier. The folder is that of ``sweep.py``. The smallest set of
each family is taken, then the second one of each, and so on.

    python benchmarks/grid_search.py DIR
    python benchmarks/grid_search.py DIR --sets 4 --min-class 9 --max-rows 3000
    python benchmarks/grid_search.py DIR --only ASUWO CURESMOTE
"""

import argparse
import re
import sys
import time
import warnings
from collections import Counter, defaultdict
from itertools import chain, islice, zip_longest
from pathlib import Path

import numpy as np
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sweep import load

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    ClusterOverSampler,
    ClusterSMOTE,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
)

SEARCHES = [
    (
        KMeansSMOTE(),
        {"kmeans_estimator": [None, 20], "distances_exponent": ["auto", 0]},
    ),
    (SOMO(), {"distribution_ratio": [0.8, 0.2], "k_neighbors": [2, 5]}),
    (GeometricSOMO(), {"truncation_factor": [1, -0.5], "distances_exponent": [0, 2]}),
    (
        ClusterOverSampler(SMOTE(), KMeans(n_init=1), DensityDistributor()),
        {
            "clusterer__n_clusters": [3, 12],
            "distributor__filtering_threshold": ["auto", np.inf],
        },
    ),
    (
        GeometricSMOTE(),
        {
            "selection_strategy": ["combined", "minority"],
            "deformation_factor": [0.0, 0.5],
        },
    ),
    (ClusterSMOTE(), {"kmeans_estimator": [1, 8], "k_neighbors": [2, 5]}),
    (CBO(), {"kmeans_estimator": [1, 8], "sampling_strategy": ["auto", "all"]}),
    (ASUWO(), {"c_thres": [0.5, 2.0], "k_neighbors": [2, 5]}),
    (CURESMOTE(), {"n_clusters": [1, 5], "min_cluster_size": [1, 2]}),
]
CLASSIFIERS = [
    LogisticRegression(),
    KNeighborsClassifier(),
    DecisionTreeClassifier(max_depth=5, random_state=0),
]


def choose_sets(folder, n_sets, min_class_size, max_rows):
    """Return names, rows and classes of sets that can be split, of many families."""
    families = defaultdict(list)
    for path in sorted(folder.glob("*.csv.gz"), key=lambda path: path.stat().st_size):
        name = path.name.removesuffix(".csv.gz")
        X, y = load(path)
        if y.value_counts().min() >= min_class_size and len(y) <= max_rows:
            # Without the numbers of the classes that are set against each other.
            families[re.match(r"[a-z]+(_[a-z]+)?", name)[0]].append((name, X, y))
    by_turns = chain.from_iterable(zip_longest(*families.values()))
    return list(islice(filter(None, by_turns), n_sets))


def search(sampler, grid, classifier, X, y):
    """Run one search and return the best score and the warnings of its fits."""
    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("sample", clone(sampler).set_params(random_state=0)),
            ("classify", classifier),
        ]
    )
    grid = {f"sample__{name}": values for name, values in grid.items()}
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grid_search = GridSearchCV(
            pipeline, grid, cv=folds, scoring="balanced_accuracy", error_score="raise"
        ).fit(X, y)
    return grid_search.best_score_, [
        warning
        for warning in caught
        if not issubclass(warning.category, ConvergenceWarning)
    ]


def main():
    """Run the searches."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", type=int, default=40)
    parser.add_argument("--min-class", type=int, default=9)
    parser.add_argument("--max-rows", type=int, default=6_000)
    names = [type(sampler).__name__ for sampler, _ in SEARCHES]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    args = parser.parse_args()
    start = time.perf_counter()
    n_searches, raised, warned = 0, Counter(), Counter()
    searches = [
        (sampler, grid)
        for sampler, grid in SEARCHES
        if type(sampler).__name__ in args.only
    ]
    sets = choose_sets(args.folder, args.sets, args.min_class, args.max_rows)
    for name, X, y in sets:
        scores = []
        for sampler, grid in searches:
            for classifier in CLASSIFIERS:
                n_searches += 1
                try:
                    score, caught = search(sampler, grid, classifier, X, y)
                except Exception as error:
                    raised[f"{type(sampler).__name__}: {error}"] += 1
                    continue
                scores.append(score)
                warned.update(
                    f"{type(sampler).__name__}: {w.filename}: {w.message}"
                    for w in caught
                )
        print(
            f"{name:<45} {len(y):>6} x {X.shape[1]:<4} {y.nunique():>2} classes  "
            f"best balanced accuracy {min(scores):.3f} to {max(scores):.3f}"
        )
    for message, n in [*raised.items(), *warned.items()]:
        print(f"{n} times: {message}")
    seconds = time.perf_counter() - start
    print(
        f"{n_searches} searches over {len(sets)} data sets in {seconds:.0f} s: "
        f"{raised.total()} raised, {warned.total()} warnings"
    )
    return int(raised.total() + warned.total() > 0)


if __name__ == "__main__":
    sys.exit(main())
