"""Outputs of Dask that get their name when they are whole, and workers that ended."""

import sys
from contextlib import contextmanager

from clover.scale._core.staging import stage_output, write_success
from clover.scale._dask.samples import sample_lengths
from clover.scale._tables.ignored import allow_nulls_inside


def write_whole(resampled, output, plan, write_index, force):
    """Write a data frame as a folder, which gets its name when it is whole."""
    if "://" in str(output):
        raise ValueError(
            "`output` should be a folder that all workers see, which is renamed at the "
            "end. Elsewhere, write by the data frame's own `to_parquet`. Got "
            f"{output!r}."
        )
    with stage_output(output, force=force) as staged, explaining_killed_workers():
        _to_arrow(resampled, plan).to_parquet(
            str(staged.output), write_index=write_index, name_function=_name_file
        )
        _check_length(staged.output, plan)
        write_success(staged.output, plan)


def _to_arrow(resampled, plan):
    """Return a data frame without objects in ignored columns, but types of Arrow.

    Dask would take objects to hold texts. The types are those of all given rows.
    """
    import dask
    import pandas as pd
    from dask.dataframe.dispatch import make_meta
    from pandas.api.types import is_object_dtype

    dtypes = make_meta(resampled).dtypes
    names = [name for name in plan.ignored_columns if is_object_dtype(dtypes[name])]
    if not names:
        return resampled
    # Old versions of Dask would make texts of lists here.
    with dask.config.set({"dataframe.convert-string": False}):
        frames = resampled[names].to_delayed()
    given = frames[: len(frames) - len(sample_lengths(plan))]
    task = dask.delayed(_find_types_of, pure=False)
    types = _join_types(dask.compute(*(task(frame, names) for frame in given)))
    return resampled.astype({name: pd.ArrowDtype(types[name]) for name in names})


def _find_types_of(frame, names):
    """Return the schema of some columns of a partition."""
    import pyarrow as pa

    return pa.Schema.from_pandas(frame[names], preserve_index=False).remove_metadata()


def _join_types(schemas):
    """Return the types that suit all schemas, by the names of columns."""
    import pyarrow as pa

    joined = pa.unify_schemas(schemas, promote_options="permissive")
    # Columns without any value may hold texts.
    joined = {field.name: field.type for field in joined}
    return {
        name: pa.string() if pa.types.is_null(kind) else allow_nulls_inside(kind)
        for name, kind in joined.items()
    }


def _name_file(number):
    """Return the name of a file: in their order, those of the samples come last."""
    return f"part-{number:06d}.parquet"


def _check_length(folder, plan):
    import pyarrow.dataset as ds

    n_rows, n_expected = ds.dataset(folder).count_rows(), plan.n_rows + plan.n_new
    if n_rows != n_expected:
        raise ValueError(
            f"The resampled data have {n_rows} rows, and {n_expected} by the plan. The "
            "data should be those of the plan, and should not change meanwhile."
        )


@contextmanager
def explaining_killed_workers():
    """Tell which settings to change where workers are killed for their memory."""
    try:
        yield
    except _killed_worker() as error:
        raise MemoryError(
            f"Workers ended during a task, {error.task}, again and again, most likely "
            "as they exceeded their memory limit. Use smaller partitions, as by "
            "ddf.repartition(partition_size='10MB'), workers of one thread "
            "(`threads_per_worker`) and of more memory (`memory_limit`), and Arrow's "
            "system memory pool (ARROW_DEFAULT_MEMORY_POOL=system). If this is a task "
            "of samples, use a lower `max_group_rows`."
        ) from error


def _killed_worker():
    """Return the error of workers that ended, which only a cluster raises."""
    distributed = sys.modules.get("distributed")
    return () if distributed is None else distributed.KilledWorker
