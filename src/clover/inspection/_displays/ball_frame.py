"""The balls of samples that a sampler made, as a data frame."""

import numpy as np

from clover._estimators.pipelines import last_step
from clover._numerics.units import find_units
from clover._rows.containers import Container
from clover.clusterer import transform_to_cluster_space
from clover.inspection._displays.balls import measure_in_balls
from clover.inspection._displays.number_columns import densify, read_numbers
from clover.inspection._displays.plane import name_column
from clover.inspection._displays.shown_rows import draw_rows, group_by_class
from clover.over_sampling import GeometricSMOTE, ScaledGeometricSMOTE


def find_oversampler(sampler):
    oversampler = last_step(getattr(sampler, "oversampler_", sampler))
    if not isinstance(oversampler, GeometricSMOTE):
        raise ValueError(
            "`sampler` should be GeometricSMOTE, or a cluster sampler of clover with "
            f"it, for rows with numbers. Got {type(oversampler).__name__}."
        )
    return oversampler


def name_axes(run, columns):
    """Return the names of two columns, with the units in which they are drawn."""
    names = [name_column(run.given, j) for j in columns]
    if _searches_clusters(run.sampler):
        return [f"{name} (in units of the cluster space)" for name in names]
    return names


def _searches_clusters(sampler):
    """Return whether balls are round in the cluster space."""
    if isinstance(sampler, ScaledGeometricSMOTE):
        return True
    return getattr(sampler, "search_space", "rows") == "clusters"


def choose_samples(run, max_points, rng):
    """Return the places among the samples of those with both parents."""
    parents = run.parents
    has_both = ~np.ma.getmaskarray(parents)[:, :2].any(axis=1)
    places = np.flatnonzero(has_both)
    if not places.size:
        raise ValueError(
            "No sample was made from a base row and a surface point. The classes may "
            "be balanced, or have a single row each."
        )
    codes = run.output_codes[run.made]
    groups = group_by_class(codes, places, run.classes.size)
    return np.sort(np.concatenate(draw_rows(groups, max_points, rng)))


def make_frame(run, columns, places):
    """Return a row for each sample."""
    import pandas as pd

    base, partner = run.parents.data[places, :2].T
    made = run.made[places]
    units = _find_ball_units(run, columns)
    centers, surfaces, samples = (
        _read_points(container, rows, columns) / units
        for container, rows in (
            (run.given, base),
            (run.given, partner),
            (run.output, made),
        )
    )
    radius, along, across = measure_in_balls(centers, surfaces, samples)
    codes = run.output_codes[made]
    table = {
        "class_label": run.classes[codes],
        "row": made,
        "base": base,
        "partner": partner,
        "is_other_class": run.given_codes[partner] != codes,
        "radius": radius,
        "along": along,
        "across": across,
    }
    if centers.shape[1] == 2:
        points = np.hstack((centers, surfaces, samples)).T
        names = ("base_x", "base_y", "surface_x", "surface_y", "x", "y")
        table |= dict(zip(names, points, strict=True))
    return pd.DataFrame(table)


def _find_ball_units(run, columns):
    """Return the units of the columns in which balls are round."""
    if not _searches_clusters(run.sampler):
        return 1.0
    space = Container(transform_to_cluster_space(run.clusterer, run.given.X))
    numbers = (
        read_numbers(run.given, columns),
        read_numbers(space, np.arange(space.X.shape[1])),
    )
    units = find_units(*numbers)
    # Equal numbers have no unit.
    return np.where(units > 0, units, 1.0)


def _read_points(container, rows, columns):
    """Return columns of numbers of some rows, as an array."""
    return densify(read_numbers(Container(container.take(rows)), columns))
