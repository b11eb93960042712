"""Bad input gets a clear error, and no output that looks complete."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from imblearn.over_sampling import ADASYN, SMOTE
from scale_tables import make_table, write_parts
from sklearn.cluster import DBSCAN, KMeans

from clover.over_sampling import GeometricSMOTE
from clover.scale import plan, resample

COLUMNS = {"x": [0.0, 1.0, 5.0, 6.0, 7.0], "y": [1, 1, 0, 0, 0]}


def make_source(folder, columns=COLUMNS):
    return write_parts(pa.table(columns), folder / "data", 2)


def test_an_unknown_target_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"`target` should be one of.*Got 'z'"):
        plan(make_source(tmp_path), "z")


def test_a_missing_value_is_named_by_column_and_row(tmp_path):
    columns = COLUMNS | {"x": [0.0, 1.0, 5.0, None, 7.0]}
    with pytest.raises(ValueError, match="Column 'x' misses values, in row 3 first"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_an_infinite_value_is_named_by_column_and_row(tmp_path):
    columns = COLUMNS | {"x": [0.0, 1.0, 5.0, 6.0, float("inf")]}
    with pytest.raises(ValueError, match="Column 'x' holds inf in row 4"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_a_column_of_texts_is_named(tmp_path):
    columns = COLUMNS | {"text": list("abcde")}
    with pytest.raises(ValueError, match=r"SMOTE makes numbers only.*text"):
        plan(make_source(tmp_path, columns), "y")


@pytest.mark.parametrize("oversampler", [ADASYN(), GeometricSMOTE()])
def test_an_oversampler_that_needs_other_classes_is_refused(oversampler, tmp_path):
    with pytest.raises(TypeError, match="from those of one class in one cluster"):
        plan(make_source(tmp_path), "y", oversampler=oversampler)


def test_a_clusterer_without_predict_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"method `predict`.*MiniBatchKMeans"):
        plan(make_source(tmp_path), "y", clusterer=DBSCAN())


def test_fewer_rows_than_there_are_cannot_be_asked_for(tmp_path):
    oversampler = SMOTE(sampling_strategy={1: 1})
    with pytest.raises(ValueError, match=r"at least its 2 rows. Got 1"):
        plan(make_source(tmp_path), "y", oversampler=oversampler)


def test_integers_that_floats_round_are_refused(tmp_path):
    columns = COLUMNS | {"x": [0, 1, 5, 6, 2**60]}
    with pytest.raises(ValueError, match="Column 'x' holds integers that floats round"):
        plan(make_source(tmp_path, columns), "y", clusterer=KMeans(2))


def test_data_that_changed_are_named_and_leave_nothing(tmp_path):
    table = make_table(600)
    source = write_parts(table, tmp_path / "data", 3)
    made = plan(source, "y", random_state=0)
    pq.write_table(table.slice(0, 150), source / "part-001.parquet")
    with pytest.raises(ValueError, match=r"part-001.parquet had 200 rows"):
        resample(source, tmp_path / "output", made)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_an_output_that_exists_is_refused(tmp_path):
    source = make_source(tmp_path)
    made = plan(source, "y", clusterer=KMeans(1), random_state=0)
    with pytest.raises(FileExistsError, match="`output` should not exist"):
        resample(source, source, made)
