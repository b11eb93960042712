"""The way the data goes, the same for the meta-estimator and every preset."""

import warnings
from abc import abstractmethod
from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn import get_config
from sklearn.exceptions import FitFailedWarning
from sklearn.utils import check_consistent_length, check_random_state
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    process_routing,
)
from sklearn.utils.validation import validate_data

from clover._compat import HasMethods, Interval, StrOptions
from clover._estimators.copies import may_write
from clover._estimators.instances import check_is_instance
from clover._estimators.notes import note_columns, note_where
from clover._estimators.pipelines import last_step, path_to_last_step
from clover._estimators.seeds import seed_parts
from clover._numerics.apportionment import apportion
from clover._rows.cells import Cells
from clover._rows.containers import Container, validate_numbers
from clover._rows.targets import Targets, append_targets
from clover.clusterer._adjacency.find import neighbors_of_fitted, told_neighbors
from clover.clusterer._class_labels import cluster_classes
from clover.clusterer._labels import Clustering, check_neighbors, cluster_rows
from clover.distribution._proportions import distribute, overrides_fit, wants_neighbors
from clover.exceptions import NoSamplesError
from clover.over_sampling._generation.generate import Streams, do_tasks
from clover.over_sampling._generation.inputs import (
    check_class_sizes,
    check_kind_of_rows,
    check_oversampler,
    rows_for_oversampler,
    transform_rows,
)
from clover.over_sampling._generation.row_use import apply_row_use
from clover.over_sampling._generation.tasks import plan_tasks
from clover.over_sampling._generation.traits import traits_of
from clover.over_sampling._no_samples import explain_no_samples
from clover.over_sampling._output import Output, find_donors
from clover.over_sampling._provenance import make_provenance
from clover.over_sampling._report import make_report
from clover.over_sampling._strategy import resolve_strategy

# The parameters that all presets have in common.
PRESET_CONSTRAINTS = {
    **BaseOverSampler._parameter_constraints,
    "random_state": ["random_state"],
    "k_neighbors": [
        Interval(Integral, 1, None, closed="left"),
        HasMethods(["kneighbors", "kneighbors_graph"]),
    ],
    "imbalance_ratio_threshold": [
        Interval(Real, 0, None, closed="both"),
        StrOptions({"auto"}),
    ],
    "distances_exponent": [
        Interval(Real, 0, None, closed="left"),
        StrOptions({"auto"}),
    ],
    "raise_error": ["boolean"],
    "n_jobs": [Integral, None],
}


class BaseClusterOverSampler(BaseOverSampler):
    """Base class of the meta-estimator and of the presets.

    Subclasses differ in the parts they make, and in nothing else. They have the
    parameters ``random_state``, ``raise_error`` and ``n_jobs``, and name that of the
    clusterer in ``_clusterer_name``.
    """

    # Whether no class is divided into more clusters than it has distinct rows.
    _limit_clusters = False

    @abstractmethod
    def _make_parts(self, n_samples):
        """Return fresh clones of the three parts, as `Parts`."""

    def _clusterer_parameter(self):
        """Return what was given as the clusterer: an estimator, or anything else."""
        return getattr(self, self._clusterer_name)

    def _allows_nan(self):
        """Return whether missing and infinite values may reach the parts."""
        return False

    def _validate_params(self):
        super()._validate_params()
        clusterer = getattr(self, self._clusterer_name)
        check_is_instance(clusterer, self._clusterer_name, self)
        for step_name, step in getattr(clusterer, "steps", ()):
            if hasattr(step, "fit_resample"):
                raise ValueError(
                    f"A pipeline as {self._clusterer_name!r} should keep all rows. "
                    f"Its step {step_name!r} is {type(step).__name__}, a sampler."
                )

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
        self._validate_params()
        container, _, targets = self._check_input(X, y)
        self._resolve_strategy(self._make_parts(container.n_samples), targets)
        return self

    def fit_resample(self, X, y, **params):
        """Add synthetic rows to the data.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows: numbers, or anything that the oversampler and a pipeline as
            clusterer can work with.

        y : array-like of shape (n_samples,)
            Their classes; also encoded one-vs-all, of shape (n_samples, n_classes).

        **params : dict
            Handed on to the ``fit`` of the clusterer, e.g. ``sample_weight``; by
            metadata routing where that is enabled.

        Returns
        -------
        X_resampled : same type as `X`, of shape (n_samples + n_new, n_features)
            The rows, unchanged and in their order, and then the synthetic ones. If
            the oversampler is a pipeline, they live in its transformed space.

        y_resampled : same type as `y`, of shape (n_samples + n_new,)
            Their classes.

        Raises
        ------
        NoSamplesError
            If no cluster is selected for a class and ``raise_error`` is set.
        """
        self._validate_params()
        # Should this fit fail, the account of an earlier one must not stand beside it.
        for name in ("cluster_report_", "provenance_"):
            vars(self).pop(name, None)
        container, X_numeric, targets = self._check_input(X, y)
        parts = self._make_parts(container.n_samples)
        n_requested = self._resolve_strategy(parts, targets)
        # A pipeline may make numbers of anything; without, time is saved here.
        check_kind_of_rows(traits_of(parts.oversampler), container)
        rng = self._seed_parts(parts)
        is_target = self._find_targets(n_requested)
        space = self._cluster(parts, container, targets, is_target, params, rng)
        cells = Cells.from_codes(
            self.labels_, targets.classes, targets.codes, parts.scope == "class"
        )
        n_requested = self._adjust_request(n_requested, cells)
        self._find_neighbors(parts, space, cells)
        proportions = self._distribute(parts, space, cells, targets.y, n_requested)
        n_inside, n_between = self._apportion(cells, proportions, n_requested)

        container, X_numeric = transform_rows(
            parts.oversampler, container, X_numeric, targets.y
        )
        traits = traits_of(last_step(parts.oversampler))
        source = rows_for_oversampler(traits, container, X_numeric)
        usable = apply_row_use(cells, proportions, parts.distributor, traits)
        tasks = plan_tasks(usable, proportions.pairs, n_inside, n_between, traits)
        output = Output(container, source.X, n_inside.sum() + n_between.sum())
        streams = Streams.of(traits, self.random_state, rng)
        with note_columns(container.non_numeric_columns):
            blocks = do_tasks(
                traits, source, usable, tasks, streams, output.new, self.n_jobs
            )

        self.cluster_report_ = make_report(
            cells, np.flatnonzero(n_requested), proportions, blocks, parts.distributor
        )
        self.provenance_ = make_provenance(cells, blocks)
        X_resampled = output.finish(blocks)
        y_resampled = append_targets(y, find_donors(cells, blocks))
        return X_resampled, y_resampled

    def _fit_resample(self, X, y, **params):
        # imbalanced-learn declares it abstract; its own `fit_resample` is not used.
        return self.fit_resample(X, y, **params)

    def _check_input(self, X, y):
        """Return the container, its rows as numbers if they are, and the targets."""
        targets = Targets.from_user(y)
        container = Container(X)
        if container.is_numeric:
            X_numeric = validate_numbers(
                self, container, ensure_all_finite=not self._allows_nan()
            )
        else:
            X_numeric = None
            validate_data(self, container.X, skip_check_array=True)
        check_consistent_length(container.X, targets.y)
        return container, X_numeric, targets

    def _resolve_strategy(self, parts, targets):
        """Return the rows asked for, an array over the sorted classes."""
        check_oversampler(parts.oversampler)
        oversampler = last_step(parts.oversampler)
        n_requested = resolve_strategy(oversampler.sampling_strategy, targets)
        self.sampling_strategy_ = n_requested
        check_class_sizes(traits_of(oversampler), n_requested, targets)
        return np.array([n_requested.get(c, 0) for c in targets.sizes])

    def _seed_parts(self, parts):
        """Seed what has no seed, and return the stream for the tasks."""
        rng = check_random_state(self.random_state)
        # Where each class has a clusterer of its own, these get seeds of their own.
        scope = path_to_last_step(parts.clusterer) if parts.scope == "class" else None
        seed_parts(parts.clusterer, rng, skip_below=scope)
        seed_parts(parts.distributor, rng)
        # The oversampler's own seed is set anew for every task.
        own_seed = path_to_last_step(parts.oversampler) + "random_state"
        seed_parts(parts.oversampler, rng, skip=(own_seed,))
        self.oversampler_ = parts.oversampler
        return rng

    def _cluster(self, parts, container, targets, is_target, params, rng):
        """Set the labels, and return the space in which they were found."""
        clusterer = self.clusterer_ = parts.clusterer
        if clusterer is None:
            if params:
                raise TypeError(
                    "Keyword arguments of `fit_resample` go to the clusterer, and "
                    f"there is none. Got {sorted(params)}."
                )
            self.labels_ = np.zeros(container.n_samples, dtype=int)
            # With one cluster, the place of the rows in it does not matter.
            return np.zeros((container.n_samples, 1))
        if get_config()["enable_metadata_routing"]:
            params = process_routing(self, "fit_resample", **params)
            params = params.clusterer.get(_fit_method(clusterer), {})
        clustering = Clustering(
            clusterer,
            params,
            self._max_samples(clusterer),
            self._limit_clusters,
            self._rows_to_cluster,
        )
        if parts.scope == "class":
            self.labels_, space, self.clusterer_ = cluster_classes(
                clustering, container, targets, is_target, rng
            )
        else:
            self.labels_, space = cluster_rows(clustering, container, targets.y, rng)
        return space

    def _find_targets(self, n_requested):
        """Return which classes may get rows, an array of bool over the classes."""
        return n_requested > 0

    def _adjust_request(self, n_requested, cells):
        """Return the rows to make of each class, now that the clusters are known."""
        return n_requested

    def _max_samples(self, clusterer):
        """Return on how many rows the clusterer is fitted at most; None is all."""
        return getattr(self, "max_samples", None)

    def _rows_to_cluster(self, X_numeric):
        """Return rows of numbers as a clusterer that is no pipeline gets them."""
        return X_numeric

    def _find_neighbors(self, parts, space, cells):
        """Set the pairs of neighbouring clusters where the distributor wants them."""
        self.neighbors_ = None
        clusterer, distributor = parts.clusterer, parts.distributor
        wanted = wants_neighbors(distributor)
        if clusterer is None or parts.scope == "class":
            return
        if not (wanted or overrides_fit(distributor)):
            return
        neighbors = told_neighbors(clusterer, self.labels_)
        if neighbors is not None:
            self.neighbors_ = check_neighbors(neighbors, cells.clusters)
        elif wanted:
            self.neighbors_ = neighbors_of_fitted(clusterer, space, self.labels_)

    def _distribute(self, parts, space, cells, y, n_requested):
        """Return the proportions; say so if those of a class are all zero."""
        wanted = n_requested > 0
        classes = cells.classes[wanted].tolist()
        targets = dict(zip(classes, n_requested[wanted].tolist(), strict=True))
        labels = None if parts.clusterer is None else self.labels_
        name = type(parts.distributor).__name__
        with note_where(f"to {name} while it distributed the rows to make"):
            if may_write(parts.distributor):
                space, y = space.copy(), y.copy()
                labels = None if labels is None else labels.copy()
            proportions = distribute(
                parts.distributor, space, y, cells, labels, self.neighbors_, targets
            )
        self.distributor_ = parts.distributor
        totals = proportions.inside.sum(axis=0) + proportions.between.sum(axis=0)
        empty = np.flatnonzero((n_requested > 0) & (totals == 0))
        if empty.size:
            message = explain_no_samples(cells, parts.distributor, empty)
            if self.raise_error:
                raise NoSamplesError(message)
            warnings.warn(message, FitFailedWarning, stacklevel=3)
        return proportions

    def _apportion(self, cells, proportions, n_requested):
        """Return the rows to make inside each cell and between each pair of cells."""
        n_inside = np.zeros(proportions.inside.shape, dtype=int)
        n_between = np.zeros(proportions.between.shape, dtype=int)
        totals = proportions.inside.sum(axis=0) + proportions.between.sum(axis=0)
        order = cells.cluster_order
        for code in np.flatnonzero((n_requested > 0) & (totals > 0)):
            n_inside[order, code], n_between[:, code] = apportion(
                n_requested[code],
                proportions.inside[order, code],
                proportions.between[:, code],
            )
        return n_inside, n_between

    def get_metadata_routing(self):
        """Return how keyword arguments of ``fit_resample`` reach the clusterer.

        Returns
        -------
        routing : MetadataRouter
            The routing.
        """
        router = MetadataRouter(owner=type(self).__name__)
        clusterer = self._clusterer_parameter()
        if hasattr(clusterer, "get_metadata_routing"):
            mapping = MethodMapping().add(
                caller="fit_resample", callee=_fit_method(clusterer)
            )
            router.add(clusterer=clusterer, method_mapping=mapping)
        return router


def _fit_method(clusterer):
    return "fit_predict" if hasattr(clusterer, "fit_predict") else "fit"
