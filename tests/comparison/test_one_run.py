"""One job: what the parts see, what is chosen, what is recorded."""

import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTETomek
from imblearn.over_sampling import SMOTE, SMOTENC
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from recorders import (
    Notebook,
    RecordingCategoriesSampler,
    RecordingClassifier,
    RecordingSampler,
)
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from threadpoolctl import threadpool_info, threadpool_limits

from clover.comparison._analysis.metrics import score
from clover.comparison._runs.datasets import make_dataset
from clover.comparison._runs.one_run import do_job
from clover.over_sampling import KMeansSMOTE

# The fields of a record that two equal runs have in common.
TIMES = ("seconds_resampling", "seconds_fitting")


def assert_equal(record, other):
    """Assert that two records are equal to the bit, but for the seconds."""
    for name, value in vars(record).items():
        if name in TIMES:
            continue
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, getattr(other, name), strict=True)
        else:
            assert value == getattr(other, name), name


def do_one(job):
    (record,) = do_job(job)
    return record


def rows_in(frame):
    """Return the positions of rows from the column that holds an id of each row."""
    return sorted(int(text.removeprefix("row ")) for text in frame["row"])


@pytest.fixture
def seen(mixed, make_job):
    """What a sampler and a classifier saw of a job with two candidates."""
    notes, fitted, predicted = Notebook(), Notebook(), Notebook()
    job = make_job(
        mixed,
        RecordingCategoriesSampler(notes),
        {"recorder": RecordingClassifier(fitted, predicted)},
        candidates=({}, {}),
    )
    record = do_one(job)
    return job, record, notes, fitted, predicted


def inner_folds(job, notes):
    """Return the training rows of the inner folds as the first candidate got them."""
    return [rows_in(frame) for frame, _, _ in notes[: job.inner_cv]]


def test_sampler_never_sees_a_test_row(seen):
    job, _, notes, _, _ = seen
    # Three inner folds of two candidates, and then all training rows.
    assert len(notes) == 7
    test = set(job.fold.test.tolist())
    for frame, y, _ in notes:
        assert not test & set(rows_in(frame))
        expected = np.asarray(job.dataset.classes)[job.dataset.y[rows_in(frame)]]
        np.testing.assert_array_equal(np.sort(y), np.sort(expected))
    assert rows_in(notes[-1][0]) == job.fold.train.tolist()


def test_rows_held_out_in_inner_folds_are_not_resampled_with_them(seen):
    job, _, notes, _, predicted = seen
    held_out = [
        set(job.fold.train.tolist()) - set(rows) for rows in inner_folds(job, notes)
    ]
    # Each training row is held out once.
    assert sorted(row for rows in held_out for row in rows) == job.fold.train.tolist()
    assert [X.shape[0] for X in predicted[:3]] == [len(rows) for rows in held_out]
    # What no row of the fit had is nowhere marked: the ids of the held-out rows.
    n_ids = [frame["row"].nunique() for frame, _, _ in notes]
    n_kinds = [frame["kind"].nunique() for frame, _, _ in notes]
    for X, ids, kinds in zip(predicted, n_ids, n_kinds, strict=True):
        assert X.shape[1] == 2 + kinds + ids
        assert not X[:, 2 + kinds :].any()
        assert (X[:, 2 : 2 + kinds].sum(axis=1) == 1).all()


def test_classifier_is_fitted_to_rows_of_the_sampler_only(seen):
    _, _, notes, fitted, _ = seen
    for (frame, _, _), (X, y, _) in zip(notes, fitted, strict=True):
        n_smallest = int((y == "yes").sum() / 2)
        assert X.shape[0] == len(frame) + n_smallest
        ids = X[:, 2 + frame["kind"].nunique() :]
        # Each row has its own id, the repeated ones twice.
        assert (
            sorted(ids.sum(axis=0))
            == [1] * (len(frame) - n_smallest) + [2] * n_smallest
        )


def test_numbers_are_scaled_by_training_rows_only(seen):
    job, _, notes, fitted, _ = seen
    given = job.dataset.X[["first", "second"]].to_numpy()
    for (frame, _, _), (X, _, _) in zip(notes, fitted, strict=True):
        train = given[[int(text.removeprefix("row ")) for text in frame["row"]]]
        expected = (train - train.mean(axis=0)) / train.std(axis=0)
        scaled = frame[["first", "second"]].to_numpy()
        np.testing.assert_allclose(scaled, expected, atol=1e-12)
        np.testing.assert_array_equal(X[: len(frame), :2], scaled)


def test_samplers_of_numbers_get_the_same_training_rows(seen, make_job):
    job, _, notes, _, _ = seen
    given = job.dataset.X[["first", "second"]].to_numpy()
    numbers = make_dataset(
        "mixed", given, np.asarray(job.dataset.classes)[job.dataset.y]
    )
    of_numbers, fitted = Notebook(), Notebook()
    classifier = RecordingClassifier(fitted, Notebook())
    do_one(make_job(numbers, RecordingSampler(of_numbers), {"recorder": classifier}))
    do_one(make_job(numbers, "passthrough", {"recorder": classifier}))
    rows_of_folds = [rows_in(notes[place][0]) for place in (0, 1, 2, 6)]
    assert (len(of_numbers), len(fitted)) == (4, 8)
    for place, rows in enumerate(rows_of_folds):
        train = given[rows]
        expected = (train - train.mean(axis=0)) / train.std(axis=0)
        np.testing.assert_array_equal(of_numbers[place][0], expected)
        # Without resampling, the classifier gets these rows and no others.
        np.testing.assert_array_equal(fitted[4 + place][0], expected)


def test_candidates_and_classifiers_have_the_same_seeds(seen, make_job):
    job, _, notes, fitted, _ = seen
    of_folds = [seed for _, _, seed in notes[:3]]
    assert len(set(of_folds)) == 3
    assert [seed for _, _, seed in notes[3:6]] == of_folds
    others, more = Notebook(), Notebook()
    two = {
        "first": RecordingClassifier(others, Notebook()),
        "second": RecordingClassifier(more, Notebook()),
    }
    do_job(make_job(job.dataset, "passthrough", two))
    seeds = [seed for _, _, seed in fitted]
    of_none = [seed for _, _, seed in others]
    assert of_none == [seed for _, _, seed in more] == [*seeds[:3], seeds[6]]


def test_seeds_that_are_set_stay(numbers, make_job):
    notes, fitted = Notebook(), Notebook()
    classifier = RecordingClassifier(fitted, Notebook(), random_state=5)
    job = make_job(numbers, RecordingSampler(notes, 3), {"recorder": classifier})
    do_one(job)
    assert {seed for _, _, seed in notes} == {3}
    assert {seed for _, _, seed in fitted} == {5}


CLASSIFIERS = {
    "lr": LogisticRegression(),
    "tree": DecisionTreeClassifier(max_features=1),
    "forest": RandomForestClassifier(3),
}


@pytest.mark.parametrize(
    "sampler", [SMOTE(), KMeansSMOTE(raise_error=False)], ids=lambda s: type(s).__name__
)
def test_results_are_the_same_twice_and_with_other_classifiers(
    numbers, make_job, sampler
):
    candidates = ({}, {"k_neighbors": 2})
    job = make_job(numbers, sampler, CLASSIFIERS, candidates=candidates)
    together = do_job(job)
    assert [record.classifier for record in together] == list(CLASSIFIERS)
    for record, again in zip(together, do_job(job), strict=True):
        assert_equal(record, again)
        alone = {record.classifier: CLASSIFIERS[record.classifier]}
        assert_equal(
            record, do_one(make_job(numbers, sampler, alone, candidates=candidates))
        )


def test_estimators_among_candidates_keep_no_seed(numbers, make_job):
    candidates = ({"smote": SMOTE(k_neighbors=3)},)
    job = make_job(
        numbers, SMOTETomek(), {"lr": LogisticRegression()}, candidates=candidates
    )
    first = do_one(job)
    assert candidates[0]["smote"].random_state is None
    assert_equal(first, do_one(job))


def test_libraries_use_one_thread(numbers, make_job):
    counted = set()

    class Counter(BaseEstimator):
        def fit_resample(self, X, y):
            counted.update(library["num_threads"] for library in threadpool_info())
            return X, y

    with threadpool_limits(2):
        assert {library["num_threads"] for library in threadpool_info()} == {2}
        do_one(make_job(numbers, Counter(), {"dummy": DummyClassifier()}))
    assert counted == {1}


class Overwriter(ClassifierMixin, BaseEstimator):
    """Writes to the rows that it is given."""

    def fit(self, X, y):
        X[:] = 0.0
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        X[:] = 0.0
        return np.full((len(X), self.classes_.size), 1 / self.classes_.size)


def test_classifiers_that_write_to_their_rows_disturb_no_others(numbers, make_job):
    lr = {"lr": LogisticRegression()}
    alone = do_one(make_job(numbers, "passthrough", lr))
    both = do_job(make_job(numbers, "passthrough", {"bad": Overwriter()} | lr))
    assert_equal(both[1], alone)


def test_record_holds_probabilities_of_both_kinds_of_rows(numbers, make_job):
    job = make_job(numbers, SMOTE(), {"lr": LogisticRegression()}, name="smote")
    record = do_one(job)
    assert (record.dataset, record.method, record.classifier) == (
        "numbers",
        "smote",
        "lr",
    )
    assert (record.repeat, record.fold, record.error) == (0, 0, "")
    np.testing.assert_array_equal(record.test_rows, job.fold.test)
    np.testing.assert_array_equal(record.train_rows, job.fold.train)
    for proba, rows in (
        (record.test_proba, job.fold.test),
        (record.train_proba, job.fold.train),
    ):
        assert (proba.dtype, proba.shape) == (np.float32, (rows.size, 2))
        np.testing.assert_allclose(proba.sum(axis=1), 1.0, rtol=1e-6)
    assert record.seconds_resampling > 0 and record.seconds_fitting > 0


def test_test_rows_get_the_probabilities_of_a_fit_by_hand(numbers, make_job):
    job = make_job(numbers, "passthrough", {"lr": LogisticRegression()})
    train, test = job.fold.train, job.fold.test
    scaler = StandardScaler().fit(numbers.X[train])
    model = LogisticRegression().fit(
        scaler.transform(numbers.X[train]), numbers.y[train]
    )
    expected = model.predict_proba(scaler.transform(numbers.X[test]))
    np.testing.assert_allclose(do_one(job).test_proba, expected, rtol=1e-5)


def test_training_rows_get_the_probabilities_of_the_fold_that_held_them_out(
    seen, make_job
):
    job, _, notes, _, _ = seen
    given, y = job.dataset.X[["first", "second"]].to_numpy(), job.dataset.y
    expected = np.zeros((job.dataset.n_samples, 2))
    for rows in inner_folds(job, notes):
        held_out = np.setdiff1d(job.fold.train, rows)
        scaler = StandardScaler().fit(given[rows])
        model = LogisticRegression().fit(scaler.transform(given[rows]), y[rows])
        expected[held_out] = model.predict_proba(scaler.transform(given[held_out]))
    numbers = make_dataset("numbers", given, y)
    record = do_one(make_job(numbers, "passthrough", {"lr": LogisticRegression()}))
    np.testing.assert_allclose(record.train_proba, expected[job.fold.train], rtol=1e-5)


def test_best_candidate_by_the_mean_of_inner_folds_is_refitted(numbers, make_job):
    candidates = tuple({"sampling_strategy": ratio} for ratio in (0.4, 0.7, 1.0))
    tree = {"tree": DecisionTreeClassifier(max_depth=3)}
    scoring = {"inner_scoring": "neg_brier_score"}
    chosen = do_one(make_job(numbers, SMOTE(), tree, candidates=candidates, **scoring))
    alone = [
        do_one(make_job(numbers, SMOTE(), tree, candidates=(one,), **scoring))
        for one in candidates
    ]
    scores = [record.candidate_scores[0] for record in alone]
    assert chosen.candidate_scores == tuple(scores)
    assert chosen.candidate == int(np.argmax(scores))
    assert len(set(scores)) == 3 and max(scores) < 0
    assert json.loads(chosen.candidate_params) == candidates[chosen.candidate]
    best = alone[chosen.candidate]
    np.testing.assert_array_equal(chosen.train_proba, best.train_proba)
    np.testing.assert_array_equal(chosen.test_proba, best.test_proba)


def test_scores_of_candidates_are_means_over_inner_folds(seen):
    job, record, notes, _, _ = seen
    folds = [
        np.isin(job.fold.train, rows, invert=True) for rows in inner_folds(job, notes)
    ]
    y = job.dataset.y[job.fold.train]
    expected = np.mean(
        [score("average_precision", y[f], record.train_proba[f]) for f in folds]
    )
    assert record.candidate_scores == pytest.approx((expected, expected))
    # The first of equal candidates.
    assert record.candidate == 0


def test_losses_are_chosen_small(numbers, make_job):
    candidates = tuple({"sampling_strategy": ratio} for ratio in (0.4, 1.0))
    job = make_job(
        numbers,
        SMOTE(),
        {"lr": LogisticRegression()},
        candidates=candidates,
        inner_scoring="log_loss",
    )
    record = do_one(job)
    # Balancing a quarter of positive rows spoils their probabilities.
    assert record.candidate == 0
    assert record.candidate_scores[1] < record.candidate_scores[0] < 0


def test_multiclass_data_have_a_column_for_each_class(make_job):
    X, y = load_wine(return_X_y=True)
    wine = make_dataset("wine", X, np.array(["c", "a", "b"])[y])
    for scoring in ("average_precision", "roc_auc", "brier", "geometric_mean"):
        job = make_job(
            wine, SMOTE(), {"lr": LogisticRegression()}, inner_scoring=scoring
        )
        record = do_one(job)
        assert record.error == ""
        accuracy = (record.test_proba.argmax(axis=1) == wine.y[job.fold.test]).mean()
        assert accuracy > 0.9
        assert record.train_proba.shape == (job.fold.train.size, 3)
        assert len(set(record.counts_got)) == 1


class Backwards(ClassifierMixin, BaseEstimator):
    """A logistic regression that lists its classes from the last to the first."""

    def fit(self, X, y):
        self.model_ = LogisticRegression().fit(X, y)
        self.classes_ = self.model_.classes_[::-1]
        return self

    def predict_proba(self, X):
        return self.model_.predict_proba(X)[:, ::-1]


def test_columns_are_those_of_the_data_whatever_the_order_of_a_classifier(
    numbers, make_job
):
    classifiers = {"lr": LogisticRegression(), "backwards": Backwards()}
    forward, backward = do_job(make_job(numbers, "passthrough", classifiers))
    np.testing.assert_array_equal(forward.test_proba, backward.test_proba)
    np.testing.assert_array_equal(forward.train_proba, backward.train_proba)


class Forgetful(BaseEstimator):
    """Drops all rows of class 2."""

    def fit_resample(self, X, y):
        return X[y != 2], y[y != 2]


def test_classes_that_a_sampler_dropped_have_probability_zero(make_job):
    X, y = load_wine(return_X_y=True)
    job = make_job(
        make_dataset("wine", X, y), Forgetful(), {"lr": LogisticRegression()}
    )
    record = do_one(job)
    assert not record.test_proba[:, 2].any() and not record.train_proba[:, 2].any()
    np.testing.assert_allclose(record.test_proba.sum(axis=1), 1.0, rtol=1e-6)
    assert record.counts_got[2] == 0 and record.n_made == 0


def test_rows_made_and_counts_are_those_of_all_training_rows(numbers, make_job):
    lr = {"lr": LogisticRegression()}
    before = tuple(
        np.bincount(numbers.y[make_job(numbers, None, lr).fold.train]).tolist()
    )
    n_large, n_small = before
    over = do_one(make_job(numbers, SMOTE(), lr))
    assert over.counts_before == before
    assert over.counts_asked == over.counts_got == (n_large, n_large)
    assert over.n_made == n_large - n_small
    under = do_one(make_job(numbers, RandomUnderSampler(), lr))
    assert under.counts_asked == under.counts_got == (n_small, n_small)
    assert under.n_made == 0
    none = do_one(make_job(numbers, "passthrough", lr))
    assert none.counts_asked == none.counts_got == none.counts_before == before
    assert (none.n_made, none.seconds_resampling) == (0, 0.0)


def test_transformers_of_a_pipeline_are_applied_to_test_rows_too(numbers, make_job):
    sampler = make_pipeline(PCA(2), SMOTE(), RandomUnderSampler())
    fitted, predicted = Notebook(), Notebook()
    job = make_job(
        numbers, sampler, {"recorder": RecordingClassifier(fitted, predicted)}
    )
    record = do_one(job)
    assert record.error == ""
    assert [X.shape[1] for X, _, _ in fitted] == [2] * 4
    train, test = numbers.X[job.fold.train], numbers.X[job.fold.test]
    scaler = StandardScaler().fit(train)
    pca = PCA(2).fit(scaler.transform(train))
    np.testing.assert_allclose(
        np.abs(predicted[-1]), np.abs(pca.transform(scaler.transform(test))), atol=1e-9
    )


def test_pipelines_as_classifiers_get_balanced_weights(numbers, make_job):
    plain = {
        "lr": LogisticRegression(),
        "pipe": make_pipeline(StandardScaler(), LogisticRegression()),
    }
    weighted = {
        "lr": LogisticRegression(class_weight="balanced"),
        "pipe": make_pipeline(
            StandardScaler(), LogisticRegression(class_weight="balanced")
        ),
    }
    found = do_job(make_job(numbers, "passthrough", plain, is_weighted=True))
    for record, by_hand in zip(
        found, do_job(make_job(numbers, "passthrough", weighted)), strict=True
    ):
        assert_equal(record, by_hand)
        assert record.n_made == 0


class Failing(BaseEstimator):
    """A sampler that fails for some of its parameters."""

    def __init__(self, fails=True, n_smallest=10_000):
        self.fails = fails
        self.n_smallest = n_smallest

    def fit_resample(self, X, y):
        if self.fails and len(y) < self.n_smallest:
            raise ValueError(f"cannot work with {X.shape[1]} columns")
        return X, y


def test_sampler_that_fails_gives_the_first_error_for_all_classifiers(
    numbers, make_job
):
    classifiers = {"lr": LogisticRegression(), "dummy": DummyClassifier()}
    job = make_job(numbers, Failing(), classifiers, candidates=({}, {"n_smallest": 99}))
    for record in do_job(job):
        assert record.error == "ValueError: cannot work with 3 columns"
        assert np.isnan(record.candidate_scores).all()
        assert record.test_proba.shape == record.train_proba.shape == (0, 2)
        assert record.test_proba.dtype == np.float32
        assert sum(record.counts_before) == job.fold.train.size
        assert (record.counts_got, record.n_made) == ((), 0)


def test_candidate_that_fails_is_not_chosen(numbers, make_job):
    candidates = ({"fails": True}, {"fails": False})
    lr = {"lr": LogisticRegression()}
    record = do_one(make_job(numbers, Failing(), lr, candidates=candidates))
    assert (record.error, record.candidate) == ("", 1)
    assert np.isnan(record.candidate_scores[0]) and record.candidate_scores[1] > 0
    assert not np.isnan(record.train_proba).any()


def test_candidate_that_fails_on_all_training_rows_ends_the_run(numbers, make_job):
    class FailsOnMany(Failing):
        def fit_resample(self, X, y):
            if len(y) > 60:
                error = RuntimeError("too many rows")
                error.add_note("Take fewer.")
                raise error
            return X, y

    record = do_one(make_job(numbers, FailsOnMany(), {"lr": LogisticRegression()}))
    assert record.error == "RuntimeError: too many rows\nTake fewer."
    assert record.train_proba.shape == (0, 2)
    assert record.candidate_scores[0] > 0


class BadClassifier(ClassifierMixin, BaseEstimator):
    """Gives what a classifier should not."""

    def __init__(self, proba):
        self.proba = proba

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.tile(self.proba, (len(X), 1))


@pytest.mark.parametrize(
    "proba, message",
    [
        ([0.5], r"ValueError: BadClassifier gave .* shape \(\d+, 1\) .* 2 classes"),
        ([np.nan, 0.5], "ValueError: BadClassifier .* missing or infinite"),
    ],
)
def test_classifier_that_fails_ends_its_own_run_only(numbers, make_job, proba, message):
    classifiers = {"bad": BadClassifier(proba), "lr": LogisticRegression()}
    bad, good = do_job(make_job(numbers, SMOTE(), classifiers))
    assert re.match(message, bad.error)
    alone = do_one(make_job(numbers, SMOTE(), {"lr": LogisticRegression()}))
    assert_equal(good, alone)


def test_inner_folds_that_cannot_be_made_are_the_error_of_all(numbers, make_job):
    job = make_job(numbers, SMOTE(), {"lr": LogisticRegression()}, inner_cv=70)
    assert do_one(job).error.startswith("ValueError: n_splits=70 cannot be greater")


def test_interrupts_end_the_job(numbers, make_job):
    class Interrupted(BaseEstimator):
        def fit_resample(self, X, y):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do_job(make_job(numbers, Interrupted(), {"lr": LogisticRegression()}))


class Warning3(BaseEstimator):
    """Warns three times, twice of the same."""

    def fit_resample(self, X, y):
        for text in ("careful", "careful", "slow"):
            warnings.warn(text, UserWarning, stacklevel=1)
        return X, y


def test_warnings_are_recorded_once_and_not_shown(numbers, make_job):
    classifiers = {
        "few": LogisticRegression(max_iter=1),
        "tree": DecisionTreeClassifier(),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        few, tree = do_job(make_job(numbers, Warning3(), classifiers))
    assert tree.warnings == ("UserWarning: careful", "UserWarning: slow")
    assert few.warnings[:2] == tree.warnings
    assert few.warnings[2].startswith("ConvergenceWarning: lbfgs failed to converge")
    assert few.error == tree.error == ""


def test_undefined_scores_choose_the_first_candidate(numbers, make_job):
    # All positive rows are test rows: there is nothing to rank in any inner fold.
    y = np.zeros(120, dtype=int)
    y[[0, 3]] = 1
    rare = make_dataset("rare", numbers.X, y)
    record = do_one(
        make_job(
            rare,
            "passthrough",
            {"dummy": DummyClassifier()},
            candidates=({}, {}),
            inner_scoring="roc_auc",
        )
    )
    assert (record.error, record.candidate) == ("", 0)
    assert np.isnan(record.candidate_scores).all()
    assert record.test_proba.shape == (40, 2) and not record.test_proba[:, 1].any()


def test_inner_folds_without_a_score_do_not_count(numbers, make_job):
    # The only positive training row is in one of three inner folds.
    y = np.zeros(120, dtype=int)
    y[1] = 1
    rare = make_dataset("rare", numbers.X, y)
    job = make_job(rare, "passthrough", {"dummy": DummyClassifier()})
    record = do_one(job)
    # It was not in the fit of its fold: all 27 rows of it are ranked alike.
    assert record.candidate_scores == pytest.approx((1 / 27,), abs=0.002)
    assert any("least populated class" in text for text in record.warnings)


def test_sampler_and_classifier_draw_different_numbers(numbers, make_job):
    notes, fitted = Notebook(), Notebook()
    classifier = RecordingClassifier(fitted, Notebook())
    do_one(make_job(numbers, RecordingSampler(notes), {"recorder": classifier}))
    seeds = [seed for _, _, seed in [*notes, *fitted]]
    assert len(set(seeds)) == 8


@pytest.mark.parametrize(
    "sampler", [SMOTENC("auto"), KMeansSMOTE(kmeans_estimator=2)], ids=["NC", "KMeans"]
)
def test_what_test_rows_hold_changes_nothing_else(mixed, make_job, sampler):
    test = make_job(mixed, None, {}).fold.test
    frame, y = mixed.X.copy(), mixed.y.copy()
    frame.loc[test, "first"] = 1e6
    frame.loc[test, "kind"] = "unknown"
    # The smaller class has to stay the positive one.
    y[test[:5]] = 0
    candidates = tuple({"k_neighbors": k} for k in (2, 4))
    classifiers = {"tree": DecisionTreeClassifier(), "logit": LogisticRegression()}
    for one, other in zip(
        *(
            do_job(make_job(dataset, sampler, classifiers, candidates=candidates))
            for dataset in (mixed, replace(mixed, X=frame, y=y))
        ),
        strict=True,
    ):
        assert not one.error
        assert not np.array_equal(one.test_proba, other.test_proba)
        assert_equal(replace(one, test_proba=None), replace(other, test_proba=None))


def test_one_hot_columns_come_from_training_rows(make_job):
    # "t" is the category of a test row only.
    frame = pd.DataFrame({"n": np.arange(30.0), "c": ["t", *["u", "v"] * 14, "u"]})
    dataset = make_dataset("mine", frame, [0, 1, 1] * 10)
    fitted, predicted = Notebook(), Notebook()
    classifier = RecordingClassifier(fitted, predicted)
    do_one(make_job(dataset, "passthrough", {"recorder": classifier}))
    train = frame.iloc[make_job(dataset, None, {}).fold.train]
    by_hand = OneHotEncoder(sparse_output=False).fit_transform(train[["c"]])
    np.testing.assert_array_equal(fitted[-1][0][:, 1:], by_hand)
    assert fitted[-1][0].shape[1] == 3
    assert not predicted[-1][0, 1:].any()


def test_without_inner_folds_each_part_is_fitted_once(mixed, make_job):
    notes, fitted, predicted = Notebook(), Notebook(), Notebook()
    job = make_job(
        mixed,
        RecordingCategoriesSampler(notes),
        {"recorder": RecordingClassifier(fitted, predicted)},
        inner_cv=None,
    )
    record = do_one(job)
    assert [rows_in(frame) for frame, _, _ in notes] == [job.fold.train.tolist()]
    assert len(fitted) == len(predicted) == 1
    assert not record.error
    assert record.test_proba.shape == (job.fold.test.size, 2)
    assert record.train_proba.size == 0
