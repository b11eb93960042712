"""Tables for the tests of data that need not fit into memory."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from sklearn.datasets import make_classification


def make_table(n_rows=3_000):
    """Return a table of floats, short integers, booleans and two classes of texts."""
    X, y = make_classification(
        n_rows, 5, n_informative=5, n_redundant=0, weights=[0.9], random_state=0
    )
    columns = {f"x{j}": X[:, j] for j in range(3)}
    columns["whole"] = np.round(X[:, 3] * 10).astype(np.int16)
    columns["flag"] = X[:, 4] > 0
    columns["y"] = np.where(y, "few", "many")
    return pa.table(columns)


def write_parts(table, folder, n_parts, **params):
    """Write a table as several files of a new folder, which is returned."""
    folder.mkdir()
    starts = np.linspace(0, table.num_rows, n_parts + 1).astype(int)
    for number, (start, stop) in enumerate(pairwise(starts)):
        path = folder / f"part-{number:03d}.parquet"
        pq.write_table(table.slice(start, stop - start), path, **params)
    return folder


def read(folder):
    """Return the table in a folder."""
    return ds.dataset(folder).to_table()


def to_arrays(table):
    """Return the features of a table as an array of floats, and the classes."""
    names = [name for name in table.column_names if name != "y"]
    columns = [table.column(name).to_numpy().astype(float) for name in names]
    return np.column_stack(columns), np.array(table.column("y").to_pylist())
