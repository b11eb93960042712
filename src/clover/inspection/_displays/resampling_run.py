"""What a sampler made of a data set, row by row."""

import warnings
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from imblearn.pipeline import Pipeline
from sklearn.base import clone
from sklearn.utils import check_random_state

from clover._estimators.params import deep_params, own_params
from clover._estimators.seeds import N_SEEDS, seed_parts
from clover._rows.containers import Container
from clover._rows.target import Target
from clover.inspection._displays.matching import match_rows, starts_with
from clover.inspection._sampling import check_sampler, find_categorical


@dataclass(frozen=True, eq=False)
class ResamplingRun:
    """The rows that a sampler got, and those that it gave back.

    Attributes
    ----------
    sampler : estimator
        The sampler, fitted to the rows.

    given, output : Container
        The rows that it got, and those that it gave back.

    classes : ndarray of shape (n_classes,)
        The classes, sorted.

    given_codes, output_codes : ndarray of shape (n_given,), (n_output,)
        The code of the class of each row.

    is_removed : ndarray of bool of shape (n_given,)
        Whether a row that the sampler got is not in the output.

    made : ndarray of shape (n_made,)
        The positions in the output of the samples that the sampler made.

    is_transformed : bool
        Whether the given rows are taken as the steps of a pipeline left them.
    """

    sampler: object
    given: Container
    output: Container
    classes: np.ndarray
    given_codes: np.ndarray
    output_codes: np.ndarray
    is_removed: np.ndarray
    made: np.ndarray
    is_transformed: bool

    @property
    def categorical(self):
        """The positions of the given columns that hold categories."""
        oversampler = getattr(self.sampler, "oversampler_", self.sampler)
        return find_categorical(oversampler, self.given)

    @property
    def clusterer(self):
        """The fitted clusterer, or None if the sampler has none.

        Of clusterers of one class each, it is the first: all have the same space.
        """
        clusterer = getattr(self.sampler, "clusterer_", None)
        if isinstance(clusterer, dict):
            return next(iter(clusterer.values()), None)
        return clusterer

    @property
    def cluster_labels(self):
        """The cluster of each given row, or None if the sampler has no clusters."""
        if getattr(self.sampler, "clusterer_", None) is None:
            return None
        return np.asarray(self.sampler.labels_)

    @property
    def parents(self):
        """The given rows from which each sample was made, masked where unknown.

        A masked array of shape (n_made, n_parents), or None if the sampler tells
        nothing.
        """
        if hasattr(self.sampler, "provenance_"):
            return self.sampler.provenance_.parents
        told = [
            np.ma.masked_array(getattr(self.sampler, name))
            for name in ("base_indices_", "partner_indices_")
            if hasattr(self.sampler, name)
        ]
        repeated = getattr(self.sampler, "sample_indices_", ())
        if not told and len(repeated) == self.output.n_samples:
            told = [np.ma.masked_array(repeated)[self.made]]
        return np.ma.stack(told, axis=1) if told else None


def run_sampler(sampler, X, y, resampled=None, random_state=0):
    """Return what a sampler makes of rows, or what it made, as `ResamplingRun`.

    A clone of the sampler is run, unless `resampled` holds what it gave back.
    """
    check_sampler(sampler)
    given, target = read_rows(X, y)
    if is_fitted(sampler):
        check_fitted_to(sampler, given, target)
    used = sampler
    if resampled is None:
        used = copy_with_seed(sampler, random_state)
        resampled = used.fit_resample(X, y)
        if is_fitted(sampler):
            _check_same_fit(sampler, used)
    elif not isinstance(resampled, tuple | list) or len(resampled) != 2:
        raise ValueError(
            "`resampled` should be the pair `(X_resampled, y_resampled)` that "
            f"`fit_resample` returned. Got {type(resampled).__name__}."
        )
    return _compare(used, given, target, *resampled)


def read_rows(X, y):
    """Return the rows as a container, and the target; they should be as many."""
    container, target = Container(X), Target.from_user(y)
    if container.n_samples != target.codes.size:
        raise ValueError(
            "`X` and `y` should have as many rows. Got "
            f"{container.n_samples} and {target.codes.size}."
        )
    return container, target


def is_fitted(sampler):
    """Return whether a sampler was fitted; pipelines do not tell."""
    return hasattr(sampler, "sampling_strategy_")


def copy_with_seed(sampler, random_state):
    """Return a clone of a sampler, which gets a seed if it has none of its own."""
    rng = check_random_state(random_state)
    copy = clone(sampler, safe=False)
    params = own_params(copy) if hasattr(copy, "get_params") else {}
    if "random_state" not in params:
        return seed_parts(copy, rng)
    if params["random_state"] is None:
        copy.set_params(random_state=int(rng.randint(N_SEEDS)))
    return copy


def check_fitted_to(sampler, given, target):
    """Check that a fitted sampler may have been fitted to some rows."""
    n_features = getattr(sampler, "n_features_in_", given.X.shape[1])
    if n_features != given.X.shape[1]:
        _raise_for_others(f"{n_features} columns", f"`X` has {given.X.shape[1]}")
    n_rows = np.size(getattr(sampler, "labels_", target.codes))
    if n_rows != given.n_samples:
        _raise_for_others(f"{n_rows} rows", f"`X` has {given.n_samples}")
    report = getattr(sampler, "cluster_report_", None)
    if report is None:
        return
    is_single = report.other_cluster < 0
    for label in set(report.class_label.tolist()):
        n_rows = report.n_rows[is_single & (report.class_label == label)].sum()
        n_given = target.sizes.get(label, 0)
        if n_rows != n_given:
            _raise_for_others(f"{n_rows} rows of class {label!r}", f"`y` has {n_given}")


def _check_same_fit(sampler, copy):
    """Check that the fit of a clone is that of the fitted sampler.

    Without seeds, the clone draws anew, and a warning says so.
    """
    if not _has_seeds(sampler):
        warnings.warn(
            f"`sampler` was fitted with random_state={sampler.random_state!r}, and its "
            "clone draws anew: the picture shows other samples than those that it "
            "made. Set an integer, or give `resampled=(X_resampled, y_resampled)`.",
            stacklevel=4,
        )
    elif not np.array_equal(
        getattr(sampler, "labels_", None), getattr(copy, "labels_", None)
    ):
        _raise_for_others(
            "other rows, or with other parameters", "a clone finds other clusters"
        )


def _raise_for_others(fitted, given):
    raise ValueError(
        f"`sampler` was fitted to {fitted}, and {given}. Give the rows and the "
        "parameters of the fit, or an unfitted sampler, `sklearn.base.clone(sampler)`."
    )


def _has_seeds(sampler):
    """Return whether a clone of a sampler draws as the sampler did."""
    if not hasattr(sampler, "random_state"):
        return True
    seeds = {
        name: seed
        for name, seed in deep_params(sampler).items()
        if name.split("__")[-1] == "random_state"
    }
    outer = seeds.pop("random_state")
    return isinstance(outer, Integral) and all(
        seed is None or isinstance(seed, Integral) for seed in seeds.values()
    )


def _compare(sampler, given, target, X_res, y_res):
    """Find out which rows a sampler kept, removed and made."""
    output, found = read_rows(X_res, y_res)
    codes = _code_classes(found, target)
    n_given = given.n_samples
    parts = {
        "sampler": sampler,
        "output": output,
        "classes": target.classes,
        "given_codes": target.codes,
        "output_codes": codes,
    }
    are_first = np.array_equal(codes[:n_given], target.codes)
    is_pipeline = _is_pipeline(sampler)
    if are_first and (is_pipeline or starts_with(output, given)):
        return ResamplingRun(
            given=Container(output.take(np.arange(n_given))) if is_pipeline else given,
            is_removed=np.zeros(n_given, dtype=bool),
            made=np.arange(n_given, output.n_samples),
            is_transformed=is_pipeline,
            **parts,
        )
    if given.X.shape[1] != output.X.shape[1]:
        raise ValueError(
            f"`sampler` should keep the {given.X.shape[1]} columns of the rows. It "
            f"gave back {output.X.shape[1]} columns; give it without steps that "
            "transform."
        )
    categorical = find_categorical(sampler, given)
    is_removed, made = match_rows(given, target.codes, output, codes, categorical)
    return ResamplingRun(
        given=given, is_removed=is_removed, made=made, is_transformed=False, **parts
    )


def _is_pipeline(sampler):
    """Return whether rows pass through the steps of a pipeline to be resampled."""
    sampler = getattr(sampler, "oversampler", sampler)
    return isinstance(sampler, Pipeline) and len(sampler.steps) > 1


def _code_classes(found, target):
    known = {label: code for code, label in enumerate(target.classes.tolist())}
    unknown = [label for label in found.classes.tolist() if label not in known]
    if unknown:
        raise ValueError(
            f"The resampled rows are of classes {unknown}, which `y` does not hold."
        )
    codes = [known[label] for label in found.classes.tolist()]
    return np.array(codes, dtype=np.intp)[found.codes]
