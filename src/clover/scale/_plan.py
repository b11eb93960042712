"""The plan of a resampling: small, readable, and enough to make the same rows again."""

import json
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from clover.over_sampling._report import ClusterReport, make_report
from clover.scale._core.labelling import CenterLabels
from clover.scale._core.parts import OVERSAMPLERS, check_oversampler

FORMAT_VERSION = 1
DETAILS, REPORT, CENTERS = "plan.json", "report.parquet", "centers.parquet"


@dataclass(frozen=True, eq=False)
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
        The Arrow type of each column, by its name.

    class_labels : list of shape (n_classes,)
        The classes, sorted.

    n_class_rows : ndarray of shape (n_classes,)
        Number of rows of each class.

    n_new_rows : ndarray of shape (n_clusters, n_classes)
        Number of synthetic samples to make in each cell.

    n_cell_rows : ndarray of shape (n_clusters, n_classes)
        Number of rows of each cell.

    n_partition_rows : ndarray of shape (n_partitions,)
        Number of rows of each partition of the data.

    ranges : dict
        The least and the largest value of each column of integers, two lists of one
        number a class, by the name of the column.

    labels : CenterLabels
        The fitted clusterer: how rows are scaled, and the centers.

    oversampler : estimator
        The oversampler.

    random_state : int
        The seed.

    max_group_rows : int
        The largest number of rows among which neighbours are searched.
    """

    cluster_report: ClusterReport
    target: str
    column_types: dict
    class_labels: list
    n_class_rows: np.ndarray
    n_new_rows: np.ndarray
    n_cell_rows: np.ndarray
    n_partition_rows: np.ndarray
    ranges: dict
    labels: CenterLabels
    oversampler: object
    random_state: int
    max_group_rows: int

    def __str__(self):
        return (
            f"{self.n_rows} rows in {self.n_partition_rows.size} partitions, "
            f"{self.n_new} synthetic samples to make\n{self.cluster_report}"
        )

    @property
    def n_rows(self):
        """Number of rows of the data."""
        return int(self.n_partition_rows.sum())

    @property
    def n_new(self):
        """Number of synthetic samples."""
        return int(self.n_new_rows.sum())

    @cached_property
    def traits(self):
        """What the engine knows of the oversampler."""
        return check_oversampler(self.oversampler)

    @classmethod
    def of(cls, found, seed, max_group_rows):
        """Return the plan of what the passes found, as `Found`."""
        columns, plan = found.labelling.columns, found.plan
        n_new_rows = np.zeros(found.labelling.shape, dtype=np.int64)
        n_new_rows[plan.cells.clusters] = plan.n_inside
        names = [columns.features[j] for j in columns.whole]
        limits = zip(found.counts.lows, found.counts.highs, strict=True)
        return cls(
            cluster_report=make_report(plan),
            target=columns.target,
            column_types={field.name: str(field.type) for field in columns.schema},
            class_labels=plan.target.classes.tolist(),
            n_class_rows=plan.target.counts,
            n_new_rows=n_new_rows,
            n_cell_rows=found.counts.rows,
            n_partition_rows=np.array([place.n_rows for place in found.places]),
            ranges={
                name: [low.tolist(), high.tolist()]
                for name, (low, high) in zip(names, limits, strict=True)
            },
            labels=found.labelling.labels,
            oversampler=plan.parts.traits.oversampler,
            random_state=seed,
            max_group_rows=max_group_rows,
        )

    def save(self, folder):
        """Write the plan to a new folder, as Parquet and JSON.

        Parameters
        ----------
        folder : str or Path
            The folder, which should not exist.

        Raises
        ------
        FileExistsError
            If the folder exists.
        """
        import pyarrow.parquet as pq

        # What cannot be written is an error before anything is.
        details = json.dumps(self._details(), indent=1)
        folder = Path(folder)
        folder.mkdir(parents=True)
        pq.write_table(_report_to_table(self.cluster_report), folder / REPORT)
        pq.write_table(_array_to_table(self.labels.centers), folder / CENTERS)
        (folder / DETAILS).write_text(details, encoding="utf-8")

    def _details(self):
        return {
            "format_version": FORMAT_VERSION,
            "target": self.target,
            "random_state": self.random_state,
            "oversampler": {
                "name": type(self.oversampler).__name__,
                "parameters": _plain_params(self.oversampler),
            },
            "column_types": self.column_types,
            "class_labels": self.class_labels,
            "n_class_rows": self.n_class_rows.tolist(),
            "n_partition_rows": self.n_partition_rows.tolist(),
            "n_new_rows": self.n_new_rows.tolist(),
            "n_cell_rows": self.n_cell_rows.tolist(),
            "max_group_rows": self.max_group_rows,
            "ranges": self.ranges,
            "scaling": [
                [name, operand.tolist()] for name, operand in self.labels.steps
            ],
            "notes": list(self.cluster_report.notes),
        }

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
        ValueError
            If a newer version of clover wrote the plan.
        """
        import pyarrow.parquet as pq

        folder = Path(folder)
        details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
        version = details["format_version"]
        if version > FORMAT_VERSION:
            raise ValueError(
                f"The plan in {folder} has format version {version}, and this version "
                f"of clover reads up to {FORMAT_VERSION}. Update clover."
            )
        steps = ((name, np.array(operand)) for name, operand in details["scaling"])
        centers = pq.read_table(folder / CENTERS)
        oversampler = details["oversampler"]
        kind = OVERSAMPLERS[oversampler["name"]]
        return cls(
            cluster_report=_report_of_table(
                pq.read_table(folder / REPORT), tuple(details["notes"])
            ),
            target=details["target"],
            column_types=details["column_types"],
            class_labels=details["class_labels"],
            n_class_rows=np.array(details["n_class_rows"]),
            n_new_rows=np.array(details["n_new_rows"]),
            n_cell_rows=np.array(details["n_cell_rows"]),
            n_partition_rows=np.array(details["n_partition_rows"]),
            ranges=details["ranges"],
            labels=CenterLabels(
                tuple(steps), np.column_stack([c.to_numpy() for c in centers.columns])
            ),
            oversampler=kind(**oversampler["parameters"]),
            random_state=details["random_state"],
            max_group_rows=details["max_group_rows"],
        )


def check_source(plan, partitions, columns):
    """Check that the columns and the number of partitions are those of a plan."""
    types = {field.name: str(field.type) for field in columns.schema}
    if types != plan.column_types:
        raise ValueError(
            f"The plan is of data with columns {plan.column_types}. Got {types}."
        )
    if len(partitions) != plan.n_partition_rows.size:
        raise ValueError(
            f"The plan is of data in {plan.n_partition_rows.size} partitions. Got "
            f"{len(partitions)}."
        )


def _plain_params(oversampler):
    """Return the parameters of an oversampler, of which a plan keeps plain values."""
    params = oversampler.get_params(deep=False)
    for name, value in params.items():
        if name == "sampling_strategy":
            # The plan has the numbers; a dictionary may have labels of any kind.
            continue
        if not isinstance(value, int | float | str | bool | None):
            raise TypeError(
                f"A plan keeps numbers and names only. Got {name}={value!r} of "
                f"{type(oversampler).__name__}."
            )
    return {name: v for name, v in params.items() if name != "sampling_strategy"}


def _array_to_table(array):
    import pyarrow as pa

    return pa.table({f"x{j}": column for j, column in enumerate(array.T)})


def _report_to_table(report):
    import pyarrow as pa

    names = [field.name for field in fields(report) if field.name != "notes"]
    return pa.table({name: pa.array(getattr(report, name).tolist()) for name in names})


def _report_of_table(table, notes):
    columns = {}
    for name in table.column_names:
        columns[name] = np.array(table.column(name).to_pylist())
    for name in ("made_by", "reason"):
        columns[name] = columns[name].astype(object)
    return ClusterReport(**columns, notes=notes)
