"""What makes two runs the same: data, parts, folds, seed and versions."""

import re

import imblearn
import numpy as np
import sklearn
from scipy import sparse

from clover import __version__
from clover.comparison._identity.fingerprint import describe
from clover.comparison._identity.hashes import hash_array, hash_sparse, hash_texts

# The format of the files in a store. Raise it when old files cannot be read any more.
FORMAT = 1
# Letters of each name that stand in the name of a file, to tell files apart by eye.
N_LETTERS = 20


def list_versions():
    """Return the versions on which results depend, by the names of the packages."""
    return {
        "clover": __version__,
        "imbalanced-learn": imblearn.__version__,
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
    }


def hash_rows(fold):
    """Return a hash of the training and test rows of a fold."""
    return hash_texts(
        *(hash_array(np.asarray(rows, np.int64)) for rows in (fold.train, fold.test))
    )


def hash_data(dataset):
    """Return a hash of the rows and the target of a data set, but not of its name.

    It is the same for equal values: the order in memory, the order of a sparse matrix's
    entries and the way in which pandas keeps texts make no difference. The names of the
    columns of a frame count.
    """
    X = dataset.X
    if sparse.issparse(X):
        rows = hash_sparse(X)
    elif hasattr(X, "columns"):
        rows = hash_texts(*_hashes_of_columns(X, dataset))
    else:
        rows = hash_array(X)
    return hash_texts(
        rows,
        hash_array(np.asarray(dataset.y, dtype=np.int64)),
        describe(tuple(dataset.classes), f"the classes of data set {dataset.name!r}"),
        describe(tuple(map(int, dataset.categorical)), "the columns of categories"),
    )


def _hashes_of_columns(frame, dataset):
    categorical = set(dataset.categorical)
    for place, name in enumerate(frame.columns):
        column = frame.iloc[:, place]
        yield describe(name, f"the name of a column of data set {dataset.name!r}")
        if place in categorical:
            values = column.to_numpy(dtype=object, na_value=None)
            yield hash_texts(*map(_describe_category, values.tolist()))
        else:
            yield hash_array(column.to_numpy())


def _describe_category(value):
    return "missing" if value is None else f"{type(value).__name__} {value!s}"


def describe_method(method):
    """Return the text of a method: its name, its sampler and its candidates."""
    where = f"samplers[{method.name!r}]"
    candidates = [
        {
            name: describe(value, f"candidate {place} of {where}: {name}")
            for name, value in candidate.items()
        }
        for place, candidate in enumerate(method.candidates)
    ]
    return hash_texts(
        method.name,
        describe(method.sampler, where),
        describe(candidates, where),
        str(bool(method.is_weighted)),
    )


def describe_classifier(name, classifier):
    """Return the text of a classifier: its name and its parameters."""
    return hash_texts(name, describe(classifier, f"classifiers[{name!r}]"))


def name_file(run, *texts):
    """Return the name of the file of a run, below 120 characters.

    The first letters of the data set, the method and the classifier are for the eye.
    What tells the file apart is the hash, of the format, the names in `run` and the
    texts of all that the result of the run depends on.
    """
    named = run.dataset, run.method, run.classifier
    letters = [*map(_spell, named), f"r{run.repeat}f{run.fold}"]
    numbers = str(FORMAT), str(run.repeat), str(run.fold)
    return f"{'-'.join(letters)}-{hash_texts(*named, *numbers, *texts)}.npz"


def _spell(name):
    """Return the start of a name in letters that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower())[:N_LETTERS] or "_"
