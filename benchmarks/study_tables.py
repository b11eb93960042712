"""The tables of the study's page, in reStructuredText."""

from study_labels import METRICS, label_method, sort_methods
from study_methods import (
    CHIS,
    COMPOSITIONS,
    KMEANS_RULES,
    PILOT_CHI,
    STRONG,
    name_weighted,
)
from study_rules import (
    ALL,
    AP,
    AUC,
    BRIER,
    choose_chi,
    choose_composition,
    choose_kmeans_rule,
    family_gains,
    keeps_brier,
    mean_gain,
    signed_rank,
)

from clover.comparison._analysis.intervals import mean_interval

REFERENCE = "none"
PAPER = "KMeansSMOTE"
# What a cell lacks a value for.
BLANK = "--"


def format_signed(value):
    """Return a number with its sign and two digits; the minus does not wrap."""
    text = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return text if text[1:] != "0.00" else "0.00"


def format_p(p):
    """Return a p-value as it is printed."""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.4f}"


def keep_together(text):
    """Return a text that is not broken into lines."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def make_table(title, header, rows):
    """Return a table whose cells are texts, or lists of lines."""
    lines = [
        f".. list-table:: {title}",
        "   :header-rows: 1",
        "   :stub-columns: 1",
        "   :class: table-sm",
        "",
    ]
    for row in (header, *rows):
        for place, cell in enumerate(row):
            start = "   * - " if not place else "     - "
            cell = [cell] if isinstance(cell, str) else [f"| {part}" for part in cell]
            lines.append(start + cell[0])
            lines += [" " * 7 + part for part in cell[1:]]
    return "\n".join(lines) + "\n"


def has_all(scores, method, classifiers):
    """Return whether a method has scores with some classifiers on all data sets."""
    rows = scores[(scores["method"] == method) & scores["classifier"].isin(classifiers)]
    n_pairs = len(rows[["dataset", "classifier"]].drop_duplicates())
    return n_pairs == scores["dataset"].nunique() * len(classifiers)


def tabulate_gains(title, scores, classifiers, *, metrics=METRICS, tell_chi=False):
    """Return the table of the mean gains of all methods over no resampling."""
    metrics = [name for name in metrics if name in scores]
    methods = [
        name
        for name in sort_methods(scores["method"])
        if name != REFERENCE and has_all(scores, name, classifiers)
    ]
    rows = [
        [
            label_method(name, tell_chi),
            *(
                tell_cell(family_gains(scores, metric, name, REFERENCE, classifiers))
                for metric in metrics
            ),
        ]
        for name in methods
    ]
    return make_table(title, ["method", *(METRICS[name] for name in metrics)], rows)


def tell_cell(gains):
    """Return the mean gain, its interval and the wins, a line each."""
    low, high = map(format_signed, mean_interval(gains))
    return [
        f"**{format_signed(gains.mean())}**",
        keep_together(f"{low} to {high}"),
        f"{(gains > 0).sum()} of {gains.size}",
    ]


def mark(is_chosen):
    return "**chosen**" if is_chosen else ""


def tabulate_compositions(scores):
    """Return the table by which the composition was chosen."""
    chosen = choose_composition(scores)
    rows = []
    for name in COMPOSITIONS:
        weighted = name_weighted(name, PILOT_CHI)
        to_smote = [
            family_gains(scores, metric, name, "SMOTE").mean() for metric in (AP, BRIER)
        ]
        brier = family_gains(scores, BRIER, weighted, REFERENCE).mean()
        is_eligible = keeps_brier(scores, weighted) and min(to_smote) > 0
        rows.append(
            [
                label_method(name),
                format_signed(mean_gain(scores, weighted, REFERENCE)),
                format_signed(brier),
                *map(format_signed, to_smote),
                "yes" if is_eligible else "no",
                mark(name == chosen),
            ]
        )
    header = [
        "composition",
        "gain over no resampling, weighted",
        "Brier score, weighted",
        "average precision over SMOTE, without weights",
        "Brier score over SMOTE, without weights",
        "eligible",
        "choice",
    ]
    return make_table("Compositions on the half for discovery, in points", header, rows)


def tabulate_chis(scores, composition):
    """Return the table by which chi was chosen, or ``None`` before all are there."""
    names = {chi: name_weighted(composition, chi) for chi in CHIS}
    if not all(has_all(scores, name, ALL) for name in names.values()):
        return None
    chosen = choose_chi(scores, composition)
    rows = [
        [
            f"{chi:g}",
            format_signed(mean_gain(scores, name, REFERENCE)),
            format_signed(family_gains(scores, BRIER, name, REFERENCE).mean()),
            "yes" if keeps_brier(scores, name) else "no",
            mark(chi == chosen),
        ]
        for chi, name in names.items()
    ]
    header = ["chi", "gain over no resampling", "Brier score", "eligible", "choice"]
    title = f"Weights of {label_method(composition)} on the half for discovery"
    return make_table(f"{title}, in points", header, rows)


def tabulate_rules(scores):
    """Return the table by which the rule of KMeansSMOTE was chosen."""
    chosen = choose_kmeans_rule(scores)
    rows = [["the paper's rule", BLANK, BLANK, BLANK, mark(chosen == PAPER)]]
    for name in KMEANS_RULES:
        cells = []
        for metric in (AP, AUC):
            gains = family_gains(scores, metric, name, PAPER, ALL)
            cells.append(
                [
                    format_signed(gains.mean()),
                    keep_together(format_p(signed_rank(gains))),
                ]
            )
        rows.append(
            [
                label_method(name),
                format_signed(mean_gain(scores, name, PAPER)),
                *cells,
                mark(name == chosen),
            ]
        )
    header = ["rule", "gain over the paper's rule", METRICS[AP], METRICS[AUC], "choice"]
    title = "Rules of KMeansSMOTE on the half for discovery, in points"
    return make_table(title, header, rows)


def tabulate_discovery(scores):
    """Return the table of all methods on the half for discovery."""
    return tabulate_gains(
        "All methods on the half for discovery, with strong classifiers",
        scores,
        STRONG,
        tell_chi=True,
    )
