"""The space in which the neighbours of rows of a cell are searched."""

from clover.over_sampling._generation.mixed import encode_mixed
from clover.over_sampling._generation.searched import SearchedRows


def search_space(X, plan):
    """Return the numbers of rows in the units of the search.

    A row has the same place in this space, whatever the other rows are.
    """
    if plan.units is not None:
        return plan.labels.cluster_space.scale(X)
    return X[:, plan.labels.cluster_space.numeric] if plan.levels else X


def search_rows(X, plan):
    """Return the rows of a group as `SearchedRows`.

    The neighbours of ScaledGeometricSMOTE are searched in the cluster space. In SMOTENC
    and in GeometricSMOTE, a difference of two categories counts as the median standard
    deviation of the numbers of the group.
    """
    if plan.units is not None:
        return SearchedRows.of(X, plan.labels.space(X), plan.units)
    if not plan.traits.makes_categories:
        return SearchedRows.of(X)
    space = plan.labels.cluster_space
    numbers, codes = X[:, space.numeric], X[:, space.categorical].astype(int)
    (encoded,) = encode_mixed([numbers], [codes])
    return SearchedRows.of(X, encoded.space)
