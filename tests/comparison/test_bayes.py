"""Probabilities of worse, practically equal and better."""

import baycomp
import numpy as np
import pytest
from crafted_results import tidy

from clover.comparison import Comparison


@pytest.fixture
def scores():
    rng = np.random.RandomState(0)
    reference = rng.uniform(0.5, 0.9, size=8)
    return reference, reference + rng.normal(0.01, 0.01, size=8)


def compare(reference, method, metric="auc"):
    frame = tidy(
        {
            str(number): {"none": a, "x": b}
            for number, (a, b) in enumerate(zip(reference, method, strict=True))
        },
        metric,
    )
    return Comparison.from_frame(frame, metric)


def test_probabilities_are_those_of_baycomp(scores):
    frame = compare(*scores).bayes(rope=0.005, random_state=3)
    assert frame.index.tolist() == ["x"]
    assert frame.columns.tolist() == ["worse", "equal", "better"]
    expected = baycomp.SignedRankTest.probs(*scores, 0.005, random_state=3)
    np.testing.assert_allclose(frame.loc["x"], expected, atol=1e-12)
    assert frame.loc["x"].sum() == pytest.approx(1.0)
    assert frame.loc["x", "better"] > frame.loc["x", "worse"]


def test_printed_scores_have_the_probabilities_of_baycomp():
    # AUCs of Demsar (2006), some of whose differences lie on the rope.
    first = np.array([0.798, 0.569, 0.967, 0.657, 0.898, 0.931, 0.685])
    second = np.array([0.768, 0.591, 0.971, 0.661, 0.888, 0.931, 0.668])
    expected = baycomp.SignedRankTest.probs(first, second, 0.005, random_state=0)
    assert compare(first, second).bayes().loc["x"].tolist() == list(expected)


def test_the_seed_fixes_the_draws(scores):
    first, second = compare(*scores).bayes(), compare(*scores).bayes()
    assert first.equals(second)


def test_less_of_a_loss_is_better(scores):
    reference, method = scores
    as_score = compare(reference, method).bayes()
    as_loss = compare(method, reference, "log_loss").bayes()
    assert as_loss.loc["x", "better"] == pytest.approx(
        as_score.loc["x", "better"], abs=0.02
    )


def test_without_a_rope_nothing_is_equal(scores):
    frame = compare(*scores).bayes(rope=0)
    worse, better = baycomp.SignedRankTest.probs(*scores, 0, random_state=0)
    assert frame.loc["x"].tolist() == pytest.approx([worse, 0.0, better])
    assert "no two methods can be equal" in frame.attrs["explanation"]


def test_equal_scores(scores):
    comparison = compare(scores[0], scores[0])
    assert comparison.bayes().loc["x"].tolist() == [0.0, 1.0, 0.0]
    # Nothing speaks for either of the two.
    assert comparison.bayes(rope=0).loc["x"].tolist() == [0.5, 0.0, 0.5]


def test_the_explanation_names_the_rope(scores):
    attrs = compare(*scores).bayes(rope=0.02).attrs
    assert attrs["rope"] == 0.02
    assert attrs["reference"] == "none"
    assert attrs["n_families"] == 8
    assert "Gains within 0.02 of zero" in attrs["explanation"]


@pytest.mark.parametrize("rope", [-0.1, np.nan])
def test_a_rope_is_not_negative(scores, rope):
    with pytest.raises(ValueError, match="`rope` should be a number of at least 0"):
        compare(*scores).bayes(rope=rope)
