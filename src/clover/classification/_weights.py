"""Weights of resampled rows, and whether a classifier takes them."""

import numpy as np
from sklearn import get_config
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.utils.validation import has_fit_parameter

from clover._estimators.pipelines import check_keeps_rows, last_step
from clover._rows.encoding import encode
from clover.classification._resampling import name_sampler
from clover.classification._rows_first import gives_rows_first
from clover.weights import prevalence_weights

# How oversamplers that are used by themselves tell the parents of their new rows.
TOLD_PARENTS = ("base_indices_", "partner_indices_", "further_indices_")


def check_takes_weights(classifier):
    """Check that a classifier, or the last step of a pipeline, takes weights."""
    check_keeps_rows(classifier, "classifier")
    last = last_step(classifier)
    if not _takes_weights(last):
        name = last if isinstance(last, str) else type(last).__name__
        raise ValueError(
            f"The `fit` of {name} does not take `sample_weight`, and the resampled "
            "rows have weights. Use another classifier, or leave out `weighting`, also "
            "that of the sampler, and `sample_weight`."
        )


def _takes_weights(classifier):
    if has_fit_parameter(classifier, "sample_weight"):
        return True
    if get_config()["enable_metadata_routing"]:
        return hasattr(classifier, "get_metadata_routing") and bool(
            classifier.get_metadata_routing().consumes("fit", ["sample_weight"])
        )
    # Without routing, these hand the weights on among their keyword arguments.
    if isinstance(classifier, GridSearchCV | RandomizedSearchCV):
        return _takes_weights(classifier.estimator)
    if isinstance(classifier, VotingClassifier | StackingClassifier):
        parts = [part for _, part in classifier.estimators if part != "drop"]
        parts.append(getattr(classifier, "final_estimator", None))
        return all(_takes_weights(part) for part in parts if part is not None)
    return False


def check_gives_rows_first(sampler, X, X_resampled):
    """Check that the rows of which weights are known come first, unchanged."""
    if gives_rows_first(X, X_resampled):
        return
    n_samples, n_resampled = X.shape[0], X_resampled.shape[0]
    found = "its output does not begin with the given rows"
    if n_resampled < n_samples:
        found = f"it gave back {n_resampled} of {n_samples} rows"
    raise ValueError(
        "Weights need a sampler that gives back all rows, unchanged and before the new "
        f"ones. Got {name_sampler(sampler)}: {found}. Use an oversampler, or leave out "
        "`weighting` and `sample_weight`."
    )


def weigh_resampled(y_resampled, n_samples, weighting, sample_weight, parents):
    """Return the weights of resampled rows, of which the first are given ones.

    Without `weighting`, which is None then, `sample_weight` are the weights of the
    given rows. The total weight of a class is multiplied as often as its rows are.
    """
    chi = 0.0 if weighting is None else weighting
    weights = prevalence_weights(
        y_resampled,
        n_samples,
        chi,
        sample_weight=sample_weight,
        provenance=parents,
    )
    if weighting is None:
        _, codes = encode(np.asarray(y_resampled))
        n_real = np.bincount(codes[:n_samples])
        # At the smallest chi, real rows and new ones have an equal share each.
        weights *= (np.bincount(codes) / n_real)[codes]
        weights[:n_samples] = sample_weight
    return weights


def find_parents(sampler, n_samples, n_resampled):
    """Return what `prevalence_weights` takes as `provenance`, None if not known.

    In a pipeline of several samplers, the last one tells of rows that it was given, and
    these are not the rows given to the pipeline.
    """
    last = last_step(sampler)
    n_new = n_resampled - n_samples
    provenance = getattr(last, "provenance_", None)
    if provenance is not None:
        return provenance if provenance.cluster.size == n_new else None
    told = [getattr(last, name) for name in TOLD_PARENTS if hasattr(last, name)]
    if not told and hasattr(last, "sample_indices_"):
        told = [np.asarray(last.sample_indices_)[n_samples:]]
    if not told:
        return None
    parents = np.ma.column_stack(told)
    is_usable = parents.shape[0] == n_new and (parents < n_samples).all()
    return parents if is_usable else None
