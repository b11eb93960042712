"""The Python lines that do the same as a command."""

import re
from pathlib import Path

from clover.cli._sampling.reading_code import quote, read_code
from clover.cli._sampling.unsuitable import is_decimal
from clover.cli._tables.parquet import find_index
from clover.cli._tables.write import find_form

# How Parquet names the levels of an index without names.
INDEX = "__index_level_0__"
LEVEL = re.compile(r"__index_level_\d+__")


def write_script(prepared, goals):
    """Return Python lines that resample the same table with the same sampler.

    They also write the same table, if the command does.
    """
    from clover.report._content.code import write_code

    imports, expression, _ = write_code(prepared.sampler)
    if goals.weights:
        imports = [*imports, "from clover.weights import prevalence_weights"]
    modules = ["import sys", ""] if prepared.request.path == "-" else []
    lines = [
        *modules,
        "import pandas as pd",
        *sorted(imports),
        "",
        f"data = {read_code(prepared)}",
        *_for_each(_list_decimals(prepared), "{}.astype(float)", "data"),
        f"X = data.drop(columns={quote_all(_list_dropped(prepared))})",
        f"y = data[{quote(prepared.classes.column)}]",
        *_prepare_columns(prepared),
        f"sampler = {expression}",
        "X_resampled, y_resampled = sampler.fit_resample(X, y)",
        *_write(prepared, goals),
    ]
    return "\n".join(lines)


def quote_all(names):
    """Return a list of strings."""
    return f"[{', '.join(map(quote, names))}]"


def _list_dropped(prepared):
    names = [prepared.classes.column, *prepared.columns.ignored]
    index = [] if prepared.table.arrow is None else find_index(prepared.table.arrow)
    new_names = {name: _name_level(name, place) for place, name in enumerate(index)}
    # Where the index of a frame is a single one without a name, pandas calls its
    # column "index".
    if index == [INDEX] and "index" not in prepared.table.columns:
        new_names = {INDEX: "index"}
    return [new_names.get(name, name) for name in names]


def _name_level(name, place):
    """Return how pandas calls the column of a level of an index."""
    return f"level_{place}" if LEVEL.fullmatch(name) else name


def _prepare_columns(prepared):
    """Return the lines that fill in missing values."""
    if prepared.is_repeated:
        return []
    frame, columns = prepared.table.frame, prepared.columns
    gaps = [name for name in columns.numbers if frame[name].isna().any()]
    whole = [name for name in gaps if prepared.X[name].dtype.kind == "i"]
    rounded = [name for name in gaps if name in columns.whole and name not in whole]
    others = [name for name in gaps if name not in {*whole, *rounded}]
    categories = [name for name in columns.categories if frame[name].isna().any()]
    if prepared.request.missing != "impute":
        categories = []
    return [
        *_for_each(others, "{0}.fillna({0}.median())"),
        *_for_each(rounded, "{0}.fillna({0}.median().round())"),
        *_for_each(whole, '{0}.fillna({0}.median().round()).astype("int64")'),
        *_for_each(categories, "{0}.fillna({0}.mode().iloc[0])"),
    ]


def _list_decimals(prepared):
    """Return the columns of decimal numbers, which no sampler takes as they are."""
    frame = prepared.table.frame
    if prepared.is_repeated:
        return []
    return [
        name
        for name in prepared.columns.numbers
        if is_decimal(frame[name]) and frame[name].notna().any()
    ]


def _for_each(names, expression, frame="X"):
    """Return the lines that replace columns of a frame by an expression of them."""
    if not names:
        return []
    if len(names) == 1:
        column = f"{frame}[{quote(names[0])}]"
        return [f"{column} = {expression.format(column)}"]
    return [
        f"for name in {quote_all(names)}:",
        f"    {frame}[name] = {expression.format(f'{frame}[name]')}",
    ]


def _write(prepared, goals):
    """Return the lines that put real and made rows together, and write them."""
    if not goals.output:
        return []
    lines = [
        "",
        "made = pd.concat([X_resampled, y_resampled], axis=1).iloc[len(data) :]",
        "table = pd.concat([data, made], ignore_index=True)[data.columns]",
    ]
    if goals.weights:
        weights = "prevalence_weights(y_resampled, len(data))"
        lines.append(f"table[{quote(goals.weights)}] = {weights}")
    if goals.mark:
        lines.append(f"table[{quote(goals.mark)}] = table.index >= len(data)")
    if goals.only_new:
        # Feather takes no other index than that of a new frame.
        lines.append("table = table.iloc[len(data) :].reset_index(drop=True)")
    return [*lines, f"table.{_write_file(prepared.table, goals.output)}"]


def _write_file(table, path):
    goal = "sys.stdout" if path == "-" else quote(path)
    form = find_form(path)
    if form == "parquet":
        return f"to_parquet({goal}, index=False)"
    if form == "feather":
        return f"to_feather({goal})"
    text_format = table.text_format
    is_tabs = Path(path.lower().removesuffix(".gz")).suffix == ".tsv"
    separator = "\t" if is_tabs else text_format.separator
    options = ["index=False"]
    if separator != ",":
        options.append(f"sep={quote(separator)}")
    if text_format.decimal != ".":
        options.append(f"decimal={quote(text_format.decimal)}")
    if text_format.encoding not in ("utf-8", "utf-8-sig"):
        options.append(f"encoding={quote(text_format.encoding)}")
    return f"to_csv({', '.join([goal, *options])})"
