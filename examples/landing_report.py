"""
The report on the first page of the documentation
=================================================

What did the sampler make, which is the one that the first page shows as code to paste?

``make docs`` runs it. The report goes to ``report.html`` in the folder that is given,
or here.
"""

import sys
from pathlib import Path

from imblearn.over_sampling import SMOTE
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.distribution import ClusterDistributor, CoverageFilter
from clover.over_sampling import ClusterOverSampler
from clover.report import ResamplingReport

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")

X, y = load_breast_cancer(return_X_y=True, as_frame=True)
y = y.map({0: "malignant", 1: "benign"})
sampler = ClusterOverSampler(
    oversampler=SMOTE(),
    clusterer=make_pipeline(StandardScaler(), KMeans(n_clusters=12)),
    distributor=ClusterDistributor(CoverageFilter(0.8)),
    search_space="clusters",
    random_state=0,
)
ResamplingReport.from_estimator(sampler, X, y).save(folder / "report.html")
print(f"Report written to {folder.resolve()}")
