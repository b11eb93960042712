"""Validity: do made rows lie where real rows of their class lie?"""

from dataclasses import dataclass

import numpy as np

from clover.inspection._nearest import nearest_distances
from clover.inspection._repeats import (
    mean_of_known,
    overall_mean,
    position_of,
    split_error,
    stack_repeats,
)
from clover.inspection._sampling import (
    RealRows,
    RepeatName,
    check_anything_made,
    check_n_repeats,
    draw_seeds,
)

# Distances of which one is larger by less than this share are equal. Differences of
# integers far from zero lose so many digits as the numbers are scaled.
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Validity:
    """How often made rows and real rows lie nearest to another class.

    The figures ``synthetic``, ``real``, ``difference``, ``standard_error`` and
    ``ratio`` are means over the classes; :meth:`of_class` and :meth:`to_frame` give
    those of each class.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The classes that got rows.

    synthetic_by_repeat : ndarray of shape (n_repeats, n_classes)
        The share of the made rows whose nearest real row in the other half is of
        another class; NaN where the class got no rows.

    real_by_repeat : ndarray of shape (n_repeats, n_classes)
        The same share of the real rows of the class from which the rows were made.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.datasets import make_classification
    >>> from clover.inspection import validity
    >>> X, y = make_classification(400, weights=[0.85], random_state=0)
    >>> found = validity(SMOTE(), X, y, random_state=0)
    >>> found.synthetic_by_repeat.shape
    (10, 1)
    >>> found.difference == found.synthetic - found.real
    True
    """

    classes: np.ndarray
    synthetic_by_repeat: np.ndarray
    real_by_repeat: np.ndarray

    @property
    def synthetic(self):
        """The share of made rows that lie nearest to another class."""
        return overall_mean(self.synthetic_by_repeat)

    @property
    def real(self):
        """The share of real rows of the class that lie nearest to another class."""
        return overall_mean(self.real_by_repeat)

    @property
    def difference(self):
        """``synthetic - real``, the figure to report; below 0 is better than real."""
        return self.synthetic - self.real

    @property
    def standard_error(self):
        """The standard error of the difference; NaN with a single repeat.

        It is the deviation over the repeats times ``sqrt(1 / n_repeats + 1)``, as all
        repeats halve the same rows (Nadeau and Bengio 2003). More repeats hardly make
        it smaller. It is about right for rows that owe nothing to the given ones, and
        too large rather than too small for rows that are made of these
        (``benchmarks/validity_error.py``).
        """
        differences = self.synthetic_by_repeat - self.real_by_repeat
        return split_error(mean_of_known(differences, 1))

    @property
    def ratio(self):
        """``synthetic / real``; NaN if no real row lies nearest to another class."""
        return self.synthetic / self.real if self.real > 0 else float("nan")

    def of_class(self, class_label):
        """Return the figures of one class, as a :class:`Validity`."""
        columns = [position_of(self.classes, class_label)]
        return Validity(
            self.classes[columns],
            self.synthetic_by_repeat[:, columns],
            self.real_by_repeat[:, columns],
        )

    def to_frame(self):
        """Return a pandas data frame with the figures of each class."""
        import pandas as pd

        names = ("synthetic", "real", "difference", "standard_error", "ratio")
        of_classes = [self.of_class(label) for label in self.classes.tolist()]
        columns = {name: [getattr(one, name) for one in of_classes] for name in names}
        return pd.DataFrame({"class_label": self.classes, **columns})

    def __repr__(self):
        return (
            f"Validity(difference={self.difference:.3g}, "
            f"standard_error={self.standard_error:.2g}, "
            f"synthetic={self.synthetic:.3g}, real={self.real:.3g}, "
            f"ratio={self.ratio:.3g}, classes={self.classes.tolist()}, "
            f"n_repeats={len(self.real_by_repeat)})"
        )


def validity(sampler, X, y, *, n_repeats=10, random_state=None):
    """Measure how often made rows lie where other classes lie.

    Each class is halved at random, and the sampler is fitted to one half. Of the rows
    that it makes, the share whose nearest row in the other half is of another class is
    compared with the same share of the real rows of the class in the first half. The
    difference of the shares is 0 for rows that are as good as real ones, positive for
    rows in the regions of other classes, and negative for a sampler that keeps to the
    safe regions of the class.

    Validity is not benefit: a sampler with worse validity may give better classifiers.

    Parameters
    ----------
    sampler : estimator
        A sampler that keeps the rows that it gets and appends others. It is cloned and
        never changed.

    X : {array-like, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows, in any container that the sampler takes. Rows that are equal in `X`
        and `y` count once.

    y : array-like of shape (n_samples,)
        The classes; each needs at least 4 distinct rows.

    n_repeats : int, default=10
        How often the rows are halved.

    random_state : int, RandomState instance or None, default=None
        The seed of the halves, which are the same for all samplers, and of the sampler
        where it has none of its own.

    Returns
    -------
    validity : Validity
        The shares, over all classes that got rows and for each of them.

    Raises
    ------
    ValueError
        If a class has fewer than 4 distinct rows, if the sampler made no rows, or if it
        removed, reordered or changed the given rows.

    Notes
    -----
    Numbers are divided by their standard deviation over all distinct rows; constant
    columns stay as they are. Two different categories differ by one deviation, as in
    imbalanced-learn's SMOTENC. Columns hold categories if they do not hold numbers, or
    if the sampler has them in its ``categorical_features``. A row that is equally near
    to its own and to another class counts one half.

    The sampler gets one half of the rows of each class. SMOTE with 5 neighbours thus
    needs 11 distinct rows of a class, and a `sampling_strategy` that holds numbers of
    rows asks for as many from one half. An error of the sampler says in which repeat it
    was raised.

    References
    ----------
    C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
    52, 239-281, 2003.

    Examples
    --------
    Rows in the range of all rows, and rows between rows of the class:

    >>> import numpy as np
    >>> from imblearn.over_sampling import SMOTE, RandomOverSampler
    >>> from sklearn.datasets import make_blobs
    >>> from clover.inspection import validity
    >>> X, y = make_blobs([200, 40], 2, centers=[[0, 0], [4, 4]], random_state=0)
    >>> smote = validity(SMOTE(), X, y, random_state=0)
    >>> noise = validity(RandomOverSampler(shrinkage=10), X, y, random_state=0)
    >>> smote.difference < 0.05 < 0.2 < noise.difference
    True
    """
    check_n_repeats(n_repeats)
    real = RealRows.of(sampler, X, y)
    return measure_validity(real, sampler, n_repeats, random_state)


def measure_validity(real, sampler, n_repeats, random_state):
    """Return the validity of what a sampler makes of some real rows."""
    of_repeats = []
    for repeat, seeds in enumerate(draw_seeds(n_repeats, random_state)):
        with RepeatName(repeat, n_repeats, "one half of the rows of each class"):
            first, second = real.halve(seeds[0])
            made = real.resample(sampler, first, seeds[1])
            of_repeats.append(_share_by_class(real, made, first, second))
    check_anything_made(sum(map(len, of_repeats)))
    return Validity(*stack_repeats(of_repeats, real.classes))


def _share_by_class(real, made, first, second):
    """Return the shares of made and of real rows nearest to others, by class."""
    shares = {}
    for code in np.unique(made.codes).tolist():
        own = real.codes[second] == code
        reference, others = real.points[second[own]], real.points[second[~own]]
        sources = real.points[first[real.codes[first] == code]]
        shares[code] = tuple(
            _nearest_to_others(points, reference, others).mean()
            for points in (made.points[made.codes == code], sources)
        )
    return shares


def _nearest_to_others(points, reference, others):
    """Return 1 for points nearest to another class, 0 for others, 1/2 where tied."""
    to_own = nearest_distances(points, reference)
    to_others = nearest_distances(points, others)
    # Sums of equal squares in another order differ in their last digits.
    is_tied = np.isclose(to_own, to_others, rtol=ROUNDING, atol=0)
    return np.where(is_tied, 0.5, to_others < to_own)
