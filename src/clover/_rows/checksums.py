"""A checksum of some of the rows, by which data are known again."""

from zlib import crc32

import numpy as np
from scipy import sparse

from clover._rows.frames import is_frame

# A checksum of all rows would take as long as some fits.
N_ROWS = 64


def checksum_rows(container, codes):
    """Return a checksum of the shape, of some rows and of their classes.

    The rows lie evenly spread over the data. `codes` are the classes of all rows.
    """
    n_samples, n_features = container.X.shape
    rows = np.linspace(0, n_samples - 1, min(n_samples, N_ROWS)).astype(np.intp)
    start = f"{n_samples} {n_features} {codes[rows].tolist()}"
    return crc32(_to_bytes(container, rows), crc32(start.encode()))


def _to_bytes(container, rows):
    X = container.numbers
    if X is None:
        values = _list_values(container.take(rows))
        return repr(values).encode("utf-8", "surrogatepass")
    if sparse.issparse(X):
        taken = sparse.csr_matrix(X[rows], copy=True)
        taken.sum_duplicates()
        # The width of the indices depends on how the matrix was made.
        positions = taken.indptr.astype(np.int64), taken.indices.astype(np.int64)
        return b"".join(part.tobytes() for part in (*positions, taken.data))
    return X[rows].tobytes()


def _list_values(rows):
    """Return the values as lists, of a data frame by columns.

    A row of a frame may hold values that no array holds together, such as dates and
    flags.
    """
    if is_frame(rows, "pandas"):
        return [rows.iloc[:, j].tolist() for j in range(rows.shape[1])]
    if is_frame(rows, "polars"):
        return [column.to_list() for column in rows]
    return np.asarray(rows, object).tolist()
