"""As many clusters as there are distinct rows, at most."""

from numbers import Integral

import numpy as np
from scipy import sparse

from clover._estimators.params import own_params

# So many rows for each cluster are looked at before all.
N_FIRST_ROWS = 4


def limit_clusters(clusterer, X):
    """Limit `n_clusters` of a clusterer to the number of distinct rows, in place.

    A clusterer without such a parameter, and a frozen one, are left as they are. All
    rows of a dataframe count as distinct.
    """
    has_params = hasattr(clusterer, "get_params")
    params = own_params(clusterer) if has_params else {}
    n_clusters = params.get("n_clusters")
    if isinstance(n_clusters, Integral):
        limit = _count_distinct_rows(X, n_clusters)
        if limit < n_clusters:
            clusterer.set_params(n_clusters=limit)
    return clusterer


def _count_distinct_rows(X, limit):
    """Return the number of distinct rows, at most `limit`."""
    if not (sparse.issparse(X) or isinstance(X, np.ndarray)):
        return min(X.shape[0], limit)
    # The first rows mostly suffice.
    n_distinct = _count_by_passes(X[: N_FIRST_ROWS * limit], limit)
    return n_distinct if n_distinct == limit else _count_by_passes(X, limit)


def _count_by_passes(X, limit):
    n_distinct = 0
    # One pass a cluster takes less time than a sort of all rows.
    while X.shape[0] and n_distinct < limit:
        X = X[_differ_from_first(X)]
        n_distinct += 1
    return n_distinct


def _differ_from_first(X):
    if sparse.issparse(X):
        first = X[np.zeros(X.shape[0], dtype=int)]
        return np.diff((X != first).tocsr().indptr) > 0
    return (X != X[0]).any(axis=1)
