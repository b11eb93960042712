"""CURE-SMOTE: clusters without noise, and rows between their means and far rows."""

from clover import _docstrings
from clover.clusterer import CURE
from clover.clusterer._labels import MAX_SAMPLES_CONSTRAINTS
from clover.distribution import ClusterDistributor, LogLinearAllocation
from clover.over_sampling._base import PRESET_CONSTRAINTS, BaseClusterOverSampler
from clover.over_sampling._center_smote import CenterSMOTE
from clover.over_sampling._parts import Parts


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    fitted_attributes=_docstrings.fitted_attributes,
)
class CURESMOTE(BaseClusterOverSampler):
    """Rows between the means of CURE's clusters of each class and their far rows.

    Each class that gets rows is clustered by CURE, which drops small and slowly growing
    clusters as noise. The clusters that remain get equally many new rows, on the
    segments between their means and their representatives [1]_. So new rows do not lie
    on the border of the class, nor near the outliers that were dropped. Every class
    ends with exactly the number of rows that was asked for.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    n_clusters : int, default=5
        Number of clusters of a class, before those of noise are dropped. A class of
        fewer distinct rows gets as many as it has such rows.

    n_representatives : int, default=10
        Number of representatives of a cluster, limited to its distinct rows.

    shrink_factor : float, default=0.3
        By which part of its way to the mean a representative is moved, from 0 to 1.

    min_cluster_size : int, default=2
        Clusters of fewer rows are noise; so are rows that are still alone when the
        clusters have become a third of the rows. With 1 no rows are.

    {raise_error}

    {n_jobs}

    max_samples : int, float or None, default=None
        On how many random rows of a class its clusters are found at most, as a number
        or a share of those of the class, at least `n_clusters`; the others get the
        label of the nearest representative. Time grows with the square of this number
        at least.

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    clover.clusterer.CURE : The clusterer.
    CenterSMOTE : The oversampler inside the clusters.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.

    Notes
    -----
    The paper's text was not at hand. By accounts of it, rows are made between the
    centre of a cluster and a representative; that the clusters share them equally is
    the reading taken here, as it needs no further parameter. The numbers of clusters
    and representatives, the shift and what a small cluster is, are those of
    :class:`~clover.clusterer.CURE` here, whatever the paper's experiments used.

    If no cluster has `min_cluster_size` rows, the largest are kept, so that never all
    rows of a class are noise.

    The rows are taken as they are: scale them first if their features have different
    units.

    It is the composition of ``CURE()``,
    ``ClusterDistributor(allocation=LogLinearAllocation.uniform())`` and
    ``CenterSMOTE()``, with ``clustering_scope='class'``.

    References
    ----------
    .. [1] L. Ma, S. Fan, "CURE-SMOTE algorithm and hybrid algorithm for feature
       selection and parameter optimization based on random forests", BMC
       Bioinformatics 18 (2017) 169.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import CURESMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = CURESMOTE(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _parameter_constraints: dict = {
        **{
            name: PRESET_CONSTRAINTS[name]
            for name in ("sampling_strategy", "random_state", "raise_error", "n_jobs")
        },
        **CURE._parameter_constraints,
        "max_samples": MAX_SAMPLES_CONSTRAINTS,
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        n_clusters=5,
        n_representatives=10,
        shrink_factor=0.3,
        min_cluster_size=2,
        raise_error=True,
        *,
        n_jobs=None,
        max_samples=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.n_clusters = n_clusters
        self.n_representatives = n_representatives
        self.shrink_factor = shrink_factor
        self.min_cluster_size = min_cluster_size
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.max_samples = max_samples

    def _make_parts(self, n_samples):
        return Parts(
            oversampler=CenterSMOTE(
                sampling_strategy=self.sampling_strategy,
                n_representatives=self.n_representatives,
                shrink_factor=self.shrink_factor,
            ),
            clusterer=CURE(
                n_clusters=self.n_clusters,
                n_representatives=self.n_representatives,
                shrink_factor=self.shrink_factor,
                min_cluster_size=self.min_cluster_size,
            ),
            distributor=ClusterDistributor(allocation=LogLinearAllocation.uniform()),
            scope="class",
            max_samples=self.max_samples,
            limit_clusters=True,
        )
