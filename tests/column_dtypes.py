"""Every dtype of a column with every sampler; written as a table for the docs.

``python tests/column_dtypes.py docs/dtype_table.rst``
"""

import re
import sys
import warnings
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)

N_SAMPLES = 36
Y = np.repeat([0, 1], [24, 12])
NAME = "tested"
NUMBERS = np.arange(N_SAMPLES) % 9 + np.arange(N_SAMPLES) // 9
FLAGS = NUMBERS % 2 == 0
TEXTS = [f"text {number % 3}" for number in NUMBERS]
DAYS = [date(2024, 1, 1) + timedelta(days=int(number)) for number in NUMBERS]
TIMES = [datetime(2024, 1, 1, 12) + timedelta(hours=int(n)) for n in NUMBERS]
CLOCKS = [time(int(number), 30) for number in NUMBERS]
WAITS = [timedelta(minutes=int(number)) for number in NUMBERS]
DECIMALS = [Decimal(int(number)) / 4 for number in NUMBERS]
LISTS = [[int(number), 1] for number in NUMBERS]
RECORDS = [{"a": int(number)} for number in NUMBERS]


def numpy_columns():
    """Return arrays of every dtype of NumPy that a column may have."""
    numbers = [np.dtype(code) for code in np.typecodes["AllInteger"] + "efdg"]
    columns = {dtype.name: NUMBERS.astype(dtype) for dtype in numbers}
    columns |= {np.dtype(code).name: NUMBERS.astype(code) for code in "FDG"}
    columns |= {code: NUMBERS.astype(code) for code in (">i4", ">u2", ">f4", ">f8")}
    columns["bool"] = FLAGS
    columns["str"] = np.array(TEXTS)
    columns["bytes"] = np.array(TEXTS).astype("S")
    columns["datetime64"] = np.array(TIMES, dtype="datetime64[s]")
    columns["timedelta64"] = np.array(WAITS, dtype="timedelta64[s]")
    for name, values in (
        ("int", NUMBERS.tolist()),
        ("float", (NUMBERS / 4).tolist()),
        ("bool", FLAGS.tolist()),
        ("Decimal", DECIMALS),
        ("str", TEXTS),
        ("date", DAYS),
    ):
        columns[f"object of {name}"] = np.array(values, dtype=object)
    return columns


def pandas_columns():
    """Return series of every dtype of pandas, its nullable and Arrow dtypes too."""
    numbers = pd.Series(NUMBERS)
    nullable = [f"{sign}Int{size}" for sign in ("", "U") for size in (8, 16, 32, 64)]
    columns = {name: numbers.astype(name) for name in (*nullable, "Float32", "Float64")}
    columns["boolean"] = pd.Series(FLAGS).astype("boolean")
    columns["category of text"] = pd.Series(TEXTS).astype("category")
    columns["category of int"] = numbers.astype("category")
    columns["string"] = pd.Series(TEXTS, dtype="string")
    columns["datetime64 with zone"] = pd.Series(TIMES).dt.tz_localize("UTC")
    columns["period"] = pd.Series(pd.PeriodIndex(TIMES, freq="h"))
    columns["interval"] = pd.Series(pd.IntervalIndex.from_breaks(range(N_SAMPLES + 1)))
    for name, dtype in (
        ("float, 0", pd.SparseDtype(float, 0.0)),
        ("float, 1", pd.SparseDtype(float, 1.0)),
        ("float, NaN", pd.SparseDtype(float, np.nan)),
        ("int, 0", pd.SparseDtype(int, 0)),
    ):
        columns[f"sparse {name}"] = numbers.astype(dtype)
    for fill in (False, True):
        dtype = pd.SparseDtype(bool, fill)
        columns[f"sparse bool, {fill}"] = pd.Series(FLAGS).astype(dtype)
    for name, (values, kind) in arrow_values().items():
        dtype = pd.ArrowDtype(kind)
        columns[f"{name} of Arrow"] = pd.Series(pd.array(values, dtype=dtype))
    return columns


def arrow_values():
    """Return values for every type of Arrow, and the type."""
    signs = ("int", "uint")
    integers = [getattr(pa, f"{sign}{size}") for sign in signs for size in (8, 16, 32)]
    kinds = [
        kind() for kind in (*integers, pa.int64, pa.uint64, pa.float32, pa.float64)
    ]
    values = {str(kind): (NUMBERS.tolist(), kind) for kind in kinds}
    values["float16"] = (NUMBERS.astype(np.float16), pa.float16())
    values["bool"] = (FLAGS.tolist(), pa.bool_())
    values["decimal128"] = (DECIMALS, pa.decimal128(10, 2))
    values["decimal256"] = (DECIMALS, pa.decimal256(40, 2))
    for kind in (pa.string(), pa.large_string()):
        values[str(kind)] = (TEXTS, kind)
    values["binary"] = ([text.encode() for text in TEXTS], pa.binary())
    values["date32"] = (DAYS, pa.date32())
    values["timestamp"] = (TIMES, pa.timestamp("us"))
    values["time64"] = (CLOCKS, pa.time64("us"))
    values["duration"] = (WAITS, pa.duration("us"))
    values["list"] = (LISTS, pa.list_(pa.int64()))
    values["struct"] = (RECORDS, pa.struct([("a", pa.int64())]))
    values["dictionary"] = (TEXTS, pa.dictionary(pa.int32(), pa.string()))
    return values


def polars_columns():
    """Return series of every dtype of polars."""
    kinds = [
        getattr(pl, name)
        for name in (
            *("Int8", "Int16", "Int32", "Int64", "Int128"),
            *("UInt8", "UInt16", "UInt32", "UInt64", "UInt128"),
            *("Float16", "Float32", "Float64"),
        )
        # Older versions lack some.
        if hasattr(pl, name)
    ]
    columns = {str(kind): pl.Series(NUMBERS.tolist()).cast(kind) for kind in kinds}
    columns["Boolean"] = pl.Series(FLAGS)
    columns["Decimal"] = pl.Series(NUMBERS / 4).cast(pl.Decimal(10, 2))
    columns["String"] = pl.Series(TEXTS)
    columns["Categorical"] = pl.Series(TEXTS).cast(pl.Categorical)
    columns["Enum"] = pl.Series(TEXTS).cast(pl.Enum(sorted(set(TEXTS))))
    columns["Binary"] = pl.Series(TEXTS).cast(pl.Binary)
    columns["Date"] = pl.Series(DAYS)
    columns["Datetime"] = pl.Series(TIMES)
    columns["Time"] = pl.Series(CLOCKS)
    columns["Duration"] = pl.Series(WAITS)
    columns["List"] = pl.Series(LISTS)
    columns["Array"] = pl.Series(LISTS, dtype=pl.Array(pl.Int64, 2))
    columns["Struct"] = pl.Series(RECORDS)
    columns["Object"] = pl.Series([Path(text) for text in TEXTS], dtype=pl.Object)
    return columns


LIBRARIES = {
    "NumPy": numpy_columns,
    "pandas": pandas_columns,
    "polars": polars_columns,
}


def kmeans_of_places():
    """Return a k-means of the places of the rows, whatever the rows hold."""
    to_places = FunctionTransformer(lambda X: np.arange(len(X))[:, np.newaxis])
    return make_pipeline(to_places, KMeans(2, n_init=1))


def samplers_of_numbers():
    """Return samplers that make numbers only."""
    presets = (
        *(KMeansSMOTE, SOMO, GeometricSOMO, ClusterSMOTE, ASUWO, CURESMOTE),
        *(GeometricSMOTE, CenterSMOTE, SimplicialSMOTE, GaussianOversampler),
    )
    shrinking = RandomOverSampler(shrinkage=0.5)
    inside = (SMOTE(), BorderlineSMOTE(), ADASYN(), SVMSMOTE(), shrinking)
    return [
        *(preset(random_state=0) for preset in presets),
        ScaledGeometricSMOTE(categorical_features=None, random_state=0),
        *(ClusterOverSampler(sampler, random_state=0) for sampler in inside),
    ]


def samplers_of_categories(column):
    """Return samplers that take a column as one of categories."""
    kmeans = kmeans_of_places()
    return [
        ClusterOverSampler(SMOTENC([column]), random_state=0),
        ClusterOverSampler(SMOTENC([column]), kmeans, random_state=0),
        GeometricSMOTE(categorical_features=[column], random_state=0),
        ScaledGeometricSMOTE(categorical_features=[column], random_state=0),
    ]


def samplers_of_all_categories(column):
    """Return samplers that take all columns as categories."""
    return [ClusterOverSampler(SMOTEN(), random_state=0)]


def samplers_that_repeat(column):
    """Return samplers that repeat rows, whatever the rows hold."""
    kmeans = kmeans_of_places()
    return [
        ClusterOverSampler(RandomOverSampler(), random_state=0),
        ClusterOverSampler(RandomOverSampler(), kmeans, random_state=0),
        CBO(kmeans_estimator=kmeans, random_state=0),
    ]


def tables(library, column):
    """Yield tables that hold a column next to others, and the column's name in each."""
    others = np.random.default_rng(0).normal(size=N_SAMPLES).round(2) + Y
    if library == "NumPy":
        yield np.stack((column, column[::-1]), axis=1), 0
        if not column.dtype.isnative:
            # pandas itself cannot take rows of them.
            return
        yield pd.DataFrame({NAME: column, "b": others}), NAME
        return
    frame = pd.DataFrame if library == "pandas" else pl.DataFrame
    for other in (others, NUMBERS[::-1].copy(), NUMBERS > 4):
        yield frame({NAME: column, "b": other}), NAME
    yield frame({NAME: column, "b": column}), NAME


def outcome(sampler, X, column):
    """Return 'same' if the dtypes come back, 'error' if an error names the column.

    Anything else is returned as a description.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            X_res, _ = sampler.fit_resample(X, Y)
    except ValueError as error:
        text = " ".join([str(error), *getattr(error, "__notes__", ())])
        return "error" if names_column(text, X, column) else f"{error!r}"
    before, after = dtypes(X), dtypes(X_res)
    if before != after:
        return f"{before} became {after}"
    # CBO levels the clusters of the larger class, too.
    return "same" if len(X_res) >= 2 * 24 else f"{len(X_res)} rows"


def names_column(text, X, column):
    """Return whether a text names a column, or the other one if that is the same."""
    if isinstance(X, np.ndarray):
        return re.search(r"\[[01]\b", text) is not None
    is_repeated = X[NAME].to_list() == X["b"].to_list()
    return re.search(r"'(tested|b)'" if is_repeated else "'tested'", text) is not None


def dtypes(X):
    """Return the dtypes of the columns, and the types of Python objects in these."""
    if isinstance(X, np.ndarray):
        kinds = set(map(type, X.ravel().tolist())) if X.dtype.kind == "O" else None
        return [X.dtype, X.dtype.byteorder, kinds]
    return [
        (dtype, set(map(type, X[name].to_list())) if is_object(dtype) else None)
        for name, dtype in zip(X.columns, X.dtypes, strict=True)
    ]


def is_object(dtype):
    return isinstance(dtype, np.dtype) and dtype.kind == "O"


def outcomes(library, column):
    """Return the distinct outcomes of a column by kind of sampler."""
    kinds = {
        "numbers": lambda name: samplers_of_numbers(),
        "categories": samplers_of_categories,
        "all categories": samplers_of_all_categories,
        "repetition": samplers_that_repeat,
    }
    return {
        kind: {
            outcome(sampler, X, name)
            for X, name in tables(library, column)
            for sampler in make(name)
        }
        for kind, make in kinds.items()
    }


def write_table(path):
    """Write the outcomes as a table in reStructuredText."""
    head = ("numbers", "categories next to numbers", "categories", "repetition")
    rows = [("dtype of the column", *head)]
    for library, make in LIBRARIES.items():
        for name, column in make().items():
            found = outcomes(library, column).values()
            marks = [" or ".join(sorted(of_kind, reverse=True)) for of_kind in found]
            rows.append((f"{library}: {name}", *marks))
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for first, *others in rows:
        lines += [f"   * - {first}", *(f"     - {other}" for other in others)]
    Path(path).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write_table(sys.argv[1])
