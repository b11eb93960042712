"""Parameters of a method, as ``--set name=value`` gives them."""

import json

from clover.cli._errors import UsageError, offer_nearest

PREFIX = "clusterer."
WORDS = {"none": None, "true": True, "false": False}
# What other options set.
OPTION_OF = {
    "sampling_strategy": "--strategy",
    "random_state": "--seed",
    "categorical_features": "--categorical",
    "weighting": "--weights",
}


def read_settings(pairs):
    """Return parameters by name; those of the clusterer begin with ``clusterer.``.

    >>> read_settings(["k_neighbors=3", "clusterer.n_clusters=50"])
    {'k_neighbors': 3, 'clusterer.n_clusters': 50}
    """
    settings = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip().replace("clusterer__", PREFIX)
        if not sign or not name:
            raise UsageError(
                f"--set should be given as name=value, such as k_neighbors=3. Got "
                f"{pair!r}."
            )
        if name in OPTION_OF:
            raise UsageError(f"--set {name}: use {OPTION_OF[name]} in its place.")
        if name in settings:
            raise UsageError(f"--set {name} is given twice.")
        settings[name] = _read_value(value.strip())
    return settings


def _read_value(text):
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def check_names(settings, known, owner):
    """Raise an error if a parameter is unknown, and offer the nearest ones."""
    known = [name for name in known if name not in OPTION_OF]
    for name in settings:
        if name not in known:
            nearest = f" {offer_nearest(name, known)}" if known else ""
            raise UsageError(f"--set {name}: {owner} has no such parameter.{nearest}")
