"""Tests over families, against the literature and hand calls of other packages."""

import warnings

import numpy as np
import pandas as pd
import pytest
import scikit_posthocs
from crafted_results import tidy
from scipy import stats
from statsmodels.stats.multitest import multipletests

from clover.comparison import Comparison
from clover.comparison._analysis.significance import holm, signed_rank

# Table 6 of J. Demsar, "Statistical comparisons of classifiers over multiple data
# sets", JMLR 7, 2006. The paper ranks AUCs with more digits than it prints: the third
# method has a better rank than the fourth on "voting", where both have .975.
DEMSAR = {
    "adult (sample)": (0.763, 0.768, 0.771, 0.798),
    "breast cancer": (0.599, 0.591, 0.590, 0.569),
    "breast cancer wisconsin": (0.954, 0.971, 0.968, 0.967),
    "cmc": (0.628, 0.661, 0.654, 0.657),
    "ionosphere": (0.882, 0.888, 0.886, 0.898),
    "iris": (0.936, 0.931, 0.916, 0.931),
    "liver disorders": (0.661, 0.668, 0.609, 0.685),
    "lung cancer": (0.583, 0.583, 0.563, 0.625),
    "lymphography": (0.775, 0.838, 0.866, 0.875),
    "mushroom": (1.000, 1.000, 1.000, 1.000),
    "primary tumor": (0.940, 0.962, 0.965, 0.962),
    "rheum": (0.619, 0.666, 0.614, 0.669),
    "voting": (0.972, 0.981, 0.9751, 0.975),
    "wine": (0.957, 0.978, 0.946, 0.970),
}
METHODS = ("C4.5", "C4.5+m", "C4.5+cf", "C4.5+m+cf")


@pytest.fixture
def scores():
    return pd.DataFrame.from_dict(DEMSAR, orient="index", columns=METHODS)


@pytest.fixture
def demsar(scores):
    return Comparison.from_frame(tidy(scores.to_dict(orient="index")))


def compare(**columns):
    """Return the comparison of methods, given by their scores of some data sets."""
    return Comparison.from_frame(tidy(pd.DataFrame(columns).to_dict(orient="index")))


def test_mean_ranks_are_those_of_the_paper(demsar):
    assert demsar.mean_ranks().index.tolist() == list(METHODS)
    np.testing.assert_allclose(
        demsar.mean_ranks(), [3.143, 2.000, 2.893, 1.964], atol=5e-4
    )


def test_friedman_is_that_of_the_paper_and_that_of_scipy(demsar, scores):
    result = demsar.friedman()
    assert (result.n_families, result.n_methods) == (14, 4)
    assert result.statistic == pytest.approx(9.28, abs=0.005)
    assert result.statistic_tie_corrected == pytest.approx(10.23, abs=0.005)
    expected = stats.friedmanchisquare(*scores.to_numpy().T)
    assert result.statistic_tie_corrected == pytest.approx(expected.statistic)
    assert result.p_tie_corrected == pytest.approx(expected.pvalue)
    assert result.p == pytest.approx(stats.chi2.sf(result.statistic, 3))
    # The paper: F = 3.69 with 3 and 39 degrees of freedom.
    assert result.statistic_iman_davenport == pytest.approx(3.69, abs=0.005)
    assert result.p_iman_davenport == pytest.approx(
        stats.f.sf(result.statistic_iman_davenport, 3, 39)
    )
    assert result.to_frame().loc[0, "statistic"] == result.statistic


def test_friedman_with_all_tied_or_all_in_order():
    tied = compare(x=[0.5, 0.6], y=[0.5, 0.6], z=[0.5, 0.6]).friedman()
    assert (tied.statistic, tied.p, tied.p_tie_corrected) == (0.0, 1.0, 1.0)
    assert tied.p_iman_davenport == 1.0
    in_order = compare(x=[0.5, 0.6], y=[0.6, 0.7], z=[0.7, 0.8]).friedman()
    # The greatest statistic there can be, n (k - 1).
    assert in_order.statistic == pytest.approx(4.0)
    assert in_order.p_iman_davenport == 0.0


def test_friedman_needs_three_methods():
    with pytest.raises(ValueError, match="At least 3 methods"):
        compare(x=[0.5, 0.6], y=[0.6, 0.7]).friedman()


def test_posthoc_of_all_pairs_is_by_hand_calls(demsar, scores):
    frame = demsar.posthoc()
    assert frame.columns.tolist() == [
        "method",
        "other",
        "n",
        "difference",
        "wins",
        "ties",
        "losses",
        "statistic",
        "p",
        "p_holm",
    ]
    assert len(frame) == 6
    assert (frame["n"] == 14).all()
    for row in frame.itertuples():
        expected = stats.wilcoxon(
            scores[row.method], scores[row.other], zero_method="zsplit", method="approx"
        )
        assert row.statistic == expected.statistic
        assert row.p == pytest.approx(expected.pvalue)
    np.testing.assert_allclose(
        frame["p_holm"], multipletests(frame["p"], method="holm")[1]
    )
    first = frame.iloc[0]
    assert first[["method", "other"]].tolist() == ["C4.5", "C4.5+m"]
    assert first[["wins", "ties", "losses"]].tolist() == [2, 2, 10]
    assert first["difference"] == pytest.approx(
        (scores["C4.5"] - scores["C4.5+m"]).mean()
    )


def test_posthoc_with_a_reference_adjusts_for_the_comparisons_with_it(demsar):
    frame = demsar.posthoc(reference="C4.5")
    assert frame["method"].tolist() == list(METHODS[1:])
    assert set(frame["other"]) == {"C4.5"}
    pairs = demsar.posthoc().set_index(["method", "other"])
    p = [pairs.loc[("C4.5", method), "p"] for method in METHODS[1:]]
    np.testing.assert_allclose(frame["p"], p)
    np.testing.assert_allclose(frame["p_holm"], multipletests(p, method="holm")[1])
    np.testing.assert_allclose(
        demsar.table(reference="C4.5").loc[list(METHODS[1:]), "p_holm"], frame["p_holm"]
    )


def test_nemenyi_is_that_of_scikit_posthocs(demsar, scores):
    frame = demsar.posthoc(test="nemenyi")
    expected = scikit_posthocs.posthoc_nemenyi_friedman(scores.to_numpy())
    place = {method: number for number, method in enumerate(METHODS)}
    for row in frame.itertuples():
        by_hand = expected.iloc[place[row.method], place[row.other]]
        assert row.p == pytest.approx(by_hand)
    first = frame.iloc[0]
    assert first["statistic"] == pytest.approx(3.142857 - 2.0, abs=1e-6)
    assert frame["p_holm"].isna().all()
    with_reference = demsar.posthoc(reference="C4.5", test="nemenyi")
    np.testing.assert_allclose(with_reference["p"], frame["p"][:3])


@pytest.mark.parametrize(
    ("differences", "statistic", "p"),
    [
        # Both signs of ranks 1, 2 and 3: the extremes are 2 of 8.
        ([1.0, 2.0, 3.0], 0.0, 2 / 8),
        # Ranks 1.5, 1.5 and 3; sums of at least 4.5 are 3 of 8.
        ([-1.0, 1.0, 2.0], 1.5, 6 / 8),
        # The zero gives half of its rank to each side; sums of 5.5 are 1 of 4.
        ([0.0, 1.0, 2.0], 0.5, 2 / 4),
        ([0.0, 0.0, 0.0], 3.0, 1.0),
        ([-1.0, -2.0], 0.0, 1 / 2),
    ],
)
def test_signed_rank_of_few_differences_by_hand(differences, statistic, p):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert signed_rank(np.array(differences)) == pytest.approx((statistic, p))


@pytest.mark.parametrize("n", [10, 30, 60])
def test_signed_rank_is_exact_up_to_fifty_without_ties(n):
    differences = np.random.RandomState(n).normal(0.3, size=n)
    method = "exact" if n <= 50 else "approx"
    assert signed_rank(differences) == pytest.approx(
        tuple(stats.wilcoxon(differences, zero_method="zsplit", method=method)[:2])
    )


@pytest.mark.parametrize("n_families", [2, 3])
def test_few_families_work_without_warnings(n_families):
    scores = np.random.RandomState(0).rand(n_families, 3)
    scores[0] = 0.5
    comparison = compare(x=scores[:, 0], y=scores[:, 1], z=scores[:, 2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        comparison.friedman()
        assert comparison.posthoc()["p"].between(0, 1).all()
        assert comparison.posthoc(test="nemenyi")["p"].between(0, 1).all()
        comparison.table()
        comparison.verdict()


def test_equal_methods_have_p_one():
    frame = compare(x=[0.5, 0.6, 0.7], y=[0.5, 0.6, 0.7]).posthoc()
    assert frame.loc[0, ["p", "p_holm"]].tolist() == [1.0, 1.0]
    assert frame.loc[0, ["wins", "ties", "losses"]].tolist() == [0, 3, 0]


def test_a_single_family_is_an_error_that_names_it():
    comparison = Comparison.from_frame(
        tidy({name: {"x": 0.5, "y": 0.6, "z": 0.7} for name in ("a1", "a2")}),
        groups={"a1": "a", "a2": "a"},
    )
    for test in (comparison.posthoc, comparison.friedman, comparison.bayes):
        with pytest.raises(ValueError, match=r"at least two families.*the family 'a'"):
            test()


def test_a_single_method_is_an_error():
    part = compare(x=[0.5, 0.6], y=[0.6, 0.7]).select(methods="x")
    for test in (part.posthoc, part.verdict):
        with pytest.raises(ValueError, match=r"At least 2 methods.*has x"):
            test()


def test_unknown_tests_and_references_are_errors(demsar):
    with pytest.raises(ValueError, match="`test` should be 'wilcoxon' or 'nemenyi'"):
        demsar.posthoc(test="sign")
    with pytest.raises(ValueError, match="`reference` should be one of the methods C4"):
        demsar.posthoc(reference="C5")


def test_holm_leaves_unknown_p_values_out_of_the_count():
    # 2 x 0.01, and 0.04.
    adjusted = holm([0.04, np.nan, 0.01])
    np.testing.assert_allclose(adjusted, [0.04, np.nan, 0.02])
    assert np.isnan(holm([np.nan])).all()
