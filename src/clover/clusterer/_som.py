"""Self-organizing map, trained by the batch algorithm."""

from numbers import Integral, Real

import numpy as np
from scipy import sparse
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.metrics import euclidean_distances
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from clover._compat import Interval, StrOptions
from clover._estimators.checks import ChecksOnce
from clover.clusterer._som_grid import (
    grid_edges,
    make_grid,
    smooth,
    squared_grid_distances,
)
from clover.clusterer._som_kernels import (
    center_and_scale,
    distances_to_units,
    draw_rows,
    means_of_totals,
    nearest_units,
    principal_plane,
    suitable_threads,
    to_frame,
    totals_by_unit,
    two_nearest_units,
)


class SOM(
    ChecksOnce,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    ClusterMixin,
    BaseEstimator,
):
    r"""Self-organizing map, trained by the batch algorithm.

    A map is a grid of units, each with a weight vector in the space of the rows.
    Training makes every unit the mean of the rows that are nearest to it or to units
    around it on the grid, so that units that are adjacent on the grid become similar.
    Each unit is a cluster; adjacent units are neighbouring clusters [1]_.

    The rows are taken as they are: scale them first if their features have different
    units.

    Parameters
    ----------
    n_columns : int, default=None
        Number of columns of the grid. ``None`` follows from ``n_rows``, for a map of
        about 5 sqrt(n_samples) units [2]_; a square one if both are ``None``.

    n_rows : int, default=None
        Number of rows of the grid; ``None`` follows from ``n_columns`` likewise. A
        toroidal hexagonal grid needs an even number, or 1.

    sigma : float, default=None
        Radius of the neighbourhood in the first epoch, as a distance on the grid. It
        shrinks exponentially. ``None`` is the longer side of the grid divided by 8, or
        by 4 if ``init='random'``, as a random map has to be unfolded; at least 1.

    sigma_final : float, default=None
        Radius in the last epoch. A smaller radius brings units nearer to their rows
        (lower quantization error) and keeps the order of the grid less well (higher
        topographic error). ``None`` is 0.55, or ``sigma`` if that is less.

    neighborhood_function : {'gaussian', 'bubble'}, default='gaussian'
        Weight of a row for a unit at grid distance d of its nearest unit:
        exp(-d^2 / (2 radius^2)), or 1 up to the radius and 0 beyond.

    topology : {'rectangular', 'hexagonal'}, default='rectangular'
        Whether a unit has 4 adjacent units or 6. On a hexagonal grid the second row and
        every second one after it are shifted by half a unit to the right.

    toroidal : bool, default=False
        Whether opposite sides of the grid are joined, so that it has no borders.

    init : {'pca', 'random'}, default='pca'
        The weights at the beginning: a plane grid along the first two principal
        components, the longer side of the grid along the first, or rows drawn at
        random.

    max_iter : int, default=20
        Number of epochs. In each epoch every row is used once.

    verbose : int, default=0
        Above 0, prints the quantization error at the beginning of each epoch.

    random_state : int, RandomState instance or None, default=None
        Draws the rows of ``init='random'``, and with more than 10 features the
        directions from which ``init='pca'`` begins its search.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,)
        The unit that is nearest to each row: its row on the grid times ``n_columns_``
        plus its column, an index into ``weights_``.

    neighbors_ : ndarray of shape (n_pairs, 2)
        The pairs of labels whose units are adjacent, each once, the smaller label
        first. Only labels that occur in ``labels_``.

    weights_ : ndarray of shape (n_units, n_features)
        The weight vectors, of the data type of the rows.

    quantization_error_ : float
        Mean Euclidean distance of the rows to their unit.

    topographic_error_ : float
        Share of rows whose nearest and second nearest unit are not neighbours on the
        grid. Diagonal units of a rectangular grid count as neighbours here.

    n_rows_, n_columns_ : int
        The size of the grid.

    sigma_, sigma_final_ : float
        The first and the last radius.

    n_iter_ : int
        Number of epochs.

    n_features_in_ : int
        Number of features.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if they are all strings.

    See Also
    --------
    sklearn.cluster.KMeans : Clusters without an order among them.

    Notes
    -----
    With s_j the sum and n_j the number of the rows whose nearest unit is j, and h the
    neighbourhood function, an epoch sets the weights to [1]_

    .. math:: m_i = \sum_j h_{ji} s_j / \sum_j h_{ji} n_j

    A unit that no row reaches keeps its weights. No array of n_samples x n_units is
    made, except by ``transform``, which returns one. On rectangular grids the Gaussian
    is applied along one axis after the other. With any other neighbourhood, the time
    grows with the square of the number of units, which matters from some thousand units
    on.

    References
    ----------
    .. [1] T. Kohonen, "Essentials of the self-organizing map", Neural Networks 37
       (2013) 52-65.

    .. [2] J. Vesanto, E. Alhoniemi, "Clustering of the self-organizing map", IEEE
       Transactions on Neural Networks 11 (2000) 586-600.

    Examples
    --------
    >>> import numpy as np
    >>> from clover.clusterer import SOM
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [5.0, 0.0], [5.0, 1.0], [9.0, 0.5]])
    >>> som = SOM(n_columns=3, n_rows=1).fit(X)
    >>> som.labels_
    array([0, 0, 1, 1, 2])
    >>> som.neighbors_
    array([[0, 1],
           [1, 2]])
    >>> som.predict([[8.0, 0.0]])
    array([2])
    """

    _parameter_constraints: dict = {
        "n_columns": [Interval(Integral, 1, None, closed="left"), None],
        "n_rows": [Interval(Integral, 1, None, closed="left"), None],
        "sigma": [Interval(Real, 0, None, closed="neither"), None],
        "sigma_final": [Interval(Real, 0, None, closed="neither"), None],
        "neighborhood_function": [StrOptions({"gaussian", "bubble"})],
        "topology": [StrOptions({"rectangular", "hexagonal"})],
        "toroidal": ["boolean"],
        "init": [StrOptions({"pca", "random"})],
        "max_iter": [Interval(Integral, 1, None, closed="left")],
        "verbose": ["verbose"],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        n_columns=None,
        n_rows=None,
        sigma=None,
        sigma_final=None,
        neighborhood_function="gaussian",
        topology="rectangular",
        toroidal=False,
        init="pca",
        max_iter=20,
        verbose=0,
        random_state=None,
    ):
        self.n_columns = n_columns
        self.n_rows = n_rows
        self.sigma = sigma
        self.sigma_final = sigma_final
        self.neighborhood_function = neighborhood_function
        self.topology = topology
        self.toroidal = toroidal
        self.init = init
        self.max_iter = max_iter
        self.verbose = verbose
        self.random_state = random_state

    def fit(self, X, y=None):
        """Train the map.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows. 32-bit floats are kept, all else is made 64-bit.

        y : object, default=None
            Not used.

        Returns
        -------
        self : object
            The trained map.

        Raises
        ------
        ValueError
            If a parameter is out of its range, ``sigma_final`` is above ``sigma``, or
            ``n_rows`` of a toroidal hexagonal grid is odd and above 1.
        """
        self._validate_params()
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32])
        self._resolve_grid_size(X.shape[0])
        self._resolve_radii()
        grid = make_grid(self.n_rows_, self.n_columns_, self.topology, self.toroidal)
        self._center, self._scale = center_and_scale(X)
        Z = to_frame(X, self._center, self._scale)
        with suitable_threads(Z):
            weights = self._train(Z, self._initialize(Z, grid), grid)
            self.weights_ = weights * self._scale + self._center
            self._assess(Z, grid)
        self.neighbors_ = self._neighbors_among(self.labels_)
        self.n_iter_ = self.max_iter
        return self

    def predict(self, X):
        """Find the unit that is nearest to each row.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        labels : ndarray of shape (n_samples,)
            Indices into ``weights_``; those of the training rows equal ``labels_``.
        """
        Z, weights = self._check_rows(X)
        with suitable_threads(Z):
            return nearest_units(Z, weights)

    def transform(self, X):
        """Measure the Euclidean distance of each row to each unit.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        distances : ndarray of shape (n_samples, n_units)
            The distances; the columns are indexed by label.
        """
        Z, weights = self._check_rows(X)
        distances = euclidean_distances(Z[:, :-1], weights)
        distances *= self._scale
        return distances

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    @property
    def _n_features_out(self):
        return self.weights_.shape[0]

    def _resolve_grid_size(self, n_samples):
        n_units = 5 * np.sqrt(n_samples)
        if self.n_columns is None and self.n_rows is None:
            self.n_columns_ = self.n_rows_ = round(np.sqrt(n_units))
        else:
            self.n_columns_ = self.n_columns or max(1, round(n_units / self.n_rows))
            self.n_rows_ = self.n_rows or max(1, round(n_units / self.n_columns))
        if self.topology == "hexagonal" and self.toroidal:
            self._fit_rows_to_torus()

    def _fit_rows_to_torus(self):
        # An odd number would put two shifted or two unshifted rows side by side.
        if self.n_rows is None:
            self.n_rows_ += self.n_rows_ % 2
        elif self.n_rows > 1 and self.n_rows % 2:
            raise ValueError(
                "`n_rows` of a toroidal map with hexagonal topology should be even, "
                f"or 1. Got {self.n_rows}."
            )

    def _resolve_radii(self):
        share_of_side = 4 if self.init == "random" else 8
        side = max(self.n_rows_, self.n_columns_)
        self.sigma_ = self.sigma or max(side / share_of_side, 1.0)
        self.sigma_final_ = self.sigma_final or min(0.55, self.sigma_)
        if self.sigma_final_ > self.sigma_:
            raise ValueError(
                f"`sigma_final` should be at most `sigma`, {self.sigma_}. "
                f"Got {self.sigma_final}."
            )

    def _initialize(self, Z, grid):
        random_state = check_random_state(self.random_state)
        if self.init == "random":
            return draw_rows(Z, len(grid.coordinates), random_state)
        return principal_plane(Z, grid.coordinates, random_state)

    def _train(self, Z, weights, grid):
        radii = np.geomspace(self.sigma_, self.sigma_final_, self.max_iter)
        for epoch, radius in enumerate(radii, start=1):
            labels = nearest_units(Z, weights)
            if self.verbose:
                error = self._quantization_error(Z, weights, labels)
                print(
                    f"Epoch {epoch}/{self.max_iter}: radius {radius:.3g}, "
                    f"quantization error {error:.6g}"
                )
            totals = totals_by_unit(Z, labels, len(weights))
            totals = smooth(totals, grid, radius, self.neighborhood_function)
            weights = means_of_totals(totals, weights)
        return weights

    def _assess(self, Z, grid):
        # The trained weights differ by rounding from those that `predict` uses.
        weights = (self.weights_ - self._center) / self._scale
        self.labels_, second_nearest = two_nearest_units(Z, weights)
        self.quantization_error_ = self._quantization_error(Z, weights, self.labels_)
        squares = squared_grid_distances(grid, self.labels_, second_nearest)
        # Neighbours are at most at sqrt(2) or 1, other units at least at 2 or sqrt(3).
        reach = 1.5 if self.topology == "rectangular" else 1.2
        self.topographic_error_ = float(np.mean(squares > reach**2))

    def _quantization_error(self, Z, weights, labels):
        return float(distances_to_units(Z, weights, labels).mean() * self._scale)

    def _neighbors_among(self, labels):
        """Return the pairs of adjacent units that both have rows with these labels."""
        edges = grid_edges(self.n_rows_, self.n_columns_, self.topology, self.toroidal)
        return edges[np.isin(edges, labels).all(axis=1)]

    def _check_rows(self, X):
        check_is_fitted(self)
        X = validate_data(
            self, X, accept_sparse="csr", dtype=[np.float64, np.float32], reset=False
        )
        # A shift would make sparse rows dense.
        center = np.zeros_like(self._center) if sparse.issparse(X) else self._center
        weights = (self.weights_ - center) / self._scale
        return to_frame(X, center, self._scale), weights
