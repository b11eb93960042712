"""Any table gets exact counts, and the same rows from any partitions and plan."""

import warnings

import numpy as np
import pyarrow as pa
import pytest
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from scale_tables import read, write_parts

from clover.over_sampling import GeometricSMOTE, ScaledGeometricSMOTE
from clover.scale import ResamplePlan, plan, resample

NUMBERS_ONLY = (SMOTE, GeometricSMOTE)


def draw_column(rng, n_rows, with_texts):
    """Return a column of a random kind."""
    numbers = rng.normal(size=n_rows) * 10.0 ** rng.integers(-3, 4)
    kinds = [
        numbers,
        numbers.astype(np.float32),
        rng.integers(-5, 5, n_rows).astype(np.int8),
        rng.integers(0, 2**40, n_rows).astype(np.uint64),
        numbers > 0,
        np.full(n_rows, 3.5),
    ]
    if with_texts:
        texts = pa.array(np.array(["a", "b", "ä"])[rng.integers(0, 3, n_rows)])
        kinds += [texts, texts.dictionary_encode()]
    return kinds[rng.integers(len(kinds))]


def draw_table(rng, with_texts):
    """Return a table of random columns, and of two or three classes."""
    n_rows = int(rng.integers(10, 200))
    columns = {"c0": rng.normal(size=n_rows), "c1": rng.normal(size=n_rows) > 0}
    for number in range(2, int(rng.integers(3, 6))):
        columns[f"c{number}"] = draw_column(rng, n_rows, with_texts)
    y = (rng.uniform(size=n_rows) < rng.uniform(0.05, 0.5)).astype(int)
    y[:2] = 0, 1
    y[rng.integers(2, n_rows)] = rng.integers(3)
    columns["y"] = np.array(["no", "yes", "other"])[y]
    return pa.table(columns)


def draw_settings(rng, oversampler):
    """Return random settings of a plan."""
    settings = {
        "oversampler": oversampler,
        "random_state": int(rng.integers(100)),
        "max_samples": int(rng.integers(5, 200)),
        "max_group_rows": int(rng.integers(3, 60)),
    }
    return settings | {"weight_column": "w"} if rng.uniform() < 0.5 else settings


@pytest.mark.parametrize(
    "oversampler",
    [
        SMOTE(k_neighbors=3),
        RandomOverSampler(),
        SMOTENC("auto"),
        GeometricSMOTE(selection_strategy="minority", deformation_factor=0.3),
        ScaledGeometricSMOTE(selection_strategy="minority"),
        ScaledGeometricSMOTE(selection_strategy="minority", n_clusters="auto"),
    ],
    ids=["smote", "repeat", "smotenc", "geometric", "scaled", "clusters"],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_any_table_is_resampled(oversampler, seed, tmp_path):
    rng = np.random.default_rng(seed)
    table = draw_table(rng, not isinstance(oversampler, NUMBERS_ONLY))
    settings, results = draw_settings(rng, oversampler), []
    for number, n_parts in enumerate((1, 5)):
        length = int(rng.integers(1, 300))
        source = tmp_path / f"data-{number}"
        write_parts(table, source, n_parts, row_group_size=length)
        with warnings.catch_warnings():
            # Classes of one row, and clusters of one.
            warnings.simplefilter("ignore", UserWarning)
            made = plan(source, "y", **settings)
        if number:
            made.save(tmp_path / "plan")
            made = ResamplePlan.load(tmp_path / "plan")
        counts = resample(source, tmp_path / f"output-{number}", made)
        results.append(read(tmp_path / f"output-{number}"))
    first, second = results
    assert first.equals(second)
    labels = first.column("y").to_pylist()
    assert {label: labels.count(label) for label in counts} == counts
    assert len(set(counts.values())) == 1
    given = first.slice(0, table.num_rows).select(table.column_names)
    assert given.equals(read(tmp_path / "data-0"))
