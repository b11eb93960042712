"""Errors and warnings of `clover.scale`, told in terms of the command."""

import re
import warnings
from ast import literal_eval
from contextlib import contextmanager
from pathlib import Path

from clover.cli._errors import DataError, UsageError, on_one_line, tell_reason
from clover.cli._sampling.library_errors import to_command_error
from clover.cli._sampling.unsuitable import write_ignore

OPTION_OF = {
    "memory": "--memory",
    "max_group_rows": "--set max_group_rows",
    "max_samples": "--set max_samples",
    "output": "--output",
    "target": "--target",
    "weight_column": "--weights",
    "source": "the table",
    "oversampler": "--method",
    "selection_strategy": "--set selection_strategy",
    "categorical_features": "--categorical",
    "ignored_columns": "--ignore",
}
# The folders of packages whose warnings tell a user nothing.
ENGINES = {"dask", "distributed"}
NAME = re.compile(r"`(\w+)`")
# A list of names that is to be ignored.
IGNORED = re.compile(r"`ignored_columns`: (\[.*?[\'\"]\])")
FORCE = re.compile(r"\bforce=True\b")
# What errors about the command begin with, after names of options are there.
ABOUT_COMMAND = ("--memory should", "--weights should", "--output should", "--set ")


def name_options(text):
    """Return a text of the library with options in place of parameters.

    >>> name_options("Use force=True, or a smaller `max_group_rows`.")
    'Use --force, or a smaller --set max_group_rows.'
    >>> name_options("Name it in `ignored_columns`: ['a', 'b c'].")
    "Name it in --ignore 'a,b c'."
    """
    text = text.replace(" and `spill_dir`", "")
    text = IGNORED.sub(lambda found: write_ignore(literal_eval(found[1])), text)
    text = NAME.sub(lambda found: OPTION_OF.get(found[1], found[0]), text)
    return FORCE.sub("--force", text)


@contextmanager
def telling_errors(oversampler):
    """Raise errors of the library as errors of one line.

    `oversampler` is that of the command, whose parameters are told as options; None
    stands for that of a saved plan.
    """
    try:
        yield
    except (ValueError, TypeError, MemoryError, RuntimeError, FileExistsError) as error:
        raise _to_error(error, oversampler) from error
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        text = name_options(on_one_line(tell_reason(error)))
        raise DataError(f"{name}{text}.") from error


def _to_error(error, oversampler):
    text = name_options(on_one_line(error))
    if type(error) in (FileExistsError, TypeError) or text.startswith(ABOUT_COMMAND):
        return UsageError(text)
    if isinstance(error, MemoryError):
        return DataError(text)
    if oversampler is None:
        return DataError(text)
    told = ValueError(text) if type(error) is ValueError else error
    return to_command_error(told, oversampler)


@contextmanager
def collecting_warnings(notes):
    """Add warnings of the library to notes, in place of showing them."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        yield
    for one in caught:
        # Dask warns of the sizes of its own tasks.
        is_of_dask = ENGINES & set(Path(one.filename).parts)
        if issubclass(one.category, UserWarning) and not is_of_dask:
            notes.append(on_one_line(one.message))
