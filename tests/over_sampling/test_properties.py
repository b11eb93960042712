"""What holds of every problem, whatever its shape, and of every composition."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as ImblearnKMeansSMOTE
from imblearn.pipeline import make_pipeline
from joblib import parallel_backend
from numpy.testing import assert_array_equal
from problems import (
    EXTREME_SCALES,
    FORMS,
    MODERATE_SCALES,
    clusterings,
    count,
    fewer,
    problems,
)
from scipy.spatial.distance import cdist, pdist
from scipy.special import softmax
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import FunctionTransformer

from clover.distribution import DensityDistributor
from clover.exceptions import NoSamplesError
from clover.over_sampling import (
    SOMO,
    ClusterOverSampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
)
from clover.over_sampling._base import BaseClusterOverSampler

RATIOS = st.sampled_from([0.0, 0.3, 1.0])
REPEATED = "More than half of the new rows are repetitions"
# `resample_or_expect_error` looks at these warnings, the other calls repeat them.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Class .* All its samples are made"),
    pytest.mark.filterwarnings(f"ignore:{REPEATED}"),
]


@st.composite
def geometric_smotes(draw):
    return GeometricSMOTE(
        k_neighbors=draw(st.integers(1, 7)),
        truncation_factor=draw(st.floats(-1, 1)),
        deformation_factor=draw(st.floats(0, 1)),
        selection_strategy=draw(st.sampled_from(["combined", "majority", "minority"])),
    )


smotes = st.builds(SMOTE, k_neighbors=st.integers(1, 7))
k_neighbors = st.integers(1, 7)
# Oversamplers of others, and those that get a data frame.
FOREIGN = {
    "ADASYN": st.builds(ADASYN, n_neighbors=k_neighbors),
    "BorderlineSMOTE": st.builds(
        BorderlineSMOTE,
        k_neighbors=k_neighbors,
        m_neighbors=st.integers(1, 12),
        kind=st.sampled_from(["borderline-1", "borderline-2"]),
    ),
    "SVMSMOTE": st.builds(SVMSMOTE, k_neighbors=k_neighbors),
    "SMOTEN": st.builds(SMOTEN, k_neighbors=k_neighbors),
    "SMOTENC": st.builds(
        SMOTENC, categorical_features=st.just([0]), k_neighbors=k_neighbors
    ),
    "GeometricSMOTE of categories": st.builds(
        GeometricSMOTE, categorical_features=st.just([0]), k_neighbors=k_neighbors
    ),
    "RandomOverSampler with noise": st.builds(
        RandomOverSampler, shrinkage=st.sampled_from([0.5, 2.0])
    ),
    "RandomOverSampler": st.builds(RandomOverSampler),
    "KMeansSMOTE of imbalanced-learn": st.builds(
        ImblearnKMeansSMOTE,
        k_neighbors=st.integers(1, 3),
        kmeans_estimator=st.integers(1, 4),
        cluster_balance_threshold=st.sampled_from(["auto", 0.1]),
    ),
    "KMeansSMOTE": st.builds(KMeansSMOTE, kmeans_estimator=st.just(0.1)),
    "pipeline": st.builds(
        lambda k: make_pipeline(FunctionTransformer(), SMOTE(k_neighbors=k)),
        k_neighbors,
    ),
}
distributors = st.builds(
    DensityDistributor,
    filtering_threshold=st.sampled_from(["auto", np.inf, 3.0, 0.5]),
    distances_exponent=st.sampled_from(["auto", 0, 2]),
    sparsity_based=st.booleans(),
    distribution_ratio=RATIOS,
)
presets = st.one_of(
    st.builds(
        KMeansSMOTE,
        k_neighbors=st.integers(1, 7),
        kmeans_estimator=st.sampled_from([None, 1, 0.1, 0.5]),
        imbalance_ratio_threshold=st.sampled_from(["auto", np.inf]),
        distances_exponent=st.sampled_from(["auto", 0, 2]),
    ),
    st.builds(SOMO, k_neighbors=st.integers(1, 7), distribution_ratio=RATIOS),
    st.builds(
        GeometricSOMO,
        k_neighbors=st.integers(1, 7),
        truncation_factor=st.floats(-1, 1),
        deformation_factor=st.floats(0, 1),
        selection_strategy=st.sampled_from(["combined", "majority", "minority"]),
        distribution_ratio=RATIOS,
    ),
)


def compose(problem, oversampler, clusterer, distributor=None):
    oversampler = clone(oversampler)
    last = oversampler.steps[-1][1] if hasattr(oversampler, "steps") else oversampler
    last.set_params(sampling_strategy=problem.strategy)
    return ClusterOverSampler(oversampler, clusterer, distributor, random_state=0)


def resample_or_expect_error(sampler, problem):
    """Return the answer; None if there is none, after a check that it is so rightly."""
    X, y = problem.X.copy(), problem.y.copy()
    params = {name: repr(value) for name, value in sampler.get_params().items()}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("error")
            # Fewer distinct rows than clusters: scikit-learn says so, and goes on.
            warnings.simplefilter("ignore", ConvergenceWarning)
            # It is told that no two of the clusters are neighbours.
            warnings.filterwarnings("always", "Class .* All its samples are made")
            warnings.filterwarnings("always", "Class .* has a single row")
            # Most samples of a class repeat single rows.
            warnings.filterwarnings("always", REPEATED)
            answer = sampler.fit_resample(X, y)
        texts = [str(warning.message) for warning in caught]
        singles = [text for text in texts if "has a single row" in text]
        of_repetition = [text for text in texts if text.startswith(REPEATED)]
        assert_told_of_single_rows(problem, singles)
        others = [t for t in texts if t not in (*singles, *of_repetition)]
        assert_told_of_ratio(sampler, others)
        assert_told_of_repetition(sampler, problem, of_repetition)
    except NoSamplesError as error:
        assert_nothing_can_be_selected(sampler, problem, str(error))
        answer = None
    assert_array_equal(X, problem.X)
    assert_array_equal(y, problem.y)
    assert {n: repr(value) for n, value in sampler.get_params().items()} == params
    return answer


def assert_told_of_single_rows(problem, messages):
    """Check that one warning names the classes of which a single row is repeated."""
    expected = [c for c in problem.targets if problem.counts[c] == 1]
    assert len(messages) == (len(expected) > 0)
    for class_label in expected:
        assert f"lass {class_label!r}" in messages[0]


def assert_told_of_ratio(sampler, messages):
    """Check that a ratio that has no effect is told, unless nobody asked for it."""
    notes = [n for n in sampler.cluster_report_.notes if n.startswith("Class ")]
    is_default = isinstance(sampler, SOMO | GeometricSOMO) and (
        sampler.distribution_ratio == 0.8
    )
    assert messages == ([" ".join(notes)] if notes and not is_default else [])
    made_between = sampler.provenance_.other_cluster >= 0
    of_new = sampler.cluster_report_.class_label
    for target in np.unique(of_new[sampler.cluster_report_.other_cluster >= 0]):
        assert not any(note.startswith(f"Class {target!r}:") for note in notes)
    assert not (notes and made_between.all() and made_between.size)


def assert_told_of_repetition(sampler, problem, messages):
    """Check that repetition not asked for is told, and warned of if it prevails.

    A class with a single row is not warned of here.
    """
    if isinstance(sampler.oversampler_, BaseClusterOverSampler):
        # An oversampler that clusters warns of its own clusters.
        return
    report = sampler.cluster_report_
    is_repeated = (report.n_rows == 1) | (report.made_by == "repetition")
    is_repeated &= report.other_cluster < 0
    if getattr(sampler.oversampler_, "shrinkage", 0) is None:
        # RandomOverSampler was asked to repeat. Its noise around a single row is none.
        is_repeated[:] = False
    n_repeated, is_most = 0, False
    for target in problem.targets:
        # Dates of NumPy do not equal those of Python.
        is_of_class = np.array([c == target for c in report.class_label.tolist()])
        n_new = report.n_new_rows[is_of_class]
        n_of_class = report.n_new_rows[is_of_class & is_repeated].sum()
        n_repeated += n_of_class
        is_most |= 2 * n_of_class > n_new.sum() and problem.counts[target] > 1
    assert len(messages) == is_most
    noted = [n for n in report.notes if n.startswith("Repeated rows")]
    assert len(noted) == (n_repeated > 0)


def assert_nothing_can_be_selected(sampler, problem, message):
    clustered = sampler.labels_ >= 0
    sizes = count(problem.y[clustered])
    largest = [c for c, n in sizes.items() if n == max(sizes.values())]
    threshold = sampler.get_params().get("distributor__filtering_threshold", "auto")
    for target in problem.targets:
        if problem.counts[target] == 1:
            assert f"Class {target!r}:" not in message
            continue
        ratios = [
            np.isin(problem.y[rows], largest).sum()
            / len(largest)
            / (problem.y[rows] == target).sum()
            for rows in rows_of_clusters(sampler.labels_)
            if (problem.y[rows] == target).any()
        ]
        is_refused = f"Class {target!r}:" in message
        if not ratios:
            assert is_refused
        elif threshold == "auto" or target in largest:
            assert not is_refused
        else:
            assert is_refused == (min(ratios) > threshold)


def rows_of_clusters(labels):
    return [np.flatnonzero(labels == label) for label in np.unique(labels[labels >= 0])]


def assert_answer_holds(sampler, problem, X_res, y_res):
    X, y, n_samples = problem.X, problem.y, len(problem.y)
    sizes = {c: n for c, n in count(y_res).items() if c in problem.expected}
    assert sizes == {c: n for c, n in problem.expected.items() if n}
    assert X_res.shape == (len(y_res), X.shape[1])
    assert X_res.dtype == X.dtype
    assert y_res.dtype == y.dtype
    assert X_res[:n_samples].tobytes() == X.tobytes()
    assert_array_equal(y_res[:n_samples], y)
    assert np.isfinite(X_res).all()
    assert_report_adds_up(sampler, problem)
    assert_provenance_is_true(sampler, problem, y_res)


def assert_report_adds_up(sampler, problem):
    report, labels = sampler.cluster_report_, sampler.labels_
    sizes = count(problem.y[labels >= 0])
    largest = [c for c, n in sizes.items() if n == max(sizes.values())]
    n_new = {c: problem.expected[c] - problem.counts[c] for c in problem.expected}
    assert sampler.sampling_strategy_ == {c: n for c, n in n_new.items() if n} | {
        c: 0 for c in sampler.sampling_strategy_ if not n_new[c]
    }
    made = dict.fromkeys(problem.targets, 0)
    shares = dict.fromkeys(problem.targets, 0.0)
    for i, target in enumerate(report.class_label.tolist()):
        made[target] += report.n_new_rows[i]
        shares[target] += report.proportion[i]
        # Of what is asked for, each gets its share but for less than a row.
        assert abs(report.n_new_rows[i] - report.proportion[i] * n_new[target]) < 1
        clusters = report.cluster[i], report.other_cluster[i]
        is_there = np.isin(labels, [c for c in clusters if c >= 0])
        # A line of noise stands for all rows with a negative label.
        classes = problem.y[is_there if report.cluster[i] >= 0 else labels < 0]
        n_rows = (classes == target).sum()
        n_majority = np.isin(classes, largest).sum() / len(largest)
        assert report.n_rows[i] == n_rows
        assert report.n_majority_rows[i] == n_majority
        assert report.imbalance_ratio[i] == (n_majority / n_rows if n_rows else np.inf)
        assert report.selected[i] or not report.proportion[i]
        assert (report.n_new_rows[i] > 0) == (report.made_by[i] != "")
    assert shares == pytest.approx(dict.fromkeys(problem.targets, 1.0))
    assert made == {c: n_new[c] for c in problem.targets}


def assert_shares_are_those_of_the_densities(sampler, problem):
    """Work the shares out from the rows, by the formulas of the papers."""
    report, labels, distributor = (
        sampler.cluster_report_,
        sampler.labels_,
        sampler.distributor_,
    )
    for target in problem.targets:
        of_class = report.class_label == target
        inside = np.flatnonzero(of_class & (report.other_cluster < 0))
        selected = inside[report.selected[inside]]
        log_density = dict(
            zip(
                report.cluster[selected].tolist(),
                log_densities(
                    [
                        problem.X[(labels == cluster) & (problem.y == target)]
                        for cluster in report.cluster[selected]
                    ],
                    distributor.distances_exponent_,
                ),
                strict=True,
            )
        )
        found = report.log_density[selected]
        np.testing.assert_allclose(
            found, list(log_density.values()), rtol=1e-7, atol=1e-5
        )
        between = np.flatnonzero(of_class & (report.other_cluster >= 0))
        sign = -1 if distributor.sparsity_based else 1
        pairs = [
            (first, second)
            for first, second in (
                () if sampler.neighbors_ is None else sampler.neighbors_
            )
            if first in log_density and second in log_density
        ]
        ratio = distributor.distribution_ratio if pairs else 1.0
        expected = ratio * softmax(sign * np.array(list(log_density.values())))
        np.testing.assert_allclose(report.proportion[selected], expected, atol=1e-5)
        summed = [
            np.logaddexp(log_density[first], log_density[second])
            for first, second in pairs
        ]
        expected = {
            frozenset(pair): share
            for pair, share in zip(
                pairs,
                (1 - ratio) * softmax(sign * np.array(summed)) if pairs else (),
                strict=True,
            )
        }
        for i in between:
            pair = frozenset((int(report.cluster[i]), int(report.other_cluster[i])))
            assert report.proportion[i] == pytest.approx(expected[pair], abs=1e-5)


def log_densities(groups, exponent):
    """Return log n - e log D; single and equal rows count as dense as the densest."""
    log_densities = []
    for rows in groups:
        rows = rows.astype(float)
        rows = rows - rows[0]
        scale = np.abs(rows).max()
        log_distance = -np.inf
        if scale > 0:
            log_distance = np.log(scale) + np.log(pdist(rows / scale).mean())
        penalty = exponent * log_distance if exponent else 0
        log_densities.append(np.log(len(rows)) - penalty)
    finite = [value for value in log_densities if np.isfinite(value)]
    densest = max(finite, default=0.0)
    return [
        min(value, densest) if np.isfinite(value) else densest
        for value in log_densities
    ]


def assert_provenance_is_true(sampler, problem, y_res):
    provenance, n_samples = sampler.provenance_, len(problem.y)
    known = ~provenance.base.mask
    base = provenance.base.compressed()
    assert_array_equal(problem.y[base], y_res[n_samples:][known])
    cluster = sampler.labels_[base]
    is_there = cluster == provenance.cluster[known]
    is_there |= cluster == provenance.other_cluster[known]
    assert is_there.all()
    report = sampler.cluster_report_
    made = np.stack(
        (
            provenance.cluster,
            provenance.other_cluster,
            np.searchsorted(np.unique(problem.y), y_res[n_samples:]),
        )
    )
    codes = np.searchsorted(np.unique(problem.y), report.class_label)
    for entry in zip(
        report.cluster, report.other_cluster, codes, report.n_new_rows, strict=True
    ):
        assert (made == np.array(entry[:3])[:, None]).all(axis=0).sum() == entry[3]


def new_rows_by_task(sampler, problem, X_res, y_res):
    """Yield new rows, their parents, and the rows that may be the partners."""
    n_samples, provenance = len(problem.y), sampler.provenance_
    keys = list(
        zip(
            provenance.cluster.tolist(),
            provenance.other_cluster.tolist(),
            y_res[n_samples:].tolist(),
            strict=True,
        )
    )
    for key in sorted(set(keys)):
        cluster, other, target = key
        new = n_samples + np.flatnonzero([k == key for k in keys])
        of_class = problem.y == target
        firsts = np.flatnonzero(of_class & (sampler.labels_ == cluster))
        if other < 0:
            partners, in_reach = firsts, sampler.labels_ == cluster
        else:
            partners = np.flatnonzero(of_class & (sampler.labels_ == other))
            in_reach = np.isin(sampler.labels_, [cluster, other])
        base = provenance.base[new - n_samples]
        assert np.isin(base, firsts).all()
        others = np.flatnonzero(~of_class & in_reach)
        # A single row has no partner, and is repeated.
        partner = provenance.partner[new - n_samples].filled(-1)
        partner = np.where(partner < 0, base, partner)
        yield X_res[new].astype(float), (base, partner), partners, others


def to_unit_scale(*arrays):
    """Return what 1 becomes, and arrays divided by their largest number."""
    arrays = [array.astype(float) for array in arrays]
    largest = max(np.abs(array).max(initial=0) for array in arrays) or 1
    return 1 / largest, *(array / largest for array in arrays)


def assert_rows_lie_on_segments(sampler, problem, X_res, y_res, k_neighbors):
    tolerance = 1e-5 if problem.X.dtype == np.float32 else 1e-9
    for X_new, (base, partner), partners, _ in new_rows_by_task(
        sampler, problem, X_res, y_res
    ):
        assert np.isin(partner, partners).all()
        unit, X_new, X_base, X_partners = to_unit_scale(
            X_new, problem.X[base], problem.X[partners]
        )
        told = np.searchsorted(partners, partner)
        reach = cdist(X_base, X_partners)
        limit = np.inf
        if np.isin(base, partners).all():
            k = min(k_neighbors, len(partners) - 1)
            limit = np.sort(reach, axis=1)[:, [k]] * (1 + tolerance) + tolerance
        if problem.X.dtype.kind == "f":
            detour = np.linalg.norm(X_new - X_base, axis=1)[:, None]
            detour = detour + cdist(X_new, X_partners) - reach
            is_on_segment = detour <= tolerance
        else:
            is_on_segment = are_rounded_from_segments(
                X_new, X_base, X_partners, unit / 2, tolerance
            )
        is_possible = is_on_segment & (reach <= limit)
        assert is_possible[np.arange(len(base)), told].all()


def are_rounded_from_segments(X_new, X_base, X_partners, unit, tolerance):
    """Return whether one gap gives all columns, but for at most one unit each."""
    step = X_partners - X_base[:, None]
    away = (X_new - X_base)[:, None]
    is_still = step == 0
    safe_step = np.where(is_still, 1, step)
    ends = np.stack([(away - unit) / safe_step, (away + unit) / safe_step])
    low = np.where(is_still, 0, ends.min(axis=0)).max(axis=2)
    high = np.where(is_still, 1, ends.max(axis=0)).min(axis=2)
    stays = (~is_still | (np.abs(away) <= tolerance)).all(axis=2)
    return stays & (np.maximum(low, 0) <= np.minimum(high, 1) + tolerance)


def assert_rows_lie_in_balls(sampler, problem, X_res, y_res, oversampler):
    strategy = oversampler.selection_strategy
    tolerance = 1e-5 if problem.X.dtype == np.float32 else 1e-9
    for X_new, (base, partner), partners, others in new_rows_by_task(
        sampler, problem, X_res, y_res
    ):
        X_told = problem.X[partner]
        unit, X_new, X_base, X_partners, X_others, X_told = to_unit_scale(
            X_new, problem.X[base], problem.X[partners], problem.X[others], X_told
        )
        radius = np.full(len(base), np.inf)
        if strategy != "majority" or not len(others):
            nearest_first = np.sort(cdist(X_base, X_partners), axis=1)
            is_inside = np.isin(base, partners).all()
            k = min(oversampler.k_neighbors, len(partners) - 1) if is_inside else -1
            radius = nearest_first[:, k]
        if strategy != "minority" and len(others):
            radius = np.minimum(radius, cdist(X_base, X_others).min(axis=1))
        distances = np.linalg.norm(X_new - X_base, axis=1)
        # The ball reaches to the surface point, which is one of the nearest rows.
        reach = np.linalg.norm(X_told - X_base, axis=1)
        assert (reach <= radius * (1 + tolerance) + tolerance).all()
        if problem.X.dtype.kind != "f":
            # Rounding moves a row by at most one half in each column.
            reach = reach + np.sqrt(problem.X.shape[1]) * unit / 2
        assert (distances <= reach * (1 + tolerance) + tolerance).all()


def assert_same_answers(sampler, problem, answer):
    for again in (sampler, clone(sampler)):
        X_res, y_res = again.fit_resample(problem.X, problem.y)
        assert X_res.tobytes() == answer[0].tobytes()
        assert_array_equal(y_res, answer[1])
    with parallel_backend("threading"):
        X_res, _ = (
            clone(sampler).set_params(n_jobs=2).fit_resample(problem.X, problem.y)
        )
    assert X_res.tobytes() == answer[0].tobytes()


@pytest.mark.parametrize("form", FORMS)
@fewer(6)
@given(data=st.data(), oversampler=smotes, distributor=distributors)
def test_smote_keeps_every_promise(form, data, oversampler, distributor):
    problem = data.draw(problems(form, scales=EXTREME_SCALES))
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, oversampler, clusterer, distributor)
    if answer := resample_or_expect_error(sampler, problem):
        assert_answer_holds(sampler, problem, *answer)
        assert_shares_are_those_of_the_densities(sampler, problem)
        assert_rows_lie_on_segments(sampler, problem, *answer, oversampler.k_neighbors)
        assert_same_answers(sampler, problem, answer)


@pytest.mark.parametrize("form", FORMS)
@fewer(6)
@given(data=st.data(), oversampler=geometric_smotes(), distributor=distributors)
def test_geometric_smote_keeps_every_promise(form, data, oversampler, distributor):
    problem = data.draw(problems(form, scales=EXTREME_SCALES))
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, oversampler, clusterer, distributor)
    if answer := resample_or_expect_error(sampler, problem):
        assert_answer_holds(sampler, problem, *answer)
        assert_shares_are_those_of_the_densities(sampler, problem)
        assert_rows_lie_in_balls(sampler, problem, *answer, oversampler)
        assert_same_answers(sampler, problem, answer)


@pytest.mark.parametrize("name", FOREIGN)
@fewer(6)
@given(data=st.data(), distributor=distributors)
def test_other_oversamplers_keep_every_promise(name, data, distributor):
    oversampler = data.draw(FOREIGN[name])
    # In imbalanced-learn's KMeansSMOTE powers and squares of distances overflow.
    overflows = isinstance(oversampler, ImblearnKMeansSMOTE)
    problem = data.draw(problems(scales=(0,) if overflows else MODERATE_SCALES))
    # With categories, there must be numbers too.
    assume(problem.X.shape[1] > 1 or "categor" not in repr(oversampler))
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, oversampler, clusterer, distributor)
    if answer := resample_or_expect_error(sampler, problem):
        assert_answer_holds(sampler, problem, *answer)
        assert_shares_are_those_of_the_densities(sampler, problem)
        assert_same_answers(sampler, problem, answer)


@fewer(3)
@given(data=st.data(), oversampler=smotes | geometric_smotes())
def test_a_class_with_a_single_row_is_repeated_or_left_alone(data, oversampler):
    problem = data.draw(problems(min_class_size=1))
    clusterer = data.draw(clusterings(problem.X))
    sampler = compose(problem, oversampler, clusterer)
    if answer := resample_or_expect_error(sampler, problem):
        assert_answer_holds(sampler, problem, *answer)
        for target in problem.targets:
            if problem.counts[target] == 1:
                X_new = answer[0][answer[1] == target]
                assert (X_new == problem.X[problem.y == target]).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("form", FORMS)
@fewer(6)
@given(data=st.data(), preset=presets)
def test_presets_keep_every_promise(form, data, preset):
    problem = data.draw(problems(form, scales=EXTREME_SCALES))
    sampler = clone(preset).set_params(
        sampling_strategy=problem.strategy, random_state=0
    )
    if answer := resample_or_expect_error(sampler, problem):
        assert_answer_holds(sampler, problem, *answer)
        if isinstance(preset, GeometricSOMO):
            assert_rows_lie_in_balls(sampler, problem, *answer, preset)
        else:
            assert_rows_lie_on_segments(sampler, problem, *answer, preset.k_neighbors)
        assert_same_answers(sampler, problem, answer)
