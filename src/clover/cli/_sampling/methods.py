"""The methods by name: what each is, and where its class lies."""

import re
from dataclasses import dataclass
from importlib import import_module

from clover.cli._errors import UsageError, offer_nearest

OWN = "clover.over_sampling"
OTHER = "imblearn.over_sampling"


@dataclass(frozen=True)
class KMeans:
    """The k-means of a method, which can be scaled.

    Attributes
    ----------
    class_name : str
        The name of its class in ``sklearn.cluster``.

    n_clusters : int
        The number of clusters that the method has by default.

    parameter : str
        The parameter of the method that takes a clusterer.
    """

    class_name: str
    n_clusters: int
    parameter: str = "kmeans_estimator"

    def load(self):
        """Return the class."""
        return getattr(import_module("sklearn.cluster"), self.class_name)


@dataclass(frozen=True)
class Method:
    """A method of oversampling.

    Attributes
    ----------
    name : str
        Its name on the command line.

    module, class_name : str
        Where its class lies.

    summary : str
        What it does, in a line.

    clusterer : KMeans or None
        Its clusterer, where the columns can be scaled for it.

    always_scales : bool
        Whether it scales the columns by itself.

    takes : {'all', 'numbers', 'mixed'}
        What its columns may hold: anything; numbers; or numbers and categories.

    has_clusters : bool
        Whether it knows of clusters. Others work in a single one.

    has_distances : bool
        Whether it measures distances.
    """

    name: str
    module: str
    class_name: str
    summary: str
    clusterer: KMeans | None = None
    always_scales: bool = False
    takes: str = "numbers"
    has_clusters: bool = True
    has_distances: bool = True

    def load(self):
        """Return the class."""
        return getattr(import_module(self.module), self.class_name)


FEW = KMeans("KMeans", 3)
MINI_BATCH = KMeans("MiniBatchKMeans", 8)

METHODS = {
    method.name: method
    for method in (
        Method(
            "recommended",
            OWN,
            "ScaledGeometricSMOTE",
            "Geometric SMOTE on scaled columns, for numbers and categories.",
            always_scales=True,
            takes="mixed",
        ),
        Method(
            "smote",
            OTHER,
            "SMOTE",
            "Between a row and a near row of its class (SMOTENC with categories).",
            takes="mixed",
            has_clusters=False,
        ),
        Method(
            "random",
            OTHER,
            "RandomOverSampler",
            "Repeats rows.",
            takes="all",
            has_clusters=False,
            has_distances=False,
        ),
        Method(
            "geometric-smote",
            OWN,
            "GeometricSMOTE",
            "In a ball around a row, for numbers and categories.",
            takes="mixed",
            has_clusters=False,
        ),
        Method(
            "kmeans-smote",
            OWN,
            "KMeansSMOTE",
            "SMOTE inside clusters of k-means, most in sparse ones.",
            MINI_BATCH,
        ),
        Method(
            "somo",
            OWN,
            "SOMO",
            "SMOTE inside the units of a self-organizing map, and between units.",
            always_scales=True,
        ),
        Method(
            "geometric-somo",
            OWN,
            "GeometricSOMO",
            "Geometric SMOTE inside the units of a map, and between units.",
            always_scales=True,
        ),
        Method(
            "cluster-smote",
            OWN,
            "ClusterSMOTE",
            "SMOTE inside the clusters of each class.",
            FEW,
        ),
        Method(
            "cbo",
            OWN,
            "CBO",
            "Repeats rows until all clusters of a class are equally large.",
            FEW,
        ),
        Method(
            "cure-smote",
            OWN,
            "CURESMOTE",
            "Between the mean and outer rows of the clusters of each class.",
        ),
        Method(
            "asuwo",
            OWN,
            "ASUWO",
            "SMOTE in clusters that avoid other classes, most where a model errs.",
        ),
        Method(
            "center-smote",
            OWN,
            "CenterSMOTE",
            "Between the mean of a class and its outer rows.",
            has_clusters=False,
        ),
        Method(
            "simplicial-smote",
            OWN,
            "SimplicialSMOTE",
            "In triangles of a row and near rows of its class.",
            has_clusters=False,
        ),
        Method(
            "gaussian",
            OWN,
            "GaussianOversampler",
            "From a Gaussian with the mean and the covariance of a class.",
            has_clusters=False,
            has_distances=False,
        ),
    )
}


def find_method(name):
    """Return a method by its name, or by the name of its class, in any spelling."""
    wanted = _fold(name)
    for method in METHODS.values():
        if wanted in (_fold(method.name), _fold(method.class_name)):
            return method
    raise UsageError(
        f"--method {name!r} is unknown. {offer_nearest(name, METHODS)} "
        "`clover methods` lists all."
    )


def _fold(name):
    return re.sub("[^a-z0-9]", "", name.lower())
