"""The space in which clusters are found."""

from sklearn.pipeline import Pipeline

from clover._estimators.copies import copy_if_written_to


def transform_to_cluster_space(clusterer, X):
    """Transform rows to the space in which a clusterer finds its clusters.

    A pipeline that ends in a clusterer clusters the output of the steps before.
    Displays and reports show the clusters there, and distances between rows, densities
    and neighbours of clusters are measured there.

    Parameters
    ----------
    clusterer : estimator
        A fitted clusterer, or a fitted pipeline that ends in one, like the
        ``clusterer_`` of an oversampler. Of an oversampler that clusters each class by
        itself, take any of the clusterers in ``clusterer_``: all have the same space.

    X : {array-like, dataframe, sparse matrix} of shape (n_samples, n_features)
        Rows with the features that the clusterer was fitted to. They are not modified.

    Returns
    -------
    space : {ndarray, dataframe, sparse matrix} of shape (n_samples, n_cluster_features)
        The output of the steps before the last one; without a pipeline, `X` itself.

    Raises
    ------
    NotFittedError
        If the steps before the last one are not fitted.

    See Also
    --------
    find_cluster_neighbors : Finds the clusters that touch each other in this space.

    Examples
    --------
    >>> from sklearn.cluster import KMeans
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import MinMaxScaler
    >>> from clover.clusterer import transform_to_cluster_space
    >>> X = [[0.0, 100.0], [1.0, 300.0], [4.0, 500.0]]
    >>> clusterer = make_pipeline(MinMaxScaler(), KMeans(n_clusters=2)).fit(X)
    >>> transform_to_cluster_space(clusterer, X)
    array([[0.  , 0.  ],
           [0.25, 0.5 ],
           [1.  , 1.  ]])
    """
    (X,) = copy_if_written_to(clusterer, X)
    while isinstance(clusterer, Pipeline):
        if len(clusterer.steps) > 1:
            X = clusterer[:-1].transform(X)
        clusterer = clusterer.steps[-1][1]
    return X
