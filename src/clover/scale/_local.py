"""Folders and files of Parquet, read with pyarrow, on this computer alone."""

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from clover.scale._core.groups import check_group_rows
from clover.scale._core.local_run import LocalRun, write_all
from clover.scale._core.parts import ScaleParts
from clover.scale._core.planning import Engine, find_plan
from clover.scale._plan import ResamplePlan, check_source

# Names of temporary folders begin so, and readers of folders skip them.
TEMPORARY = "_clover-"
SUCCESS = "_SUCCESS.json"


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
    memory=None,
    spill_dir=None,
    progress=None,
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

    memory : int or str, default=None
        The resident memory that the process should not exceed, in bytes or as a text
        such as ``'400MB'`` or ``'1GiB'``, the libraries included. It changes how many
        rows are read at a time and when rows are written to temporary files, never the
        result. ``None`` sets no limit.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is that of the system.

    progress : callable, default=None
        Takes the name of a step, and the numbers of rows that are done and in total.

    Returns
    -------
    plan : ResamplePlan
        The plan.

    Raises
    ------
    NoSamplesError
        If no cluster is selected for a class.

    MemoryError
        If a step needs more than `memory` leaves for it.
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    max_group_rows = check_group_rows(max_group_rows)
    with spill_folder(spill_dir) as folder:
        run = LocalRun.open(source, target, memory, folder, progress)
        run.check_sample(max_samples)
        engine = Engine(run.do_pass, run.gather)
        found = find_plan(run.partitions, run.columns, parts, max_samples, engine)
        made = ResamplePlan.of(found, parts.seed, max_group_rows)
        run.check_groups(made)
        return made


def resample(source, output, plan, *, memory=None, spill_dir=None, progress=None):
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

    memory : int or str, default=None
        The resident memory that the process should not exceed, in bytes or as a text
        such as ``'400MB'`` or ``'1GiB'``, the libraries included. It changes how many
        rows are read at a time and when rows are written to temporary files, never the
        result. ``None`` sets no limit.

    spill_dir : str or Path, default=None
        An existing folder for temporary files. ``None`` is the folder in which `output`
        will be.

    progress : callable, default=None
        Takes the name of a step, and the numbers of rows that are done and in total.

    Returns
    -------
    counts : dict
        Maps class labels to their number of rows in the output.

    Raises
    ------
    FileExistsError
        If the output exists.

    MemoryError
        If a step needs more than `memory` leaves for it.

    ValueError
        If the data are not those of the plan.
    """
    output = Path(output)
    if output.exists():
        raise FileExistsError(f"`output` should not exist. Got {output}.")
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=output.parent))
    try:
        with spill_folder(spill_dir or output.parent) as folder:
            run = LocalRun.open(source, plan.target, memory, folder, progress)
            check_source(plan, run.partitions, run.columns)
            run.check_groups(plan)
            write_all(partial, run, plan)
        rows = {"original": plan.n_rows, "synthetic": plan.n_new}
        (partial / SUCCESS).write_text(json.dumps({"rows": rows}), encoding="utf-8")
        partial.rename(output)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sizes = plan.n_class_rows + plan.n_new_rows.sum(axis=0)
    return dict(zip(plan.class_labels, sizes.tolist(), strict=True))


@contextmanager
def spill_folder(parent):
    """Yield a temporary folder, which is removed at the end."""
    folder = tempfile.mkdtemp(prefix=f"{TEMPORARY}spill-", dir=parent)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
