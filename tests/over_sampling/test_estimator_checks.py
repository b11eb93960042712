"""imbalanced-learn's estimator checks, with several inner combinations."""

from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from imblearn.utils.estimator_checks import parametrize_with_checks
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler

from clover.clusterer import CURE, SemiUnsupervisedClusterer
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

ESTIMATORS = [
    ASUWO(random_state=0),
    CURESMOTE(random_state=0),
    CBO(random_state=0),
    ClusterSMOTE(random_state=0),
    ClusterOverSampler(SMOTE(), SemiUnsupervisedClusterer(), random_state=0),
    CenterSMOTE(random_state=0),
    SimplicialSMOTE(random_state=0),
    SimplicialSMOTE(
        k_neighbors=NearestNeighbors(n_neighbors=4), n_vertices=5, random_state=0
    ),
    GaussianOversampler(random_state=0),
    GaussianOversampler(shrinkage=0.0, random_state=0),
    ClusterOverSampler(SimplicialSMOTE(), KMeans(n_clusters=4), random_state=0),
    ClusterOverSampler(GaussianOversampler(), KMeans(n_clusters=4), random_state=0),
    ClusterOverSampler(
        CenterSMOTE(), CURE(n_clusters=3), random_state=0, clustering_scope="class"
    ),
    ClusterOverSampler(
        BorderlineSMOTE(),
        KMeans(n_clusters=2),
        random_state=0,
        clustering_scope="class",
    ),
    GeometricSMOTE(random_state=0),
    GeometricSMOTE(selection_strategy="minority", random_state=0),
    GeometricSMOTE(
        selection_strategy="majority",
        truncation_factor=-0.5,
        deformation_factor=1,
        random_state=0,
    ),
    GeometricSMOTE(k_neighbors=NearestNeighbors(n_neighbors=4), random_state=0),
    GeometricSMOTE(categorical_features=[0], random_state=0),
    KMeansSMOTE(random_state=0),
    KMeansSMOTE(kmeans_estimator="auto", random_state=0),
    KMeansSMOTE(
        k_neighbors=1,
        kmeans_estimator=0.02,
        cluster_balance_threshold=0.05,
        density_exponent="auto",
        temperature="auto",
        random_state=0,
    ),
    ScaledGeometricSMOTE(random_state=0),
    ScaledGeometricSMOTE(n_clusters=5, categorical_features=None, random_state=0),
    ScaledGeometricSMOTE(
        n_clusters="auto", selection_strategy="minority", random_state=0
    ),
    ScaledGeometricSMOTE(categorical_features=[0], random_state=0),
    SOMO(random_state=0),
    SOMO(som_estimator=9, distribution_ratio=0.3, random_state=0),
    GeometricSOMO(random_state=0),
    GeometricSOMO(som_estimator=0.02, selection_strategy="minority", random_state=0),
    ClusterOverSampler(SMOTE(), random_state=0),
    ClusterOverSampler(RandomOverSampler(), random_state=0),
    ClusterOverSampler(SMOTE(), KMeans(n_clusters=4), random_state=0),
    ClusterOverSampler(RandomOverSampler(), KMeans(n_clusters=4), random_state=0),
    ClusterOverSampler(GeometricSMOTE(), KMeans(n_clusters=4), random_state=0),
    ClusterOverSampler(BorderlineSMOTE(), MiniBatchKMeans(), random_state=0),
    ClusterOverSampler(
        ADASYN(), make_pipeline(MaxAbsScaler(), KMeans(n_clusters=3)), random_state=0
    ),
    ClusterOverSampler(
        make_imblearn_pipeline(MaxAbsScaler(), SMOTE()),
        KMeans(n_clusters=3),
        random_state=0,
    ),
]


def expected_failures(estimator):
    if not isinstance(estimator, ClusterOverSampler):
        return {}
    reasons = {
        "check_samplers_sampling_strategy_fit_resample": (
            "sets `sampling_strategy`, which is a parameter of the oversampler inside; "
            "test_strategy_is_that_of_the_oversampler_inside makes the same claim"
        )
    }
    if hasattr(estimator.oversampler, "steps"):
        reasons["check_samplers_pandas"] = (
            "a pipeline gives back what its steps give, and MaxAbsScaler gives arrays"
        )
        reasons["check_samplers_pandas_sparse"] = reasons["check_samplers_pandas"]
        reasons["check_samplers_list"] = reasons["check_samplers_pandas"]
    return reasons


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
def test_estimator_checks(estimator, check):
    check(estimator)
