"""The parts of the study's page that come from its scores.

    python benchmarks/study_page.py FOLDER DOCS

FOLDER holds the files that `study_scores.py` wrote, ``benchmarks/study`` if they are
those of this repository. Tables, sentences and pictures are written to DOCS, by names
that begin with ``study_``; ``docs/study.rst`` includes them. A part of the study that
has not been computed is said to be missing. ``make docs`` makes this call.
"""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from sklearn.cluster import MiniBatchKMeans
from study import MAX_VALUES_REPEATED, N_FOLDS
from study_findings import (
    MISSING,
    find_all,
    tabulate_targets,
    tell_findings,
)
from study_labels import CLASSIFIERS, join_words, label_method
from study_methods import (
    BOOSTING,
    COMPOSITIONS,
    KMEANS_RULES,
    LIGHT_CHI,
    LOGISTIC,
    PILOT_CHI,
    STRONG,
    TREE,
    list_parts,
)
from study_methods import (
    CLASSIFIERS as MODELS,
)
from study_other_ways import tabulate_other_ways
from study_pictures import MODERATORS, PICTURES, compare, draw_all, show
from study_rules import (
    AP,
    MIN_PROBABILITY,
    ROPES,
    choose_chi,
    choose_composition,
    recommend,
)
from study_scores import read, read_about
from study_sets import (
    HALVES,
    MAX_ROWS,
    MIN_ROWS_OF_CLASS,
    MULTICLASS,
    list_families,
    list_sets,
)
from study_tables import (
    BLANK,
    make_table,
    tabulate_chis,
    tabulate_compositions,
    tabulate_discovery,
    tabulate_gains,
    tabulate_rules,
)

DISCOVERY, CONFIRMATION = HALVES
PARTS = {
    DISCOVERY: "discovery",
    CONFIRMATION: "confirmation",
    "multiclass": "several classes",
    f"{DISCOVERY}-tier2": "discovery, second tier",
    f"{CONFIRMATION}-tier2": "confirmation, second tier",
    f"{DISCOVERY}-tuned": "discovery, tuned methods",
    f"{CONFIRMATION}-tuned": "confirmation, tuned methods",
    f"{DISCOVERY}-other": "discovery, other ways",
}
KINDS = "scores", "intrinsic", "datasets"
NOT_COMPUTED = "This part of the study has not been computed yet.\n"
# The classifiers of each table on the half for confirmation.
GROUPS = {
    "logistic regression and gradient boosting": STRONG,
    **{CLASSIFIERS[name]: (name,) for name in (TREE, LOGISTIC, BOOSTING)},
}
OF_SECOND_TIER = {
    "logistic regression and gradient boosting": STRONG,
    **{CLASSIFIERS[name]: (name,) for name in ("forest", "neighbors")},
}
# Signs that mean something in reStructuredText.
SPECIAL = re.compile(r"([*|_\\])")


@dataclass(frozen=True)
class Part:
    """What is kept of a part of the study: tables by their kind, and the counts."""

    tables: dict
    about: dict

    @property
    def scores(self):
        return self.tables["scores"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("docs", type=Path)
    options = parser.parse_args()
    matplotlib.use("Agg")
    write_page(options.folder, options.docs)


def write_page(folder, docs):
    """Write all that the page includes; what an older call left there is removed."""
    for old in (*docs.glob("study_*.rst"), *docs.glob("study_*.png")):
        old.unlink()
    parts = {name: read_part(folder, name) for name in PARTS}
    texts = {
        "numbers": define_numbers(),
        "progress": tabulate_progress(parts),
        "choice": write_choice(parts[DISCOVERY], parts[CONFIRMATION]),
        "discovery": write_discovery(parts[DISCOVERY]),
        **write_confirmation(parts[CONFIRMATION], docs),
        "multiclass": write_multiclass(parts["multiclass"]),
        "second": write_second(parts),
        "other_ways": write_other_ways(parts),
    }
    for name, text in texts.items():
        (docs / f"study_{name}.rst").write_text(text.strip() + "\n", encoding="utf-8")


def read_part(folder, name):
    """Return a part of the study, or ``None`` if its files are not there."""
    if not (folder / f"about-{name}.json").exists():
        return None
    tables = {kind: read(kind, name, folder) for kind in KINDS}
    return Part(tables, read_about(name, folder))


def define_numbers():
    """Return the numbers of the plan, for the sentences of the page."""
    (first,) = list_parts("1", CONFIRMATION, next(iter(COMPOSITIONS)), PILOT_CHI)
    boosting, tree = MODELS[BOOSTING], MODELS[TREE]
    numbers = {
        "n_folds": N_FOLDS,
        "n_repeats": first.n_repeats,
        "n_inner_folds": first.inner_cv,
        "max_values": f"{MAX_VALUES_REPEATED:,}",
        "n_kmeans_clusters": MiniBatchKMeans().n_clusters,
        "max_rows": f"{MAX_ROWS:,}",
        "min_rows": MIN_ROWS_OF_CLASS,
        "n_sets": sum(len(list_sets(half)) for half in HALVES),
        "n_families": sum(len(list_families(half)) for half in HALVES),
        "n_multiclass": len(MULTICLASS),
        "n_compositions": len(COMPOSITIONS),
        "n_rules": len(KMEANS_RULES),
        "pilot_chi": PILOT_CHI,
        "light_chi": LIGHT_CHI,
        "max_iter": boosting.max_iter,
        "max_bins": boosting.max_bins,
        "default_bins": type(boosting)().max_bins,
        "max_depth": tree.max_depth,
        "min_probability": MIN_PROBABILITY,
        "rope": ROPES[AP],
        "rope_brier": ROPES["brier"],
    }
    for half in HALVES:
        numbers[f"n_sets_{half}"] = len(list_sets(half))
        numbers[f"n_families_{half}"] = len(list_families(half))
    return "\n".join(
        f".. |{name}| replace:: {number}" for name, number in numbers.items()
    )


def tabulate_progress(parts):
    """Return the table of how far the study got, with the versions and dates."""
    rows = []
    for name, title in PARTS.items():
        if parts[name] is None:
            rows.append([title, "none", *[BLANK] * 4])
            continue
        about = parts[name].about
        rows.append(
            [
                title,
                f"{about['n_datasets']} of {about['n_planned_datasets']}",
                f"{about['n_families']}",
                f"{about['n_runs']:,}",
                f"{about['n_failed_runs']:,}",
                about["date"].replace("-", "\N{NON-BREAKING HYPHEN}"),
            ]
        )
    header = ["part", "data sets", "families", "runs", "failed runs", "date"]
    table = make_table("How far the study got", header, rows)
    return f"{table}\n{tell_versions(parts)}"


def tell_versions(parts):
    """Return a sentence on the versions that the parts were computed with."""
    names = "cluster-over-sampling scikit-learn imbalanced-learn numpy scipy".split()
    versions = {
        join_words([f"{name} {part.about[name]}" for name in names])
        for part in parts.values()
        if part is not None
    }
    if not versions:
        return ""
    return f"Computed with {'; and with '.join(sorted(versions))}.\n"


def write_choice(part, confirmed):
    """Return the tables of the choices, from the half for discovery."""
    if part is None:
        return NOT_COMPUTED
    scores = part.scores
    composition = choose_composition(scores)
    chis = tabulate_chis(scores, composition)
    tables = [
        tell_partial(part),
        tabulate_compositions(scores),
        chis or f"The chis of {label_method(composition)} are not computed yet.\n",
        tabulate_rules(scores),
    ]
    if chis and confirmed is not None:
        tables.insert(0, tell_mismatch(scores, composition, confirmed.about))
    return "\n".join(tables)


def write_discovery(part):
    return NOT_COMPUTED if part is None else tabulate_discovery(part.scores)


def tell_mismatch(scores, composition, about):
    """Return a sentence if something else was confirmed than what is chosen here."""
    chi = choose_chi(scores, composition)
    if (composition, chi) == (about["composition"], about["chi"]):
        return ""
    return (
        f"**By these scores the rules choose {label_method(composition)} with chi = "
        f"{chi:g}, but the half for confirmation was computed with "
        f"{label_method(about['composition'])} and chi = {about['chi']:g}.**\n"
    )


def tell_partial(part):
    """Return a sentence if some data sets are not computed yet."""
    n_sets, n_planned = part.about["n_datasets"], part.about["n_planned_datasets"]
    if n_sets == n_planned:
        return ""
    return (
        f"**Only {n_sets} of {n_planned} data sets are computed yet, so that nothing "
        "here is final.**\n"
    )


def write_confirmation(part, docs):
    """Return the texts on the half for confirmation, and write its pictures."""
    if part is None:
        names = "targets", "gains", "verdict", "pictures", "moderators"
        return {"findings": MISSING} | dict.fromkeys(names, NOT_COMPUTED)
    findings = find_all(part.tables, part.about)
    draw_all(part.tables, part.about["composition"], part.about["chi"], docs)
    gains = (
        tabulate_gains(f"Gains over no resampling, with {title}", part.scores, group)
        for title, group in GROUPS.items()
    )
    return {
        "findings": tell_findings(findings, part.about),
        "targets": f"{tabulate_targets(findings)}\n{tell_recommended(part)}",
        "gains": "\n".join(gains),
        "verdict": tell_verdict(part),
        "pictures": show(PICTURES, docs),
        "moderators": show(MODERATORS, docs),
    }


def tell_recommended(part):
    """Return a sentence on what is recommended, by the rule written down before."""
    composition, chi = part.about["composition"], part.about["chi"]
    name = recommend(part.scores, composition, chi)
    other = "G-SMOTE" if name == composition else composition
    return (
        f"By the rule of recommendation below, {label_method(name)} is recommended "
        f"over {label_method(other)}, both with weights.\n"
    )


def tell_verdict(part):
    """Return the verdict of the comparison, a sentence or a few to a paragraph."""
    comparison = compare(part.scores, AP)
    text = comparison.verdict(reference=label_method("none"), rope=ROPES[AP])
    # A table of scores does not tell which of them stand for failed runs.
    lines = [line for line in text.splitlines() if line != "No run failed."]
    n_failed, n_runs = (part.about[name] for name in ("n_failed_runs", "n_runs"))
    lines.append(
        f"{n_failed:,} of {n_runs:,} runs failed, with all classifiers; a failed run "
        "has the score of no resampling."
    )
    return "\n".join(f"- {escape(line)}" for line in lines)


def escape(text):
    """Return a text whose signs mean nothing in reStructuredText."""
    return SPECIAL.sub(r"\\\1", text)


def write_multiclass(part):
    if part is None:
        return NOT_COMPUTED
    tables = (
        tabulate_gains(f"Several classes, with {title}", part.scores, group)
        for title, group in GROUPS.items()
        if group in (STRONG, (TREE,))
    )
    return "\n".join((tell_partial(part), *tables))


def write_other_ways(parts):
    """Return the table of what was tried after targets had been missed."""
    first, other = parts[DISCOVERY], parts[f"{DISCOVERY}-other"]
    if first is None or other is None:
        return NOT_COMPUTED
    about = other.about
    table = tabulate_other_ways(
        first.scores, other.scores, about["composition"], about["chi"]
    )
    return f"{tell_partial(other)}\n{table}"


def write_second(parts):
    """Return the tables of the second tier, those of the confirmation half first."""
    texts = []
    for name, ending in (("Second tier", "tier2"), ("Tuned methods", "tuned")):
        for half in (CONFIRMATION, DISCOVERY):
            part = parts[f"{half}-{ending}"]
            if part is None:
                texts.append(
                    f"{name}: the half for {half} has not been computed yet.\n"
                )
                continue
            texts.append(tell_partial(part))
            texts += [
                tabulate_gains(
                    f"{name}, half for {half}, with {title}", part.scores, group
                )
                for title, group in OF_SECOND_TIER.items()
                if set(group) <= set(part.scores["classifier"])
            ]
    return "\n".join(texts)


if __name__ == "__main__":
    main()
