"""The promises of ClusterOverSampler."""

import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import Pipeline as ImblearnPipeline
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import kstest
from sklearn import config_context
from sklearn.cluster import (
    DBSCAN,
    HDBSCAN,
    AgglomerativeClustering,
    Birch,
    KMeans,
    MeanShift,
    MiniBatchKMeans,
)
from sklearn.datasets import make_blobs
from sklearn.decomposition import PCA
from sklearn.exceptions import FitFailedWarning
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.multiclass import check_classification_targets
from stubs import GivenClusters, name_of

from clover.distribution import BaseDistributor, DensityDistributor
from clover.exceptions import NoSamplesError
from clover.over_sampling import ClusterOverSampler

OVERSAMPLERS = [
    SMOTE(),
    RandomOverSampler(),
    RandomOverSampler(shrinkage=0.5),
    BorderlineSMOTE(kind="borderline-1"),
    BorderlineSMOTE(kind="borderline-2"),
    SVMSMOTE(),
    ADASYN(),
    make_imblearn_pipeline(StandardScaler(), SMOTE()),
]


class UniformDistributor(BaseDistributor):
    """Makes the same number of rows in all clusters with rows of the class."""

    def _intra_distribute(self, X, y, labels, neighbors):
        self.intra_distribution_ = {
            (cluster, target): 1 / np.unique(labels[y == target]).size
            for target in self.target_classes_
            for cluster in np.unique(labels[y == target]).tolist()
        }
        return self


# Exact


@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
@pytest.mark.parametrize("n_clusters", [1, 4, 30])
def test_counts_are_exact_with_every_oversampler(
    three_classes, oversampler, n_clusters
):
    X, y = three_classes
    sampler = ClusterOverSampler(
        oversampler, KMeans(n_clusters, n_init=1), random_state=0
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}
    assert X_res.shape == (600, 4)
    assert np.isfinite(X_res).all()
    assert sampler.sampling_strategy_ == {1: 140, 2: 160}


def random_problem(rng):
    """Return X, y, a strategy and the counts it asks for, of random shape."""
    n_classes = rng.randint(2, 6)
    sizes = rng.randint(2, 60, size=n_classes)
    y = rng.permutation(np.repeat(np.arange(n_classes), sizes))
    X = rng.normal(size=(y.size, rng.randint(1, 6))) + y[:, None] * rng.uniform(0, 2)
    counts = np.bincount(y)
    largest = int(np.argmax(counts))
    goals = {k: int(n + rng.randint(0, 80)) for k, n in enumerate(counts)}
    forms = {
        "auto": dict.fromkeys(range(n_classes), counts.max()),
        "all": dict.fromkeys(range(n_classes), counts.max()),
        "not minority": {
            k: n if k == np.argmin(counts) else counts.max()
            for k, n in enumerate(counts)
        },
        "minority": {
            k: counts.max() if k == np.argmin(counts) else n
            for k, n in enumerate(counts)
        },
        "dict": goals,
        "callable": goals,
    }
    if n_classes == 2:
        ratio = rng.uniform(counts.min() / counts.max(), 1)
        n_minority = int(counts.max() * ratio)
        if n_minority > counts.min():
            forms["float"] = {largest: counts.max(), 1 - largest: n_minority}
    name = sorted(forms)[rng.randint(len(forms))]
    strategy = {
        "dict": goals,
        "callable": lambda y: goals,
        "float": ratio if n_classes == 2 else None,
    }.get(name, name)
    return X, y, strategy, forms[name]


@pytest.mark.parametrize("part", range(4))
def test_no_class_is_off_by_one_row_over_random_problems(part):
    # Four parts of 80 problems: 320 in all.
    rng = np.random.RandomState(part)
    for problem in range(80):
        X, y, strategy, expected = random_problem(rng)
        n_clusters = min(rng.randint(2, 61), len(y))
        sampler = ClusterOverSampler(
            [SMOTE, RandomOverSampler, ADASYN, BorderlineSMOTE][problem % 4](
                sampling_strategy=strategy
            ),
            GivenClusters(rng.randint(n_clusters, size=len(y))),
            random_state=problem,
        )
        _, y_res = sampler.fit_resample(X, y)
        assert Counter(y_res.tolist()) == {k: n for k, n in expected.items() if n}


@given(seed=st.integers(0, 2**31 - 1), between=st.sampled_from([0.0, 0.3, 1.0]))
def test_counts_are_exact_whatever_the_problem(seed, between):
    rng = np.random.RandomState(seed)
    X, y, strategy, expected = random_problem(rng)
    n_clusters = rng.randint(2, min(40, len(y)) + 1)
    labels = np.append(np.arange(n_clusters), rng.randint(n_clusters, size=len(y)))
    neighbors = np.column_stack((np.arange(n_clusters - 1), np.arange(1, n_clusters)))
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy=strategy),
        GivenClusters(labels[: len(y)], neighbors),
        DensityDistributor(distribution_ratio=between),
        random_state=seed,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {k: n for k, n in expected.items() if n}
    assert_array_equal(X_res[: len(y)], X)
    assert np.isfinite(X_res).all()


def test_strategy_is_that_of_the_oversampler_inside(three_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    sampler.set_params(oversampler__sampling_strategy={2: 90, 1: 60})
    _, y_res = sampler.fit_resample(*three_classes)
    assert Counter(y_res.tolist()) == {0: 200, 1: 60, 2: 90}


def test_largest_class_can_be_a_target(two_classes):
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={0: 300, 1: 30}), KMeans(5, n_init=1), random_state=0
    )
    _, y_res = sampler.fit_resample(*two_classes)
    assert Counter(y_res.tolist()) == {0: 300, 1: 30}


@pytest.mark.parametrize("strategy", ["all", "auto", "not majority", "minority"])
def test_ties_for_the_largest_class_are_left_alone(strategy):
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(70, 2)), np.repeat(["a", "b", "c"], [30, 30, 10])
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy=strategy), KMeans(4, n_init=1), random_state=0
    )
    _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {"a": 30, "b": 30, "c": 30}


@pytest.mark.parametrize(
    "labels",
    [
        [0, 1],
        [-5, 7],
        [True, False],
        ["many", "few"],
        [1.0, 2.0],
        np.array(["many", "few"], dtype=object),
    ],
    ids=name_of,
)
def test_class_labels_of_any_kind_come_back(two_classes, labels):
    X, y = two_classes
    y = np.asarray(labels)[y]
    sampler = ClusterOverSampler(SMOTE(), KMeans(4, n_init=1), random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert y_res.dtype == y.dtype
    assert_array_equal(y_res[:300], y)
    assert Counter(y_res.tolist()) == dict.fromkeys(np.asarray(labels).tolist(), 270)


def test_one_vs_all_targets_come_back_as_such(three_classes):
    X, y = three_classes
    sampler = ClusterOverSampler(SMOTE(), KMeans(4, n_init=1), random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    X_ova, y_ova = sampler.fit_resample(X, np.eye(3, dtype=int)[y])
    assert_array_equal(X_ova, X_res)
    assert_array_equal(y_ova, np.eye(3, dtype=int)[y_res])


def test_original_rows_come_first_and_untouched(two_classes):
    X, y = two_classes
    before = X.copy()
    sampler = ClusterOverSampler(SMOTE(), KMeans(4, n_init=1), random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert_array_equal(X, before)
    assert_array_equal(X_res[:300], X)
    assert_array_equal(y_res[:300], y)
    assert (y_res[300:] == 1).all()


# Reproducible from one seed


@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
def test_one_seed_governs_every_part(three_classes, oversampler):
    sampler = ClusterOverSampler(oversampler, KMeans(6), random_state=0)
    first, _ = sampler.fit_resample(*three_classes)
    second, _ = sampler.fit_resample(*three_classes)
    other, _ = sampler.set_params(random_state=1).fit_resample(*three_classes)
    assert_array_equal(first, second)
    assert (first != other).any()


def test_seed_reaches_the_steps_of_pipelines(three_classes):
    clusterer = make_pipeline(PCA(2, svd_solver="randomized"), MiniBatchKMeans(5))
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    first, _ = sampler.fit_resample(*three_classes)
    second, _ = sampler.fit_resample(*three_classes)
    assert_array_equal(first, second)
    assert sampler.clusterer_[0].random_state is not None
    assert clusterer[1].random_state is None


def test_part_keeps_a_seed_of_its_own(three_classes):
    sampler = ClusterOverSampler(
        SMOTE(random_state=4), KMeans(6, random_state=5), random_state=0
    )
    first, _ = sampler.fit_resample(*three_classes)
    second, _ = sampler.set_params(random_state=1).fit_resample(*three_classes)
    assert sampler.clusterer_.random_state == 5
    assert_array_equal(first, second)


def test_result_does_not_depend_on_n_jobs(three_classes):
    samplers = [
        ClusterOverSampler(SMOTE(), KMeans(6), random_state=0, n_jobs=n_jobs)
        for n_jobs in (1, 2)
    ]
    results = [sampler.fit_resample(*three_classes)[0] for sampler in samplers]
    assert_array_equal(*results)


def test_two_clusters_of_equal_shape_get_different_draws(two_blobs):
    X, y = two_blobs
    X[40:] = X[:40] + 100
    sampler = ClusterOverSampler(
        SMOTE(), GivenClusters(np.repeat([0, 1], 40)), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    new, clusters = X_res[80:], sampler.provenance_.cluster
    first, second = new[clusters == 0], new[clusters == 1]
    assert len(first) == len(second) == 20
    distances = np.linalg.norm(first[:, None] - (second[None] - 100), axis=2)
    assert (distances.min(axis=1) > 1e-9).all()


@pytest.mark.parametrize("clusterer", [None, KMeans(1), GivenClusters([7] * 300)])
@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(),
        RandomOverSampler(),
        SVMSMOTE(),
        BorderlineSMOTE(),
        RandomOverSampler(shrinkage=1.0),
    ],
    ids=name_of,
)
def test_one_cluster_equals_the_oversampler_by_itself(
    three_classes, clusterer, oversampler
):
    X, y = three_classes
    sampler = ClusterOverSampler(oversampler, clusterer, random_state=9)
    X_res, y_res = sampler.fit_resample(X, y)
    oversampler.set_params(random_state=9)
    expected_X, expected_y = oversampler.fit_resample(X, y)
    oversampler.set_params(random_state=None)
    assert_array_equal(X_res, expected_X)
    assert_array_equal(y_res, expected_y)


def test_one_cluster_draws_from_a_given_generator(two_classes):
    sampler = ClusterOverSampler(SMOTE(), random_state=np.random.RandomState(3))
    expected = SMOTE(random_state=np.random.RandomState(3))
    for _ in range(2):
        assert_array_equal(
            sampler.fit_resample(*two_classes)[0],
            expected.fit_resample(*two_classes)[0],
        )


# Noise


def test_noise_is_kept_and_nothing_is_made_from_it(two_blobs):
    X, y = two_blobs
    noise = np.random.RandomState(1).uniform(-500, 500, (30, 2))
    X, y = np.vstack((X, noise)), np.append(y, np.ones(30, dtype=int))
    for clusterer in (
        DBSCAN(eps=2.0, min_samples=5),
        make_pipeline(DBSCAN(eps=2.0, min_samples=5)),
        HDBSCAN(min_cluster_size=10, copy=True),
    ):
        sampler = ClusterOverSampler(
            SMOTE(sampling_strategy={1: 500}), clusterer, random_state=0
        )
        X_res, y_res = sampler.fit_resample(X, y)
        is_noise = sampler.labels_ == -1
        assert is_noise.sum() >= 20
        assert_array_equal(X_res[:110], X)
        assert (y_res == 1).sum() == 500
        assert not is_noise[sampler.provenance_.base].any()
        assert (sampler.provenance_.cluster >= 0).all()


def test_adding_noise_changes_nothing(two_classes):
    X, y = two_classes
    labels = np.arange(300) % 4
    expected = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 99}), GivenClusters(labels), random_state=0
    )
    X_expected, _ = expected.fit_resample(X, y)
    noisy = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 109}),
        GivenClusters(np.append(labels, [-1] * 10)),
        random_state=0,
    )
    X_res, _ = noisy.fit_resample(np.vstack((X, X[:10])), np.append(y, [1] * 10))
    assert_array_equal(X_res[310:], X_expected[300:])


def test_nothing_but_noise_raises(two_classes):
    sampler = ClusterOverSampler(SMOTE(), GivenClusters([-1] * 300), random_state=0)
    with pytest.raises(NoSamplesError, match="Class 1: all its rows are noise"):
        sampler.fit_resample(*two_classes)


def test_class_that_is_all_noise_raises(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(-y), random_state=0)
    with pytest.raises(NoSamplesError, match="Class 1: all its rows are noise"):
        sampler.fit_resample(X, y)


# Any clusterer, any distributor


@pytest.mark.parametrize(
    "clusterer",
    [
        KMeans(5),
        MiniBatchKMeans(5),
        Birch(n_clusters=5),
        AgglomerativeClustering(5),
        GaussianMixture(5),
        make_pipeline(StandardScaler(), KMeans(5)),
        make_pipeline(StandardScaler(), make_pipeline(PCA(2), GaussianMixture(5))),
    ],
    ids=name_of,
)
def test_any_clusterer_is_used(three_classes, clusterer):
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    _, y_res = sampler.fit_resample(*three_classes)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}
    assert np.unique(sampler.labels_).size == 5


def test_clusterer_need_not_be_an_estimator_of_scikit_learn(two_classes):
    class Halves:
        def fit_predict(self, X):
            return (X[:, 0] > 0).astype(int)

    sampler = ClusterOverSampler(SMOTE(), Halves(), random_state=0)
    X_res, y_res = sampler.fit_resample(*two_classes)
    assert_array_equal(sampler.labels_, X_res[:300, 0] > 0)
    assert (y_res == 1).sum() == 270


def test_density_is_measured_in_the_space_of_the_pipeline(two_blobs):
    X, y = two_blobs
    labels = np.repeat([0, 1], 40)
    scaled = StandardScaler().fit_transform(X * [1, 1e6])
    expected = DensityDistributor().fit(scaled, y, labels).intra_distribution_
    clusterer = make_pipeline(StandardScaler(), GivenClusters(labels))
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    sampler.fit_resample(X * [1, 1e6], y)
    assert sampler.distributor_.intra_distribution_ == pytest.approx(expected)


def test_rows_are_made_where_the_distributor_says(two_blobs):
    X, y = two_blobs

    class Second(BaseDistributor):
        def _intra_distribute(self, X, y, labels, neighbors):
            self.intra_distribution_ = {(1, 1): 1.0}
            return self

    labels = np.repeat([0, 1], 40)
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(labels), Second())
    X_res, _ = sampler.fit_resample(X, y)
    assert (X_res[80:] > 50).all()


def test_distributor_of_ones_own_serves_all_classes(three_classes):
    sampler = ClusterOverSampler(
        SMOTE(), KMeans(4, n_init=1), UniformDistributor(), random_state=0
    )
    _, y_res = sampler.fit_resample(*three_classes)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 200}


def test_distributor_without_clusterer_is_refused(two_classes):
    sampler = ClusterOverSampler(SMOTE(), distributor=DensityDistributor())
    with pytest.raises(ValueError, match="`distributor` should be None"):
        sampler.fit_resample(*two_classes)


def test_keyword_arguments_reach_the_clusterer(two_classes):
    X, y = two_classes
    far = X[:, 0] > np.median(X[:, 0])
    sampler = ClusterOverSampler(SMOTE(), KMeans(2), random_state=0)
    sampler.fit_resample(X, y, sample_weight=far.astype(float))
    assert (sampler.clusterer_.cluster_centers_[:, 0] > X[far, 0].min()).all()


# Between clusters


@pytest.mark.parametrize("oversampler", OVERSAMPLERS[:-1], ids=name_of)
def test_share_between_clusters_is_exact(two_blobs, oversampler):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        oversampler,
        GivenClusters(np.repeat([0, 1], 40), [[0, 1]]),
        DensityDistributor(distribution_ratio=0.25),
        random_state=0,
    )
    _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 60, 1: 60}
    assert (sampler.provenance_.other_cluster >= 0).sum() == 30
    report = sampler.cluster_report_
    assert report.n_new_rows.tolist() == [5, 5, 30]
    assert report.other_cluster.tolist() == [-1, -1, 1]
    assert report.n_rows.tolist() == [10, 10, 20]
    assert "other_cluster" in str(report)


def test_smote_rows_between_clusters_have_uniform_gaps_of_their_own():
    # All rows of one cluster lie at 0, all of the other at 1: a new row is its gap.
    X = np.repeat([[0.0], [1.0]], 40, axis=0)
    y = np.tile(np.repeat([1, 0], [10, 30]), 2)
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 5_020}),
        GivenClusters(np.repeat([0, 1], 40), [[0, 1]]),
        DensityDistributor(distribution_ratio=0.0),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    gaps = X_res[80:, 0]
    assert np.unique(gaps).size == 5_000
    assert kstest(gaps, "uniform").pvalue > 0.01


@pytest.mark.parametrize(
    "clusterer",
    [
        KMeans(6, n_init=1),
        MiniBatchKMeans(6),
        GaussianMixture(6),
        Birch(n_clusters=6),
        AgglomerativeClustering(6),
        MeanShift(bandwidth=1.0),
        make_pipeline(StandardScaler(), KMeans(6, n_init=1)),
    ],
    ids=name_of,
)
def test_rows_between_clusters_need_no_grid(clusterer):
    rng = np.random.RandomState(0)
    # A chain of six touching squares, with both classes in each.
    X = rng.uniform(size=(600, 2)) * [6, 1]
    y = (np.arange(600) % 5 == 0).astype(int)
    sampler = ClusterOverSampler(
        SMOTE(), clusterer, DensityDistributor(10.0, 2, True, 0.25), random_state=0
    )
    _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 480, 1: 480}
    assert (sampler.provenance_.other_cluster >= 0).sum() == 270
    assert len(sampler.neighbors_) >= np.unique(sampler.labels_).size - 1 >= 2


def test_far_clusters_are_no_neighbors_and_all_is_made_inside(two_blobs):
    X, y = two_blobs
    sampler = ClusterOverSampler(
        SMOTE(),
        KMeans(2, n_init=1),
        DensityDistributor(distribution_ratio=0.25),
        random_state=0,
    )
    _, y_res = sampler.fit_resample(X, y)
    assert sampler.neighbors_.shape == (0, 2)
    assert (sampler.provenance_.other_cluster == -1).all()
    assert Counter(y_res.tolist()) == {0: 60, 1: 60}


def test_centers_of_another_shape_are_no_obstacle(two_classes):
    class Odd(GivenClusters):
        cluster_centers_ = np.zeros((1, 1))

    sampler = ClusterOverSampler(
        SMOTE(),
        Odd(np.arange(300) % 4),
        DensityDistributor(distribution_ratio=0.5),
        random_state=0,
    )
    _, y_res = sampler.fit_resample(*two_classes)
    assert y_res.sum() == 270


# Nothing selected, nothing asked


def test_nothing_selected_raises_what_users_of_both_predecessors_catch(two_classes):
    sampler = ClusterOverSampler(
        SMOTE(),
        GivenClusters(np.arange(300) % 3),
        DensityDistributor(filtering_threshold=0.5),
    )
    with pytest.raises(NoSamplesError) as raised:
        sampler.fit_resample(*two_classes)
    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value, RuntimeError)
    message = str(raised.value)
    assert message.startswith(
        "No samples were generated. Try to modify the parameters of the clusterer or "
        "distributor. Class 1: the best of 3 clusters with rows of it is 0"
    )
    assert "above the threshold 0.5" in message


def test_nothing_selected_warns_once_and_leaves_that_class_alone(three_classes):
    X, y = three_classes
    # Class 2 shares its cluster with class 0; class 1 has one by itself.
    sampler = ClusterOverSampler(
        SMOTE(),
        GivenClusters((y == 1).astype(int)),
        DensityDistributor(filtering_threshold=1),
        raise_error=False,
        random_state=0,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 200, 1: 200, 2: 40}
    (warning,) = caught
    assert warning.category is FitFailedWarning
    assert str(warning.message).startswith("No samples were generated.")
    assert "Class 2" in str(warning.message)
    assert "Class 1" not in str(warning.message)
    assert warning.filename == __file__


def test_balanced_data_come_back_unchanged():
    X, y = make_blobs([20, 20], random_state=0)
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X_res, y_res = sampler.fit_resample(X, y)
    assert_array_equal(X_res, X)
    assert_array_equal(y_res, y)
    assert sampler.provenance_.base.size == 0


# Report and provenance


def test_report_adds_up(three_classes):
    sampler = ClusterOverSampler(ADASYN(), KMeans(12, n_init=1), random_state=0)
    sampler.fit_resample(*three_classes)
    report = sampler.cluster_report_
    for class_label, n_requested in sampler.sampling_strategy_.items():
        entries = report.class_label == class_label
        assert entries.sum() == 12
        assert report.n_new_rows[entries].sum() == n_requested
        assert_allclose(report.proportion[entries].sum(), 1)
        assert report.n_rows[entries].sum() == (three_classes[1] == class_label).sum()
    assert_array_equal(report.selected, report.proportion > 0)
    assert_array_equal(report.selected, report.reason == "")
    assert_array_equal(report.n_new_rows > 0, report.made_by != "")
    assert_array_equal(np.isfinite(report.log_density), report.selected)


def test_report_tells_of_few_neighbors_and_stand_ins():
    # Class 1: four rows alone in cluster 0, one of two in cluster 1, none in cluster 2.
    X = np.array([[0.0], [1.0], [2.0], [3.0], [10.0], [11.0]] + [[20.0]] * 6)
    y = np.array([1, 1, 1, 1, 1] + [0] * 7)
    labels = np.repeat([0, 1, 2], [4, 2, 6])
    sampler = ClusterOverSampler(
        BorderlineSMOTE(sampling_strategy={1: 50}),
        GivenClusters(labels),
        UniformDistributor(),
        random_state=0,
    )
    sampler.fit_resample(X, y)
    report = sampler.cluster_report_
    assert report.made_by.tolist() == ["SMOTE", "repetition", ""]
    assert report.n_neighbors.tolist() == [3, 0, 0]
    assert report.imbalance_ratio.tolist() == [0, 1, np.inf]
    assert report.reason.tolist() == ["", "", "no rows of the class"]


def test_report_is_a_table(three_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    sampler.fit_resample(*three_classes)
    lines = str(sampler.cluster_report_).splitlines()
    assert len(lines) == 2 + len(sampler.cluster_report_) == 8
    assert lines[-1].startswith("effective clusters  1: ")
    assert lines[0].split()[:3] == ["cluster", "class_label", "n_rows"]
    frame = sampler.cluster_report_.to_frame()
    assert frame.shape == (6, 13)


@pytest.mark.parametrize("oversampler", [SMOTE(), RandomOverSampler()], ids=name_of)
def test_provenance_is_true(three_classes, oversampler):
    X, y = three_classes
    sampler = ClusterOverSampler(oversampler, KMeans(5, n_init=1), random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    base, cluster = sampler.provenance_.base, sampler.provenance_.cluster
    assert_array_equal(y[base], y_res[300:])
    assert_array_equal(sampler.labels_[base], cluster)
    assert (sampler.provenance_.other_cluster == -1).all()
    if isinstance(oversampler, RandomOverSampler):
        assert_array_equal(X[base], X_res[300:])


def test_provenance_of_a_foreign_oversampler_is_not_invented(three_classes):
    class Derived(BorderlineSMOTE):
        """May do anything, so that its draws cannot be repeated."""

    sampler = ClusterOverSampler(Derived(), KMeans(3, n_init=1), random_state=0)
    sampler.fit_resample(*three_classes)
    made_by = dict(
        zip(
            zip(
                sampler.cluster_report_.cluster.tolist(),
                sampler.cluster_report_.class_label.tolist(),
                strict=True,
            ),
            sampler.cluster_report_.made_by,
            strict=True,
        )
    )
    assert "Derived" in made_by.values()
    provenance = sampler.provenance_
    is_derived = [
        made_by[cluster, class_label] == "Derived"
        for cluster, class_label in zip(
            provenance.cluster.tolist(),
            sampler.fit_resample(*three_classes)[1][300:].tolist(),
            strict=True,
        )
    ]
    assert_array_equal(provenance.base.mask, is_derived)


def test_error_in_a_cluster_names_cluster_and_class(two_classes):
    class Failing(SMOTE):
        def fit_resample(self, X, y):
            raise ArithmeticError("no luck")

    X, y = two_classes
    sampler = ClusterOverSampler(
        Failing(), GivenClusters(np.arange(300) % 2), random_state=0
    )
    with pytest.raises(ArithmeticError, match="no luck") as raised:
        sampler.fit_resample(X, y)
    assert raised.value.__notes__ == ["This happened to Failing in cluster 0, class 1."]


# Sizes


def test_identical_rows_are_no_error():
    X = np.repeat([[0.0, 1.0], [5.0, 5.0]], [10, 90], axis=0)
    y = np.repeat([1, 0], [10, 90])
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(y), random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 90, 1: 90}
    assert_array_equal(X_res[100:], np.repeat([[0.0, 1.0]], 80, axis=0))


@pytest.mark.parametrize("scale", [1.0, 1e150, 1e-150])
@pytest.mark.parametrize("n_features", [2, 2_000])
def test_many_features_and_extreme_units_lose_no_cluster(scale, n_features):
    X, blob = make_blobs(
        [100, 20, 20], n_features, cluster_std=1.0, center_box=(-30, 30), random_state=0
    )
    y = (blob > 0).astype(int)
    sampler = ClusterOverSampler(
        SMOTE(),
        KMeans(3, n_init=3),
        DensityDistributor(distances_exponent=2),
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        X_res, y_res = sampler.fit_resample(X * scale, y)
    assert np.isfinite(X_res).all()
    assert (y_res == 1).sum() == 100
    assert np.unique(sampler.provenance_.cluster).size == 2


def test_alike_clusters_share_the_rows_in_2000_features():
    X, blob = make_blobs([100, 50, 50], 2_000, cluster_std=1.0, random_state=0)
    # The second cluster of the class is the first one elsewhere: equal densities.
    X[blob == 2] = X[blob == 1] + 100
    y = (blob > 0).astype(int)
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 300}), GivenClusters(blob), random_state=0
    )
    sampler.fit_resample(X, y)
    assert_allclose(sampler.cluster_report_.proportion, [0, 0.5, 0.5], atol=1e-6)


def test_fit_resolves_the_strategy_and_counts_the_features(two_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3)).fit(*two_classes)
    assert sampler.sampling_strategy_ == {1: 240}
    assert sampler.n_features_in_ == 5


def test_second_fit_forgets_the_first(two_classes, three_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    sampler.fit_resample(*two_classes)
    X_res, y_res = sampler.fit_resample(*three_classes)
    fresh = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    X_fresh, y_fresh = fresh.fit_resample(*three_classes)
    assert_array_equal(X_res, X_fresh)
    assert_array_equal(y_res, y_fresh)


def test_parameters_are_never_changed(two_classes):
    oversampler, clusterer = SMOTE(), KMeans(3)
    distributor = DensityDistributor()
    sampler = ClusterOverSampler(oversampler, clusterer, distributor, random_state=0)
    before = {k: repr(v) for k, v in sampler.get_params().items()}
    sampler.fit_resample(*two_classes)
    assert {k: repr(v) for k, v in sampler.get_params().items()} == before
    for part in (oversampler, clusterer, distributor):
        assert not [name for name in vars(part) if name.endswith("_")]


def test_parameters_of_a_users_distributor_are_checked(two_classes):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3), DensityDistributor(-1))
    with pytest.raises(ValueError, match="'filtering_threshold' parameter of Density"):
        sampler.fit_resample(*two_classes)
    with config_context(skip_parameter_validation=True):
        # Nobody checks that a negative threshold selects nothing.
        with pytest.raises(NoSamplesError):
            sampler.fit_resample(*two_classes)


def test_fit_to_an_array_forgets_the_names_of_a_frame(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), KMeans(3, n_init=1), random_state=0)
    sampler.fit(pd.DataFrame(X, columns=list("abcde")), y)
    assert sampler.feature_names_in_.tolist() == list("abcde")
    sampler.fit(X, y)
    assert not hasattr(sampler, "feature_names_in_")
    assert sampler.n_features_in_ == 5


def test_parameter_called_steps_is_no_pipeline(two_classes):
    class Stepping(KMeans):
        def __init__(self, n_clusters=3, steps=10):
            super().__init__(n_clusters=n_clusters, n_init=1)
            self.steps = steps

    sampler = ClusterOverSampler(SMOTE(), Stepping(), random_state=0)
    sampler.fit_resample(*two_classes)


def test_pipeline_may_hold_its_steps_in_a_tuple(two_classes):
    steps = ("scale", StandardScaler()), ("last", SMOTE())
    clusterer = Pipeline((steps[0], ("last", KMeans(3, n_init=1))))
    sampler = ClusterOverSampler(ImblearnPipeline(steps), clusterer, random_state=0)
    sampler.fit_resample(*two_classes)
    assert sampler.oversampler_[0].n_features_in_ == 5


def test_nearly_as_many_classes_as_rows_are_told_as_scikit_learn_does():
    X, y = np.arange(60.0)[:, np.newaxis], np.r_[np.arange(58), 0, 0]

    def messages(function, *args):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            function(*args)
        return {str(warning.message) for warning in caught}

    # scikit-learn tells nothing before 1.7.
    expected = messages(check_classification_targets, y)
    assert messages(ClusterOverSampler(RandomOverSampler()).fit, X, y) == expected
