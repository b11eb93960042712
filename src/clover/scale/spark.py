"""Spark data frames: the passes and the synthetic samples by `mapInArrow`."""

from dataclasses import replace
from functools import partial

import numpy as np

from clover.scale._core.parts import ScaleParts
from clover.scale._core.passes import gather_rows
from clover.scale._core.planning import Engine, find_plan
from clover.scale._plan import ResamplePlan
from clover.scale._plans.resampling import Resampling, check_ignored, check_rows
from clover.scale._plans.settings import Settings
from clover.scale._spark.cells import NoStore, SparkCells
from clover.scale._spark.rows import SparkRows

__all__ = ["plan", "resample"]


def plan(
    df,
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
    """Plan the synthetic samples of a Spark data frame.

    The plan and the samples equal those of :func:`clover.scale.plan` for the same rows
    in the same order. Spark keeps no order of rows. So they are numbered here:

    - The rows of whole Parquet files, as ``spark.read.parquet`` returns them, have the
      numbers that they have in :func:`clover.scale.plan`: file after file by the names,
      ``part.2`` before ``part.10``, and by their places in the files. Repartitioning
      and other columns do not change this.
    - Other rows are numbered partition after partition. Each partition should give the
      same rows in the same order whenever it is computed, as after ``checkpoint()``.

    The workers need clover, pyarrow and pandas. The tests run with Spark 4.3.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        The data.

    target, oversampler, clusterer, distributor, random_state, max_samples, \
            max_group_rows, weight_column, chi, categorical_features, \
            ignored_columns
        As in :func:`clover.scale.plan`.

    Returns
    -------
    plan : ResamplePlan
        The plan.
    """
    parts = ScaleParts.of(oversampler, clusterer, distributor, random_state)
    settings = Settings(
        max_samples,
        max_group_rows,
        weight_column,
        chi,
        categorical_features,
        ignored_columns,
    )
    rows = SparkRows.of(df, target, settings.ignored_columns)
    engine = Engine(rows.run, partial(SparkCells, rows))
    found = find_plan([rows], rows.columns, parts, settings, engine)
    n_partition_rows = np.array([*rows.numbering.n_rows.values()])
    return replace(ResamplePlan.of(found), n_partition_rows=n_partition_rows)


def resample(df, plan):
    """Return the rows of a data frame and then the synthetic samples of a plan.

    The data are read once, to check that they are those of the plan. The result is
    computed when it is asked for, as by ``write.parquet``: in the order of the names of
    the files, the samples come last, in the order of those of the local adapter.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        The data that the plan was made of. Their rows are numbered as in `plan`.

    plan : ResamplePlan
        The plan, made by any engine.

    Returns
    -------
    resampled : pyspark.sql.DataFrame
        The partitions of `df`, untouched, and then those of the synthetic samples, in
        which the columns that the plan ignores are null.

    Raises
    ------
    ValueError
        If the data are not those of the plan.
    """
    from pyspark.sql.types import DoubleType, StructField, StructType

    check_ignored(plan, df.columns)
    rows = SparkRows.of(df, plan.target, plan.ignored_columns)
    resampling = Resampling.of(plan, [rows], rows.columns, map)
    gathering = [resampling.labelling], [resampling.is_wanted]
    sums = rows.run(gather_rows, resampling.places, *gathering, [NoStore()])
    check_rows(plan, sums)
    schema = _allow_nulls(df.schema, plan.ignored_columns)
    if plan.weight_column is not None:
        weight = StructField(plan.weight_column, DoubleType())
        schema = StructType([*schema.fields, weight])
        df = df.mapInArrow(partial(_weigh, resampling.casting), schema)
    if not plan.n_new:
        return df
    cells = SparkCells(rows, resampling.places, *(of_one for (of_one,) in gathering))
    return df.union(cells.make(resampling, schema))


def _allow_nulls(schema, names):
    """Return a schema of Spark in which some columns may be null."""
    from pyspark.sql.types import StructField, StructType

    return StructType(
        [
            StructField(field.name, field.dataType, True, field.metadata)
            if field.name in names
            else field
            for field in schema.fields
        ]
    )


def _weigh(casting, batches):
    for batch in batches:
        yield casting.weigh(batch)
