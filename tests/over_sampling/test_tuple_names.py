"""Columns named by tuples, as those of pandas' `MultiIndex` are."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_index_equal
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from stubs import name_of

from clover._rows.categorical_columns import locate_columns
from clover._rows.containers import Container
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

COLUMNS = pd.MultiIndex.from_tuples(
    [("a", "x"), ("a", "y"), ("b", "x"), ("b", "z")], names=["sensor", "axis"]
)
CATEGORY = ("b", "x")
ON_NUMBERS = make_pipeline(
    make_column_transformer((StandardScaler(), [0, 1, 3])), KMeans(2, n_init=1)
)
Y = np.repeat([0, 1], [40, 20])


@pytest.fixture
def numbers():
    """A column of floats, one of integers, one of 0, 1 and 2, and one of booleans."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(60, 4)), columns=COLUMNS)
    frame[("a", "y")] = rng.integers(0, 100, 60)
    frame[CATEGORY] = np.tile([0, 1, 2], 20)
    frame[("b", "z")] = rng.normal(size=60) > 0
    return frame


@pytest.fixture
def categories(numbers):
    """The same with strings in a column."""
    return numbers.assign(**{}).pipe(
        lambda frame: frame.astype({CATEGORY: object}).replace(
            {CATEGORY: {0: "u", 1: "v", 2: "w"}}
        )
    )


def assert_kept(X_res, y_res, frame):
    """Check the columns with their names and dtypes, the given rows and the counts."""
    assert_index_equal(X_res.columns, frame.columns)
    assert X_res.columns.names == ["sensor", "axis"]
    assert X_res.dtypes.to_list() == frame.dtypes.to_list()
    assert_frame_equal(X_res.iloc[: len(frame)], frame)
    assert np.bincount(y_res).tolist() == [40, 40]


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "sampler",
    [
        ASUWO(random_state=0),
        CBO(sampling_strategy={1: 40}, random_state=0),
        CURESMOTE(random_state=0),
        CenterSMOTE(random_state=0),
        SimplicialSMOTE(random_state=0),
        GaussianOversampler(random_state=0),
        ClusterSMOTE(random_state=0),
        GeometricSMOTE(random_state=0),
        GeometricSOMO(random_state=0),
        KMeansSMOTE(random_state=0),
        SOMO(random_state=0),
        ScaledGeometricSMOTE(random_state=0),
        ScaledGeometricSMOTE(n_clusters=3, random_state=0),
        *(
            ClusterOverSampler(oversampler, KMeans(2, n_init=1), random_state=0)
            for oversampler in (
                SMOTE(),
                ADASYN(),
                BorderlineSMOTE(),
                SVMSMOTE(),
                SMOTEN(),
                RandomOverSampler(),
                RandomOverSampler(shrinkage=0.1),
                CenterSMOTE(),
                SimplicialSMOTE(),
                GaussianOversampler(),
                GeometricSMOTE(),
                GeometricSMOTE(categorical_features=[CATEGORY]),
                SMOTENC([CATEGORY]),
                SMOTENC([2]),
            )
        ),
        ClusterOverSampler(SMOTE()),
        ClusterOverSampler(RandomOverSampler()),
        ClusterOverSampler(SMOTENC([CATEGORY])),
    ],
    ids=name_of,
)
def test_columns_come_back_with_their_names(numbers, sampler):
    assert_kept(*sampler.fit_resample(numbers, Y), numbers)


@pytest.mark.parametrize(
    "sampler",
    [
        GeometricSMOTE(categorical_features=[CATEGORY], random_state=0),
        GeometricSMOTE(categorical_features=[2], random_state=0),
        *(
            ClusterOverSampler(oversampler, clusterer, random_state=0)
            for oversampler in (
                SMOTENC([CATEGORY]),
                SMOTENC([2]),
                SMOTEN(),
                GeometricSMOTE(categorical_features=[CATEGORY]),
                RandomOverSampler(),
            )
            for clusterer in (None, ON_NUMBERS)
        ),
    ],
    ids=name_of,
)
def test_categories_are_found_by_tuple(categories, sampler):
    X_res, y_res = sampler.fit_resample(categories, Y)
    assert_kept(X_res, y_res, categories)
    assert set(X_res[CATEGORY]) == {"u", "v", "w"}


def test_names_and_positions_give_the_same_rows(categories):
    by_name, by_position = (
        GeometricSMOTE(categorical_features=columns, random_state=0).fit_resample(
            categories, Y
        )[0]
        for columns in ([CATEGORY], [2])
    )
    assert_frame_equal(by_name, by_position)


def test_categories_are_found_by_dtype(categories):
    frame = categories.astype({CATEGORY: "category"})
    for oversampler in (SMOTENC("auto"), GeometricSMOTE(categorical_features="auto")):
        sampler = ClusterOverSampler(oversampler, ON_NUMBERS, random_state=0)
        assert_kept(*sampler.fit_resample(frame, Y), frame)


def test_names_may_be_given_in_any_sequence(numbers):
    container = Container(numbers)
    two = [("a", "y"), ("b", "z")]
    as_objects = np.empty(2, dtype=object)
    as_objects[:] = two
    for names in (
        two,
        tuple(two),
        as_objects,
        pd.MultiIndex.from_tuples(two),
        pd.Index(two, tupleize_cols=False),
        pd.Series(two),
        [("b", "z"), ("a", "y")],
        np.array([False, True, False, True]),
        (1, 3),
    ):
        assert_array_equal(locate_columns(container, names, 4), [1, 3])


@pytest.mark.parametrize(
    ("columns", "got"),
    [
        ([("b", "y")], r"\[\('b', 'y'\)\]"),
        ([CATEGORY, ("c", "x")], r"\[\('c', 'x'\)\]"),
        (["b"], r"\['b'\]"),
        (("b", "x"), r"\['b', 'x'\]"),
        ([("b", "x", 1)], r"\[\('b', 'x', 1\)\]"),
    ],
)
def test_unknown_tuple_is_named(categories, columns, got):
    message = rf"should be names among \[\('a', 'x'\), .*Got {got}\.$"
    for sampler in (
        GeometricSMOTE(categorical_features=columns),
        ClusterOverSampler(GeometricSMOTE(categorical_features=columns)),
    ):
        with pytest.raises(ValueError, match=message.rstrip("$")):
            sampler.fit_resample(categories, Y)


def test_errors_name_the_tuples(numbers, categories):
    missing = numbers.copy()
    missing.iloc[3, 0] = np.nan
    with pytest.raises(ValueError, match=r"infinite values: \[\('a', 'x'\)\]"):
        KMeansSMOTE().fit_resample(missing, Y)
    with pytest.raises(ValueError, match=r"something else in columns \[\('b', 'x'\)\]"):
        KMeansSMOTE().fit_resample(categories, Y)
    with pytest.raises(ValueError, match=r"Got several called \[\('a', 'x'\)\]"):
        KMeansSMOTE().fit_resample(numbers.iloc[:, [0, 0, 1]], Y)
    with pytest.raises(ValueError, match=r"columns \[\('b', 'x'\)\]\. Name the categ"):
        ClusterOverSampler(SMOTENC([0])).fit_resample(categories, Y)
