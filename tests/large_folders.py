"""Small folders of Parquet files, such as large tables are kept in."""

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

ROWS_PER_FILE, ROW_GROUP_ROWS = 120, 50


def make_part(number):
    """Return a table of 120 rows, 24 of which are of the class "no"."""
    rows = np.arange(ROWS_PER_FILE) + number * ROWS_PER_FILE
    is_minority = rows % 5 == 0
    return pa.table(
        {
            "id": rows,
            "size": np.sin(rows) + 2 * is_minority,
            "weight": (rows * 1.25 % 11).astype(np.float32),
            "count": (rows % 13).astype(np.int16),
            "branch": rows % 3 + 1,
            "open": rows % 7 < 3,
            "shop": np.array(["south west", "north"])[rows % 2],
            "paid": np.where(is_minority, "no", "yes"),
        }
    )


def write_folder(folder, n_files=3, change=None):
    """Write a folder of files; `change` takes and returns the table of the last."""
    folder.mkdir()
    for number in range(n_files):
        table = make_part(number)
        if change is not None and number == n_files - 1:
            table = change(table)
        path = folder / f"part-{number}.parquet"
        pq.write_table(table, path, row_group_size=ROW_GROUP_ROWS)
    return folder


def read(folder):
    """Return the rows of a folder as one table, without notes of pandas."""
    table = ds.dataset(folder).to_table().combine_chunks()
    return table.replace_schema_metadata(None)


def use_threads(monkeypatch):
    """Let the workers of Dask be threads of this process, which start at once."""
    distributed = pytest.importorskip("distributed")
    cluster = distributed.LocalCluster

    def start(**params):
        return cluster(**params | {"processes": False, "dashboard_address": None})

    monkeypatch.setattr(distributed, "LocalCluster", start)
