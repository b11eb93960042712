"""What a change of the input changes in the output, and what it must not change."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_allclose, assert_array_equal
from problems import clusterings, count, problems
from sklearn.base import clone
from sklearn.cluster import KMeans
from stubs import GivenClusters, name_of

from clover.distribution import DensityDistributor
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
)

OVERSAMPLERS = st.sampled_from(
    [SMOTE(), RandomOverSampler(), GeometricSMOTE(), BorderlineSMOTE()]
)
DISTRIBUTORS = st.builds(
    DensityDistributor,
    distances_exponent=st.sampled_from(["auto", 0, 2]),
    distribution_ratio=st.sampled_from([0.3, 1.0]),
)
# Every class has two rows at least, so that none is refused.
PROBLEMS = problems()


def compose(oversampler, strategy, clusterer, distributor):
    oversampler = clone(oversampler).set_params(sampling_strategy=strategy)
    return ClusterOverSampler(
        oversampler, clusterer, distributor, raise_error=False, random_state=0
    )


def relabel(clusterer, rng):
    """Return the same clusters under other labels, and a map from old to new ones."""
    clusters = np.unique(clusterer.labels[clusterer.labels >= 0])
    new_label = np.full(clusters.max(initial=0) + 1, -1)
    new_label[clusters] = rng.permutation(3 * clusters.size + 1)[: clusters.size]
    labels = np.append(new_label, -1)[np.maximum(clusterer.labels, -1)]
    neighbors = clusterer.neighbors
    if neighbors is not None:
        neighbors = new_label[neighbors][:, ::-1]
    return GivenClusters(labels, neighbors), new_label


def report_of(sampler, name_of_cluster=int, name_of_class=str):
    """Return the entries of the report by other names of clusters and classes."""
    report = sampler.cluster_report_
    clusters = zip(report.cluster, report.other_cluster, strict=True)
    keys = zip(
        (frozenset(name_of_cluster(c) for c in pair) for pair in clusters),
        map(name_of_class, report.class_label.tolist()),
        strict=True,
    )
    entries = zip(
        report.n_rows,
        report.n_majority_rows,
        report.imbalance_ratio,
        report.selected,
        report.made_by,
        report.proportion,
        report.n_new_rows,
        strict=True,
    )
    return dict(zip(keys, entries, strict=True))


def assert_same_reports(report, other_report, n_new_tolerance=0):
    assert report.keys() == other_report.keys()
    for key, (*facts, proportion, n_new) in report.items():
        *other_facts, other_proportion, other_n_new = other_report[key]
        # What made the rows is told only where there are any.
        n_facts = 5 if n_new == other_n_new else 4
        assert facts[:n_facts] == other_facts[:n_facts]
        assert proportion == pytest.approx(other_proportion, abs=1e-9)
        assert abs(n_new - other_n_new) <= n_new_tolerance


@pytest.mark.filterwarnings("ignore:No samples were generated")
@given(PROBLEMS, OVERSAMPLERS, DISTRIBUTORS, st.data())
def test_relabelling_clusters_changes_nothing_else(
    problem, oversampler, distributor, data
):
    clusterer = data.draw(clusterings(problem.X))
    renamed, new_label = relabel(clusterer, np.random.RandomState(0))
    samplers = [
        compose(oversampler, problem.strategy, c, distributor)
        for c in (clusterer, renamed)
    ]
    answers = [sampler.fit_resample(problem.X, problem.y) for sampler in samplers]
    assert answers[0][0].tobytes() == answers[1][0].tobytes()
    assert_array_equal(answers[0][1], answers[1][1])
    expected = report_of(samplers[0], lambda c: int(new_label[c]) if c >= 0 else -1)
    assert_same_reports(expected, report_of(samplers[1]))


@pytest.mark.filterwarnings("ignore:No samples were generated")
@given(PROBLEMS, OVERSAMPLERS, DISTRIBUTORS, st.data())
def test_relabelling_classes_changes_nothing_else(
    problem, oversampler, distributor, data
):
    clusterer = data.draw(clusterings(problem.X))
    # With one cluster the oversampler takes the classes in order, as by itself.
    assume(np.unique(clusterer.labels).size > 2)
    classes, codes = np.unique(problem.y, return_inverse=True)
    new_classes = np.random.RandomState(1).permutation(list("uvwxyz"))
    new_class = dict(zip(classes.tolist(), new_classes.tolist(), strict=False))
    sampler = compose(oversampler, problem.expected, clusterer, distributor)
    X_res, y_res = sampler.fit_resample(problem.X, problem.y)
    strategy = {new_class[c]: n for c, n in problem.expected.items()}
    renamed = compose(oversampler, strategy, clusterer, distributor)
    X_new, y_new = renamed.fit_resample(problem.X, new_classes[codes])
    assert X_new.tobytes() == X_res.tobytes()
    assert y_new.tolist() == [new_class[c] for c in y_res.tolist()]
    expected = report_of(sampler, name_of_class=lambda c: new_class[c])
    assert_same_reports(expected, report_of(renamed))


@pytest.mark.filterwarnings("ignore:No samples were generated")
@given(PROBLEMS, DISTRIBUTORS, st.data())
def test_shuffling_rows_changes_no_share(problem, distributor, data):
    clusterer = data.draw(clusterings(problem.X))
    order = np.random.RandomState(2).permutation(len(problem.y))
    sampler = compose(SMOTE(), problem.expected, clusterer, distributor)
    sampler.fit_resample(problem.X, problem.y)
    shuffled = GivenClusters(clusterer.labels[order], sampler.neighbors_)
    again = compose(SMOTE(), problem.expected, shuffled, distributor)
    again.fit_resample(problem.X[order], problem.y[order])
    # Equal shares may leave one row over, which goes to the earlier cluster.
    assert_same_reports(report_of(sampler), report_of(again), n_new_tolerance=1)


@pytest.mark.filterwarnings("ignore:No samples were generated")
@given(PROBLEMS, OVERSAMPLERS, DISTRIBUTORS, st.data())
def test_adding_noise_changes_nothing(problem, oversampler, distributor, data):
    clusterer = data.draw(clusterings(problem.X))
    n_noise = data.draw(st.integers(1, 40))
    rng = np.random.RandomState(3)
    place = np.sort(rng.randint(len(problem.y) + 1, size=n_noise))
    copied = rng.randint(len(problem.y), size=n_noise)
    X, y = (
        np.insert(values, place, values[copied][::-1], axis=0)
        for values in (problem.X, problem.y)
    )
    labels = np.insert(clusterer.labels, place, -1)
    sizes, noisy_sizes = count(problem.y), count(y)
    strategy = {c: n + noisy_sizes[c] - sizes[c] for c, n in problem.expected.items()}
    expected = compose(oversampler, problem.expected, clusterer, distributor)
    X_res, y_res = expected.fit_resample(problem.X, problem.y)
    noisy = compose(
        oversampler, strategy, GivenClusters(labels, clusterer.neighbors), distributor
    )
    X_noisy, y_noisy = noisy.fit_resample(X, y)
    assert X_noisy[len(y) :].tobytes() == X_res[len(problem.y) :].tobytes()
    assert_array_equal(y_noisy[len(y) :], y_res[len(problem.y) :])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@given(
    problems(scales=[0], dtypes=["f8"]),
    st.sampled_from(
        [
            KMeansSMOTE(random_state=0),
            SOMO(random_state=0),
            GeometricSOMO(random_state=0),
            ScaledGeometricSMOTE(random_state=0),
            ScaledGeometricSMOTE(n_clusters=4, random_state=0),
            ClusterOverSampler(
                SMOTE(), KMeans(4, n_init=1), DensityDistributor("auto", 2, True, 0.5)
            ),
        ]
    ),
    st.integers(-900, 900),
)
def test_units_do_not_matter(problem, sampler, exponent):
    is_meta = isinstance(sampler, ClusterOverSampler)
    if is_meta:
        # The squares in a user's own k-means have their limits.
        exponent //= 2
        assume(len(problem.y) >= 4)
    prefix = "oversampler__" if is_meta else ""
    sampler = clone(sampler).set_params(
        random_state=0, **{f"{prefix}sampling_strategy": problem.strategy}
    )
    X_res, _ = sampler.fit_resample(problem.X, problem.y)
    made = sampler.cluster_report_.n_new_rows
    X_scaled, _ = sampler.fit_resample(problem.X * 2.0**exponent, problem.y)
    assert_array_equal(sampler.cluster_report_.n_new_rows, made)
    assert_allclose(X_scaled / 2.0**exponent, X_res, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "oversampler", [SMOTE(), GeometricSMOTE(), BorderlineSMOTE(), ADASYN()], ids=name_of
)
def test_shifting_scaling_and_reordering_columns_moves_the_rows_along(
    three_classes, oversampler, seed
):
    X, y = three_classes
    rng = np.random.RandomState(seed)
    factor, shift = rng.uniform(0.1, 10), rng.uniform(-5, 5)
    order = rng.permutation(X.shape[1])
    clusterer = GivenClusters(rng.randint(6, size=len(y)), [[0, 3], [4, 1], [1, 2]])
    distributor = DensityDistributor(distribution_ratio=0.7)
    sampler = compose(oversampler, "auto", clusterer, distributor)
    if isinstance(oversampler, GeometricSMOTE):
        # The draws are not turned with the columns.
        order = np.arange(X.shape[1])
    X_res, _ = sampler.fit_resample(X, y)
    made = sampler.cluster_report_.n_new_rows
    X_moved, _ = sampler.fit_resample(factor * X[:, order] + shift, y)
    assert_array_equal(sampler.cluster_report_.n_new_rows, made)
    assert_allclose(X_moved, factor * X_res[:, order] + shift, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("offset", [1e6, 1e10])
@pytest.mark.parametrize("oversampler", [SMOTE(), GeometricSMOTE()], ids=name_of)
@pytest.mark.parametrize("n_features", [3, 12, 40])
def test_the_origin_may_be_far_away(oversampler, offset, n_features):
    rng = np.random.RandomState(0)
    # Multiples of a power of two, so that the shift rounds nothing.
    X = np.round(rng.normal(size=(400, n_features)) * 2**10) / 2**10
    y = (rng.uniform(size=400) < 0.3).astype(int)
    clusterer = GivenClusters(rng.randint(3, size=400), [[0, 1], [1, 2]])
    distributor = DensityDistributor(np.inf, 2, distribution_ratio=0.7)
    sampler = compose(oversampler, "auto", clusterer, distributor)
    X_res, _ = sampler.fit_resample(X, y)
    made = sampler.cluster_report_.n_new_rows
    X_moved, _ = sampler.fit_resample(X + offset, y)
    assert_array_equal(sampler.cluster_report_.n_new_rows, made)
    assert_allclose(X_moved - offset, X_res, atol=offset * 1e-15)


@given(
    problems(min_class_size=8, dtypes=["f8", "f4", "i8"]),
    st.sampled_from(
        [
            SMOTE(),
            RandomOverSampler(),
            RandomOverSampler(shrinkage=0.5),
            SVMSMOTE(),
            BorderlineSMOTE(),
            GeometricSMOTE(),
        ]
    ),
    st.sampled_from([None, GivenClusters([])]),
    st.integers(0, 2**31 - 1),
)
def test_one_cluster_equals_the_oversampler_by_itself(
    problem, oversampler, clusterer, seed
):
    X, y = problem.X, problem.y
    oversampler = clone(oversampler).set_params(sampling_strategy=problem.strategy)
    if clusterer is not None:
        clusterer = GivenClusters(np.full(len(y), 5))
    sampler = ClusterOverSampler(oversampler, clusterer, random_state=seed)
    X_res, y_res = sampler.fit_resample(X, y)
    floats = X if X.dtype.kind == "f" else X.astype(float)
    bare = oversampler.set_params(random_state=seed)
    try:
        X_bare, y_bare = bare.fit_resample(floats, y)
    except (ValueError, TypeError):
        # By itself it cannot work on these rows at all.
        assume(False)
    # Some of imbalanced-learn's make other numbers of rows.
    assume(len(y_bare) == len(y_res))
    assert_array_equal(y_res, y_bare)
    if X.dtype.kind == "f":
        # Noise of imbalanced-learn's RandomOverSampler makes long floats of short ones.
        assert X_res.tobytes() == X_bare.astype(X.dtype).tobytes()
        return
    for class_label in np.unique(y):
        new = len(y) + np.flatnonzero(y_bare[len(y) :] == class_label)
        of_class = X[y == class_label]
        limits = of_class.min(axis=0), of_class.max(axis=0)
        X_bare[new] = np.clip(np.floor(X_bare[new] + 0.5), *limits)
    assert_array_equal(X_res, X_bare)


def test_categories_in_a_pure_cluster_do_not_depend_on_noise(two_blobs):
    X, _ = two_blobs
    X = np.column_stack((X, np.arange(80) % 3))
    y, labels = np.repeat([1, 0], [30, 50]), np.repeat([0, 1], [40, 40])
    labels[:30], labels[30:] = 0, 1
    sampler = ClusterOverSampler(
        SMOTENC([2], sampling_strategy={1: 60}), GivenClusters(labels), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    sampler.set_params(clusterer=GivenClusters(np.append(-1, labels)))
    X_noisy, _ = sampler.fit_resample(np.vstack(([[1e6, 1e6, 2]], X)), np.append(0, y))
    assert_array_equal(X_noisy[81:], X_res[80:])
