"""Synthetic samples in blocks of known length, each made when it is asked for."""

from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from sklearn import config_context

from clover._numerics.apportionment import round_quotas
from clover._numerics.group_neighbors import find_neighbors_in_groups
from clover._numerics.groups import Groups
from clover._numerics.threads import one_thread
from clover.over_sampling._generation.blocks import NewRows
from clover.over_sampling._generation.gathered import Gathered
from clover.scale._core.groups import divide, group_sizes
from clover.scale._core.search_spaces import search_rows, search_space

# Synthetic samples of a block. Another number makes other samples.
BLOCK_ROWS = 8_192
# Memory for the distances among rows with many categories, at a time.
DISTANCES_MIB = 16


@dataclass(frozen=True)
class BlockKey:
    """A block of the synthetic samples of a cell.

    Attributes
    ----------
    cluster, code : int
        Label of the cluster, and position of the class.

    group : int
        Position of the group of rows among those of the cell.

    number : int
        Position of the block among those of the cell.

    n_new : int
        Number of samples.
    """

    cluster: int
    code: int
    group: int
    number: int
    n_new: int

    def stream(self, seed):
        """Return the random stream of the block, whatever else is made."""
        key = np.random.SeedSequence([seed, self.code, self.cluster, self.number])
        return np.random.RandomState(np.random.MT19937(key))


def list_blocks(plan):
    """Return lists of the blocks of each group with samples, class by class.

    The groups share the samples of their cell by their numbers of rows.
    """
    return [
        blocks
        for code, cluster in np.argwhere(plan.n_new_rows.T).tolist()
        for blocks in _blocks_of_cell(plan, cluster, code)
    ]


def _blocks_of_cell(plan, cluster, code):
    n_new = int(plan.n_new_rows[cluster, code])
    sizes = group_sizes(int(plan.n_cell_rows[cluster, code]), plan.max_group_rows)
    shares = round_quotas(n_new * (sizes / sizes.sum()), n_new).tolist()
    number = 0
    for group, of_group in enumerate(shares):
        blocks = [
            BlockKey(
                cluster, code, group, number + k, min(BLOCK_ROWS, of_group - start)
            )
            for k, start in enumerate(range(0, of_group, BLOCK_ROWS))
        ]
        number += len(blocks)
        if blocks:
            yield blocks


def divide_rows(X, plan):
    """Return a list of the positions of the rows of each group of a cell.

    `X` are the rows of the cell, in the order of their numbers.
    """
    if X.shape[0] <= plan.max_group_rows:
        return [np.arange(X.shape[0])]
    return divide(search_space(X, plan), plan.max_group_rows)


def prepare(X, plan):
    """Return rows with their neighbours, from which blocks are made.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_features)
        The rows of a group, in the order of their numbers.

    plan : ResamplePlan
        The plan.

    Returns
    -------
    prepared : SearchedRows
        The rows, to be given to `make_block`.
    """
    rows = search_rows(X, plan)
    if not plan.traits.n_neighbors:
        return rows
    with _exactly():
        neighbors = find_neighbors_in_groups(
            rows.space,
            Groups.from_sizes(np.array([X.shape[0]])),
            plan.traits.k_neighbors,
            np.ones(X.shape[0], dtype=bool),
            lambda _: plan.traits.name,
        )
    return replace(rows, neighbors=neighbors)


def make_block(key, prepared, plan):
    """Return the synthetic samples of a block, as floats.

    `prepared` are the rows of its group, from `prepare`.
    """
    native, new = plan.traits.native, NewRows(prepared.X, key.n_new)
    no_others = prepared.take(slice(0, 0))
    gathered = Gathered.of_class(prepared, no_others, key.n_new)
    oversampler, rng = plan.traits.oversampler, key.stream(plan.random_state)
    with _exactly():
        if native.make_together is None:
            # Rows with categories are made as those of one class in memory.
            X_new, parents = native.make(
                oversampler, prepared, no_others, key.n_new, rng
            )
            return prepared.X[parents.base] if X_new is None else X_new
        parents = native.make_together(oversampler, gathered, rng, new.write, None)
    return new.X if new.is_written else prepared.X[parents.base]


@contextmanager
def _exactly():
    """Compute on one thread: sums of several are rounded otherwise.

    scikit-learn would take 1,024 MiB for the distances of rows with many categories.
    """
    settings = {"assume_finite": True, "skip_parameter_validation": True}
    with one_thread(), config_context(working_memory=DISTANCES_MIB, **settings):
        yield
