"""Folders and files of Parquet, read with pyarrow, on this computer alone."""

import json
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from clover.scale._core.blocks import (
    Casting,
    divide_rows,
    list_blocks,
    make_block,
    prepare,
)
from clover.scale._core.columns import Columns
from clover.scale._core.groups import check_group_rows
from clover.scale._core.parts import ScaleParts
from clover.scale._core.passes import (
    Labelling,
    gather_rows,
    place_partitions,
)
from clover.scale._core.planning import Engine, find_plan, to_arrow
from clover.scale._core.spill import GroupStore
from clover.scale._plan import ResamplePlan, check_source

# Rows of a batch: of 50 columns, 25 MB as float64.
BATCH_ROWS = 65_536
MAX_HELD_BYTES = 128 * 2**20
# Names of temporary folders begin so, and readers of folders skip them.
TEMPORARY = "_clover-"
SUCCESS = "_SUCCESS.json"


@dataclass(frozen=True)
class Fragment:
    """A file of a data set, as a partition."""

    fragment: object
    schema: object

    @property
    def name(self):
        """The path of the file."""
        return self.fragment.path

    def batches(self):
        """Yield the record batches, in the order of the file."""
        yield from self.fragment.to_batches(
            schema=self.schema, batch_size=BATCH_ROWS, batch_readahead=1
        )


def plan(
    source,
    target,
    *,
    oversampler=None,
    clusterer=None,
    distributor=None,
    random_state=None,
    max_samples=25_000,
    max_group_rows=25_000,
    spill_dir=None,
):
    """Plan the synthetic samples of data that need not fit into memory.

    Parameters
    ----------
    source : str, Path or pyarrow.dataset.Dataset
        A Parquet file, a folder of such files, or any data set of files.

    target : str
        Name of the column with the classes. All other columns are features: numbers or
        booleans, without missing values.

    oversampler : estimator, default=None
        SMOTE, RandomOverSampler, or GeometricSMOTE with
        ``selection_strategy='minority'``. Its ``sampling_strategy`` tells how many
        samples to make. ``None`` is SMOTE with its defaults.

    clusterer : estimator, default=None
        KMeans, MiniBatchKMeans or MeanShift, or a pipeline of scalers of single columns
        that ends in one of them. A ``FrozenEstimator`` is used as it is. ``None`` is
        MiniBatchKMeans after StandardScaler.

    distributor : DensityDistributor or ClusterDistributor, default=None
        How the clusters share the samples. ``None`` is
        ``DensityDistributor(temperature='auto')``.

    random_state : int, default=None
        The seed. ``None`` takes the seed of the oversampler, or draws one, which the
        plan keeps.

    max_samples : int or None, default=25_000
        Number of rows that the clusterer is fitted to; ``None`` for all.

    max_group_rows : int, default=25_000
        Neighbours are searched among at most so many rows. Cells with more are divided
        into groups of rows that are close to each other.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is that of the system.

    Returns
    -------
    plan : ResamplePlan
        The plan.

    Raises
    ------
    NoSamplesError
        If no cluster is selected for a class.
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    max_group_rows = check_group_rows(max_group_rows)
    partitions, columns = open_source(source, target)
    with spill_folder(spill_dir) as folder:
        engine = Engine(run_here, make_gather(folder))
        found = find_plan(partitions, columns, parts, max_samples, engine)
        return ResamplePlan.of(found, parts.seed, max_group_rows)


def resample(source, output, plan, *, spill_dir=None):
    """Write the rows of a data set and then the synthetic samples of a plan.

    The output is a folder of Parquet files: those of the rows come first, in their
    order, then those of the samples. ``pyarrow.dataset.dataset(output)`` reads them.
    The folder gets its name when it is complete.

    Parameters
    ----------
    source : str, Path or pyarrow.dataset.Dataset
        The data that the plan was made of.

    output : str or Path
        The folder, which should not exist.

    plan : ResamplePlan
        The plan.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is the folder in which `output`
        will be.

    Returns
    -------
    counts : dict
        Maps class labels to their number of rows in the output.

    Raises
    ------
    FileExistsError
        If the output exists.

    ValueError
        If the data are not those of the plan.
    """
    output = Path(output)
    if output.exists():
        raise FileExistsError(f"`output` should not exist. Got {output}.")
    partitions, columns = open_source(source, plan.target)
    check_source(plan, partitions, columns)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=output.parent))
    try:
        with spill_folder(spill_dir or output.parent) as folder:
            counts = _write_all(partial, partitions, columns, plan, folder)
        (partial / SUCCESS).write_text(json.dumps({"rows": counts}), encoding="utf-8")
        partial.rename(output)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sizes = plan.n_class_rows + plan.n_new_rows.sum(axis=0)
    return dict(zip(plan.class_labels, sizes.tolist(), strict=True))


def open_source(source, target):
    """Return the partitions of a data set of files, and its columns."""
    import pyarrow.dataset as ds

    if not isinstance(source, ds.Dataset):
        source = ds.dataset(source, format="parquet")
    columns = Columns.of(source.schema, target)
    fragments = source.get_fragments()
    return [Fragment(fragment, source.schema) for fragment in fragments], columns


@contextmanager
def spill_folder(parent):
    """Yield a temporary folder, which is removed at the end."""
    folder = tempfile.mkdtemp(prefix=f"{TEMPORARY}spill-", dir=parent)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_here(function, *lists):
    """Return the results of a function, item by item."""
    return list(map(function, *lists))


def make_gather(folder, max_bytes=MAX_HELD_BYTES):
    """Return what gathers rows in memory and, beyond `max_bytes`, in a folder."""

    def gather(places, labelling, is_wanted):
        columns = labelling.columns
        store = GroupStore(folder, len(columns.features), columns.dtype, max_bytes)
        for place in places:
            gather_rows(place, labelling, is_wanted, store)
        return store

    return gather


def _write_all(folder, partitions, columns, plan, spill):
    """Write all rows, and return the number of the given and the new ones."""
    classes = to_arrow(np.array(plan.class_labels), columns)
    labelling = Labelling(columns, classes, plan.labels)
    places = place_partitions(partitions, plan.n_partition_rows)
    for number, place in enumerate(places):
        batches = (batch for batch, _ in place.batches())
        _write(folder / f"original-{number:06d}.parquet", columns.schema, batches)
    store = make_gather(spill)(places, labelling, plan.n_new_rows > 0)
    casting = Casting.of(plan, columns, classes)
    for number, blocks in enumerate(list_blocks(plan)):
        batches = _make_batches(blocks, store, casting, plan)
        _write(folder / f"synthetic-{number:06d}.parquet", columns.schema, batches)
    return {"original": plan.n_rows, "synthetic": plan.n_new}


def _make_batches(blocks, store, casting, plan):
    """Yield the synthetic samples of a group as record batches."""
    X = store.load(blocks[0].cluster * len(plan.class_labels) + blocks[0].code)
    prepared = prepare(X[divide_rows(X, plan)[blocks[0].group]], plan)
    for key in blocks:
        X_new = make_block(key, prepared, plan)
        yield casting.to_batch(X_new, key.code)


def _write(path, schema, batches):
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
