"""Making a report: of any sampler, fitted or not, and of the rows it was fitted to."""

import json
import pickle
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import ADASYN, SMOTE, RandomOverSampler
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from imblearn.pipeline import make_pipeline as make_sampler_pipeline
from imblearn.under_sampling import RandomUnderSampler
from scipy import sparse
from sklearn.base import clone
from sklearn.cluster import DBSCAN, KMeans
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    SimplicialSMOTE,
)
from clover.report import ResamplingReport

SAMPLERS = [
    KMeansSMOTE(random_state=0),
    SOMO(random_state=0),
    GeometricSOMO(random_state=0),
    ClusterSMOTE(random_state=0),
    CBO(random_state=0),
    CURESMOTE(random_state=0),
    ASUWO(random_state=0),
    GeometricSMOTE(random_state=0),
    CenterSMOTE(random_state=0),
    SimplicialSMOTE(random_state=0),
    GaussianOversampler(random_state=0),
    ClusterOverSampler(SMOTE(), DBSCAN(eps=1.0), random_state=0),
    ClusterOverSampler(ADASYN(), KMeans(3), random_state=0),
    SMOTE(random_state=0),
    ADASYN(random_state=0),
    RandomOverSampler(random_state=0),
    ImblearnKMeansSMOTE(random_state=0, cluster_balance_threshold=0.05),
]


@pytest.mark.parametrize("sampler", SAMPLERS, ids=name_of)
def test_code_makes_the_rows_again(sampler, overlapping):
    X, y = overlapping
    report = ResamplingReport.from_estimator(sampler, X, y)
    names = {"X": X, "y": y}
    with warnings.catch_warnings(record=True):
        exec(report.facts.composition.code, names)
        X_res, y_res = clone(sampler).fit_resample(X, y)
    np.testing.assert_array_equal(names["X_resampled"], X_res)
    np.testing.assert_array_equal(names["y_resampled"], y_res)
    assert report.facts.composition.is_complete
    made = sum(one.made for one in report.facts.classes)
    assert made == len(y_res) - len(y)


def test_counts_are_those_of_the_run(overlapping):
    report = ResamplingReport.from_estimator(KMeansSMOTE(random_state=0), *overlapping)
    counts = [
        (one.label, one.before, one.asked, one.made) for one in report.facts.classes
    ]
    assert counts == [(0, 200, 0, 0), (1, 40, 160, 160)]
    entries = report.facts.clusters.entries
    assert sum(one.n_new_rows for one in entries) == 160
    assert sum(one.n_rows for one in entries) == 40


def test_sampler_is_not_changed(overlapping):
    sampler = KMeansSMOTE()
    before = pickle.dumps(sampler)
    ResamplingReport.from_estimator(sampler, *overlapping)
    assert pickle.dumps(sampler) == before
    fitted = KMeansSMOTE(random_state=0).fit(*overlapping)
    names = set(vars(fitted))
    ResamplingReport.from_estimator(fitted, *overlapping)
    assert set(vars(fitted)) == names


def test_report_is_the_same_each_time(overlapping):
    sampler = ClusterOverSampler(SMOTE(), KMeans(3))
    first, second = (
        ResamplingReport.from_estimator(sampler, *overlapping).to_dict()
        for _ in range(2)
    )
    for facts in (first, second):
        facts["composition"].pop("seconds")
    assert first == second


def test_seed_of_a_sampler_without_one_is_told(overlapping):
    report = ResamplingReport.from_estimator(SMOTE(), *overlapping, random_state=7)
    assert report.facts.composition.seed == 7
    assert not report.facts.composition.is_seed_given
    assert report.facts.notes == ["The sampler has no fixed seed; this run used 7."]
    given = ResamplingReport.from_estimator(SMOTE(random_state=3), *overlapping)
    assert given.facts.composition.seed == 3
    assert given.facts.notes == []
    drawn = ResamplingReport.from_estimator(SMOTE(), *overlapping, random_state=None)
    assert isinstance(drawn.facts.composition.seed, int)


@pytest.mark.parametrize(
    "sampler",
    [
        KMeansSMOTE(random_state=0),
        KMeansSMOTE(),
        ClusterOverSampler(SMOTE(), DBSCAN(eps=1.0)),
        SMOTE(random_state=0),
    ],
    ids=name_of,
)
def test_fitted_sampler_is_reported_with_its_own_rows(sampler, overlapping):
    X, y = overlapping
    for method in ("fit", "fit_resample"):
        fitted = clone(sampler)
        getattr(fitted, method)(X, y)
        report = ResamplingReport.from_estimator(fitted, X.copy(), y.tolist())
        is_other_run = "not the run that fitted" in " ".join(report.facts.notes)
        assert is_other_run == (sampler.random_state is None)


def test_fitted_sampler_with_other_rows_is_refused(overlapping):
    X, y = overlapping
    fitted = KMeansSMOTE(random_state=0).fit(X, y)
    # One value of the last row, which is among those of the checksum.
    changed = X.copy()
    changed[-1, 0] += 1
    for rows, classes, what in (
        (X[:, :2], y, "the numbers of columns"),
        (X[1:], y[1:], "the rows asked for"),
        (changed, y, "the values of rows"),
        (X, np.roll(y, 1), "the values of rows"),
    ):
        with pytest.raises(
            ValueError, match=f"other rows than these .{what}"
        ) as raised:
            ResamplingReport.from_estimator(fitted, rows, classes)
        assert "\n" not in str(raised.value)


def test_rows_that_no_checksum_covers_are_told_by_the_clusters(overlapping):
    X, y = overlapping
    fitted = KMeansSMOTE(random_state=0, kmeans_estimator=4).fit(X, y)
    changed = X.copy()
    # Of 240 rows, 64 evenly spread ones are covered: row 1 is none of them.
    changed[1] += 100
    with pytest.raises(ValueError, match="the clusters differ"):
        ResamplingReport.from_estimator(fitted, changed, y)


def test_fitted_sampler_of_imbalanced_learn_is_checked_by_what_is_known(overlapping):
    X, y = overlapping
    fitted = SMOTE(random_state=0).fit(X, y)
    with pytest.raises(ValueError, match="the rows asked for differ"):
        ResamplingReport.from_estimator(fitted, X[1:], y[1:])


@pytest.mark.parametrize("sampler", [SMOTEENN(random_state=0), RandomUnderSampler()])
def test_samplers_that_remove_rows_are_refused(sampler, overlapping):
    with pytest.raises(ValueError, match="removed or reordered rows") as raised:
        ResamplingReport.from_estimator(sampler, *overlapping)
    assert type(sampler).__name__ in str(raised.value)


def test_bad_arguments_have_clear_errors(overlapping):
    X, y = overlapping
    with pytest.raises(ValueError, match=r"as many rows\. Got 240 and 239"):
        ResamplingReport.from_estimator(SMOTE(), X, y[1:])
    with pytest.raises(ValueError, match="a method `fit_resample`"):
        ResamplingReport.from_estimator(KMeans(), X, y)


def test_nothing_selected_is_reported_and_not_raised(overlapping):
    sampler = KMeansSMOTE(imbalance_ratio_threshold=0, random_state=0)
    report = ResamplingReport.from_estimator(sampler, *overlapping)
    assert report.facts.findings[0].code == "C001"
    assert report.facts.features.shown == report.facts.measures.validity == []
    assert any(note.endswith("[C001]") for note in report.facts.notes)
    # The code raises as the sampler does.
    assert "raise_error" not in report.facts.composition.code


def test_nothing_selected_in_a_pipeline_is_reported_and_not_raised(overlapping):
    nothing = KMeansSMOTE(imbalance_ratio_threshold=0, random_state=0)
    sampler = make_sampler_pipeline(StandardScaler(), nothing)
    report = ResamplingReport.from_estimator(sampler, *overlapping)
    assert report.facts.findings[0].code == "C001"
    assert "raise_error" not in report.facts.composition.code
    assert nothing.raise_error


def test_steps_that_transform_are_told(overlapping):
    X, y = overlapping
    for sampler in (
        make_sampler_pipeline(StandardScaler(), SMOTE(random_state=0)),
        ClusterOverSampler(
            make_sampler_pipeline(StandardScaler(), SMOTE()), KMeans(2), random_state=0
        ),
    ):
        report = ResamplingReport.from_estimator(sampler, 5 * X, y)
        assert "transformed the rows" in report.facts.notes[-1]
        assert report.facts.measures.validity_note.startswith("Not measured: ")
    report = ResamplingReport.from_estimator(SMOTE(random_state=0), 5 * X, y)
    assert report.facts.notes == []


@pytest.mark.parametrize(
    "convert",
    [
        lambda X: pd.DataFrame(X, columns=["a", "b", "c"]),
        lambda X: pl.DataFrame(X, schema=["a", "b", "c"]),
        sparse.csr_array,
        sparse.csc_matrix,
        lambda X: X.tolist(),
        lambda X: X.astype(np.float32),
    ],
    ids=["pandas", "polars", "csr", "csc", "list", "float32"],
)
def test_every_container_is_reported(convert, overlapping):
    X, y = overlapping
    sampler = KMeansSMOTE(random_state=0)
    report = ResamplingReport.from_estimator(sampler, convert(X.round(3)), y)
    assert [one.made for one in report.facts.classes] == [0, 160]
    assert len(report.facts.features.shown) == 3
    assert report.facts.map.n_made == 160
    json.loads(report.to_json())


def test_save_writes_by_the_ending(tmp_path, digits_report):
    for name, start in (
        ("r.html", "<!DOCTYPE html>"),
        ("r.HTM", "<!DOCTYPE html>"),
        ("r.json", "{"),
        ("r.md", "# Resampling report of digits"),
    ):
        digits_report.save(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    with pytest.raises(ValueError, match=r"'\.html', '\.json' or '\.md'. Got 'r.pdf'"):
        digits_report.save("r.pdf")


def test_repr_names_sampler_rows_and_findings(digits_report):
    assert repr(digits_report) == (
        "ResamplingReport(KMeansSMOTE, 1797 given rows, 1449 samples, "
        "findings=['C008', 'C005'])"
    )
