"""Candidates: as many for each sampler, drawn from its grid."""

import warnings

import numpy as np
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from scipy.stats import randint, uniform
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.datasets import load_wine
from sklearn.model_selection import ParameterGrid
from sklearn.preprocessing import StandardScaler

from clover.comparison._runs.candidates import BASELINE_GRIDS, make_methods
from clover.comparison._runs.ratios import Ratio
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


def candidates_of(samplers, **params):
    """Return the candidates of each method, and the notes; no warning is allowed."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        methods, notes = make_methods(samplers, **params)
    return {method.name: method.candidates for method in methods}, notes


def test_without_grids_each_sampler_has_one_candidate():
    found, notes = candidates_of({"mine": SMOTE()})
    assert all(candidates == ({},) for candidates in found.values())
    assert (len(found), notes) == (5, [])


def test_the_smallest_grid_gives_the_number_and_a_larger_one_is_drawn_from():
    grids = {
        "small": {"k_neighbors": [1, 2, 3]},
        "large": [{"k_neighbors": list(range(1, 10))}, {"sampling_strategy": [0.5]}],
    }
    found, notes = candidates_of({"small": SMOTE(), "large": SMOTE()}, grids=grids)
    assert found["small"] == tuple({"k_neighbors": k} for k in (1, 2, 3))
    assert len(found["large"]) == len({str(c) for c in found["large"]}) == 3
    whole = [{"k_neighbors": k} for k in range(1, 10)]
    whole += [{"sampling_strategy": Ratio(0.5)}]
    assert all(candidate in whole for candidate in found["large"])
    # Baselines have as many, from grids of their own.
    assert len(found["SMOTE"]) == len(found["random"]) == 3
    assert notes == [
        "'none' has 1 candidate, not 3: it has no parameters.",
        "'class_weight' has 1 candidate, not 3: it has no parameters.",
    ]


def test_baselines_choose_the_ratio_and_their_own_parameter():
    grids = {"mine": {"k_neighbors": [1, 2, 3, 4]}}
    found, _ = candidates_of({"mine": SMOTE()}, grids=grids, baselines=["SMOTE"])
    for candidate in found["SMOTE"]:
        assert candidate.keys() == {"sampling_strategy", "k_neighbors"}
        for name, value in candidate.items():
            assert value in BASELINE_GRIDS["SMOTE"][name]


@pytest.mark.parametrize("n_candidates", [1, 2, 30, 40])
def test_defaults_are_the_first_candidate_of_a_baseline(n_candidates):
    grids = {"mine": {"k_neighbors": list(range(1, 41))}}
    for seed in range(3):
        found, _ = candidates_of(
            {"mine": SMOTE()}, grids=grids, n_candidates=n_candidates, seed=seed
        )
        for name, params in (
            ("SMOTE", {"k_neighbors": 5}),
            ("random", {"shrinkage": None}),
        ):
            assert found[name][0] == {"sampling_strategy": "auto", **params}
            n_different = len({str(candidate) for candidate in found[name]})
            assert n_different == len(found[name]) == min(n_candidates, 30)
    # One of the user's is drawn as it comes.
    found, _ = candidates_of({}, grids={"SMOTE": {"k_neighbors": [7, 5]}})
    assert found["SMOTE"] == ({"k_neighbors": 7}, {"k_neighbors": 5})


def test_grids_of_baselines_are_good_for_any_data():
    X, y = load_wine(return_X_y=True)
    for name, sampler in (("SMOTE", SMOTE()), ("random", RandomOverSampler())):
        for params in ParameterGrid(BASELINE_GRIDS[name]):
            _, resampled = sampler.set_params(**params).fit_resample(X, y)
            assert resampled.size >= y.size


def test_grids_of_the_user_replace_those_of_baselines():
    grids = {"SMOTE": {"k_neighbors": [2, 4]}}
    found, _ = candidates_of({}, grids=grids, baselines=["SMOTE", "random"])
    assert found["SMOTE"] == ({"k_neighbors": 2}, {"k_neighbors": 4})
    assert len(found["random"]) == 2


def test_draws_depend_on_the_seed_and_the_grid_only():
    grid = {"k_neighbors": list(range(1, 100))}
    samplers = {"a": SMOTE(), "b": KMeansSMOTE(), "c": SMOTE()}
    grids = {"a": grid, "b": grid, "c": {"k_neighbors": [1, 2, 3, 4]}}
    found, _ = candidates_of(samplers, grids=grids)
    assert found["a"] == found["b"]
    alone, _ = candidates_of({"a": SMOTE()}, grids={"a": grid}, n_candidates=4)
    assert alone["a"] == found["a"]
    other, _ = candidates_of(samplers, grids=grids, seed=1)
    assert other["a"] != found["a"]


def test_distributions_give_distinct_candidates_with_numbers_of_python():
    grids = {"mine": {"k_neighbors": randint(1, 6), "sampling_strategy": [0.5, 1.0]}}
    found, notes = candidates_of(
        {"mine": SMOTE()}, grids=grids, n_candidates=8, baselines=False
    )
    assert len({str(candidate) for candidate in found["mine"]}) == 8
    assert {type(c["k_neighbors"]) for c in found["mine"]} == {int}
    assert notes == []
    grids = {"mine": {"distances_exponent": uniform(0, 5)}}
    found, _ = candidates_of({"mine": KMeansSMOTE()}, grids=grids, n_candidates=3)
    assert {type(c["distances_exponent"]) for c in found["mine"]} == {float}


def test_arrays_as_values_give_numbers_of_python():
    grids = {"mine": {"k_neighbors": np.arange(1, 4)}}
    found, _ = candidates_of({"mine": SMOTE()}, grids=grids)
    assert [type(c["k_neighbors"]) for c in found["mine"]] == [int] * 3


def test_smaller_grids_are_told_and_warned_of():
    grids = {"mine": {"k_neighbors": [1, 2]}, "drawn": {"k_neighbors": randint(1, 3)}}
    samplers = {"mine": SMOTE(), "drawn": SMOTE(), "bare": SMOTE(), "no": "passthrough"}
    with pytest.warns(UserWarning) as caught:
        methods, notes = make_methods(
            samplers, grids=grids, n_candidates=50, baselines=["SMOTE"]
        )
    expected = [
        "'SMOTE' has 30 candidates, not 50: it has a smaller grid.",
        "'mine' has 2 candidates, not 50: it has a smaller grid.",
        "'drawn' has 2 candidates, not 50: it has a smaller grid.",
        "'bare' has 1 candidate, not 50: it has no grid.",
        "'no' has 1 candidate, not 50: it has no parameters.",
    ]
    assert notes == expected
    (warning,) = caught
    text = str(warning.message)
    assert all(sentence in text for sentence in expected[1:4])
    assert "'SMOTE'" not in text and "'no'" not in text
    assert len(methods[2].candidates) == 2


def test_parameters_of_parts_may_be_in_grids():
    sampler = ClusterOverSampler(SMOTE(), KMeans())
    grid = {"oversampler__k_neighbors": [1, 2], "clusterer__n_clusters": [3]}
    found, _ = candidates_of({"mine": sampler}, grids={"mine": grid})
    assert found["mine"][1] == {
        "oversampler__k_neighbors": 2,
        "clusterer__n_clusters": 3,
    }
    assert sampler.clusterer.n_clusters == 8


@pytest.mark.parametrize(
    ("sampler", "name"),
    [
        (SMOTE(), "sampling_strategy"),
        (SMOTEENN(), "sampling_strategy"),
        (KMeansSMOTE(), "sampling_strategy"),
        (make_pipeline(StandardScaler(), SMOTE()), "smote__sampling_strategy"),
    ],
)
def test_ratios_in_grids_are_good_for_any_data(sampler, name):
    grids = {"mine": {name: [0.3, 0.6, np.float32(0.75), 1]}}
    found, _ = candidates_of({"mine": sampler}, grids=grids, baselines=False)
    ratios = [candidate[name] for candidate in found["mine"]]
    assert ratios == [Ratio(value) for value in (0.3, 0.6, 0.75, 1)]
    # Of the classes of this set, the smallest has 0.68 of the rows of the largest.
    X, y = load_wine(return_X_y=True)
    clone(sampler).set_params(**{name: ratios[0]}).fit_resample(X, y)


def test_other_values_of_a_sampling_strategy_stay():
    values = ["auto", "all", {1: 50}, 1.5, -0.5, True]
    grids = {"mine": {"sampling_strategy": values}}
    found, _ = candidates_of({"mine": SMOTE()}, grids=grids, baselines=False)
    assert [c["sampling_strategy"] for c in found["mine"]] == values


def test_ratios_of_samplers_that_take_rows_away_stay():
    grids = {"mine": {"sampling_strategy": [0.5, 0.75]}}
    found, _ = candidates_of({"mine": RandomUnderSampler()}, grids=grids)
    assert [c["sampling_strategy"] for c in found["mine"]] == [0.5, 0.75]
    # The step that is a parameter of the candidate counts, not that of the pipeline.
    grids = {
        "mine": {"smote": [RandomUnderSampler()], "smote__sampling_strategy": [0.5]}
    }
    found, _ = candidates_of({"mine": make_pipeline(SMOTE())}, grids=grids)
    assert found["mine"][0]["smote__sampling_strategy"] == 0.5


@pytest.mark.parametrize(
    "params, message",
    [
        ({"grids": {"you": {"k_neighbors": [1]}}}, "'you', which is no sampler"),
        ({"grids": [1]}, "should map names"),
        ({"grids": {"mine": 3}}, r"grids\['mine'\] should be a dictionary or a list"),
        ({"grids": {"mine": []}}, r"grids\['mine'\] should be a dictionary or a list"),
        ({"grids": {"mine": [3]}}, r"grids\['mine'\] should hold dictionaries"),
        ({"grids": {"mine": {"k": [1]}}}, r"grids\['mine'\].*'k'"),
        (
            {"grids": {"mine": {"random_state__seed": [1]}}},
            r"grids\['mine'\] has \['random_state__seed'\]",
        ),
        (
            {"grids": {"mine": {"k_neighbors": 3}}},
            r"\['k_neighbors'\] should be a list",
        ),
        (
            {"grids": {"mine": {"k_neighbors": []}}},
            r"\['k_neighbors'\] should be a list",
        ),
        ({"grids": {"mine": {"sampling_strategy": "all"}}}, "should be a list"),
        ({"grids": {"mine": {"k_neighbors": randint(1, 3)}}}, "`n_candidates` should"),
        ({"grids": {"none": {"k_neighbors": [1]}}}, "'none' .* has no parameters"),
        ({"n_candidates": 3}, "there are no `grids`"),
        ({"grids": {"mine": {"k_neighbors": [1]}}, "n_candidates": 0}, "positive"),
        ({"grids": {"mine": {"k_neighbors": [1]}}, "n_candidates": True}, "positive"),
        ({"grids": {"mine": {"k_neighbors": [1]}}, "n_candidates": 2.5}, "positive"),
    ],
)
def test_wrong_grids_are_told(params, message):
    with pytest.raises(ValueError, match=message):
        make_methods({"mine": SMOTE()}, **params)
