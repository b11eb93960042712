"""The steps of `fit_resample`, the same for the meta-estimator and every preset."""

from abc import abstractmethod
from numbers import Integral, Real

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn import get_config
from sklearn.exceptions import UnsetMetadataPassedError
from sklearn.utils import check_random_state
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    process_routing,
)
from sklearn.utils.validation import check_is_fitted

from clover._compat import HasMethods, Interval, StrOptions
from clover._estimators.checks import ChecksOnce
from clover._estimators.keywords import HintsAtKeywords
from clover._estimators.params import own_params
from clover._estimators.pipelines import check_keeps_rows, last_step
from clover._estimators.seeds import open_stream
from clover._estimators.tags import takes_missing_values
from clover._rows.cells import Cells
from clover._rows.checksums import checksum_rows
from clover._rows.column_errors import name_columns
from clover._rows.target import append_target
from clover.distribution._proportions import apportion_cells
from clover.over_sampling._account.weighting import WEIGHTING_CONSTRAINTS, WeighsRows
from clover.over_sampling._generation.generate import Streams, do_tasks
from clover.over_sampling._generation.inputs import (
    rows_for_oversampler,
    rows_in_cluster_space,
    transform_rows,
)
from clover.over_sampling._generation.missing_values import (
    check_measurable,
    check_readable,
    check_searchable,
    hide_unreadable_rows,
)
from clover.over_sampling._generation.row_use import apply_row_use
from clover.over_sampling._generation.tasks import plan_tasks
from clover.over_sampling._output import Output, find_donors
from clover.over_sampling._plan import (
    Plan,
    check_input,
    cluster,
    distribute_rows,
    find_neighbors,
    resolve_request,
    seed_all,
    to_array,
)
from clover.over_sampling._provenance import make_provenance
from clover.over_sampling._report import make_report
from clover.over_sampling._strategy import warn_of_single_rows

# The parameters under which users give a clusterer.
CLUSTERERS = {"clusterer", "kmeans_estimator", "som_estimator"}
# The attributes that describe the rows of a fit.
ACCOUNTS = ("cluster_report_", "provenance_", "sample_indices_", "sample_weight_")

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
    "weighting": WEIGHTING_CONSTRAINTS,
}


class BaseClusterOverSampler(WeighsRows, ChecksOnce, HintsAtKeywords, BaseOverSampler):
    """Base class of the meta-estimator and of the presets.

    Subclasses differ only in the parts that they make. They have the parameters
    ``random_state``, ``raise_error``, ``n_jobs`` and ``weighting``.
    """

    @abstractmethod
    def _make_parts(self, container, target):
        """Return new clones of oversampler, clusterer and distributor, as `Parts`.

        `container` and `target` are the rows to resample, as `Container`, and their
        classes, as `Target`.
        """

    def _validate_params(self):
        super()._validate_params()
        for name, part in own_params(self).items():
            if name != "oversampler":
                check_keeps_rows(part, name)

    def fit(self, X, y, **params):
        """Plan the synthetic samples without making them.

        All fitted attributes but ``provenance_`` and ``sample_weight_`` are set. The
        report equals that of ``fit_resample`` with the same seed, except for
        ``made_by`` and ``n_neighbors``, which are known only after the samples are
        made. Steps of a pipeline before its oversampler are not fitted: their errors
        show in ``fit_resample`` only.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The input data, as in ``fit_resample``.

        y : array-like of shape (n_samples,)
            The class labels.

        **params : dict
            Passed on to the ``fit`` of the clusterer, as in ``fit_resample``.

        Returns
        -------
        self : object
            The fitted sampler.

        Raises
        ------
        NoSamplesError
            If no cluster is selected for a class and ``raise_error`` is true.
        """
        self._validate_params()
        with open_stream(self.random_state) as rng:
            plan = self._plan(X, y, params, rng)
        if plan.parts.search_space == "clusters" and not plan.parts.is_pipeline:
            # A cluster space without units for the columns is an error here, too.
            self._find_source(plan, plan.container)
        self.cluster_report_ = make_report(plan)
        return self

    def fit_resample(self, X, y, **params):
        """Add synthetic samples to the data.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The input data: numbers, or anything that both the oversampler and a
            pipeline as clusterer can work with.

        y : array-like of shape (n_samples,)
            The class labels, or their one-vs-all encoding of shape (n_samples,
            n_classes).

        **params : dict
            Passed on to the ``fit`` of the clusterer, e.g. ``sample_weight``. If
            metadata routing is enabled, the clusterer gets what it requests and nothing
            else. Only a clusterer that is given as an estimator can request something,
            e.g. ``KMeans(3).set_fit_request(sample_weight=True)``; one that a preset
            makes from a number or by default requests nothing.

        Returns
        -------
        X_resampled : same type as `X`, of shape (n_samples + n_new, n_features)
            The input rows, unchanged and in their order, and then the synthetic
            samples. If the oversampler is a pipeline, all of them are transformed by
            its steps.

        y_resampled : same type as `y`, of shape (n_samples + n_new,)
            The class labels of these rows.

        Raises
        ------
        NoSamplesError
            If no cluster is selected for a class and ``raise_error`` is true.
        """
        self._validate_params()
        with open_stream(self.random_state) as rng:
            plan = self._plan(X, y, params, rng)
            blocks, output = self._generate(plan, rng)
        self.cluster_report_ = make_report(plan, blocks)
        self.provenance_ = make_provenance(plan.usable, blocks)
        if plan.parts.traits.repeats_rows or (
            blocks and all(block.is_copy for block in blocks)
        ):
            given = np.arange(plan.cells.class_codes.size)
            self.sample_indices_ = np.append(given, self.provenance_.base.data)
        donors = find_donors(plan.cells, blocks)
        codes = plan.target.codes
        self._set_sample_weight(codes, codes[donors])
        return output.finish(plan.cells, blocks), append_target(y, donors)

    def _fit_resample(self, X, y, **params):
        # imbalanced-learn declares this method abstract: no instance without it.
        return self.fit_resample(X, y, **params)

    def _plan(self, X, y, params, rng):
        """Do all steps before rows are made, set the attributes and return the plan."""
        # If this fit fails, the report of an earlier fit must not remain.
        for name in ACCOUNTS:
            vars(self).pop(name, None)
        container, target, may_lack_values = check_input(self, X, y)
        parts = self._make_parts(container, target)
        requested = resolve_request(parts, container, target)
        n_requested = to_array(requested, target)
        seed_all(parts, rng)
        params = self._route(parts.clusterer, params)
        with name_columns(container):
            clustered = cluster(parts, container, target, n_requested, params, rng)
        cells = Cells.from_codes(
            clustered.labels, target.classes, target.codes, parts.scope == "class"
        )
        if may_lack_values:
            cells = hide_unreadable_rows(cells, container.numbers, clustered.labels)
            check_measurable(parts.distributor, cells, clustered, container)
        if parts.request is not None:
            requested = parts.request(cells)
            n_requested = to_array(requested, target)
        neighbors = find_neighbors(parts, clustered, cells)
        proportions = distribute_rows(
            parts, clustered, cells, target, requested, neighbors
        )
        usable = apply_row_use(cells, proportions, parts.distributor, parts.traits)
        n_inside, n_between = apportion_cells(
            proportions, n_requested, cells.cluster_order
        )
        plan = Plan(
            container=container,
            target=target,
            parts=parts,
            requested=requested,
            n_requested=n_requested,
            clustered=clustered,
            cells=cells,
            usable=usable,
            neighbors=neighbors,
            proportions=proportions,
            n_inside=n_inside,
            n_between=n_between,
        )
        self._set_fitted(plan)
        if not parts.traits.repeats_rows:
            warn_of_single_rows(requested, target, stacklevel=3)
        plan.complain(self, stacklevel=3)
        if may_lack_values:
            check_readable(plan)
        if parts.search_space == "clusters":
            check_searchable(plan)
        return plan

    def _generate(self, plan, rng):
        """Make the rows of a plan; return their blocks and the room they are in."""
        with name_columns(plan.container):
            container = transform_rows(plan.parts, plan.container, plan.target)
        source = self._find_source(plan, container)
        traits = source.traits
        tasks = plan_tasks(
            plan.usable, plan.proportions.pairs, plan.n_inside, plan.n_between, traits
        )
        streams = Streams.of(traits, self.random_state, rng)
        output = Output(container, source, plan.n_new)
        with name_columns(container):
            blocks = do_tasks(
                traits, source, plan.usable, tasks, streams, output.new, self.n_jobs
            )
        return blocks, output

    def _find_source(self, plan, container):
        """Return the rows in the form that the oversampler takes, as `Source`."""
        traits = plan.parts.traits
        if plan.parts.search_space == "rows":
            return rows_for_oversampler(traits, container)
        return rows_in_cluster_space(traits, container, plan.clustered.space)

    def _set_fitted(self, plan):
        self.sampling_strategy_ = plan.requested
        self.oversampler_ = plan.parts.oversampler
        self.clusterer_ = plan.clustered.clusterer
        self.distributor_ = plan.parts.distributor
        self.labels_ = plan.clustered.labels
        self.neighbors_ = plan.neighbors
        # A report knows the data again by it.
        self._checksum = checksum_rows(plan.container, plan.target.codes)

    @property
    def random_state_(self):
        """The generator of `random_state`, under the name of the predecessor."""
        check_is_fitted(self, "sampling_strategy_")
        return check_random_state(self.random_state)

    def _route(self, clusterer, params):
        """Return the keyword arguments that the clusterer gets."""
        if clusterer is None or not get_config()["enable_metadata_routing"]:
            return params
        router = self._make_router(clusterer)
        try:
            routed = process_routing(router, "fit_resample", **params)
        except UnsetMetadataPassedError as error:
            error.add_note(
                "Metadata reach a clusterer that is given as an estimator and requests "
                f"them: {type(last_step(clusterer)).__name__}(...).set_fit_request("
                f"{', '.join(f'{name}=True' for name in params)})."
            )
            raise
        return routed.clusterer.get(_fit_method(clusterer), {})

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        # Such a clusterer usually takes rows with missing values for noise. If it does
        # not, and the oversampler cannot work with them, that is an error later on.
        clusterer = last_step(self._given_clusterer())
        tags.input_tags.allow_nan = takes_missing_values(clusterer)
        return tags

    def _given_clusterer(self):
        """Return what the user gave as the clusterer: an estimator, a number or None.

        Of a number, or None, a preset makes a clusterer.
        """
        names = CLUSTERERS & own_params(self).keys()
        return getattr(self, names.pop()) if names else None

    def get_metadata_routing(self):
        """Return how keyword arguments of ``fit_resample`` reach the clusterer.

        Returns
        -------
        routing : MetadataRouter
            The routing.
        """
        # The clusterer that a preset makes requests nothing.
        return self._make_router(self._given_clusterer())

    def _make_router(self, clusterer):
        router = MetadataRouter(owner=type(self).__name__)
        if hasattr(clusterer, "get_metadata_routing"):
            callee = _fit_method(clusterer)
            mapping = MethodMapping().add(caller="fit_resample", callee=callee)
            mapping.add(caller="fit", callee=callee)
            router.add(clusterer=clusterer, method_mapping=mapping)
        return router


def _fit_method(clusterer):
    return "fit_predict" if hasattr(clusterer, "fit_predict") else "fit"
