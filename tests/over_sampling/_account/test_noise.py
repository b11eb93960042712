"""Rows that are noise stand in the report, and nothing is made from them."""

import warnings

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from numpy.testing import assert_array_equal
from sklearn.cluster import DBSCAN
from sklearn.exceptions import FitFailedWarning
from stubs import GivenClusters

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler

# Class 1 has 3 rows in cluster 0, 2 in cluster 4, and 2 are noise. Class 2 has 2 rows
# in cluster 0. Class 0 has 6 rows in clusters and 1 that is noise.
X = np.arange(16.0)[:, np.newaxis]
Y = np.array([1, 1, 1, 1, 1, 1, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0])
LABELS = np.array([0, 0, 0, 4, 4, -1, -1, 0, 0, 0, 0, 0, 4, 4, 4, -1])


def fit(labels=LABELS, strategy=None, method="fit_resample", **params):
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy=strategy or {1: 12, 2: 4}, k_neighbors=1),
        GivenClusters(labels),
        random_state=0,
        **params,
    )
    getattr(sampler, method)(X, Y)
    return sampler.cluster_report_


def of_noise(report):
    return report.cluster == -1


@pytest.mark.parametrize("method", ["fit", "fit_resample"])
def test_each_class_with_noise_has_a_line_for_it(method):
    report = fit(method=method)
    assert len(report) == 5
    assert report.cluster.tolist() == [0, 4, -1, 0, 4]
    assert report.class_label.tolist() == [1, 1, 1, 2, 2]
    assert report.n_rows.tolist() == [3, 2, 2, 2, 0]
    # All rows of a class are told of.
    assert report.n_rows[report.class_label == 1].sum() == (Y == 1).sum()


@pytest.mark.parametrize(
    ("noise", "lines"),
    [
        # Positions of noise, and the classes with a line for it.
        ([], []),
        ([15], []),
        ([7], [2]),
        ([7, 8, 15], [2]),
        ([6, 7], [1, 2]),
        ([0, 1, 2, 3, 4, 5, 6], [1]),
    ],
)
def test_class_without_noise_has_no_line_for_it(noise, lines):
    labels = np.where(LABELS < 0, 4, LABELS)
    labels[noise] = -3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = fit(labels, raise_error=False)
    assert report.class_label[of_noise(report)].tolist() == lines
    assert (report.n_rows[of_noise(report)] > 0).all()


def test_line_of_noise_says_that_nothing_is_made():
    # One row of class 2 is noise, too.
    report = fit(np.where(np.arange(16) == 7, -1, LABELS))
    noise = of_noise(report)
    assert_array_equal(report.other_cluster[noise], -1)
    assert_array_equal(report.n_majority_rows[noise], 1)
    assert_array_equal(report.imbalance_ratio[noise], [0.5, 1])
    assert not report.selected[noise].any()
    assert np.isnan(report.log_density[noise]).all()
    assert_array_equal(report.proportion[noise], 0)
    assert_array_equal(report.n_new_rows[noise], 0)
    assert_array_equal(report.n_neighbors[noise], 0)
    assert report.made_by[noise].tolist() == ["", ""]
    assert set(report.reason[noise]) == {"noise, which makes no samples"}
    # The other lines are there as before.
    assert report.n_new_rows[~noise].sum() == 5 + 2


def test_noise_does_not_change_the_effective_numbers():
    report = fit()
    shares = report.proportion[(report.class_label == 1) & ~of_noise(report)]
    expected = np.exp(-(shares * np.log(shares)).sum())
    assert report.effective_clusters[1] == pytest.approx(expected)
    assert report.effective_clusters[2] == 1


def test_all_negative_labels_share_one_line():
    several = LABELS.copy()
    several[[5, 6, 15]] = -2, -3, -1
    report, expected = fit(several), fit()
    assert str(report) == str(expected)
    assert of_noise(report).sum() == 1


def test_without_noise_there_is_no_line():
    report = fit(np.where(LABELS < 0, 4, LABELS))
    assert not of_noise(report).any()
    assert len(report) == 4


def test_frame_and_print_follow():
    report = fit()
    frame = report.to_frame()
    assert len(frame) == 5
    assert frame.loc[frame.cluster == -1, "n_rows"].tolist() == [2]
    lines = str(report).splitlines()
    assert lines[3].split()[:4] == ["-1", "1", "2", "1"]
    assert lines[3].endswith("noise, which makes no samples")
    assert "other_cluster" not in lines[0]


def test_lines_of_pairs_come_before_noise():
    sampler = ClusterOverSampler(
        RandomOverSampler(sampling_strategy={1: 12}),
        GivenClusters(LABELS, [(0, 4)]),
        DensityDistributor(np.inf, 0, distribution_ratio=0.5),
        random_state=0,
    )
    sampler.fit_resample(X, Y)
    report = sampler.cluster_report_
    assert report.cluster.tolist() == [0, 4, 0, -1]
    assert report.other_cluster.tolist() == [-1, -1, 4, -1]
    assert report.n_rows.tolist() == [3, 2, 5, 2]
    # 5 new rows: half of them between the clusters.
    assert report.n_new_rows[2] in (2, 3)
    assert report.n_new_rows.sum() == 5


def test_nothing_but_noise_has_a_line_and_no_effective_number():
    with pytest.warns(FitFailedWarning, match="all its rows are noise"):
        report = fit(np.full(16, -2), raise_error=False)
    assert report.cluster.tolist() == [-1, -1]
    assert report.n_rows.tolist() == [7, 2]
    assert_array_equal(report.n_majority_rows, 7)
    assert report.effective_clusters == {}
    assert "effective" not in str(report)


def test_noise_of_classes_that_are_clustered_by_themselves_is_told():
    # Rows 0 to 4 of class 1 are within reach of each other, rows 5 and 6 of none.
    X = np.array([0, 1, 2, 3, 4, 50, 90, *range(200, 209)], dtype=float)[:, np.newaxis]
    sampler = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 12}, k_neighbors=1),
        DBSCAN(eps=1.5, min_samples=2),
        random_state=0,
        clustering_scope="class",
    )
    sampler.fit(X, np.where(Y == 2, 0, Y))
    report = sampler.cluster_report_
    noise = of_noise(report)
    assert report.n_rows[noise].tolist() == [2]
    assert report.n_rows[~noise].max() == 5


def test_noise_of_dbscan_is_told(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(SMOTE(), DBSCAN(eps=7), random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sampler.fit_resample(X, y)
    report = sampler.cluster_report_
    n_noise = ((sampler.labels_ < 0) & (y == 1)).sum()
    assert 0 < n_noise < 30
    assert report.n_rows[of_noise(report)].tolist() == [n_noise]
    assert report.n_rows.sum() == 30
