"""The private names of other packages that clover uses, each with its reason."""

# Rows of arrays, sparse matrices and data frames of any library alike: scikit-learn has
# no public function for it.
from sklearn.utils import _safe_indexing as safe_indexing

# scikit-learn has no public module for declaring parameter constraints yet, although
# its estimators, imbalanced-learn's and other packages' declare them with these. Nor is
# the error public, both a ValueError and a TypeError, that they raise.
from sklearn.utils._param_validation import (
    HasMethods,
    Interval,
    InvalidParameterError,
    RealNotInt,
    StrOptions,
    validate_parameter_constraints,
)

__all__ = [
    "HasMethods",
    "Interval",
    "InvalidParameterError",
    "RealNotInt",
    "StrOptions",
    "safe_indexing",
    "validate_parameter_constraints",
]
