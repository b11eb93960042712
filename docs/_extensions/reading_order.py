"""The order in which the gallery shows the examples."""

from pathlib import Path

from sphinx_gallery.sorting import ExplicitOrder

# An example that is not listed stands where the star is.
in_reading_order = ExplicitOrder(
    [
        "plot_how_clover_works.py",
        "plot_smote_and_clusters.py",
        "*",
        "plot_comparison.py",
        "plot_compare_distributors.py",
        "plot_published_results.py",
    ]
)


def by_path(path):
    """Return the place of an example among those on a page of the API."""
    return in_reading_order(Path(path).name)
