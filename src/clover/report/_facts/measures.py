"""Facts about validity and diversity."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClassValidity:
    """How often samples and given rows of a class lie nearest to another class."""

    class_label: object
    made: float | None
    given: float | None
    difference: float | None
    standard_error: float | None


@dataclass(frozen=True)
class ClassDiversity:
    """How far synthetic samples of a class lie from its given rows.

    Attributes
    ----------
    class_label : object
        The class.

    relative_distance : float or None
        The median distance of a sample to the nearest given row, over that of a given
        row to the next.

    near_copies : float
        The share of samples that are nearer to a given row than 1 % of that.

    copies : float
        The share of samples that equal a given row.

    repeats : float
        The share of the looked at samples that equal another one of them.
    """

    class_label: object
    relative_distance: float | None
    near_copies: float
    copies: float
    repeats: float


@dataclass(frozen=True)
class Measures:
    """Measures of the synthetic samples.

    Attributes
    ----------
    validity : list of ClassValidity
        The validity of each class; empty if it was not measured.

    validity_note : str
        How it was measured, or why not.

    diversity : list of ClassDiversity
        The diversity of each class; empty if it was not measured.

    diversity_note : str
        How it was measured, or why not.
    """

    validity: list
    validity_note: str
    diversity: list
    diversity_note: str
