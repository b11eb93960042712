"""Synthetic samples in blocks of known length, each made when it is asked for."""

from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
from sklearn import config_context

from clover._numerics.apportionment import round_quotas
from clover._numerics.group_neighbors import find_neighbors_in_groups
from clover._numerics.groups import Groups
from clover._numerics.threads import one_thread
from clover._rows.dtypes import cast_like
from clover._rows.origins import Origins
from clover.over_sampling._generation.blocks import NewRows
from clover.over_sampling._generation.gathered import Gathered
from clover.over_sampling._generation.searched import SearchedRows
from clover.scale._core.groups import divide, group_sizes

# Synthetic samples of a block. Another number makes other samples.
BLOCK_ROWS = 8_192


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


def search_space(X, plan):
    """Return rows in the space in which neighbours are searched.

    A row has the same place in it, whatever the other rows are.
    """
    return X


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
    rows = SearchedRows.of(X, search_space(X, plan))
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
    rng = key.stream(plan.random_state)
    with _exactly():
        parents = native.make_together(
            plan.traits.oversampler, gathered, rng, new.write, None
        )
    return new.X if new.is_written else prepared.X[parents.base]


@contextmanager
def _exactly():
    """Compute on one thread: sums of several are rounded otherwise."""
    with (
        one_thread(),
        config_context(assume_finite=True, skip_parameter_validation=True),
    ):
        yield


@dataclass(frozen=True, eq=False)
class Casting:
    """How synthetic samples become rows of the table.

    Attributes
    ----------
    columns : Columns
        The columns.

    classes : pyarrow.Array of shape (n_classes,)
        The classes.

    lows, highs : list of ndarray of shape (n_classes,)
        The range of each column of integers, class by class.
    """

    columns: object
    classes: object
    lows: list
    highs: list

    @classmethod
    def of(cls, plan, columns, classes):
        """Return the casting of a `ResamplePlan`."""
        lows, highs = [], []
        for j in columns.whole:
            of_column = np.array(plan.ranges[columns.features[j]], columns.dtypes[j])
            lows.append(of_column[0])
            highs.append(of_column[1])
        return cls(columns, classes, lows, highs)

    def to_batch(self, X_new, code):
        """Return samples of a class as an Arrow record batch."""
        import pyarrow as pa

        arrays, schema = {}, self.columns.schema
        ranges = zip(self.lows, self.highs, strict=True)
        limits = dict(zip(self.columns.whole, ranges, strict=True))
        for j, name in enumerate(self.columns.features):
            given = np.empty(0, self.columns.dtypes[j])
            if j in limits:
                given = np.array([of_class[code] for of_class in limits[j]])
            origins = Origins(
                np.zeros(given.size, dtype=np.intp),
                np.zeros(X_new.shape[0], dtype=np.intp),
                np.full(X_new.shape[0], -1),
            )
            values = cast_like(np.ascontiguousarray(X_new[:, j]), given, origins)
            arrays[name] = pa.array(values, type=schema.field(name).type)
        labels = pa.repeat(self.classes[code], X_new.shape[0])
        target = self.columns.target
        arrays[target] = labels.cast(schema.field(target).type)
        return pa.RecordBatch.from_arrays(
            [arrays[name] for name in schema.names], schema=schema
        )
