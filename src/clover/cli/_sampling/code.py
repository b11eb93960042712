"""The Python lines that do the same as a command."""


def write_script(prepared, outcome, goals):
    """Return Python lines that resample the same table with the same sampler."""
    from clover.report._content.code import write_code

    imports, expression, _ = write_code(prepared.sampler)
    lines = [
        "import pandas as pd",
        *imports,
        "",
        f"data = {_read(prepared)}",
        f"X = data.drop(columns={_quote_all(_dropped(prepared))})",
        f"y = data[{_quote(prepared.classes.column)}]",
        *_fill(prepared),
        f"sampler = {expression}",
        "X_resampled, y_resampled = sampler.fit_resample(X, y)",
    ]
    if goals.weights:
        lines.insert(2, "from clover.weights import prevalence_weights")
        lines.append("weights = prevalence_weights(y_resampled, len(y))")
    return "\n".join(lines)


def _dropped(prepared):
    return [prepared.classes.column, *prepared.columns.ignored]


def _quote(text):
    quoted = repr(text)
    return quoted if '"' in quoted else f'"{quoted[1:-1]}"'


def _quote_all(names):
    return f"[{', '.join(map(_quote, names))}]"


def _read(prepared):
    """Return the call that reads the table."""
    table, path = prepared.table, prepared.request.path
    if table.text is None:
        return f"pd.read_parquet({_quote(path)})"
    text_format = table.text_format
    options = []
    if text_format.separator != ",":
        options.append(f"sep={_quote(text_format.separator)}")
    if text_format.decimal != ".":
        options.append(f"decimal={_quote(text_format.decimal)}")
    if text_format.encoding not in ("utf-8", "utf-8-sig"):
        options.append(f"encoding={_quote(text_format.encoding)}")
    as_text = _list_texts(prepared)
    if as_text:
        pairs = ", ".join(f"{_quote(name)}: str" for name in as_text)
        options.append(f"dtype={{{pairs}}}")
    return f"pd.read_csv({', '.join([_quote(path), *options])})"


def _list_texts(prepared):
    """Return the columns that are read as text and would else be numbers."""
    table = prepared.table
    wanted = [
        name
        for name in prepared.columns.categories
        if name in prepared.request.categorical
        or (table.text[name][0][:1] == "0" and table.text[name][0][1:].isdigit())
    ]
    if prepared.classes.y.dtype.kind == "U" and _is_number(table, prepared):
        wanted.append(prepared.classes.column)
    return wanted


def _is_number(table, prepared):
    return getattr(table.frame[prepared.classes.column].dtype, "kind", "O") in "biuf"


def _fill(prepared):
    """Return the lines that fill in missing values."""
    features = prepared.table.frame[prepared.columns.features]
    lacks = features.isna().any()
    if prepared.is_repeated or prepared.request.missing == "error" or not lacks.any():
        return []
    if prepared.request.missing == "category":
        return []
    lines = []
    if lacks[prepared.columns.numbers].any():
        lines.append("X = X.fillna(X.median(numeric_only=True))")
    if lacks[prepared.columns.categories].any():
        lines.append("X = X.fillna(X.mode().iloc[0])")
    return lines
