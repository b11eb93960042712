"""Whether two versions of clover make the same rows, to the bit.

Runs some 300 problems, every sampler with every kind of container, by the code of a git
revision and by that of the working tree or of a second revision, and prints what
differs. Exits with 1 if anything does.

    python benchmarks/same_results.py HEAD~20
    python benchmarks/same_results.py HEAD~20 HEAD --n-problems 600
"""

import argparse
import hashlib
import json
import subprocess
import sys
import warnings
from collections import Counter, defaultdict

import numpy as np
from revisions import environment_of
from scipy import sparse

CONTAINERS = ("array", "float32", "integers", "list", "pandas", "polars", "csr", "csc")
SCALES = (1.0, 1.0, 1e-3, 1e6, 1e150, 1e-150)


def make_compositions():
    """Return functions that make a sampler from a seed, by name."""
    from imblearn.over_sampling import (
        ADASYN,
        SMOTE,
        SMOTENC,
        SVMSMOTE,
        BorderlineSMOTE,
        RandomOverSampler,
    )
    from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
    from sklearn.cluster import DBSCAN, AgglomerativeClustering, KMeans
    from sklearn.neighbors import NearestNeighbors
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    from clover import over_sampling
    from clover.distribution import (
        BorderCloseness,
        ClusterDistributor,
        CoverageFilter,
        DensityDistributor,
        LogLinearAllocation,
        MinimumSupportFilter,
        SafetyFilter,
    )

    def preset(name, **params):
        cls = getattr(over_sampling, name)
        return lambda seed: cls(random_state=seed, **params)

    def compose(oversampler, clusterer, distributor=None, **params):
        return lambda seed: over_sampling.ClusterOverSampler(
            oversampler, clusterer, distributor, random_state=seed, **params
        )

    kmeans = KMeans(4, n_init=1)
    covering = ClusterDistributor(
        CoverageFilter(0.8) & MinimumSupportFilter(2),
        LogLinearAllocation.by_size_and_spread(),
    )
    weighing = ClusterDistributor(
        SafetyFilter(3), LogLinearAllocation.by_size(row_score=BorderCloseness(3))
    )
    between = DensityDistributor(distances_exponent=2, distribution_ratio=0.6)
    scaled = make_pipeline(MaxAbsScaler(), KMeans(5, n_init=1))
    geometric = over_sampling.GeometricSMOTE
    return {
        "KMeansSMOTE": preset("KMeansSMOTE"),
        "KMeansSMOTE, paper": preset("KMeansSMOTE", distances_exponent="features"),
        "KMeansSMOTE, share": preset(
            "KMeansSMOTE", kmeans_estimator=0.1, cluster_balance_threshold=0.2
        ),
        "KMeansSMOTE, sample": preset("KMeansSMOTE", max_samples=0.5),
        "SOMO": preset("SOMO"),
        "GeometricSOMO": preset("GeometricSOMO"),
        "ClusterSMOTE": preset("ClusterSMOTE"),
        "CBO": preset("CBO"),
        "CURESMOTE": preset("CURESMOTE"),
        "ASUWO": preset("ASUWO"),
        "GeometricSMOTE": preset("GeometricSMOTE"),
        "GeometricSMOTE, minority": preset(
            "GeometricSMOTE", selection_strategy="minority"
        ),
        "GeometricSMOTE, categories": preset(
            "GeometricSMOTE", categorical_features=[0], selection_strategy="majority"
        ),
        "CenterSMOTE": preset("CenterSMOTE"),
        "SMOTE": compose(SMOTE(), kmeans),
        "SMOTE, no clusterer": compose(SMOTE(), None),
        "SMOTE, search": compose(
            SMOTE(k_neighbors=NearestNeighbors(n_neighbors=4)), kmeans
        ),
        "SMOTE, pipeline": compose(SMOTE(), scaled, covering),
        "SMOTE, noise": compose(SMOTE(), DBSCAN(eps=2.0), raise_error=False),
        "SMOTE, by class": compose(SMOTE(), kmeans, clustering_scope="class"),
        "SMOTE, between": compose(SMOTE(), KMeans(8, n_init=1), between),
        "SMOTE, weights": compose(SMOTE(), kmeans, weighing),
        "RandomOverSampler": compose(RandomOverSampler(), kmeans),
        "RandomOverSampler, between": compose(RandomOverSampler(), kmeans, between),
        "RandomOverSampler, shrinkage": compose(
            RandomOverSampler(shrinkage=0.2), kmeans
        ),
        "ADASYN": compose(ADASYN(), kmeans),
        "BorderlineSMOTE": compose(BorderlineSMOTE(), AgglomerativeClustering(3)),
        "SMOTENC": compose(SMOTENC([0]), kmeans),
        "SVMSMOTE": compose(SVMSMOTE(), kmeans),
        "ADASYN, between": compose(ADASYN(), KMeans(8, n_init=1), between),
        "inner GeometricSMOTE": compose(geometric(), kmeans),
        "inner GeometricSMOTE, between": compose(
            geometric(selection_strategy="majority"), KMeans(8, n_init=1), between
        ),
        "inner GeometricSMOTE, by class": compose(
            geometric(), kmeans, clustering_scope="class"
        ),
        "inner GeometricSMOTE, no clusterer": compose(geometric(), None),
        "inner CenterSMOTE": compose(over_sampling.CenterSMOTE(), kmeans),
        "inner KMeansSMOTE": compose(over_sampling.KMeansSMOTE(), kmeans),
        "pipeline inside": compose(
            make_imblearn_pipeline(MaxAbsScaler(), SMOTE()), kmeans
        ),
        "two jobs": compose(ADASYN(), kmeans, n_jobs=2),
    }


def make_data(number, n_samplers):
    """Return the rows and classes of a problem, and their container's name."""
    rng = np.random.RandomState(number)
    n_classes = rng.choice([2, 2, 3, 4])
    sizes = np.r_[rng.randint(60, 400), rng.randint(4, 60, size=n_classes - 1)]
    y = rng.permutation(np.repeat(np.arange(n_classes), sizes))
    X = rng.normal(size=(y.size, rng.randint(2, 15)))
    X += rng.uniform(0, 3) * y[:, np.newaxis] + rng.choice([0, 0, 100])
    X[:, 0] = rng.randint(3, size=y.size)
    # Every sampler meets another container in each round of all samplers.
    kind = CONTAINERS[(number + number // n_samplers) % len(CONTAINERS)]
    scale = 1.0 if kind in ("float32", "integers") else rng.choice(SCALES)
    return to_container(X * scale, kind), y, kind


def to_container(X, kind):
    """Return rows in a container."""
    if kind == "float32":
        return X.astype(np.float32)
    if kind == "integers":
        return np.round(10 * X).astype(np.int64)
    if kind == "list":
        return X.tolist()
    if kind in ("csr", "csc"):
        return sparse.csr_matrix(np.where(np.abs(X) > np.median(X), X, 0)).asformat(
            kind
        )
    if kind == "pandas":
        import pandas as pd

        return pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])
    if kind == "polars":
        import polars as pl

        return pl.DataFrame(X, schema=[f"x{j}" for j in range(X.shape[1])])
    return X


def digest(value):
    """Return a short text that tells values apart, to the bit."""
    if sparse.issparse(value):
        value = value.toarray()
    dtypes = getattr(value, "dtypes", "")
    array = np.asarray(value)
    if array.dtype == object:
        content = repr(array.tolist()).encode()
    else:
        content = np.ascontiguousarray(array).tobytes()
    name = f"{type(value).__name__} {array.dtype} {array.shape} {list(dtypes)}"
    return hashlib.sha256(name.encode() + content).hexdigest()[:16]


def solve(number, n_samplers, name, make):
    """Return what came out of a problem: digests by name, or the error."""
    X, y, kind = make_data(number, n_samplers)
    sampler = make(number)
    found = {"problem": f"{number}: {name}, {kind}"}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            X_res, y_res = sampler.fit_resample(X, y)
        except Exception as error:
            return {**found, "error": f"{type(error).__name__}: {error}"[:200]}
    found["warnings"] = sorted(str(warning.message)[:200] for warning in caught)
    found |= {"X": digest(X_res), "y": digest(y_res)}
    for owner in ("cluster_report_", "provenance_"):
        for field, value in getattr(
            getattr(sampler, owner, None), "__dict__", {}
        ).items():
            found[f"{owner}.{field}"] = digest(value)
    for field in ("labels_", "base_indices_"):
        if hasattr(sampler, field):
            found[field] = digest(getattr(sampler, field))
    return found


def solve_all(n_problems):
    """Return what came out of all problems."""
    compositions = list(make_compositions().items())
    results = []
    for number in range(n_problems):
        name, make = compositions[number % len(compositions)]
        results.append(solve(number, len(compositions), name, make))
    return results


def run_revision(revision, n_problems):
    """Return what the code of a revision makes, or of the working tree without one."""
    with environment_of(revision) as environment:
        done = subprocess.run(
            [sys.executable, __file__, "--solve", "--n-problems", str(n_problems)],
            env={**environment, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def main():
    """Compare two versions and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", nargs="?")
    parser.add_argument("after", nargs="?")
    parser.add_argument("--n-problems", type=int, default=296)
    parser.add_argument("--solve", action="store_true")
    args = parser.parse_args()
    if args.solve:
        print(json.dumps(solve_all(args.n_problems)))
        return 0
    before, after = (
        run_revision(revision, args.n_problems)
        for revision in (args.before, args.after)
    )
    differences = defaultdict(list)
    for old, new in zip(before, after, strict=True):
        for field in sorted(old.keys() & new.keys() | {"error"}):
            if old.get(field) != new.get(field):
                differences[old["problem"]].append(field)
    for problem, names in differences.items():
        print(f"differs: {problem}: {', '.join(names)}")
    outcome = Counter("error" if "error" in result else "rows" for result in before)
    print(
        f"{len(before)} problems ({outcome['rows']} with rows, {outcome['error']} with "
        f"an error), {len(differences)} differ"
    )
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
