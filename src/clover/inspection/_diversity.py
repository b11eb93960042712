"""Diversity: how far from real rows do made rows lie?"""

from dataclasses import dataclass

import numpy as np

from clover.inspection._nearest import nearest_distances, neighbor_distances
from clover.inspection._repeats import overall_mean, position_of, stack_repeats
from clover.inspection._sampling import (
    RealRows,
    RepeatName,
    check_anything_made,
    check_n_repeats,
    draw_seeds,
)

# A made row is a near copy if it is nearer to a real row than this share of the median
# distance between neighbours of the class.
NEAR = 0.01


@dataclass(frozen=True, eq=False, repr=False)
class Diversity:
    """How far made rows lie from the real rows of their class.

    The figures ``relative_distance`` and ``near_copies`` are means over the classes;
    :meth:`of_class` and :meth:`to_frame` give those of each class.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The classes that got rows.

    relative_distance_by_repeat : ndarray of shape (n_repeats, n_classes)
        The median distance of a made row to the nearest real row of its class, divided
        by the median distance of a real row to the next of the class; NaN where the
        class got no rows or the divisor is 0.

    near_copies_by_repeat : ndarray of shape (n_repeats, n_classes)
        The share of the made rows that are nearer to a real row of the class than 1 %
        of the median distance of a real row to the next; NaN where the class got no
        rows. If that median is 0, only exact copies count.

    Examples
    --------
    >>> from imblearn.over_sampling import RandomOverSampler
    >>> from sklearn.datasets import load_wine
    >>> from clover.inspection import diversity
    >>> X, y = load_wine(return_X_y=True)
    >>> diversity(RandomOverSampler(), X, y, random_state=0)
    Diversity(relative_distance=0, near_copies=1, classes=[0, 2], n_repeats=10)
    """

    classes: np.ndarray
    relative_distance_by_repeat: np.ndarray
    near_copies_by_repeat: np.ndarray

    @property
    def relative_distance(self):
        """The median distance to a real row, over that between real neighbours."""
        return overall_mean(self.relative_distance_by_repeat)

    @property
    def near_copies(self):
        """The share of made rows that are nearly equal to a real row."""
        return overall_mean(self.near_copies_by_repeat)

    def of_class(self, class_label):
        """Return the figures of one class, as a :class:`Diversity`."""
        columns = [position_of(self.classes, class_label)]
        return Diversity(
            self.classes[columns],
            self.relative_distance_by_repeat[:, columns],
            self.near_copies_by_repeat[:, columns],
        )

    def to_frame(self):
        """Return a pandas data frame with the figures of each class."""
        import pandas as pd

        names = ("relative_distance", "near_copies")
        of_classes = [self.of_class(label) for label in self.classes.tolist()]
        columns = {name: [getattr(one, name) for one in of_classes] for name in names}
        return pd.DataFrame({"class_label": self.classes, **columns})

    def __repr__(self):
        return (
            f"Diversity(relative_distance={self.relative_distance:.3g}, "
            f"near_copies={self.near_copies:.3g}, classes={self.classes.tolist()}, "
            f"n_repeats={len(self.near_copies_by_repeat)})"
        )


def diversity(sampler, X, y, *, n_repeats=10, random_state=None):
    """Measure how far made rows lie from the real rows of their class.

    The sampler is fitted to all distinct rows. The median over the made rows of the
    distance to the nearest real row of the class is divided by the median distance
    between nearest neighbours in the class: about 0 for copies, 1 for rows that are as
    far from real rows as these are from each other.

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
        How often rows are made, with another seed each time.

    random_state : int, RandomState instance or None, default=None
        The seed of the sampler, where it has no seed of its own.

    Returns
    -------
    diversity : Diversity
        The figures, over all classes that got rows and for each of them.

    Raises
    ------
    ValueError
        If a class has fewer than 4 distinct rows, if the sampler made no rows, or if it
        removed, reordered or changed the given rows.

    See Also
    --------
    validity : Also tells how numbers and categories are measured.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE, RandomOverSampler
    >>> from sklearn.datasets import load_wine
    >>> from clover.inspection import diversity
    >>> X, y = load_wine(return_X_y=True)
    >>> 0 < diversity(SMOTE(), X, y, random_state=0).relative_distance < 1
    True
    """
    check_n_repeats(n_repeats)
    real = RealRows.of(sampler, X, y)
    return measure_diversity(real, sampler, n_repeats, random_state)


def measure_diversity(real, sampler, n_repeats, random_state):
    """Return the diversity of what a sampler makes of some real rows."""
    rows = np.arange(real.codes.size)
    medians, of_repeats = {}, []
    for repeat, (_, seed) in enumerate(draw_seeds(n_repeats, random_state)):
        with RepeatName(repeat, n_repeats):
            made = real.resample(sampler, rows, seed)
        of_repeats.append(_measure_by_class(real, made, medians))
    check_anything_made(sum(map(len, of_repeats)))
    return Diversity(*stack_repeats(of_repeats, real.classes))


def _measure_by_class(real, made, medians):
    """Return the relative distance and the share of near copies, by class.

    `medians` keeps the median distance between neighbours of each class.
    """
    found = {}
    for code in np.unique(made.codes).tolist():
        own = real.points[real.codes == code]
        if code not in medians:
            medians[code] = np.median(neighbor_distances(own))
        distances = nearest_distances(made.points[made.codes == code], own)
        found[code] = _compare(distances, medians[code])
    return found


def _compare(distances, median):
    """Return the relative median of some distances and the share of tiny ones."""
    if median == 0:
        return np.nan, (distances == 0).mean()
    return np.median(distances) / median, (distances < NEAR * median).mean()
