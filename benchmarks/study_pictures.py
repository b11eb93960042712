"""The pictures of the study's page, all of the half for confirmation."""

from study_labels import METRICS, label_method, sort_methods
from study_methods import STRONG, name_weighted
from study_rules import AP, BRIER, LOSSES

from clover.comparison import (
    Comparison,
    ComparisonMatrixDisplay,
    GainDisplay,
    ModeratorDisplay,
)
from clover.comparison._analysis.moderators import correlate
from clover.comparison._displays.layout import BLUE, ORANGE

DPI = 110
PROPERTIES = {"n_rows": "rows", "n_features": "features"}
NONE = label_method("none")
SMOTE = label_method("SMOTE")
# A picture, its alternative text, and what is written below it.
PICTURES = {
    "matrix": (
        "A matrix of all methods against each other, by average precision.",
        "Mean gains in average precision of the method of a row over that of a column, "
        "in points, with logistic regression and gradient boosting. Exploratory.",
    ),
    "matrix_brier": (
        "A matrix of all methods against each other, by the Brier score.",
        "The same in the Brier score, of which less is better: a positive gain is a "
        "smaller score.",
    ),
    "gain_none": (
        "A point for each family: the gain of the weighted composition over none.",
        "The gain of the weighted composition over no resampling in each family.",
    ),
    "gain_smote": (
        "A point for each family: the gain of the weighted composition over SMOTE.",
        "The gain of the weighted composition over SMOTE in each family.",
    ),
    "validity": (
        "Two panels with a row for each method: validity on the left, gain on the "
        "right.",
        "Made rows that lie nearest to another class, and the gain, of methods without "
        "weights. Large points are means, small ones families.",
    ),
}
MODERATORS = {
    "moderators_none": (
        "Panels of the gain over no resampling against properties of the data sets.",
        "With what the gain of the weighted composition over no resampling goes along. "
        "A point is a family. Exploratory.",
    ),
    "moderators_smote": (
        "Panels of the gain over SMOTE against properties of the data sets.",
        "The same for the gain over SMOTE.",
    ),
}


def compare(scores, metric):
    """Return the comparison of the strong classifiers in points of a metric."""
    name = name_points(metric)
    frame = scores[scores["classifier"].isin(STRONG)]
    methods = sort_methods(frame["method"])
    # The comparison has the methods in the order of their first rows.
    frame = frame.sort_values(
        "method", key=lambda column: column.map(methods.index), kind="stable"
    )
    frame = frame.assign(
        method=frame["method"].map(label_method), **{name: 100 * frame[metric]}
    )
    groups = dict(zip(frame["dataset"], frame["family"], strict=True))
    return Comparison.from_frame(
        frame, name, groups=groups, greater_is_better=metric not in LOSSES
    )


def name_points(metric):
    return f"{METRICS[metric]} in points"


def draw_all(tables, composition, chi, folder):
    """Write all pictures to a folder; `tables` are those of the half, by their kind."""
    of_precision, of_brier = (compare(tables["scores"], name) for name in (AP, BRIER))
    ours = label_method(name_weighted(composition, chi))
    save(ComparisonMatrixDisplay.from_comparison(of_precision), folder, "matrix")
    save(ComparisonMatrixDisplay.from_comparison(of_brier), folder, "matrix_brier")
    for name, reference in (("none", NONE), ("smote", SMOTE)):
        gains = GainDisplay.from_comparison(
            of_precision, method=ours, reference=reference
        )
        save(gains, folder, f"gain_{name}")
        moderators = show_moderators(of_precision, tables["datasets"], ours, reference)
        save(moderators, folder, f"moderators_{name}")
    if len(tables["intrinsic"]):
        draw_validity(of_precision, tables["intrinsic"], folder)


def show_moderators(comparison, datasets, method, reference):
    """Return the picture of a gain against the properties of families."""
    blocks = comparison.blocks()
    described = datasets.drop(columns="dataset").rename(columns=PROPERTIES)
    described = described.groupby("family").mean()
    described.insert(0, "gain", blocks[method] - blocks[reference])
    display = ModeratorDisplay(
        described,
        correlate(described),
        method,
        reference,
        metric=comparison.metrics[0],
        unit="families of data sets",
    )
    return display.plot()


def draw_validity(comparison, intrinsic, folder):
    """Draw how often made rows lie nearest to another class, beside the gain."""
    import matplotlib.pyplot as plt

    methods = sort_methods(intrinsic["method"])[::-1]
    families = intrinsic.groupby(["method", "family"])["validity_synthetic"].mean()
    table = comparison.table(reference=NONE)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(8.5, 0.5 * len(methods) + 1.4), sharey=True, layout="constrained"
    )
    right.axvline(0, color="0.6", linewidth=0.8)
    for name in methods:
        shares, label = 100 * families[name], label_method(name)
        left.scatter(
            shares, [label] * len(shares), s=10, color=ORANGE, alpha=0.4, linewidth=0
        )
        left.scatter(shares.mean(), label, color=ORANGE, zorder=3)
        row = table.loc[label]
        right.hlines(label, row["low"], row["high"], color=BLUE)
        right.scatter(row["difference"], label, color=BLUE)
    left.set_xlabel("% of made rows that lie nearest\nto another class")
    left.set_title("validity: less is safer", fontsize=10)
    right.set_xlabel(f"gain in {METRICS[AP]} over\n{NONE}, in points")
    right.set_title("benefit: more is better", fontsize=10)
    write(figure, folder, "validity")


def save(display, folder, name):
    write(display.figure_, folder, name)


def write(figure, folder, name):
    """Write a picture; it names no version, so that equal scores make equal files."""
    import matplotlib.pyplot as plt

    figure.savefig(folder / f"study_{name}.png", dpi=DPI, metadata={"Software": None})
    plt.close(figure)


def show(pictures, docs):
    """Return the figures of the pictures that were written."""
    figures = [
        f".. figure:: study_{name}.png\n   :alt: {alt}\n\n   {caption}\n"
        for name, (alt, caption) in pictures.items()
        if (docs / f"study_{name}.png").exists()
    ]
    return "\n".join(figures)
