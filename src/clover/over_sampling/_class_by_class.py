"""What clover's own oversamplers have in common, which work class by class."""

from abc import abstractmethod

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.utils import check_consistent_length, check_random_state

from clover._estimators.checks import ChecksOnce
from clover._rows.containers import Container, stack_rows
from clover._rows.target import Target, append_target
from clover.over_sampling._strategy import resolve_strategy


class ClassByClassOverSampler(ChecksOnce, BaseOverSampler):
    """Base class of oversamplers that make the rows of one class after the other.

    Subclasses have the parameter ``random_state``.
    """

    @abstractmethod
    def _check_rows(self, container):
        """Return the rows of a container in the form in which `_make` takes them."""

    @abstractmethod
    def _make(self, rows, is_of_class, n_new, rng):
        """Return new rows of a class, and the position that each was made from."""

    def _check_sizes(self, target):
        """Check that the classes have rows enough."""

    def _append(self, container, made):
        """Return the rows of a container and then what `_make` returned."""
        return container.append(stack_rows([X_new for X_new, _ in made]))

    def fit(self, X, y):
        """Check the input and resolve the sampling strategy.

        Use ``fit_resample`` to make the synthetic rows.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Their classes.

        Returns
        -------
        self : object
            The instance itself.
        """
        self._check(X, y)
        return self

    def fit_resample(self, X, y):
        """Add synthetic rows to the data.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows: finite numbers, apart from columns that the oversampler was told
            to take for categories.

        y : array-like of shape (n_samples,)
            Their classes; also encoded one-vs-all, of shape (n_samples, n_classes).

        Returns
        -------
        X_resampled : same type as `X`, of shape (n_samples + n_new, n_features)
            The rows, unchanged and in their order, and then the synthetic ones.

        y_resampled : same type as `y`, of shape (n_samples + n_new,)
            Their classes.

        Raises
        ------
        ValueError
            If `X` holds something else, or a targeted class has too few rows.
        """
        container, rows, target = self._check(X, y)
        rng = check_random_state(self.random_state)
        made, base = [], [np.empty(0, dtype=int)]
        for code, class_label in enumerate(target.sizes):
            if n_new := self.sampling_strategy_.get(class_label, 0):
                made.append(self._make(rows, target.codes == code, n_new, rng))
                base.append(made[-1][1])
        self.base_indices_ = np.concatenate(base)
        if made:
            X_resampled = self._append(container, made)
        else:
            X_resampled = container.take(np.arange(container.n_samples))
        return X_resampled, append_target(y, self.base_indices_)

    def _fit_resample(self, X, y):
        # imbalanced-learn declares it abstract; its own `fit_resample` is not used.
        return self.fit_resample(X, y)

    def _check(self, X, y):
        """Return the container, its rows as `_make` takes them, and the classes."""
        self._validate_params()
        target = Target.from_user(y)
        container = Container(X)
        check_consistent_length(container.X, target.y)
        rows = self._check_rows(container)
        self.sampling_strategy_ = resolve_strategy(self.sampling_strategy, target)
        self._check_sizes(target)
        return container, rows, target
