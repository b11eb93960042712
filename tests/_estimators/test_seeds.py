"""Generators of fits, which are used again."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from clover._estimators import seeds
from clover._estimators.seeds import open_stream


@pytest.fixture(autouse=True)
def spare(monkeypatch):
    spare = []
    monkeypatch.setattr(seeds, "_spare", spare)
    return spare


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, np.int64(3)])
def test_stream_is_that_of_a_new_generator(seed):
    for _ in range(3):
        with open_stream(seed) as rng:
            draws = rng.randint(1_000, size=5), rng.normal(size=3)
        fresh = np.random.RandomState(seed)
        assert_array_equal(draws[0], fresh.randint(1_000, size=5))
        assert_array_equal(draws[1], fresh.normal(size=3))


def test_streams_that_are_open_at_once_are_two(spare):
    with open_stream(0) as outer, open_stream(0) as inner:
        assert outer is not inner
        assert outer.randint(10**9) == inner.randint(10**9)
    assert len(spare) == 2
    with open_stream(1) as again:
        assert again in (outer, inner)
    assert len(spare) == 2


def test_generator_of_a_fit_that_failed_is_not_used_again(spare):
    with pytest.raises(KeyError), open_stream(0):
        raise KeyError
    assert spare == []


def test_generator_of_the_user_is_the_stream(spare):
    own = np.random.RandomState(0)
    with open_stream(own) as rng:
        assert rng is own
    with open_stream(None) as rng:
        assert rng is np.random.mtrand._rand
    assert spare == []


def test_wrong_seed_is_refused(spare):
    with pytest.raises(ValueError, match="Seed must be between"), open_stream(-1):
        pass
