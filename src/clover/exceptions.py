"""The errors that clover raises beyond those of Python."""

__all__ = ["NoSamplesError"]


class NoSamplesError(ValueError, RuntimeError):
    """No cluster was selected for a class that should get rows.

    It is a :class:`ValueError`, as users of ``cluster-over-sampling`` expect, and a
    :class:`RuntimeError`, as users of imbalanced-learn's ``KMeansSMOTE`` expect.
    """
