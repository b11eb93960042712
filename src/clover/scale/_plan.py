"""The plan of a resampling: small, readable, and enough to make the same rows again."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from clover.over_sampling._report import ClusterReport, make_report
from clover.scale._core.parts import check_oversampler
from clover.scale._core.row_sums import RowSums
from clover.scale._plans.files import read_plan, write_plan
from clover.scale._plans.resampling import name_types
from clover.scale._plans.texts import summarize, to_html, to_text


@dataclass(frozen=True, eq=False, repr=False)
class ResamplePlan:
    """How many synthetic samples to make where, and all that determines them.

    A plan makes the same samples of the same data wherever it is used. It holds no
    rows: print it to see the cluster report, and sign it off before anything is made.

    Attributes
    ----------
    cluster_report : ClusterReport
        What happens to every targeted class in every cluster, as in memory.

    target : str
        Name of the column with the classes.

    column_types : dict
        The name of the Arrow type of the target and of each feature, by its name.

    ignored_columns : list of str
        Names of the columns that are no features. Given rows keep them, and synthetic
        samples have nulls there.

    class_labels : list of shape (n_classes,)
        The classes, sorted.

    n_class_rows : ndarray of shape (n_classes,)
        Number of rows of each class.

    n_new_rows : ndarray of shape (n_clusters, n_classes)
        Number of synthetic samples to make in each cluster, class by class.

    n_cell_rows : ndarray of shape (n_clusters, n_classes)
        Number of rows of each class in each cluster.

    n_partition_rows : ndarray of shape (n_partitions,)
        Number of rows of each partition of the data that were planned. Data with other
        partitions, but the same rows in the same order, have the same plan.

    ranges : dict
        The least and the largest value of each column of integers, two lists of one
        number a class, by the name of the column.

    levels : dict
        The categories of each column that holds some, a sorted list by the name of the
        column.

    labels : CenterLabels or PredictedLabels
        The fitted clusterer: how rows are scaled and encoded, and the centers.

    units : ndarray of shape (n_numeric,) or None
        What a step of 1 in the cluster space is in each column of numbers, if
        neighbours are searched in this space.

    oversampler : estimator
        The oversampler. Where it has `categorical_features`, they are the positions of
        the columns of categories among the features.

    random_state : int
        The seed.

    max_group_rows : int
        The largest number of rows among which neighbours are searched.

    weight_column : str or None
        Name of the column for weights, if there is one.

    weights : ndarray of shape (2, n_classes) or None
        The weights of a given row and of a synthetic sample of each class.

    sums : RowSums
        Checksums of the rows, by which other data are detected.

    parameters : dict of str
        The parts and settings of which the plan was made, as text.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pyarrow as pa
    >>> import pyarrow.parquet as pq
    >>> from sklearn.cluster import KMeans
    >>> from clover.scale import ResamplePlan, plan, resample
    >>> table = pa.table({"x": [0.0, 1, 2, 8, 9, 10, 11], "y": [*"aabbabb"]})
    >>> with TemporaryDirectory() as folder:
    ...     source = Path(folder, "data.parquet")
    ...     pq.write_table(table, source)
    ...     made = plan(source, "y", clusterer=KMeans(2, n_init=1), random_state=0)
    ...     made.save(Path(folder, "plan"))
    ...     loaded = ResamplePlan.load(Path(folder, "plan"))
    ...     counts = resample(source, Path(folder, "output"), loaded)
    >>> counts
    {'a': 4, 'b': 4}
    >>> made.n_class_rows, made.n_new_rows.sum(axis=0)
    (array([3, 4]), array([1, 0]))
    """

    cluster_report: ClusterReport
    target: str
    column_types: dict
    ignored_columns: list
    class_labels: list
    n_class_rows: np.ndarray
    n_new_rows: np.ndarray
    n_cell_rows: np.ndarray
    n_partition_rows: np.ndarray
    ranges: dict
    levels: dict
    labels: object
    units: np.ndarray | None
    oversampler: object
    random_state: int
    max_group_rows: int
    weight_column: str | None
    weights: np.ndarray | None
    sums: RowSums
    parameters: dict

    def __repr__(self):
        return f"<ResamplePlan: {summarize(self)}>"

    def __str__(self):
        return to_text(self)

    def _repr_html_(self):
        return to_html(self)

    @property
    def n_rows(self):
        """Number of rows of the data."""
        return int(self.n_partition_rows.sum())

    @property
    def n_new(self):
        """Number of synthetic samples."""
        return int(self.n_new_rows.sum())

    @property
    def n_clusters(self):
        """Number of clusters of the clusterer; some may have no rows."""
        return self.n_new_rows.shape[0]

    @property
    def features(self):
        """Names of the columns besides the target and those that are ignored."""
        return [name for name in self.column_types if name != self.target]

    @cached_property
    def traits(self):
        """What the engine knows of the oversampler."""
        return check_oversampler(self.oversampler)

    @classmethod
    def of(cls, found):
        """Return the plan of what the passes found, as `Found`."""
        columns, plan = found.labelling.columns, found.plan
        n_new_rows = np.zeros(found.labelling.shape, dtype=np.int64)
        n_new_rows[plan.cells.clusters] = plan.n_inside
        sizes = plan.target.counts
        return cls(
            cluster_report=make_report(plan),
            target=columns.target,
            column_types=name_types(columns.read_schema),
            ignored_columns=list(columns.ignored),
            class_labels=plan.target.classes.tolist(),
            n_class_rows=sizes,
            n_new_rows=n_new_rows,
            n_cell_rows=found.counts.rows,
            n_partition_rows=np.array([place.n_rows for place in found.places]),
            ranges=found.counts.ranges_of(columns),
            levels={name: columns.levels[name].to_pylist() for name in columns.levels},
            labels=found.labelling.labels,
            units=found.units,
            oversampler=plan.parts.traits.oversampler,
            random_state=found.parts.seed,
            max_group_rows=found.settings.max_group_rows,
            weight_column=found.settings.weight_column,
            weights=found.settings.weigh_classes(sizes, n_new_rows.sum(axis=0)),
            sums=found.counts.sums,
            parameters=found.describe(),
        )

    def save(self, folder):
        """Write the plan to a new folder, as Parquet and JSON.

        The folder gets its name when it is complete.

        Parameters
        ----------
        folder : str or Path
            The folder, which should not exist.

        Raises
        ------
        FileExistsError
            If the folder exists.

        TypeError
            If the plan holds something that cannot be written: a clusterer without
            centers, an estimator as ``k_neighbors``, or dates as classes.
        """
        write_plan(self, folder)

    @classmethod
    def load(cls, folder):
        """Read a plan that `save` wrote.

        Parameters
        ----------
        folder : str or Path
            The folder.

        Returns
        -------
        plan : ResamplePlan
            The plan.

        Raises
        ------
        FileNotFoundError
            If there is no plan in the folder, or a file of it is missing.

        ValueError
            If a newer version of clover wrote the plan, or if it is damaged.
        """
        return cls(**read_plan(folder))
