"""Geometric SMOTE: samples from balls around the rows of a class."""

from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_neighbors_object
from sklearn.utils.validation import validate_data

from clover import _docstrings
from clover._compat import HasMethods, Interval, StrOptions
from clover._rows.categorical_columns import (
    check_numeric,
    code_column,
    find_categorical_columns,
    take_numbers,
)
from clover._rows.containers import stack_rows, validate_numbers
from clover._rows.dtypes import to_floats
from clover._rows.mixed_rows import MixedRows
from clover.over_sampling._account.weighting import WEIGHTING_CONSTRAINTS
from clover.over_sampling._class_by_class import (
    ClassByClassOverSampler,
    check_class_sizes,
)
from clover.over_sampling._generation.blocks import mask_unknown
from clover.over_sampling._generation.geometric import geometric_alone
from clover.over_sampling._generation.mixed import (
    encode_mixed,
    geometric_with_categories,
)
from clover.over_sampling._generation.searched import SearchedRows


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    weighting=_docstrings.weighting,
    sample_weight=_docstrings.sample_weight,
)
class GeometricSMOTE(ClassByClassOverSampler):
    """SMOTE that draws from balls instead of segments.

    Each synthetic sample is drawn from a ball. The center c of the ball is a random row
    of the class, and the ball reaches to another row, the surface point s [1]_. With
    ``e = (s - c) / |s - c|``, x uniform in the unit ball, and ``t = x · e``:

    - truncation: if ``|truncation_factor - t| > 1``, x becomes ``x - 2 t e``, and t
      becomes -t;
    - deformation: x becomes ``x - deformation_factor (x - t e)``;
    - the synthetic sample is ``c + |s - c| x``.

    The features are used in their own units: scale them first if these differ, or use
    ``search_space='clusters'`` of :class:`ClusterOverSampler`.

    Parameters
    ----------
    {sampling_strategy}

    k_neighbors : int or estimator, default=5
        Number of nearest neighbours in the class, or an estimator that finds them. An
        estimator counts the row itself as one of its neighbours.

    truncation_factor : float, default=1.0
        Which part of the ball is used, from -1 to 1: at 0 all of it, at 1 the half
        towards the surface point, at -1 the half away from it.

    deformation_factor : float, default=0.0
        How much the ball is flattened towards the line through the center and the
        surface point, from 0 (not at all) to 1 (to that line). With
        ``deformation_factor=1``, ``truncation_factor=1`` and
        ``selection_strategy='minority'``, samples lie on segments, as in SMOTE.

    selection_strategy : {{'combined', 'majority', 'minority'}}, default='combined'
        How the surface point is chosen.

        - ``'minority'``: one of the k nearest neighbours in the class, at random;
        - ``'majority'``: the nearest row of all other classes;
        - ``'combined'``: the nearer one of these two.

    categorical_features : 'auto' or array-like, default=None
        Which columns hold categories. Their distances and values are those of SMOTENC,
        see the notes.

        - ``None``: no column;
        - ``'auto'``: columns with a categorical dtype of pandas, or Categorical or Enum
          of polars;
        - array-like: positions, names (of a data frame), or a boolean mask of all
          columns.

    random_state : int, RandomState instance or None, default=None
        Seed of the random draws. An integer makes the result reproducible.

    {weighting}

    Attributes
    ----------
    sampling_strategy_ : dict
        Maps each targeted class to the number of synthetic samples asked for.

    nn_k_ : estimator
        The nearest-neighbours estimator that was made or cloned, not fitted.

    base_indices_ : ndarray of shape (n_new,)
        For each synthetic sample, the position of its center in the input.

    partner_indices_ : masked ndarray of shape (n_new,)
        For each synthetic sample, the position of its surface point in the input, a row
        of any class; masked where a single row was repeated.

    categorical_features_ : ndarray of shape (n_categorical,)
        Positions of the categorical columns. Only with `categorical_features`.

    continuous_features_ : ndarray of shape (n_numeric,)
        Positions of all other columns. Only with `categorical_features`.

    {sample_weight}

    n_features_in_ : int
        Number of features seen by ``fit_resample``.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if all names in ``X`` are strings.

    See Also
    --------
    imblearn.over_sampling.SMOTE : Draws from segments between neighbours.
    imblearn.over_sampling.SMOTENC : The same for numbers and categories.
    ClusterOverSampler : Oversamples inside clusters.

    Notes
    -----
    A class with a single row is repeated, with a warning, unless the surface points are
    rows of other classes only. If the surface point is a duplicate of the center, the
    sample is one, too. Each class is oversampled by itself, against all other classes.

    A sample differs from its center in every column: name columns with few values in
    `categorical_features`. In columns of integers, values are rounded to the nearest
    and kept within the range of the class. Booleans are true from one half on. Sparse
    input gives sparse output, but samples have hardly any zeros, unless
    ``deformation_factor`` is 1.

    The nearest row of another class is found by Euclidean distance, whatever the metric
    of an estimator as ``k_neighbors``.

    With categories, distances are those of SMOTENC [2]_: a difference of two categories
    counts as the median standard deviation of the class's numeric columns. The ball
    lies in the space of the numeric columns. The categories of a sample are the most
    frequent ones among the center's k nearest neighbours in the class, for all three
    strategies; ties are decided at random. A missing value is a category of its own.

    References
    ----------
    .. [1] G. Douzas, F. Bacao, "Geometric SMOTE: a geometrically enhanced drop-in
       replacement for SMOTE", Information Sciences 501 (2019) 118-135, algorithms 1
       to 4.

    .. [2] N. V. Chawla, K. W. Bowyer, L. O. Hall, W. P. Kegelmeyer, "SMOTE: synthetic
       minority over-sampling technique", Journal of Artificial Intelligence Research
       16 (2002) 321-357, section 6.1.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import GeometricSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sorted(Counter(y.tolist()).items())
    [(0, 212), (1, 357)]
    >>> sampler = GeometricSMOTE(random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_res.tolist()).items())
    [(0, 357), (1, 357)]
    """

    _parameter_constraints: dict = {
        **BaseOverSampler._parameter_constraints,
        "k_neighbors": [
            Interval(Integral, 1, None, closed="left"),
            HasMethods(["kneighbors", "kneighbors_graph"]),
        ],
        "truncation_factor": [Interval(Real, -1, 1, closed="both")],
        "deformation_factor": [Interval(Real, 0, 1, closed="both")],
        "selection_strategy": [StrOptions({"combined", "majority", "minority"})],
        "categorical_features": [StrOptions({"auto"}), "array-like", None],
        "weighting": WEIGHTING_CONSTRAINTS,
    }

    def __init__(
        self,
        sampling_strategy="auto",
        k_neighbors=5,
        truncation_factor=1.0,
        deformation_factor=0.0,
        selection_strategy="combined",
        categorical_features=None,
        random_state=None,
        *,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.k_neighbors = k_neighbors
        self.truncation_factor = truncation_factor
        self.deformation_factor = deformation_factor
        self.selection_strategy = selection_strategy
        self.categorical_features = categorical_features
        self.random_state = random_state
        self.weighting = weighting

    def _check_rows(self, container):
        if self.categorical_features is None:
            check_numeric(container)
            return to_floats(validate_numbers(self, container)), None
        if container.is_list:
            # As an array, numbers next to strings would become strings.
            container.X = container.to_objects()
        validate_data(self, container.X, skip_check_array=True)
        self.categorical_features_ = find_categorical_columns(
            container, self.categorical_features, self.n_features_in_
        )
        self.continuous_features_ = np.setdiff1d(
            np.arange(self.n_features_in_), self.categorical_features_
        )
        codes = [code_column(container, j)[0] for j in self.categorical_features_]
        return take_numbers(container, self.continuous_features_), np.stack(codes, 1)

    def _check_sizes(self, target):
        """Make `nn_k_`, and check that the targeted classes have enough rows for it."""
        self.nn_k_ = check_neighbors_object(
            "k_neighbors", self.k_neighbors, additional_neighbor=1
        )
        if self._repeats_single_rows():
            check_class_sizes(self, target)

    def _repeats_single_rows(self):
        # Balls that reach to other classes need no second row of the class.
        reaches_others = self.selection_strategy == "majority"
        return not reaches_others or self.categorical_features is not None

    def _make(self, rows, is_of_class, n_new, rng):
        X, categories = rows
        of_class, others = np.flatnonzero(is_of_class), np.flatnonzero(~is_of_class)
        numbers = X[of_class], X[others]
        if categories is None:
            rows = map(SearchedRows.of, numbers)
            X_new, parents = geometric_alone(self, *rows, n_new, rng)
            return X_new, parents.located(of_class, others)
        codes = categories[of_class], categories[others]
        rows = encode_mixed(numbers, codes)
        X_new, parents, donors = geometric_with_categories(
            self, *rows, codes[0], n_new, rng
        )
        return X_new, parents.located(of_class, others), of_class[donors]

    def _append(self, container, made, origins):
        if self.categorical_features is None:
            return super()._append(container, made, origins)
        new = MixedRows(
            stack_rows([X_new for X_new, _, _ in made]),
            self.continuous_features_,
            np.vstack([donors for _, _, donors in made]),
            self.categorical_features_,
        )
        return container.append(new, origins)

    def _tell_parents(self, parents):
        super()._tell_parents(parents)
        self.partner_indices_ = mask_unknown(parents.partner)
