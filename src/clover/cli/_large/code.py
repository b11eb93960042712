"""The Python lines that do the same as a command on a table in parts."""

from clover.cli._large.choice import DASK
from clover.cli._large.workers import count_part_rows, list_plain_ignored
from clover.cli._sampling.code import quote_all
from clover.cli._sampling.reading_code import quote

OPEN = 'data = ds.dataset({}, format="parquet"{})'
SCHEMA = "schema = data.schema.remove_metadata()"
KEPT = """\
kept = [field for field in data.schema if field.name not in {}]
schema = pa.schema(kept)"""
IN_FOLDERS = ", partitioning=ds.HivePartitioning.discover(infer_dictionary=True)"
READ = """\
def read(part, schema, types, columns=None):
    row_group, start, n_rows = part
    rows = row_group.to_table(schema=schema, columns=columns, use_threads=False)
    return rows.slice(start, n_rows).to_pandas(types_mapper=types.get)


def find_place(file):
    parts = re.split(r"(\\d+)", file.path)
    return [int(part) if part.isdecimal() else part for part in parts]"""
FRAME = """\
parts = [
    (row_group, start, {n_rows})
    for file in sorted(data.get_fragments(), key=find_place)
    for row_group in file.split_by_row_group()
    for start in range(0, row_group.count_rows(), {n_rows})
]
{schema}
types = [schema.field(name).type for name in {ignored}]
types = {{kind: pd.ArrowDtype(kind) for kind in types}}
meta = schema.empty_table().to_pandas(types_mapper=types.get)
frame = dd.from_map(read, parts, schema=schema, types=types, meta=meta)"""


def write_script(table, params, goals, workers=None):
    """Return Python lines that make the same rows, and write them if the command does.

    Parameters
    ----------
    table : LargeTable
        The table.

    params : dict
        The parameters of the plan. They are not used where a saved plan is.

    goals : LargeGoals
        What the command writes, and how.

    workers : Workers, default=None
        The workers of Dask.
    """
    imports, planning = _write_plan(table, params, goals)
    if goals.engine == DASK:
        return _write_dask(table, imports, planning, goals, workers)
    source = _name_source(table, goals)
    lines = planning
    if goals.output:
        memory = _write_memory(goals)
        lines = [*lines, f"resample({source}, {quote(goals.output)}, made{memory})"]
    names = _list_names(goals, ["resample"])
    imports = [*imports, f"from clover.scale import {', '.join(names)}"]
    return "\n".join([*_sort(imports), "", *lines])


def _write_dask(table, imports, planning, goals, workers):
    lines = planning
    if goals.output:
        output = quote(goals.output)
        lines = [*lines, f"to_parquet(resample(frame, made), {output}, made)"]
    names = _list_names(goals, ["resample", "to_parquet"])
    imports = [
        *imports,
        "import re",
        "import dask.dataframe as dd",
        "import pandas as pd",
        "import pyarrow.dataset as ds",
        "from distributed import Client, LocalCluster",
    ]
    if "ResamplePlan" in names:
        names.remove("ResamplePlan")
        imports.append("from clover.scale import ResamplePlan")
    if names:
        imports.append(f"from clover.scale.dask import {', '.join(names)}")
    if table.left_out:
        imports.append("import pyarrow as pa")
    cluster = (
        f"cluster = LocalCluster(n_workers={workers.number}, threads_per_worker=1, "
        f"memory_limit={workers.memory})"
    )
    body = [
        _write_source(table),
        *_write_frame(table),
        cluster,
        "with cluster, Client(cluster):",
        *_indent(lines),
    ]
    guard = 'if __name__ == "__main__":'
    return "\n".join([*_sort(imports), "", "", READ, "", "", guard, *_indent(body)])


def _list_names(goals, names):
    """Return what is imported of `clover.scale`, or of its module for Dask."""
    names = names if goals.output else []
    return sorted([*names, "ResamplePlan" if goals.plan else "plan"])


def _write_source(table):
    """Return the line that opens the data, with columns in names of folders."""
    import pyarrow.dataset as ds

    file = next(table.dataset.get_fragments())
    has_keys = bool(ds.get_partition_keys(file.partition_expression))
    return OPEN.format(quote(table.path), IN_FOLDERS if has_keys else "")


def _write_frame(table):
    n_rows = count_part_rows(table.dataset)
    lines = FRAME.format(
        n_rows=n_rows,
        schema=KEPT.format(quote_all(table.left_out)) if table.left_out else SCHEMA,
        ignored=quote_all(list_plain_ignored(table)),
    )
    return lines.split("\n")


def _name_source(table, goals):
    """Return the expression of the data."""
    if goals.engine == DASK:
        return "frame"
    return quote(table.path)


def _write_plan(table, params, goals):
    """Return the imports and the lines of the plan."""
    from clover.report._content.code import Code

    code = Code()
    if goals.plan:
        return [], [f"made = ResamplePlan.load({quote(goals.plan)})"]
    given = dict(params)
    if goals.engine != DASK and goals.memory is not None:
        given["memory"] = goals.memory
    lines = [
        "made = plan(",
        f"    {_name_source(table, goals)},",
        f"    {quote(table.target)},",
        *(f"    {name}={code.express(value, 4)}," for name, value in given.items()),
        ")",
    ]
    lines = "\n".join(lines).split("\n")
    if goals.save_plan:
        lines.append(f"made.save({quote(goals.save_plan)})")
    return code.lines_of_imports(), lines


def _write_memory(goals):
    return "" if goals.memory is None else f", memory={quote(goals.memory)}"


def _sort(imports):
    """Return import statements in the order of isort, other packages' first."""
    return sorted(
        imports,
        key=lambda line: (line.split()[1].startswith("clover"), line.split()[1]),
    )


def _indent(lines):
    return [f"    {line}" for line in lines]
