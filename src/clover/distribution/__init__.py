"""How the synthetic rows are spread over the clusters and between them."""

from clover.distribution._base import BaseDistributor
from clover.distribution._density import DensityDistributor

__all__ = ["BaseDistributor", "DensityDistributor"]
