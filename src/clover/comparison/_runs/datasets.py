"""Data sets: from a mapping, from the files of a folder, or by their public names."""

import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path

from clover._rows.target import Target
from clover.comparison._runs.records import DataSet
from clover.comparison._runs.tables import read_table

ENDINGS = (".csv", ".csv.gz", ".parquet")
# One-hot columns are dense: of 10,000 rows, so many take 80 MB.
MAX_CATEGORIES = 1_000


def load_datasets(datasets):
    """Return the data sets of a comparison as a list of `DataSet`.

    Parameters
    ----------
    datasets : mapping, str, path or list of str
        A mapping from names to pairs ``(X, y)``; a folder of CSV or Parquet files,
        whose last column is the target; or one or more names that
        ``imblearn.datasets.fetch_datasets`` knows.

    Returns
    -------
    loaded : list of DataSet
        The data sets: of a folder in the order of their names, else as given.

    Raises
    ------
    ValueError
        If there is no data set, or one of them cannot be used; its name is told.

    Warns
    -----
    UserWarning
        If a column has more than 1,000 categories.
    """
    if isinstance(datasets, Mapping):
        tables = {name: _read_pair(name, pair) for name, pair in datasets.items()}
    elif isinstance(datasets, Path) or _is_folder(datasets):
        tables = _read_folder(Path(datasets))
    else:
        tables = _fetch(datasets)
    if not tables:
        raise ValueError("`datasets` should hold at least one data set. Got none.")
    loaded = [make_dataset(name, X, y) for name, (X, y) in tables.items()]
    _warn_of_many_categories(loaded)
    return loaded


def _warn_of_many_categories(loaded):
    """Warn of columns such as the names of rows, with a one-hot column for each row."""
    for dataset in loaded:
        for place in dataset.categorical:
            n_categories = dataset.X.iloc[:, place].nunique()
            if n_categories > MAX_CATEGORIES:
                warnings.warn(
                    f"Data set {dataset.name!r}: column {dataset.X.columns[place]!r} "
                    f"has {n_categories} categories, each of which becomes a column. "
                    "Leave it out if it names the rows, or make numbers of it.",
                    UserWarning,
                    stacklevel=5,
                )


def make_dataset(name, X, y):
    """Return a table and its target of any kinds as a `DataSet`."""
    with _naming(name):
        target = Target.from_user(y)
        table, categorical = read_table(X)
        _check_sizes(table, target)
    numeric = (j for j in range(table.shape[1]) if j not in categorical)
    return DataSet(
        name=name,
        X=table,
        y=target.codes,
        classes=_to_python(target.classes),
        numeric=tuple(numeric),
        categorical=categorical,
    )


@contextmanager
def _naming(name):
    """Name the data set in errors about it."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise ValueError(f"Data set {name!r}: {error}") from error


def _read_pair(name, pair):
    if not isinstance(name, str):
        raise ValueError(
            f"The names of `datasets` should be strings. Got {name!r}; use "
            f"{str(name)!r}."
        )
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise ValueError(
            f"Data set {name!r} should be a pair (X, y). Got {type(pair).__name__}."
        )
    return pair


def _is_folder(datasets):
    return isinstance(datasets, str) and Path(datasets).is_dir()


def _read_folder(folder):
    """Return the tables of a folder by the names of their files without endings."""
    if not folder.is_dir():
        raise ValueError(
            f"`datasets` names the folder {str(folder)!r}. It is not there."
        )
    # Some systems put hidden files next to those that they copy.
    files = sorted(
        path
        for path in folder.iterdir()
        if path.name.endswith(ENDINGS) and not path.name.startswith(".")
    )
    if not files:
        raise ValueError(
            f"The folder {str(folder)!r} has no data sets. Put files there that end "
            f"in {', '.join(ENDINGS)}; the last column is the target."
        )
    tables = {}
    for path in files:
        name = _cut_ending(path.name)
        if name in tables:
            raise ValueError(
                f"Two files of {str(folder)!r} are named {name!r}. Rename one of them."
            )
        tables[name] = _read_file(path)
    return dict(sorted(tables.items()))


def _cut_ending(file_name):
    ending = next(ending for ending in ENDINGS if file_name.endswith(ending))
    return file_name.removesuffix(ending)


def _read_file(path):
    import pandas as pd

    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    try:
        frame = read(path)
    except ValueError as error:
        # Those of pandas and pyarrow about the content, an empty file among them.
        raise ValueError(f"The file {str(path)!r} cannot be read: {error}") from error
    if frame.shape[1] < 2:
        raise ValueError(
            f"The file {str(path)!r} should have at least one column of features and "
            f"then the target. It has {frame.shape[1]} "
            f"{'column' if frame.shape[1] == 1 else 'columns'}."
        )
    _check_names(path, frame)
    return frame.iloc[:, :-1], frame.iloc[:, -1]


def _check_names(path, frame):
    """Raise an error if a column has no name, as row numbers that were written."""
    for place, name in enumerate(frame.columns):
        if name == f"Unnamed: {place}":
            raise ValueError(
                f"Column {place} of the file {str(path)!r} has no name, as row numbers "
                "have that pandas wrote. Write the file with `index=False`, or name "
                "the column if it is a feature or the target."
            )


def _fetch(names):
    """Return public tables; they are downloaded if they were not before."""
    from imblearn.datasets import fetch_datasets

    names = [names] if isinstance(names, str) else names
    if not isinstance(names, tuple | list) or not all(
        isinstance(name, str) for name in names
    ):
        raise ValueError(
            "`datasets` should map names to pairs (X, y), or be a folder, or names "
            f"of `imblearn.datasets.fetch_datasets`. Got {names!r}."
        )
    if len(set(names)) < len(names):
        raise ValueError(f"`datasets` holds a name twice. Got {list(names)}.")
    if not names:
        return {}
    try:
        fetched = fetch_datasets(filter_data=tuple(names))
    except ValueError as error:
        raise ValueError(
            f"`datasets` is {names!r}: neither a folder, nor only names that "
            f"`imblearn.datasets.fetch_datasets` knows. {error}"
        ) from error
    return {name: (fetched[name].data, fetched[name].target) for name in names}


def _check_sizes(table, target):
    if table.shape[0] != target.codes.size:
        raise ValueError(
            f"`X` has {table.shape[0]} rows and `y` has {target.codes.size}. They "
            "should have equally many."
        )
    if not table.shape[1]:
        raise ValueError("`X` has no columns.")
    if target.classes.size < 2:
        raise ValueError(
            f"`y` should have at least two classes. Got {_to_python(target.classes)}."
        )


def _to_python(classes):
    """Return classes as numbers, booleans or strings of Python."""
    if classes.dtype.kind in "mM":
        classes = classes.astype(str)
    return tuple(classes.tolist())
