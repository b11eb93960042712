"""What holds of every problem for the presets that look at each class by itself."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from problems import EXTREME_SCALES, FORMS, count, fewer, problems
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning

from clover.exceptions import NoSamplesError
from clover.over_sampling import ASUWO, CBO, CURESMOTE, ClusterSMOTE

k_neighbors = st.integers(1, 7)
few = st.integers(1, 6)
PRESETS = {
    "ASUWO": st.builds(
        ASUWO,
        k_neighbors=k_neighbors,
        c_thres=st.sampled_from([0.5, 1.0, 3.0]),
        n_neighbors=k_neighbors,
        min_rows=st.integers(1, 4),
        cv=st.integers(2, 4),
    ),
    "CURESMOTE": st.builds(
        CURESMOTE,
        n_clusters=few,
        n_representatives=st.integers(1, 12),
        shrink_factor=st.sampled_from([0.0, 0.3, 1.0]),
        min_cluster_size=st.integers(1, 4),
    ),
    "CBO": st.builds(CBO, kmeans_estimator=few),
    "ClusterSMOTE": st.builds(
        ClusterSMOTE, k_neighbors=k_neighbors, kmeans_estimator=few
    ),
}


def resample(sampler, problem):
    """Return the answer, without a change of the input or of parameters.

    There is none, which is right for ASUWO alone, if no cluster of a class is safe.
    """
    X, y = problem.X.copy(), problem.y.copy()
    params = {name: repr(value) for name, value in sampler.get_params().items()}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Distinct rows may be the same to k-means, which says so, and goes on.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # Clusters of a single row may get most of the new ones.
        warnings.filterwarnings("ignore", "More than half of the new rows are repet")
        try:
            answer = sampler.fit_resample(X, y)
        except NoSamplesError:
            assert_no_cluster_can_be_used(sampler, problem)
            answer = None
    assert_array_equal(X, problem.X)
    assert_array_equal(y, problem.y)
    assert {n: repr(value) for n, value in sampler.get_params().items()} == params
    return answer


def assert_no_cluster_can_be_used(sampler, problem):
    """Check that some class has no cluster of enough rows with a safe one."""
    assert isinstance(sampler, ASUWO)
    is_safe = sampler.distributor_.row_mask_
    is_without = []
    for target in problem.targets:
        clusters, sizes = np.unique(
            sampler.labels_[problem.y == target], return_counts=True
        )
        usable = clusters[sizes >= sampler.min_rows]
        is_usable = np.isin(sampler.labels_, usable) & (problem.y == target)
        is_without.append(not (is_usable & is_safe).any())
    assert any(is_without)


def assert_answer_holds(sampler, problem, X_res, y_res):
    X, y, n_samples = problem.X, problem.y, len(problem.y)
    sizes = count(y)
    n_new = {c: n - sizes.get(c, 0) for c, n in count(y_res).items()}
    requested = sampler.sampling_strategy_
    assert {c: n for c, n in n_new.items() if n} == {
        c: n for c, n in requested.items() if n
    }
    assert X_res.dtype == X.dtype
    assert y_res.dtype == y.dtype
    assert X_res[:n_samples].tobytes() == X.tobytes()
    assert_array_equal(y_res[:n_samples], y)
    assert np.isfinite(X_res).all()
    report, provenance = sampler.cluster_report_, sampler.provenance_
    assert report.n_new_rows.sum() == len(y_res) - n_samples
    assert_array_equal(y[provenance.base], y_res[n_samples:])
    assert_array_equal(sampler.labels_[provenance.base], provenance.cluster)


def assert_rows_lie_among_those_of_their_cluster(sampler, problem, X_res):
    """Check that new rows are in the box around the rows they were made from."""
    X_new, provenance = X_res[len(problem.y) :], sampler.provenance_
    for cluster in np.unique(provenance.cluster):
        # No cluster holds rows of two classes.
        rows = problem.X[sampler.labels_ == cluster].astype(float)
        new = X_new[provenance.cluster == cluster].astype(float)
        slack = np.abs(rows).max() * (1e-5 if problem.X.dtype == np.float32 else 1e-12)
        if problem.X.dtype.kind != "f":
            slack = 1
        assert (new >= rows.min(axis=0) - slack).all()
        assert (new <= rows.max(axis=0) + slack).all()


def assert_same_answers(sampler, problem, answer):
    for again in (sampler, clone(sampler), clone(sampler).set_params(n_jobs=2)):
        X_res, y_res = again.fit_resample(problem.X, problem.y)
        assert X_res.tobytes() == answer[0].tobytes()
        assert_array_equal(y_res, answer[1])


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PRESETS)
@fewer(12)
@given(data=st.data())
def test_presets_keep_their_promises(name, form, data):
    problem = data.draw(problems(form, scales=EXTREME_SCALES))
    sampler = clone(data.draw(PRESETS[name])).set_params(
        sampling_strategy=problem.strategy, random_state=0
    )
    answer = resample(sampler, problem)
    if answer is None:
        return
    assert_answer_holds(sampler, problem, *answer)
    asked = {c: problem.expected.get(c, n) for c, n in problem.counts.items()}
    if name == "CBO" and form == "auto":
        # It asks for as many, or more; as many of each class.
        assert sampler.sampling_strategy_.keys() == problem.counts.keys()
        n_rows = max(count(answer[1]).values())
        assert n_rows >= max(asked.values())
        asked = dict.fromkeys(asked, n_rows)
    assert count(answer[1]) == asked
    assert_rows_lie_among_those_of_their_cluster(sampler, problem, answer[0])
    assert_same_answers(sampler, problem, answer)
