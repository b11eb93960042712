"""Properties of data sets against gains."""

import numpy as np
import pytest
from crafted_results import craft_record, craft_results, tidy
from scipy import stats

from clover.comparison import Comparison

# Log losses of "x" over those of "none", whose probabilities are all a half: the more
# sure of the truth, 0, 1 and 0, the greater the gain.
SURENESS = {"a": 0.6, "b": 0.9, "c": 0.7, "d": 0.8}


def make_comparison(descriptors, groups=None):
    records = []
    for name, p in SURENESS.items():
        records.append(craft_record(name, "none", (0.5, 0.5, 0.5)))
        records.append(craft_record(name, "x", (1 - p, p, 1 - p)))
    results = craft_results(records, descriptors=descriptors, groups=groups or {})
    return Comparison.from_results(results)


@pytest.fixture
def comparison():
    return make_comparison(
        {
            "a": {"imbalance": 10, "separability": 0.5, "classes": 2},
            "b": {"imbalance": 40, "separability": 0.6, "classes": 2},
            "c": {"imbalance": 20, "separability": np.nan, "classes": 2},
            "d": {"imbalance": 30, "separability": 0.5, "classes": 2},
        }
    )


def test_values_are_gains_and_descriptors(comparison):
    values = comparison.moderator_values("log_loss", "x")
    assert values.columns.tolist() == ["gain", "imbalance", "separability", "classes"]
    gains = [np.log(2) + np.log(p) for p in SURENESS.values()]
    np.testing.assert_allclose(values["gain"], gains, atol=1e-6)
    assert values["imbalance"].tolist() == [10, 40, 20, 30]


def test_correlations_are_spearmans(comparison):
    frame = comparison.moderators("log_loss", "x", "none").set_index("moderator")
    assert frame.columns.tolist() == ["n", "rho", "p", "p_holm"]
    # The order of the imbalance is that of the gains.
    assert frame.loc["imbalance", "rho"] == pytest.approx(1.0)
    gains = [np.log(2 * p) for p in (0.6, 0.9, 0.8)]
    rho, p = stats.spearmanr(gains, [0.5, 0.6, 0.5])
    assert frame.loc["separability", "n"] == 3
    assert frame.loc["separability", "rho"] == pytest.approx(rho)
    assert frame.loc["separability", "p"] == pytest.approx(p)
    # The greater of two p-values is left as it is.
    assert frame.loc["separability", "p_holm"] == pytest.approx(p)
    assert frame.loc["classes", ["rho", "p", "p_holm"]].isna().all()


def test_descriptors_are_averaged_within_families():
    descriptors = {
        name: {"rows": rows} for name, rows in zip("abcd", (1, 3, 5, 9), strict=True)
    }
    comparison = make_comparison(descriptors, groups={"a": "ab", "b": "ab"})
    values = comparison.moderator_values("log_loss")
    assert values["rows"].to_dict() == {"ab": 2.0, "c": 5.0, "d": 9.0}
    assert comparison.moderators("log_loss").loc[0, "n"] == 3


def test_the_method_with_the_best_rank_is_the_default(comparison):
    frame = comparison.moderators("log_loss")
    assert frame.attrs == {"metric": "log_loss", "method": "x", "reference": "none"}


def test_a_frame_of_scores_has_no_moderators():
    comparison = Comparison.from_frame(tidy({"a": {"x": 0.1, "y": 0.2}}))
    with pytest.raises(ValueError, match="Moderators are properties of the data sets"):
        comparison.moderators()


def test_the_reference_does_not_gain_over_itself(comparison):
    with pytest.raises(ValueError, match="`method` should not be the reference"):
        comparison.moderators(method="none")


def test_an_unknown_method_is_an_error(comparison):
    with pytest.raises(ValueError, match="`method` should be one of the methods none"):
        comparison.moderators("log_loss", "y")
