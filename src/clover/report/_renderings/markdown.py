"""The facts as Markdown."""

import re

from clover._codes import address_of
from clover.report._renderings.texts import (
    tell_cluster,
    tell_count,
    tell_decimals,
    tell_label,
    tell_number,
    tell_outcome,
    tell_points,
    tell_seed,
    tell_share,
    tell_threshold,
)

# What starts code, links, emphasis, a heading, a cell or a tag.
SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~!&$])")


def to_markdown(facts):
    """Return a dictionary of facts as Markdown, with all but the pictures."""
    sections = [
        _tell_head(facts),
        _tell_findings(facts["findings"]),
        _tell_composition(facts["composition"]),
        _tell_classes(facts["classes"]),
        _tell_clusters(facts["clusters"]),
        _tell_alternatives(facts["alternatives"]),
        _tell_features(facts["features"]),
        _tell_measures(facts["measures"]),
        _tell_notes(facts["notes"]),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def escape(text):
    """Return a text without a meaning in Markdown, on one line."""
    one_line = " ".join(str(text).split())
    return SPECIAL.sub(r"\\\1", one_line)


def _table(head, lines):
    """Return a table; its cells are texts that are already escaped."""
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


def _tell_head(facts):
    table = facts["table"]
    name = "" if table["name"] is None else f" of {escape(table['name'])}"
    made = sum(one["made"] for one in facts["classes"])
    return (
        f"# Resampling report{name}\n\n{escape(facts['composition']['sampler'])} made "
        f"{tell_count(made)} synthetic samples next to {tell_count(table['n_rows'])} "
        f"given rows of {tell_count(table['n_columns'])} columns "
        f"({escape(table['kind'])})."
    )


def _tell_findings(findings):
    if not findings:
        return "## Findings\n\nNone."
    lines = [
        f"- **{one['code']}** ({one['severity']}) {escape(one['title'])}. "
        # The remedies are clover's own, and in Markdown.
        f"{escape(one['finding'])} {one['remedy']} {_tell_page(one['page'])}"
        for one in findings
    ]
    return "\n".join(("## Findings", "", *lines))


def _tell_page(page):
    address = address_of(page)
    return f"See {page} in the documentation." if address is None else f"<{address}>"


def _tell_composition(composition):
    versions = ", ".join(f"{name} {v}" for name, v in composition["versions"].items())
    # A fence is longer than all runs of backticks in the code.
    runs = re.findall(r"`+", composition["code"])
    fence = "`" * max(3, 1 + max(map(len, runs), default=0))
    return "\n".join(
        (
            "## Composition",
            "",
            escape(composition["sentence"]),
            "",
            f"{fence}python",
            composition["code"],
            fence,
            "",
            f"Seed: {tell_seed(composition)}. Versions: {escape(versions)}. Resampling "
            f"took {tell_number(composition['seconds'])} s.",
        )
    )


def _tell_classes(classes):
    head = ["class", "before", "asked", "made", "after", "share before", "share after"]
    lines = [
        [
            escape(tell_label(one["label"])),
            *(tell_count(one[name]) for name in ("before", "asked", "made", "after")),
            tell_share(one["share_before"]),
            tell_share(one["share_after"]),
        ]
        for one in classes
    ]
    return f"## Classes\n\n{_table(head, lines)}"


def _tell_clusters(clusters):
    if clusters is None:
        return ""
    head = ["class", "cluster", "rows", "largest class", "ratio", "samples", "outcome"]
    lines = [
        [
            escape(tell_label(one["class_label"])),
            tell_cluster(one),
            tell_count(one["n_rows"]),
            tell_count(one["n_majority_rows"]),
            tell_decimals(one["imbalance_ratio"], "∞"),
            tell_count(one["n_new_rows"]),
            escape(tell_outcome(one)),
        ]
        for one in clusters["entries"]
    ]
    effective = [
        f"- Class {escape(tell_label(one['class_label']))}: "
        f"{tell_number(one['of_given'])} effective clusters of the given rows, "
        f"{tell_number(one['of_made'])} of the samples ({one['n_selected']} of "
        f"{one['n_clusters']} clusters selected)"
        for one in clusters["effective"]
    ]
    shown = len(clusters["entries"])
    cut = ""
    if shown < clusters["n_entries"]:
        cut = f"{shown} of {clusters['n_entries']} cluster-class pairs are shown."
    blocks = [
        f"## Clusters\n\n{clusters['n_clusters']} clusters, "
        f"{tell_count(clusters['n_noise'])} rows of noise.",
        "\n".join(effective),
        _table(head, lines),
        cut,
        "\n".join(f"- {escape(note)}" for note in clusters["notes"]),
    ]
    return "\n\n".join(filter(None, blocks))


def _tell_alternatives(alternatives):
    thresholds = [
        [
            escape(tell_label(one["class_label"])),
            tell_threshold(one["threshold"]) + " (used)" * one["is_current"],
            tell_count(one["n_clusters"]),
            tell_count(one["n_rows"]),
        ]
        for one in alternatives["thresholds"]
    ]
    exponents = [
        [
            escape(tell_label(one["class_label"])),
            tell_number(one["exponent"], "0") + " (used)" * one["is_current"],
            tell_count(one["n_clusters"]),
            tell_count(one["n_largest"]),
        ]
        for one in alternatives["exponents"]
    ]
    blocks = []
    if thresholds:
        head = ["class", "threshold", "clusters", "rows of the class"]
        blocks.append(f"## Other thresholds\n\n{_table(head, thresholds)}")
    if exponents:
        head = ["class", "exponent", "clusters with samples", "samples of the first"]
        blocks.append(f"## Other exponents\n\n{_table(head, exponents)}")
    return "\n\n".join(blocks)


def _tell_features(features):
    if not features["shown"]:
        return ""
    lines = [
        [
            escape(one["name"]),
            escape(tell_label(one["class_label"])),
            tell_decimals(one["shift"]),
        ]
        for one in features["shown"]
    ]
    table = _table(["feature", "class", "shift"], lines)
    blocks = ["## Features, the largest shifts first", table, features["note"]]
    return "\n\n".join(filter(None, blocks))


def _tell_measures(measures):
    validity = [
        [
            escape(tell_label(one["class_label"])),
            tell_share(one["made"]),
            tell_share(one["given"]),
            tell_points(one["difference"]),
        ]
        for one in measures["validity"]
    ]
    diversity = [
        [
            escape(tell_label(one["class_label"])),
            tell_decimals(one["relative_distance"], "not known"),
            tell_share(one["near_copies"]),
            tell_share(one["copies"]),
        ]
        for one in measures["diversity"]
    ]
    blocks = ["## Validity and diversity"]
    if validity:
        head = [
            "class",
            "samples near others",
            "given rows near others",
            "difference in points",
        ]
        blocks.append(_table(head, validity))
    blocks.append(escape(measures["validity_note"]))
    if diversity:
        head = ["class", "relative distance", "near copies", "copies"]
        blocks.append(_table(head, diversity))
    blocks.append(escape(measures["diversity_note"]))
    return "\n\n".join(dict.fromkeys(blocks))


def _tell_notes(notes):
    if not notes:
        return ""
    return "\n".join(("## Notes", "", *(f"- {escape(note)}" for note in notes)))
