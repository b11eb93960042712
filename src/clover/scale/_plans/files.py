"""Plans as folders of JSON and Parquet."""

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np

from clover.over_sampling._report import ClusterReport
from clover.scale._core.labelling import CenterLabels
from clover.scale._core.parts import OVERSAMPLERS
from clover.scale._core.row_sums import RowSums
from clover.scale._core.temporary import temporary_folder
from clover.scale._labels.cluster_space import ClusterSpace

FORMAT_VERSION = 1
DETAILS, REPORT, CENTERS = "plan.json", "report.parquet", "centers.parquet"
# Fields of a plan that stand in the details as they are, and those that are arrays.
PLAIN = (
    "target",
    "random_state",
    "max_group_rows",
    "class_labels",
    "column_types",
    "ignored_columns",
    "levels",
    "ranges",
    "weight_column",
    "parameters",
)
ARRAYS = (
    "n_class_rows",
    "n_partition_rows",
    "n_cell_rows",
    "n_new_rows",
    "units",
    "weights",
)


def write_plan(plan, folder):
    """Write a plan to a new folder, which gets its name when it is complete."""
    import pyarrow.parquet as pq

    folder = Path(folder)
    if folder.exists():
        raise FileExistsError(f"`folder` should not exist. Got {folder}.")
    # What cannot be written is an error before anything is.
    details = _to_details(plan)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with temporary_folder(folder.parent) as root:
        partial = root / "plan"
        partial.mkdir()
        pq.write_table(_report_to_table(plan.cluster_report), partial / REPORT)
        pq.write_table(_array_to_table(plan.labels.centers), partial / CENTERS)
        details["digests"] = {
            name: _digest((partial / name).read_bytes()) for name in (REPORT, CENTERS)
        }
        details["digest"] = _digest_details(details)
        text = json.dumps(details, indent=1, allow_nan=False)
        (partial / DETAILS).write_text(text, encoding="utf-8")
        partial.rename(folder)


def read_plan(folder):
    """Return the fields of the plan in a folder, as a dictionary."""
    folder = Path(folder)
    missing = [
        name for name in (DETAILS, REPORT, CENTERS) if not (folder / name).is_file()
    ]
    if missing:
        raise FileNotFoundError(
            f"{folder} should be a folder that `ResamplePlan.save` wrote. It has no "
            f"{', '.join(missing)}."
        )
    try:
        details = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
    except ValueError as error:
        raise _damage(folder / DETAILS) from error
    _check_version(details, folder)
    _check_digests(details, folder)
    return _from_details(details, folder)


def _check_version(details, folder):
    version = details.get("format_version") if isinstance(details, dict) else None
    if not isinstance(version, int):
        raise _damage(folder / DETAILS)
    if version > FORMAT_VERSION:
        raise ValueError(
            f"The plan in {folder} has format version {version}, and this version of "
            f"clover reads up to {FORMAT_VERSION}. Update clover."
        )


def _check_digests(details, folder):
    """Check that all files are as they were written."""
    told = details.pop("digest", None)
    if told != _digest_details(details):
        raise _damage(folder / DETAILS)
    for name, digest in details["digests"].items():
        if _digest((folder / name).read_bytes()) != digest:
            raise _damage(folder / name)


def _damage(path):
    return ValueError(
        f"{path} is not as `ResamplePlan.save` wrote it: it is damaged, or was edited. "
        "Make the plan again."
    )


def _digest_details(details):
    return _digest(json.dumps(details, sort_keys=True).encode())


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def _to_details(plan):
    """Return all of a plan but its report and centers as plain values."""
    if not isinstance(plan.labels, CenterLabels):
        raise TypeError(
            "A plan can be saved if its clusterer has centers: KMeans, MiniBatchKMeans "
            "or MeanShift, by itself or after scalers of single columns. Got "
            f"{plan.parameters['clusterer']}. Use the plan in this process."
        )
    space = plan.labels.cluster_space
    details = {
        "format_version": FORMAT_VERSION,
        **{name: getattr(plan, name) for name in PLAIN},
        **{name: _to_list(getattr(plan, name)) for name in ARRAYS},
        "oversampler": {
            "name": type(plan.oversampler).__name__,
            "parameters": _plain_params(plan.oversampler),
        },
        "scaling": [[name, operand.tolist()] for name, operand in space.steps],
        "numeric": list(space.numeric),
        "categorical": list(space.categorical),
        "n_levels": space.n_levels.tolist(),
        "label_sums": plan.sums.labels.tolist(),
        "row_sums": plan.sums.rows.tolist(),
        "notes": list(plan.cluster_report.notes),
    }
    try:
        # Keys of dictionaries, which are names, become texts.
        return json.loads(json.dumps(details, allow_nan=False))
    except (TypeError, ValueError) as error:
        kinds = sorted({type(label).__name__ for label in plan.class_labels})
        raise TypeError(
            "A plan can be saved if its classes and categories are texts, booleans or "
            f"finite numbers. Got classes of type {', '.join(kinds)}."
        ) from error


def _from_details(details, folder):
    import pyarrow.parquet as pq

    steps = tuple((name, np.array(operand)) for name, operand in details["scaling"])
    space = ClusterSpace(
        steps,
        details["numeric"],
        details["categorical"],
        np.array(details["n_levels"], dtype=int),
    )
    centers = pq.read_table(folder / CENTERS)
    sums = (np.array(details[name], np.uint64) for name in ("label_sums", "row_sums"))
    oversampler = details["oversampler"]
    report = pq.read_table(folder / REPORT)
    return {
        **{name: details[name] for name in PLAIN},
        **{name: _to_array(details[name]) for name in ARRAYS},
        "cluster_report": _report_of_table(report, tuple(details["notes"])),
        "labels": CenterLabels(space, _table_to_array(centers)),
        "oversampler": OVERSAMPLERS[oversampler["name"]](**oversampler["parameters"]),
        "sums": RowSums(*sums),
    }


def _to_list(array):
    return None if array is None else array.tolist()


def _to_array(values):
    return None if values is None else np.array(values)


def _plain_params(oversampler):
    """Return the parameters of an oversampler, of which a plan keeps plain values.

    The plan has the numbers of samples in place of the `sampling_strategy`.
    """
    plain = {}
    for name, value in oversampler.get_params(deep=False).items():
        if name == "sampling_strategy":
            continue
        value = value.item() if isinstance(value, np.generic) else value
        if not isinstance(value, int | float | str | bool | list | None):
            raise TypeError(
                f"A plan keeps numbers and names only. Got {name}={value!r} of "
                f"{type(oversampler).__name__}."
            )
        plain[name] = value
    return plain


def _array_to_table(array):
    import pyarrow as pa

    return pa.table({f"x{j}": column for j, column in enumerate(array.T)})


def _table_to_array(table):
    return np.column_stack([column.to_numpy() for column in table.columns])


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
