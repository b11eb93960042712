"""Clustering-based oversampling for imbalanced classification.

Cluster the input space, decide how many synthetic rows each cluster gets, and let
an oversampler make them there.

- :mod:`clover.over_sampling`: the meta-estimator and its preset compositions.
- :mod:`clover.distribution`: how the new rows are spread over the clusters.
- :mod:`clover.clusterer`: the self-organizing map, and neighbours of clusters.
- :mod:`clover.weights`: weights of the new rows that keep the shares of the classes.
- :mod:`clover.classification`: classifiers fitted to resampled and weighted rows.
- :mod:`clover.comparison`: fair comparisons of oversamplers over many data sets.
- :mod:`clover.inspection`: measures of what a sampler made.
- :mod:`clover.report`: one page about what a sampler made, with numbered findings.
- :mod:`clover.cli`: the command line.
- :mod:`clover.testing`: checks of filters, clusterers and other parts of your own.
- :mod:`clover.exceptions`: the errors of its own.
"""

__version__ = "0.7.0.dev0"

__all__ = ["__version__"]
