"""A preset is one expression of parts, a native oversampler one row of a table."""

from collections import Counter

import numpy as np
import pytest
from imblearn.combine import SMOTEENN
from imblearn.over_sampling import SMOTE
from imblearn.over_sampling.base import BaseOverSampler
from numpy.testing import assert_array_equal
from sklearn.cluster import KMeans

from clover.distribution import (
    ClusterDistributor,
    DensityDistributor,
    LogLinearAllocation,
)
from clover.over_sampling import ClusterOverSampler
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler
from clover.over_sampling._generation.blocks import Parents
from clover.over_sampling._generation.native import Native
from clover.over_sampling._generation.traits import NATIVE
from clover.over_sampling._parts import Parts


class UniformSMOTE(BaseClusterOverSampler):
    """Equally many rows of SMOTE in each of three clusters."""

    _parameter_constraints = PRESET_CONSTRAINTS

    def __init__(self, sampling_strategy="auto", random_state=None, raise_error=True):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.raise_error = raise_error
        self.n_jobs = None

    def _make_parts(self, container, target):
        return Parts(
            oversampler=SMOTE(sampling_strategy=self.sampling_strategy),
            clusterer=KMeans(3, n_init=1),
            distributor=ClusterDistributor(allocation=LogLinearAllocation.uniform()),
        )


def test_preset_is_its_parts(two_classes):
    X_res, y_res = UniformSMOTE(random_state=0).fit_resample(*two_classes)
    composed = ClusterOverSampler(
        SMOTE(),
        KMeans(3, n_init=1),
        ClusterDistributor(allocation=LogLinearAllocation.uniform()),
        random_state=0,
    )
    expected = composed.fit_resample(*two_classes)
    assert_array_equal(X_res, expected[0])
    assert Counter(y_res.tolist()) == {0: 270, 1: 270}


class Mirror(BaseOverSampler):
    """Reflects rows at the mean of their class; the engine never calls it."""

    _parameter_constraints: dict = {}

    def _fit_resample(self, X, y):
        raise AssertionError


def reflect(oversampler, rows, others, n_new, rng):
    base = rng.randint(len(rows.X), size=n_new)
    return 2 * rows.X.mean(axis=0) - rows.X[base], Parents(base)


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
def test_native_oversampler_is_a_row_of_the_table(two_classes, clusterer, monkeypatch):
    monkeypatch.setitem(NATIVE, Mirror, Native(reflect))
    X, y = two_classes
    sampler = ClusterOverSampler(Mirror(), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    provenance, labels = sampler.provenance_, sampler.labels_
    for cluster in np.unique(provenance.cluster):
        is_made = provenance.cluster == cluster
        mean = X[(labels == cluster) & (y == 1)].mean(axis=0)
        expected = 2 * mean - X[provenance.base[is_made]]
        assert_array_equal(X_res[len(X) :][is_made], expected)
    report = sampler.cluster_report_
    assert set(report.made_by[report.n_new_rows > 0]) == {"Mirror"}


@pytest.mark.parametrize("repeats_rows", [True, False])
@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
def test_native_oversampler_may_give_copies(
    two_classes, clusterer, repeats_rows, monkeypatch
):
    native = Native(
        lambda oversampler, rows, others, n_new, rng: (
            None,
            Parents(rng.randint(len(rows.X), size=n_new)),
        ),
        repeats_rows=repeats_rows,
    )
    monkeypatch.setitem(NATIVE, Mirror, native)
    X, y = two_classes
    sampler = ClusterOverSampler(Mirror(), clusterer, random_state=0)
    X_res, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_res[len(X) :], X[sampler.provenance_.base])


@pytest.mark.parametrize(
    ("parts", "match"),
    [
        ({"oversampler": SMOTE(k_neighbors=-3)}, "'k_neighbors' parameter of SMOTE"),
        ({"oversampler": SMOTEENN()}, "keeps all rows. Got SMOTEENN"),
        (
            {"distributor": DensityDistributor(distances_exponent=-2)},
            "'distances_exponent' parameter of DensityDistributor",
        ),
    ],
)
def test_parts_of_a_preset_are_checked(two_classes, parts, match, monkeypatch):
    def make_parts(self, container, target):
        default = {"oversampler": SMOTE(), "distributor": DensityDistributor()}
        return Parts(clusterer=KMeans(3, n_init=1), **{**default, **parts})

    monkeypatch.setattr(UniformSMOTE, "_make_parts", make_parts)
    with pytest.raises(ValueError, match=match):
        UniformSMOTE().fit(*two_classes)
