"""The numbers that a container carries."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator

from clover._rows.containers import Container, validate_numbers


@pytest.mark.parametrize("convert", [np.array, sparse.csc_matrix, list])
def test_container_keeps_the_checked_numbers(convert):
    container = Container(convert([[1.0, 2.0], [3.0, 4.0]]))
    assert container.numbers is None
    numbers = validate_numbers(BaseEstimator(), container)
    assert container.numbers is numbers
    dense = numbers.toarray() if sparse.issparse(numbers) else numbers
    assert_array_equal(dense, [[1, 2], [3, 4]])


def test_container_has_no_numbers_if_the_check_fails():
    container = Container([[1.0, np.nan]])
    with pytest.raises(ValueError, match="NaN") as caught:
        validate_numbers(BaseEstimator(), container)
    assert str(caught.value) == (
        "Input X contains NaN. Columns with missing or infinite values: [1]. Fill them "
        "in, or leave their rows out."
    )
    assert container.numbers is None
