"""Geometric SOMO: a self-organizing map, density distribution and Geometric SMOTE."""

from clover import _docstrings
from clover.distribution import DensityDistributor
from clover.over_sampling._base import BaseClusterOverSampler
from clover.over_sampling._geometric_smote import GeometricSMOTE
from clover.over_sampling._parts import Parts
from clover.over_sampling._somo import DEFAULT_RATIO, MAP_CONSTRAINTS, make_map


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    random_state=_docstrings.random_state,
    k_neighbors=_docstrings.k_neighbors,
    som_estimator=_docstrings.som_estimator,
    map_distribution=_docstrings.map_distribution,
    distribution_ratio=_docstrings.distribution_ratio,
    raise_error=_docstrings.raise_error,
    n_jobs=_docstrings.n_jobs,
    weighting=_docstrings.weighting,
    fitted_attributes=_docstrings.fitted_attributes,
)
class GeometricSOMO(BaseClusterOverSampler):
    """Geometric SMOTE inside the units of a self-organizing map, and between units.

    A self-organizing map is trained on all rows, and its units are the clusters. For
    each class to oversample, units with enough rows of the class are selected. Most
    synthetic samples are made inside selected units, the others between selected units
    that are adjacent on the map. Geometric SMOTE makes both [1]_. Every class ends with
    exactly the number of rows that was asked for.

    Parameters
    ----------
    {sampling_strategy}

    {random_state}

    {k_neighbors}

    truncation_factor : float, default=1.0
        Which part of the ball around a row is used, from -1 to 1; see
        :class:`GeometricSMOTE`.

    deformation_factor : float, default=0.0
        How much the ball is flattened, from 0 (a ball) to 1 (a segment).

    selection_strategy : {{'combined', 'majority', 'minority'}}, default='combined'
        Whether the ball reaches to the nearer of the two, to the nearest row of another
        class, or to a neighbour of the same class.

    {som_estimator}

    {map_distribution}

    {distribution_ratio}

    {raise_error}

    {n_jobs}

    {weighting}

    Attributes
    ----------
    {fitted_attributes}

    See Also
    --------
    SOMO : The same with SMOTE.
    GeometricSMOTE : The oversampler by itself.
    ClusterOverSampler : Composes any clusterer, distributor and oversampler.

    Notes
    -----
    Between two units, the center of a ball is a random row of the first unit. The ball
    reaches to a random row of the second, or to the nearest row of another class in
    both. If no two selected units are adjacent, all samples are made inside units.

    The study in the documentation compared GeometricSOMO with no resampling, on 81
    data sets and with logistic regression and gradient boosting: average precision
    was 0.7 points lower, AUC 0.2 points higher and the Brier score 2.3 points
    worse. With ``weighting='prevalence'``, the Brier score was 0.1 points worse:
    set it if you need probabilities, and keep no resampling among your contenders.

    References
    ----------
    .. [1] G. Douzas, R. Rauch, F. Bacao, "G-SOMO: an oversampling approach based on
       self-organized maps and geometric SMOTE", Expert Systems with Applications 183
       (2021) 115230.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import GeometricSOMO
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = GeometricSOMO(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _parameter_constraints: dict = {
        **MAP_CONSTRAINTS,
        **{
            name: GeometricSMOTE._parameter_constraints[name]
            for name in (
                "truncation_factor",
                "deformation_factor",
                "selection_strategy",
            )
        },
    }

    def __init__(
        self,
        sampling_strategy="auto",
        random_state=None,
        k_neighbors=5,
        truncation_factor=1.0,
        deformation_factor=0.0,
        selection_strategy="combined",
        som_estimator=None,
        imbalance_ratio_threshold="auto",
        distances_exponent=2,
        distribution_ratio=DEFAULT_RATIO,
        raise_error=True,
        *,
        n_jobs=None,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.k_neighbors = k_neighbors
        self.truncation_factor = truncation_factor
        self.deformation_factor = deformation_factor
        self.selection_strategy = selection_strategy
        self.som_estimator = som_estimator
        self.imbalance_ratio_threshold = imbalance_ratio_threshold
        self.distances_exponent = distances_exponent
        self.distribution_ratio = distribution_ratio
        self.raise_error = raise_error
        self.n_jobs = n_jobs
        self.weighting = weighting

    def _make_parts(self, container, target):
        return Parts(
            oversampler=GeometricSMOTE(
                sampling_strategy=self.sampling_strategy,
                k_neighbors=self.k_neighbors,
                truncation_factor=self.truncation_factor,
                deformation_factor=self.deformation_factor,
                selection_strategy=self.selection_strategy,
            ),
            clusterer=make_map(self.som_estimator, target.codes.size),
            distributor=DensityDistributor(
                filtering_threshold=self.imbalance_ratio_threshold,
                distances_exponent=self.distances_exponent,
                distribution_ratio=self.distribution_ratio,
            ),
            default_ratio=DEFAULT_RATIO,
        )
