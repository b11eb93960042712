"""Each display of data that are unlike those of an example."""

import warnings

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, SMOTEN
from inspecting_displays import draw, texts_of
from scipy import sparse
from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from clover.clusterer import SOM
from clover.inspection import (
    DistributionDisplay,
    GeometryDisplay,
    MapDisplay,
    ResamplingDisplay,
)
from clover.over_sampling import ClusterOverSampler, GeometricSMOTE

NAMES = ["$\\frac{$ <script>alert('x')</script>", 'a "b" \N{GRINNING FACE} & $_$']
LABELS = ["$x^$ <b>", '"_$_" \N{GRINNING FACE}']
DISPLAYS = [DistributionDisplay, GeometryDisplay, MapDisplay, ResamplingDisplay]


def make_sampler(oversampler=None, clusterer=None):
    """Return a sampler of which each display can be drawn."""
    return ClusterOverSampler(
        GeometricSMOTE(k_neighbors=1) if oversampler is None else oversampler,
        SOM(n_columns=2, n_rows=2) if clusterer is None else clusterer,
        random_state=0,
    )


def make_rows(n_features):
    """Return 45 rows of class 0 and 15 of class 1."""
    rng = np.random.RandomState(0)
    return rng.normal(size=(60, n_features)), np.repeat([0, 1], [45, 15])


@pytest.fixture(params=DISPLAYS)
def display_class(request):
    return request.param


@pytest.mark.parametrize("n_features", [1, 2_000])
@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_matrix])
def test_one_and_many_columns_are_drawn(display_class, n_features, convert):
    X, y = make_rows(n_features)
    display = display_class.from_estimator(make_sampler(), convert(X), y)
    draw(display)
    assert len(display.frame) > 3


def test_hundred_classes_are_drawn(display_class):
    X = np.random.RandomState(0).normal(size=(402, 3))
    y = np.append(np.repeat(np.arange(100), 4), [0, 0])
    sampler = make_sampler(clusterer=SOM(n_columns=2, n_rows=1))
    with warnings.catch_warnings():
        # A class with a single row in a cluster is repeated there.
        warnings.simplefilter("ignore", UserWarning)
        display = display_class.from_estimator(sampler, X, y)
    draw(display)
    legend = display.ax_.get_legend()
    assert legend is None or len(legend.get_texts()) < 10


def test_three_hundred_clusters_are_drawn(display_class):
    rng = np.random.RandomState(0)
    X, y = rng.normal(size=(900, 2)), np.repeat([0, 1], [600, 300])
    sampler = make_sampler(clusterer=SOM(n_columns=20, n_rows=15, max_iter=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        display = display_class.from_estimator(sampler, X, y)
    draw(display)
    width, height = display.figure_.get_size_inches()
    assert width < 12
    assert height < 12


def test_names_are_texts_and_no_formulas(display_class):
    X, y = make_rows(2)
    sampler = make_sampler()
    rows = pd.DataFrame(X, columns=NAMES), np.array(LABELS)[y]
    values = {"values": NAMES[0]} if display_class is MapDisplay else {}
    display = display_class.from_estimator(sampler, *rows, **values)
    draw(display)
    begins = LABELS[1] if display_class is DistributionDisplay else NAMES[0][:20]
    assert any(begins in text for text in texts_of(display))


@pytest.mark.parametrize("display_class", [ResamplingDisplay, DistributionDisplay])
def test_tables_of_categories_only_are_drawn(display_class):
    rng = np.random.RandomState(0)
    X = pd.DataFrame({name: rng.choice(["u", "v", "w"], 60) for name in "abc"})
    clusterer = make_pipeline(OneHotEncoder(), KMeans(2))
    sampler = make_sampler(SMOTEN(k_neighbors=1), clusterer)
    draw(display_class.from_estimator(sampler, X, make_rows(1)[1]))


@pytest.mark.parametrize(
    ("display_class", "match"),
    [
        (GeometryDisplay, "GeometricSMOTE.* for rows with numbers. Got SMOTEN"),
        (MapDisplay, "should be a SOM.* ClusterOverSampler has KMeans"),
    ],
)
def test_categories_without_balls_or_maps_are_errors(display_class, match):
    X = pd.DataFrame({name: ["u", "v", "w"] * 20 for name in "ab"})
    clusterer = make_pipeline(OneHotEncoder(), KMeans(2))
    sampler = make_sampler(SMOTEN(k_neighbors=1), clusterer)
    with pytest.raises(ValueError, match=match):
        display_class.from_estimator(sampler, X, make_rows(1)[1])


@pytest.mark.parametrize("display_class", [DistributionDisplay, MapDisplay])
def test_samplers_that_are_not_fitted_need_rows(display_class):
    with pytest.raises(ValueError, match=r"is not fitted\. Fit it, or give `X`"):
        display_class.from_estimator(make_sampler())


def test_errors_are_one_line(display_class):
    X, y = make_rows(2)
    with pytest.raises((TypeError, ValueError)) as caught:
        display_class.from_estimator(SMOTE(), X, np.zeros_like(y))
    assert "\n" not in str(caught.value)
