"""What columns hold: numbers, categories, or something that cannot be resampled."""

import numpy as np
from imblearn.over_sampling import SMOTENC, RandomOverSampler

from clover._rows.error_texts import list_some
from clover.over_sampling import GeometricSMOTE, ScaledGeometricSMOTE
from clover.scale._tables.errors import is_number, is_text, suggest_names

# Their samples hold categories, by a vote of the neighbours.
MAKE_CATEGORIES = (SMOTENC, GeometricSMOTE, ScaledGeometricSMOTE)


def choose_categories(columns, oversampler, categorical_features):
    """Return `Columns` that know which of them hold categories.

    Parameters
    ----------
    columns : Columns
        The columns.

    oversampler : estimator
        What makes the samples. The choice is its `categorical_features`, if it has
        some.

    categorical_features : 'auto', array-like or None
        A choice besides that of the oversampler.
    """
    wanted = _merge_choices(oversampler, categorical_features)
    is_auto = isinstance(wanted, str) and wanted == "auto"
    if is_auto:
        names = _guess_categories(columns, oversampler)
    else:
        names = [] if wanted is None else _name_columns(columns, wanted)
    _check_kinds(columns, names, is_auto, oversampler)
    return columns.with_categories(names)


def _merge_choices(oversampler, given):
    """Return the choice of categories, which is made in one place."""
    own = getattr(oversampler, "categorical_features", "auto")
    is_given, is_own = not _is_auto(given), not _is_auto(own) and own is not None
    if is_given and is_own:
        raise ValueError(
            "`categorical_features` should be set once. Got "
            f"{given!r}, and {own!r} of {type(oversampler).__name__}."
        )
    if is_given:
        return given
    # Without categories, GeometricSMOTE makes numbers only.
    return own


def _is_auto(wanted):
    return isinstance(wanted, str) and wanted == "auto"


def _guess_categories(columns, oversampler):
    """Return the names of columns of strings and dictionaries.

    Booleans are among them if samples hold categories, and are numbers otherwise.
    """
    import pyarrow as pa

    with_booleans = isinstance(oversampler, MAKE_CATEGORIES)
    names = []
    for name in columns.features:
        kind = columns.schema.field(name).type
        is_boolean = pa.types.is_boolean(kind) and with_booleans
        if is_boolean or is_text(kind) or pa.types.is_dictionary(kind):
            names.append(name)
    return names


def _name_columns(columns, wanted):
    """Return the names of columns, from names, positions or a mask."""
    if isinstance(wanted, str):
        raise ValueError(
            "`categorical_features` should be 'auto', None, or a list of names, of "
            f"positions or of booleans. Got {wanted!r}; use [{wanted!r}] for a column "
            "of this name."
        )
    features, entries = columns.features, np.asarray(list(wanted))
    if entries.dtype.kind == "b":
        if entries.shape != (len(features),):
            raise ValueError(
                f"`categorical_features` as a mask needs {len(features)} entries, one "
                f"a column besides the target. Got {entries.size}."
            )
        return [name for name, chosen in zip(features, entries, strict=True) if chosen]
    entries = entries.tolist()
    for entry in entries:
        is_place = isinstance(entry, int) and 0 <= entry < len(features)
        if not is_place and entry not in features:
            raise ValueError(
                "`categorical_features` should be names of columns, positions from 0 "
                f"to {len(features) - 1}, or a mask. Got {entry!r}"
                f"{suggest_names(entry, features)}."
            )
    names = {features[entry] if isinstance(entry, int) else entry for entry in entries}
    return [name for name in features if name in names]


def _check_kinds(columns, categories, is_auto, oversampler):
    """Check that the oversampler can make what the columns hold."""
    name = type(oversampler).__name__
    kinds = {
        feature: columns.schema.field(feature).type for feature in columns.features
    }
    others = [feature for feature in kinds if feature not in categories]
    wrong = [feature for feature in others if not is_number(kinds[feature])]
    if texts := [feature for feature in wrong if _is_category(kinds[feature])]:
        raise ValueError(
            f"Columns {list_some(texts)} hold texts. Name them in "
            f"`categorical_features`, or in `ignored_columns`: {texts}."
        )
    wrong += [feature for feature in categories if not _is_category(kinds[feature])]
    if wrong:
        first = wrong[0]
        raise ValueError(
            "Samples hold numbers, texts and booleans. Got columns of other types: "
            f"{list_some(wrong)}, {first!r} of type {kinds[first]}. Convert them, or "
            f"name them in `ignored_columns`: {wrong}. Given rows keep these, and "
            "synthetic samples have nulls there."
        )
    if categories and not isinstance(
        oversampler, (*MAKE_CATEGORIES, RandomOverSampler)
    ):
        raise ValueError(
            f"{name} makes numbers only, and columns {list_some(categories)} hold "
            "categories. Use ScaledGeometricSMOTE(selection_strategy='minority'), "
            "SMOTENC or RandomOverSampler, or name the columns in `ignored_columns`."
        )
    if isinstance(oversampler, SMOTENC) and not categories:
        raise ValueError("SMOTENC needs a column of categories. Use SMOTE.")
    if not others and isinstance(oversampler, MAKE_CATEGORIES):
        raise ValueError(
            f"{name} needs a column of numbers, and all columns hold categories. Use "
            "RandomOverSampler."
        )


def _is_category(kind):
    kind = getattr(kind, "value_type", kind) if hasattr(kind, "index_type") else kind
    return is_text(kind) or is_number(kind)
