"""The target: what it may be, its classes, and their sizes."""

from dataclasses import dataclass

import numpy as np
from imblearn.utils import check_target_type
from sklearn.utils.multiclass import check_classification_targets

from clover._containers import to_class_labels
from clover._encoding import encode


@dataclass(frozen=True)
class Targets:
    """The classes of the rows of a data set.

    Attributes
    ----------
    y : ndarray of shape (n_samples,)
        The class of each row.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    codes : ndarray of shape (n_samples,)
        The position of each row's class.

    counts : ndarray of shape (n_classes,)
        Number of rows of each class.
    """

    y: np.ndarray
    classes: np.ndarray
    codes: np.ndarray
    counts: np.ndarray

    @classmethod
    def from_user(cls, y):
        """Check a target of any kind and find its classes.

        Parameters
        ----------
        y : array-like of shape (n_samples,) or (n_samples, n_classes)
            Class labels, or classes encoded one-vs-all.
        """
        labels = to_class_labels(y)
        if labels.ndim == 2 and labels.shape[1] == 1:
            labels = labels.ravel()
        if labels.ndim == 1:
            classes, codes = encode(labels)
            # A few rows of each class tell as much as many, and take less time.
            sample = np.repeat(classes, 2) if classes.size <= codes.size / 2 else labels
            check_classification_targets(sample)
            check_target_type(sample)
        else:
            check_classification_targets(labels)
            labels = check_target_type(labels)
            classes, codes = encode(labels)
        counts = np.bincount(codes, minlength=classes.size)
        return cls(labels, classes, codes, counts)

    @property
    def sizes(self):
        """Maps each class, as a Python object, to its number of rows."""
        return dict(zip(self.classes.tolist(), self.counts.tolist(), strict=True))
