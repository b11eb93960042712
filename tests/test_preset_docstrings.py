"""The docstrings of the presets say what the study found of them."""

from pathlib import Path

import pytest
from study_modules import import_study

from clover import over_sampling

SCORES = Path(__file__).parents[1] / "benchmarks" / "study"
PRESETS = "SOMO GeometricSOMO ClusterSMOTE CBO ASUWO CURESMOTE CenterSMOTE".split()


@pytest.fixture(scope="module")
def told():
    with import_study("presets") as study:
        yield study.presets.tell_presets(SCORES)


def test_each_preset_that_was_compared_is_told_of(told):
    assert sorted(told) == sorted(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_docstring_has_the_figures_of_the_committed_scores(told, name):
    docstring = " ".join(getattr(over_sampling, name).__doc__.split())
    assert told[name] in docstring


def test_gains_are_told_in_tenths_of_a_point():
    with import_study("presets") as study:
        tell = study.presets.tell
    assert tell(-1.26, "higher", "lower") == "1.3 points lower"
    assert tell(0.31, "better", "worse") == "0.3 points better"
    assert tell(-0.04, "better", "worse") == "the same"
