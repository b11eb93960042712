"""A column of weights keeps the weight of each class."""

import numpy as np
import pyarrow as pa
import pytest
from scale_tables import make_table, read, write_parts
from sklearn.cluster import KMeans

from clover.scale import ResamplePlan, plan, resample
from clover.weights import prevalence_weights

COLUMNS = {"x": [0.0, 1.0, 5.0, 6.0, 7.0, 8.0], "y": ["b", "b", "a", "a", "a", "a"]}


@pytest.fixture
def source(tmp_path):
    return write_parts(pa.table(COLUMNS), tmp_path / "data", 2)


def make(source, output, **params):
    made = plan(source, "y", clusterer=KMeans(1, n_init=1), random_state=0, **params)
    resample(source, output, made)
    return read(output)


def test_weights_are_the_last_column(source, tmp_path):
    result = make(source, tmp_path / "output", weight_column="w", chi=0.75)
    assert result.column_names == ["x", "y", "w"]
    assert result.schema.field("w").type == pa.float64()
    # Two rows and two samples of class b together weigh as much as its two rows.
    assert result.column("w").to_pylist() == [0.75, 0.75, 1, 1, 1, 1, 0.25, 0.25]


def test_rows_are_those_without_weights(source, tmp_path):
    without = make(source, tmp_path / "without")
    assert without.column_names == ["x", "y"]
    assert without.slice(0, 6).equals(pa.table(COLUMNS))
    result = make(source, tmp_path / "with", weight_column="w")
    assert result.drop_columns(["w"]).equals(without)


@pytest.mark.parametrize("chi", ["prevalence", 0.0, 0.3, 1, 1.0])
def test_weights_are_those_in_memory(chi, tmp_path):
    table = make_table(600)
    source = write_parts(table, tmp_path / "data", 3)
    made = plan(source, "y", random_state=0, weight_column="weight", chi=chi)
    made.save(tmp_path / "plan")
    resample(source, tmp_path / "output", ResamplePlan.load(tmp_path / "plan"))
    result = read(tmp_path / "output")
    weights = result.column("weight").to_numpy()
    in_memory = prevalence_weights(result.column("y").to_pylist(), 600, chi)
    np.testing.assert_array_equal(weights, in_memory)


def test_a_plan_tells_the_weights(source):
    made = plan(
        source, "y", clusterer=KMeans(1, n_init=1), random_state=0, weight_column="w"
    )
    assert made.weights.tolist() == [[1.0, 0.75], [0.0, 0.25]]
    assert "weight of a sample" in str(made)


def test_a_name_that_a_column_has_is_refused(source):
    with pytest.raises(ValueError, match=r"The data have a column 'x'"):
        plan(source, "y", weight_column="x")


@pytest.mark.parametrize("chi", [-0.1, 1.5, "much", True, None])
def test_chi_is_a_share(source, chi):
    with pytest.raises(ValueError, match="'chi' parameter of plan"):
        plan(source, "y", weight_column="w", chi=chi)
