"""A plan as text and as HTML, to be read before anything is made."""

from html import escape

COLUMNS = ("class", "rows", "samples", "rows in the output")
WEIGHTS = ("weight of a row", "weight of a sample")


def to_text(plan):
    """Return a plan as text: classes, parameters and the cluster report."""
    table = _list_classes(plan)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in table
    ]
    parameters = [f"{name}: {value}" for name, value in plan.parameters.items()]
    return "\n".join([summarize(plan), *lines, *parameters, str(plan.cluster_report)])


def to_html(plan):
    """Return a plan as HTML, for notebooks."""
    parameters = plan.parameters.items()
    return "".join(
        [
            f"<p>{escape(summarize(plan))}</p>",
            _to_table(_list_classes(plan)),
            "<ul>",
            *(f"<li>{escape(f'{name}: {value}')}</li>" for name, value in parameters),
            "</ul>",
            f"<pre>{escape(str(plan.cluster_report))}</pre>",
        ]
    )


def summarize(plan):
    """Return a plan in one sentence."""
    n_partitions = plan.n_partition_rows.size
    partitions = f"{n_partitions} partition{'s' * (n_partitions != 1)}"
    return (
        f"{plan.n_new} synthetic samples to make for the target {plan.target!r} of "
        f"{plan.n_rows} rows in {partitions}"
    )


def _list_classes(plan):
    """Return the table of the classes, line by line, with its header."""
    n_new = plan.n_new_rows.sum(axis=0)
    columns = [plan.class_labels, plan.n_class_rows, n_new, plan.n_class_rows + n_new]
    header = list(COLUMNS)
    if plan.weights is not None:
        header += WEIGHTS
        of_rows, of_samples = plan.weights
        columns.append([f"{weight:.4g}" for weight in of_rows])
        pairs = zip(of_samples, n_new, strict=True)
        columns.append([f"{weight:.4g}" if number else "" for weight, number in pairs])
    lines = [list(map(str, line)) for line in zip(*columns, strict=True)]
    return [header, *lines]


def _to_table(lines):
    header, *others = (
        "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in line)
        for tag, line in zip(["th"] + ["td"] * len(lines), lines, strict=False)
    )
    rows = "".join(f"<tr>{line}</tr>" for line in others)
    return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
