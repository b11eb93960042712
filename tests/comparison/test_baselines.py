"""The baselines of a comparison."""

import pytest
from imblearn.over_sampling import SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from clover.comparison._runs.baselines import applies_to, list_methods


def names_of(methods):
    return [method.name for method in methods]


def test_baselines_come_first_and_resample_nothing_weigh_repeat_or_interpolate():
    own = BorderlineSMOTE()
    methods = list_methods({"mine": own})
    assert names_of(methods) == ["none", "class_weight", "random", "SMOTE", "mine"]
    none, weighted, random, smote, mine = methods
    assert none.sampler == weighted.sampler == "passthrough"
    assert type(random.sampler) is RandomOverSampler
    assert type(smote.sampler) is SMOTE
    assert mine.sampler is own
    assert [method.is_weighted for method in methods] == [False, True] + [False] * 3
    assert all(method.candidates == ({},) for method in methods)


def test_samplers_of_the_user_take_the_place_of_baselines():
    own = SMOTE(k_neighbors=3)
    methods = list_methods({"mine": "passthrough", "SMOTE": own, "class_weight": own})
    assert names_of(methods) == ["none", "class_weight", "random", "SMOTE", "mine"]
    assert methods[1].sampler is methods[3].sampler is own
    assert not methods[1].is_weighted


@pytest.mark.parametrize(
    "baselines, expected",
    [
        (False, ["mine"]),
        ([], ["mine"]),
        (["SMOTE", "none"], ["none", "SMOTE", "mine"]),
        ("random", ["random", "mine"]),
    ],
)
def test_baselines_may_be_left_out(baselines, expected):
    assert names_of(list_methods({"mine": SMOTE()}, baselines)) == expected


def test_unknown_baselines_are_told():
    with pytest.raises(ValueError, match=r"Unknown baseline 'smote'.*'SMOTE'"):
        list_methods({}, ["none", "smote"])


def test_class_weights_need_a_classifier_that_has_them():
    none, weighted, *_ = list_methods({})
    with_weights = make_pipeline(StandardScaler(), LogisticRegression())
    assert applies_to(weighted, with_weights)
    assert applies_to(weighted, LogisticRegression())
    assert not applies_to(weighted, KNeighborsClassifier())
    assert applies_to(none, KNeighborsClassifier())
