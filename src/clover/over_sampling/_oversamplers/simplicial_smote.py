"""Simplicial SMOTE: samples from the simplices that neighbours span."""

from numbers import Integral

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler

from clover import _docstrings
from clover._compat import HasMethods, Interval
from clover.over_sampling._account.weighting import WEIGHTING_CONSTRAINTS
from clover.over_sampling._class_by_class import (
    ClassByClassOverSampler,
    check_class_sizes,
)
from clover.over_sampling._generation.blocks import mask_unknown
from clover.over_sampling._generation.searched import SearchedRows
from clover.over_sampling._generation.simplicial import simplicial_alone


@_docstrings.Substitution(
    sampling_strategy=_docstrings.sampling_strategy,
    weighting=_docstrings.weighting,
    sample_weight=_docstrings.sample_weight,
)
class SimplicialSMOTE(ClassByClassOverSampler):
    """SMOTE that draws from triangles and larger simplices instead of segments.

    A synthetic sample is a uniform point of a simplex. Its vertices are a random row of
    the class, the base row, and some of its k nearest neighbours in the class, which
    are pairwise among each other's k nearest neighbours [1]_. The weights of the
    vertices come from a Dirichlet distribution with all parameters 1. With two
    vertices, this is SMOTE.

    The features are used in their own units: scale them first if these differ, or use
    ``search_space='clusters'`` of :class:`ClusterOverSampler`.

    Parameters
    ----------
    {sampling_strategy}

    k_neighbors : int or estimator, default=5
        Number of nearest neighbours in the class, or an estimator that finds them. An
        estimator counts the row itself as one of its neighbours.

    n_vertices : int, default=3
        Largest number of vertices of a simplex, the base row included: 2 for segments,
        3 for triangles.

    random_state : int, RandomState instance or None, default=None
        Seed of the random draws. An integer makes the result reproducible.

    {weighting}

    Attributes
    ----------
    sampling_strategy_ : dict
        Maps each targeted class to the number of synthetic samples asked for.

    base_indices_ : ndarray of shape (n_new,)
        For each synthetic sample, the position of its base row in the input.

    partner_indices_ : masked ndarray of shape (n_new,)
        For each synthetic sample, the position of the second vertex in the input;
        masked where a single row was repeated.

    further_indices_ : masked ndarray of shape (n_new, n_further)
        The positions of the other vertices, masked where a simplex has fewer. There are
        at most ``n_vertices - 2``.

    {sample_weight}

    n_features_in_ : int
        Number of features seen by ``fit_resample``.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if all names in ``X`` are strings.

    See Also
    --------
    imblearn.over_sampling.SMOTE : Draws from segments between neighbours.
    GeometricSMOTE : Draws from balls around rows.
    ClusterOverSampler : Oversamples inside clusters.

    Notes
    -----
    The vertices besides the base row are a set of ``n_vertices - 1`` of its k nearest
    neighbours, in which each two are among the k nearest neighbours of each other. All
    such sets are equally likely. If a base row has no such set, its sets of one row
    fewer are used, and so on: a simplex has at least two vertices, and at most k + 1.
    All sets of a base row are listed. If there may be more than a million, it is an
    error: with k = 20 this never happens, with k = 50 from six vertices on. A class
    with a single row is repeated, with a warning.

    We read the abstract of the paper and the code of its authors. There, the simplices
    are cliques of the graph that links two rows if either is among the k
    nearest neighbours of the other. A clique is drawn first, so that rows of many
    cliques are used more often. Here, the base rows are used alike, and every simplex
    is one of a clique of that graph.

    Between two clusters, a sample lies on the segment between a row of one cluster and
    a row of the other. Values in columns of integers are rounded to the nearest. Sparse
    input gives sparse output, in which a sample has the entries of all its vertices.

    References
    ----------
    .. [1] O. Kachan, A. Savchenko, G. Gusev, "Simplicial SMOTE: oversampling solution
       to the imbalanced learning problem", KDD 2025, arXiv:2503.03418.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import load_breast_cancer
    >>> from clover.over_sampling import SimplicialSMOTE
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = SimplicialSMOTE(random_state=0)
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
        "n_vertices": [Interval(Integral, 2, None, closed="left")],
        "random_state": ["random_state"],
        "weighting": WEIGHTING_CONSTRAINTS,
    }

    def __init__(
        self,
        sampling_strategy="auto",
        k_neighbors=5,
        n_vertices=3,
        random_state=None,
        *,
        weighting=None,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.k_neighbors = k_neighbors
        self.n_vertices = n_vertices
        self.random_state = random_state
        self.weighting = weighting

    def _check_sizes(self, target):
        check_class_sizes(self, target)

    def _make(self, rows, is_of_class, n_new, rng):
        positions = np.flatnonzero(is_of_class)
        of_class, none = SearchedRows.of(rows[positions]), SearchedRows.of(rows[:0])
        X_new, parents = simplicial_alone(self, of_class, none, n_new, rng)
        return X_new, parents.located(positions)

    def _tell_parents(self, parents):
        super()._tell_parents(parents)
        further = parents.further
        if further is None:
            further = np.empty((parents.base.size, 0), dtype=np.intp)
        self.partner_indices_ = mask_unknown(parents.partner)
        self.further_indices_ = mask_unknown(further)
