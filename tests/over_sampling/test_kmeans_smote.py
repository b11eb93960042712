"""KMeansSMOTE, a drop-in for that of imbalanced-learn and of the predecessors."""

from collections import Counter

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.cluster import (
    DBSCAN,
    AffinityPropagation,
    BisectingKMeans,
    KMeans,
    MiniBatchKMeans,
)
from sklearn.datasets import load_digits, make_classification
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover._compat import InvalidParameterError
from clover.distribution import (
    ClusterDistributor,
    DensityDistributor,
    ImbalanceRatioFilter,
    LogLinearAllocation,
)
from clover.exceptions import NoSamplesError
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


@pytest.mark.parametrize("part", range(4))
def test_defaults_raise_on_no_ordinary_problem(part):
    for seed in range(part * 50, part * 50 + 50):
        X, y = make_classification(600, weights=[0.9], random_state=seed)
        _, y_res = KMeansSMOTE(random_state=seed).fit_resample(X, y)
        counts = Counter(y_res.tolist())
        assert counts[0] == counts[1] == (y == 0).sum()


def test_it_is_the_composition_it_says(two_classes):
    preset = KMeansSMOTE(random_state=0, kmeans_estimator=6, k_neighbors=3)
    composed = ClusterOverSampler(
        SMOTE(k_neighbors=3),
        MiniBatchKMeans(6, n_init="auto"),
        DensityDistributor(temperature="auto"),
        random_state=0,
    )
    assert_array_equal(
        preset.fit_resample(*two_classes)[0], composed.fit_resample(*two_classes)[0]
    )


@pytest.mark.parametrize(
    ("kmeans_estimator", "n_clusters"),
    [
        (None, 8),
        (3, 3),
        (np.int64(3), 3),
        (1, 1),
        (0.0, 1),
        (0.02, 7),
        (1.0, 300),
        (KMeans(5, n_init=1), 5),
        (MiniBatchKMeans(5), 5),
        (BisectingKMeans(5), 5),
        (make_pipeline(StandardScaler(), KMeans(5, n_init=1)), 5),
    ],
    ids=name_of,
)
def test_kmeans_estimator_takes_every_form(two_classes, kmeans_estimator, n_clusters):
    sampler = KMeansSMOTE(kmeans_estimator=kmeans_estimator, random_state=0)
    _, y_res = sampler.fit_resample(*two_classes)
    assert (y_res == 1).sum() == 270
    last = sampler.kmeans_estimator_
    last = last[-1] if hasattr(last, "steps") else last
    assert last.n_clusters == n_clusters


def test_default_number_of_clusters_is_at_most_that_of_the_rows():
    X, y = np.arange(5.0).reshape(-1, 1), np.array([0, 0, 0, 1, 1])
    sampler = KMeansSMOTE(random_state=0, distances_exponent=0)
    _, y_res = sampler.fit_resample(X, y)
    assert sampler.kmeans_estimator_.n_clusters == 5
    assert Counter(y_res.tolist()) == {0: 3, 1: 3}


@pytest.mark.parametrize(
    ("strategy", "n_clusters"),
    # The classes have 100, 37 and 12 rows.
    [("auto", 3), ({1: 60}, 6), ({1: 60, 2: 12}, 6), ("all", 3), ({0: 100}, 1)],
)
def test_number_of_clusters_is_the_root_of_the_rows_of_the_class(strategy, n_clusters):
    y = np.repeat([0, 1, 2], [100, 37, 12])
    X = np.random.RandomState(0).normal(size=(149, 2))
    sampler = KMeansSMOTE(strategy, kmeans_estimator="auto", random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert sampler.kmeans_estimator_.n_clusters == n_clusters
    as_number = KMeansSMOTE(strategy, kmeans_estimator=n_clusters, random_state=0)
    assert_array_equal(X_res, as_number.fit_resample(X, y)[0])


def test_number_of_clusters_is_no_rule_by_default():
    assert KMeansSMOTE().kmeans_estimator is None


@pytest.mark.parametrize(
    "kmeans_estimator", [DBSCAN(), AffinityPropagation(), 1.5, 0, "many"]
)
def test_other_estimators_are_refused(two_classes, kmeans_estimator):
    sampler = KMeansSMOTE(kmeans_estimator=kmeans_estimator)
    with pytest.raises((TypeError, ValueError), match="kmeans_estimator"):
        sampler.fit_resample(*two_classes)


def test_more_clusters_than_rows_are_refused(two_classes):
    with pytest.raises(ValueError, match=r"`kmeans_estimator`.*300. Got 301"):
        KMeansSMOTE(kmeans_estimator=301).fit_resample(*two_classes)


@pytest.mark.parametrize("share", [0.1, 0.25, 0.3, 0.5])
def test_balance_threshold_is_the_smallest_share_of_a_selected_cluster(
    two_classes, share
):
    sampler = KMeansSMOTE(
        k_neighbors=1,
        kmeans_estimator=20,
        cluster_balance_threshold=share,
        random_state=0,
        raise_error=False,
    )
    sampler.fit_resample(*two_classes)
    report = sampler.cluster_report_
    n_all = np.array([(sampler.labels_ == c).sum() for c in report.cluster])
    expected = (report.n_rows / n_all >= share) & (report.n_rows >= 2)
    assert_array_equal(report.selected, expected)
    assert report.selected.any()
    assert sampler.cluster_balance_threshold_ == share


def test_balance_threshold_counts_all_other_classes(three_classes):
    sampler = KMeansSMOTE(
        kmeans_estimator=12, cluster_balance_threshold=0.2, random_state=0
    )
    sampler.fit_resample(*three_classes)
    report = sampler.cluster_report_
    n_all = np.array([(sampler.labels_ == c).sum() for c in report.cluster])
    expected = (report.n_rows / n_all >= 0.2) & (report.n_rows >= 6)
    assert_array_equal(report.selected, expected)


def test_balance_threshold_equals_an_imbalance_ratio(two_classes):
    common = {"kmeans_estimator": 20, "random_state": 0, "k_neighbors": 1}
    by_share = KMeansSMOTE(**common, cluster_balance_threshold=0.2)
    by_ratio = KMeansSMOTE(**common, imbalance_ratio_threshold=4.0)
    assert_array_equal(
        by_share.fit_resample(*two_classes)[0], by_ratio.fit_resample(*two_classes)[0]
    )
    assert by_ratio.cluster_balance_threshold_ == 0.2


def test_density_exponent_is_the_other_name(two_classes):
    ours = KMeansSMOTE(distances_exponent=2, random_state=0)
    theirs = KMeansSMOTE(density_exponent=2, random_state=0)
    assert_array_equal(
        ours.fit_resample(*two_classes)[0], theirs.fit_resample(*two_classes)[0]
    )


def test_rules_of_exponents_have_names(two_classes):
    def resample(**params):
        return KMeansSMOTE(random_state=0, **params).fit_resample(*two_classes)[0]

    of_imblearn = resample(distances_exponent="imbalanced-learn")
    assert_array_equal(of_imblearn, resample(density_exponent="auto"))
    for rule in ("features", "imbalanced-learn", "intrinsic"):
        composed = ClusterOverSampler(
            SMOTE(),
            MiniBatchKMeans(n_init="auto"),
            ClusterDistributor(
                ImbalanceRatioFilter(), LogLinearAllocation.by_sparsity(rule)
            ),
            random_state=0,
        )
        expected, _ = composed.fit_resample(*two_classes)
        assert_array_equal(resample(distances_exponent=rule), expected)


@pytest.fixture
def one_twice_as_spread():
    """Two clusters of 5 rows of class 1, in three features, and one of class 0.

    The distances in the second cluster are twice those in the first.
    """
    rows = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]])
    X = np.concatenate([rows, 2 * rows + 50, *[rows - 50] * 4])
    return X.astype(float), np.repeat([1, 0], [10, 20])


def find_share_of_spread(data, **params):
    """Return the share of the second cluster of `one_twice_as_spread`."""
    X, y = data
    kmeans = KMeans(3, init=X[[0, 5, 10]], n_init=1)
    sampler = KMeansSMOTE(
        k_neighbors=1, kmeans_estimator=kmeans, random_state=0, **params
    )
    report = sampler.fit(X, y).cluster_report_
    assert_array_equal(report.cluster[report.selected], [0, 1])
    assert report.proportion.sum() == pytest.approx(1)
    return report.proportion[1]


# By the exponent and temperature that imbalanced-learn's rule gives clusters of 5 rows.
ODDS_OF_IMBLEARN = 2 ** (0.16 * (np.log(5) / np.log(1.6)) ** 1.8)


@pytest.mark.parametrize("threshold", [None, "auto"])
@pytest.mark.parametrize(
    ("params", "odds"),
    [
        ({}, 2),
        ({"distances_exponent": "auto"}, 2),
        ({"distances_exponent": "features", "temperature": "auto"}, 2),
        ({"distances_exponent": "features"}, 2**3),
        ({"temperature": 1.0}, 2**3),
        ({"temperature": 1.5}, 2**2),
        ({"temperature": np.inf}, 1),
        ({"distances_exponent": 3}, 2**3),
        ({"distances_exponent": 3, "temperature": "auto"}, 2),
        ({"distances_exponent": "imbalanced-learn"}, ODDS_OF_IMBLEARN),
        ({"density_exponent": "auto"}, ODDS_OF_IMBLEARN),
        ({"density_exponent": "auto", "temperature": "auto"}, 2),
        ({"density_exponent": 3}, 2**3),
        ({"density_exponent": 3, "temperature": "auto"}, 2),
    ],
)
def test_default_alone_is_tempered(one_twice_as_spread, params, odds, threshold):
    share = find_share_of_spread(
        one_twice_as_spread, cluster_balance_threshold=threshold, **params
    )
    assert share == pytest.approx(odds / (1 + odds))


def test_default_is_the_rule_of_the_paper_if_there_is_one_feature(two_classes):
    X, y = two_classes
    X = X[:, :1]
    by_default = KMeansSMOTE(random_state=0).fit(X, y)
    of_paper = KMeansSMOTE(distances_exponent="features", random_state=0).fit(X, y)
    shares = of_paper.cluster_report_.proportion
    assert (shares > 0).sum() > 1
    assert_array_equal(by_default.cluster_report_.proportion, shares)


def test_default_uses_all_selected_clusters_where_the_paper_prefers_one():
    X, digit = load_digits(return_X_y=True)
    # Of these digits several clusters of ten are selected.
    for y in (digit == 1, digit == 8, digit == 9):
        n_effective, n_selected = {}, set()
        for exponent in ("auto", "features"):
            sampler = KMeansSMOTE(
                kmeans_estimator=10, distances_exponent=exponent, random_state=0
            )
            report = sampler.fit(X, y.astype(int)).cluster_report_
            n_effective[exponent] = report.effective_clusters[1]
            n_selected.add(report.selected.sum())
        assert len(n_selected) == 1
        assert max(n_selected) >= 2
        assert n_effective["auto"] > 0.95 * max(n_selected)
        assert n_effective["features"] < 0.75 * max(n_selected)


def test_parameters_are_not_changed_by_the_default(two_classes):
    sampler = KMeansSMOTE(random_state=0).fit(*two_classes)
    assert sampler.distances_exponent == "auto"
    assert sampler.temperature is None
    assert sampler.distributor_.distances_exponent_ == 5
    assert sampler.distributor_.temperature == "auto"


def test_unknown_rule_of_exponents_is_refused(two_classes):
    sampler = KMeansSMOTE(distances_exponent="imblearn")
    with pytest.raises(ValueError, match=r"'distances_exponent'.*'intrinsic'"):
        sampler.fit_resample(*two_classes)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"distances_exponent": "features"},
        {"distances_exponent": "imbalanced-learn"},
        {"density_exponent": "auto", "cluster_balance_threshold": 0.1},
        {"density_exponent": 3.0, "cluster_balance_threshold": 0.2},
    ],
)
def test_temperature_is_the_root_of_the_weights(two_classes, params):
    # At temperature 2, shares are in proportion to the square roots of the others.
    def find_shares(temperature):
        sampler = KMeansSMOTE(
            k_neighbors=1, random_state=0, temperature=temperature, **params
        )
        distributor = sampler.fit(*two_classes).distributor_
        return np.array(list(distributor.intra_distribution_.values()))

    roots = np.sqrt(find_shares(1.0))
    assert roots.size > 1
    assert_allclose(find_shares(2.0), roots / roots.sum())
    assert_allclose(find_shares(np.inf), np.full(roots.size, 1 / roots.size))


@pytest.mark.parametrize("temperature", [0, -1.0, "hot"])
def test_impossible_temperature_is_refused(two_classes, temperature):
    with pytest.raises(ValueError, match="'temperature' parameter of KMeansSMOTE"):
        KMeansSMOTE(temperature=temperature).fit(*two_classes)


@pytest.mark.parametrize(
    "params",
    [
        {"imbalance_ratio_threshold": 1.0, "cluster_balance_threshold": 0.5},
        {"distances_exponent": 1.0, "density_exponent": 1.0},
    ],
)
def test_both_names_of_a_pair_are_refused(two_classes, params):
    first, second = params
    with pytest.raises(ValueError, match=f"`{first}` and `{second}` say the same"):
        KMeansSMOTE(**params).fit_resample(*two_classes)


@pytest.mark.parametrize("share", [10, 1.01, 2.0, np.float64(50)])
@pytest.mark.parametrize("method", ["fit", "fit_resample"])
def test_impossible_share_is_named(two_classes, share, method):
    sampler = KMeansSMOTE(cluster_balance_threshold=share, raise_error=False)
    message = r"^`cluster_balance_threshold` should be the smallest share, from 0 to 1"
    with pytest.raises(RuntimeError, match=message) as raised:
        getattr(sampler, method)(*two_classes)
    assert isinstance(raised.value, InvalidParameterError)
    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value, TypeError)
    assert not isinstance(raised.value, NoSamplesError)
    assert str(raised.value).endswith(
        f"Got {share}; use a share such as 0.1, or 'auto'. A ratio goes into "
        "`imbalance_ratio_threshold`."
    )
    assert not hasattr(sampler, "clusterer_")


@pytest.mark.parametrize("share", [0, 0.0])
def test_any_share_selects_every_cluster_with_enough_rows(two_classes, share):
    sampler = KMeansSMOTE(cluster_balance_threshold=share, random_state=0)
    sampler.fit_resample(*two_classes)
    report = sampler.cluster_report_
    assert_array_equal(report.selected, report.n_rows >= 6)


@pytest.mark.parametrize(
    ("k_neighbors", "n_neighbors"), [(2, 3), (NearestNeighbors(n_neighbors=3), 3)]
)
def test_neighbors_estimator_counts_the_row_itself(
    two_classes, k_neighbors, n_neighbors
):
    sampler = KMeansSMOTE(k_neighbors=k_neighbors, random_state=0)
    sampler.fit_resample(*two_classes)
    assert sampler.nn_k_.n_neighbors == n_neighbors
    assert sampler.cluster_report_.n_neighbors.max() == 2


def test_positions_of_parameters_are_those_of_the_predecessor(two_classes):
    sampler = KMeansSMOTE({1: 100}, 0, 3, 5, 20.0, 1.0, False)
    assert sampler.get_params() == {
        "sampling_strategy": {1: 100},
        "random_state": 0,
        "k_neighbors": 3,
        "kmeans_estimator": 5,
        "imbalance_ratio_threshold": 20.0,
        "distances_exponent": 1.0,
        "raise_error": False,
        "n_jobs": None,
        "cluster_balance_threshold": None,
        "density_exponent": None,
        "max_samples": "auto",
        "temperature": None,
        "weighting": None,
    }
    _, y_res = sampler.fit_resample(*two_classes)
    assert (y_res == 1).sum() == 100
