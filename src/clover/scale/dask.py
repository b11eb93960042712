"""Dask data frames: the passes as tasks, the synthetic samples as lazy partitions."""

from functools import partial

from clover.scale._core.parts import ScaleParts
from clover.scale._core.planning import Engine, find_plan
from clover.scale._dask.arrays import Arrays
from clover.scale._dask.cells import gather
from clover.scale._dask.frames import Frames, allow_missing
from clover.scale._dask.samples import Making, list_samples, weigh, weigh_meta
from clover.scale._dask.writing import explaining_killed_workers, write_whole
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import Resampling
from clover.scale._plans.settings import Settings

__all__ = ["plan", "plan_arrays", "resample", "resample_arrays", "to_parquet"]


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
    ignored_columns=(),
):
    """Plan the synthetic samples of a Dask data frame.

    The plan and the samples equal those of :func:`clover.scale.plan` for the same rows
    in the same order, however they are divided into partitions.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data. Their index is not used. Each partition should give the same rows in
        the same order whenever it is computed.

    target, oversampler, clusterer, distributor, random_state, max_samples, \
            max_group_rows, weight_column, chi, categorical_features, \
            ignored_columns
        As in :func:`clover.scale.plan`.

    Returns
    -------
    plan : ResamplePlan
        The plan.

    Raises
    ------
    NoSamplesError
        If no cluster is selected for a class.

    MemoryError
        If workers end again and again.

    Examples
    --------
    >>> import dask.dataframe as dd
    >>> import pandas as pd
    >>> from sklearn.cluster import KMeans
    >>> from clover.scale.dask import plan, resample
    >>> frame = pd.DataFrame({"x": [0.0, 1, 2, 8, 9, 10, 11], "y": [*"aabbabb"]})
    >>> ddf = dd.from_pandas(frame, npartitions=2)
    >>> made = plan(ddf, "y", clusterer=KMeans(2, n_init=1), random_state=0)
    >>> resampled = resample(ddf, made)
    >>> resampled.npartitions
    3
    >>> resampled["y"].value_counts().compute().to_dict() == {"a": 4, "b": 4}
    True
    """
    return _plan(
        partial(Frames.open, ddf, target),
        oversampler=oversampler,
        clusterer=clusterer,
        distributor=distributor,
        random_state=random_state,
        max_samples=max_samples,
        max_group_rows=max_group_rows,
        weight_column=weight_column,
        chi=chi,
        categorical_features=categorical_features,
        ignored_columns=ignored_columns,
    )


def _plan(
    open_frames,
    oversampler=None,
    clusterer=None,
    distributor=None,
    random_state=None,
    **settings,
):
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    settings = Settings(**settings)
    frames = open_frames(settings.ignored_columns)
    engine = Engine(frames.run, gather)
    with explaining_killed_workers():
        found = find_plan(frames.partitions(), frames.columns, parts, settings, engine)
    return ResamplePlan.of(found)


def resample(ddf, plan):
    """Return a lazy data frame: the given partitions, then those of the samples.

    Write it by :func:`to_parquet`. Samples are made when it is computed. Before, the
    rows of each partition are counted if the plan has another number of partitions.

    Parameters
    ----------
    ddf : dask.dataframe.DataFrame
        The data that the plan was made of. Partitions may be others than those of the
        plan; if they are as many, they should have the same lengths.

    plan : ResamplePlan
        The plan.

    Returns
    -------
    resampled : dask.dataframe.DataFrame
        The partitions of `ddf`, untouched, and then those of the synthetic samples. A
        numeric index of the samples goes on from the number of rows; labels of an index
        of another type are missing. The columns that the plan ignores are missing in
        the samples: integers and booleans of numpy, which cannot miss values, become
        those of pandas that can, such as ``Int64``, in the given partitions, too.

    Raises
    ------
    ValueError
        If the data are not those of the plan.
    """
    import dask.dataframe as dd
    from dask.dataframe.dispatch import make_meta

    frames = Frames.open_planned(ddf, plan)
    resampling = _open_resampling(frames, plan)
    ddf = weigh(allow_missing(ddf, plan.ignored_columns), resampling.casting)
    if not plan.n_new:
        return ddf
    meta = make_meta(ddf)
    samples = _list_samples(resampling, meta)
    # Without the check of the dtypes, Dask loses a task when it makes an array of this.
    made = dd.from_delayed(samples, meta=meta, verify_meta=True)
    return dd.concat([ddf, made])


def _open_resampling(frames, plan):
    with explaining_killed_workers():
        return Resampling.of(
            plan, frames.partitions(), frames.columns, frames.run, knows_lengths=True
        )


def _list_samples(resampling, meta):
    plan, is_wanted = resampling.plan, resampling.is_wanted
    n_rows = plan.n_cell_rows[is_wanted].sum()
    cells = gather(resampling.places, resampling.labelling, is_wanted, n_rows)
    return list_samples(cells, Making(plan, resampling.casting, meta))


def plan_arrays(X, y, **params):
    """Plan the synthetic samples of Dask arrays.

    Parameters
    ----------
    X : dask.array.Array of shape (n_samples, n_features)
        The rows: numbers, without missing values.

    y : dask.array.Array of shape (n_samples,)
        Their classes. The blocks of `y` follow those of the rows of `X`.

    **params
        The keyword parameters of :func:`plan`, but for `ignored_columns`.

    Returns
    -------
    plan : ResamplePlan
        The plan, of a table with the columns ``x0``, ``x1``, ... and ``y``.
    """
    return _plan(partial(Arrays.open, X, y), **params)


def resample_arrays(X, y, plan):
    """Return lazy arrays: the given rows, then the synthetic samples.

    Parameters
    ----------
    X : dask.array.Array of shape (n_samples, n_features)
        The rows that the plan was made of.

    y : dask.array.Array of shape (n_samples,)
        Their classes.

    plan : ResamplePlan
        The plan that `plan_arrays` returned.

    Returns
    -------
    X_resampled : dask.array.Array of shape (n_resampled, n_features)
        The rows of `X`, and then the samples.

    y_resampled : dask.array.Array of shape (n_resampled,)
        Their classes.

    weights : dask.array.Array of shape (n_resampled,)
        The weights; only if the plan has a `weight_column`.

    Examples
    --------
    >>> import dask.array as da
    >>> from sklearn.cluster import KMeans
    >>> from clover.scale.dask import plan_arrays, resample_arrays
    >>> X = da.from_array([[0.0], [1], [2], [8], [9], [10], [11]], chunks=4)
    >>> y = da.from_array([0, 0, 1, 1, 0, 1, 1], chunks=4)
    >>> made = plan_arrays(X, y, clusterer=KMeans(2, n_init=1), random_state=0)
    >>> X_resampled, y_resampled = resample_arrays(X, y, made)
    >>> X_resampled.shape
    (8, 1)
    """
    arrays = Arrays.open(X, y)
    resampling = _open_resampling(arrays, plan)
    meta = weigh_meta(arrays.meta, resampling.casting)
    samples = _list_samples(resampling, meta) if plan.n_new else []
    return arrays.append(samples, plan, resampling.casting)


def to_parquet(resampled, output, plan, *, write_index=False, force=False):
    """Write a resampled data frame as a folder of Parquet files.

    The folder gets its name when all files are written, and holds ``_SUCCESS.json``
    with the numbers of rows. ``pyarrow.dataset.dataset(output)`` reads the given rows
    first, and then the synthetic samples. All files have the same columns of the same
    types. The types of objects in ignored columns, such as lists, are those of all
    given rows, for which these columns are computed once more.

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
