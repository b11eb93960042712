"""Claims about many small classes beside a large one."""

from collections import Counter

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from numpy.testing import assert_array_equal
from sklearn.cluster import KMeans

from clover.clusterer import SemiUnsupervisedClusterer
from clover.clusterer import _semi_unsupervised as module
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
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)

N_SMALL = 60
SAMPLERS = {
    "KMeansSMOTE": KMeansSMOTE,
    "SOMO": SOMO,
    "GeometricSOMO": GeometricSOMO,
    "ClusterSMOTE": ClusterSMOTE,
    "ASUWO": ASUWO,
    "CBO": CBO,
    "CURESMOTE": CURESMOTE,
    "ScaledGeometricSMOTE": lambda *args: ScaledGeometricSMOTE(*args, n_clusters=8),
    "SMOTE in clusters": lambda *args: ClusterOverSampler(
        SMOTE(sampling_strategy=args[0]),
        KMeans(8, n_init=1),
        random_state=args[1],
    ),
    "repetition by class": lambda *args: ClusterOverSampler(
        RandomOverSampler(sampling_strategy=args[0]),
        KMeans(2, n_init=1),
        random_state=args[1],
        clustering_scope="class",
    ),
}
# These make the classes in the order of their names.
IN_ORDER = {
    "CenterSMOTE": lambda *args: CenterSMOTE(args[0], random_state=args[1]),
    "GeometricSMOTE": lambda *args: GeometricSMOTE(
        args[0], k_neighbors=2, random_state=args[1]
    ),
    "SimplicialSMOTE": lambda *args: SimplicialSMOTE(
        args[0], k_neighbors=2, random_state=args[1]
    ),
    "GaussianOversampler": lambda *args: GaussianOversampler(
        args[0], random_state=args[1]
    ),
    "ScaledGeometricSMOTE": lambda *args: ScaledGeometricSMOTE(*args, k_neighbors=2),
}


@pytest.fixture(scope="module")
def many_classes():
    """60 classes of 3 rows scattered in one of 100 rows, in random order."""
    rng = np.random.RandomState(0)
    y = rng.permutation(np.repeat(np.arange(N_SMALL + 1), [100, *[3] * N_SMALL]))
    centers = 3 * rng.normal(size=(N_SMALL + 1, 4))
    centers[0] = 0
    spread = np.where(y == 0, 3, 0.5)[:, np.newaxis]
    return centers[y] + spread * rng.normal(size=(y.size, 4)), y


def strategy_for(labels):
    """Ask for 6 rows of each small class."""
    return {label: 6 for label, size in Counter(labels).items() if size == 3}


@pytest.mark.parametrize("name", [*SAMPLERS, *IN_ORDER])
def test_each_small_class_gets_the_rows_asked_for(many_classes, name):
    X, y = many_classes
    sampler = {**SAMPLERS, **IN_ORDER}[name](strategy_for(y.tolist()), 0)
    X_res, y_res = sampler.fit_resample(X, y)
    assert np.bincount(y_res).tolist() == [100, *[6] * N_SMALL]
    assert_array_equal(X_res[: len(y)], X)
    assert_array_equal(y_res[: len(y)], y)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize(
    "rename",
    [
        lambda y: np.array([f"class {code}" for code in y]),
        lambda y: 1_000 - 7 * y,
        lambda y: y * 2**40,
    ],
    ids=["strings", "descending", "far apart"],
)
def test_names_of_many_classes_change_nothing(many_classes, name, rename):
    X, y = many_classes
    labels = rename(y)
    expected, _ = SAMPLERS[name](strategy_for(y.tolist()), 0).fit_resample(X, y)
    found, _ = SAMPLERS[name](strategy_for(labels.tolist()), 0).fit_resample(X, labels)
    assert_array_equal(found, expected)


@pytest.mark.parametrize("name", ["ClusterSMOTE", "CBO", "CURESMOTE", "ASUWO"])
def test_report_lists_the_clusters_of_the_class_only(many_classes, name):
    X, y = many_classes
    sampler = SAMPLERS[name](strategy_for(y.tolist()), 0)
    sampler.fit_resample(X, y)
    report = sampler.cluster_report_
    assert (report.n_rows > 0).all()
    of_small = [label for label in sampler.labels_[y > 0].tolist() if label >= 0]
    assert sorted(set(of_small)) == np.unique(report.cluster).tolist()
    assert report.n_new_rows.sum() == 3 * N_SMALL


def test_classes_are_linked_once_alone_and_once_around_the_others(
    many_classes, monkeypatch
):
    X, y = many_classes
    sizes = {"link_completely": [], "link_around": []}
    for name, found in sizes.items():
        link = getattr(module, name)

        def count(distances, *args, link=link, found=found):
            found.append(len(distances))
            return link(distances, *args)

        monkeypatch.setattr(module, name, count)
    SemiUnsupervisedClusterer().fit(X, y)
    assert sorted(sizes["link_completely"]) == [3] * N_SMALL + [100]
    assert sizes["link_around"] == [3] * N_SMALL


def test_of_two_classes_only_the_larger_one_is_in_the_way(two_classes, monkeypatch):
    X, y = two_classes
    sizes = []
    link = module.link_completely
    monkeypatch.setattr(
        module,
        "link_completely",
        lambda distances, threshold: (
            sizes.append(len(distances)) or link(distances, threshold)
        ),
    )
    SemiUnsupervisedClusterer().fit(X, y)
    assert sizes == [270]
