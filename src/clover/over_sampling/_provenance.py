"""The origin of each synthetic sample."""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from clover.over_sampling._generation.blocks import (
    join_parents,
    mask_unknown,
    repeat_for_rows,
)


@dataclass(frozen=True, eq=False)
class Makers:
    """What made each new row.

    Attributes
    ----------
    given_codes, codes : ndarray of shape (n_samples,), (n_new,)
        The code of the class of each given row, and of each new one.

    names : list of str
        Names of the oversamplers.

    maker : ndarray of shape (n_new,)
        The position of each new row's oversampler among the names.

    cells : list of (ndarray or None)
        For each name, the rows of the cell, if new rows come from all of them alike.
    """

    given_codes: np.ndarray
    codes: np.ndarray
    names: list
    maker: np.ndarray
    cells: list

    @property
    def is_of_cell(self):
        """Whether each new row comes from all rows of a cell alike."""
        return np.array([rows is not None for rows in self.cells], bool)[self.maker]

    def cell_means(self, values):
        """Return the means over the cells of the new rows that come from cells."""
        means = np.zeros((len(self.cells), *values.shape[1:]))
        for place, rows in enumerate(self.cells):
            if rows is not None:
                means[place] = values[rows].mean(axis=0)
        return means[self.maker[self.is_of_cell]]


@dataclass(frozen=True, eq=False)
class Provenance:
    """Origin of each synthetic sample, in the order of the output.

    Attributes
    ----------
    cluster : ndarray of shape (n_new,)
        Label of the cluster in which the sample was made.

    other_cluster : ndarray of shape (n_new,)
        Label of the second cluster of a sample made between two clusters; -1 for a
        sample made inside one.

    base : masked ndarray of shape (n_new,)
        Position in the input of the row of the class from which the sample was made;
        masked if it is not known. For a sample between two clusters, this row lies in
        the first cluster if SMOTE or GeometricSMOTE without categorical features made
        the sample, and in either cluster otherwise.

    partner : masked ndarray of shape (n_new,)
        Position in the input of the second row from which the sample was made; masked
        if there is none or it is not known. SMOTE makes the sample between both rows.
        Among equal rows a row may be its own neighbour, and then its own partner.
        For GeometricSMOTE it is the surface point, which the ball around the base row
        reaches. The surface point may be of another class, and so may the second row of
        BorderlineSMOTE with ``kind='borderline-2'``.

    further : masked ndarray of shape (n_new, n_further)
        Positions in the input of further rows from which the sample was made, masked
        where there are fewer. SimplicialSMOTE has up to ``n_vertices - 2`` of them, and
        all others none, so that `n_further` is 0.

    Notes
    -----
    NumPy ignores the mask of an index. So the values under the mask are the largest
    integer, and an index that holds one raises an IndexError. Use :meth:`carry` for
    weights, groups and the like.

    Both parents are known for SMOTE, also where it stands in for another oversampler,
    for BorderlineSMOTE, SVMSMOTE, ADASYN, SMOTENC and GeometricSMOTE. RandomOverSampler
    and repeated rows have a base only, and so has CenterSMOTE, whose second point is a
    mean. SimplicialSMOTE may have more than two parents. GaussianOversampler makes its
    samples from all rows of the class in a cluster, so that they have none; what is
    carried over to them is the mean of these rows. Nothing is
    known of SMOTEN, imbalanced-learn's KMeansSMOTE, and oversamplers of other packages
    that have neither ``sample_indices_`` nor ``base_indices_``.

    Examples
    --------
    Each synthetic sample gets the weight of the row from which it was made:

    >>> import numpy as np
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.datasets import load_wine
    >>> from imblearn.over_sampling import SMOTE
    >>> from clover.over_sampling import ClusterOverSampler
    >>> X, y = load_wine(return_X_y=True)
    >>> weights = np.linspace(0.5, 1.5, len(y))
    >>> sampler = ClusterOverSampler(SMOTE(), KMeans(n_clusters=5), random_state=0)
    >>> X_res, y_res = sampler.fit_resample(X, y)
    >>> weights_res = np.append(weights, sampler.provenance_.carry(weights))
    >>> weights_res.shape == y_res.shape
    True
    """

    cluster: np.ndarray
    other_cluster: np.ndarray
    base: np.ma.MaskedArray
    partner: np.ma.MaskedArray
    further: np.ma.MaskedArray | None = None
    _makers: Makers | None = field(default=None, init=False, repr=False)

    @property
    def parents(self):
        """The known parents, a masked array of shape (n_new, n_parents).

        The first columns are ``base`` and ``partner``, and the others ``further``.
        """
        parents = np.ma.stack((self.base, self.partner), axis=1)
        if self.further is not None:
            parents = np.ma.concatenate((parents, self.further), axis=1)
        parents.fill_value = self.base.fill_value
        return parents

    def carry(self, values, how="base"):
        """Return values of the given rows for the synthetic samples.

        Parameters
        ----------
        values : array-like of shape (n_samples, ...)
            Values of the rows that were given, such as weights or groups.

        how : {'base', 'mean'}, default='base'
            Whether a synthetic sample gets the value of its base row, which may be of
            any dtype, or the mean of the numbers of its known parents of its own class.
            A sample of GaussianOversampler gets the mean of the numbers of all rows of
            the class in its cluster in both cases.

        Returns
        -------
        carried : ndarray of shape (n_new, ...)
            The values of the synthetic samples, in the order of the output; masked
            where `values` are. So
            ``np.append(weights, provenance.carry(weights))`` has one weight for each
            row of the output.

        Raises
        ------
        ValueError
            If no parent of a sample is known, or `values` does not have one entry for
            each given row.

        Examples
        --------
        >>> from clover.over_sampling import GeometricSMOTE, ClusterOverSampler
        >>> X, y = [[0.0], [1.0], [5.0], [6.0], [7.0]], [1, 1, 0, 0, 0]
        >>> sampler = ClusterOverSampler(GeometricSMOTE(), random_state=0)
        >>> X_res, y_res = sampler.fit_resample(X, y)
        >>> sampler.provenance_.carry(["ill", "ill", "well", "well", "well"]).tolist()
        ['ill']
        """
        if self._makers is None:
            raise ValueError("Only the provenance of a fit can carry values over.")
        values = _to_array(values)
        n_samples = self._makers.given_codes.size
        if values.ndim == 0 or values.shape[0] != n_samples:
            raise ValueError(
                f"`values` should have one entry for each of the {n_samples} given "
                f"rows. Got shape {values.shape}."
            )
        if how == "base":
            return self._carry_base(values)
        if how == "mean":
            _check_numbers(values, "With `how='mean'`", "; use `how='base'`")
            return self._average(values)
        raise ValueError(f"`how` should be 'base' or 'mean'. Got {how!r}.")

    def _carry_base(self, values):
        """Return the values of the base rows, and the means of cells without one."""
        is_of_cell = self._makers.is_of_cell
        self._check_known(~self.base.mask | is_of_cell)
        if not is_of_cell.any():
            return values[self.base.data]
        names = {self._makers.names[place] for place in self._makers.maker[is_of_cell]}
        _check_numbers(values, f"To samples of {', '.join(sorted(names))}", "")
        carried = np.empty((is_of_cell.size, *values.shape[1:]))
        carried[is_of_cell] = self._makers.cell_means(values)
        carried[~is_of_cell] = values[self.base.data[~is_of_cell]]
        return carried

    def _average(self, values):
        """Return the means over the known parents of the sample's own class."""
        counts = np.zeros(self._makers.codes.size)
        totals = np.zeros((self._makers.codes.size, *values.shape[1:]))
        is_of_cell = self._makers.is_of_cell
        counts[is_of_cell] = 1
        totals[is_of_cell] = self._makers.cell_means(values)
        for parent in self.parents.T:
            known = np.flatnonzero(~np.ma.getmaskarray(parent))
            rows = parent.data[known]
            is_own = self._makers.given_codes[rows] == self._makers.codes[known]
            known, rows = known[is_own], rows[is_own]
            counts[known] += 1
            totals[known] += values[rows]
        self._check_known(counts > 0)
        return totals / counts.reshape(-1, *([1] * (values.ndim - 1)))

    def _check_known(self, is_known):
        if is_known.all():
            return
        places = np.unique(self._makers.maker[~is_known])
        unknown = sorted({self._makers.names[place] for place in places})
        raise ValueError(
            f"{', '.join(unknown)} does not tell from which rows it made "
            f"{np.count_nonzero(~is_known)} of the {is_known.size} samples, so that no "
            "values can be carried over to them."
        )


def _check_numbers(values, where, remedy):
    """Check that values are numbers, of which means can be taken."""
    if values.dtype.kind in "biuf" and not np.ma.is_masked(values):
        return
    found = "masked values" if np.ma.is_masked(values) else values.dtype
    raise ValueError(f"{where}, `values` should be numbers. Got {found}{remedy}.")


def _to_array(values):
    """Return values of rows as an array; a masked array stays one."""
    if sparse.issparse(values):
        raise ValueError("`values` should be dense. Got a sparse matrix.")
    try:
        return np.ma.asanyarray(values) if np.ma.isMA(values) else np.asarray(values)
    except ValueError as error:
        raise ValueError(
            "`values` should be an array. Got entries of several lengths."
        ) from error


def make_provenance(cells, blocks):
    """Return the origin of each row of some blocks."""
    clusters, others, codes, maker = repeat_for_rows(
        blocks,
        [block.cluster for block in blocks],
        [block.other for block in blocks],
        [block.code for block in blocks],
        range(len(blocks)),
    )
    parents = join_parents([block.parents for block in blocks])
    further = parents.further
    if further is None:
        further = np.empty((codes.size, 0), dtype=np.intp)
    provenance = Provenance(
        cluster=cells.clusters[clusters],
        other_cluster=np.where(others < 0, -1, cells.clusters[others]),
        base=mask_unknown(parents.base),
        partner=mask_unknown(parents.partner),
        further=mask_unknown(further),
    )
    names = [block.made_by for block in blocks]
    of_cells = [
        _rows_of_cell(cells, block) if block.is_of_cell else None for block in blocks
    ]
    makers = Makers(cells.class_codes, codes, names, maker, of_cells)
    # The public class is made of its public attributes alone.
    object.__setattr__(provenance, "_makers", makers)
    return provenance


def _rows_of_cell(cells, block):
    """Return the rows of the one or two cells of a block."""
    rows = cells.rows(block.cluster, block.code)
    if block.other < 0:
        return rows
    return np.concatenate((rows, cells.rows(block.other, block.code)))
