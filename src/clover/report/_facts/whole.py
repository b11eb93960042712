"""The facts of a report as a whole."""

from dataclasses import dataclass

from clover.report._facts.clusters import Alternatives, Clusters
from clover.report._facts.measures import Measures
from clover.report._facts.pictures import Features, Map


@dataclass(frozen=True)
class Table:
    """The rows that were given.

    Attributes
    ----------
    name : str or None
        What the user calls them.

    n_rows, n_columns : int
        Their shape.

    kind : str
        What holds them.

    n_numeric, n_categorical : int
        Numbers of columns of numbers and of categories, after the sampler's steps.
    """

    name: str | None
    n_rows: int
    n_columns: int
    kind: str
    n_numeric: int
    n_categorical: int


@dataclass(frozen=True)
class Composition:
    """The sampler, as a sentence and as code.

    Attributes
    ----------
    sampler : str
        The name of its class.

    sentence : str
        What its parts do.

    code : str
        Code that makes the rows of the report again, given ``X`` and ``y``.

    is_complete : bool
        Whether the code runs as it is. If not, comments in it tell what to fill in.

    seed : int or None
        The seed; None if the sampler has no parameter for one.

    is_seed_given : bool
        Whether the seed is that of the user.

    versions : dict
        The versions of Python and of the packages on which the rows depend.

    seconds : float
        How long the resampling took.
    """

    sampler: str
    sentence: str
    code: str
    is_complete: bool
    seed: int | None
    is_seed_given: bool
    versions: dict
    seconds: float


@dataclass(frozen=True)
class ClassCounts:
    """The rows of a class before and after.

    Attributes
    ----------
    label : str, int, float or bool
        The class.

    before, asked, made, after : int
        Given rows, samples asked for (None if not known), samples made, and all rows.

    share_before, share_after : float
        Shares of the class before and after.

    weight_share : float
        Share of the class after by weight, which is ``share_before`` if the weights
        keep the shares.
    """

    label: object
    before: int
    asked: int | None
    made: int
    after: int
    share_before: float
    share_after: float
    weight_share: float


@dataclass(frozen=True)
class Finding:
    """A numbered finding.

    Attributes
    ----------
    code : str
        The code, such as ``'C002'``.

    severity : {'error', 'warning', 'note'}
        How grave it is.

    title : str
        The finding in a few words.

    finding : str
        The finding with its numbers.

    remedy : str
        What to do.

    page : str
        The name of the page of the documentation that explains the code.
    """

    code: str
    severity: str
    title: str
    finding: str
    remedy: str
    page: str


@dataclass(frozen=True)
class Facts:
    """All that a report shows."""

    schema_version: int
    table: Table
    composition: Composition
    classes: list
    clusters: Clusters | None
    alternatives: Alternatives
    map: Map | None
    features: Features
    measures: Measures
    findings: list
    notes: list
