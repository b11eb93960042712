"""The table of a comparison as Markdown, LaTeX and HTML."""

import re
from html import escape

from clover.comparison._analysis.failures import RULES
from clover.comparison._analysis.wording import count, format_number, format_p, join

LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}
# What starts code, links, emphasis, a cell or a tag. An underscore in a word is none.
MARKDOWN = re.compile(r"[\\`*|\[\]]|<(?=[a-zA-Z/!?])|(?<!\w)_|_(?!\w)")


def to_cells(table, reference):
    """Return the head and the lines of a table as texts, the best mean rank first."""
    head = [
        "method",
        "mean",
        "mean rank",
        f"gain over {reference}",
        "95 % interval",
        "wins/ties/losses",
        "p (Holm)",
        "failures",
    ]
    # Distributors are compared by two axes, which do not follow from each other.
    has_validity = "validity_difference" in table
    head += ["validity (0: as real rows)"] * has_validity
    lines = []
    for method, row in table.sort_values("mean_rank", kind="stable").iterrows():
        line = [method, format_number(row["mean"]), f"{row['mean_rank']:.2f}"]
        if method == reference:
            line += ["", "", "", ""]
        else:
            line += [
                format_number(row["difference"]),
                format_interval(row["low"], row["high"]),
                "/".join(f"{row[name]:.0f}" for name in ("wins", "ties", "losses")),
                format_p(row["p_holm"]),
            ]
        line.append(f"{row['failures']:.0f}")
        if has_validity:
            line.append(format_number(row["validity_difference"]))
        lines.append(line)
    return head, lines


def format_interval(low, high):
    """Return both ends of an interval; an empty string if there is none."""
    ends = format_number(low), format_number(high)
    return f"{ends[0]} to {ends[1]}" if all(ends) else ""


def describe(table):
    """Return the sentences under a table."""
    about = table.attrs
    better = "greater" if about["greater_is_better"] else "less"
    sentences = [
        f"{about['metric']} ({better} is better), mean over "
        f"{count(about['n_families'], 'family', 'families')} of "
        f"{count(about['n_datasets'], 'data set')}.",
        "Gains are positive where the method is better.",
        *_tell_tests(table),
        tell_failures(about["n_failures"], about["failures"]),
    ]
    if about["left_out"]:
        sentences.append(f"Left out as incomplete: {join(list(about['left_out']))}.")
    if "validity_difference" in table:
        sentences.append(
            "Validity: how much more often made rows lie nearest to another class than "
            "real rows do; it is not benefit."
        )
    return " ".join(sentences)


def _tell_tests(table):
    """Return the sentence on what p and the intervals are, where there are any."""
    if table["p_holm"].isna().all():
        return []
    return [
        "p is that of Wilcoxon's signed-rank test over families, adjusted by Holm's "
        "method; intervals are bootstrap-t intervals over families."
    ]


def tell_failures(number, rule, names=""):
    """Return a sentence on the failed runs and the rule for their scores."""
    if not number:
        return "No run failed."
    return f"{count(number, 'run')} failed{names}: {RULES[rule]}."


def to_markdown(table):
    """Return a table as a pipe table of Markdown, with its sentences under it."""
    head, lines = to_cells(table, table.attrs["reference"])
    rules = ["---", *["---:"] * (len(head) - 1)]
    rows = [_markdown_row(cells) for cells in (head, rules, *lines)]
    return "\n".join([*rows, "", escape_markdown(describe(table))])


def _markdown_row(cells):
    return "| " + " | ".join(map(escape_markdown, cells)) + " |"


def escape_markdown(text):
    """Return a text on one line whose signs Markdown prints as they are."""
    return MARKDOWN.sub(r"\\\g<0>", " ".join(text.splitlines()))


def to_latex(table):
    """Return a table as a LaTeX table, which needs the package booktabs."""
    head, lines = to_cells(table, table.attrs["reference"])
    body = [_latex_row(cells) for cells in lines]
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{escape_latex(describe(table))}}}",
            rf"\begin{{tabular}}{{l{'r' * (len(head) - 1)}}}",
            r"\toprule",
            _latex_row(head),
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


def _latex_row(cells):
    return " & ".join(map(escape_latex, cells)) + r" \\"


def escape_latex(text):
    """Return a text whose signs LaTeX prints as they are."""
    return "".join(LATEX.get(sign, sign) for sign in " ".join(text.splitlines()))


def to_html(table):
    """Return a table as HTML, with its sentences as the caption."""
    head, lines = to_cells(table, table.attrs["reference"])
    return (
        f"<table><caption>{escape(describe(table))}</caption>"
        f"<thead>{_html_row(head, 'th')}</thead>"
        f"<tbody>{''.join(_html_row(cells, 'td') for cells in lines)}</tbody></table>"
    )


def _html_row(cells, tag):
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
