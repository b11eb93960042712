"""The pictures of comparisons: the values behind them and the texts on them."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from matplotlib.colors import to_rgb
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression

from clover.comparison import (
    Comparison,
    ComparisonMatrixDisplay,
    CriticalDifferenceDisplay,
    GainDisplay,
    ModeratorDisplay,
    compare,
)
from clover.comparison._displays.critical_difference import find_cliques
from clover.comparison._displays.layout import BLUE, ORANGE

LONG_NAMES = [
    f"20 clusters, coverage 0.{k}, size and spread, G-SMOTE" for k in range(12)
]


def make_comparison(scores, metric="auc", **parameters):
    """Return the comparison of a list of scores of each method."""
    n_datasets = len(next(iter(scores.values())))
    frame = pd.DataFrame(scores, index=[f"set {k}" for k in range(n_datasets)])
    frame = frame.rename_axis("dataset").reset_index()
    frame = frame.melt("dataset", var_name="method", value_name=metric)
    return Comparison.from_frame(frame, metric=metric, **parameters)


def texts_of(display):
    return [text.get_text() for text in display.figure_.findobj(plt.Text)]


def note_of(display):
    """Return the longest text, on one line."""
    return " ".join(max(texts_of(display), key=len).split())


def cells_of(display):
    """Return the texts of the cells of a matrix."""
    return [text for text in texts_of(display) if "p = " in text and "Holm" not in text]


def bars_of(display):
    """Return the ends of the bars, without the pieces beyond the ranks."""
    bars = [line for line in display.ax_.lines if line.get_color() == BLUE]
    return [tuple(bar.get_xdata()) for bar in bars]


def boxes_of(display, texts):
    """Return the boxes of texts in pixels, as rows of x0, y0, x1 and y1."""
    found = [t for t in display.figure_.findobj(plt.Text) if t.get_text() in texts]
    return np.array([text.get_window_extent().extents for text in found])


def count_overlaps(boxes):
    """Return how many pairs of boxes have pixels in common."""
    starts, ends = boxes[:, None, :2], boxes[None, :, 2:]
    meet = (starts < ends).all(axis=2)
    return (np.count_nonzero(meet & meet.T) - len(boxes)) // 2


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.fixture
def three():
    """A is better than B everywhere, B than C on 6 of 8 sets, with 2 ties."""
    b = [0.70, 0.72, 0.74, 0.76, 0.78, 0.80, 0.82, 0.84]
    return make_comparison(
        {
            "C": [*np.subtract(b[:6], [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]), *b[6:]],
            "A": np.add(b, [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08]),
            "B": b,
        }
    )


@pytest.fixture
def twelve():
    """Twelve methods of long names, which differ by little."""
    random = np.random.RandomState(0)
    base = random.uniform(0.6, 0.9, 10)
    return make_comparison(
        {
            name: base + 0.01 * place + random.normal(0, 0.02, 10)
            for place, name in enumerate(LONG_NAMES)
        }
    )


class TestComparisonMatrix:
    def test_methods_are_ordered_by_their_means(self, three):
        display = ComparisonMatrixDisplay.from_comparison(three)
        # The means are .77, .815 less .21 / 8, and .77 plus .36 / 8.
        assert list(display.means.index) == ["A", "B", "C"]
        assert display.means.to_list() == pytest.approx([0.815, 0.77, 0.74375])

    def test_frame_is_that_of_the_tests(self, three):
        display = ComparisonMatrixDisplay.from_comparison(three, "auc")
        pd.testing.assert_frame_equal(display.frame, three.posthoc("auc"))

    def test_each_pair_stands_in_two_cells(self, three):
        cells = cells_of(ComparisonMatrixDisplay.from_comparison(three))
        assert len(cells) == 6
        # Eight signed ranks of the same sign have p = 2 / 256, thrice that by Holm.
        assert "+0.045\n8 / 0 / 0\np = 0.023" in cells
        assert "-0.045\n0 / 0 / 8\np = 0.023" in cells

    def test_ties_are_counted(self, three):
        cells = cells_of(ComparisonMatrixDisplay.from_comparison(three))
        assert [cell for cell in cells if cell.startswith("+0.026\n6 / 2 / 0\n")]
        assert [cell for cell in cells if cell.startswith("-0.026\n0 / 2 / 6\n")]

    def test_significant_cells_are_bold_and_framed(self, three):
        p_of = three.posthoc()["p_holm"].max()
        display = ComparisonMatrixDisplay.from_comparison(three, alpha=p_of - 1e-9)
        bold = [t for t in display.ax_.texts if t.get_weight() == "bold"]
        framed = [p for p in display.ax_.patches if p.get_edgecolor()[:3] == (0, 0, 0)]
        n_significant = 2 * int((display.frame["p_holm"] < p_of).sum())
        assert 0 < n_significant < 6
        assert len(bold) == len(framed) == n_significant

    def test_better_rows_are_blue_and_worse_ones_orange(self, three):
        display = ComparisonMatrixDisplay.from_comparison(three, reference="B")
        above, below = (patch.get_facecolor()[:3] for patch in display.ax_.patches)
        # The largest gain has 0.6 of the colour, and 0.4 of white.
        assert above == pytest.approx(0.4 + 0.6 * np.array(to_rgb(BLUE)))
        assert np.argmax(below) == np.argmax(to_rgb(ORANGE))

    def test_equal_methods_are_white(self):
        same = make_comparison({"A": [0.5, 0.6, 0.7], "B": [0.5, 0.6, 0.7]})
        display = ComparisonMatrixDisplay.from_comparison(same)
        assert cells_of(display) == ["+0.000\n0 / 3 / 0\np = 1.000"] * 2
        assert {p.get_facecolor() for p in display.ax_.patches} == {(1, 1, 1, 1)}

    def test_with_a_reference_there_is_one_column(self, three):
        display = ComparisonMatrixDisplay.from_comparison(three, reference="C")
        # Both have p = 2 / 256 or a little more with ties, and are corrected for two.
        assert [cell.split()[0] for cell in cells_of(display)] == ["+0.071", "+0.026"]
        pd.testing.assert_frame_equal(display.frame, three.posthoc(reference="C"))
        assert "C\nmean 0.744" not in texts_of(display)

    def test_of_losses_less_is_better(self):
        losses = make_comparison(
            {"bad": [0.3, 0.4, 0.5], "good": [0.1, 0.2, 0.3]}, metric="brier"
        )
        display = ComparisonMatrixDisplay.from_comparison(losses)
        assert list(display.means.index) == ["good", "bad"]
        assert cells_of(display)[0].startswith("+0.200\n3 / 0 / 0")

    def test_note_says_what_is_counted(self, three):
        assert "data sets won / tied / lost by the row" in note_of(
            ComparisonMatrixDisplay.from_comparison(three)
        )
        scores = {"A": [0.6, 0.7, 0.8], "B": [0.5, 0.6, 0.6]}
        grouped = make_comparison(scores, groups={"set 0": "x", "set 1": "x"})
        display = ComparisonMatrixDisplay.from_comparison(grouped)
        assert "families of data sets won / tied / lost" in note_of(display)
        # The family of two has the gain .1, the single set .2.
        assert cells_of(display)[0].startswith("+0.150\n2 / 0 / 0")

    def test_no_texts_meet_with_long_names(self, twelve):
        display = ComparisonMatrixDisplay.from_comparison(twelve)
        cells = boxes_of(display, cells_of(display))
        assert len(cells) == 132
        rows = boxes_of(display, [t for t in texts_of(display) if "\nmean" in t])
        assert len(rows) == 12
        assert count_overlaps(np.concatenate([rows, cells])) == 0
        everything = boxes_of(display, [text for text in texts_of(display) if text])
        assert (everything[:, :2] >= 0).all()
        assert (everything[:, 2:] <= display.figure_.bbox.size).all()

    def test_small_gains_are_shown_with_two_digits(self):
        pair = make_comparison({"A": [0.5012, 0.6012], "B": [0.5, 0.6]})
        display = ComparisonMatrixDisplay.from_comparison(pair)
        assert cells_of(display)[0].startswith("+0.0012")


class TestCriticalDifference:
    def test_mean_ranks_and_cliques(self, three):
        display = CriticalDifferenceDisplay.from_comparison(three, alpha=0.05)
        # A is the first on 8 sets; B and C share 2.5 on two, B is before C on six.
        assert display.mean_ranks[["A", "B", "C"]].to_list() == [1, 2.125, 2.875]
        p_holm = three.posthoc().set_index(["method", "other"])["p_holm"]
        assert (p_holm <= 0.05).all()
        assert display.cliques == ()
        assert bars_of(display) == []

    def test_bar_joins_methods_that_do_not_differ(self):
        b = np.linspace(0.6, 0.8, 8)
        signs = np.array([1, -1, 1, -1, -1, 1, -1, 1])
        display = CriticalDifferenceDisplay.from_comparison(
            make_comparison({"A": b + 0.1, "B": b, "C": b + 0.01 * signs})
        )
        assert display.p_friedman < 0.05
        assert display.cliques in ((("B", "C"),), (("C", "B"),))
        ((start, stop),) = bars_of(display)
        # The axis from rank 1 to 3 is four inches long, both have the rank 2.5.
        assert stop - start == pytest.approx(2 * 0.05)

    @pytest.mark.parametrize(
        ("equal", "cliques"),
        [
            ("", []),
            ("AB", ["AB"]),
            ("AB BC", ["AB", "BC"]),
            ("AB BC AC", ["ABC"]),
            ("AB BC AC CD", ["ABC", "CD"]),
            ("AB BC AC CD BD", ["ABC", "BCD"]),
            ("AC", []),
            ("AB BC AC BD CD AD", ["ABCD"]),
        ],
    )
    def test_cliques_are_the_longest_runs_of_equal_methods(self, equal, cliques):
        pairs = {frozenset(pair) for pair in equal.split()}
        assert ["".join(c) for c in find_cliques("ABCD", pairs)] == cliques

    def test_pairs_without_a_bar_are_counted(self):
        pairs = [("A", "B", 0.01), ("B", "C", 0.01), ("A", "C", 0.5)]
        frame = pd.DataFrame(pairs, columns=["method", "other", "p_holm"])
        ranks = pd.Series({"A": 1.4, "B": 2.0, "C": 2.6})
        display = CriticalDifferenceDisplay(ranks, frame, 0.01).plot()
        assert display.cliques == ()
        assert "do not differ significantly but have no bar: 1." in note_of(display)

    def test_without_a_friedman_rejection_there_are_no_bars(self):
        random = np.random.RandomState(0)
        scores = {name: random.uniform(size=6) for name in "ABC"}
        comparison = make_comparison(scores)
        display = CriticalDifferenceDisplay.from_comparison(comparison)
        p = comparison.friedman().p_tie_corrected
        assert display.p_friedman == p > 0.05
        assert bars_of(display) == []
        assert f"Friedman test: p = {p:.3f}. It does not show" in note_of(display)
        forced = CriticalDifferenceDisplay.from_comparison(comparison, force=True)
        assert len(bars_of(forced)) == len(forced.cliques) == 1
        assert "It does not show" not in note_of(forced)

    def test_note_says_that_ranks_depend_on_the_methods(self, three):
        note = note_of(CriticalDifferenceDisplay.from_comparison(three))
        assert "Mean ranks by auc over 8 data sets, 1 is the best." in note
        assert "Mean ranks depend on which methods are compared." in note

    def test_two_methods_need_no_friedman_test(self):
        pair = make_comparison({"A": [0.6, 0.7, 0.8], "B": [0.5, 0.6, 0.9]})
        display = CriticalDifferenceDisplay.from_comparison(pair)
        assert display.p_friedman is None
        assert display.cliques == (("A", "B"),)
        assert "Friedman" not in note_of(display)

    def test_methods_of_the_same_rank_share_a_place(self):
        same = make_comparison({name: [0.5, 0.6, 0.7] for name in "ABC"})
        display = CriticalDifferenceDisplay.from_comparison(same, force=True)
        assert display.mean_ranks.to_list() == [2, 2, 2]
        assert display.cliques == (("A", "B", "C"),)
        assert {"A  2.00", "B  2.00", "C  2.00"} <= set(texts_of(display))

    def test_no_texts_meet_with_long_names(self, twelve):
        display = CriticalDifferenceDisplay.from_comparison(twelve)
        boxes = boxes_of(display, [text for text in texts_of(display) if text])
        # Twelve names, twelve numbers and the note.
        assert len(boxes) == 25
        assert count_overlaps(boxes) == 0
        assert (boxes[:, :2] >= 0).all()
        assert (boxes[:, 2:] <= display.figure_.bbox.size).all()

    def test_bars_that_meet_are_at_different_heights(self):
        pairs = [("A", "B", 0.5), ("B", "C", 0.5), ("A", "C", 0.01)]
        frame = pd.DataFrame(pairs, columns=["method", "other", "p_holm"])
        ranks = pd.Series({"A": 1.2, "B": 2.0, "C": 2.8})
        display = CriticalDifferenceDisplay(ranks, frame, 0.01).plot()
        heights = [
            line.get_ydata()[0]
            for line in display.ax_.lines
            if line.get_color() == BLUE
        ]
        assert len(set(heights)) == 2


class TestGain:
    def test_frame_is_sorted_by_gain(self):
        pair = make_comparison({"new": [0.7, 0.9, 0.4], "old": [0.6, 0.6, 0.6]})
        display = GainDisplay.from_comparison(pair, method="new", reference="old")
        assert display.frame["family"].to_list() == ["set 2", "set 0", "set 1"]
        assert display.frame["gain"].to_list() == pytest.approx([-0.2, 0.1, 0.3])
        assert display.mean == pytest.approx(0.2 / 3)
        low, high = display.interval
        assert low < display.mean < high

    def test_gains_of_losses_are_turned(self):
        pair = make_comparison(
            {"new": [0.1, 0.2, 0.4], "old": [0.2, 0.4, 0.4]}, metric="brier"
        )
        display = GainDisplay.from_comparison(pair, method="new", reference="old")
        assert display.frame["gain"].to_list() == pytest.approx([0, 0.1, 0.2])
        # A gain in a loss might be read as a greater loss.
        assert display.ax_.get_xlabel() == "gain in brier (above 0: better)"

    def test_a_single_method_is_an_error(self):
        one = make_comparison({"new": [0.1, 0.2], "old": [0.2, 0.4]}).select("new")
        with pytest.raises(ValueError, match="At least 2 methods are needed"):
            GainDisplay.from_comparison(one)

    def test_families_are_points(self):
        pair = make_comparison(
            {"new": [0.7, 0.9, 0.4, 0.5], "old": [0.6, 0.6, 0.6, 0.4]},
            groups={"set 0": "x", "set 1": "x"},
        )
        display = GainDisplay.from_comparison(pair, method="new", reference="old")
        assert display.frame["family"].to_list() == ["set 2", "set 3", "x"]
        assert display.frame["gain"].to_list() == pytest.approx([-0.2, 0.1, 0.2])
        assert "families of data sets: 2 won, 0 tied, 1 lost" in display.ax_.get_title(
            loc="left"
        )

    def test_default_is_the_best_method_against_the_baseline(self):
        many = make_comparison(
            {
                "none": [0.6, 0.6, 0.9],
                "SMOTE": [0.5, 0.7, 0.7],
                "best": [0.8, 0.8, 0.8],
            }
        )
        display = GainDisplay.from_comparison(many)
        assert (display.method, display.reference) == ("best", "none")
        display = GainDisplay.from_comparison(many, reference="best")
        assert (display.method, display.reference) == ("none", "best")

    def test_title_tells_the_mean_and_the_ties(self):
        pair = make_comparison({"new": [0.7, 0.6, 0.6], "old": [0.6, 0.6, 0.6]})
        display = GainDisplay.from_comparison(pair, method="new", reference="old")
        title = display.ax_.get_title(loc="left")
        assert title.startswith("new, against old\nmean +0.033, 95 % interval ")
        assert title.endswith("data sets: 1 won, 2 tied, 0 lost")

    def test_two_data_sets_have_no_interval(self):
        pair = make_comparison({"new": [0.7, 0.6], "old": [0.6, 0.6]})
        display = GainDisplay.from_comparison(pair, method="new", reference="old")
        title = display.ax_.get_title(loc="left")
        assert "mean +0.050, too few data sets for an interval" in title
        assert display.ax_.patches[:] == []

    @pytest.mark.parametrize("method", ["old", "other"])
    def test_unknown_method_is_an_error(self, method):
        pair = make_comparison({"new": [0.7, 0.6, 0.6], "old": [0.6, 0.6, 0.6]})
        with pytest.raises(ValueError, match="`method` should be one of new, and not"):
            GainDisplay.from_comparison(pair, method=method, reference="old")

    def test_points_are_named_where_there_is_room(self):
        random = np.random.RandomState(0)
        many = make_comparison({m: random.uniform(size=80) for m in ("new", "old")})
        display = GainDisplay.from_comparison(many, method="new", reference="old")
        assert len(display.ax_.get_yticklabels()) == 80
        _, ax = plt.subplots(figsize=(4, 2))
        assert display.plot(ax).ax_.get_yticklabels() == []
        assert ax.get_ylabel() == "data sets"


@pytest.fixture(scope="module")
def compared():
    """Three data sets of 120 rows, which differ in the imbalance ratio."""
    return compare(
        {"new": SMOTE(k_neighbors=2)},
        {
            name: make_classification(
                120, n_features=5, weights=[share], flip_y=0, random_state=0
            )
            for name, share in {"mild": 0.6, "middle": 0.75, "strong": 0.85}.items()
        },
        {"logistic": LogisticRegression()},
        cv=2,
        inner_cv=2,
        baselines=["none"],
        random_state=0,
        progress=False,
    )


class TestModerator:
    @pytest.fixture
    def display(self):
        frame = pd.DataFrame(
            {
                "gain": [0.1, 0.0, -0.1, 0.2],
                "imbalance_ratio": [3.0, 2.0, 1.5, 400.0],
                "n_features": [4.0, 4.0, 4.0, 4.0],
            }
        )
        correlations = pd.DataFrame(
            {
                "moderator": ["imbalance_ratio", "n_features"],
                "rho": [1.0, np.nan],
                "p_holm": [0.0001, np.nan],
            }
        )
        return ModeratorDisplay(frame, correlations, "new", "old", metric="roc_auc")

    def test_points_are_the_gains_against_the_property(self, display):
        panel = display.plot().ax_[0]
        (points,) = panel.collections
        np.testing.assert_allclose(
            points.get_offsets(), [(3, 0.1), (2, 0), (1.5, -0.1), (400, 0.2)]
        )
        assert panel.get_xlabel() == "imbalance ratio"
        assert panel.get_ylabel() == "gain in roc auc"

    def test_titles_tell_the_correlation(self, display):
        first, second = display.plot().ax_
        assert first.get_title() == "rho = +1.00, p < 0.001"
        assert "no correlation" in second.get_title()

    def test_wide_ranges_have_a_logarithmic_axis(self, display):
        first, second = display.plot().ax_
        assert (first.get_xscale(), second.get_xscale()) == ("log", "linear")

    def test_figure_tells_the_methods(self, display):
        display.plot()
        assert display.figure_.get_suptitle() == "new, against old (data sets)"

    def test_given_axes_are_drawn_on(self, display):
        figure, axes = plt.subplots(2, 1)
        display.plot(axes)
        assert list(display.ax_) == list(axes)
        assert display.figure_ is figure
        assert plt.get_fignums() == [figure.number]

    def test_too_few_axes_are_an_error(self, display):
        with pytest.raises(
            ValueError, match=r"should hold axes for 2 properties\. Got 1"
        ):
            display.plot(plt.figure().add_subplot())

    def test_values_are_those_of_the_comparison(self, compared):
        display = ModeratorDisplay.from_comparison(compared)
        pd.testing.assert_frame_equal(display.frame, compared.moderator_values())
        pd.testing.assert_frame_equal(display.correlations, compared.moderators())
        assert (display.method, display.reference) == ("new", "none")
        assert display.metric == "average_precision"

    def test_properties_may_be_chosen(self, compared):
        display = ModeratorDisplay.from_comparison(
            compared, "brier", moderators=["n_features", "imbalance_ratio"]
        )
        assert list(display.frame.columns) == ["gain", "n_features", "imbalance_ratio"]
        assert [panel.get_xlabel() for panel in display.ax_] == [
            "n features",
            "imbalance ratio",
        ]
        with pytest.raises(ValueError, match=r"`moderators` should be among .*'size'"):
            ModeratorDisplay.from_comparison(compared, moderators=["size"])

    def test_frame_of_scores_has_no_properties(self, three):
        with pytest.raises(ValueError, match="a frame of scores does not have"):
            ModeratorDisplay.from_comparison(three)


def test_failed_runs_are_told(three):
    scores = {"none": [0.5, 0.6, 0.7], "new": [0.6, np.nan, 0.8]}
    failed = make_comparison(scores)
    told = "Failed runs: 1 (failures='none')."
    assert told in note_of(ComparisonMatrixDisplay.from_comparison(failed))
    assert told in note_of(CriticalDifferenceDisplay.from_comparison(failed))
    assert told in GainDisplay.from_comparison(failed).ax_.get_title(loc="left")
    assert "Failed" not in note_of(ComparisonMatrixDisplay.from_comparison(three))


@pytest.mark.parametrize(
    "display_class", [ComparisonMatrixDisplay, CriticalDifferenceDisplay, GainDisplay]
)
class TestAll:
    def test_given_axes_are_drawn_on(self, display_class, three):
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
        display = display_class.from_comparison(three, "auc", ax=right)
        assert display.ax_ is right
        assert display.figure_ is figure
        assert plt.get_fignums() == [figure.number]
        assert right.lines or right.texts
        assert not left.lines and not left.texts and not left.patches

    def test_texts_fit_into_small_axes(self, display_class, three):
        _, axes = plt.subplots(2, 2, figsize=(9, 7), layout="constrained")
        display = display_class.from_comparison(three, "auc", ax=axes[1, 0])
        display.figure_.canvas.draw()
        boxes = [text.get_window_extent() for text in display.ax_.texts]
        slot = axes[1, 1].bbox.x0
        assert all(0 <= box.x0 and box.x1 <= slot for box in boxes)

    def test_plot_may_be_called_again(self, display_class, three):
        display = display_class.from_comparison(three, "auc")
        first = display.ax_
        assert display.plot() is display
        assert display.ax_ is not first

    def test_metric_is_the_one_of_the_frame_by_default(self, display_class, three):
        assert display_class.from_comparison(three).metric == "auc"

    def test_unknown_metric_is_an_error(self, display_class, three):
        with pytest.raises(ValueError, match="average_precision"):
            display_class.from_comparison(three, "average_precision")

    def test_names_are_not_read_as_formulas(self, display_class):
        odd = make_comparison({"$a_b": [0.6, 0.7, 0.8], "c$^": [0.5, 0.6, 0.9]})
        display = display_class.from_comparison(odd)
        display.figure_.canvas.draw()
        assert any("$a_b" in text for text in texts_of(display))
