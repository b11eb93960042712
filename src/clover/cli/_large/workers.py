"""The engine of Dask: processes of this computer, in limited memory."""

import logging
import os
import signal
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from clover.cli._errors import DataError, UsageError
from clover.cli._large.choice import free_bytes

MB = 10**6
WORKER_BYTES = 512 * MB
# What this process takes: the libraries, the scheduler and the graph of the tasks.
DRIVER_BYTES = 400 * MB
# Partitions have about so many bytes, as numbers of 8 bytes.
PART_BYTES = 16 * MB
# Rows that are decoded together, and the memory of the decoders of all columns.
BATCH_ROWS, DECODING_BYTES = 4_096, 100 * MB
INSTALL = "pip install 'cluster-over-sampling[scale]'"
# Workers need these before they import anything: Arrow's own pool keeps memory that is
# free, so that a worker looks full.
ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": 1,
    "MKL_NUM_THREADS": 1,
    "OPENBLAS_NUM_THREADS": 1,
    "MALLOC_TRIM_THRESHOLD_": 65536,
}


@dataclass(frozen=True)
class Workers:
    """How many workers there are, and the memory of each in bytes."""

    number: int
    memory: int

    @classmethod
    def of(cls, memory):
        """Return as many workers as fit into a number of bytes, one at least.

        >>> Workers.of(912_000_000)
        Workers(number=1, memory=512000000)
        """
        given = free_bytes() // 2 if memory is None else memory
        room = given - DRIVER_BYTES
        if room < WORKER_BYTES:
            least = (DRIVER_BYTES + WORKER_BYTES) // MB
            told = "Half of the free memory is" if memory is None else "Got"
            raise UsageError(
                f"--memory should be at least {least}MB with --engine dask: "
                f"{DRIVER_BYTES // MB} MB for the command, and {WORKER_BYTES // MB} MB "
                f"for a worker. {told} {given // MB} MB. --engine local takes less."
            )
        number = min(os.cpu_count() or 1, room // WORKER_BYTES)
        return cls(number, room // number)


@dataclass(frozen=True, eq=False)
class DaskEngine:
    """Resamples by workers, which are processes.

    Attributes
    ----------
    table : LargeTable
        The table.

    workers : Workers
        The workers.

    step : Steps
        What is told about the progress.
    """

    table: object
    workers: Workers
    step: object

    def plan(self, params, spill_dir):
        """Return a plan. Workers have folders of their own for temporary files."""
        from clover.scale.dask import plan

        self.step("Planning")
        with _telling_killed_workers():
            return plan(read_frame(self.table), self.table.target, **params)

    def resample(self, output, plan, *, force):
        """Write the rows and the samples of a plan to a new folder."""
        from clover.scale.dask import resample, to_parquet

        self.step("Copying rows and making samples")
        with _telling_killed_workers():
            resampled = resample(read_frame(self.table), plan)
            return to_parquet(resampled, output, plan, force=force)


@contextmanager
def open_dask_engine(table, memory, step):
    """Yield the engine of Dask, with workers that end with it."""
    workers = Workers.of(memory)
    step("Starting workers")
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            f"--engine dask needs {error.name}. Install it with {INSTALL}."
        ) from None
    settings = {
        "distributed.nanny.pre-spawn-environ": ENVIRONMENT,
        "distributed.worker.use-file-locking": False,
    }
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(settings))
        with _blocked_interrupts():
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers.number,
                    threads_per_worker=1,
                    memory_limit=workers.memory,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            )
        stack.enter_context(Client(cluster))
        cluster.scheduler.add_plugin(_make_counter(step))
        yield DaskEngine(table, workers, step)


@contextmanager
def _blocked_interrupts():
    """Let interrupts wait for the end of what is done inside.

    Threads and processes that are started inside never get them: a terminal sends an
    interrupt to all processes, and workers would show a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Starting it inside would let the thread that starts processes get interrupts.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _make_counter(step):
    """Return what tells the scheduler's progress: the number of tasks that are done."""
    from distributed import SchedulerPlugin

    class Counter(SchedulerPlugin):
        n_done = 0

        def transition(self, key, start, finish, *args, **kwargs):
            if finish == "memory" and start == "processing":
                self.n_done += 1
                step.reach(self.n_done)

    return Counter()


def read_frame(table):
    """Return a table as a Dask data frame, of which ignored columns keep their types.

    The partitions are in the order of the local engine, which that of Dask's own
    reader may not be. Large row groups are read once for each of their partitions:
    one partition of all rows would take several times their memory.
    """
    import dask.dataframe as dd
    import pandas as pd

    dataset = table.dataset
    n_rows = count_part_rows(dataset)
    parts = [
        (row_group, start, n_rows)
        for fragment in dataset.get_fragments()
        for row_group in fragment.split_by_row_group()
        for start in range(0, row_group.count_rows(), n_rows)
    ]
    schema = dataset.schema.remove_metadata()
    types = {
        kind: pd.ArrowDtype(kind)
        for kind in (schema.field(name).type for name in list_plain_ignored(table))
    }
    meta = schema.empty_table().to_pandas(types_mapper=types.get)
    return dd.from_map(_read, parts, schema=schema, types=types, meta=meta)


def list_plain_ignored(table):
    """Return the ignored columns but for dictionaries, which pandas has."""
    schema = table.dataset.schema
    return [
        name
        for name in table.ignored
        if not hasattr(schema.field(name).type, "index_type")
    ]


def count_part_rows(dataset):
    """Return how many rows a partition has at most."""
    return max(1, PART_BYTES // (8 * len(dataset.schema.names)))


def _read(part, schema, types, columns=None):
    """Return some columns of some rows of a row group as a data frame."""
    import pyarrow as pa

    from clover.scale._core.reading import Fragment, Reading

    row_group, start, n_rows = part
    names = schema.names if columns is None else list(columns)
    wanted = pa.schema([schema.field(name) for name in names])
    with tempfile.TemporaryDirectory() as folder:
        reading = Reading(BATCH_ROWS, DECODING_BYTES, folder, use_threads=False)
        batches = Fragment(row_group, wanted, reading).batches()
        rows = list(_take(batches, start, start + n_rows))
    table = pa.Table.from_batches(rows, wanted).unify_dictionaries()
    return table.to_pandas(types_mapper=types.get)


def _take(batches, start, stop):
    """Yield the rows from one number on and before another one."""
    n_before = 0
    for batch in batches:
        first = min(max(start - n_before, 0), batch.num_rows)
        yield batch.slice(first, stop - n_before - first)
        n_before += batch.num_rows
        if n_before >= stop:
            break


@contextmanager
def _telling_killed_workers():
    """Tell in options what to do where workers were killed for their memory."""
    from distributed import KilledWorker

    try:
        yield
    except MemoryError as error:
        if not isinstance(error.__cause__, KilledWorker):
            raise
        raise DataError(
            "Workers ended again and again, most likely as they took too much memory. "
            "Give more with --memory, write the table with smaller row groups, use a "
            "lower --set max_group_rows, or use --engine local."
        ) from None
