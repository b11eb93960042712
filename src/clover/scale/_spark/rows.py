"""Rows of Spark data frames, and their numbers, which Spark does not keep."""

import pickle
from collections import Counter
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

import numpy as np

from clover.scale._core.columns import Columns
from clover.scale._core.passes import Place, count_classes
from clover.scale._tables.files import natural_key

# Columns that are added to the rows of files.
FILE, ROW = "__clover_file", "__clover_row"


@dataclass(frozen=True, eq=False)
class Numbering:
    """What numbers the rows of a data frame.

    Attributes
    ----------
    has_files : bool
        Whether rows are numbered by their files, or else by their partitions.

    first_rows, n_rows : dict
        The number of the first row of each file or partition, and how many it has.
    """

    has_files: bool
    first_rows: dict
    n_rows: dict

    @classmethod
    def of(cls, n_rows, has_files):
        """Return the numbering by files or partitions in an order, as a dictionary."""
        stops = np.cumsum([*n_rows.values()]).tolist()
        first_rows = dict(zip(n_rows, [0, *stops], strict=False))
        return cls(has_files, first_rows, n_rows)

    def place(self, batches, names):
        """Return the rows that a task has, with their numbers."""
        from pyspark import TaskContext

        task = TaskContext.get().partitionId()
        rows = TaskRows(str(task), batches, names)
        if self.has_files:
            return NumberedByFiles(rows, self)
        return Place(rows, self.first_rows.get(task, 0), self.n_rows.get(task, 0))


@dataclass(frozen=True, eq=False)
class TaskRows:
    """The rows that a task has, as a partition.

    Attributes
    ----------
    name : str
        The number of the task, for messages.

    given : iterable of RecordBatch
        The rows.

    names : list of str
        Names of the columns.
    """

    name: str
    given: object
    names: list

    def batches(self):
        """Yield the record batches."""
        for batch in self.given:
            yield batch.select(self.names)


@dataclass(frozen=True, eq=False)
class NumberedByFiles:
    """The rows that a task has, wherever they stand in their files."""

    partition: TaskRows
    numbering: Numbering

    def batches(self):
        """Yield pairs of a record batch and the numbers of its rows."""
        for batch in filter(len, self.partition.given):
            files = batch.column(batch.schema.get_field_index(FILE))
            files = files.dictionary_encode()
            first_rows = np.array([self._find(f) for f in files.dictionary.to_pylist()])
            in_file = batch.column(batch.schema.get_field_index(ROW)).to_numpy()
            row_numbers = first_rows[files.indices.to_numpy()] + in_file
            yield batch.select(self.partition.names), row_numbers

    def _find(self, file):
        if file not in self.numbering.first_rows:
            raise ValueError(
                f"File {file} is new. The data should not change meanwhile."
            )
        return self.numbering.first_rows[file]


@dataclass(frozen=True, eq=False)
class SparkRows:
    """All rows of a data frame, as the only partition.

    Attributes
    ----------
    frame : pyspark.sql.DataFrame
        The rows, with their places in files if these are known.

    columns : Columns
        The columns.

    numbering : Numbering
        What numbers the rows.
    """

    frame: object
    columns: Columns
    numbering: Numbering
    name = "of the data frame"

    @classmethod
    def of(cls, df, target, ignored=()):
        """Return the rows of a data frame; files and rows in them are counted."""
        from pyspark.sql.pandas.types import to_arrow_schema

        columns = Columns.of(to_arrow_schema(df.schema), target, ignored)
        return _find_files(df, columns) or _find_partitions(df, columns)

    @property
    def n_rows(self):
        """Number of rows."""
        return sum(self.numbering.n_rows.values())

    def run(self, function, items, *lists):
        """Return the results of a function of the rows of each task.

        `items` are these rows alone, or their place, and `lists` have one argument
        each.
        """
        arguments = [of_all[0] for of_all in lists]
        frame, names, has_numbers = self.frame, self.names, isinstance(items[0], Place)
        if function is count_classes:
            (columns,) = arguments
            names = [columns.target, *columns.categories]
            frame = frame.select(*names)
        task = partial(
            _do_task, function, arguments, has_numbers, self.numbering, names
        )
        found = frame.mapInArrow(task, "n_rows long, result binary").collect()
        results = [pickle.loads(row["result"]) for row in found]
        for error in results:
            if isinstance(error, ValueError):
                raise error
        self._check_length(sum(row["n_rows"] for row in found))
        return [_join_counts(results)] if function is count_classes else results

    @property
    def names(self):
        """Names of the columns that are read."""
        return self.columns.read_schema.names

    def _check_length(self, n_rows):
        if n_rows != self.n_rows:
            raise ValueError(
                f"The data frame had {self.n_rows} rows and has {n_rows} now. The data "
                "should not change meanwhile."
            )


def _find_files(df, columns):
    """Return the rows with their places in files, None if these are not known.

    Spark knows them for whole Parquet files.
    """
    import pyspark.sql.functions as F
    from pyspark.errors import AnalysisException

    if not df.inputFiles():
        return None
    file, row = F.col("_metadata.file_path"), F.col("_metadata.row_index")
    try:
        frame = df.select("*", file.alias(FILE), row.alias(ROW))
        counts = frame.groupBy(FILE).agg(F.count("*"), F.max(ROW), F.sum(ROW))
        found = sorted(
            counts.collect(), key=lambda of_file: natural_key(unquote(of_file[0]))
        )
    except AnalysisException:
        return None
    for _, n_rows, last, total in found:
        if last != n_rows - 1 or total != n_rows * last // 2:
            # Some rows were left out, or are there several times.
            return None
    n_rows = {file: n_of_file for file, n_of_file, *_ in found}
    frame = frame.drop(*columns.ignored)
    return SparkRows(frame, columns, Numbering.of(n_rows, has_files=True))


def _find_partitions(df, columns):
    """Return the rows numbered in the order of the partitions."""
    frame = df.select(columns.target)
    counted = frame.mapInArrow(_count, "task int, n_rows long").collect()
    n_rows = {row["task"]: row["n_rows"] for row in sorted(counted)}
    df = df.drop(*columns.ignored)
    return SparkRows(df, columns, Numbering.of(n_rows, has_files=False))


def _count(batches):
    import pyarrow as pa
    from pyspark import TaskContext

    n_rows = sum(batch.num_rows for batch in batches)
    task = TaskContext.get().partitionId()
    task, n_rows = pa.array([task], pa.int32()), pa.array([n_rows], pa.int64())
    yield pa.RecordBatch.from_arrays([task, n_rows], ["task", "n_rows"])


def _do_task(function, arguments, has_numbers, numbering, names, batches):
    """Yield the number of rows of a task, and the result of a function of them."""
    import pyarrow as pa

    n_rows = 0

    def count_each():
        nonlocal n_rows
        for batch in batches:
            n_rows += batch.num_rows
            yield batch

    given = count_each()
    place = numbering.place(given, names)
    try:
        result = function(place if has_numbers else place.partition, *arguments)
    except ValueError as error:
        # Errors of the data are raised as what they are, not as those of a worker.
        result = error
        for _ in given:
            pass
    result = pa.array([pickle.dumps(result)], pa.binary())
    n_rows = pa.array([n_rows], pa.int64())
    yield pa.RecordBatch.from_arrays([n_rows, result], ["n_rows", "result"])


def _join_counts(results):
    """Return the results of `count_classes` of several tasks as those of one."""
    n_rows, counts, levels = 0, Counter(), {}
    for n_of_task, of_task, levels_of_task in results:
        n_rows += n_of_task
        counts.update(of_task)
        for name, values in levels_of_task.items():
            levels[name] = levels.get(name, set()) | values
    return n_rows, counts, levels
