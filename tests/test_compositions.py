"""Every clusterer and every oversampler; all pairs of them are tried by the docs."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from compositions import (
    group_by_message,
    make_clusterers,
    make_oversamplers,
    make_refused_samplers,
    make_rows,
    make_table,
    try_both,
    try_composition,
)
from failing_checks import find_failures
from sklearn.cluster import DBSCAN, KMeans
from stubs import name_of

from clover.over_sampling import ClusterOverSampler
from clover.testing import check_oversampler

REFUSED_CLUSTERERS = {
    "FeatureAgglomeration": "clusters features",
    "SpectralBiclustering": "has none of them",
    "SpectralCoclustering": "has none of them",
}


@pytest.mark.parametrize("name", make_clusterers())
def test_clusterer_works_or_is_refused_by_name(name):
    errors = try_both(make_clusterers()[name], make_oversamplers()["SMOTE"])
    assert bool(errors) == (name in REFUSED_CLUSTERERS)
    for error in errors:
        assert name in str(error)
        assert REFUSED_CLUSTERERS[name] in str(error)


@pytest.mark.parametrize("clusterer", [KMeans(3), DBSCAN(eps=1.5)], ids=name_of)
@pytest.mark.parametrize("name", make_oversamplers())
def test_oversampler_works(name, clusterer):
    assert try_both(clusterer, make_oversamplers()[name]) == []


@pytest.mark.parametrize("name", make_refused_samplers())
def test_sampler_that_may_remove_rows_is_refused_by_name(name):
    error = try_composition(KMeans(3), make_refused_samplers()[name])
    assert isinstance(error, ValueError)
    assert name.removeprefix("clover's ") in str(error)


def test_table_has_a_line_for_every_cell():
    lines = make_table(("A", "B"), [("x", ""), ("y", "z")])
    assert lines[3:] == [
        "   * - A",
        "     - B",
        "   * - x",
        "     -",
        "   * - y",
        "     - z",
        "",
    ]


def test_parts_that_are_refused_alike_share_a_line():
    errors = {"A": ValueError("no A"), "clover's B": ValueError("no B")}
    assert group_by_message(errors) == [("``A``, ``clover's B``", "no X")]


class Variant:
    """Has the interface of an oversampler of smote-variants, and repeats rows."""

    def __init__(self, proportion, random_state, shift=0.0):
        self.proportion = proportion
        self.shift = shift

    def sample(self, X, y):
        counts = np.bincount(y)
        n_new = int(self.proportion * (counts[0] - counts[1]))
        rows = np.flatnonzero(y)[np.arange(n_new) % counts[1]]
        return np.vstack((X + self.shift, X[rows])), np.append(y, np.ones(n_new))


@pytest.fixture
def adapter():
    path = Path(__file__).parents[1] / "examples" / "smote_variants_adapter.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VariantOverSampler


@pytest.mark.parametrize("clusterer", [None, KMeans(3)])
def test_adapter_of_the_examples_makes_exact_counts(adapter, clusterer):
    X, y = make_rows()
    sampler = ClusterOverSampler(adapter(Variant), clusterer, random_state=0)
    _, y_res = sampler.fit_resample(X, y)
    assert np.bincount(y_res).tolist() == [100, 100, 100]
    makers = "".join(sampler.cluster_report_.made_by)
    assert "VariantOverSampler" in makers


def test_adapter_of_the_examples_keeps_the_contract(adapter):
    assert find_failures(check_oversampler, adapter(Variant)) == {}


def test_adapter_of_the_examples_refuses_variants_that_change_rows(adapter):
    oversampler = adapter(Variant, {"shift": 1.0})
    with pytest.raises(ValueError, match="Variant changes or removes rows"):
        ClusterOverSampler(oversampler, KMeans(3)).fit_resample(*make_rows())
