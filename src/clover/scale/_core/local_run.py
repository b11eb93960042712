"""A run on this computer alone: files in, files out, in limited memory."""

from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

import numpy as np

from clover.scale._core.blocks import (
    list_blocks,
    make_block,
    prepare,
)
from clover.scale._core.columns import Columns
from clover.scale._core.groups import group_sizes
from clover.scale._core.memory import Budget
from clover.scale._core.passes import gather_rows
from clover.scale._core.progress import Progress, name_step
from clover.scale._core.reading import Fragment, Reading
from clover.scale._core.row_sums import RowSums
from clover.scale._core.search_spaces import search_rows, search_space
from clover.scale._core.spill import GroupStore
from clover.scale._core.writing import RowsWriter
from clover.scale._plans.resampling import check_rows
from clover.scale._tables.casting import Casting
from clover.scale._tables.files import open_fragments

# What a value of an ignored column takes in a batch, if it is not of varying length.
IGNORED_BYTES = 16


@dataclass(frozen=True)
class LocalRun:
    """What all steps of a run share.

    Attributes
    ----------
    partitions : list of Fragment
        The files.

    columns : Columns
        The columns.

    folder : Path
        Where temporary files are written.

    budget : Budget
        What the steps may take of the memory.

    progress : Progress
        What is told about the steps.
    """

    partitions: list
    columns: Columns
    folder: object
    budget: Budget
    progress: Progress

    @classmethod
    def open(cls, source, columns_of, memory, folder, report):
        """Open a data set of files.

        `columns_of` returns the `Columns` of a schema.
        """
        fragments, schema, is_whole = open_fragments(source)
        columns = columns_of(schema)
        budget, progress = Budget.of(memory), Progress(report)
        reading = Reading(
            budget.batch_rows(columns.row_bytes + IGNORED_BYTES * len(columns.ignored)),
            budget.decoding_bytes,
            folder,
            budget.limit is None,
            progress.advance,
            budget.batch_bytes,
        )
        partitions = [
            Fragment(fragment, columns.schema, reading, is_whole, columns.ignored)
            for fragment in fragments
        ]
        return cls(partitions, columns, folder, budget, progress)

    def do_pass(self, function, *lists):
        """Yield the results of a function of each partition, or of its place."""
        self.budget.release()
        self.progress.start(name_step(function), self._count_rows())
        yield from map(function, *lists)

    def gather(self, places, labelling, is_wanted, step="gathering rows"):
        """Return the rows of the wanted cells, as a `GroupStore`."""
        store = GroupStore(
            self.folder,
            len(self.columns.features),
            self.columns.dtype,
            self.budget.held_bytes,
        )
        self.budget.release()
        self.progress.start(step, self._count_rows())
        store.sums = RowSums.none(*labelling.shape)
        for place in places:
            store.sums.add(gather_rows(place, labelling, is_wanted, store))
        store.flush()
        return store

    def _count_rows(self):
        return sum(partition.n_rows for partition in self.partitions)

    def check_sample(self, max_samples):
        """Check that the rows that the clusterer is fitted to fit into memory."""
        n_rows = self._count_rows()
        n_wanted = n_rows if max_samples is None else min(max_samples, n_rows)
        self.budget.check_sample(n_wanted, self.columns.row_bytes)

    def check_groups(self, plan):
        """Check that the groups of a plan fit into memory, one at a time."""
        # The largest cell may be in smaller groups than one that is not divided.
        sizes = [
            int(group_sizes(n_rows, plan.max_group_rows).max())
            for n_rows in plan.n_cell_rows[plan.n_new_rows > 0].tolist()
        ]
        row = np.zeros((1, len(self.columns.features)), dtype=self.columns.dtype)
        space = search_rows(row, plan).space
        n_bytes = max(row.nbytes, getattr(space, "nbytes", space.data.nbytes))
        self.budget.check_group(max(sizes, default=0), n_bytes)


@dataclass(frozen=True)
class Copied:
    """A partition whose batches are written while they are read.

    Attributes
    ----------
    partition : Fragment
        The partition.

    writer : RowsWriter
        What writes the batches.

    casting : Casting
        What adds weights to the batches.
    """

    partition: Fragment
    writer: RowsWriter
    casting: Casting

    @property
    def name(self):
        """The name of the partition."""
        return self.partition.name

    def batches(self):
        """Yield the record batches, each after it is written."""
        for batch in self.partition.whole_batches():
            self.writer.write(self.casting.weigh(batch))
            yield batch


def write_all(folder, run, resampling):
    """Write the given rows and then the synthetic samples to files of a folder."""
    plan, casting = resampling.plan, resampling.casting
    write_to = partial(
        RowsWriter, folder, schema=casting.schema, max_bytes=run.budget.written_bytes
    )
    with write_to("original") as writer:
        places = [
            replace(place, partition=Copied(place.partition, writer, casting))
            for place in resampling.places
        ]
        store = run.gather(
            places,
            resampling.labelling,
            resampling.is_wanted,
            "copying and gathering rows",
        )
    check_rows(plan, [store.sums])
    with write_to("synthetic") as writer:
        run.budget.release()
        run.progress.start("making samples", plan.n_new)
        for batch in _make_batches(store, casting, plan):
            writer.write(batch)
            run.progress.advance(batch.num_rows)


def _make_batches(store, casting, plan):
    """Yield the synthetic samples as record batches, one group after the other."""
    to_space = partial(search_space, plan=plan)
    for cell, groups in groupby(list_blocks(plan), partial(_cell_of, plan)):
        loaders = store.divide(cell, to_space, plan.max_group_rows)
        for blocks in groups:
            prepared = prepare(loaders[blocks[0].group](), plan)
            for key in blocks:
                yield casting.to_batch(make_block(key, prepared, plan), key.code)


def _cell_of(plan, blocks):
    return blocks[0].cluster * len(plan.class_labels) + blocks[0].code
