"""What the test suites of other packages claim, claimed of all samplers here.

They are those of imbalanced-learn, imbalanced-learn-extra, cluster-over-sampling,
geometric-smote, kmeans-smote and smote-variants.
"""

from collections import Counter, OrderedDict
from inspect import signature

import numpy as np
import pandas as pd
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.over_sampling import (
    SMOTE,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import make_pipeline
from imblearn.utils.estimator_checks import check_param_validation
from imblearn_extra import gsmote
from imblearn_extra.clover import over_sampling as predecessor
from numpy.testing import assert_allclose, assert_array_equal
from numpydoc.docscrape import ClassDoc
from scipy.spatial import KDTree
from sklearn.base import BaseEstimator, clone
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.dummy import DummyClassifier
from sklearn.exceptions import FitFailedWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from clover.clusterer import SOM
from clover.distribution import (
    BaseDistributor,
    ClusterDistributor,
    DensityDistributor,
)
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
)

ON_LINES = {"deformation_factor": 1, "selection_strategy": "minority"}
STRATEGIES = ["combined", "majority", "minority"]
PRESETS = [cls(random_state=0) for cls in (KMeansSMOTE, SOMO, GeometricSOMO)]
WITHOUT_STRATEGY = ClusterOverSampler(SMOTE(), KMeans(2, n_init=1), random_state=0)
WITH_STRATEGY = [*PRESETS, GeometricSMOTE(k_neighbors=1, random_state=0)]
SAMPLERS = [*WITH_STRATEGY, WITHOUT_STRATEGY]
BORDERLINE = ClusterOverSampler(BorderlineSMOTE(), KMeans(9, n_init=1), random_state=0)


def name_of(estimator):
    return type(estimator).__name__


@pytest.fixture(params=SAMPLERS, ids=name_of)
def sampler(request):
    return clone(request.param)


@pytest.fixture(params=PRESETS, ids=name_of)
def preset(request):
    return clone(request.param)


@pytest.fixture
def one_two_three():
    """7 rows of class 1, 15 of class 2 and 8 of class 3, in two dimensions."""
    X = np.random.RandomState(0).normal(size=(30, 2))
    return X, np.repeat([1, 2, 3], [7, 15, 8])


def set_of_oversampler(sampler, **params):
    """Set parameters of a sampler, or of the oversampler inside of it."""
    prefix = "oversampler__" * isinstance(sampler, ClusterOverSampler)
    return sampler.set_params(**{prefix + name: v for name, v in params.items()})


# Manners


def expected_failures(sampler):
    return {
        "check_dtype_object": "wants a TypeError; here the columns without numbers are "
        "named, see test_columns_of_strings_are_named"
    }


@parametrize_with_checks(SAMPLERS, expected_failed_checks=expected_failures)
def test_estimator_checks_of_scikit_learn(estimator, check):
    check(estimator)


def test_parameter_constraints_match_the_parameters():
    check_param_validation("GeometricSMOTE", GeometricSMOTE())


@pytest.mark.parametrize(
    "estimator",
    [*SAMPLERS, DensityDistributor(), ClusterDistributor(), BaseDistributor(), SOM()],
    ids=str,
)
def test_fitted_attributes_are_those_documented(two_classes, estimator):
    X, y = two_classes
    estimator = clone(estimator)
    fit = getattr(estimator, "fit_resample", estimator.fit)
    fit(pd.DataFrame(X, columns=list("abcde")), y)
    names = {*vars(estimator), *dir(type(estimator))}
    fitted = {n for n in names if n.endswith("_") and not n.startswith("_")}
    documented = ClassDoc(type(estimator))["Attributes"]
    optional = {a.name for a in documented if "Only with" in " ".join(a.desc)}
    always = {n for a in documented for n in a.name.split(", ")} - optional
    assert always <= fitted <= always | optional


@pytest.mark.parametrize("cls", [type(sampler) for sampler in SAMPLERS])
def test_parameters_of_the_predecessor_keep_place_and_default(cls):
    module = gsmote if cls is GeometricSMOTE else predecessor
    defaults, expected = (
        {name: parameter.default for name, parameter in signature(c).parameters.items()}
        for c in (cls, getattr(module, cls.__name__))
    )
    if cls is GeometricSOMO:
        expected["distances_exponent"] = 2  # As in the paper.
    assert list(defaults.items())[: len(expected)] == list(expected.items())


def test_pipeline_resamples_where_it_is_fitted_and_only_there(two_classes, sampler):
    X, y = two_classes
    X = pd.DataFrame(X, columns=list("abcde"))
    model = make_pipeline(StandardScaler(), sampler, LogisticRegression())
    model.set_output(transform="pandas").fit(X, y)
    X_scaled = model[0].transform(X)
    expected = LogisticRegression().fit(*sampler.fit_resample(X_scaled, y))
    assert list(model[-1].feature_names_in_) == list("abcde")
    assert_array_equal(model.predict_proba(X), expected.predict_proba(X_scaled))


@pytest.mark.parametrize("sampler", WITH_STRATEGY, ids=name_of)
def test_bagging_balances_by_any_sampler_with_a_strategy(two_classes, sampler):
    bagging = BalancedBaggingClassifier(
        DummyClassifier(), 2, sampler=sampler, random_state=0
    )
    for pipeline in bagging.fit(*two_classes).estimators_:
        assert_array_equal(pipeline[-1].class_prior_, [0.5, 0.5])


# Strategies


@pytest.mark.parametrize(
    ("strategy", "n_requested"),
    [
        ("auto", {1: 8, 3: 7}),
        ("not majority", {1: 8, 3: 7}),
        ("all", {1: 8, 2: 0, 3: 7}),
        ("minority", {1: 8}),
        ("not minority", {2: 0, 3: 7}),
        ({3: 9, 1: 8, 2: 15}, {1: 1, 2: 0, 3: 1}),
        (OrderedDict({3: 20}), {3: 12}),
        (lambda y: {3: 9, 1: 7}, {1: 0, 3: 1}),
    ],
)
def test_strategy_is_resolved_in_order_of_classes(
    one_two_three, sampler, strategy, n_requested
):
    set_of_oversampler(sampler, sampling_strategy=strategy)
    _, y_res = sampler.fit_resample(*one_two_three)
    assert list(sampler.sampling_strategy_.items()) == list(n_requested.items())
    assert Counter(y_res[30:].tolist()) == +Counter(n_requested)


@pytest.mark.parametrize("strategy", [[1], "majority", 0.5, -10, {1: -8}], ids=str)
def test_strategy_of_another_kind_is_refused(one_two_three, sampler, strategy):
    set_of_oversampler(sampler, sampling_strategy=strategy)
    with pytest.raises(ValueError, match="sampling_strategy"):
        sampler.fit_resample(*one_two_three)


def test_all_classes_of_the_largest_size_are_left_alone(sampler):
    X = np.random.RandomState(0).normal(size=(30, 2))
    y = np.repeat([13, 1, 5, 7], [8, 8, 8, 6])
    _, y_res = sampler.fit_resample(X, y)
    assert y_res[30:].tolist() == [7, 7]


# Small and degenerate data


@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
@pytest.mark.parametrize(
    "X",
    [
        np.arange(12.0).reshape(-1, 1),
        np.column_stack((np.zeros(12), np.arange(12.0))),
        np.repeat([[0.0, 1.0], [5.0, 5.0]], 6, axis=0),
        np.eye(12, 40),
        np.ones((12, 3)),
    ],
    ids=["one column", "constant column", "repeated rows", "wide", "all rows equal"],
)
@pytest.mark.parametrize("few", [[0, 11], [4, 5, 6], [1, 3, 5, 7, 9]], ids=str)
def test_small_data_of_any_shape_are_balanced_exactly(sampler, X, few):
    y = np.isin(np.arange(12), few).astype(int)
    X_res, y_res = sampler.fit_resample(X, y)
    assert Counter(y_res.tolist()) == {0: 12 - len(few), 1: 12 - len(few)}
    assert_array_equal(X_res[:12], X)
    assert np.isfinite(X_res).all()


@pytest.mark.parametrize(
    "sampler",
    [
        *PRESETS[:2],
        clone(PRESETS[2]).set_params(**ON_LINES),
        GeometricSMOTE(k_neighbors=1, **ON_LINES),
        WITHOUT_STRATEGY,
        ClusterOverSampler(SMOTE()),
    ],
    ids=str,
)
def test_two_rows_of_a_class_are_enough_for_a_segment(sampler):
    X = np.array([[0.0, 1.0], [1.0, 4.0], [5.0, 5.0], [6.0, 5.0], [6.0, 6.0]])
    X_res, y_res = sampler.fit_resample(X, [1, 1, 0, 0, 0])
    assert y_res[5:] == [1]
    assert 0 <= X_res[5, 0] <= 1
    assert_allclose(X_res[5, 1], 1 + 3 * X_res[5, 0])


# Parts


class TreeNeighbors(BaseEstimator):
    """A search for neighbours that is not scikit-learn's."""

    def __init__(self, n_neighbors):
        self.n_neighbors = n_neighbors

    def fit(self, X, y=None):
        self.tree_ = KDTree(X)
        return self

    def kneighbors(self, X, n_neighbors=None, return_distance=True):
        found = self.tree_.query(X, k=n_neighbors or self.n_neighbors)
        return found if return_distance else found[1]

    def kneighbors_graph(self, X=None, n_neighbors=None, mode="connectivity"):
        raise AssertionError("Known by name only; nothing may call it.")


@pytest.mark.parametrize(
    "sampler", [*SAMPLERS, BORDERLINE], ids=lambda sampler: str(sampler)[:40]
)
def test_neighbors_may_be_found_by_an_estimator_of_ones_own(two_classes, sampler):
    sampler = set_of_oversampler(clone(sampler), k_neighbors=3)
    expected, _ = sampler.fit_resample(*two_classes)
    set_of_oversampler(sampler, k_neighbors=TreeNeighbors(4))
    assert_array_equal(sampler.fit_resample(*two_classes)[0], expected)
    assert getattr(sampler, "nn_k_", TreeNeighbors(4)).n_neighbors == 4


@pytest.mark.parametrize(
    ("oversampler", "kind", "message"),
    [
        (SVMSMOTE(svm_estimator=LogisticRegression()), RuntimeError, "support_"),
        (RandomOverSampler(shrinkage={}), ValueError, "shrinkage"),
        (SMOTENC([0, 10]), ValueError, "positions from 0 to 4.*Got .10"),
        (SMOTENC([0, 1, 2, 3, 4]), ValueError, "only with categorical features"),
        (SMOTENC("auto"), ValueError, "needs a data frame"),
    ],
    ids=str,
)
@pytest.mark.parametrize("clusterer", [None, KMeans(2, n_init=1)])
def test_complaints_of_an_oversampler_are_heard(
    two_classes, oversampler, kind, message, clusterer
):
    with pytest.raises(kind, match=message):
        ClusterOverSampler(oversampler, clusterer).fit_resample(*two_classes)


def test_parameters_of_presets_reach_the_parts(two_classes, preset):
    params = {"imbalance_ratio_threshold": 7.5, "distances_exponent": 3}
    if not isinstance(preset, KMeansSMOTE):
        params["distribution_ratio"] = 0.5
    preset.set_params(k_neighbors=3, sampling_strategy={1: 90}, **params)
    preset.fit_resample(*two_classes)
    assert preset.oversampler_.k_neighbors == 3
    assert preset.oversampler_.sampling_strategy == {1: 90}
    renamed = {"filtering_threshold": params.pop("imbalance_ratio_threshold"), **params}
    assert renamed.items() <= preset.distributor_.get_params().items()


def test_presets_warn_and_change_nothing_where_that_is_wished(two_classes, preset):
    name = "kmeans" if isinstance(preset, KMeansSMOTE) else "som"
    preset.set_params(**{f"{name}_estimator": 1}, imbalance_ratio_threshold=8)
    preset.set_params(raise_error=False)
    with pytest.warns(FitFailedWarning, match="imbalance ratio 9 above the thresh.* 8"):
        X_res, y_res = preset.fit_resample(*two_classes)
    assert_array_equal(X_res, two_classes[0])
    assert_array_equal(y_res, two_classes[1])


def test_kmeans_smote_with_one_cluster_is_smote_for_many_classes(three_classes):
    sampler = KMeansSMOTE(kmeans_estimator=1, k_neighbors=3, random_state=4)
    expected, _ = SMOTE(k_neighbors=3, random_state=4).fit_resample(*three_classes)
    assert_array_equal(sampler.fit_resample(*three_classes)[0], expected)


def test_rule_of_the_paper_gives_the_shares_of_the_predecessor():
    X, y = load_breast_cancer(return_X_y=True)
    kmeans = KMeans(8, n_init=1, random_state=0)
    common = {"kmeans_estimator": kmeans, "random_state": 0}
    expected = predecessor.KMeansSMOTE(**common)
    expected.fit_resample(X, y)
    sampler = KMeansSMOTE(**common, distances_exponent="features")
    sampler.fit_resample(X, y)
    shares = sampler.distributor_.intra_distribution_
    assert len(shares) == 5
    # Most are far below one. Tempered, all five are.
    assert shares == pytest.approx(
        expected.distributor_.intra_distribution_, rel=1e-9, abs=0
    )


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_shape_of_ball_balances_many_classes(one_two_three, strategy):
    for truncation in (-1.0, -0.5, 0.0, 0.5, 1.0):
        for deformation in (0.0, 0.5, 1.0):
            sampler = GeometricSMOTE("auto", 1, truncation, deformation, strategy)
            _, y_res = sampler.fit_resample(*one_two_three)
            assert Counter(y_res.tolist()) == {1: 15, 2: 15, 3: 15}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_categories_come_from_the_class_whose_numbers_are_all_equal(strategy):
    X = [[1, 7, "r"], [1, 7, "r"], [4, 2, "g"], [5, 3, "g"], [6, 2, "b"]]
    sampler = GeometricSMOTE({"few": 6}, 1, 1.0, 0.0, strategy, [2], 0)
    X_res, _ = sampler.fit_resample(X, ["few", "few", "many", "many", "many"])
    assert [row[2] for row in X_res[5:]] == ["r"] * 4


# Distributors


def test_base_distributor_serves_every_class_but_the_largest():
    distributor = BaseDistributor().fit(np.zeros((6, 1)), list("aabbbc"))
    assert distributor.intra_distribution_ == {(0, "a"): 1.0, (0, "c"): 1.0}
    assert distributor.labels_.tolist() == [0] * 6
    assert distributor.neighbors_.shape == (0, 2)


def test_every_class_has_densities_and_pairs_of_its_own():
    # Mean distances in clusters 0 and 1: 2 and 4 of class b, 4 and 1 of class c.
    X = np.array([0.0, 2, 0, 4, 10, 14, 10, 11, 20, 21, 22, 23, 24]).reshape(-1, 1)
    labels, neighbors = [0] * 4 + [1] * 4 + [2] * 5, [[0, 1], [1, 2]]
    distributor = DensityDistributor(1, 1, distribution_ratio=0.5)
    distributor.fit(X, list("bbccbbccaaaaa"), labels, neighbors)
    assert distributor.clusters_density_ == pytest.approx(
        {(0, "b"): 1, (1, "b"): 0.5, (0, "c"): 0.5, (1, "c"): 2}
    )
    assert distributor.intra_distribution_ == pytest.approx(
        {(0, "b"): 1 / 6, (1, "b"): 1 / 3, (0, "c"): 0.4, (1, "c"): 0.1}
    )
    pairs = [((0, target), (1, target)) for target in "bc"]
    assert distributor.inter_distribution_ == dict.fromkeys(pairs, 0.5)
    assert distributor.labels_.tolist() == labels
    assert distributor.neighbors_.tolist() == neighbors


def test_no_class_of_the_largest_size_is_a_target():
    X, y = np.arange(10.0).reshape(-1, 1), list("aaaabbbbcc")
    distributor = DensityDistributor().fit(X, y, labels=[0, 1] * 5)
    assert distributor.majority_class_labels_ == ["a", "b"]
    assert distributor.filtered_clusters_ == [(0, "c"), (1, "c")]
    assert distributor.intra_distribution_ == {(0, "c"): 0.5, (1, "c"): 0.5}


# Wishes of single classes and unusual values


@pytest.mark.parametrize("clusterer", [None, KMeans(1), KMeans(3, n_init=1)])
def test_parameters_by_class_apply_to_the_class_they_name(one_two_three, clusterer):
    X, y = one_two_three
    oversampler = RandomOverSampler(shrinkage={1: 9.0, 2: 9.0, 3: 0.0})
    sampler = ClusterOverSampler(oversampler, clusterer, random_state=0)
    X_res, y_res = sampler.fit_resample(X, y)
    steps = np.abs(X_res[30:] - X[sampler.provenance_.base]).max(axis=1)
    assert (steps[y_res[30:] == 3] == 0).all()
    assert (steps[y_res[30:] == 1] > 0).all()


@pytest.mark.parametrize(
    ("oversampler", "clusterer"),
    [
        (RandomOverSampler(shrinkage={"a": 1.0, "b": 1.0, "c": 1.0}), None),
        (RandomOverSampler(shrinkage={"a": 1.0, "b": 1.0, "c": 1.0}), KMeans(3)),
        (SVMSMOTE(svm_estimator=SVC(class_weight={"a": 1, "b": 3, "c": 5})), None),
    ],
)
def test_parameters_by_class_may_name_strings(three_classes, oversampler, clusterer):
    X, y = three_classes
    y = np.array(["a", "b", "c"])[y]
    _, y_res = ClusterOverSampler(oversampler, clusterer).fit_resample(X, y)
    assert Counter(y_res.tolist()) == {"a": 200, "b": 200, "c": 200}


def test_threshold_of_infinity_selects_every_cluster_with_rows(one_two_three, preset):
    preset.set_params(imbalance_ratio_threshold=np.inf)
    preset.fit_resample(*one_two_three)
    report = preset.cluster_report_
    inside = report.other_cluster < 0
    assert_array_equal(report.selected[inside], report.n_rows[inside] > 0)


def test_infinite_numbers_may_be_repeated_as_missing_ones_may(two_classes):
    X, y = two_classes
    X[y == 1, 0] = np.inf
    oversampler = RandomOverSampler(random_state=0)
    expected, _ = oversampler.fit_resample(X, y)
    assert_array_equal(ClusterOverSampler(oversampler).fit_resample(X, y)[0], expected)


def test_nothing_but_noise_has_no_densities_nor_those_of_an_earlier_fit():
    X, y = np.arange(5.0).reshape(-1, 1), [0, 0, 0, 1, 1]
    distributor = DensityDistributor(2, 1)
    assert distributor.fit(X, y, labels=[0] * 5).clusters_density_ != {}
    distributor.fit(X, y, labels=[-1] * 5)
    assert distributor.clusters_density_ == distributor.reasons_ == {}
    assert distributor.filtered_clusters_ == []
