"""Parameters that are looked for in the wrong place are errors with a hint."""

import copy
import inspect
import pickle

import pytest
from imblearn.over_sampling import SMOTE
from sklearn.base import clone
from sklearn.cluster import KMeans

from clover.over_sampling import ClusterOverSampler, KMeansSMOTE


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("sampling_strategy", r"of the oversampler, such as SMOTE\(sampling_strategy"),
        ("k_neighbors", r"of the oversampler, such as SMOTE\(k_neighbors=3\)"),
        ("n_clusters", r"of the clusterer, such as KMeans\(n_clusters=10\)"),
    ],
)
def test_parameter_of_a_part_is_an_error_that_names_the_part(name, hint):
    with pytest.raises(
        TypeError, match=f"unexpected keyword argument '{name}'.*{hint}"
    ):
        ClusterOverSampler(SMOTE(), **{name: 3})


def test_preset_names_its_own_parameter():
    with pytest.raises(TypeError, match=r"KMeansSMOTE\(kmeans_estimator=10\)"):
        KMeansSMOTE(n_clusters=10)


def test_other_misspelt_parameter_is_pythons_error():
    with pytest.raises(TypeError, match=r"argument 'kmeans_estimater'($|\. Did)"):
        KMeansSMOTE(kmeans_estimater=10)


def test_subclass_may_have_the_parameter():
    class Clustered(ClusterOverSampler):
        def __init__(self, n_clusters=2, random_state=None):
            super().__init__(SMOTE(), KMeans(n_clusters), random_state=random_state)
            self.n_clusters = n_clusters

    assert Clustered(n_clusters=3).n_clusters == 3
    assert list(inspect.signature(Clustered).parameters) == [
        "n_clusters",
        "random_state",
    ]


def test_signature_is_that_of_init():
    shown = inspect.signature(KMeansSMOTE)
    of_init = inspect.signature(KMeansSMOTE.__init__)
    assert list(of_init.parameters.values())[1:] == list(shown.parameters.values())


@pytest.mark.parametrize(
    "copied", [clone, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_copies_keep_their_parameters(copied):
    assert copied(KMeansSMOTE(kmeans_estimator=7)).kmeans_estimator == 7
