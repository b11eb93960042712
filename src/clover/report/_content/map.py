"""The map: given rows and synthetic samples in two dimensions."""

import numpy as np
from scipy import sparse

from clover.inspection._space import Encoded, Space
from clover.report._content.samples import draw_rows, fill_missing
from clover.report._content.values import round_numbers, to_plain
from clover.report._facts.pictures import Map, Points

# A map of more points is large and slow, and no clearer.
MAX_POINTS = 2_000
# Of more classes, those without a colour are shown together.
MAX_CLASSES = 7
# Names of more clusters would hide the points.
MAX_CENTERS = 25
# Iterations of the subspace: the two axes need not be exact.
N_ITERATIONS = 12
N_EXTRA = 6


def draw_map(run, samples, rng):
    """Return the `Map` of a run, or None if there is no column."""
    if not samples.names:
        return None
    n_made = min(samples.made_rows.size, MAX_POINTS // 2)
    given = draw_rows(samples.given_codes, MAX_POINTS - n_made, rng)
    made = draw_rows(samples.made_codes, n_made, rng)
    axes, explained, coordinates = _find_coordinates(samples, given, made)
    clusters = _find_clusters(run, samples, given, made)
    is_made = np.repeat([False, True], [given.size, made.size])
    codes = np.concatenate((samples.given_codes[given], samples.made_codes[made]))
    return Map(
        axes=axes,
        explained=explained,
        n_given=int(given.size),
        n_made=int(made.size),
        points=_group_points(run, coordinates, codes, is_made, clusters),
        centers=_find_centers(run, coordinates, is_made, clusters),
        note=_tell_sample(run, given.size, made.size),
    )


def _find_coordinates(samples, given, made):
    """Return the names of the axes, the explained shares and the coordinates.

    Two columns of numbers are shown as they are, a single one along one axis. Of more,
    the two principal components of the given rows are shown, with scaled numbers.
    """
    columns, names = samples.columns, samples.names
    rows = _stack(samples.given.take(given), samples.made.take(made))
    n_given = given.size
    if not columns.categorical.size and columns.numeric.size <= 2:
        numbers = _to_dense(rows.numbers)
        numbers = fill_missing(numbers, numbers)
        if columns.numeric.size == 2:
            return [names[0], names[1]], [], numbers
        return [names[0], ""], [], _spread(numbers, n_given)
    filled = Encoded(fill_missing(rows.numbers, rows.numbers), rows.codes)
    points = Space.of(filled, columns).points(filled)
    explained, coordinates = project(points, n_given)
    axes = [f"principal component {place + 1}" for place in range(2)]
    return axes, explained, coordinates


def _stack(given, made):
    pieces = [given.numbers, made.numbers]
    numbers = (
        sparse.vstack(pieces, format="csr")
        if sparse.issparse(pieces[0])
        else np.vstack(pieces)
    )
    return Encoded(numbers, np.vstack((given.codes, made.codes)))


def _to_dense(numbers):
    return numbers.toarray() if sparse.issparse(numbers) else numbers


def _spread(numbers, n_given):
    """Return coordinates of a single column: given rows below, samples above."""
    heights = np.random.RandomState(0).uniform(0, 1, numbers.shape[0])
    heights[n_given:] += 1.25
    return np.column_stack((numbers[:, 0], heights))


def project(points, n_given):
    """Return the explained shares of two principal components, and all coordinates.

    The components are those of the first `n_given` points, by subspace iteration, which
    centres no sparse matrix.
    """
    given = points[:n_given]
    mean = np.asarray(given.mean(axis=0)).ravel()
    n_axes = points.shape[1]
    rng = np.random.RandomState(0)
    basis = rng.normal(size=(n_axes, min(n_axes, 2 + N_EXTRA)))
    for _ in range(N_ITERATIONS):
        scores = given @ basis - mean @ basis
        basis, _ = np.linalg.qr(given.T @ scores - np.outer(mean, scores.sum(axis=0)))
    scores = given @ basis - mean @ basis
    _, sizes, directions = np.linalg.svd(scores, full_matrices=False)
    axes = basis @ directions[:2].T
    # The sign of a component is arbitrary: its largest entry shall be positive.
    largest = np.abs(axes).argmax(axis=0)
    signs = np.sign(axes[largest, np.arange(axes.shape[1])])
    axes = axes * np.where(signs == 0, 1, signs)
    coordinates = points @ axes - mean @ axes
    total = _total_variance(given, mean) * n_given
    explained = [float(size**2 / total) if total > 0 else 0.0 for size in sizes[:2]]
    if coordinates.shape[1] == 1:
        coordinates = _spread(coordinates, n_given)
        explained.append(0.0)
    return explained, coordinates


def _total_variance(X, mean):
    squares = X.multiply(X) if sparse.issparse(X) else X * X
    return float(max(0, squares.sum() / X.shape[0] - mean @ mean))


def _find_clusters(run, samples, given, made):
    """Return the cluster of each point, or None if not known."""
    labels = getattr(run.last, "labels_", None)
    provenance = getattr(run.last, "provenance_", None)
    if labels is None or provenance is None:
        return None
    if not run.has_clusters:
        return None
    of_given = np.asarray(labels)[samples.given_rows[given]]
    of_made = provenance.cluster[samples.made_rows[made] - run.n_given]
    return np.concatenate((of_given, of_made))


def _group_points(run, coordinates, codes, is_made, clusters):
    """Return the points by class and origin; small classes come last, on top."""
    made_codes = run.made_codes
    others = [
        code
        for code in np.argsort(-run.target.counts, kind="stable").tolist()
        if code not in made_codes
    ]
    shown = [*made_codes, *others][:MAX_CLASSES]
    groups = [(None, ~np.isin(codes, shown))]
    in_order = sorted(shown, key=lambda code: -run.target.counts[code])
    groups += [(run.labels[code], codes == code) for code in in_order]
    return [
        Points(
            class_label=to_plain(label),
            is_made=of_made,
            x=round_numbers(coordinates[places, 0]),
            y=round_numbers(coordinates[places, 1]),
            cluster=[] if clusters is None else clusters[places].tolist(),
        )
        for of_made in (False, True)
        for label, is_of_class in groups
        if (places := np.flatnonzero(is_of_class & (is_made == of_made))).size
    ]


def _find_centers(run, coordinates, is_made, clusters):
    """Return the label and the mean of the clusters that got most rows."""
    if clusters is None or not is_made.any():
        return []
    labels, counts = np.unique(clusters[is_made], return_counts=True)
    if labels.size > MAX_CENTERS:
        return []
    order = np.argsort(-counts, kind="stable")
    return [
        (
            int(labels[place]),
            *round_numbers(
                coordinates[is_made & (clusters == labels[place])].mean(axis=0)
            ),
        )
        for place in order.tolist()
    ]


def _tell_sample(run, n_given, n_made):
    n_all_made = run.codes.size - run.n_given
    if n_given == run.n_given and n_made == n_all_made:
        return "All given rows and samples are shown."
    return (
        f"The map shows {n_given:,} of {run.n_given:,} given rows and {n_made:,} of "
        f"{n_all_made:,} synthetic samples. Small classes are drawn more often than "
        "large ones."
    )
