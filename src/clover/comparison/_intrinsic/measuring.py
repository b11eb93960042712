"""The measures of a sampler on a whole data set."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone

from clover._estimators.copies import copy_if_written_to
from clover._estimators.seeds import seed_parts
from clover._numerics.threads import one_thread
from clover.comparison._identity.fingerprint import describe
from clover.comparison._identity.hashes import hash_texts
from clover.comparison._identity.names import FORMAT, list_versions
from clover.comparison._runs.models import Columns, RowEncoder
from clover.comparison._runs.one_run import attempt
from clover.comparison._runs.records import DataSet
from clover.comparison._runs.resampling import takes_categories, tell_categories
from clover.inspection import within_class_imbalance
from clover.inspection._diversity import measure_diversity
from clover.inspection._sampling import RealRows
from clover.inspection._validity import measure_validity
from clover.over_sampling._base import BaseClusterOverSampler

VALIDITY = ("synthetic", "real", "difference", "standard_error", "ratio")
SHARES = (
    "within_class_imbalance_before",
    "within_class_imbalance_after",
    "effective_clusters_before",
    "effective_clusters_after",
)
MEASURES = (
    *(f"validity_{name}" for name in VALIDITY),
    "diversity",
    "near_copies",
    *SHARES,
)


@dataclass(frozen=True, eq=False)
class Measuring:
    """A sampler to be measured on a data set, with the candidate that was chosen."""

    dataset: DataSet
    data_hash: str
    method: str
    sampler: Any
    candidate: dict
    n_repeats: int
    seed: int

    @property
    def file(self):
        """The name of the file of the result, the same for the same measures."""
        where = f"samplers[{self.method!r}]"
        texts = (
            str(FORMAT),
            self.dataset.name,
            self.data_hash,
            self.method,
            describe(self.sampler, where),
            describe(self.candidate, where),
            str(self.n_repeats),
            str(self.seed),
            json.dumps(list_versions()),
        )
        return f"intrinsic-{hash_texts(*texts)}.json"

    def measure(self):
        """Return the measures as a dictionary, with the first error as a text.

        Measures that failed are missing.
        """
        found = {"dataset": self.dataset.name, "method": self.method}
        errors = []
        with one_thread():
            prepared = attempt(self._prepare)
            steps = (_measure_validity, _measure_diversity, _measure_clusters)
            for step in steps if not prepared.error else ():
                outcome = attempt(step, self, prepared.value)
                found |= outcome.value or {}
                errors.append(outcome.error)
        errors.insert(0, prepared.error)
        return {**found, "error": next(filter(None, errors), "")}

    def _prepare(self):
        """Return the sampler and all rows as the comparison prepares them."""
        params = {
            key: clone(value, safe=False) for key, value in self.candidate.items()
        }
        sampler = clone(self.sampler).set_params(**params)
        columns = Columns.of(self.dataset)
        rows = np.arange(self.dataset.n_samples)
        encoder = RowEncoder(columns, rows)
        y = np.asarray(self.dataset.classes)[self.dataset.y]
        if columns.categorical and takes_categories(sampler, columns):
            tell_categories(sampler, columns)
            return Prepared(sampler, encoder.scale(rows), y)
        X = encoder.encode(rows)
        # Numbers stand before the one-hot columns.
        one_hot = np.arange(len(columns.numeric), X.shape[1])
        return Prepared(sampler, X, y, one_hot)


@dataclass(frozen=True, eq=False)
class Prepared:
    """A sampler, and the rows that it gets, of which some columns may be one-hot."""

    sampler: Any
    X: Any
    y: np.ndarray
    one_hot: np.ndarray = ()

    def find_real_rows(self):
        """Return the distinct rows. One-hot columns measure as categories do."""
        return RealRows.of(self.sampler, self.X, self.y, self.one_hot)


def _measure_validity(measuring, prepared):
    found = measure_validity(
        prepared.find_real_rows(),
        prepared.sampler,
        measuring.n_repeats,
        measuring.seed,
    )
    return {f"validity_{name}": getattr(found, name) for name in VALIDITY}


def _measure_diversity(measuring, prepared):
    found = measure_diversity(
        prepared.find_real_rows(),
        prepared.sampler,
        measuring.n_repeats,
        measuring.seed,
    )
    return {"diversity": found.relative_distance, "near_copies": found.near_copies}


def _measure_clusters(measuring, prepared):
    """Return the shares of clusters, means over classes; none without clusters."""
    if not isinstance(prepared.sampler, BaseClusterOverSampler):
        return {}
    rng = np.random.RandomState(measuring.seed)
    sampler = seed_parts(clone(prepared.sampler), rng)
    sampler.fit_resample(*copy_if_written_to(sampler, prepared.X, prepared.y))
    found = within_class_imbalance(sampler)
    if not found.classes.size:
        return {}
    columns = (
        found.before,
        found.after,
        found.effective_clusters_before,
        found.effective_clusters_after,
    )
    return {name: float(np.mean(c)) for name, c in zip(SHARES, columns, strict=True)}
