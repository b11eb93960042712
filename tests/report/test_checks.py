"""Each finding has data that lead to it, data that do not, and a page."""

import doctest
import re
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from stubs import GivenClusters

from clover import _codes
from clover.distribution import ClusterDistributor, DensityDistributor
from clover.over_sampling import SOMO, ClusterOverSampler, KMeansSMOTE
from clover.report import ResamplingReport
from clover.report._checks import MODULES
from clover.report._checks.c010 import is_name_of_test_set

DOCS = Path(__file__).parents[2] / "docs"
CODES = sorted(
    value for value in vars(_codes).values() if re.fullmatch(r"C\d{3}", str(value))
)


def find(code, sampler, X, y, **params):
    """Return the finding with a code, or None."""
    report = ResamplingReport.from_estimator(sampler, X, y, **params)
    found = [finding for finding in report.facts.findings if finding.code == code]
    assert len(found) < 2
    return found[0] if found else None


def test_codes_count_up_and_have_a_check_each():
    assert CODES == [f"C{number:03}" for number in range(1, len(MODULES) + 1)]
    names = [module.__name__.rsplit(".", 1)[1].upper() for module in MODULES]
    assert names == CODES


def test_documentation_has_the_address_of_the_metadata():
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())["project"]
    assert project.get("urls", {}).get("Documentation") == _codes.DOCUMENTATION


@pytest.mark.parametrize("code", CODES)
def test_each_code_has_a_page_whose_example_runs(code):
    page = DOCS / "diagnostics" / f"{code}.rst"
    assert page.read_text(encoding="utf-8").splitlines()[1].startswith(f"{code}: ")
    overview = (DOCS / "diagnostics.rst").read_text(encoding="utf-8")
    assert overview.count(f"diagnostics/{code}\n") == 1
    assert _codes.page_of(code) == f"diagnostics/{code}"
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testfile(
        str(page), module_relative=False, optionflags=flags, encoding="utf-8"
    )
    assert result.attempted > 3
    assert result.failed == 0


def test_nothing_selected(overlapping):
    sampler = KMeansSMOTE(imbalance_ratio_threshold=0, random_state=0)
    finding = find("C001", sampler, *overlapping)
    assert finding.severity == "error"
    assert finding.finding.startswith("Class 1 got none of the 160 samples asked for. ")
    assert "above the threshold 0" in finding.finding
    sampler.set_params(imbalance_ratio_threshold=float("inf"))
    assert find("C001", sampler, *overlapping) is None


def two_clusters(n_first):
    """Return 25 rows of class 1 in two clusters, 75 of class 0, and the clusters."""
    X = np.random.RandomState(0).normal(size=(100, 2))
    y = np.repeat([1, 0], [25, 75])
    labels = np.repeat([0, 1, 0, 1], [n_first, 25 - n_first, 35, 40])
    return X, y, GivenClusters(labels)


@pytest.mark.parametrize(("n_first", "is_found"), [(21, True), (19, False)])
def test_one_cluster_gets_more_than_80_percent(n_first, is_found):
    # By size, a cluster with 21 of the 25 rows gets 84 %, one with 19 rows 76 %.
    X, y, clusters = two_clusters(n_first)
    sampler = ClusterOverSampler(
        SMOTE(k_neighbors=2), clusters, ClusterDistributor(), random_state=0
    )
    finding = find("C002", sampler, X, y)
    assert (finding is not None) == is_found
    if is_found:
        assert (
            "84\N{NO-BREAK SPACE}% of the synthetic samples of class 1"
            in finding.finding
        )
        assert "in 2 clusters (2 selected)" in finding.finding


def test_a_single_cluster_may_get_everything():
    X, y, _ = two_clusters(20)
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(np.zeros(100, dtype=int)))
    assert find("C002", sampler, X, y) is None
    assert find("C002", SMOTE(), X, y) is None


@pytest.mark.parametrize(("n_rows", "is_found"), [(11, True), (12, False)])
def test_fewer_than_12_rows(n_rows, is_found):
    X = np.random.RandomState(0).normal(size=(60, 2))
    y = (np.arange(60) < n_rows).astype(int)
    finding = find("C003", SMOTE(), X, y)
    assert (finding is not None) == is_found
    if is_found:
        assert finding.finding.startswith("Class 1 has 11 rows.")
    # A class that is to get nothing may be small.
    y[-3:] = 2
    finding = find("C003", SMOTE(sampling_strategy={1: 20}), X, y)
    assert (finding is not None) == is_found


@pytest.mark.parametrize(("factor", "is_found"), [(1, False), (20, True)])
def test_unlike_scales(overlapping, factor, is_found):
    X, y = overlapping
    X = pd.DataFrame(X * [1, 1, factor], columns=["a", "b", "income"])
    sampler = ClusterOverSampler(SMOTE(), KMeans(3), random_state=0)
    finding = find("C004", sampler, X, y)
    assert (finding is not None) == is_found
    if is_found:
        assert finding.finding.startswith("Feature 'income' has a standard deviation")
    scaled = make_pipeline(StandardScaler(), KMeans(3))
    assert find("C004", sampler.set_params(clusterer=scaled), X, y) is None
    # SOMO scales by itself; without clusters there is nothing to scale for.
    assert find("C004", SOMO(random_state=0), X, y) is None
    assert find("C004", SMOTE(), X, y) is None


def test_equal_numbers_are_no_feature_of_small_scale(overlapping):
    X, y = overlapping
    # The deviation of equal tenths is not 0, but a rounding error.
    X = np.column_stack((X, np.full((240, 5), 0.1)))
    assert X[:, -1].std() > 0
    sampler = ClusterOverSampler(SMOTE(), KMeans(3), random_state=0)
    assert find("C004", sampler, X, y) is None


def test_many_small_features_decide_together(overlapping):
    X, y = overlapping
    small = np.random.RandomState(1).normal(size=(240, 300))
    X = np.column_stack((12 * X[:, :1], small))
    sampler = ClusterOverSampler(SMOTE(), KMeans(3), random_state=0)
    # 300 variances of 1 weigh more than one of 144, but 20 of them hardly matter.
    assert find("C004", sampler, X, y) is None
    assert find("C004", sampler, 1e-3 * X[:, :11], y) is not None


def test_scales_at_the_limits_of_floats_are_compared(overlapping):
    X, y = overlapping
    labels = np.arange(240) % 2
    sampler = ClusterOverSampler(SMOTE(), GivenClusters(labels), random_state=0)
    finding = find("C004", sampler, X * [1e-170, 1e-170, 1e170], y)
    assert "over 1e+308 times" in finding.finding
    assert find("C004", sampler, X * 1e300, y) is None
    assert find("C004", sampler, X * 1e-300, y) is None


def test_without_clusters_no_feature_decides_about_them(overlapping):
    X, y = overlapping
    sampler = ClusterOverSampler(SMOTE(), random_state=0)
    assert find("C004", sampler, X * [1, 1, 100], y) is None


def test_not_calibrated(overlapping):
    sampler = KMeansSMOTE(random_state=0)
    finding = find("C005", sampler, *overlapping)
    # 40 of 240 rows before, 200 of 400 after.
    assert "class 1 from 16.7\N{NO-BREAK SPACE}% to 50\N{NO-BREAK SPACE}%" in (
        finding.finding
    )
    assert "weighting='prevalence'" in finding.remedy
    sampler.set_params(weighting="prevalence")
    assert find("C005", sampler, *overlapping) is None


def test_a_few_rows_leave_probabilities_as_they_are(overlapping):
    # 43 of 243 rows are 17.7 %, a fifteenth more than 40 of 240.
    sampler = SMOTE(sampling_strategy={1: 43})
    assert find("C005", sampler, *overlapping) is None


def test_duplicates(overlapping):
    finding = find("C006", RandomOverSampler(), *overlapping)
    told = (
        "Of the synthetic samples, 100\N{NO-BREAK SPACE}% of class 1 equal a given row"
    )
    assert finding.finding.startswith(told)
    assert find("C006", SMOTE(), *overlapping) is None


def test_each_made_row_with_an_equal_one_is_a_repetition():
    X = np.arange(24.0).reshape(12, 2)
    y = np.array([0] * 10 + [1] * 2)
    # Eight copies of two rows: with this seed, both are drawn several times.
    finding = find("C006", RandomOverSampler(random_state=0), X, y)
    assert "100\N{NO-BREAK SPACE}% another sample" in finding.finding


def test_exponent_by_many_features():
    rng = np.random.RandomState(0)
    X = rng.normal(size=(120, 12))
    y = np.repeat([1, 0], [40, 80])
    clusters = GivenClusters(np.arange(120) % 2)
    sampler = ClusterOverSampler(SMOTE(), clusters, random_state=0)
    finding = find("C007", sampler, X, y)
    # 1.1 to the power 12 is 3.14.
    assert "power 12" in finding.finding
    assert "3.14 times" in finding.finding
    assert "of 2 selected clusters of class 1" in finding.finding
    assert find("C007", KMeansSMOTE(kmeans_estimator=2, random_state=0), X, y) is None
    for distributor in (
        DensityDistributor(distances_exponent=1),
        DensityDistributor(temperature="auto"),
        ClusterDistributor(),
    ):
        sampler.set_params(distributor=distributor)
        assert find("C007", sampler, X, y) is None
    sampler = ClusterOverSampler(SMOTE(), clusters, random_state=0)
    assert find("C007", sampler, X[:, :10], y) is None


def with_codes(dtype):
    rng = np.random.RandomState(0)
    X = pd.DataFrame({"size": rng.normal(size=120), "kind": np.arange(120) % 3})
    return X.astype({"kind": dtype}), np.repeat([1, 0], [30, 90])


def test_codes_are_interpolated():
    finding = find("C008", SMOTE(random_state=0), *with_codes(float))
    assert finding.severity == "warning"
    assert finding.finding == (
        "One column holds whole numbers in the given rows and fractions in the "
        "synthetic samples: kind."
    )
    # Clover rounds integers, so that no fraction tells of the codes.
    sampler = ClusterOverSampler(SMOTE(), random_state=0)
    finding = find("C008", sampler, *with_codes(int))
    assert finding.finding == (
        "One column holds at most 10 different values, and values of synthetic "
        "samples were interpolated between those of given rows: kind."
    )


def test_codes_that_are_named_or_repeated_are_fine():
    for sampler in (SMOTENC(["kind"], random_state=0), RandomOverSampler()):
        assert find("C008", sampler, *with_codes(int)) is None
    X, y = with_codes(float)
    assert find("C008", SMOTE(random_state=0), X[["size"]], y) is None


def test_marks_that_are_equal_in_the_class_are_not_interpolated():
    X, y = with_codes(int)
    X["kind"] = np.where(y == 1, 0, X["kind"])
    sampler = ClusterOverSampler(SMOTE(), random_state=0)
    assert find("C008", sampler, X, y) is None


def test_counts_in_floats_are_a_note():
    X, y = with_codes(float)
    X["kind"] = np.random.RandomState(0).permutation(120).astype(float)
    assert find("C008", SMOTE(random_state=0), X, y).severity == "note"
    sampler = ClusterOverSampler(SMOTE(), random_state=0)
    assert find("C008", sampler, X.astype({"kind": int}), y) is None


def test_rows_in_the_regions_of_others():
    X, y = make_blobs([200, 40], 2, centers=[[0, 0], [4, 4]], random_state=0)
    finding = find("C009", RandomOverSampler(shrinkage=10), X, y)
    assert "lie nearest to another class" in finding.finding
    assert find("C009", SMOTE(), X, y) is None


def test_table_that_is_called_a_test_set(overlapping):
    X, y = overlapping
    finding = find("C010", SMOTE(), X, y, name="X_test")
    assert finding.finding.startswith("Its name is 'X_test'.")
    assert find("C010", SMOTE(), X, y, name="X_train") is None
    assert find("C010", SMOTE(), X, y) is None
    frame = pd.DataFrame(X, columns=list("abc"))
    frame.attrs["source"] = "data/holdout.csv"
    assert find("C010", SMOTE(), frame, y) is not None


@pytest.mark.parametrize(
    ("name", "is_test"),
    [
        ("test.csv", True),
        ("XTest", True),
        ("TESTSET", True),
        ("hold_out", True),
        ("2024 validation", True),
        ("fastest", False),
        ("contest", False),
        ("train_test", False),
        ("training", False),
        ("", False),
    ],
)
def test_words_of_test_sets(name, is_test):
    assert is_name_of_test_set(name) == is_test


def test_gravest_findings_come_first(overlapping):
    sampler = KMeansSMOTE(imbalance_ratio_threshold=0, random_state=0)
    report = ResamplingReport.from_estimator(sampler, *overlapping, name="test")
    assert [one.severity for one in report.facts.findings] == ["error", "warning"]
