"""How many rows each class should have."""

import json

from clover.cli._errors import UsageError, offer_nearest

WORDS = ("auto", "minority", "not minority", "not majority", "all")


def read_strategy(text, classes):
    """Return what a sampler takes as its `sampling_strategy`.

    Parameters
    ----------
    text : str
        A word, a share of the largest class such as ``"0.5"``, or a JSON object from
        classes to numbers of rows.

    classes : Classes
        The classes of the table.
    """
    text = text.strip()
    if text in WORDS:
        return text
    if text.startswith("{"):
        return _read_numbers(text, classes)
    try:
        share = float(text)
    except ValueError:
        raise UsageError(
            f"--strategy {text!r} is unknown. {offer_nearest(text, WORDS)} A share "
            "such as 0.5, or '{\"class\": 5000}', is possible, too."
        ) from None
    if not 0 < share <= 1:
        raise UsageError(
            "--strategy should be a share of the largest class above 0 and at most 1. "
            f"Got {text}."
        )
    return _grow_to_share(share, classes)


def _grow_to_share(share, classes):
    """Return the rows of each class that has less than a share of the largest one."""
    goal = round(share * max(classes.counts.values()))
    smaller = {value: goal for value, number in classes.counts.items() if number < goal}
    if not smaller:
        raise UsageError(
            f"--strategy {share:g} asks for nothing: all classes have that share of "
            "the rows of the largest one."
        )
    return smaller


def _read_numbers(text, classes):
    try:
        asked = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"--strategy is no JSON ({error.msg} at sign {error.pos + 1}). Write it as "
            "--strategy '{\"class\": 5000}'."
        ) from None
    if not asked:
        raise UsageError("--strategy {} names no class.")
    numbers = {}
    for label, number in asked.items():
        value = classes.find(label)
        if isinstance(number, bool) or not isinstance(number, int):
            raise UsageError(
                f"--strategy: {label!r} should have a whole number of rows. Got "
                f"{number!r}."
            )
        if number < classes.counts[value]:
            raise UsageError(
                f"--strategy: class {label!r} has {classes.counts[value]:,} rows "
                f"already, more than {number:,}. Rows are only added."
            )
        numbers[value] = number
    return numbers
