"""One case by one sampler, timed by pytest-benchmark. Use ``bench.py`` to run all."""

import numpy as np
import pytest
from cases import CASES, SCALING
from peak import with_peak

ALL = CASES | SCALING


def size_of(X):
    """Return the size of rows in MiB."""
    arrays = (X.data, X.indices, X.indptr) if hasattr(X, "indptr") else (X,)
    return sum(array.nbytes for array in arrays) / 2**20


@pytest.mark.parametrize(
    ("case", "name"), [(key, name) for key in ALL for name in ALL[key].actions]
)
@pytest.mark.filterwarnings("ignore")
def test_case(benchmark, case, name):
    case = ALL[case]
    action = case.actions[name](*case.make_data())
    # The first time is not measured in seconds, but in bytes: it also loads what is
    # needed and starts threads.
    result, peak = with_peak(action)
    info = {"peak": peak}
    if isinstance(result, tuple) and hasattr(result[0], "shape"):
        X_res, y_res = result
        info["output"] = size_of(X_res) + y_res.nbytes / 2**20
        info["is_exact"] = bool(np.ptp(np.unique(y_res, return_counts=True)[1]) == 0)
        del X_res, y_res
    del result
    benchmark.pedantic(action, rounds=1, iterations=1)
    benchmark.extra_info.update(info)
