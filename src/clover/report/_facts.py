"""The facts of a report: all that it shows, computed once.

JSON, Markdown and HTML are renderings of these dataclasses. They hold Python objects
only. A number that is not known is None.
"""

from dataclasses import dataclass, field


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
        Given rows, rows that were asked for (None if not known), made rows, and all.

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
class ClusterEntry:
    """What happened to a class in a cluster; see `ClusterReport`."""

    class_label: object
    cluster: int
    other_cluster: int
    n_rows: int
    n_majority_rows: float
    imbalance_ratio: float | None
    selected: bool
    log_density: float | None
    proportion: float
    n_new_rows: int
    n_neighbors: int
    made_by: str
    reason: str


@dataclass(frozen=True)
class EffectiveClusters:
    """The effective number of clusters of a class.

    Attributes
    ----------
    class_label : object
        The class.

    n_clusters, n_selected : int
        Clusters with rows of the class, and those of them that were selected.

    of_given, of_made : float
        The effective numbers for the given rows and for the made ones.

    largest_share : float
        The largest share of the made rows in one cluster, or between two.
    """

    class_label: object
    n_clusters: int
    n_selected: int
    of_given: float
    of_made: float
    largest_share: float


@dataclass(frozen=True)
class Clusters:
    """The clusters, of samplers that tell of them.

    Attributes
    ----------
    n_clusters, n_noise : int
        Number of clusters, and of rows that are noise.

    n_entries : int
        Number of cluster-class pairs; `entries` holds the first of them only, if there
        are too many.

    entries : list of ClusterEntry
        What happened to each class in each cluster.

    effective : list of EffectiveClusters
        How evenly the made rows of each class are spread over its clusters.

    notes : list of str
        The notes of the cluster report.
    """

    n_clusters: int
    n_noise: int
    n_entries: int
    entries: list
    effective: list
    notes: list


@dataclass(frozen=True)
class ThresholdCount:
    """What a threshold of the imbalance ratio selects for a class."""

    class_label: object
    threshold: float | None
    is_current: bool
    n_clusters: int
    n_rows: int


@dataclass(frozen=True)
class ExponentCount:
    """How rows are shared by an exponent of the mean distance, for a class.

    Attributes
    ----------
    class_label : object
        The class.

    exponent : float
        The exponent.

    is_current : bool
        Whether it is that of the sampler.

    n_clusters : int
        Number of clusters that get at least one row.

    n_largest : int
        Rows of the cluster that gets most.
    """

    class_label: object
    exponent: float
    is_current: bool
    n_clusters: int
    n_largest: int


@dataclass(frozen=True)
class Alternatives:
    """What other thresholds and exponents would have selected."""

    thresholds: list = field(default_factory=list)
    exponents: list = field(default_factory=list)


@dataclass(frozen=True)
class Points:
    """Points of the map that belong together.

    Attributes
    ----------
    class_label : object
        Their class; None for all classes that are not shown by themselves.

    is_made : bool
        Whether they were made.

    x, y : list of float
        Their coordinates.

    cluster : list of int
        The cluster of each; empty if not known.
    """

    class_label: object
    is_made: bool
    x: list
    y: list
    cluster: list


@dataclass(frozen=True)
class Map:
    """Given and made rows in two dimensions.

    Attributes
    ----------
    axes : list of str
        The names of the two axes.

    explained : list of float
        The shares of the variance on the two axes; empty if these are columns.

    n_given, n_made : int
        Numbers of points shown.

    points : list of Points
        The points.

    centers : list of tuple
        The label and the coordinates of clusters that got rows.

    note : str
        A sentence on what is shown.
    """

    axes: list
    explained: list
    n_given: int
    n_made: int
    points: list
    centers: list
    note: str


@dataclass(frozen=True)
class NumericFeature:
    """Given and made values of a column of numbers, of one class.

    Attributes
    ----------
    name : str
        The column.

    class_label : object
        The class.

    shift : float
        The mean distance between the quantiles of given and of made values, in standard
        deviations of the given ones.

    given, made : list of float
        Some of the values.

    given_quartiles, made_quartiles : list of float
        The quartiles of the values.
    """

    name: str
    class_label: object
    shift: float
    given: list
    made: list
    given_quartiles: list
    made_quartiles: list
    kind: str = "numeric"


@dataclass(frozen=True)
class CategoricalFeature:
    """Shares of the categories of a column among given and made rows of one class.

    Attributes
    ----------
    name : str
        The column.

    class_label : object
        The class.

    shift : float
        Half the summed differences of the shares.

    levels : list of str
        The most frequent categories; the last one may stand for all others.

    given, made : list of float
        Their shares.
    """

    name: str
    class_label: object
    shift: float
    levels: list
    given: list
    made: list
    kind: str = "categorical"


@dataclass(frozen=True)
class Features:
    """The features whose made values differ most from the given ones.

    Attributes
    ----------
    n_features : int
        Number of pairs of a column and a class.

    shown : list of NumericFeature and CategoricalFeature
        Those with the largest shifts, in descending order.

    note : str
        A sentence on what is shown.
    """

    n_features: int
    shown: list
    note: str


@dataclass(frozen=True)
class ClassValidity:
    """How often made and given rows of a class lie nearest to another class."""

    class_label: object
    made: float | None
    given: float | None
    difference: float | None
    standard_error: float | None


@dataclass(frozen=True)
class ClassDiversity:
    """How far made rows of a class lie from its given rows.

    Attributes
    ----------
    class_label : object
        The class.

    relative_distance : float or None
        The median distance of a made row to the nearest given row, over that of a given
        row to the next.

    near_copies : float
        The share of made rows that are nearer to a given row than 1 % of that.

    copies : float
        The share of made rows that equal a given row.

    repeats : float
        The share of the looked at made rows that equal another one of them.
    """

    class_label: object
    relative_distance: float | None
    near_copies: float
    copies: float
    repeats: float


@dataclass(frozen=True)
class Measures:
    """Measures of the made rows.

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
        The address of the page that explains the code.
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
