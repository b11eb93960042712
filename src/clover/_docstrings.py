"""Paragraphs that several docstrings share, for imbalanced-learn's `Substitution`."""

sampling_strategy = """sampling_strategy : float, str, dict or callable, default='auto'
        How many rows each class should have afterwards.

        - ``float``: rows of the minority class over rows of the majority class, for
          two classes only;
        - ``'minority'``, ``'not minority'``, ``'not majority'``, ``'all'``: these
          classes get as many rows as the largest class; ``'auto'`` is
          ``'not majority'``;
        - ``dict``: the number of rows of each targeted class;
        - callable: takes ``y``, returns such a ``dict``."""

random_state = """random_state : int, RandomState instance or None, default=None
        Seeds every random part: clusterer, distributor and oversampler, nested ones
        and steps of pipelines too, unless a part has a seed of its own. An integer
        makes the result reproducible."""

raise_error = """raise_error : bool, default=True
        What happens when no cluster is selected for a class: ``True`` raises
        :class:`~clover.exceptions.NoSamplesError`, ``False`` warns and leaves that
        class as it is."""

n_jobs = """n_jobs : int or None, default=None
        Number of tasks (clusters) that are worked on at the same time, as in joblib.
        The result does not depend on it."""

fitted_attributes = """sampling_strategy_ : dict
        Number of rows asked for per class, on top of those that were there.

    labels_ : ndarray of shape (n_samples,)
        Cluster of each row; a negative label marks noise.

    neighbors_ : ndarray of shape (n_pairs, 2) or None
        Pairs of neighbouring clusters, where the clusterer tells them.

    clusterer_ : estimator or None
        The fitted clusterer.

    oversampler_ : estimator
        The oversampler that works inside the clusters, with the seeds it was given.
        Of a pipeline, the steps before the oversampler are fitted.

    distributor_ : estimator
        The fitted distributor.

    cluster_report_ : :class:`~clover.over_sampling.ClusterReport`
        What happened in every cluster to every targeted class.

    provenance_ : :class:`~clover.over_sampling.Provenance`
        Where each synthetic row came from.

    n_features_in_ : int
        Number of features seen by ``fit_resample``.

    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the features, where ``X`` has names that are all strings."""
