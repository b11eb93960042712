"""What the bars of a distribution show."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from inspecting_displays import contrast, draw, texts_of
from matplotlib.colors import to_hex
from sklearn.cluster import DBSCAN, KMeans
from sklearn.preprocessing import StandardScaler

from clover.distribution import DensityDistributor
from clover.inspection import DistributionDisplay
from clover.over_sampling import ClusterOverSampler

draw_it = DistributionDisplay.from_estimator
# Clusters by DBSCAN: two rows of class 1 and one of 0; two and one; one and four.
X = np.array([0, 1, 2, 20, 22, 24, 40, 41, 42, 43, 44], dtype=float)[:, None]
Y = np.array([1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0])


@pytest.fixture
def sampler():
    return ClusterOverSampler(
        SMOTE(sampling_strategy={1: 8}),
        DBSCAN(eps=3, min_samples=2),
        random_state=0,
    )


def lengths_by_color(display):
    """Return the lengths of the bars, by the colour."""
    lengths = {}
    for bar in display.ax_.patches:
        if bar.get_width():
            color = to_hex(bar.get_facecolor())
            place = round(bar.get_y() + bar.get_height() / 2)
            lengths.setdefault(color, {})[place] = bar.get_width()
    return lengths


def labelled_bars(display):
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def title_of(display):
    return display.ax_.get_legend().get_title().get_text()


def test_bars_are_the_rows_before_and_made(sampler):
    sampler.fit_resample(X, Y)
    lengths = list(lengths_by_color(draw_it(sampler)).values())
    assert lengths == [{0: 2, 1: 2}, {2: 1}, {0: 1, 1: 2}]


def test_colors_of_bars_are_told_apart_by_luminance(sampler):
    selected, others, made = lengths_by_color(draw_it(sampler, X, Y))
    assert contrast(selected, made) > 3
    assert contrast(made, others) > 1.8


def test_reason_stands_beside_a_cluster_that_was_not_selected(sampler):
    display = draw_it(sampler, X, Y)
    beside = [text.get_text() for text in display.ax_.texts]
    assert beside == ["+1", "+2", "imbalance ratio 4 above the threshold 1.2"]


def test_texts_beside_bars_stay_within_the_axes(sampler):
    display = draw_it(sampler, X, Y)
    draw(display)
    right = display.ax_.get_window_extent().x1
    assert all(t.get_window_extent().x1 <= right for t in display.ax_.texts)


def test_legend_holds_the_effective_number_of_clusters(sampler):
    title = title_of(draw_it(sampler, X, Y)).split("\n")
    assert title[0] == "class 1: 5 rows, 3 samples to be made, 2 of 3 clusters selected"
    assert title[1] == "effective number of clusters: 1.89"
    sampler.fit_resample(X, Y)
    assert "3 samples, " in title_of(draw_it(sampler))


def test_frame_is_the_report(sampler):
    sampler.fit(X, Y)
    for display in (
        draw_it(sampler),
        DistributionDisplay.from_report(sampler.cluster_report_),
    ):
        assert display.frame.equals(sampler.cluster_report_.to_frame())
        assert display.effective_clusters == sampler.cluster_report_.effective_clusters


def test_noise_and_pairs_have_bars_of_their_own():
    grid = np.array([[x, y] for x in range(6) for y in range(6)], dtype=float)
    y = (np.arange(36) % 3 == 0).astype(int)
    distributor = DensityDistributor(distribution_ratio=0.5)
    sampler = ClusterOverSampler(SMOTE(), KMeans(2), distributor, random_state=0)
    display = draw_it(sampler, grid, y)
    names = [t.get_text() for t in display.ax_.get_yticklabels()]
    assert names == ["0", "1", "1, 0"]
    # The rows of the two clusters are not counted again.
    before = next(iter(lengths_by_color(display).values()))
    assert sum(before.values()) == 12
    noisy = ClusterOverSampler(
        SMOTE(sampling_strategy={1: 6}), DBSCAN(eps=1, min_samples=2), random_state=0
    )
    display = draw_it(noisy, X, Y)
    assert display.ax_.get_yticklabels()[-1].get_text() == "noise"


def test_many_clusters_share_the_last_line():
    rng = np.random.RandomState(0)
    rows, y = rng.normal(size=(900, 2)), np.repeat([0, 1], [600, 300])
    clusterer = KMeans(300, n_init=1, max_iter=1)
    sampler = ClusterOverSampler(SMOTE(), clusterer, random_state=0)
    display = draw_it(sampler, rows, y, max_bars=10)
    names = [t.get_text() for t in display.ax_.get_yticklabels()]
    assert len(names) == 10
    assert names[-1] == "291 others"
    made = display.frame["n_new_rows"].sort_values(ascending=False)
    rest = f"+{made[9:].sum()}"
    assert rest in display.ax_.texts[-1].get_text()


def test_class_with_most_made_rows_is_drawn_unless_one_is_named():
    rng = np.random.RandomState(0)
    rows, y = rng.normal(size=(60, 2)), np.repeat(["a", "b", "$c$<"], [30, 20, 10])
    sampler = ClusterOverSampler(SMOTE(k_neighbors=1), KMeans(2), random_state=0)
    display = draw_it(sampler, rows, y)
    draw(display)
    assert any(text.startswith("class $c$<: 10 rows") for text in texts_of(display))
    display.plot(class_label="b")
    assert any(text.startswith("class b: 20 rows") for text in texts_of(display))
    with pytest.raises(ValueError, match=r"among the classes .*\['b', '\$c\$<'\]|Got"):
        display.plot(class_label="a")


def test_fitted_sampler_is_used_as_it_is_and_an_unfitted_one_cloned(sampler):
    draw_it(sampler, X, Y)
    assert not hasattr(sampler, "cluster_report_")
    sampler.fit(X, Y)
    sampler.set_params(clusterer__eps=1)
    assert draw_it(sampler, X, Y).frame.equals(sampler.cluster_report_.to_frame())


def test_pipeline_that_ends_in_a_cluster_sampler_is_drawn(sampler):
    sampler.set_params(clusterer__eps=0.2)
    pipeline = make_pipeline(StandardScaler(), sampler)
    assert draw_it(pipeline, X, Y).frame["n_new_rows"].sum() == 3


@pytest.mark.parametrize(
    ("change", "rows", "match"),
    [
        ({}, (None, None), "This ClusterOverSampler is not fitted. Fit it, or give"),
        ({"oversampler__sampling_strategy": {}}, (X, Y), "no class was to get rows"),
        ({}, (X, Y[:5]), "as many rows"),
    ],
)
def test_samplers_without_a_report_are_errors(sampler, change, rows, match):
    sampler.set_params(**change)
    with pytest.raises(ValueError, match=match):
        draw_it(sampler, *rows)


def test_other_samplers_and_other_rows_are_errors(sampler):
    with pytest.raises(ValueError, match="SMOTE tells of no clusters"):
        draw_it(SMOTE(k_neighbors=1), X, Y)
    sampler.fit(X, Y)
    with pytest.raises(ValueError, match="fitted to 11 rows, and `X` has 10"):
        draw_it(sampler, X[1:], Y[1:])


def test_axes_that_are_given_are_drawn_on(sampler):
    _, axes = plt.subplots(2)
    display = draw_it(sampler, X, Y, ax=axes[0])
    assert display.ax_ is axes[0]
    assert display.figure_ is axes[0].figure
    assert "samples to be made" in labelled_bars(display)
