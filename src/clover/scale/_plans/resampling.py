"""What resamples data by a plan: checked to be the data of the plan."""

from dataclasses import dataclass

import numpy as np

from clover._rows.error_texts import list_some
from clover.scale._core.columns import Columns
from clover.scale._core.passes import Labelling, count_rows, place_partitions
from clover.scale._core.row_sums import RowSums
from clover.scale._tables.casting import Casting


@dataclass(frozen=True, eq=False)
class Resampling:
    """What resamples data by a plan.

    Attributes
    ----------
    plan : ResamplePlan
        The plan.

    places : list of Place
        The partitions of the data.

    labelling : Labelling
        What labels rows.

    casting : Casting
        How synthetic samples become rows, and what rows weigh.
    """

    plan: object
    places: list
    labelling: Labelling
    casting: Casting

    @classmethod
    def of(cls, plan, partitions, columns, run, knows_lengths=False):
        """Check data against a plan, and return what resamples them.

        Parameters
        ----------
        plan : ResamplePlan
            The plan.

        partitions : list
            The partitions of the data.

        columns : Columns
            The columns of the data.

        run : callable
            Runs a pass, as in `Engine`.

        knows_lengths : bool, default=False
            Whether as many partitions as those of the plan are taken to be as long,
            which a later pass detects if it is not so. Otherwise, rows are counted.
        """
        import pyarrow as pa

        check_columns(plan, columns)
        columns = columns.with_categories(plan.levels).with_levels(plan.levels)
        classes = pa.array(plan.class_labels, type=columns.value_type(plan.target))
        is_known = knows_lengths and len(partitions) == plan.n_partition_rows.size
        n_rows = plan.n_partition_rows
        if not is_known:
            n_rows = np.array(list(run(count_rows, partitions)), dtype=np.int64)
            _check_lengths(plan, partitions, n_rows)
        return cls(
            plan,
            place_partitions(partitions, n_rows),
            Labelling(columns, classes, plan.labels),
            Casting.of(plan, columns, classes),
        )

    @property
    def is_wanted(self):
        """Which cells get samples, of shape (n_clusters, n_classes)."""
        return self.plan.n_new_rows > 0


def check_rows(plan, sums):
    """Check the `RowSums` that `gather_rows` found in each partition."""
    total = RowSums.none(*plan.n_new_rows.shape)
    for of_partition in sums:
        total.add(of_partition)
    plan.sums.check(total, plan.n_new_rows > 0, plan.class_labels)


def name_types(schema):
    """Return the type of each column by its name, for comparisons.

    Texts of different Arrow types have the same type, and dictionaries that of their
    values: packages that read the same file differ in this.
    """
    return {field.name: _name_type(field.type) for field in schema}


def _name_type(kind):
    if hasattr(kind, "index_type"):
        return _name_type(kind.value_type)
    return str(kind).removeprefix("large_")


def columns_of_plan(plan, schema):
    """Return the `Columns` of data that a plan resamples."""
    check_ignored(plan, schema.names)
    return Columns.of(schema, plan.target, plan.ignored_columns)


def check_ignored(plan, names):
    """Check that the columns that a plan ignores are among the names of all columns."""
    missing = [name for name in plan.ignored_columns if name not in names]
    if missing:
        raise ValueError(
            f"The plan ignores columns {list_some(missing)}, which the data do not "
            "have. Make a plan of these data."
        )


def check_columns(plan, columns):
    """Check that the columns are those of a plan, in their order."""
    types = name_types(columns.read_schema)
    if list(types.items()) != list(plan.column_types.items()):
        ignored = plan.ignored_columns
        besides = f", besides the ignored {list_some(ignored)}" if ignored else ""
        raise ValueError(
            f"The plan is of data with columns {plan.column_types}{besides}. Got "
            f"{types}."
        )


def _check_lengths(plan, partitions, n_rows):
    """Check that there are as many rows as in the data of a plan."""
    if n_rows.sum() == plan.n_rows:
        return
    differ = np.zeros(0, dtype=np.intp)
    if n_rows.size == plan.n_partition_rows.size:
        differ = np.flatnonzero(n_rows != plan.n_partition_rows)
    if differ.size:
        first = differ[0]
        raise ValueError(
            f"Partition {partitions[first].name} had {plan.n_partition_rows[first]} "
            f"rows when the plan was made, and has {n_rows[first]} now. Make a plan of "
            "these data."
        )
    raise ValueError(
        f"The plan is of data with {plan.n_rows} rows. Got {n_rows.sum()}. Make a plan "
        "of these data."
    )
