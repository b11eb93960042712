"""C008: values between the few values of a column were made."""

import numpy as np
from scipy import sparse

from clover._codes import INTERPOLATED_CODES
from clover._rows.whole_numbers import MAX_CODES
from clover.report._checks.finding import join_some, make_finding

# Of a sparse matrix, so many columns with the largest sums are looked at.
MAX_COLUMNS = 2_000


def check(run, samples, facts):
    """Find columns of whole numbers in which fractions were made.

    Columns with few different values are found, too, if the samples are no copies.
    """
    if not samples.made_rows.size or not samples.columns.numeric.size:
        return None
    columns, given, made = _take_columns(samples)
    is_whole = _are_whole(given)
    has_fractions = is_whole & ~_are_whole(made)
    is_few = np.array([_holds_few(given[:, j]) for j in range(columns.size)], bool)
    is_few &= _are_interpolated(samples, given, made, facts)
    found = np.flatnonzero(has_fractions | is_few)
    if not found.size:
        return None
    return make_finding(
        INTERPOLATED_CODES,
        "warning" if (is_few & is_whole)[found].any() else "note",
        "Columns of whole numbers or of few values were interpolated",
        list(_tell(samples, columns, has_fractions, is_few & ~has_fractions)),
        "If such columns are codes of categories, name them in `categorical_features` "
        "of SMOTENC, GeometricSMOTE or ScaledGeometricSMOTE, or use RandomOverSampler. "
        "If they are counts, give them as integers: the samplers of clover then round "
        "values.",
    )


def _take_columns(samples):
    """Return positions of columns, and these of given rows and samples as arrays."""
    given, made = samples.given.numbers, samples.made.numbers
    positions = samples.columns.numeric
    if sparse.issparse(given):
        sums = np.asarray(abs(given).sum(axis=0)).ravel()
        order = np.sort(np.argsort(-sums, kind="stable")[:MAX_COLUMNS])
        positions = positions[order]
        given, made = given[:, order].toarray(), made[:, order].toarray()
    return positions, given, made


def _are_whole(numbers):
    """Return which columns hold whole numbers only, apart from missing ones."""
    is_whole = (numbers == np.floor(numbers)) | ~np.isfinite(numbers)
    return is_whole.all(axis=0)


def _holds_few(values):
    """Return whether a column holds several, but few different values."""
    values = values[np.isfinite(values)]
    # Most columns are ruled out by their first rows.
    if np.unique(values[:200]).size > MAX_CODES:
        return False
    return 2 <= np.unique(values).size <= MAX_CODES


def _are_interpolated(samples, given, made, facts):
    """Return which columns may hold values that were made between others.

    These are columns with new values, and of rows that are no copies those of integers,
    which may have been rounded to given values. A column of integers that are all equal
    in each class that got rows had nothing to interpolate.
    """
    has_new = np.array(
        [not np.isin(made[:, j], given[:, j]).all() for j in range(given.shape[1])],
        dtype=bool,
    )
    copies = [one.copies for one in facts.measures.diversity]
    is_copied = bool(copies) and min(copies) == 1
    if is_copied:
        return has_new
    return has_new | (_are_whole(given) & _vary(samples, given))


def _vary(samples, given):
    """Return which columns vary within a class that got rows."""
    varies = np.zeros(given.shape[1], dtype=bool)
    for code in np.unique(samples.made_codes).tolist():
        of_class = given[samples.given_codes == code]
        varies |= (of_class != of_class[:1]).any(axis=0)
    return varies


def _tell(samples, columns, has_fractions, is_few):
    if has_fractions.any():
        names = [samples.names[place] for place in columns[has_fractions]]
        noun = "One column holds" if len(names) == 1 else f"{len(names)} columns hold"
        yield (
            f"{noun} whole numbers in the given rows and fractions in the "
            f"synthetic samples: {join_some(names)}."
        )
    if is_few.any():
        names = [samples.names[place] for place in columns[is_few]]
        noun = "One column holds" if len(names) == 1 else f"{len(names)} columns hold"
        yield (
            f"{noun} at most {MAX_CODES} different values, and values of synthetic "
            "samples were interpolated between those of given rows: "
            f"{join_some(names)}."
        )
