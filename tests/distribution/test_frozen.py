"""DensityDistributor against its arithmetic before it became a composition."""

from itertools import combinations

import numpy as np
import pytest
from frozen_density import distribute
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from clover.distribution import DensityDistributor


@given(
    n_rows=st.integers(2, 200),
    n_features=st.sampled_from([1, 3, 40, 400]),
    n_clusters=st.integers(1, 9),
    n_classes=st.integers(2, 4),
    threshold=st.sampled_from(["auto", 0.0, 1.0, 2.5, np.inf]),
    exponent=st.sampled_from(["auto", 0, 0.7, 2, 3.3]),
    sparsity_based=st.booleans(),
    ratio=st.sampled_from([0.0, 0.3, 1.0]),
    kind=st.sampled_from(["any", "grid", "repeated", "huge", "sparse"]),
    seed=st.integers(0, 10_000),
)
@pytest.mark.filterwarnings("ignore:Class .* All its samples are made inside")
def test_density_distributor_is_unchanged_to_the_bit(
    n_rows,
    n_features,
    n_clusters,
    n_classes,
    threshold,
    exponent,
    sparsity_based,
    ratio,
    kind,
    seed,
):
    rng = np.random.RandomState(seed)
    X = rng.normal(size=(n_rows, n_features))
    if kind == "grid":
        X = X.round()
    elif kind == "repeated":
        X = X[rng.randint(1 + n_rows // 8, size=n_rows)]
    elif kind == "huge":
        X *= 1e150
    elif kind == "sparse":
        X = sparse.csr_matrix(np.where(X > 0.5, X, 0))
    y = np.minimum(rng.geometric(0.6, size=n_rows) - 1, n_classes - 1)
    labels = rng.randint(-1, n_clusters, size=n_rows)
    labels[0] = 0
    present = np.unique(labels[labels >= 0]).tolist()
    pairs = [pair for pair in combinations(present, 2) if rng.uniform() < 0.5]
    pairs = np.array(pairs, dtype=int).reshape(-1, 2)
    targets = np.unique(y).tolist()
    params = threshold, exponent, sparsity_based, ratio
    intra, inter = distribute(X, y, labels, pairs, targets, params)
    distributor = DensityDistributor(*params)
    distributor.fit(X, y, labels, pairs, targets=targets)
    assert distributor.intra_distribution_ == intra
    assert distributor.inter_distribution_ == inter
