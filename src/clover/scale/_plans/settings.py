"""The settings of a plan that are no parts."""

from dataclasses import dataclass
from numbers import Integral

import numpy as np

from clover._compat import Interval, validate_parameter_constraints
from clover._estimators.weighting import CHI_CONSTRAINTS, check_is_no_boolean
from clover._numerics.prevalence import weigh_classes
from clover.scale._core.groups import check_group_rows
from clover.scale._tables.ignored import check_is_list
from clover.weights import DEFAULT_CHI

POSITIVE = Interval(Integral, 1, None, closed="left")


@dataclass(frozen=True)
class Settings:
    """The settings of a plan that are no parts.

    Attributes
    ----------
    max_samples : int or None, default=25_000
        Number of rows that the clusterer is fitted to; ``None`` for all.

    max_group_rows : int, default=25_000
        Number of rows in which neighbours are searched together.

    weight_column : str or None, default=None
        Name of a column for weights.

    chi : float or 'prevalence', default='prevalence'
        The weight of the given rows of a class that gets samples.

    categorical_features : 'auto', array-like or None, default='auto'
        Which columns hold categories.

    ignored_columns : list of str, default=()
        Which columns are no features.
    """

    max_samples: int | None = 25_000
    max_group_rows: int = 25_000
    weight_column: str | None = None
    chi: float | str = "prevalence"
    categorical_features: object = "auto"
    ignored_columns: object = ()

    def __post_init__(self):
        check_is_no_boolean(self.chi, "chi", "plan")
        constraints = {
            "max_samples": [POSITIVE, None],
            "weight_column": [str, None],
            "chi": CHI_CONSTRAINTS,
        }
        given = {name: getattr(self, name) for name in constraints}
        validate_parameter_constraints(constraints, given, "plan")
        check_group_rows(self.max_group_rows)
        check_is_list(self.ignored_columns)

    def check_weight_column(self, columns):
        """Check that no column has the name of the weights."""
        if self.weight_column in columns.schema.names:
            raise ValueError(
                "`weight_column` should be a new name. The data have a column "
                f"{self.weight_column!r}."
            )

    def weigh_classes(self, n_rows, n_new):
        """Return the weights of a given row and of a sample of each class.

        The result, of shape (2, n_classes), is None without a column for weights.
        """
        if self.weight_column is None:
            return None
        chi = DEFAULT_CHI if isinstance(self.chi, str) else self.chi
        return np.array(weigh_classes(n_rows, n_new, chi))
