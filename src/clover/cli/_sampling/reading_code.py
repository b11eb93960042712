"""The Python call that reads the table of a command as the command reads it."""

from clover.cli._tables.parquet import find_index
from clover.cli._tables.read import GZIP_MARK


def read_code(prepared):
    """Return the call of pandas that reads the table of a command."""
    table, path = prepared.table, prepared.request.path
    source = "sys.stdin.buffer" if path == "-" else quote(path)
    if table.text is None:
        # The index becomes a column, as in the file.
        reset = ".reset_index()" if find_index(table.arrow) else ""
        return f"pd.read_{table.form}({source}){reset}"
    options = _list_options(table, path)
    texts = _list_texts(prepared)
    if texts:
        pairs = ", ".join(f"{quote(name)}: str" for name in texts)
        options.append(f"dtype={{{pairs}}}")
    return f"pd.read_csv({', '.join([source, *options])})"


def quote(text):
    """Return a string in double quotes, where these need not be escaped."""
    quoted = repr(text)
    return quoted if '"' in quoted else f'"{quoted[1:-1]}"'


def _list_options(table, path):
    text_format = table.text_format
    options = []
    is_packed = path != "-" and _starts_with(path, GZIP_MARK)
    if is_packed and not path.endswith(".gz"):
        options.append('compression="gzip"')
    if text_format.separator != ",":
        options.append(f"sep={quote(text_format.separator)}")
    if text_format.decimal != ".":
        options.append(f"decimal={quote(text_format.decimal)}")
    if text_format.encoding not in ("utf-8", "utf-8-sig"):
        options.append(f"encoding={quote(text_format.encoding)}")
    return options


def _starts_with(path, mark):
    with open(path, "rb") as file:
        return file.read(len(mark)) == mark


def _list_texts(prepared):
    """Return the columns that have to be read as text to come out as categories."""
    table, columns = prepared.table, prepared.columns
    names = [name for name in columns.categories if _needs_text(table, name)]
    target = prepared.classes.column
    is_text = prepared.classes.y.dtype.kind == "U"
    return [*names, target] if is_text and _needs_text(table, target) else names


def _needs_text(table, name):
    """Return whether pandas, left to itself, might read other values than texts.

    It reads numbers, and booleans in several spellings. In a large file, it may read
    some rows of a column as numbers and others as text.
    """
    import pandas as pd

    is_missing = table.frame[name].isna()
    texts = pd.Series(table.text[name], dtype=object)[~is_missing].drop_duplicates()
    if pd.to_numeric(texts, errors="coerce").notna().any():
        return True
    are_booleans = texts.str.lower().isin(["true", "false"]).all()
    has_more = len(texts) > table.frame[name].nunique() or is_missing.any()
    return bool(are_booleans and has_more)
