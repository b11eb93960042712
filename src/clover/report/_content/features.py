"""Features: given against synthetic values, the largest shifts first."""

import numpy as np
from scipy import sparse

from clover.report._content.samples import fill_missing
from clover.report._content.values import clean_text, round_numbers, to_plain
from clover.report._facts.pictures import CategoricalFeature, Features, NumericFeature

# So many pairs of a feature and a class are shown.
MAX_SHOWN = 24
# Of more classes, only those with most samples are looked at.
MAX_CLASSES = 10
# So many values of a feature are drawn.
MAX_VALUES = 120
MAX_LEVELS = 8
# Of a sparse matrix with more columns, those with the largest sums are looked at.
MAX_COLUMNS = 2_000
MIN_MADE = 2
LEVELS = np.linspace(0.025, 0.975, 20)


def compare_features(run, samples):
    """Return the `Features` of a run."""
    numbers = _Numbers.of(samples)
    found = []
    codes = run.made_codes[:MAX_CLASSES]
    for code in codes:
        of_given = np.flatnonzero(samples.given_codes == code)
        of_made = np.flatnonzero(samples.made_codes == code)
        if of_made.size < MIN_MADE or not of_given.size:
            continue
        label = to_plain(run.labels[code])
        found += numbers.compare(label, of_given, of_made)
        found += _compare_categories(samples, label, of_given, of_made)
    n_columns = len(samples.names) - numbers.n_left_out
    found.sort(key=lambda pair: -pair[0])
    return Features(
        n_features=len(found),
        shown=[make() for _, make in found[:MAX_SHOWN]],
        note=_tell_sample(run, samples, n_columns, numbers.n_left_out, len(codes)),
    )


class _Numbers:
    """The columns of numbers, as dense arrays of given rows and samples."""

    def __init__(self, names, given, made, n_left_out):
        self.names, self.given, self.made = names, given, made
        self.n_left_out = n_left_out

    @classmethod
    def of(cls, samples):
        given, made = samples.given.numbers, samples.made.numbers
        positions = samples.columns.numeric
        n_left_out = 0
        if sparse.issparse(given):
            sums = np.asarray(abs(made).sum(axis=0) + abs(given).sum(axis=0)).ravel()
            order = np.argsort(-sums, kind="stable")[:MAX_COLUMNS]
            n_left_out = positions.size - order.size
            positions = positions[order]
            given, made = given[:, order].toarray(), made[:, order].toarray()
        made = fill_missing(made, given)
        given = fill_missing(given, given)
        names = [samples.names[place] for place in positions]
        return cls(names, given, made, n_left_out)

    def compare(self, label, of_given, of_made):
        """Return pairs of the shift of each column, and how to make its fact."""
        if not self.names:
            return []
        given, made = self.given[of_given], self.made[of_made]
        shifts = find_shifts(given, made)

        def make(column):
            return NumericFeature(
                name=self.names[column],
                class_label=label,
                shift=float(f"{shifts[column]:.4g}"),
                given=_some(given[:, column]),
                made=_some(made[:, column]),
                given_quartiles=_quartiles(given[:, column]),
                made_quartiles=_quartiles(made[:, column]),
            )

        return [
            (float(shift), lambda column=column: make(column))
            for column, shift in enumerate(shifts)
        ]


def find_shifts(given, made):
    """Return the mean distance of the quantiles of each column, in deviations.

    Where the given values are all equal, distances are divided by the largest absolute
    value.
    """
    low, high = given.min(axis=0), given.max(axis=0)
    unit = np.maximum(np.abs(low), np.abs(high))
    unit = np.maximum(unit, np.abs(made).max(axis=0))
    unit[unit == 0] = 1
    # Divided by the largest value, squares of large numbers do not overflow.
    given, made = given / unit, made / unit
    deviations = given.std(axis=0)
    deviations[deviations < np.finfo(float).eps] = 1
    distances = np.abs(
        np.quantile(given, LEVELS, axis=0) - np.quantile(made, LEVELS, axis=0)
    )
    return distances.mean(axis=0) / deviations


def _some(values):
    """Return some of the values, evenly spread over their order, so also the ends."""
    values = np.sort(values)
    if values.size > MAX_VALUES:
        values = values[np.linspace(0, values.size - 1, MAX_VALUES).astype(int)]
    return round_numbers(values, 5)


def _quartiles(values):
    return round_numbers(np.quantile(values, (0.25, 0.5, 0.75)), 5)


def _compare_categories(samples, label, of_given, of_made):
    """Yield the shift of each column of categories, and how to make its fact."""
    columns = samples.columns
    for place, column in enumerate(columns.categorical.tolist()):
        n_codes = columns.n_codes[place]
        given, made = (
            np.bincount(encoded.codes[rows, place], minlength=n_codes) / rows.size
            for encoded, rows in ((samples.given, of_given), (samples.made, of_made))
        )
        shift = float(np.abs(given - made).sum() / 2)

        def make(place=place, column=column, given=given, made=made, shift=shift):
            levels, given, made = _join_levels(columns.levels[place], given, made)
            return CategoricalFeature(
                name=samples.names[column],
                class_label=label,
                shift=float(f"{shift:.4g}"),
                levels=levels,
                given=round_numbers(given),
                made=round_numbers(made),
            )

        yield shift, make


def _join_levels(levels, given, made):
    """Return the most frequent levels, all others joined, with their shares."""
    order = np.argsort(-np.maximum(given, made), kind="stable")
    order = order[np.maximum(given, made)[order] > 0]
    names = ["missing" if level is None else clean_text(level) for level in levels]
    names.append("other")
    if order.size <= MAX_LEVELS:
        return [names[code] for code in order], given[order], made[order]
    first, rest = order[: MAX_LEVELS - 1], order[MAX_LEVELS - 1 :]
    return (
        [*(names[code] for code in first), f"{rest.size} others"],
        np.append(given[first], given[rest].sum()),
        np.append(made[first], made[rest].sum()),
    )


def _tell_sample(run, samples, n_columns, n_left_out, n_classes):
    sentences = []
    n_made = run.codes.size - run.n_given
    if samples.given_rows.size < run.n_given or samples.made_rows.size < n_made:
        sentences.append(
            "Measured on a random part of the data: "
            f"{samples.given_rows.size:,} given rows and "
            f"{samples.made_rows.size:,} synthetic samples."
        )
    if n_left_out:
        sentences.append(
            f"Of {n_columns + n_left_out:,} columns, the {n_columns:,} with the "
            "largest sums were compared."
        )
    if len(run.made_codes) > n_classes:
        sentences.append(
            f"Of {len(run.made_codes)} classes that got samples, the {n_classes} "
            "with most samples were compared."
        )
    return " ".join(sentences)
