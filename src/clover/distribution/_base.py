"""The base class of distributors, and the check of their proportions."""

import warnings
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils import check_X_y

from clover._docstrings import Substitution, distributor_data, distributor_proportions
from clover._estimators.calls import call_with
from clover._estimators.checks import ChecksOnce
from clover._rows.cells import Cells, find_largest_classes
from clover._rows.missing import check_clustered_rows, find_non_finite_rows, keep_names
from clover.clusterer._labels import check_labels, check_neighbors
from clover.distribution._hooks import check_hooks
from clover.distribution._targets import Targets

ROW_ATTRIBUTES = ("row_mask_", "row_weights_")


@Substitution(proportions=distributor_proportions, data=distributor_data)
class BaseDistributor(ChecksOnce, BaseEstimator):
    """Base class of distributors, for distributors of your own.

    A distributor says which proportion of a class's synthetic samples is made inside
    each cluster and between which clusters. To write one, subclass this class and set
    the proportions in one or both of these methods, which return ``self``:

    - ``_intra_distribute(X, y, labels, neighbors)`` sets ``intra_distribution_``;
    - ``_inter_distribute(X, y, labels, neighbors)`` sets ``inter_distribution_``. It is
      called only if there are ``neighbors``.

    Both methods get the rows without the noise, and may read the attributes below. You
    may also override ``fit`` as a whole; an oversampler then calls it without the
    noise. The proportions are always checked: those of a class sum to 1, or to 0 if
    the class gets no samples; labels and classes are known; both cells of a pair
    have the same class.

    Attributes
    ----------
    {proportions}

    row_mask_ : ndarray of shape (n_samples,), dtype=bool, or None
        The rows from which synthetic samples may be made. ``None``, the default, stands
        for all; the methods above may set it, without the noise, which is added.

    row_weights_ : ndarray of shape (n_samples,) or None
        How often each row is used to make synthetic samples, in proportion to the other
        rows of its cluster and class. ``None``, the default, stands for equally often;
        the methods above may set it, without the noise, which is added.

    {data}

    See Also
    --------
    ClusterDistributor : Composes a filter and an allocation.
    DensityDistributor : Distributes by the density of the clusters.

    Examples
    --------
    A distributor that makes the same number of synthetic samples in every cluster of a
    class:

    >>> import numpy as np
    >>> from clover.distribution import BaseDistributor
    >>> class UniformDistributor(BaseDistributor):
    ...     def _intra_distribute(self, X, y, labels, neighbors):
    ...         self.intra_distribution_ = {{}}
    ...         for target in self.target_classes_:
    ...             clusters = np.unique(labels[y == target]).tolist()
    ...             for cluster in clusters:
    ...                 key = (cluster, target)
    ...                 self.intra_distribution_[key] = 1 / len(clusters)
    ...         return self
    >>> X = [[0.0], [0.1], [0.2], [1.0], [1.1], [1.2], [1.3]]
    >>> y = [1, 0, 0, 1, 0, 0, 0]
    >>> UniformDistributor().fit(X, y, labels=[0, 0, 0, 2, 2, 2, 2]).intra_distribution_
    {{(0, 1): 0.5, (2, 1): 0.5}}
    """

    def _intra_distribute(self, X, y, labels, neighbors):
        return self

    def _inter_distribute(self, X, y, labels, neighbors):
        return self

    def fit(self, X, y, labels=None, neighbors=None, *, targets=None):
        """Find the proportions of the synthetic samples.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows, in the space in which they were clustered.

        y : array-like of shape (n_samples,)
            The class of each row.

        labels : array-like of shape (n_samples,), default=None
            The cluster of each row, an integer; a negative label marks noise, which may
            hold missing values. ``None`` stands for one cluster, 0, which gets
            everything.

        neighbors : array-like of shape (n_pairs, 2), default=None
            Pairs of neighbouring clusters, each once.

        targets : list of class labels or dict, default=None
            The classes that get synthetic samples; as a dictionary, with their numbers.
            ``None`` stands for all classes but the largest. Without numbers, each class
            gets as many as it has rows fewer than the largest class.

        Returns
        -------
        self : object
            The fitted distributor.

        Raises
        ------
        ValueError
            If labels, neighbours or proportions break the contract.

        TypeError
            If a subclass misspells the methods that it should define, or they take
            other arguments.
        """
        return self._fit(X, y, labels, neighbors, targets, stacklevel=2)

    def _fit(self, X, y, labels, neighbors, targets, stacklevel):
        given = keep_names(X)
        X, y = check_X_y(X, y, accept_sparse="csr", dtype=None, ensure_all_finite=False)
        if labels is not None:
            labels = check_labels(labels, X.shape[0], "labels")
        # Noise may hold missing values.
        check_clustered_rows(X, labels, "X", given)
        one_cluster = np.zeros(X.shape[0], dtype=int)
        cells = Cells.from_labels(one_cluster if labels is None else labels, y)
        if neighbors is not None:
            neighbors = check_neighbors(neighbors, cells.clusters)
        targets = Targets.from_user(targets, cells)
        self._fit_readable(X, y, labels, neighbors, targets, cells)
        if self.notes_:
            warnings.warn(" ".join(self.notes_), stacklevel=stacklevel + 1)
        return self

    def _fit_readable(self, X, y, labels, neighbors, targets, cells):
        """Find the proportions without the rows that cannot be measured.

        Such rows hold missing or infinite values, and are noise, or the only ones of
        their class, of which nothing is distributed. The attributes describe all rows.
        """
        is_wrong = None
        if labels is not None and ((labels < 0).any() or cells.single_classes.any()):
            is_wrong = find_non_finite_rows(X)
        if is_wrong is None:
            self._fit_cells(X, y, labels, neighbors, targets, cells)
            return
        is_single = cells.single_classes[cells.class_codes]
        is_read = ~is_wrong | ((labels >= 0) & ~is_single)
        self._fit_cells(
            X[is_read],
            y[is_read],
            labels[is_read],
            neighbors,
            targets,
            cells.without(~is_read, labels),
        )
        self.n_samples_, self.labels_ = labels.size, labels
        for name in ROW_ATTRIBUTES:
            values = getattr(self, name)
            if values is not None:
                setattr(self, name, pad(values, is_read))

    def _fit_cells(self, X, y, labels, neighbors, targets, cells):
        """Find the proportions of rows that were checked and grouped into cells.

        ``labels=None`` stands for one cluster, 0, which gets everything. `targets` are
        `Targets`.
        """
        check_hooks(self, BaseDistributor)
        self.n_samples_ = X.shape[0]
        self.labels_ = np.zeros(X.shape[0], dtype=int) if labels is None else labels
        self.unique_cluster_labels_ = cells.clusters
        self.neighbors_ = (
            np.empty((0, 2), dtype=int) if neighbors is None else neighbors
        )
        self._find_classes(cells, targets)
        self.intra_distribution_, self.inter_distribution_ = {}, {}
        self.row_mask_ = self.row_weights_ = None
        self.notes_ = ()
        if cells.clusters.size:
            self._call_hooks(X, y, labels, neighbors, cells)
        check_proportions(
            self.intra_distribution_,
            self.inter_distribution_,
            self.unique_cluster_labels_,
            self.unique_class_labels_,
        )
        return self

    def fit_distribute(self, X, y, labels=None, neighbors=None, *, targets=None):
        """Find and return the proportions of the synthetic samples.

        Parameters
        ----------
        X : {array-like, sparse matrix} of shape (n_samples, n_features)
            The rows, in the space in which they were clustered.

        y : array-like of shape (n_samples,)
            The class of each row.

        labels, neighbors, targets
            As in ``fit``.

        Returns
        -------
        intra_distribution : dict
            The proportions inside clusters.

        inter_distribution : dict
            The proportions between clusters.
        """
        # A subclass may override `fit` without the parameter `targets`.
        if type(self).fit is BaseDistributor.fit:
            self._fit(X, y, labels, neighbors, targets, stacklevel=2)
        else:
            optional = {} if targets is None else {"targets": targets}
            self.fit(X, y, labels, neighbors, **optional)
        return self.intra_distribution_, self.inter_distribution_

    def _call_hooks(self, X, y, labels, neighbors, cells):
        """Let the hooks, which do not see noise, set the proportions."""
        if labels is None:
            labels = self.labels_
            self.intra_distribution_ = {(0, t): 1.0 for t in self.target_classes_}
        else:
            if (labels < 0).any():
                clustered = labels >= 0
                X, y, labels = X[clustered], y[clustered], labels[clustered]
            self._call_hook("_intra_distribute", X, y, labels, neighbors)
        if neighbors is not None:
            self._call_hook("_inter_distribute", X, y, labels, neighbors)
        add_noise_to_rows(self, self.labels_)

    def _call_hook(self, name, *args):
        what = f"`{name}` of {type(self).__name__}"
        arguments = dict(zip(("X", "y", "labels", "neighbors"), args, strict=True))
        call_with(getattr(self, name), arguments, what)

    def _find_classes(self, cells, targets):
        is_largest = find_largest_classes(cells.counts)
        self.unique_class_labels_ = cells.classes
        self.majority_class_labels_ = cells.classes[is_largest].tolist()
        self.target_classes_ = targets.classes
        self.n_requested_ = targets.numbers


def add_noise_to_rows(distributor, labels):
    """Add the noise, which a distributor did not see, to its masks and weights."""
    is_clustered = labels >= 0
    if is_clustered.all():
        return
    for name in ROW_ATTRIBUTES:
        values = getattr(distributor, name, None)
        # Values of another shape cover the noise already, or are wrong.
        if np.shape(values) == (is_clustered.sum(),):
            setattr(distributor, name, pad(np.asarray(values), is_clustered))


def pad(values, is_there):
    """Return values of some rows as values of all rows, 0 or False for the others."""
    padded = np.zeros(is_there.size, dtype=values.dtype)
    padded[is_there] = values
    return padded


def check_proportions(intra_distribution, inter_distribution, clusters, classes):
    """Raise a ValueError if the proportions of a distributor break the contract.

    Cells ``(cluster, class)`` and pairs of cells must be known, a pair has one class,
    proportions are not negative, and those of a class sum to 0 or 1.
    """
    totals = dict.fromkeys(classes.tolist(), 0.0)
    clusters = frozenset(clusters.tolist())
    for cell, proportion in _items("intra_distribution_", intra_distribution):
        _check_cell(cell, clusters, totals)
        totals[cell[1]] += _check_proportion(cell, proportion)
    pairs = set()
    for pair, proportion in _items("inter_distribution_", inter_distribution):
        _check_pair(pair, clusters, totals, pairs)
        totals[pair[0][1]] += _check_proportion(pair, proportion)
    wrong = {
        c: t for c, t in totals.items() if not (abs(t) < 1e-8 or abs(t - 1) < 1e-5)
    }
    if wrong:
        raise ValueError(
            "The proportions of each class in `intra_distribution_` and "
            f"`inter_distribution_` together should sum to 0 or 1. Got {wrong}."
        )


def _items(name, distribution):
    if not isinstance(distribution, Mapping):
        raise ValueError(f"`{name}` should be a dictionary. Got {distribution!r}.")
    return distribution.items()


def _check_cell(cell, clusters, totals):
    if not (isinstance(cell, tuple) and len(cell) == 2):
        raise ValueError(
            f"A cell should be given as a tuple (cluster, class). Got {cell!r}."
        )
    cluster, class_label = cell
    if cluster not in clusters:
        is_noise = isinstance(cluster, Integral) and cluster < 0
        raise ValueError(
            f"The distributor gave rows to cluster {cluster!r}, which is "
            f"{'noise' if is_noise else 'not among the labels'}. Got {cell}."
        )
    if class_label not in totals:
        raise ValueError(
            f"The distributor gave rows to class {class_label!r}, which is not among "
            f"the classes {list(totals)}. Got {cell}."
        )


def _check_pair(pair, clusters, totals, pairs):
    if not (isinstance(pair, tuple) and len(pair) == 2):
        raise ValueError(f"A pair should be given as a tuple of cells. Got {pair!r}.")
    for cell in pair:
        _check_cell(cell, clusters, totals)
    if pair[0][1] != pair[1][1]:
        raise ValueError(
            "Pairs of clusters in `inter_distribution_` should have one class. "
            f"Got {pair}."
        )
    if pair[0] == pair[1] or frozenset(pair) in pairs:
        raise ValueError(
            "Pairs in `inter_distribution_` should be of two clusters, and stand there "
            f"once. Got {pair}."
        )
    pairs.add(frozenset(pair))


def _check_proportion(where, proportion):
    if not (isinstance(proportion, Real) and proportion >= 0):
        raise ValueError(
            "Proportions should be non-negative numbers. "
            f"The distributor gave {proportion!r} for {where}."
        )
    return proportion
