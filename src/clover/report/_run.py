"""The run of a sampler that a report is about."""

import time
import warnings
from copy import deepcopy
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from clover._estimators.pipelines import last_step
from clover._estimators.seeds import N_SEEDS
from clover._rows.containers import Container
from clover._rows.encoding import encode
from clover._rows.target import Target, to_class_labels
from clover.clusterer._one_cluster import OneCluster
from clover.inspection._sampling import check_sampler

# A report tells of so many warnings of the sampler.
MAX_WARNINGS = 10
# So many rows tell whether the given ones came back as they were.
N_COMPARED = 32


@dataclass(frozen=True, eq=False)
class Run:
    """A sampler that was run, and the rows that it gave.

    Attributes
    ----------
    sampler : estimator
        The fitted copy of the user's sampler.

    table : Container
        The rows that the user gave.

    target : Target
        Their classes.

    rows : Container
        The rows that came back: the given ones, and then the synthetic samples.

    codes : ndarray of shape (n_samples + n_new,)
        The codes of the classes of these rows.

    is_transformed : bool
        Whether steps of the sampler transformed the rows.

    is_seed_given : bool
        Whether the sampler has a seed of the user.

    notes : list of str
        What to know about this run.

    seconds : float
        How long it took.
    """

    sampler: object
    table: Container
    target: Target
    rows: Container
    codes: np.ndarray
    is_transformed: bool
    is_seed_given: bool
    notes: list
    seconds: float

    @property
    def n_given(self):
        """Number of given rows."""
        return self.table.n_samples

    @property
    def labels(self):
        """The classes as Python objects."""
        return self.target.classes.tolist()

    @property
    def last(self):
        """The sampler, or the last step of a pipeline."""
        return last_step(self.sampler)

    @property
    def has_clusters(self):
        """Whether the sampler tells of clusters, and looked for more than one."""
        clusterer = getattr(self.last, "clusterer_", None)
        if clusterer is None or not hasattr(self.last, "cluster_report_"):
            return False
        return isinstance(clusterer, dict) or not isinstance(
            last_step(clusterer), OneCluster
        )

    @property
    def n_made_of(self):
        """Number of synthetic samples of each class, of shape (n_classes,)."""
        return np.bincount(
            self.codes[self.n_given :], minlength=self.target.classes.size
        )

    @property
    def made_codes(self):
        """The classes that got samples, those with most first."""
        made = self.n_made_of
        order = np.argsort(-made, kind="stable")
        return order[made[order] > 0].tolist()

    @property
    def n_requested_of(self):
        """Numbers of rows asked for by the labels of classes, or None if not known."""
        requested = getattr(self.last, "sampling_strategy_", None)
        return dict(requested) if hasattr(requested, "items") else None


def run_sampler(sampler, X, y, random_state):
    """Run a copy of a sampler, and return the `Run`.

    A fitted sampler must have been fitted to these rows. Without a seed, the copy gets
    the seed `random_state`. If nothing is selected for a class, the copy only warns.
    """
    check_sampler(sampler)
    table, target = Container(X), Target.from_user(y)
    if table.n_samples != target.codes.size:
        raise ValueError(
            f"`X` and `y` should have as many rows. Got {table.n_samples} and "
            f"{target.codes.size}."
        )
    copy, is_seed_given, notes = _seed(clone(sampler, safe=False), random_state)
    raising = find_raise_error(copy)
    if raising:
        copy.set_params(**dict.fromkeys(raising, False))
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        X_res, y_res = copy.fit_resample(X, y)
    seconds = time.perf_counter() - start
    if _is_fitted(sampler):
        _check_fitted_to(sampler, copy, is_seed_given)
        if not is_seed_given:
            notes = [
                f"{notes[0]} It is not the run that fitted the sampler.",
                *notes[1:],
            ]
    notes += list(dict.fromkeys(str(warning.message) for warning in caught))[
        :MAX_WARNINGS
    ]
    rows = Container(X_res)
    codes = _code_classes(y_res, target, sampler)
    is_transformed = _is_transformed(table, rows)
    if is_transformed:
        notes.append(
            "The steps of the sampler transformed the rows. Map and features show the "
            "transformed ones."
        )
    return Run(
        sampler=copy,
        table=table,
        target=target,
        rows=rows,
        codes=codes,
        is_transformed=is_transformed,
        is_seed_given=is_seed_given,
        notes=notes,
        seconds=seconds,
    )


def _params(sampler):
    return sampler.get_params() if hasattr(sampler, "get_params") else {}


def find_raise_error(sampler):
    """Return the parameters `raise_error` of a sampler and its steps, with values."""
    return {
        name: value
        for name, value in _params(sampler).items()
        if name.split("__")[-1] == "raise_error"
    }


def _seed(sampler, random_state):
    """Return a sampler with a seed, whether it is the user's, and notes about it."""
    seeds = {
        name: value
        for name, value in _params(sampler).items()
        if name.split("__")[-1] == "random_state"
    }
    own = {name: value for name, value in seeds.items() if name.count("__") == 0}
    # A pipeline has no seed of its own, but its steps have.
    of_sampler = own or seeds
    if not of_sampler:
        return sampler, True, []
    unset = [name for name in of_sampler if not isinstance(seeds[name], Integral)]
    if not unset:
        return sampler, True, []
    rng = check_random_state(deepcopy(random_state))
    is_integer = isinstance(random_state, Integral)
    seed = int(random_state) if is_integer else int(rng.randint(N_SEEDS))
    sampler.set_params(**dict.fromkeys(unset, seed))
    return sampler, False, [f"The sampler has no fixed seed; this run used {seed}."]


def _is_fitted(sampler):
    return hasattr(last_step(sampler), "sampling_strategy_")


def _check_fitted_to(sampler, copy, is_seed_given):
    """Check that a sampler was fitted to the rows that its copy was fitted to."""
    sampler, copy = last_step(sampler), last_step(copy)
    names = ["n_features_in_", "sampling_strategy_", "_checksum"]
    if is_seed_given:
        names.append("labels_")
    for name in names:
        then, now = getattr(sampler, name, None), getattr(copy, name, None)
        if then is None or now is None:
            continue
        is_equal = np.array_equal(then, now) if name == "labels_" else then == now
        if not is_equal:
            raise ValueError(
                f"`sampler` was fitted to other rows than these ({_tell(name)} differ"
                "). Give the rows that it was fitted to, or an unfitted sampler: "
                "sklearn.base.clone(sampler)."
            )


def _tell(name):
    return {
        "n_features_in_": "the numbers of columns",
        "sampling_strategy_": "the rows asked for",
        "_checksum": "the values of rows",
        "labels_": "the clusters",
    }[name]


def _code_classes(y_res, target, sampler):
    """Return the codes of the classes of rows that came back, checked."""
    labels = to_class_labels(y_res)
    if labels.ndim == 2:
        labels = Target.from_user(y_res).y
    found, codes = encode(labels)
    known = {label: code for code, label in enumerate(target.classes.tolist())}
    of_found = [known.get(label, -1) for label in found.tolist()]
    codes = np.array(of_found, dtype=np.intp)[codes]
    n_given = target.codes.size
    is_kept = codes.size >= n_given and (codes[:n_given] == target.codes).all()
    if not is_kept or (codes < 0).any():
        raise ValueError(
            "A report shows samplers that keep the given rows, in their order, and "
            f"append others. {type(sampler).__name__} removed or reordered rows. "
            "Report the oversampler by itself."
        )
    return codes


def _is_transformed(table, rows):
    """Return whether the first rows are not those that were given."""
    if table.X.shape[1] != rows.X.shape[1] or table.is_frame != rows.is_frame:
        return True
    if table.non_numeric_columns != rows.non_numeric_columns:
        return True
    if not table.is_numeric:
        return False
    places = np.unique(np.linspace(0, table.n_samples - 1, N_COMPARED).astype(int))
    before, after = (_numbers_of(rows_of, places) for rows_of in (table, rows))
    return not np.allclose(before, after, rtol=1e-5, equal_nan=True)


def _numbers_of(container, places):
    taken = Container(container.take(places))
    X = taken.frame_to_numbers() if taken.is_frame else taken.X
    X = X.toarray() if hasattr(X, "toarray") else X
    return np.asarray(X, dtype=np.float64)
