"""Weights of resampled rows that keep the share of each class."""

from numbers import Integral

import numpy as np
from sklearn.utils import check_array

from clover._compat import Interval, validate_parameter_constraints
from clover._estimators.weighting import CHI_CONSTRAINTS, check_is_no_boolean
from clover._numerics.prevalence import weigh_rows, weigh_weighted_rows
from clover._rows.target import Target

__all__ = ["DEFAULT_CHI", "prevalence_weights"]

#: What ``'prevalence'`` stands for: the weight of a real row of a class with synthetic
#: samples. Of 0, 0.25, 0.5 and 0.75, it was the best on the half of the data sets by
#: which the study in the documentation chooses.
DEFAULT_CHI = 0.75


def prevalence_weights(
    y_resampled, n_samples, chi="prevalence", *, sample_weight=None, provenance=None
):
    """Return weights of resampled rows that keep the total weight of each class.

    Oversampling changes how frequent the classes are, and with them the probabilities
    of a classifier. With these weights, real rows and synthetic samples of a class
    together weigh as much as its real rows did before, so that the classes keep their
    frequencies.

    Parameters
    ----------
    y_resampled : array-like of shape (n_resampled,)
        The class labels after resampling, or their one-vs-all encoding of shape
        (n_resampled, n_classes). The real rows come first, then the synthetic samples.

    n_samples : int
        Number of real rows.

    chi : float or 'prevalence', default='prevalence'
        The weight, from 0 to 1, of a real row of a class with synthetic samples. At 1
        the synthetic samples weigh nothing. Where `chi` is so small that a synthetic
        sample would weigh more than a real row, all rows of the class weigh the same.
        ``'prevalence'`` stands for :data:`DEFAULT_CHI`, 0.75, which a study chose.

    sample_weight : array-like of shape (n_samples,), default=None
        Weights of your own for the real rows, not negative; ``None`` stands for ones.

    provenance : Provenance or masked array of shape (n_new, n_parents), default=None
        From which real rows the synthetic samples were made: the ``provenance_`` of a
        sampler, or positions of the parents, masked where they are not known. They
        carry `sample_weight` over to the synthetic samples, and are not used without
        it. All rows of the class in the cluster are the parents of a sample of
        :class:`~clover.over_sampling.GaussianOversampler`.

    Returns
    -------
    weights : ndarray of shape (n_resampled,)
        The weights, in the order of `y_resampled`.

    Raises
    ------
    ValueError
        If `chi` or `n_samples` is out of range, `sample_weight` holds anything but
        finite, non-negative numbers, one for each real row, `provenance` is not that of
        these rows, or a class has synthetic samples but no real row.

    See Also
    --------
    clover.over_sampling.Provenance : Tells the parents of synthetic samples.

    Notes
    -----
    For a class with n real rows and g > 0 synthetic samples, chi is raised to
    ``n / (n + g)`` if it is smaller. A real row then weighs chi, and a synthetic sample
    ``(1 - chi) n / g``, so that the weights of the class sum to n. At
    ``chi = n / (n + g)`` all rows of the class weigh chi. Rows of a class without
    synthetic samples weigh 1.

    With `sample_weight`, a synthetic sample first gets a value v: the mean weight of
    its known parents of its own class, or the mean weight of the class if no such
    parent is known. If a sample comes from all rows of the class in a cluster alike,
    which only a ``provenance_`` can tell, v is their mean weight, as
    ``provenance_.carry(sample_weight, how="mean")`` gives it. For a class of total
    weight W, a real row of weight w then weighs ``chi w``, and a synthetic sample
    ``(1 - chi) v W / sum(v)``, so that the weights of the class sum to W. If all v are
    zero, the synthetic samples weigh nothing, and the real rows keep their weights. A
    synthetic sample may then weigh more than a real row.

    Examples
    --------
    Class 1 has two real rows and gets two synthetic samples:

    >>> from clover.weights import prevalence_weights
    >>> y_resampled = [0, 0, 0, 0, 1, 1, 1, 1]
    >>> prevalence_weights(y_resampled, n_samples=6, chi=0.75)
    array([1.  , 1.  , 1.  , 1.  , 0.75, 0.75, 0.25, 0.25])

    The first real row of class 1 weighs three times as much as the second, and both
    synthetic samples were made from it and the second:

    >>> import numpy as np
    >>> weights = prevalence_weights(
    ...     y_resampled,
    ...     n_samples=6,
    ...     chi=0.75,
    ...     sample_weight=[1, 1, 1, 1, 3, 1],
    ...     provenance=np.ma.array([[4, 5], [5, 4]]),
    ... )
    >>> weights
    array([1.  , 1.  , 1.  , 1.  , 2.25, 0.75, 0.5 , 0.5 ])
    """
    chi = _check_chi_and_number(chi, n_samples)
    target = Target.from_user(y_resampled)
    codes, new_codes = target.codes[:n_samples], target.codes[n_samples:]
    _check_real_rows(target, n_samples)
    if sample_weight is None:
        return weigh_rows(codes, new_codes, chi)
    weights = _check_weights(sample_weight, n_samples)
    parents = _check_parents(provenance, n_samples, new_codes.size)
    cells = _check_cells(provenance, n_samples)
    return weigh_weighted_rows(codes, new_codes, chi, weights, parents, cells)


def _check_chi_and_number(chi, n_samples):
    """Check two parameters and return chi as a number."""
    check_is_no_boolean(chi, "chi", "prevalence_weights")
    validate_parameter_constraints(
        {
            "chi": CHI_CONSTRAINTS,
            "n_samples": [Interval(Integral, 1, None, closed="left")],
        },
        {"chi": chi, "n_samples": n_samples},
        "prevalence_weights",
    )
    return DEFAULT_CHI if isinstance(chi, str) else chi


def _check_real_rows(target, n_samples):
    """Check that there are as many real rows as told, and some of each class."""
    if n_samples > target.codes.size:
        raise ValueError(
            "`n_samples` should be the number of real rows, with which `y_resampled` "
            f"begins. Got {n_samples}, and `y_resampled` has {target.codes.size} "
            "entries."
        )
    n_real = np.bincount(target.codes[:n_samples], minlength=target.classes.size)
    if not n_real.all():
        missing = target.classes[n_real == 0].tolist()[0]
        raise ValueError(
            f"Class {missing!r} of `y_resampled` is not among the first `n_samples` = "
            f"{n_samples} rows, which should be the real ones."
        )


def _check_weights(sample_weight, n_samples):
    """Return the user's weights of the real rows as an array of floats."""
    if np.ma.is_masked(sample_weight):
        raise ValueError("`sample_weight` holds masked values, which cannot be used.")
    weights = check_array(
        sample_weight,
        dtype=np.float64,
        ensure_2d=False,
        ensure_min_samples=0,
        input_name="sample_weight",
    )
    if weights.shape != (n_samples,):
        raise ValueError(
            f"`sample_weight` should have one entry for each of the {n_samples} real "
            f"rows. Got shape {weights.shape}."
        )
    if (negative := np.flatnonzero(weights < 0)).size:
        raise ValueError(
            "`sample_weight` should not be negative. Got "
            f"{weights[negative[0]]} for row {negative[0]}."
        )
    with np.errstate(over="ignore"):
        is_finite = np.isfinite(weights.sum())
    if not is_finite:
        raise ValueError(
            "The sum of `sample_weight` should be a finite number. Divide the weights "
            "by their maximum."
        )
    return weights


def _check_parents(provenance, n_samples, n_new):
    """Return the parents of the synthetic samples, a masked array of two dimensions."""
    if provenance is None:
        return np.ma.masked_all((n_new, 1), dtype=np.intp)
    parents = np.ma.asarray(getattr(provenance, "parents", provenance))
    if parents.ndim == 1:
        parents = parents[:, np.newaxis]
    if not parents.size:
        # The dtype of an empty list says nothing.
        parents = parents.astype(np.intp)
    if parents.ndim != 2 or parents.shape[0] != n_new or parents.dtype.kind not in "iu":
        raise ValueError(
            "`provenance` should tell the parents of each of the "
            f"{n_new} synthetic samples, as positions of rows. Got "
            f"{parents.dtype} of shape {parents.shape}."
        )
    known = parents.compressed()
    if known.size and not 0 <= known.min() <= known.max() < n_samples:
        raise ValueError(
            f"`provenance` should hold positions of the {n_samples} real rows. Got "
            f"{known.min()} to {known.max()}."
        )
    return parents


def _check_cells(provenance, n_samples):
    """Return what tells the cells of samples that come from all rows of a cell alike.

    Only the provenance of a fit has it.
    """
    cells = getattr(provenance, "_makers", None)
    if cells is not None and cells.given_codes.size != n_samples:
        raise ValueError(
            f"`provenance` should be that of the {n_samples} real rows. Got one of "
            f"{cells.given_codes.size} rows."
        )
    return cells
