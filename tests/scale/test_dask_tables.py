"""Dask data frames of any columns, index and partitions."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import RandomOverSampler
from scale_tables import make_table
from sklearn.cluster import KMeans

from clover.over_sampling import GeometricSMOTE

dd = pytest.importorskip("dask.dataframe")
dask = pytest.importorskip("dask")
scale = pytest.importorskip("clover.scale.dask")


pytestmark = pytest.mark.usefixtures("no_processes")


@pytest.fixture(scope="module")
def frame():
    return make_table(400).to_pandas()


def resample(ddf, target="y", **params):
    params = {"clusterer": KMeans(2, n_init=1), "random_state": 0} | params
    return scale.resample(ddf, scale.plan(ddf, target, **params))


def with_categories(frame):
    parts = pd.cut(frame["x0"], 3, labels=["low", "mean", "high"]).astype(str)
    return frame.assign(part=parts.astype("category"), y=frame["y"].astype("category"))


def test_dtypes_stay_as_they_are(frame):
    dtypes = {"x0": "float32", "x1": "Float64", "whole": "Int32", "flag": "boolean"}
    ddf = dd.from_pandas(frame.astype(dtypes), npartitions=2)
    lazy = resample(ddf)
    assert lazy.dtypes.to_dict() == ddf.dtypes.to_dict()
    for number in range(lazy.npartitions):
        part = lazy.partitions[number].compute()
        assert part.dtypes.to_dict() == ddf.dtypes.to_dict()
    assert lazy["y"].value_counts().compute().nunique() == 1


def test_texts_may_be_objects(frame):
    with dask.config.set({"dataframe.convert-string": False}):
        ddf = dd.from_pandas(frame.astype({"y": object}), npartitions=2)
        result = resample(ddf).compute()
    assert result["y"].dtype == object
    assert result["y"].value_counts().nunique() == 1


def test_integers_may_be_the_classes(frame):
    whole = frame.assign(y=np.where(frame["y"] == "few", -1, 7).astype(np.int8))
    result = resample(dd.from_pandas(whole, npartitions=2)).compute()
    assert result["y"].dtype == np.int8
    assert result["y"].value_counts().nunique() == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_categories_of_dask_may_be_unknown(frame, is_known):
    ddf = dd.from_pandas(with_categories(frame), npartitions=3)
    if not is_known:
        ddf = ddf.assign(part=ddf["part"].cat.as_unknown(), y=ddf["y"].cat.as_unknown())
    sampler = GeometricSMOTE(selection_strategy="minority", random_state=0)
    lazy = resample(ddf, oversampler=sampler, categorical_features=["part"])
    new = lazy.compute()[len(frame) :]
    assert set(new["part"]) <= {"low", "mean", "high"}
    assert set(new["y"]) == {"few"}
    last = lazy.partitions[lazy.npartitions - 1].compute()
    assert last["part"].dtype == "category"
    assert last["y"].dtype == "category"


def test_categories_do_not_change_the_rows_of_partitions(frame):
    sampler = GeometricSMOTE(selection_strategy="minority")
    params = {"oversampler": sampler, "categorical_features": ["part", "flag"]}
    one, many = (
        resample(dd.from_pandas(with_categories(frame), npartitions=n), **params)
        for n in (1, 5)
    )
    pd.testing.assert_frame_equal(one.compute(), many.compute())


def test_unknown_categories_of_numbers_are_named(frame):
    numbers = frame.assign(part=(frame["whole"] % 3).astype("category"))
    ddf = dd.from_pandas(numbers, npartitions=2)
    ddf = ddf.assign(part=ddf["part"].cat.as_unknown())
    with pytest.raises(ValueError, match=r"categories of 'part' are int16.*as_known"):
        resample(ddf, oversampler=RandomOverSampler())


def test_partitions_may_be_empty(frame):
    ddf = dd.from_pandas(frame, npartitions=4)
    empty = ddf.partitions[0].query("x0 > 1e9")
    holes = dd.concat([empty, ddf, empty])
    assert holes.map_partitions(len).compute().tolist() == [0, 100, 100, 100, 100, 0]
    pd.testing.assert_frame_equal(resample(holes).compute(), resample(ddf).compute())


@pytest.mark.parametrize(
    "index",
    [
        pd.date_range("2020", periods=400, name="day"),
        pd.Index([f"row {number:03d}" for number in range(400)], name="name"),
    ],
    ids=["dates", "texts"],
)
def test_labels_of_an_index_of_another_type_are_missing(frame, index):
    ddf = dd.from_pandas(frame.set_index(index), npartitions=2)
    result = resample(ddf).compute()
    assert result.index.name == index.name
    assert result.index[:400].tolist() == index.tolist()
    assert result.index[400:].isna().all()
    assert result.index.dtype == ddf.index.dtype


def test_an_index_of_floats_goes_on(frame):
    ddf = dd.from_pandas(frame.set_index(np.linspace(0, 1, 400)), npartitions=2)
    result = resample(ddf).compute()
    assert result.index[400:403].tolist() == [400.0, 401.0, 402.0]


def test_weights_keep_the_shares_of_the_classes(frame):
    ddf = dd.from_pandas(frame, npartitions=3)
    result = resample(ddf, weight_column="weight").compute()
    pd.testing.assert_frame_equal(result[:400][frame.columns], ddf.compute())
    sums = result.groupby("y")["weight"].sum()
    np.testing.assert_allclose(sums, frame["y"].value_counts().sort_index())


def test_columns_that_cannot_be_made_may_be_repeated(frame):
    texts = frame.assign(text=[f"text {number}" for number in range(400)])
    ddf = dd.from_pandas(texts, npartitions=3)
    result = resample(ddf, oversampler=RandomOverSampler()).compute()
    new = result[400:]
    given = texts.set_index("text").loc[new["text"]]
    assert (given["x0"].to_numpy() == new["x0"].to_numpy()).all()


def test_balanced_data_come_back_as_they_are(frame):
    few = frame[frame["y"] == "few"]
    balanced = pd.concat([few, few.assign(y="many")], ignore_index=True)
    ddf = dd.from_pandas(balanced, npartitions=2)
    assert resample(ddf) is ddf


def test_the_result_can_be_computed_on(frame):
    ddf = dd.from_pandas(frame, npartitions=3)
    lazy = resample(ddf)
    result = lazy.compute()
    array = lazy[["x0", "x1"]].to_dask_array(lengths=True).compute()
    np.testing.assert_array_equal(array, result[["x0", "x1"]])
    assert lazy["x0"].sum().compute() == pytest.approx(result["x0"].sum())
    few = lazy[lazy["y"] == "few"]
    pd.testing.assert_frame_equal(few.compute(), result[result["y"] == "few"])
    pd.testing.assert_frame_equal(lazy.repartition(npartitions=2).compute(), result)
