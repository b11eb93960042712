"""The base class of clover's own oversamplers, which work class by class."""

from abc import abstractmethod

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.utils import check_consistent_length, check_random_state

from clover._estimators.checks import ChecksOnce
from clover._numerics.neighbors import make_search
from clover._rows.containers import Container, stack_rows, validate_numbers
from clover._rows.dtypes import to_floats
from clover._rows.encoding import first_positions
from clover._rows.origins import Origins
from clover._rows.target import Target, append_target
from clover.over_sampling._account.weighting import WeighsRows
from clover.over_sampling._generation.blocks import join_parents
from clover.over_sampling._strategy import resolve_strategy, warn_of_single_rows


class ClassByClassOverSampler(WeighsRows, ChecksOnce, BaseOverSampler):
    """Base class of oversamplers that make the rows of one class after the other.

    Subclasses have the parameters ``random_state`` and ``weighting``.
    """

    def _check_rows(self, container):
        """Return the rows of a container in the form that `_make` takes: as floats."""
        if not container.is_numeric:
            raise ValueError(
                f"{type(self).__name__} makes numbers only, and `X` holds something "
                f"else in columns {container.non_numeric_columns}. Encode or drop them."
            )
        return to_floats(validate_numbers(self, container))

    @abstractmethod
    def _make(self, rows, is_of_class, n_new, rng):
        """Return new rows of a class, and their `Parents` as positions in `rows`."""

    def _check_sizes(self, target):
        """Check that the classes have enough rows."""

    def _repeats_single_rows(self):
        """Return whether the new rows of a class with a single row are its copies."""
        return True

    def _append(self, container, made, origins):
        """Return the rows of a container and then the rows that `_make` returned."""
        return container.append(stack_rows([X_new for X_new, _ in made]), origins)

    def fit(self, X, y):
        """Check the input and resolve the sampling strategy.

        Use ``fit_resample`` to make the synthetic samples.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The input data.

        y : array-like of shape (n_samples,)
            The class labels.

        Returns
        -------
        self : object
            The fitted oversampler.
        """
        self._check(X, y)
        return self

    def fit_resample(self, X, y):
        """Add synthetic samples to the data.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The input data: finite numbers, except in columns declared as categorical.

        y : array-like of shape (n_samples,)
            The class labels, or their one-vs-all encoding of shape (n_samples,
            n_classes).

        Returns
        -------
        X_resampled : same type as `X`, of shape (n_samples + n_new, n_features)
            The input rows, unchanged and in their order, and then the synthetic
            samples.

        y_resampled : same type as `y`, of shape (n_samples + n_new,)
            The class labels of these rows.

        Raises
        ------
        ValueError
            If `X` holds anything else, or a targeted class has too few rows.
        """
        container, rows, target = self._check(X, y)
        rng = check_random_state(self.random_state)
        made, codes = [], []
        for code, class_label in enumerate(target.sizes):
            if n_new := self.sampling_strategy_.get(class_label, 0):
                made.append(self._make(rows, target.codes == code, n_new, rng))
                codes.append(np.full(n_new, code))
        parents = join_parents([parents for _, parents, *_ in made])
        # Rows that are made of no base row have a class, too.
        codes = np.concatenate([np.empty(0, dtype=np.intp), *codes])
        donors = first_positions(target.codes, target.classes.size)[codes]
        self._tell_parents(parents)
        self._set_sample_weight(target.codes, codes)
        if not made:
            rows = container.take(np.arange(container.n_samples))
            return rows, append_target(y, donors)
        repeated = np.where(parents.partner < 0, parents.base, -1)
        repeated[target.counts[codes] > 1] = -1
        origins = Origins(target.codes, codes, repeated)
        return self._append(container, made, origins), append_target(y, donors)

    def _tell_parents(self, parents):
        """Set the attributes that tell the parents of the new rows."""
        self.base_indices_ = parents.base

    def _fit_resample(self, X, y):
        # imbalanced-learn declares this method abstract: no instance without it.
        return self.fit_resample(X, y)

    def _check(self, X, y):
        """Return the container, its rows as `_make` takes them, and the target."""
        self._validate_params()
        # If this fit fails, the weights of an earlier fit must not remain.
        vars(self).pop("sample_weight_", None)
        target = Target.from_user(y)
        container = Container(X)
        check_consistent_length(container.X, target.y)
        rows = self._check_rows(container)
        self.sampling_strategy_ = resolve_strategy(self.sampling_strategy, target)
        self._check_sizes(target)
        if self._repeats_single_rows():
            warn_of_single_rows(self.sampling_strategy_, target, stacklevel=3)
        return container, rows, target


def check_class_sizes(sampler, target):
    """Check that the targeted classes have more rows than `k_neighbors`, or one."""
    n_needed = getattr(make_search(sampler.k_neighbors), "n_neighbors", 2)
    for class_label, n_new in sampler.sampling_strategy_.items():
        n_rows = target.sizes[class_label]
        if n_new and 1 < n_rows < n_needed:
            raise ValueError(
                f"Class {class_label!r} has {n_rows} rows, and `k_neighbors` = "
                f"{n_needed - 1} needs at least {n_needed}. Lower `k_neighbors` "
                "or leave the class out of `sampling_strategy`."
            )
