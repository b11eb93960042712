"""All tasks at once make rows of the same distribution as one task after the other."""

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, SMOTE, RandomOverSampler
from numpy.testing import assert_allclose, assert_array_equal, assert_array_less
from scipy import sparse, stats
from sklearn.cluster import KMeans
from stubs import GivenClusters, name_of

from clover._estimators.seeds import draw_task_seeds
from clover._rows.cells import Cells
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE
from clover.over_sampling._generation.blocks import NewRows
from clover.over_sampling._generation.generate import Streams, do_job, do_tasks
from clover.over_sampling._generation.inputs import Source
from clover.over_sampling._generation.tasks import Job, Task, rows_of_task
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._kernels.balls import sample_balls

N_NEW = 12_000
OVERSAMPLERS = [
    SMOTE(k_neighbors=2),
    RandomOverSampler(),
    GeometricSMOTE(k_neighbors=2, selection_strategy="combined"),
    GeometricSMOTE(k_neighbors=2, selection_strategy="minority"),
    GeometricSMOTE(
        selection_strategy="majority", truncation_factor=-0.4, deformation_factor=0.6
    ),
]


@pytest.fixture
def cells():
    """Three clusters: of 5 and 9, of 4 and 3, of 1 and 6 rows of classes 1 and 0."""
    labels = np.repeat([0, 1, 2], [14, 7, 7])
    y = np.repeat([1, 0, 1, 0, 1, 0], [5, 9, 4, 3, 1, 6])
    return Cells.from_labels(labels, y)


TASKS = [Task(0, -1, {1: N_NEW}), Task(1, -1, {1: N_NEW}), Task(2, -1, {1: N_NEW})]
TASKS_BETWEEN = [Task(0, 1, {1: N_NEW}), Task(1, 2, {1: N_NEW})]


def make_together(oversampler, X, cells, tasks, seed, n_jobs=None):
    """Return the base rows and the new rows of each task, made at once."""
    n_new = sum(sum(task.n_new.values()) for task in tasks)
    new, traits = NewRows(X, n_new), traits_of(oversampler)
    streams = Streams.of(traits, seed, np.random.RandomState(seed))
    blocks = do_tasks(
        traits, Source(X, True, traits), cells, tasks, streams, new, n_jobs
    )
    X_new = new.X
    if not new.is_written:
        pieces = [X[b.parents.base] if b.X is None else b.X for b in blocks]
        X_new = np.concatenate(pieces)
    if sparse.issparse(X_new):
        X_new = X_new.toarray()
    return blocks, np.split(X_new, len(tasks))


def make_alone(oversampler, X, cells, task, seed):
    """Return the base rows and new rows of a task, made by the general way."""
    if task.other >= 0:
        return make_between(oversampler, X, cells, task, np.random.RandomState(seed))
    traits = traits_of(oversampler)
    rows = rows_of_task(cells, traits, task)
    job = Job(traits, X[rows.rows], rows.codes, {1: N_NEW}, seed, cells.classes)
    (block,) = do_job(job)
    base = rows.rows[block.parents.base]
    return base, X[base] if block.X is None else block.X


def make_between(oversampler, X, cells, task, rng):
    """Return base rows and new rows between two clusters, written out in full."""
    first, second = (cells.rows(cluster, 1) for cluster in (task.cluster, task.other))
    if isinstance(oversampler, RandomOverSampler):
        base = rng.choice(np.append(first, second), size=N_NEW)
        return base, X[base]
    base, partner = rng.choice(first, size=N_NEW), rng.choice(second, size=N_NEW)
    if isinstance(oversampler, SMOTE):
        return base, X[base] + rng.uniform(size=(N_NEW, 1)) * (X[partner] - X[base])
    others = np.append(cells.rows(task.cluster, 0), cells.rows(task.other, 0))
    to_others = np.linalg.norm(X[base][:, None] - X[others], axis=2)
    is_nearer = to_others.min(axis=1) < np.linalg.norm(X[base] - X[partner], axis=1)
    strategy = oversampler.selection_strategy
    takes_other = {"minority": False, "majority": True}.get(strategy, is_nearer)
    surface = np.where(takes_other, others[to_others.argmin(axis=1)], partner)
    return base, sample_balls(
        X[base],
        X[surface],
        oversampler.truncation_factor,
        oversampler.deformation_factor,
        rng,
    )


@pytest.mark.parametrize("tasks", [TASKS, TASKS_BETWEEN], ids=["inside", "between"])
@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
def test_rows_have_the_distribution_of_those_of_single_tasks(cells, oversampler, tasks):
    X = np.random.RandomState(5).normal(size=(28, 3))
    blocks, pieces = make_together(oversampler, X, cells, tasks, seed=1)
    for task, block, X_new in zip(tasks, blocks, pieces, strict=True):
        base, expected = make_alone(oversampler, X, cells, task, seed=2)
        counts = [
            np.bincount(part, minlength=28) for part in (block.parents.base, base)
        ]
        is_base = counts[1] > 0
        assert_array_equal(counts[0] > 0, is_base)
        if is_base.sum() > 1:
            table = [count[is_base] for count in counts]
            assert stats.chi2_contingency(table).pvalue > 1e-4
        # The marginals, that along a random direction, and how far the rows go.
        directions = np.vstack((np.eye(3), np.random.RandomState(0).normal(size=3)))
        views = [
            (*(rows @ directions.T).T, to_base(rows, X, b))
            for rows, b in ((X_new, block.parents.base), (expected, base))
        ]
        for ours, theirs in zip(*views, strict=True):
            if np.ptp(theirs) == 0:
                assert_allclose(ours, theirs)
            else:
                assert stats.ks_2samp(ours, theirs).pvalue > 1e-4


def to_base(rows, X, base):
    """Return the distances of new rows to their base rows."""
    return np.linalg.norm(rows - X[base], axis=1)


@pytest.mark.parametrize(
    "oversampler", OVERSAMPLERS[:1] + OVERSAMPLERS[2:], ids=name_of
)
def test_sparse_rows_are_those_of_dense_ones(cells, oversampler):
    X = sparse.random(28, 6, density=0.6, format="csr", random_state=0)
    _, dense = make_together(oversampler, X.toarray(), cells, TASKS, seed=1)
    _, sparse_rows = make_together(oversampler, X, cells, TASKS, seed=1)
    assert_allclose(sparse_rows, dense, atol=1e-12)


@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
def test_threads_change_nothing(monkeypatch, cells, oversampler):
    X = np.random.RandomState(5).normal(size=(28, 3))
    for module in ("many_cells", "geometric"):
        name = f"clover.over_sampling._generation.{module}.CHUNK_SIZE"
        monkeypatch.setattr(name, 1_000)
    _, one = make_together(oversampler, X, cells, TASKS, seed=1)
    _, three = make_together(oversampler, X, cells, TASKS, seed=1, n_jobs=3)
    assert_array_equal(one, three)


def test_no_two_chunks_of_geometric_smote_draw_the_same(monkeypatch, cells):
    X = np.zeros((28, 3))
    X[cells.rows(0, 1)] = np.eye(3)[[0, 1, 2, 0, 1]] * np.arange(1, 6)[:, np.newaxis]
    monkeypatch.setattr("clover.over_sampling._generation.geometric.CHUNK_SIZE", 300)
    _, (X_new,) = make_together(OVERSAMPLERS[3], X, cells, TASKS[:1], seed=1)
    assert len(np.unique(X_new, axis=0)) == N_NEW


def test_geometric_smote_stays_off_other_classes_if_each_is_clustered_by_itself(
    two_classes,
):
    X, y = two_classes
    sampler = ClusterOverSampler(
        GeometricSMOTE(selection_strategy="majority", deformation_factor=0),
        KMeans(n_clusters=3, n_init=1),
        clustering_scope="class",
        random_state=0,
    )
    X_res, y_res = sampler.fit_resample(X, y)
    base = X[sampler.provenance_.base]
    others = X[y != y_res[-1]]
    reach = np.linalg.norm(base[:, np.newaxis] - others, axis=2).min(axis=1)
    moved = np.linalg.norm(X_res[len(X) :] - base, axis=1)
    assert_array_less(moved, reach)
    # In a ball of two or more dimensions most points lie beyond half the radius.
    assert np.mean(moved > reach / 2) > 0.5


def test_smote_that_stands_in_between_two_clusters_joins_one_to_the_other():
    X = np.array([0.0, 1, 100, 101, 10, 11, 102, 103])[:, np.newaxis]
    cells = Cells.from_labels(np.repeat([0, 1], 4), np.array([1, 1, 0, 0] * 2))
    ((block,), (X_new,)) = make_together(
        ADASYN(), X, cells, [Task(0, 1, {1: 500})], seed=0
    )
    assert (block.made_by, block.n_neighbors) == ("SMOTE", 1)
    assert 0 <= X_new.min() < 1 < 10 < X_new.max() <= 11
    assert np.mean((X_new > 1) & (X_new < 10)) > 0.6


def test_seeds_of_tasks_are_different():
    assert len(set(draw_task_seeds(np.random.RandomState(0), 10_000))) == 10_000


@pytest.mark.parametrize("dtype", [np.float32, np.float64, ">f4", ">f8", np.int16])
@pytest.mark.parametrize("oversampler", OVERSAMPLERS, ids=name_of)
def test_rows_keep_their_dtype_and_lie_where_those_of_float64_do(
    two_classes, oversampler, dtype
):
    X, y = two_classes
    X = (X * 8).astype(dtype)
    sampler = ClusterOverSampler(
        oversampler, GivenClusters(np.arange(len(y)) % 3), random_state=0
    )
    X_res, _ = sampler.fit_resample(X, y)
    expected, _ = sampler.fit_resample(X.astype(np.float64), y)
    assert X_res.dtype == X.dtype
    if X.dtype.kind == "i":
        low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
        expected[len(y) :] = np.clip(np.floor(expected[len(y) :] + 0.5), low, high)
    assert_allclose(X_res.astype(float), expected, atol=1e-3)
