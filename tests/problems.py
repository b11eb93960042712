"""Random problems of every shape, for the property tests.

Hypothesis draws the structure of a problem, so that a failing one is made simple; the
numbers come from a seed that it draws too.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from stubs import GivenClusters

# Powers of ten of float64; those of float32 are a tenth of them. The squares of the
# moderate ones are numbers, also with columns in units of their own.
MODERATE_SCALES = (0, 140, -140)
EXTREME_SCALES = (*MODERATE_SCALES, 300, -300)

LABELS = {
    "integers": np.arange(6),
    "negative integers": np.array([7, -1, -20, 3, 0, 12]),
    "strings": np.array(["e", "one", "a", "many", "few", ""]),
    "objects": np.array(["e", "one", "a", "many", "few", "none"], dtype=object),
    "whole floats": np.array([2.0, -1.0, 5.0, 0.0, 9.0, 4.0]),
    "short unsigned integers": np.array([255, 0, 3, 17, 128, 1], dtype=np.uint8),
    "days": np.array(
        ["2026-03", "1969-01", "2000-01", "1970-01", "2012-02", "1999-12"]
    ).astype("M8[D]"),
}
# The forms of `sampling_strategy`; a number is for two classes only.
FORMS = (
    "auto",
    "all",
    "minority",
    "not minority",
    "not majority",
    "dict",
    "callable",
    "float",
)


def fewer(divisor):
    """Return settings with a part of the profile's examples, for slow tests."""
    return settings(max_examples=max(1, settings.default.max_examples // divisor))


@dataclass(frozen=True)
class Problem:
    """Rows, classes, and how many rows of each there should be afterwards."""

    X: np.ndarray
    y: np.ndarray
    strategy: Any
    expected: dict

    @property
    def counts(self):
        return count(self.y)

    @property
    def targets(self):
        """The classes of which rows are to be made."""
        return [c for c, n in self.expected.items() if n > self.counts[c]]


def count(y):
    """Return the number of rows of each class."""
    classes, counts = np.unique(y, return_counts=True)
    return dict(zip(classes.tolist(), counts.tolist(), strict=True))


def make_block(kind, rng, codes):
    """Return columns of one kind for rows of some classes."""
    n_samples, n_columns = codes.size, rng.randint(1, 6)
    if kind == "shifted":
        return (
            rng.normal(size=(n_samples, n_columns))
            + rng.uniform(0, 2) * codes[:, np.newaxis]
        )
    if kind == "repeated":
        distinct = rng.normal(size=(max(1, n_samples // 5), n_columns))
        return distinct[rng.randint(len(distinct), size=n_samples)]
    if kind == "constant":
        return np.full((n_samples, n_columns), rng.normal())
    if kind == "grid":
        return rng.randint(-3, 4, size=(n_samples, n_columns)).astype(float)
    if kind == "one-hot":
        return np.eye(5)[rng.randint(5, size=n_samples)]
    return rng.normal(size=(n_samples, 15))


@st.composite
def tables(draw, codes, rng, scales, dtypes):
    """Draw rows with 1 to 30 columns."""
    kinds = ["shifted", "repeated", "constant", "grid", "one-hot", "wide"]
    blocks = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4))
    X = np.column_stack([make_block(kind, rng, codes) for kind in blocks])[:, :30]
    if draw(st.booleans()):
        X = X[rng.randint(max(1, len(X) // 3), size=len(X))]
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    if dtype.kind == "f":
        if draw(st.booleans()):
            # Each column in a unit of its own.
            X = X * 10.0 ** rng.randint(-4, 5, size=X.shape[1])
        exponent = draw(st.sampled_from(scales)) // (10 if dtype.itemsize == 4 else 1)
        return (X * 10.0**exponent).astype(dtype)
    return np.clip(np.round(10 * X), -100, 100).astype(dtype)


@st.composite
def goals(draw, counts, form):
    """Draw a strategy for classes of some sizes, and the sizes that it asks for."""
    largest, smallest = max(counts.values()), min(counts, key=counts.get)
    everything = dict.fromkeys(counts, largest)
    if form in ("auto", "all", "not majority"):
        return form, everything
    if form == "minority":
        return form, {**counts, smallest: largest}
    if form == "not minority":
        return form, {**everything, smallest: counts[smallest]}
    if form == "float":
        ratio = draw(st.floats((counts[smallest] + 1.5) / largest, 1))
        # Next to no part of a row is missing to the whole number above.
        return ratio, {**counts, smallest: int(ratio * largest + 1e-9)}
    sizes = {c: n + draw(st.integers(0, 80)) for c, n in counts.items()}
    sizes[draw(st.sampled_from(sorted(sizes)))] += draw(st.integers(1, 80))
    return (sizes if form == "dict" else lambda y: sizes), sizes


@st.composite
def problems(
    draw,
    form=None,
    scales=MODERATE_SCALES,
    dtypes=("f8", "f4", "i8", "i1"),
    min_class_size=2,
):
    """Draw a problem of 2 to 6 classes and 2 to 500 rows, with something to make."""
    form = form or draw(st.sampled_from(FORMS))
    n_classes = {"float": (2, 2), "not minority": (3, 6)}.get(form, (2, 6))
    # Short lists of small numbers alone would be drawn too often.
    largest = draw(st.sampled_from([min_class_size + 3, 25, 83]))
    sizes = draw(
        st.lists(
            st.integers(min_class_size, largest - 2),
            min_size=n_classes[0] - 1,
            max_size=n_classes[1] - 1,
        )
    )
    if form == "not minority":
        # The smallest of these stays, and another one grows.
        sizes = [size + (i > 0) * min(sizes) for i, size in enumerate(sizes)]
        largest += min(sizes)
    sizes.append(draw(st.integers(max(sizes) + 2, max(sizes) + 2 + largest)))
    rng = np.random.RandomState(draw(st.integers(0, 2**32 - 1)))
    codes = rng.permutation(np.repeat(rng.permutation(len(sizes)), sizes))
    X = draw(tables(codes, rng, scales, dtypes))
    y = LABELS[draw(st.sampled_from(sorted(LABELS)))][codes]
    return Problem(X, y, *draw(goals(count(y), form)))


@st.composite
def clusterings(draw, X):
    """Draw a clusterer that gives 1 to 80 clusters, noise and neighbours."""
    rng = np.random.RandomState(draw(st.integers(0, 2**32 - 1)))
    n_clusters, n_samples = draw(st.sampled_from([1, 2, 4, 12, 80])), len(X)
    if draw(st.booleans()):
        labels = rng.randint(n_clusters, size=n_samples)
    else:
        # Slices across a column.
        column = X[:, rng.randint(X.shape[1])]
        labels = np.argsort(np.argsort(column)) * n_clusters // n_samples
    labels = labels * draw(st.sampled_from([1, 7])) + draw(st.sampled_from([0, 3]))
    noise_share = draw(st.sampled_from([0, 0, 0.1, 0.5]))
    labels[rng.uniform(size=n_samples) < noise_share] = draw(st.sampled_from([-1, -4]))
    neighbors = None
    if draw(st.booleans()):
        clusters = np.unique(labels[labels >= 0])
        pairs = np.array(list(combinations(clusters.tolist(), 2)), dtype=int)
        pairs = pairs.reshape(-1, 2)
        neighbors = pairs[rng.uniform(size=len(pairs)) < draw(st.floats(0.05, 1))]
    return GivenClusters(labels, neighbors)
