"""Categories as indicator columns next to numbers."""

import numpy as np
from scipy import sparse

# With more categories than this, their indicator columns are kept sparse.
MAX_DENSE_CATEGORIES = 256


def encode_categories(X, codes, n_categories, weight):
    """Return numbers and weighted indicators of categories, side by side.

    The codes of each column count from 0; a negative code stands for none of the
    categories. Rows that differ in one category are apart by sqrt(2) times the weight.
    The result is sparse if `X` is, or if there are many categories.
    """
    columns = codes + np.cumsum(n_categories) - n_categories
    is_known = codes >= 0
    ends = np.append(0, np.cumsum(is_known.sum(axis=1)))
    columns = columns[is_known]
    indicators = sparse.csr_matrix(
        (np.full(columns.size, weight), columns, ends),
        shape=(codes.shape[0], n_categories.sum()),
    )
    if sparse.issparse(X) or n_categories.sum() > MAX_DENSE_CATEGORIES:
        return sparse.hstack((sparse.csr_matrix(X), indicators), format="csr")
    return np.hstack((X, indicators.toarray()))
