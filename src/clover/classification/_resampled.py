"""A classifier that is fitted to resampled rows, with weights and a threshold."""

from copy import deepcopy
from numbers import Real

from sklearn import get_config
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    MetaEstimatorMixin,
    clone,
)
from sklearn.utils import check_consistent_length, check_random_state, get_tags
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    process_routing,
)
from sklearn.utils.validation import column_or_1d, validate_data

from clover._compat import HasMethods, Interval, StrOptions
from clover._estimators.checks import ChecksOnce
from clover._estimators.seeds import seed_parts
from clover._estimators.weighting import check_is_no_boolean
from clover._rows.containers import Container
from clover._rows.target import Target, to_class_labels
from clover.classification._predictions import DelegatedPredictions
from clover.classification._resampling import seed_sampler
from clover.classification._rows_first import check_has_values
from clover.classification._threshold import (
    check_is_binary,
    check_predicts,
    check_threshold,
    tune_threshold,
)
from clover.classification._training import Training, resolve_weighting
from clover.classification._weights import check_takes_weights
from clover.over_sampling._account.weighting import WEIGHTING_CONSTRAINTS
from clover.weights import prevalence_weights


class ResampledClassifier(
    DelegatedPredictions, ChecksOnce, ClassifierMixin, MetaEstimatorMixin, BaseEstimator
):
    """A classifier that is fitted to resampled rows, with weights and a threshold.

    The pipelines of scikit-learn and imbalanced-learn hand rows from a sampler to a
    classifier, but not the weights of these rows. This classifier does. It predicts for
    rows as they are.

    Parameters
    ----------
    classifier : estimator
        The classifier, or a pipeline that ends in one. The steps of a pipeline are
        fitted to the resampled rows, and its last step gets the weights.

    sampler : estimator, 'passthrough' or None
        The sampler: one of clover or imbalanced-learn, or a pipeline of samplers.
        ``'passthrough'`` and ``None`` stand for no resampling. A sampler that
        transforms the rows is an error: put transformers into a pipeline before this
        classifier, or before `classifier`.

    weighting : float, 'prevalence' or None, default=None
        Weight of the real rows of a class that gets synthetic samples.

        - ``None``: as the sampler says by a `weighting` of its own, and otherwise no
          weights;
        - ``float``: the weight chi, from 0 to 1. The synthetic samples share the rest
          of the weight of their class, which then weighs as much as before resampling.
          See :func:`~clover.weights.prevalence_weights`;
        - ``'prevalence'``: the chi of :data:`clover.weights.DEFAULT_CHI`.

        Weights need a classifier whose ``fit`` takes ``sample_weight``, and a sampler
        that gives back all rows, unchanged and before the new ones.

    threshold : float, str or None, default=None
        How ``predict`` tells two classes apart. No other method depends on it.

        - ``None``: as `classifier` does, with any number of classes;
        - ``float``: the second of the ``classes_`` is predicted if its probability is
          at least this number, from 0 to 1;
        - ``str``: the name of a scorer, such as ``'balanced_accuracy'``. The threshold
          with the best score on held-out rows is chosen by
          :class:`~sklearn.model_selection.TunedThresholdClassifierCV`. In each fold,
          the other rows are resampled and the classifier is fitted to them, so that no
          synthetic sample is scored. For scorers such as ``'f1'``, the second of the
          ``classes_`` is the positive class. The score does not use `sample_weight`.
          If the classifier has no ``predict_proba``, its ``decision_function`` is used.

    cv : int, cross-validation generator, iterable or None, default=5
        The folds in which a threshold is chosen, as in scikit-learn. They are used only
        if `threshold` is the name of a scorer.

    random_state : int, RandomState instance or None, default=None
        Seed of the sampler and the classifier, and of the estimators nested in them. A
        part with a seed of its own keeps that seed. An integer makes the result
        reproducible.

    Attributes
    ----------
    classifier_ : estimator
        The classifier, fitted to the resampled rows.

    sampler_ : estimator or None
        The sampler that resampled all rows; ``None`` if there is none.

    classes_ : ndarray of shape (n_classes,)
        The classes.

    sample_weight_ : ndarray of shape (n_resampled,)
        The weights of the resampled rows; ones if the classifier got none.

    threshold_ : float or None
        The threshold that ``predict`` uses: a probability of the second class, or else
        a decision score. ``None`` if the classifier decides by itself.

    n_features_in_ : int
        Number of features seen by ``fit``.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of the features, if all names in ``X`` are strings.

    See Also
    --------
    clover.weights.prevalence_weights : The weights of the rows.
    sklearn.model_selection.TunedThresholdClassifierCV : How a threshold is chosen.
    imblearn.pipeline.Pipeline : Samplers and classifiers without weights.

    Notes
    -----
    With a `sample_weight` of the user, a synthetic sample first gets the mean weight of
    the rows from which it was made, if the sampler tells them, and otherwise the mean
    weight of its class. Those of imbalanced-learn mostly tell them only inside a
    :class:`~clover.over_sampling.ClusterOverSampler`, for which no clusterer is needed.
    Then the weights of a class are scaled. With a `weighting`, the
    class keeps its total weight. Without, its real rows keep their weights, and the
    total weight of the class grows as its number of rows does.

    Rows of weight zero are resampled too, and so a row of weight 2 is not the same as
    two rows.

    If metadata routing is enabled, keyword arguments of ``fit`` reach the sampler's
    ``fit_resample`` and the ``split`` of `cv`, if these request them. The weights reach
    the classifier without a request.

    Examples
    --------
    An eighth of the rows are of class 1. Oversampling makes the class look more than
    twice as likely, and weights prevent it:

    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from clover.classification import ResampledClassifier
    >>> from clover.over_sampling import GeometricSMOTE
    >>> X, y = make_classification(2_000, weights=[0.9], flip_y=0.05, random_state=0)
    >>> model = ResampledClassifier(
    ...     LogisticRegression(), GeometricSMOTE(), random_state=0
    ... )
    >>> print(f"{y.mean():.2f}, {model.fit(X, y).predict_proba(X)[:, 1].mean():.2f}")
    0.12, 0.29
    >>> model.set_params(weighting="prevalence").fit(X, y)
    ResampledClassifier(...)
    >>> print(f"{model.predict_proba(X)[:, 1].mean():.2f}")
    0.12

    The threshold that finds as much of both classes as possible is not 0.5:

    >>> model.set_params(threshold="balanced_accuracy").fit(X, y)
    ResampledClassifier(...)
    >>> print(f"{model.threshold_:.2f}")
    0.28
    """

    _parameter_constraints = {
        "classifier": [HasMethods(["fit"])],
        "sampler": [HasMethods(["fit_resample"]), StrOptions({"passthrough"}), None],
        "weighting": WEIGHTING_CONSTRAINTS,
        "threshold": [Interval(Real, 0, 1, closed="both"), str, None],
        "cv": ["cv_object"],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        classifier,
        sampler,
        *,
        weighting=None,
        threshold=None,
        cv=5,
        random_state=None,
    ):
        self.classifier = classifier
        self.sampler = sampler
        self.weighting = weighting
        self.threshold = threshold
        self.cv = cv
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None, **params):
        """Resample the rows, weigh them, and fit the classifier to them.

        Parameters
        ----------
        X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
            The rows, of a kind that the sampler and the classifier can work with.

        y : array-like of shape (n_samples,)
            The class labels.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows, not negative.

        **params : dict
            Metadata for the sampler and for `cv`, if metadata routing is enabled and
            they request them.

        Returns
        -------
        self : object
            The fitted classifier.

        Raises
        ------
        ValueError
            If the rows have weights and the classifier does not take any, or the
            sampler does not give back all rows before the new ones; if there is a
            threshold and not two classes, or fewer rows of a class than folds; or if
            the weights of the user are negative or missing.
        """
        self._validate_params()
        routed = self._route(sample_weight, params)
        rows, target = self._check_rows(X, y)
        if sample_weight is not None:
            # In a class without new rows the weights stay as they are.
            sample_weight = prevalence_weights(
                target.y, target.codes.size, chi=1, sample_weight=sample_weight
            )
        classifier, sampler = self._seed_parts()
        training = Training(
            X=rows,
            y=target.y,
            sample_weight=sample_weight,
            sampler_params=routed.sampler.fit_resample if sampler is not None else {},
            classifier=classifier,
            sampler=sampler,
            weighting=resolve_weighting(self.weighting, sampler),
        )
        if training.has_weights:
            check_takes_weights(classifier)
        if isinstance(self.threshold, str):
            split_params = routed.splitter.split
            fitted, threshold = tune_threshold(
                training, target, self.threshold, self.cv, split_params
            )
        else:
            fitted, threshold = training.fit(), self.threshold
        self.classifier_, self.sampler_ = fitted.classifier, fitted.sampler
        self.sample_weight_, self.threshold_ = fitted.sample_weight, threshold
        self.classes_ = fitted.classifier.classes_
        return self

    def _validate_params(self):
        name = type(self).__name__
        check_is_no_boolean(self.weighting, "weighting", name)
        check_is_no_boolean(self.threshold, "threshold", name)
        super()._validate_params()
        check_predicts(self.classifier)
        check_threshold(self.threshold, self.classifier)

    def _check_rows(self, X, y):
        """Return the rows in a container that can be indexed, and the `Target`."""
        labels = to_class_labels(y)
        if labels.ndim > 1 and labels.shape[1] > 1:
            raise ValueError(
                "Multilabel and multioutput targets are not supported. `y` should be "
                f"of shape (n_samples,). Got shape {labels.shape}."
            )
        target = Target.from_user(column_or_1d(labels, warn=True))
        rows = Container(X).X
        if not get_tags(self).input_tags.string:
            check_has_values(rows)
        validate_data(self, rows, skip_check_array=True)
        check_consistent_length(rows, target.y)
        if self.threshold is not None:
            check_is_binary(target)
        return rows, target

    def _seed_parts(self):
        """Return clones of the classifier and the sampler, or None, with seeds."""
        rng = check_random_state(self.random_state)
        sampler = None
        if self._has_sampler:
            sampler = seed_sampler(clone(self.sampler), rng)
        return seed_parts(clone(self.classifier), rng), sampler

    @property
    def _has_sampler(self):
        return self.sampler is not None and self.sampler != "passthrough"

    def _route(self, sample_weight, params):
        """Return the metadata of the sampler and of the splitter."""
        if not get_config()["enable_metadata_routing"]:
            if params:
                raise ValueError(
                    f"Got keyword arguments {sorted(params)} of `fit`, which reach the "
                    "sampler by metadata routing only. Enable it by "
                    "`sklearn.set_config(enable_metadata_routing=True)`."
                )
        elif sample_weight is not None:
            params = {**params, "sample_weight": sample_weight}
        return process_routing(self, "fit", **params)

    def get_metadata_routing(self):
        """Return how keyword arguments of ``fit`` reach the sampler and `cv`.

        Returns
        -------
        routing : MetadataRouter
            The routing.
        """
        router = MetadataRouter(owner=type(self).__name__).add_self_request(self)
        mapping = MethodMapping().add(caller="fit", callee="split")
        router.add(splitter=self.cv, method_mapping=mapping)
        if self._has_sampler:
            mapping = MethodMapping().add(caller="fit", callee="fit_resample")
            router.add(sampler=self.sampler, method_mapping=mapping)
        return router

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        if not _has_tags(self.classifier):
            return tags
        of_classifier = deepcopy(get_tags(self.classifier))
        tags.input_tags = of_classifier.input_tags
        tags.classifier_tags = of_classifier.classifier_tags or tags.classifier_tags
        tags.classifier_tags.multi_label = False
        tags.classifier_tags.multi_class &= self.threshold is None
        if _has_tags(self.sampler):
            of_sampler = get_tags(self.sampler).input_tags
            tags.input_tags.sparse &= of_sampler.sparse
            tags.input_tags.allow_nan &= of_sampler.allow_nan
        return tags


def _has_tags(part):
    return hasattr(part, "__sklearn_tags__") and not isinstance(part, type)
