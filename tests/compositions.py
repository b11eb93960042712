"""Every clusterer and every oversampler, tried with each other.

Run as a script it writes the tables of the documentation.
"""

import sys
import warnings
from pathlib import Path

import numpy as np
from hdbscan import HDBSCAN as HDBSCANOfContrib
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.over_sampling import KMeansSMOTE as KMeansSMOTEOfImblearn
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from imblearn.utils.testing import all_estimators as all_samplers
from sklearn.base import clone
from sklearn.cluster import (
    KMeans,
    SpectralBiclustering,
    SpectralCoclustering,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.frozen import FrozenEstimator
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import all_estimators

from clover.clusterer import CURE, SOM, SemiUnsupervisedClusterer
from clover.distribution import DensityDistributor
from clover.over_sampling import (
    ASUWO,
    CBO,
    CURESMOTE,
    SOMO,
    CenterSMOTE,
    ClusterOverSampler,
    ClusterSMOTE,
    GaussianOversampler,
    GeometricSMOTE,
    GeometricSOMO,
    KMeansSMOTE,
    ScaledGeometricSMOTE,
    SimplicialSMOTE,
)


class Halves:
    """A clusterer that is no estimator of scikit-learn."""

    def fit_predict(self, X):
        return (X[:, 0] > np.median(X[:, 0])).astype(int)


def make_rows():
    """Return 160 rows of three classes: four columns of numbers, one of categories."""
    rng = np.random.RandomState(0)
    y = np.repeat([0, 1, 2], [100, 40, 20])
    X = rng.normal(size=(160, 4)) + 4 * (np.arange(160) % 3)[:, np.newaxis]
    return np.column_stack((X, rng.randint(3, size=160))), y


def make_clusterers():
    """Return every clusterer of scikit-learn, and some others, by name."""
    few = {"n_clusters": 3, "random_state": 0}
    settings = {
        "AgglomerativeClustering": {"n_clusters": 3},
        "BisectingKMeans": few,
        "DBSCAN": {"eps": 1.5},
        "HDBSCAN": {"copy": True},
        "KMeans": few,
        # As they are, these two would take most of the time of all clusterers.
        "MeanShift": {"bin_seeding": True},
        "MiniBatchKMeans": few,
        "OPTICS": {"algorithm": "brute"},
        "SpectralClustering": few,
    }
    clusterers = {
        name: cls(**settings.get(name, {}))
        for name, cls in all_estimators(type_filter="cluster")
    }
    X, _ = make_rows()
    return clusterers | {
        "GaussianMixture": GaussianMixture(3),
        "BayesianGaussianMixture": BayesianGaussianMixture(n_components=3),
        "SpectralBiclustering": SpectralBiclustering(3, n_init=1),
        "SpectralCoclustering": SpectralCoclustering(3, n_init=1),
        "FrozenEstimator(KMeans)": FrozenEstimator(KMeans(**few).fit(X)),
        "hdbscan.HDBSCAN": HDBSCANOfContrib(),
        "clover.clusterer.SOM": SOM(3, 3),
        "clover.clusterer.CURE": CURE(3),
        "clover.clusterer.SemiUnsupervisedClusterer": SemiUnsupervisedClusterer(),
        "an object with fit_predict": Halves(),
        "None": None,
    }


def in_pipeline(clusterer):
    return make_pipeline(StandardScaler(), clone(clusterer, safe=False))


def make_oversamplers():
    """Return every oversampler of imbalanced-learn and of clover by name."""
    return {
        "ADASYN": ADASYN(),
        "BorderlineSMOTE": BorderlineSMOTE(),
        "BorderlineSMOTE, kind 2": BorderlineSMOTE(kind="borderline-2"),
        "KMeansSMOTE": KMeansSMOTEOfImblearn(cluster_balance_threshold=0.1),
        "RandomOverSampler": RandomOverSampler(),
        "RandomOverSampler, shrinkage": RandomOverSampler(shrinkage=0.3),
        "SMOTE": SMOTE(),
        "SMOTEN": SMOTEN(),
        "SMOTENC": SMOTENC([4]),
        "SVMSMOTE": SVMSMOTE(),
        "pipeline with SMOTE": make_imblearn_pipeline(StandardScaler(), SMOTE()),
        "clover's GeometricSMOTE": GeometricSMOTE(),
        "clover's GeometricSMOTE, categories": GeometricSMOTE(categorical_features=[4]),
        "clover's CenterSMOTE": CenterSMOTE(),
        "clover's SimplicialSMOTE": SimplicialSMOTE(),
        "clover's GaussianOversampler": GaussianOversampler(),
        "clover's KMeansSMOTE": KMeansSMOTE(),
        "clover's SOMO": SOMO(),
        "clover's GeometricSOMO": GeometricSOMO(),
        "clover's ClusterSMOTE": ClusterSMOTE(),
        "clover's CBO": CBO(),
        "clover's ASUWO": ASUWO(),
        "clover's CURESMOTE": CURESMOTE(),
        "clover's ScaledGeometricSMOTE": ScaledGeometricSMOTE(),
    }


def make_refused_samplers():
    """Return what cannot be an oversampler inside clusters, by name."""
    oversamplers = {type(sampler).__name__ for sampler in make_oversamplers().values()}
    refused = {
        name: cls()
        for name, cls in all_samplers(type_filter="sampler")
        if name not in oversamplers
    }
    return refused | {"clover's ClusterOverSampler": ClusterOverSampler(SMOTE())}


def make_hard_rows():
    """Return as many, of classes that keep apart, two of them of few distinct rows."""
    X, y = make_rows()
    X[:, :4] += 20 * y[:, np.newaxis]
    X[y == 1] = X[y == 1][np.arange(40) % 4]
    X[y == 2] = X[y == 2][np.arange(20) % 2]
    return X, y


def try_composition(clusterer, oversampler):
    """Resample, and return the error with which a part is refused, or None."""
    errors = [
        try_rows(*rows, clusterer, oversampler)
        for rows in (make_rows(), make_hard_rows())
    ]
    return next((error for error in errors if error is not None), None)


def try_rows(X, y, clusterer, oversampler):
    """Resample some rows, and return the error with which a part is refused."""
    # All clusters with rows of a class are used, however few these are.
    distributor = None if clusterer is None else DensityDistributor(np.inf)
    sampler = ClusterOverSampler(oversampler, clusterer, distributor, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Affinity propagation and mixtures may say that they did not converge.
        warnings.simplefilter("ignore", ConvergenceWarning)
        # OPTICS divides by distances of zero.
        warnings.filterwarnings("ignore", "divide by zero", module=r".*\._optics")
        # Some clusterers make clusters of a single row, which is repeated.
        warnings.filterwarnings("ignore", "More than half of the new rows are repet")
        try:
            X_res, y_res = sampler.fit_resample(X, y)
        except (TypeError, ValueError) as error:
            return error
    assert np.ptp(np.bincount(y_res)) == 0
    assert np.isfinite(X_res).all()
    return None


def try_both(clusterer, oversampler):
    """Try a clusterer alone and as the last step of a pipeline; return the errors."""
    alternatives = [clusterer]
    if clusterer is not None:
        alternatives.append(in_pipeline(clusterer))
    errors = (try_composition(c, oversampler) for c in alternatives)
    return [error for error in errors if error is not None]


def make_table(header, rows):
    """Return the lines of a table in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (header, *rows):
        first, *others = (f" {cell}".rstrip() for cell in row)
        lines += [f"   * -{first}", *(f"     -{cell}" for cell in others)]
    return [*lines, ""]


def group_by_message(errors):
    """Return the names of parts that are refused alike, and the message."""
    groups = {}
    for name, error in errors.items():
        bare_name = name.removeprefix("clover's ")
        message = str(error).replace(bare_name, "X").replace("`", "``")
        groups.setdefault(message, []).append(f"``{name}``")
    return [(", ".join(names), message) for message, names in groups.items()]


def describe_compositions():
    """Try all compositions, and return the lines of the documentation's tables."""
    oversamplers = make_oversamplers()
    worked, refused = [], {}
    for name, clusterer in make_clusterers().items():
        errors = {o: try_both(clusterer, oversamplers[o]) for o in oversamplers}
        if any(errors.values()):
            # A clusterer is refused with all oversamplers or with none.
            assert all(errors.values()), (name, errors)
            refused[name] = errors["SMOTE"][0]
        else:
            worked.append((f"``{name}``", *["✓"] * len(oversamplers)))
    for name, sampler in make_refused_samplers().items():
        refused[name] = try_composition(None, sampler)
        assert refused[name] is not None, name
    numbers = [str(i) for i in range(1, len(oversamplers) + 1)]
    return [
        "What is refused, and how:",
        "",
        *make_table(("Part", "Message"), group_by_message(refused)),
        "The columns of the next table are these oversamplers:",
        "",
        *(f"{i}. ``{name}``" for i, name in enumerate(oversamplers, start=1)),
        "",
        *make_table(("Clusterer", *numbers), worked),
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("\n".join(describe_compositions()), encoding="utf-8")
