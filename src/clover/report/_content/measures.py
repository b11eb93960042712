"""Validity and diversity of the synthetic samples."""

import warnings
from collections.abc import Mapping
from numbers import Real

import numpy as np
from sklearn.base import clone

from clover._numerics.distances import paired_distances
from clover._numerics.neighbors import find_nearest_rows
from clover._rows.containers import Container
from clover.inspection import validity
from clover.inspection._diversity import NEAR
from clover.inspection._nearest import nearest_distances
from clover.inspection._sampling import MIN_ROWS
from clover.inspection._space import Encoded, Space, equal_rows
from clover.report._content.samples import draw_rows, encode_rows, fill_missing
from clover.report._content.values import clean_text, to_plain
from clover.report._facts.measures import ClassDiversity, ClassValidity, Measures

N_REPEATS = 4
# Validity runs the sampler on halves of so many rows, fewer if there are many columns.
MAX_ROWS = 4_000
MAX_VALUES = 3_000_000
MIN_SAMPLE = 400
# Classes are drawn by their sizes, but at least so many rows of each.
QUOTA = 100
# Nearest rows are searched for so many rows of a class, among all of its given rows.
MAX_QUERIES = 500
MIN_QUERIES = 50
MAX_DISTANCES = 2e10
MAX_SEARCHED_VALUES = 3e7
# Of more classes, only those with most samples are measured.
MAX_CLASSES = 10
# What a sampler may raise on so few rows.
ERRORS = (ValueError, RuntimeError, TypeError)


def measure(run, samples, rng):
    """Return the `Measures` of a run."""
    if not run.made_codes:
        nothing = "No samples were made, so there is nothing to measure."
        return Measures([], nothing, [], nothing)
    return Measures(
        *_measure_validity(run, rng), *_measure_diversity(run, samples, rng)
    )


def _measure_validity(run, rng):
    """Return the validity of each class, and a sentence about it."""
    if run.is_transformed:
        return [], "Not measured: the steps of the sampler transform the rows."
    rows = _draw_for_validity(run, rng)
    if np.unique(run.target.codes[rows]).size < 2:
        return [], f"Not measured: fewer than two classes have {MIN_ROWS} rows."
    sampler = _keep_growth(clone(run.sampler, safe=False), run)
    X, y = run.table.take(rows), run.target.classes[run.target.codes[rows]]
    try:
        with warnings.catch_warnings(record=True):
            # Warnings about halves of the rows do not concern the user.
            warnings.simplefilter("always")
            found = validity(sampler, X, y, n_repeats=N_REPEATS, random_state=0)
    except ERRORS as error:
        first, *_ = str(error).split("\n")
        return [], f"Not measured: {clean_text(first)}"
    return _list_validity(found), _tell_validity(run, rows)


def _draw_for_validity(run, rng):
    """Return the rows of the halves, without classes that are too small to halve."""
    n_columns = max(1, run.table.X.shape[1])
    n_rows = np.clip(MAX_VALUES / n_columns, MIN_SAMPLE, MAX_ROWS)
    is_large = run.target.counts >= MIN_ROWS
    large = np.flatnonzero(is_large[run.target.codes])
    return large[draw_rows(run.target.codes[large], int(n_rows), rng, QUOTA)]


def _keep_growth(sampler, run):
    """Return a sampler whose numbers of rows to make suit fewer rows.

    Where it asks for numbers of rows or a ratio, each class grows by the same factor as
    in the run.
    """
    growth = dict(
        zip(run.labels, (run.n_made_of / run.target.counts).tolist(), strict=True)
    )
    params = sampler.get_params() if hasattr(sampler, "get_params") else {}
    changed = {
        name: _Growth(growth)
        for name, value in params.items()
        if name.split("__")[-1] == "sampling_strategy"
        and (isinstance(value, Mapping | Real) or callable(value))
    }
    return sampler.set_params(**changed) if changed else sampler


class _Growth:
    """A sampling strategy by which classes grow by factors, whatever their sizes."""

    def __init__(self, growth):
        self.growth = growth

    def __call__(self, y):
        labels, counts = np.unique(y, return_counts=True)
        return {
            label: count + round(self.growth[label] * count)
            for label, count in zip(labels.tolist(), counts.tolist(), strict=True)
            if round(self.growth[label] * count)
        }


def _list_validity(found):
    return [
        ClassValidity(
            class_label=to_plain(label),
            made=to_plain(of_class.synthetic),
            given=to_plain(of_class.real),
            difference=to_plain(of_class.difference),
            standard_error=to_plain(of_class.standard_error),
        )
        for label in found.classes.tolist()
        for of_class in [found.of_class(label)]
    ]


def _tell_validity(run, rows):
    sentence = (
        "The sampler was run on one half of the rows, and its samples were compared "
        f"with the other half, {N_REPEATS} times."
    )
    if rows.size == run.n_given:
        return sentence
    left_out = int((run.target.counts < MIN_ROWS).sum())
    if left_out:
        noun = "class" if left_out == 1 else "classes"
        sentence += f" {left_out} {noun} of fewer than {MIN_ROWS} rows were left out."
    if rows.size < run.n_given:
        sentence += (
            f" This was done with {rows.size:,} of {run.n_given:,} given rows, among "
            "which small classes have larger shares."
        )
    return sentence


def _measure_diversity(run, samples, rng):
    """Return the diversity of each class, and a sentence about it."""
    given = samples.given
    space = Space.of(
        Encoded(fill_missing(given.numbers, given.numbers), given.codes),
        samples.columns,
    )
    found, n_skipped = [], 0
    for code in run.made_codes[:MAX_CLASSES]:
        n_values = run.target.counts[code] * max(1, len(samples.names))
        if n_values > MAX_SEARCHED_VALUES:
            n_skipped += 1
            continue
        found.append(_measure_class(run, samples, space, code, rng))
    sentence = (
        f"Up to {MAX_QUERIES} synthetic samples of a class were compared with all of "
        "its given rows."
    )
    if n_skipped:
        noun = "class" if n_skipped == 1 else "classes"
        sentence += f" {n_skipped} {noun} with too many rows were left out."
    if len(run.made_codes) > MAX_CLASSES:
        sentence += f" The {MAX_CLASSES} classes with most samples were measured."
    return found, sentence


def _measure_class(run, samples, space, code, rng):
    rows = np.flatnonzero(run.target.codes == code)
    own = _to_points(run, samples, space, rows)
    made = _take_made(samples, space, np.flatnonzero(samples.made_codes == code))
    n_distances = max(1, own.shape[0] * own.shape[1])
    n_queries = int(np.clip(MAX_DISTANCES / n_distances, MIN_QUERIES, MAX_QUERIES))
    queries = made[_draw(made.shape[0], n_queries, rng)]
    distances = nearest_distances(queries, own)
    typical = _find_typical_distance(own, _draw(own.shape[0], n_queries, rng))
    n_equal = np.bincount(equal_rows(made))
    return ClassDiversity(
        class_label=to_plain(run.labels[code]),
        relative_distance=float(np.median(distances) / typical) if typical else None,
        near_copies=float((distances <= NEAR * typical).mean()),
        copies=float((distances == 0).mean()),
        repeats=float(n_equal[n_equal > 1].sum() / made.shape[0]),
    )


def _draw(n_rows, n_drawn, rng):
    return np.sort(rng.permutation(n_rows)[:n_drawn])


def _to_points(run, samples, space, rows):
    container = Container(run.rows.take(rows))
    encoded = encode_rows(container, samples.columns)
    numbers = fill_missing(encoded.numbers, samples.given.numbers)
    return space.points(Encoded(numbers, encoded.codes))


def _take_made(samples, space, places):
    taken = samples.made.take(places)
    numbers = fill_missing(taken.numbers, samples.given.numbers)
    return space.points(Encoded(numbers, taken.codes))


def _find_typical_distance(points, rows):
    """Return the median distance of some points to the nearest other one."""
    if points.shape[0] < 2:
        return 0.0
    nearest = find_nearest_rows(points, rows, 1)[:, 0]
    return float(np.median(paired_distances(points, rows, points, nearest)))
