"""Which parts get a copy of the rows, as they may write to them."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    OneHotEncoder,
    StandardScaler,
    scale,
)
from stubs import name_of

from clover._estimators.copies import may_write
from clover.distribution import (
    BorderCloseness,
    ClusterDistributor,
    CrossValidatedError,
    DensityDistributor,
    FallbackFilter,
    LogLinearAllocation,
    MinimumSupportFilter,
    SafetyFilter,
    TopShareFilter,
)
from clover.over_sampling import KMeansSMOTE


def own(*args):
    """A function of the user."""


class Own:
    """Something of the user that is no estimator."""


def in_column(transformer):
    return ColumnTransformer([("part", transformer, ["column"])])


@pytest.mark.parametrize(
    "part",
    [
        KMeans(),
        KMeans(init=np.zeros((3, 2))),
        make_pipeline(StandardScaler(), KMeans(), memory="cache"),
        OneHotEncoder(dtype=np.float32),
        in_column(StandardScaler()),
        ColumnTransformer([("part", StandardScaler(), make_column_selector())]),
        SMOTE(sampling_strategy=own, random_state=np.random.RandomState(0)),
        KMeansSMOTE(kmeans_estimator=KMeans(3)),
        DensityDistributor(),
        ClusterDistributor(
            FallbackFilter(MinimumSupportFilter(2) & SafetyFilter(), TopShareFilter()),
            LogLinearAllocation.by_hardness(
                CrossValidatedError(), row_score=BorderCloseness()
            ),
        ),
    ],
    ids=name_of,
)
def test_known_parts_get_no_copy(part):
    assert not may_write(part)


@pytest.mark.parametrize(
    "part",
    [
        own,
        Own(),
        FunctionTransformer(scale, kw_args={"copy": False}),
        FunctionTransformer(np.ndarray.round),
        KMeans(init=np.ndarray.sort),
        KMeans(init={"part": own}),
        KMeans(init=Own),
        KMeans(init=own),
        KMeans(init=Own()),
        make_pipeline(StandardScaler(copy=False), KMeans()),
        make_pipeline(FunctionTransformer(own), KMeans()),
        FrozenEstimator(make_pipeline(FunctionTransformer(own), KMeans())),
        FrozenEstimator(make_pipeline(StandardScaler(copy=False), KMeans())),
        in_column(FunctionTransformer(own)),
        ClusterDistributor(allocation=own),
        ClusterDistributor(FallbackFilter(SafetyFilter(), TopShareFilter(score=own))),
        ClusterDistributor(SafetyFilter() & TopShareFilter(score=own)),
        ClusterDistributor(allocation=LogLinearAllocation(row_score=Own())),
    ],
    ids=name_of,
)
def test_parts_that_hold_something_of_others_get_a_copy(part):
    assert may_write(part)
