"""The weights of the rows that a sampler returns."""

import numpy as np

from clover._estimators.pipelines import last_step
from clover._estimators.weighting import CHI_CONSTRAINTS, check_is_no_boolean
from clover._numerics.prevalence import weigh_rows
from clover.weights import DEFAULT_CHI

WEIGHTING_CONSTRAINTS = [*CHI_CONSTRAINTS, None]


class WeighsRows:
    """Mixin of samplers with the parameter `weighting` and the weights of their rows.

    The rows do not depend on their weights, which are found at the end.
    """

    # For subclasses without the parameter, and for pickles from before it.
    weighting = None

    def _validate_params(self):
        check_is_no_boolean(self.weighting, "weighting", type(self).__name__)
        super()._validate_params()

    def _set_sample_weight(self, codes, new_codes):
        """Set the weights of real rows and of new ones, of which the classes are given.

        Each class, a number from 0 on, has a real row.
        """
        if self.weighting is None:
            self.sample_weight_ = np.ones(codes.size + new_codes.size)
        else:
            is_name = isinstance(self.weighting, str)
            chi = DEFAULT_CHI if is_name else self.weighting
            self.sample_weight_ = weigh_rows(codes, new_codes, chi)


def check_weighs_nothing(oversampler, owner):
    """Check that an oversampler, or the last step of a pipeline, weighs no rows.

    The rows that it returns are those of one cluster. The name of the sampler that
    returns the rows of all clusters is `owner`.
    """
    inner = last_step(oversampler)
    if isinstance(inner, WeighsRows) and inner.weighting is not None:
        name, value = type(inner).__name__, inner.weighting
        raise ValueError(
            f"`weighting` should be set on {owner}, which returns the rows of all "
            f"clusters, and not on its oversampler {name}. Got {name}(weighting="
            f"{value!r}); use {owner}(..., weighting={value!r})."
        )
