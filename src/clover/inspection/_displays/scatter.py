"""Drawing rows, clusters and links in the plane."""

import numpy as np

from clover.inspection._displays.shapes import find_borders, find_hull
from clover.inspection._displays.style import (
    DARK,
    HUES,
    LIGHT,
    LINE,
    SIZE,
    count_text,
    shades_of,
    shorten,
)

# So many clusters are named in the picture.
MAX_NAMES = 40
# The width and height of a name, as shares of the axes.
NAME_SIZE = np.array([0.05, 0.04])
# So many links are drawn in full colour, and more of them fainter.
MAX_CLEAR = 200
KINDS = ("original", "removed", "made")
# The names of the kinds in the legend.
NAMES = {"original": "original", "removed": "removed", "made": "samples"}


def draw_rows_of(ax, frame, focus, counts):
    """Draw rows: those of classes in focus in colour, the others grey."""
    size = float(np.clip(12_000 / max(len(frame), 1), 7, 26))
    is_in_focus = frame["class_label"].isin(focus)
    rest = frame[~is_in_focus & (frame["kind"] != "made")]
    if len(rest):
        labels = rest["class_label"].unique().tolist()
        name = _name_others(labels, bool(focus))
        style = {"color": LIGHT, "s": size, "linewidth": 0, "zorder": 1}
        _scatter(ax, rest, f"{name}: {_count(rest, labels, 'original', counts)}", style)
    for labels, colors in _group_classes(focus):
        chosen = frame[frame["class_label"].isin(labels)]
        for kind in KINDS:
            rows = chosen[chosen["kind"] == kind]
            if len(rows):
                n_rows = _count(rows, labels, kind, counts)
                label = f"{_name_classes(labels)}, {NAMES[kind]}: {n_rows}"
                _scatter(ax, rows, label, _style_of(kind, colors, size))
    ax.margins(0.04)


def _group_classes(focus):
    """Return the classes that share a colour, and their dark and bright colours."""
    shades = shades_of(len(focus))
    if len(focus) > len(HUES):
        return [(focus, shades[0])]
    return [([label], colors) for label, colors in zip(focus, shades, strict=True)]


def _name_classes(labels):
    if len(labels) > 1:
        return f"{len(labels)} classes"
    return f"class {shorten(labels[0], 20)}"


def _name_others(labels, is_rest):
    if len(labels) == 1:
        return f"class {shorten(labels[0], 20)}"
    return f"{len(labels)} {'other ' if is_rest else ''}classes"


def _count(rows, labels, kind, counts):
    if counts is None:
        return count_text(len(rows), len(rows))
    n_all = sum(counts.get((label, kind), 0) for label in labels)
    return count_text(len(rows), n_all)


def _style_of(kind, colors, size):
    dark, bright = colors
    if kind == "removed":
        return {"marker": "x", "color": dark, "s": size, "linewidth": 0.7, "zorder": 3}
    if kind == "made":
        return {
            "marker": "^",
            "color": bright,
            "s": 1.1 * size,
            "edgecolor": "w",
            "linewidth": 0.25,
            "zorder": 4,
        }
    # Original rows are the fewer: samples would hide them.
    return {
        "color": dark,
        "s": size,
        "edgecolor": "w",
        "linewidth": 0.25,
        "zorder": 4.5,
    }


def _scatter(ax, rows, label, style):
    ax.scatter(rows["x"], rows["y"], label=label, **style)


def draw_clusters(ax, frame, outline):
    """Draw hulls of clusters or the borders between their regions, and their names."""
    rows = frame[(frame["kind"] != "made") & (frame["cluster"] >= 0)]
    rows = rows[np.isfinite(rows[["x", "y"]]).all(axis=1)]
    if not len(rows):
        return
    got_rows = _find_clusters_with_made(frame)
    points = rows[["x", "y"]].to_numpy()
    labels = rows["cluster"].to_numpy(dtype=int)
    if outline == "regions":
        _draw_borders(ax, points, labels)
    else:
        _draw_hulls(ax, points, labels, got_rows)
    centers = find_centers(frame)
    if len(centers) <= MAX_NAMES:
        _name_clusters(ax, _move_apart(centers, np.ptp(points, axis=0)))


def _find_clusters_with_made(frame):
    made = frame[frame["kind"] == "made"]
    return {*made["cluster"].tolist(), *made["other_cluster"].tolist()}


def _draw_borders(ax, points, labels):
    from matplotlib.collections import LineCollection

    borders = find_borders(points, labels)
    lines = LineCollection(borders, colors=LINE, linewidths=0.8, zorder=2)
    ax.add_collection(lines)


def _draw_hulls(ax, points, labels, got_rows):
    """Draw the hulls, solid and filled where samples were made, dashed elsewhere."""
    from matplotlib.collections import PolyCollection

    clusters = np.unique(labels).tolist()
    hulls = {cluster: find_hull(points[labels == cluster]) for cluster in clusters}
    for has_made in (False, True):
        chosen = [hulls[c] for c in clusters if (c in got_rows) == has_made]
        if chosen:
            style = {"linestyles": "solid" if has_made else (0, (3, 2))}
            polygons = PolyCollection(
                chosen,
                facecolors=(0.9, 0.38, 0, 0.07) if has_made else "none",
                edgecolors=LINE,
                linewidths=1.0 if has_made else 0.7,
                zorder=2,
                label="clusters with samples" if has_made else "other clusters",
                **style,
            )
            ax.add_collection(polygons)


def find_centers(frame):
    """Return the mean place of the original rows of each cluster."""
    rows = frame[(frame["kind"] != "made") & (frame["cluster"] >= 0)]
    return rows.groupby("cluster")[["x", "y"]].mean()


def _move_apart(centers, extent):
    """Move names below those that they would cover, from the highest to the lowest."""
    width, height = NAME_SIZE * np.where(extent > 0, extent, 1)
    moved = centers.sort_values("y", ascending=False, kind="stable")
    places = moved[["x", "y"]].to_numpy(copy=True)
    for i in range(1, len(places)):
        near = places[:i][np.abs(places[:i, 0] - places[i, 0]) < width]
        for y in near[np.argsort(-near[:, 1], kind="stable"), 1]:
            if abs(y - places[i, 1]) < height:
                places[i, 1] = y - height
    moved[["x", "y"]] = places
    return moved


def _name_clusters(ax, centers):
    box = {"boxstyle": "round,pad=0.2", "facecolor": "w", "alpha": 0.9}
    box |= {"edgecolor": LINE, "linewidth": 0.5}
    for center in centers.itertuples():
        ax.text(
            center.x,
            center.y,
            str(center.Index),
            size=SIZE,
            weight="bold",
            color=DARK,
            ha="center",
            va="center",
            zorder=6,
            bbox=box,
        )


def draw_edges(ax, frame, neighbors):
    """Join the centers of neighbouring clusters."""
    from matplotlib.collections import LineCollection

    centers = find_centers(frame)
    pairs = np.asarray(neighbors)
    pairs = pairs[np.isin(pairs, centers.index).all(axis=1)]
    segments = np.stack(
        [centers.loc[pairs[:, k], ["x", "y"]].to_numpy() for k in (0, 1)], axis=1
    )
    ax.add_collection(
        LineCollection(
            segments,
            colors="k",
            linewidths=1.1,
            zorder=5,
            label="neighbouring clusters",
        )
    )


def draw_links(ax, links):
    """Join samples to the rows that they were made from."""
    from matplotlib.collections import LineCollection

    segments = np.stack(
        [
            links[list(ends)].to_numpy()
            for ends in (("x", "y"), ("parent_x", "parent_y"))
        ],
        axis=1,
    )
    ax.add_collection(
        LineCollection(
            segments,
            colors=LINE,
            alpha=float(np.clip(MAX_CLEAR / max(len(segments), 1), 0.3, 1)),
            linewidths=0.5,
            zorder=2.5,
            label="link to a parent",
        )
    )
