import functools
import warnings

import numpy as np
import pandas as pd
import pytest
from comparison_parts import FailingSampler, RepeatingSampler, make_data
from imblearn.over_sampling import SMOTE, RandomOverSampler
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    PredefinedSplit,
    RepeatedStratifiedKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
)
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from clover.comparison import plan
from clover.comparison._runs import planning
from clover.over_sampling import ClusterOverSampler, KMeansSMOTE

SAMPLERS = {"mine": RepeatingSampler()}
CLASSIFIERS = {"tree": DecisionTreeClassifier()}


def make_plan(samplers=None, datasets=None, classifiers=None, **kwargs):
    return plan(
        SAMPLERS if samplers is None else samplers,
        {"one": make_data()} if datasets is None else datasets,
        CLASSIFIERS if classifiers is None else classifiers,
        **{"random_state": 0, "cv": 2, "inner_cv": 2, **kwargs},
    )


def files_of(planned):
    return {run.key: run.file for run in planned.runs()}


def assert_all_files_differ(one, other):
    assert not {run.file for run in one.runs()} & {run.file for run in other.runs()}


def test_plan_lists_all_runs_and_fits_nothing(tmp_path):
    log = tmp_path / "log"
    planned = make_plan(
        {"mine": RepeatingSampler(log)},
        {"one": make_data(), "two": make_data(seed=1)},
        {"tree": DecisionTreeClassifier(), "logit": LogisticRegression()},
        cv=3,
        n_repeats=2,
    )
    # 5 methods x 2 data sets x 2 classifiers x 2 repeats x 3 folds.
    assert len(planned) == len(planned.runs()) == len(set(planned.runs())) == 120
    assert list(planned.methods) == ["none", "class_weight", "random", "SMOTE", "mine"]
    assert not log.exists()
    frame = planned.to_frame()
    assert frame.shape == (120, 6)
    assert frame["file"].nunique() == 120
    assert frame.columns[:3].tolist() == ["dataset", "method", "classifier"]
    assert "120 runs" in repr(planned)


def test_class_weight_is_planned_for_classifiers_that_have_weights():
    from sklearn.naive_bayes import GaussianNB

    planned = make_plan(
        {}, classifiers={"tree": DecisionTreeClassifier(), "bayes": GaussianNB()}
    )
    weighted = {
        run.classifier for run in planned.runs() if run.method == "class_weight"
    }
    assert weighted == {"tree"}


def test_all_methods_have_the_same_folds_and_seeds():
    planned = make_plan(cv=3, n_repeats=2)
    jobs = [job for job, _ in planned.make_jobs(planned.runs())]
    for repeat in range(2):
        test_rows = []
        for fold in range(3):
            of_fold = [
                job
                for job in jobs
                if (job.fold.repeat, job.fold.fold) == (repeat, fold)
            ]
            assert len(of_fold) == 5
            assert len({id(job.fold) for job in of_fold}) == 1
            assert len({job.seed for job in of_fold}) == 1
            test_rows += of_fold[0].fold.test.tolist()
        assert sorted(test_rows) == list(range(60))
    assert len({job.seed for job in jobs}) == 6


def test_folds_are_stratified_and_differ_between_repeats():
    planned = make_plan(cv=3, n_repeats=2)
    y = make_data()[1]
    folds = planned.folds["one"]
    shares = [y[fold.test].sum() for fold in folds]
    assert max(shares) - min(shares) <= 1
    assert not np.array_equal(folds[0].test, folds[3].test)


def test_runs_of_a_data_set_do_not_depend_on_the_other_sets():
    alone = files_of(make_plan())
    both = files_of(make_plan(datasets={"zero": make_data(seed=5), "one": make_data()}))
    assert alone.items() <= both.items()
    assert len(both) == 2 * len(alone)


def test_one_more_sampler_leaves_the_runs_of_the_others():
    few = files_of(make_plan())
    more = files_of(make_plan({**SAMPLERS, "more": KMeansSMOTE()}))
    assert few.items() <= more.items()


@pytest.mark.parametrize(
    "changes",
    [
        {"datasets": {"one": make_data(seed=1)}},
        {"datasets": {"other": make_data()}},
        {"classifiers": {"tree": DecisionTreeClassifier(max_depth=2)}},
        {"classifiers": {"other": DecisionTreeClassifier()}},
        {"random_state": 1},
        {"inner_cv": 3},
        {"inner_cv": None},
        {"inner_scoring": "roc_auc"},
        {"cv": 4},
        {"cv": StratifiedKFold(2)},
    ],
)
def test_what_all_runs_depend_on_changes_all_files(changes):
    assert_all_files_differ(make_plan(), make_plan(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"samplers": {"mine": RepeatingSampler(n_new_rows=3)}},
        {"samplers": {"mine": FailingSampler()}},
        {"samplers": {"mine": "passthrough"}},
        {"grids": {"mine": {"n_new_rows": [3]}}},
    ],
)
def test_what_a_sampler_is_changes_its_files_and_no_others(changes):
    one = files_of(make_plan(baselines=["none"]))
    other = files_of(make_plan(baselines=["none"], **changes))
    assert one.keys() == other.keys()
    changed = {key[1] for key in one if one[key] != other[key]}
    same = {key[1] for key in one if one[key] == other[key]}
    assert (changed, same) == ({"mine"}, {"none"})


def test_other_versions_change_all_files(monkeypatch):
    before = make_plan()
    versions = planning.list_versions() | {"scikit-learn": "99.0"}
    monkeypatch.setattr(planning, "list_versions", lambda: versions)
    assert_all_files_differ(before, make_plan())


def test_groups_and_order_change_no_file():
    X, y = make_data()
    one = files_of(make_plan(datasets={"one": (X, y)}, groups={"one": "family"}))
    assert one == files_of(make_plan(datasets={"one": (np.asfortranarray(X), y)}))


def test_random_state_none_is_drawn_once():
    planned = make_plan(random_state=None)
    assert isinstance(planned.random_state, int)
    again = make_plan(random_state=planned.random_state)
    assert files_of(again) == files_of(planned)
    rng = np.random.RandomState(0)
    one, other = make_plan(random_state=rng), make_plan(random_state=rng)
    assert one.random_state != other.random_state


def test_candidates_are_equally_many_and_the_exceptions_are_noted():
    planned = make_plan(
        {"mine": RepeatingSampler(), "km": KMeansSMOTE()},
        grids={
            "mine": {"n_new_rows": [1, 2, 3]},
            "km": {"k_neighbors": [2, 3, 4], "distances_exponent": [0, 1, 2]},
        },
        baselines=["none", "SMOTE"],
    )
    sizes = {name: len(found) for name, found in planned.candidates.items()}
    assert sizes == {"none": 1, "SMOTE": 3, "mine": 3, "km": 3}
    assert any("'none'" in note for note in planned.notes)


def test_distributions_are_drawn_by_the_seed_of_the_plan():
    grids = {"mine": {"n_new_rows": stats.randint(1, 1000)}}
    plans = [make_plan(grids=grids, n_candidates=3, random_state=s) for s in (0, 0, 1)]
    drawn = [planned.candidates["mine"] for planned in plans]
    assert drawn[0] == drawn[1] != drawn[2]
    assert plans[0].manifest.signature == plans[2].manifest.signature


def test_later_changes_of_the_parts_do_not_change_the_plan():
    sampler, tree = RepeatingSampler(n_new_rows=2), DecisionTreeClassifier()
    chosen = DecisionTreeClassifier()
    planned = make_plan(
        {"mine": sampler}, classifiers={"tree": tree}, grids={"mine": {"log": [chosen]}}
    )
    sampler.set_params(n_new_rows=5)
    tree.set_params(max_depth=1)
    chosen.set_params(max_depth=1)
    assert planned.candidates["mine"][0]["log"].max_depth is None
    assert planned.methods["mine"].sampler.n_new_rows == 2
    assert planned.classifiers["tree"].max_depth is None


def test_splitter_is_taken_as_it_is():
    X, y = make_data()
    splitter = RepeatedStratifiedKFold(n_splits=2, n_repeats=2, random_state=3)
    planned = make_plan(datasets={"one": (X, y)}, cv=splitter)
    for fold, (train, test) in zip(
        planned.folds["one"], splitter.split(X, y), strict=True
    ):
        np.testing.assert_array_equal(fold.train, train)
        np.testing.assert_array_equal(fold.test, test)


class Masks:
    """A splitter that gives masks in place of positions."""

    def split(self, X, y):
        is_test = np.arange(len(y)) % 2 == 0
        yield ~is_test, is_test


class Leaking:
    def split(self, X, y):
        yield np.arange(len(y)), np.arange(0, len(y), 2)


def test_masks_of_a_splitter_become_positions():
    (fold,) = make_plan(cv=Masks()).folds["one"]
    assert fold.test.tolist() == list(range(0, 60, 2))
    assert fold.train.tolist() == list(range(1, 60, 2))


def test_parts_of_a_plan_are_disjoint_and_balanced():
    planned = make_plan(
        datasets={"one": make_data(), "two": make_data(seed=1)},
        classifiers={"tree": DecisionTreeClassifier(), "logit": LogisticRegression()},
        cv=3,
    )
    parts = planned.split(4)
    runs = [run for part in parts for run in part.runs()]
    assert sorted(runs) == sorted(planned.runs())
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 2
    for part in parts:
        assert part.manifest.name == planned.manifest.name
        # Runs that share their resampled rows stay together.
        bundles = {
            (run.dataset, run.method, run.repeat, run.fold) for run in part.runs()
        }
        assert len(part) == 2 * len(bundles)
    for n_parts in (0, 2.5):
        with pytest.raises(ValueError, match="`n_parts` should be at least 1"):
            planned.split(n_parts)


class Bare:
    """A sampler that is no estimator."""

    def fit_resample(self, X, y):
        return X, y


def rare_class():
    X, y = make_data()
    return X, np.where(np.arange(60) < 3, 2, y)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"samplers": [("a", SMOTE()), ("a", SMOTE())]}, "`samplers` has two .* 'a'"),
        ({"samplers": {"a": KFold()}}, r"samplers\['a'\].*fit_resample"),
        ({"samplers": {"a": Bare()}}, r"samplers\['a'\] should have `get_params`"),
        ({"samplers": {"a": SMOTE}}, r"samplers\['a'\] must be .* use SMOTE\(\)"),
        ({"samplers": {"a": "none"}}, r"samplers\['a'\].*'passthrough'"),
        ({"samplers": {3: SMOTE()}}, "names of `samplers` should be texts. Got 3"),
        ({"samplers": SMOTE()}, "`samplers` should map names"),
        ({"samplers": ["SMOTE"]}, "should hold pairs"),
        (
            {"samplers": {"a": SMOTE(sampling_strategy=lambda y: {})}},
            r"samplers\['a'\]\.sampling_strategy is a lambda",
        ),
        (
            {
                "samplers": {
                    "a": ClusterOverSampler(
                        SMOTE(random_state=np.random.RandomState(0))
                    )
                }
            },
            r"samplers\['a'\]\.oversampler__random_state is a random generator",
        ),
        (
            {"classifiers": {"a": LogisticRegression(C=functools.partial(lambda: 1))}},
            r"classifiers\['a'\]\.C is a lambda",
        ),
        ({"classifiers": {}}, "`classifiers` should hold at least one"),
        ({"classifiers": {"a": LinearSVC()}}, r"predict_proba.*CalibratedClassifierCV"),
        ({"classifiers": {"a": DecisionTreeClassifier}}, r"DecisionTreeClassifier\(\)"),
        ({"classifiers": {"a": "tree"}}, "should be a classifier. Got 'tree'"),
        ({"datasets": {}}, "at least one data set"),
        ({"datasets": {"one": rare_class()}, "cv": 5}, "'one' has 3 rows of class 2"),
        (
            {"datasets": {"one": rare_class()}, "inner_cv": 3},
            "training rows of fold . of repeat 0 of data set 'one' have [12] of class",
        ),
        ({"cv": KFold(20)}, "test rows of fold .* have none of class 1"),
        ({"cv": StratifiedKFold(2, shuffle=True)}, "other folds each time"),
        (
            {"cv": StratifiedShuffleSplit(2, random_state=np.random.RandomState(0))},
            r"cv\['random_state'\] is a random generator",
        ),
        ({"cv": Leaking()}, "30 rows among the training and the test rows"),
        ({"cv": StratifiedKFold(2), "n_repeats": 2}, "`n_repeats` should be 1"),
        ({"cv": 1}, "`cv` should be a whole number from 2 on. Got 1"),
        ({"cv": 2.0}, "`cv` should be a number of folds or a splitter"),
        ({"cv": "five"}, "`cv` should be a number of folds or a splitter"),
        ({"cv": PredefinedSplit([-1] * 60)}, "`cv` gives no folds for data set 'one'"),
        ({"cv": GroupKFold(2)}, "`cv` cannot split data set 'one': .*GroupKFold"),
        ({"cv": True}, "`cv` should be a number of folds or a splitter"),
        ({"n_repeats": True}, "`n_repeats` should be a whole number from 1 on"),
        ({"n_repeats": 0}, "`n_repeats` should be a whole number from 1 on"),
        ({"inner_cv": 1}, "`inner_cv` should be a whole number from 2 on"),
        (
            {"inner_cv": None, "grids": {"mine": {"n_new_rows": [1, 2]}}},
            "`inner_cv` is None, and '.*' has 2 candidates, of which",
        ),
        (
            {"inner_cv": None, "cv": PredefinedSplit(make_data()[1] - 1)},
            "training rows of fold 0 .* have none of class 1",
        ),
        ({"inner_cv": True}, "`inner_cv` should be a whole number from 2 on"),
        ({"inner_scoring": "gini"}, "'gini'"),
        ({"groups": {"two": "family"}}, "unknown data set 'two'.*data sets are one"),
        ({"groups": ["family"]}, "`groups` should map data sets"),
        ({"grids": {"other": {"k": [1]}}}, "'other'"),
        ({"grids": {"mine": {"unknown": [1]}}}, "unknown"),
        ({"baselines": ["SMOTEN"]}, "'SMOTEN'"),
        ({"baselines": None}, "`baselines` should be True, False, .* Got None"),
        ({"random_state": -1}, "[Ss]eed"),
    ],
)
def test_what_cannot_be_used_is_an_error_before_any_fit(changes, message):
    with pytest.raises(ValueError, match=message):
        make_plan(**changes)


def test_columns_that_name_the_rows_are_warned_of_where_the_plan_is_made():
    names = [f"row {place}" for place in range(1001)]
    X = pd.DataFrame({"number": np.arange(1001.0), "name": names})
    y = np.arange(1001) % 2
    with pytest.warns(UserWarning, match="'one': column 'name' has 1001 cat") as caught:
        plan(SAMPLERS, {"one": (X, y)}, CLASSIFIERS, random_state=0)
    assert [warning.filename for warning in caught] == [__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plan(SAMPLERS, {"one": (X[1:], y[1:])}, CLASSIFIERS, random_state=0)


def test_families_may_come_as_a_series():
    datasets = {"one": make_data(), "two": make_data(seed=1)}
    planned = make_plan(datasets=datasets, groups=pd.Series({"one": 3}))
    assert planned.groups == {"one": "3"}
    # A set whose family is not known is one by itself.
    missing = pd.Series({"one": np.nan, "two": "family"}, dtype=object)
    planned = make_plan(datasets=datasets, groups=missing)
    assert planned.groups == {"two": "family"}
    assert make_plan(groups={"one": None}).groups == {}


def test_own_sampler_takes_the_place_of_a_baseline():
    planned = make_plan({"random": RandomOverSampler(shrinkage=0.1)})
    assert planned.methods["random"].sampler.shrinkage == 0.1
    assert list(planned.methods) == ["none", "class_weight", "random", "SMOTE"]
