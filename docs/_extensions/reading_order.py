"""The order in which the gallery shows the examples."""

from pathlib import Path

from sphinx_gallery.sorting import ExplicitOrder

# An example that is not listed stands where the star is.
in_reading_order = ExplicitOrder(
    [
        "plot_how_clover_works.py",
        "plot_smote_and_clusters.py",
        "plot_kmeans_smote.py",
        "plot_somo_map.py",
        "plot_between_clusters.py",
        "plot_geometric_smote.py",
        "plot_distributors.py",
        "plot_dbscan_noise.py",
        "plot_validity.py",
        "plot_categories.py",
        "plot_sparse_text.py",
        "plot_multiclass.py",
        "plot_tuning.py",
        "plot_threshold.py",
        "plot_calibration.py",
        "plot_provenance.py",
        "plot_million_rows.py",
        "*",
        "plot_comparison.py",
        "plot_compare_distributors.py",
        "plot_published_results.py",
    ]
)


def by_path(path):
    """Return the place of an example among those on a page of the API."""
    return in_reading_order(Path(path).name)
