"""The errors that clover raises beyond those of Python."""

__all__ = ["NoSamplesError"]


class NoSamplesError(ValueError, RuntimeError):
    """No cluster was selected for a class that should get rows.

    It is a :class:`ValueError`, as users of ``cluster-over-sampling`` expect, and a
    :class:`RuntimeError`, as users of imbalanced-learn's ``KMeansSMOTE`` expect.

    Examples
    --------
    Both clusters have two rows of the largest class for each of the other:

    >>> from clover.over_sampling import KMeansSMOTE
    >>> X = [[0.0], [0.1], [0.2], [5.0], [5.1], [5.2]]
    >>> y = [0, 0, 1, 0, 0, 1]
    >>> sampler = KMeansSMOTE(kmeans_estimator=2, imbalance_ratio_threshold=1)
    >>> sampler.fit_resample(X, y)
    Traceback (most recent call last):
        ...
    clover.exceptions.NoSamplesError: No samples were generated. ...
    """
