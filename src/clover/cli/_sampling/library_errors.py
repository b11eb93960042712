"""Errors of samplers, told in terms of the command."""

import re

from clover.cli._errors import DataError, UsageError, count, on_one_line, shorten
from clover.cli._sampling.remedies import name_options
from clover.cli._sampling.settings import OPTION_OF, PREFIX

PARAMETER = re.compile(
    r"The '(\w+)' parameter of (\w+) must be (.+)\. Got (.+) instead"
)
# What cannot be given on a command line.
OBJECTS = re.compile(r",? or an (object implementing .+|instance of '(?!int|float).+)$")
NEIGHBORS = re.compile(r"n_neighbors = (\d+), n_samples_fit = (\d+)")
CLUSTERS = re.compile(r"n_samples=(\d+) should be >= n_clusters=(\d+)")


def to_command_error(error, sampler):
    """Return an error of a sampler as a `CommandError`.

    Parameters
    ----------
    error : Exception
        The error.

    sampler : estimator
        The sampler that was to be fitted.
    """
    text = on_one_line(error)
    if isinstance(error, MemoryError):
        return DataError(f"The memory does not suffice for so many rows. {text}")
    if found := PARAMETER.search(text):
        return _refuse_value(sampler, *found.groups())
    if found := NEIGHBORS.search(text):
        return _tell_few_rows(*map(int, found.groups()))
    if found := CLUSTERS.search(text):
        n_rows, n_clusters = map(int, found.groups())
        return DataError(
            f"{count(n_rows, 'row')} cannot be divided into {n_clusters} clusters. Ask "
            f"for fewer with --set {PREFIX}n_clusters."
        )
    return DataError(shorten(name_options(text, sampler)))


def _refuse_value(sampler, name, owner, wanted, value):
    """Return the error of a parameter with a value of the wrong kind."""
    is_own = owner == type(sampler).__name__ or name in sampler.get_params(deep=False)
    option = OPTION_OF.get(name) or f"--set {name if is_own else PREFIX + name}"
    return UsageError(f"{option} should be {OBJECTS.sub('', wanted)}. Got {value}.")


def _tell_few_rows(n_neighbors, n_rows):
    """Return the error of a class with fewer rows than neighbours are looked for.

    A row is among its own neighbours.
    """
    if n_rows < 2:
        remedy = "Use --method recommended or --method random"
    else:
        remedy = (
            f"Use --set k_neighbors={n_rows - 1}, or --method recommended, which "
            "takes fewer by itself"
        )
    return DataError(
        f"A class, or a cluster of it, has {count(n_rows, 'row')}, and "
        f"{n_neighbors} are needed. {remedy}."
    )
