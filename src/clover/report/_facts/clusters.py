"""Facts about the clusters, and about what else could have been selected."""

from dataclasses import dataclass, field


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
        The effective numbers for the given rows and for the samples.

    largest_share : float
        The largest share of the samples in one cluster, or between two.
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
        How evenly the samples of each class are spread over its clusters.

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
