"""Hashes of data that are the same for equal data, in any process."""

from hashlib import sha256

import numpy as np
from scipy import sparse


def hash_texts(*texts):
    """Return 32 hexadecimal digits for some texts in their order."""
    digest = sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(content))
        digest.update(content)
    return digest.hexdigest()[:32]


def hash_array(array):
    """Return a hash of the dtype, the shape and the values of an array.

    The values are read row by row, whatever their order in memory is.
    """
    array = np.asarray(array)
    content = np.ascontiguousarray(array).tobytes()
    kind = f"{array.dtype.descr} {array.shape}".encode()
    return sha256(b"%d:" % len(kind) + kind + content).hexdigest()[:32]


def hash_sparse(matrix):
    """Return a hash of a sparse matrix, the same for any order of its entries."""
    matrix = sparse.csr_matrix(matrix, copy=True)
    matrix.sum_duplicates()
    arrays = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)
    return hash_texts(
        str(matrix.shape), hash_array(matrix.data), *map(hash_array, arrays)
    )
