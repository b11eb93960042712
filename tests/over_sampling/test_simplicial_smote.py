"""Rows in the simplices that rows and their neighbours span."""

from itertools import combinations

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.testing import assert_allclose, assert_array_equal
from scipy import optimize, sparse, stats
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from stubs import GivenClusters

from clover.distribution import DensityDistributor
from clover.over_sampling import ClusterOverSampler, SimplicialSMOTE
from clover.over_sampling._kernels.cliques import list_cliques

# With two neighbours each: rows 0, 1, 2 are near each other; row 3 has the neighbours 2
# and 1, and is no neighbour of any; rows 4 and 5 have each other and row 3.
LINE = np.array([[0.0], [1.0], [1.9], [4.0], [9.0], [9.5]])
WITH_OTHERS = np.vstack((LINE, LINE + 100))
OF_LINE = np.repeat([1, 0], 6)


def resample(X, n_new, **params):
    """Make rows of a class; return the sampler and the new rows."""
    n_rows = X.shape[0]
    far = X[[0] * (n_rows + n_new)] + (0 if sparse.issparse(X) else 1_000)
    stack = sparse.vstack if sparse.issparse(X) else np.vstack
    rows = stack((X, far))
    rows = type(X)(rows) if sparse.issparse(X) else rows
    y = np.repeat([1, 0], [n_rows, n_rows + n_new])
    sampler = SimplicialSMOTE(random_state=0, **params)
    X_res, _ = sampler.fit_resample(rows, y)
    return sampler, X_res[len(y) :]


def vertices_of(sampler):
    """Return the vertices of each new row as a tuple, without the base row."""
    others = np.ma.column_stack((sampler.partner_indices_, sampler.further_indices_))
    return [tuple(row.compressed().tolist()) for row in others]


def neighbors_of(X, k):
    search = NearestNeighbors(n_neighbors=k + 1).fit(X)
    return [set(row[1:]) for row in search.kneighbors(X, return_distance=False)]


def test_further_vertices_are_pairwise_neighbors_of_each_other():
    sampler, _ = resample(LINE, 600, k_neighbors=2)
    found = set(zip(sampler.base_indices_.tolist(), vertices_of(sampler), strict=True))
    # Rows 1 and 2, 0 and 2, 0 and 1 have each other. Row 3 is no neighbour of row 4 or
    # 5, so that these two span segments.
    assert {(base, frozenset(others)) for base, others in found} == {
        *((0, frozenset({1, 2})), (1, frozenset({0, 2})), (2, frozenset({0, 1}))),
        (3, frozenset({1, 2})),
        *((4, frozenset({5})), (4, frozenset({3}))),
        *((5, frozenset({4})), (5, frozenset({3}))),
    }


@pytest.mark.parametrize("n_vertices", [3, 4, 6])
def test_as_many_vertices_are_drawn_as_neighborhoods_allow(n_vertices):
    X = np.random.RandomState(0).normal(size=(60, 3))
    sampler, _ = resample(X, 3_000, n_vertices=n_vertices)
    neighbors = neighbors_of(X, 5)

    def cliques(base, size):
        return {
            rows
            for rows in combinations(sorted(neighbors[base]), size)
            if all(
                b in neighbors[a] and a in neighbors[b]
                for a, b in combinations(rows, 2)
            )
        }

    drawn = {}
    for base, others in zip(sampler.base_indices_, vertices_of(sampler), strict=True):
        drawn.setdefault(base, []).append(tuple(sorted(others)))
    assert len(drawn) == 60
    p_values = []
    for base, found in drawn.items():
        sizes = [size for size in range(1, n_vertices) if cliques(base, size)]
        expected = cliques(base, sizes[-1])
        assert set(found) <= expected
        counts = [found.count(rows) for rows in expected]
        p_values.append(stats.chisquare(counts).pvalue)
    # All sets of a base row are equally likely.
    assert min(p_values) > 1e-4


def test_rows_lie_in_their_triangles_and_fill_them():
    X = np.random.RandomState(0).normal(size=(60, 2))
    sampler, X_new = resample(X, 4_000)
    assert not sampler.further_indices_.mask.any()
    first = X[sampler.base_indices_]
    second = X[sampler.partner_indices_.data] - first
    third = X[sampler.further_indices_.data[:, 0]] - first
    ways = np.stack((second, third), axis=2)
    steps = np.linalg.solve(ways, (X_new - first)[:, :, np.newaxis])[..., 0]
    weights = np.column_stack((1 - steps.sum(axis=1), steps))
    assert weights.min() > -1e-9
    # Each weight of a uniform point of a triangle has a beta distribution.
    for weight in weights.T:
        assert stats.kstest(weight, stats.beta(1, 2).cdf).pvalue > 1e-3
    for i, j in combinations(range(3), 2):
        # Two weights have the covariance -1/36.
        assert np.cov(weights[:, i], weights[:, j])[0, 1] == pytest.approx(
            -1 / 36, abs=2e-3
        )


def test_without_a_third_vertex_rows_are_uniform_on_segments():
    sampler, X_new = resample(LINE, 2_000, k_neighbors=2)
    is_segment = sampler.further_indices_.mask[:, 0]
    assert_array_equal(is_segment, sampler.base_indices_ > 3)
    way = LINE[sampler.partner_indices_.data] - LINE[sampler.base_indices_]
    part = ((X_new - LINE[sampler.base_indices_]) / way)[is_segment, 0]
    assert stats.kstest(part, "uniform").pvalue > 1e-3


def test_weights_of_four_vertices_are_uniform():
    X = np.vstack((np.zeros(3), np.eye(3)))
    sampler, X_new = resample(X, 4_000, k_neighbors=3, n_vertices=4)
    assert not sampler.further_indices_.mask.any()
    weights = np.column_stack((1 - X_new.sum(axis=1), X_new))
    for weight in weights.T:
        assert stats.kstest(weight, stats.beta(1, 3).cdf).pvalue > 1e-3


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1, random_state=0)])
def test_with_two_vertices_it_is_smote_in_law(two_classes, clusterer):
    X, y = two_classes
    made = []
    for oversampler in (
        SMOTE(sampling_strategy={1: 4_000}),
        SimplicialSMOTE({1: 4_000}, n_vertices=2),
    ):
        sampler = ClusterOverSampler(oversampler, clusterer, random_state=0)
        X_new = sampler.fit_resample(X, y)[0][len(y) :]
        parents = sampler.provenance_
        base, partner = X[parents.base], X[parents.partner]
        gaps = np.linalg.norm(X_new - base, axis=1)
        made.append((X_new, gaps, np.linalg.norm(partner - base, axis=1), parents.base))
    for one, other in zip(*(columns[0].T for columns in made), strict=True):
        assert stats.ks_2samp(one, other).pvalue > 1e-3
    for statistic in (1, 2, 3):
        assert stats.ks_2samp(made[0][statistic], made[1][statistic]).pvalue > 1e-3
    assert sampler.provenance_.further.shape == (len(X_new), 0)


def test_base_rows_are_used_alike():
    sampler, _ = resample(LINE, 3_000, k_neighbors=2)
    assert stats.chisquare(np.bincount(sampler.base_indices_)[:6]).pvalue > 1e-3


def test_fewer_neighbors_than_vertices_give_all_of_them():
    sampler, _ = resample(LINE[:3], 50, k_neighbors=2, n_vertices=9)
    assert {len(others) for others in vertices_of(sampler)} == {2}
    assert sampler.further_indices_.shape == (50, 1)


def test_vertices_beyond_the_neighbors_take_no_memory(two_classes):
    few, many = (
        SimplicialSMOTE(k_neighbors=5, n_vertices=n_vertices, random_state=0)
        for n_vertices in (6, 10**12)
    )
    X_res, _ = few.fit_resample(*two_classes)
    assert_array_equal(many.fit_resample(*two_classes)[0], X_res)
    assert many.further_indices_.shape == (240, 4)


def test_rows_do_not_depend_on_how_many_are_worked_on_at_once(monkeypatch):
    X = np.random.RandomState(0).normal(size=(60, 3))
    sampler, expected = resample(X, 500, n_vertices=4)
    # Five neighbours have up to ten sets of three: a chunk has two rows.
    module = "clover.over_sampling._generation.simplicial"
    monkeypatch.setattr(f"{module}.MAX_HELD_VALUES", 100)
    monkeypatch.setattr(f"{module}.CHUNK_SIZE", 1)
    again, found = resample(X, 500, n_vertices=4)
    assert_array_equal(found, expected)
    assert_array_equal(again.further_indices_.mask, sampler.further_indices_.mask)


def test_too_many_simplices_to_list_are_refused_by_name():
    X = np.random.RandomState(0).normal(size=(40, 2))
    with pytest.raises(ValueError, match=r"`n_vertices` = 16 of 30 neighbours.*Lower"):
        resample(X, 10, k_neighbors=30, n_vertices=16)


def test_neighbors_come_from_a_given_estimator():
    search = NearestNeighbors(n_neighbors=3, metric="manhattan")
    sampler, X_new = resample(LINE, 60, k_neighbors=search)
    expected, X_expected = resample(LINE, 60, k_neighbors=2)
    assert_array_equal(sampler.further_indices_.mask, expected.further_indices_.mask)
    assert_array_equal(X_new, X_expected)


@pytest.mark.parametrize("k_neighbors", [6, NearestNeighbors(n_neighbors=7)])
def test_classes_with_too_few_rows_are_named(k_neighbors):
    with pytest.raises(ValueError, match="Class 1 has 6 rows, and `k_neighbors` = 6"):
        resample(LINE, 6, k_neighbors=k_neighbors)


@pytest.mark.parametrize("value", [1, 2.5, "all"])
def test_number_of_vertices_is_checked(value):
    with pytest.raises(ValueError, match="'n_vertices' parameter of SimplicialSMOTE"):
        resample(LINE, 6, n_vertices=value)


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_units_change_nothing(scale):
    X = np.random.RandomState(0).normal(size=(30, 3))
    _, expected = resample(X, 50)
    _, found = resample(X * scale, 50)
    assert_allclose(found, expected * scale)


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_sparse_rows_are_those_of_dense_ones(make):
    X = sparse.random(40, 8, density=0.4, random_state=0).toarray()
    y = np.repeat([1, 0], [15, 25])
    expected, _ = SimplicialSMOTE(random_state=0).fit_resample(X, y)
    found, _ = SimplicialSMOTE(random_state=0).fit_resample(make(X), y)
    assert isinstance(found, make)
    assert_allclose(found.toarray(), expected, atol=1e-12)


@pytest.mark.parametrize("make", [np.asarray, sparse.csr_array])
def test_equal_rows_are_repeated_to_the_bit(make):
    X = make(np.vstack((np.full((7, 3), 0.1), np.eye(3)[[0] * 14])))
    sampler = SimplicialSMOTE(random_state=0)
    X_res, _ = sampler.fit_resample(X, np.repeat([1, 0], [7, 14]))
    X_new = X_res.toarray()[21:] if sparse.issparse(X_res) else X_res[21:]
    assert_array_equal(X_new, np.full((7, 3), 0.1))


def test_in_clusters_all_vertices_are_of_the_class_and_the_cluster(two_classes):
    X, y = two_classes
    sampler = ClusterOverSampler(
        SimplicialSMOTE(n_vertices=4), KMeans(3, n_init=1), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    provenance = sampler.provenance_
    assert provenance.further.shape[1] == 2
    assert provenance.parents.shape[1] == 4
    assert not provenance.partner.mask.any()
    assert 0 < provenance.further.mask.mean() < 1
    for parent in provenance.parents.T:
        known = ~np.ma.getmaskarray(parent)
        rows = parent.data[known]
        assert (y[rows] == 1).all()
        assert_array_equal(sampler.labels_[rows], provenance.cluster[known])
    is_made = sampler.cluster_report_.n_new_rows > 0
    assert set(sampler.cluster_report_.made_by[is_made]) == {"SimplicialSMOTE"}
    assert (X_res[len(y) :].max(axis=0) <= X[y == 1].max(axis=0)).all()


def test_value_of_a_row_is_the_mean_of_its_vertices():
    sampler = ClusterOverSampler(SimplicialSMOTE(k_neighbors=2), random_state=0)
    sampler.set_params(oversampler__sampling_strategy={1: 60})
    sampler.fit_resample(WITH_OTHERS[:11], OF_LINE[:11])
    values = 10.0 ** np.arange(11)
    carried = sampler.provenance_.carry(values, how="mean")
    for value, rows in zip(carried, sampler.provenance_.parents, strict=True):
        assert value == pytest.approx(values[rows.compressed()].mean())
    bases = sampler.provenance_.base.data
    assert_array_equal(sampler.provenance_.carry(values), values[bases])


class Derived(SimplicialSMOTE):
    """Not the exact type, so that the engine calls its methods."""


def test_derived_classes_tell_all_vertices_too(two_classes):
    X, y = two_classes
    for clusterer in (None, KMeans(3, n_init=1)):
        sampler = ClusterOverSampler(Derived(n_vertices=4), clusterer, random_state=0)
        X_res, y_res = sampler.fit_resample(X, y)
        provenance = sampler.provenance_
        assert (~provenance.further.mask).sum() > 100
        alike = y[provenance.parents.filled(0)] == y_res[300:, np.newaxis]
        assert alike[~provenance.parents.mask].all()
        assert_in_hulls(X_res[300:], X, provenance.parents)


def assert_in_hulls(X_new, X, parents):
    """Check that weights of its parents, not negative, make each row."""
    for row, positions in zip(X_new, parents, strict=True):
        vertices = X[positions.compressed()]
        equations = np.vstack((vertices.T, np.ones(len(vertices))))
        _, residual = optimize.nnls(equations, np.append(row, 1))
        assert residual < 1e-9


def test_between_clusters_rows_lie_on_segments():
    labels = np.tile([0, 1], 12)
    X = np.random.RandomState(0).normal(size=(24, 2)) + 9 * labels[:, np.newaxis]
    y = np.tile([0, 0, 1, 1, 0, 0], 4)
    sampler = ClusterOverSampler(
        SimplicialSMOTE(),
        GivenClusters(labels, neighbors=[[0, 1]]),
        DensityDistributor(np.inf, distribution_ratio=0.5),
        random_state=0,
    )
    X_res, _ = sampler.fit_resample(X, y)
    provenance = sampler.provenance_
    between = provenance.other_cluster >= 0
    assert 0 < between.sum() < len(between)
    assert provenance.further.mask[between].all()
    base, partner = X[provenance.base[between]], X[provenance.partner[between]]
    assert_array_equal(
        labels[provenance.partner[between]], provenance.other_cluster[between]
    )
    part = (X_res[24:][between] - base) / (partner - base)
    assert_allclose(part[:, 0], part[:, 1])


@pytest.mark.parametrize("clusterer", [None, KMeans(3, n_init=1)])
def test_result_depends_on_the_seed_alone(two_classes, clusterer):
    def run(seed, n_jobs):
        sampler = ClusterOverSampler(
            SimplicialSMOTE(), clusterer, random_state=seed, n_jobs=n_jobs
        )
        return sampler.fit_resample(*two_classes)[0]

    assert_array_equal(run(0, None), run(0, 2))
    assert not np.array_equal(run(0, None), run(1, None))


def test_without_clusters_it_equals_the_oversampler_by_itself(two_classes):
    expected, _ = SimplicialSMOTE(random_state=5).fit_resample(*two_classes)
    sampler = ClusterOverSampler(SimplicialSMOTE(), random_state=5)
    assert_array_equal(sampler.fit_resample(*two_classes)[0], expected)


def test_largest_cliques_are_listed():
    # A triangle of nodes 0, 1, 3; node 2 is linked to 3 only. The second graph has the
    # nodes 1 and 2, which are not linked.
    links = np.zeros((2, 4, 4), dtype=bool)
    for a, b in ((0, 1), (0, 3), (1, 3), (2, 3)):
        links[0, a, b] = links[0, b, a] = True
    links[0, range(4), range(4)] = True
    links[1, [1, 2], [1, 2]] = True
    graphs, cliques = list_cliques(links, 2)
    assert graphs.tolist() == [0, 0, 0, 0, 1, 1]
    assert cliques.tolist() == [[0, 1], [0, 3], [1, 3], [2, 3], [1, -1], [2, -1]]
    graphs, cliques = list_cliques(links, 4)
    assert graphs.tolist() == [0, 1, 1]
    assert cliques.tolist() == [[0, 1, 3, -1], [1, -1, -1, -1], [2, -1, -1, -1]]
