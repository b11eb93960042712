"""C010: the table looks like a test set."""

import re

from clover._codes import TEST_SET
from clover.report._checks.finding import make_finding
from clover.report._content.values import clean_text

WORDS = {
    "test",
    "testing",
    "tests",
    "testset",
    "holdout",
    "heldout",
    "valid",
    "validation",
    "val",
    "eval",
    "evaluation",
}
# What may hold the name of a data frame in its `attrs`.
ATTRIBUTES = ("name", "title", "source", "file", "filename", "path")


def check(run, samples, facts):
    """Find words such as "test" in the names of the table."""
    for name in _find_names(run, facts):
        if is_name_of_test_set(name):
            return make_finding(
                TEST_SET,
                "warning",
                "The table looks like a test set",
                [
                    f"Its name is {clean_text(name)!r}. Scores on resampled rows do "
                    "not tell how good a model is."
                ],
                "Resample training rows only. In a Pipeline of imbalanced-learn, a "
                "sampler is left out when the model predicts.",
            )
    return None


def _find_names(run, facts):
    if facts.table.name is not None:
        yield facts.table.name
    attributes = getattr(run.table.X, "attrs", None) or {}
    for key in ATTRIBUTES:
        if isinstance(attributes.get(key), str):
            yield attributes[key]


def is_name_of_test_set(name):
    """Return whether a name has a word that test sets have."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    lower = {word.lower() for word in words}
    # A name such as "train_test" may stand for both.
    is_training = any(word.startswith("train") for word in lower)
    is_test = bool(WORDS & lower) or "holdout" in "".join(words).lower()
    return is_test and not is_training
