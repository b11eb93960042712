"""Bad input on Dask gets the errors of the local adapter."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from scale_tables import make_table
from sklearn.cluster import DBSCAN, KMeans

from clover.scale._dask import division

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")


pytestmark = pytest.mark.usefixtures("no_processes")


@pytest.fixture(scope="module")
def frame():
    return make_table(600).to_pandas()


def plan(frame, target="y", **params):
    params = {"clusterer": KMeans(2, n_init=1), "random_state": 0} | params
    return scale.plan(dd.from_pandas(frame, npartitions=3), target, **params)


def test_an_unknown_target_is_named(frame):
    with pytest.raises(ValueError, match=r"`target` should be one of.*Got 'z'"):
        plan(frame, "z")


def test_a_missing_value_is_named_by_column_and_row(frame):
    wrong = frame.assign(x0=frame["x0"].where(frame.index != 407))
    with pytest.raises(ValueError, match="Column 'x0' misses values, in row 407"):
        plan(wrong)


def test_a_missing_class_is_named(frame):
    with pytest.raises(ValueError, match="Column 'y' misses values"):
        plan(frame.assign(y=frame["y"].where(frame.index != 407)))


def test_a_column_of_mixed_objects_is_named(frame):
    with dask.config.set({"dataframe.convert-string": False}):
        mixed = frame.assign(text=pd.Series(["a", 3] * 300, dtype=object))
        with pytest.raises(ValueError, match=r"does not hold the columns.*text"):
            plan(mixed, oversampler=RandomOverSampler())


def test_a_clusterer_without_predict_is_refused(frame):
    with pytest.raises(TypeError, match="MiniBatchKMeans"):
        plan(frame, clusterer=DBSCAN())


def test_fewer_rows_than_there_are_cannot_be_asked_for(frame):
    with pytest.raises(ValueError, match="Got 3"):
        plan(frame, oversampler=SMOTE(sampling_strategy={"few": 3}))


def test_data_without_rows_are_refused(frame):
    with pytest.raises(ValueError, match="no rows"):
        plan(frame[:0])


def test_a_single_row_of_a_class_is_repeated_with_a_warning(frame):
    single = pd.concat([frame[frame["y"] == "many"], frame[frame["y"] == "few"][:1]])
    single = single.reset_index(drop=True)
    with pytest.warns(UserWarning, match="Class 'few' has a single row"):
        made = plan(single)
    result = scale.resample(dd.from_pandas(single, npartitions=3), made).compute()
    new = result[len(single) :]
    assert (new["x0"] == single["x0"].iloc[-1]).all()
    assert result["y"].value_counts().nunique() == 1


def test_a_partition_that_changes_its_length_is_named(frame):
    calls = []

    def shrink(part, partition_info=None):
        number = partition_info["number"]
        calls.append(number)
        return part[:-1] if number == 1 and calls.count(1) > 1 else part

    ddf = dd.from_pandas(frame, npartitions=3)
    ddf = ddf.map_partitions(shrink, meta=frame[:0])
    with pytest.raises(ValueError, match=r"Partition 1 had 200 rows .* has 199 now"):
        scale.plan(ddf, "y", random_state=0)


def test_data_of_other_lengths_than_those_of_the_plan_are_refused(frame):
    made = plan(frame)
    shorter = dd.from_pandas(frame, npartitions=3).partitions[[0, 1]]
    with pytest.raises(ValueError, match=r"data with 600 rows. Got 400"):
        scale.resample(shorter, made)
    divided = dd.concat([shorter, dd.from_pandas(frame[400:500], npartitions=1)])
    with pytest.raises(ValueError, match=r"Partition 2 had 200 rows .* has 100 now"):
        scale.resample(divided, made).compute()


@pytest.mark.parametrize("divided_bytes", [100, division.DIVIDED_BYTES])
def test_data_of_other_values_than_those_of_the_plan_are_refused(
    frame, divided_bytes, monkeypatch
):
    monkeypatch.setattr(division, "DIVIDED_BYTES", divided_bytes)
    made = plan(frame, max_group_rows=10)
    turned = frame.assign(x0=frame["x0"].to_numpy()[::-1])
    lazy = scale.resample(dd.from_pandas(turned, npartitions=3), made)
    with pytest.raises(ValueError, match="not those of the plan"):
        lazy.compute()


def test_other_columns_than_those_of_the_plan_are_refused(frame):
    made = plan(frame)
    other = frame.assign(x0=frame["x0"].astype(np.float32))
    with pytest.raises(ValueError, match="data with columns"):
        scale.resample(dd.from_pandas(other, npartitions=3), made)
