"""Resampling, weighing and fitting, the same for all rows and for those of a fold."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.base import clone

from clover._estimators.pipelines import fit_first_steps, last_step
from clover._rows.containers import take_rows
from clover.classification._resampling import (
    name_sampler,
    resample,
    transforms_rows,
)
from clover.classification._rows_first import gives_rows_first
from clover.classification._weights import (
    check_gives_rows_first,
    find_parents,
    weigh_resampled,
)
from clover.over_sampling._account.weighting import WeighsRows


@dataclass(frozen=True, eq=False)
class Fitted:
    """What was fitted to resampled rows.

    Attributes
    ----------
    classifier : estimator
        The fitted classifier.

    sampler : estimator or None
        The sampler that made the rows; ``None`` if there is none.

    sample_weight : ndarray of shape (n_resampled,)
        The weights of the resampled rows; ones if the classifier got none.
    """

    classifier: Any
    sampler: Any
    sample_weight: np.ndarray


@dataclass(frozen=True, eq=False)
class Training:
    """Rows, and the parts that are fitted to them.

    Attributes
    ----------
    X : {ndarray, sparse matrix, dataframe} of shape (n_samples, n_features)
        The rows.

    y : ndarray of shape (n_samples,)
        Their classes.

    sample_weight : ndarray of shape (n_samples,) or None
        The user's weights.

    sampler_params : dict
        Keyword arguments of the sampler's ``fit_resample``.

    classifier, sampler : estimator
        The parts, with their seeds; ``None`` as the sampler stands for no resampling.

    weighting : float, 'prevalence' or None
        The weights of the classes.
    """

    X: Any
    y: np.ndarray
    sample_weight: np.ndarray | None
    sampler_params: dict
    classifier: Any
    sampler: Any
    weighting: float | str | None

    def __sklearn_clone__(self):
        # The classifier of a fold holds the rows as a parameter.
        return self

    @property
    def has_weights(self):
        """Whether the classifier gets weights."""
        return self.weighting is not None or self.sample_weight is not None

    def take(self, positions):
        """Return the same of some of the rows."""
        weights, params = self.sample_weight, self.sampler_params
        return replace(
            self,
            X=take_rows(self.X, positions),
            y=self.y[positions],
            sample_weight=None if weights is None else weights[positions],
            sampler_params={
                name: self._take_values(value, positions)
                for name, value in params.items()
            },
        )

    def _take_values(self, values, positions):
        is_by_row = np.ndim(values) > 0 and len(values) == self.y.size
        return take_rows(values, positions) if is_by_row else values

    def fit(self):
        """Resample the rows, weigh them, fit clones of both parts, and return these."""
        sampler = None if self.sampler is None else clone(self.sampler)
        X, y = resample(sampler, self.X, self.y, self.sampler_params)
        self._check_rows(sampler, X)
        weights = self._weigh(sampler, y) if self.has_weights else None
        classifier = fit_classifier(clone(self.classifier), X, y, weights)
        if weights is None:
            weights = np.ones(len(y))
        return Fitted(classifier, sampler, weights)

    def _check_rows(self, sampler, X_resampled):
        if sampler is None:
            return
        if transforms_rows(sampler) and not gives_rows_first(self.X, X_resampled):
            raise ValueError(
                f"The sampler, {name_sampler(sampler)}, gives back transformed rows, "
                "and the classifier will predict for rows that are not transformed. "
                "Put the transformers into a pipeline before the ResampledClassifier, "
                "or before its classifier."
            )
        if self.has_weights:
            check_gives_rows_first(sampler, self.X, X_resampled)

    def _weigh(self, sampler, y_resampled):
        n_samples, parents = self.y.size, None
        if sampler is not None and self.sample_weight is not None:
            parents = find_parents(sampler, n_samples, len(y_resampled))
        return weigh_resampled(
            y_resampled, n_samples, self.weighting, self.sample_weight, parents
        )


def resolve_weighting(weighting, sampler):
    """Return how resampled rows are weighed: as told, or as the sampler weighs them."""
    last = last_step(sampler)
    # Samplers of other packages may mean something else by the name.
    if weighting is None and isinstance(last, WeighsRows):
        return last.weighting
    return weighting


def fit_classifier(classifier, X, y, weights):
    """Fit a classifier, or a pipeline whose last step gets the weights, if any."""
    if weights is None:
        return classifier.fit(X, y)
    last, X, _ = fit_first_steps(classifier, X, y)
    last.fit(X, y, sample_weight=weights)
    return classifier
