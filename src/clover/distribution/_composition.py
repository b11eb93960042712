"""The composition of a filter and an allocation."""

from abc import abstractmethod
from collections import Counter
from dataclasses import replace

import numpy as np

from clover._estimators.calls import call_with
from clover._numerics.columns import marked_rows_of_columns
from clover._rows.cells import Cells, find_largest_classes
from clover._rows.row_values import check_row_weights
from clover.distribution._allocations.shares import (
    fill_up,
    log_weights_between,
    normalize_weights,
    weigh_rows_in_cells,
)
from clover.distribution._base import BaseDistributor
from clover.distribution._filters.base import (
    ask_filter,
    has_usable_rows,
    list_decisions,
    score_clusters,
)


class BaseCompositionDistributor(BaseDistributor):
    """Base class of distributors that compose a filter and an allocation.

    Subclasses make both, and have the parameter ``distribution_ratio``.
    """

    # What the weights share; see ClusterDistributor.
    mode = "increment"

    @abstractmethod
    def _make_filter(self):
        """Return a fresh filter, or None for all cells with rows."""

    @abstractmethod
    def _make_allocation(self, X):
        """Return a fresh allocation."""

    def _reads_rows(self):
        """Return whether the distributor measures rows, and does not just count."""
        return True

    def _fit_cells(self, X, y, labels, neighbors, targets, cells):
        self._validate_params()
        self._cells = None
        # If all rows are noise, nothing below sets these, and those of an earlier fit
        # would stay.
        self.filtered_clusters_ = []
        self.reasons_, self.dropped_pairs_ = {}, {}
        self.clusters_density_, self.clusters_log_density_ = {}, {}
        if self.distribution_ratio < 1 and neighbors is None:
            raise ValueError(
                "`distribution_ratio` should be 1.0 if there are no `neighbors`. "
                f"Got {self.distribution_ratio}."
            )
        super()._fit_cells(X, y, labels, neighbors, targets, cells)
        self.notes_ += tuple(self._note_classes_without_pairs())
        return self

    def _note_classes_without_pairs(self):
        """Yield a sentence for each class that gets nothing between its clusters."""
        if self.distribution_ratio == 1:
            return
        with_pairs = {class_label for _, (_, class_label) in self.inter_distribution_}
        n_selected = Counter(label for _, label in self.filtered_clusters_)
        for target in self.target_classes_:
            n_clusters = n_selected[target]
            if n_clusters and target not in with_pairs:
                which = f"no two of its {n_clusters} selected clusters are neighbours"
                if n_clusters == 1:
                    which = "only one cluster is selected"
                yield (
                    f"Class {target!r}: {which}. All its samples are made inside "
                    f"clusters, although `distribution_ratio` is "
                    f"{self.distribution_ratio}."
                )

    def _call_hooks(self, X, y, labels, neighbors, cells):
        overrides_hooks = any(
            getattr(type(self), hook) is not getattr(BaseCompositionDistributor, hook)
            for hook in ("_intra_distribute", "_inter_distribute")
        )
        self._is_undivided = labels is None
        if overrides_hooks:
            super()._call_hooks(X, y, labels, neighbors, cells)
            return
        # Cells hold no noise, so the rows are not copied to take the noise out.
        self._distribute_inside(X, cells)
        if neighbors is not None:
            self._inter_distribute(X, y, self.labels_, neighbors)

    def _intra_distribute(self, X, y, labels, neighbors):
        self._distribute_inside(X, Cells.from_labels(labels, y))
        return self

    def _distribute_inside(self, X, cells):
        labels = cells.classes.tolist()
        targets = frozenset(self.target_classes_)
        is_target = [label in targets for label in labels]
        cells = replace(
            cells,
            target_codes=np.flatnonzero(is_target),
            n_requested=np.array([self.n_requested_.get(label, 0) for label in labels]),
        )
        selected = self._select(X, cells)
        log_weights = self._weigh(X, cells, selected)
        proportions = normalize_weights(log_weights)
        if self.mode == "final size":
            proportions = self._level_up(cells, proportions)

        self._cells = cells
        self._pairs = cells.positions(self.neighbors_)
        self._log_pair_weights = log_weights_between(
            log_weights,
            self._pairs,
            getattr(self.allocation_, "weighs_pairs_by_inverse", False),
        )
        if self._log_pair_weights.size:
            has_pairs = ~np.isnan(self._log_pair_weights).all(axis=0)
            proportions *= np.where(has_pairs, self.distribution_ratio, 1.0)
        self._name_results(cells, selected, proportions)

    def _inter_distribute(self, X, y, labels, neighbors):
        # No cells: a subclass has set the proportions inside itself.
        if self.distribution_ratio == 1 or self._cells is None:
            return self
        proportions = normalize_weights(self._log_pair_weights)
        for pair, class_code in np.argwhere(proportions > 0):
            cell, other_cell = (
                self._cells.name(cluster, class_code) for cluster in self._pairs[pair]
            )
            self.inter_distribution_[cell, other_cell] = (
                1 - self.distribution_ratio
            ) * float(proportions[pair, class_code])
        return self

    def _select(self, X, cells):
        """Return the selected cells of the targeted classes."""
        largest = np.flatnonzero(find_largest_classes(cells.counts))
        self.majority_class_label_ = cells.classes[largest].tolist()[0]
        has_rows = cells.counts > 0
        targeted = np.zeros(cells.classes.size, dtype=bool)
        targeted[cells.target_codes] = True
        self.filter_ = self._make_filter()
        if self.filter_ is None:
            return has_rows & targeted
        kept, self.row_mask_ = ask_filter(self.filter_, X, cells)
        if self._is_undivided:
            # Without labels, the one cluster gets everything, whatever the filter says.
            self.row_mask_ = None
            return has_rows & targeted
        selected = kept & has_usable_rows(cells, self.row_mask_)
        self.reasons_ = {
            cells.name(*cell): self.filter_.reason(*cell)
            if not kept[tuple(cell)]
            else "all rows of the class masked out"
            for cell in np.argwhere(targeted & has_rows & ~selected)
        }
        self._count_drops(cells, has_rows, kept)
        return selected & targeted

    def _count_drops(self, cells, has_rows, kept):
        """Count for each targeted class how many of its cells each filter dropped."""
        clusters_of = dict(marked_rows_of_columns(has_rows))
        for class_code in cells.target_codes.tolist():
            in_class = clusters_of.get(class_code, np.empty(0, dtype=np.intp))
            self.dropped_pairs_[cells.name(0, class_code)[1]] = [
                (name, int(np.count_nonzero(~selected[in_class, class_code])))
                for name, selected in list_decisions(self.filter_, kept, class_code)
            ]

    def _find_nearest_cluster(self, class_label):
        """Return the cluster that the filter was nearest to selecting for a class.

        It has rows of the class. None stands for not known.
        """
        cells = self._cells
        if cells is None or class_label not in cells.classes.tolist():
            return None
        code = cells.classes.tolist().index(class_label)
        scores = score_clusters(self.filter_, code)
        with_rows = np.flatnonzero(cells.counts[:, code])
        if scores is None or not with_rows.size:
            return None
        best = with_rows[np.argmax(np.asarray(scores)[with_rows])]
        return cells.name(best, code)[0]

    def _weigh(self, X, cells, selected):
        """Return the log weights of the selected cells, and weigh the rows."""
        self.allocation_ = self._make_allocation(X)
        name = type(self.allocation_).__name__
        log_weights = call_with(
            self.allocation_.log_weights,
            {"X": X, "cells": cells, "selected": selected},
            f"`log_weights` of {name}",
        )
        log_weights = np.where(selected, log_weights, np.nan)
        self._log_densities = getattr(self.allocation_, "log_densities_", None)
        check_log_weights(log_weights, selected, cells, self.allocation_)
        row_scores = call_with(
            self.allocation_.weigh_rows,
            {"X": X, "cells": cells},
            f"`weigh_rows` of {name}",
        )
        if row_scores is not None:
            what = f"The row weights of {name}"
            row_scores = check_row_weights(row_scores, cells.class_codes.size, what)
            self.row_weights_ = weigh_rows_in_cells(row_scores, self.row_mask_, cells)
        return log_weights

    def _level_up(self, cells, proportions):
        """Return proportions of new rows by which final sizes get these proportions."""
        leveled = np.zeros(proportions.shape)
        for class_code, clusters in marked_rows_of_columns(proportions > 0):
            # Without rows to make the proportions would be 0 / 0.
            n_new = max(1, self.n_requested_[cells.name(0, class_code)[1]])
            counts = cells.counts[clusters, class_code]
            new = fill_up(counts, proportions[clusters, class_code], n_new)
            leveled[clusters, class_code] = new / n_new
        return leveled

    def _name_results(self, cells, selected, proportions):
        names = {tuple(cell): cells.name(*cell) for cell in np.argwhere(selected)}
        self.filtered_clusters_ = list(names.values())
        self.intra_distribution_ = {
            name: float(proportions[cell]) for cell, name in names.items()
        }
        if self._log_densities is None:
            return
        self.clusters_log_density_ = {
            name: float(self._log_densities[cell]) for cell, name in names.items()
        }
        with np.errstate(over="ignore", under="ignore"):
            self.clusters_density_ = {
                name: float(np.exp(value))
                for name, value in self.clusters_log_density_.items()
            }


def check_log_weights(log_weights, selected, cells, allocation):
    """Raise a ValueError if the log weights of selected cells cannot be normalised."""
    name = type(allocation).__name__
    is_wrong = selected & (np.isnan(log_weights) | np.isposinf(log_weights))
    for cell in np.argwhere(is_wrong).tolist():
        raise ValueError(
            f"{name} should give finite log weights to the selected pairs, or minus "
            f"infinity. Got {log_weights[tuple(cell)]} for {cells.name(*cell)}."
        )
    has_weight = selected & (log_weights > -np.inf)
    for code in np.flatnonzero(selected.any(axis=0) & ~has_weight.any(axis=0)):
        raise ValueError(
            f"{name} should give a weight to a cluster of every class. Got none for "
            f"class {cells.name(0, code)[1]!r}."
        )
