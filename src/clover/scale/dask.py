"""Dask data frames: the passes as tasks, the synthetic samples as lazy partitions."""

from clover.scale._core.parts import ScaleParts
from clover.scale._core.planning import Engine, find_plan
from clover.scale._dask.cells import gather
from clover.scale._dask.frames import Frames
from clover.scale._dask.samples import Making, list_samples, weigh
from clover.scale._dask.writing import explaining_killed_workers, write_whole
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import Resampling
from clover.scale._plans.settings import Settings

__all__ = ["plan", "resample", "to_parquet"]


def plan(
    ddf,
    target,
    *,
    oversampler=None,
    clusterer=None,
    distributor=None,
    random_state=None,
    max_samples=25_000,
    max_group_rows=25_000,
    weight_column=None,
    chi="prevalence",
    categorical_features="auto",
):
    """Plan the synthetic samples of a Dask data frame.

    The plan and the samples equal those of :func:`clover.scale.plan` for the same rows
    in the same order, however they are divided into partitions.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data. Their index is not used.

    target, oversampler, clusterer, distributor, random_state, max_samples, \
            max_group_rows, weight_column, chi, categorical_features
        As in :func:`clover.scale.plan`.

    Returns
    -------
    plan : ResamplePlan
        The plan.
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    settings = Settings(
        max_samples, max_group_rows, weight_column, chi, categorical_features
    )
    frames = Frames.open(ddf, target)
    engine = Engine(frames.run, gather)
    with explaining_killed_workers():
        found = find_plan(frames.partitions(), frames.columns, parts, settings, engine)
    return ResamplePlan.of(found)


def resample(ddf, plan):
    """Return a lazy data frame: the given partitions, then those of the samples.

    Write it by :func:`to_parquet`. Nothing is computed before, but for the numbers of
    rows of partitions where their number is not that of the plan.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data that the plan was made of.

    plan : ResamplePlan
        The plan.

    Returns
    -------
    resampled : dask.dataframe.DataFrame
        The partitions of `ddf`, untouched, and then those of the synthetic samples. A
        numeric index of the samples goes on from the number of rows; labels of an index
        of another type are missing.

    Raises
    ------
    ValueError
        If the data are not those of the plan.
    """
    import dask.dataframe as dd
    from dask.dataframe.dispatch import make_meta

    frames = Frames.open(ddf, plan.target)
    resampling = Resampling.of(
        plan, frames.partitions(), frames.columns, frames.run, knows_lengths=True
    )
    if plan.weight_column is not None:
        ddf = weigh(ddf, resampling.casting)
    if not plan.n_new:
        return ddf
    is_wanted = resampling.is_wanted
    n_rows = plan.n_cell_rows[is_wanted].sum()
    cells = gather(resampling.places, resampling.labelling, is_wanted, n_rows)
    meta = make_meta(ddf)
    samples = list_samples(cells, Making(plan, resampling.casting, meta))
    made = dd.from_delayed(samples, meta=meta, verify_meta=False)
    return dd.concat([ddf, made])


def to_parquet(resampled, output, plan, *, write_index=False, force=False):
    """Write a resampled data frame as a folder of Parquet files.

    The folder gets its name when all files are written, and holds ``_SUCCESS.json``
    with the numbers of rows. ``pyarrow.dataset.dataset(output)`` reads the given rows
    first, and then the synthetic samples.

    Parameters
    ----------
    resampled : dask.dataframe.DataFrame
        The data frame that `resample` returned.

    output : str or Path
        The folder, on a file system that all workers see.

    plan : ResamplePlan
        The plan.

    write_index : bool, default=False
        Whether to write the index as a column.

    force : bool, default=False
        Whether to replace an output that is empty or that clover wrote as a whole, and
        to remove temporary folders of runs that were killed.

    Returns
    -------
    counts : dict
        Maps class labels to their number of rows in the output.

    Raises
    ------
    FileExistsError
        If the output exists, or a run that was killed left a temporary folder beside
        it, and `force` is false.

    MemoryError
        If workers end again and again.

    ValueError
        If the data are not those of the plan.
    """
    write_whole(resampled, output, plan, write_index, force)
    sizes = plan.n_class_rows + plan.n_new_rows.sum(axis=0)
    return dict(zip(plan.class_labels, sizes.tolist(), strict=True))
