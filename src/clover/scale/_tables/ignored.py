"""Columns that are no features: given rows keep them, synthetic samples have nulls."""

from collections.abc import Iterable

from clover.scale._tables.errors import suggest_names


def check_is_list(ignored):
    """Check that the names of ignored columns are a list of them."""
    if isinstance(ignored, str):
        raise ValueError(
            f"`ignored_columns` should be a list of names. Got {ignored!r}; use "
            f"[{ignored!r}] for a column of this name."
        )
    if not isinstance(ignored, Iterable):
        raise TypeError(
            f"`ignored_columns` should be a list of names. Got {ignored!r}."
        )


def list_ignored(ignored, names, target):
    """Return the ignored columns in the order of the table, from names, checked.

    Parameters
    ----------
    ignored : list of str
        The names that a user gives.

    names : list of str
        Names of all columns.

    target : str
        Name of the column with the classes.
    """
    for name in ignored:
        if name not in names:
            raise ValueError(
                f"`ignored_columns` should be names of columns. Got {name!r}"
                f"{suggest_names(name, names)}."
            )
    if target in ignored:
        raise ValueError(
            f"`ignored_columns` should not hold the target. Got {target!r}."
        )
    return tuple(name for name in names if name in ignored)


def allow_nulls(schema, names):
    """Return a schema in which some columns may hold nulls."""
    for name in names:
        place = schema.get_field_index(name)
        field = schema.field(place)
        field = field.with_type(allow_nulls_inside(field.type)).with_nullable(True)
        schema = schema.set(place, field)
    return schema


def allow_nulls_inside(kind):
    """Return a type in which fields of structures may hold nulls, as these do."""
    import pyarrow as pa

    if not pa.types.is_struct(kind):
        return kind
    fields = [kind.field(place) for place in range(kind.num_fields)]
    return pa.struct(
        [
            field.with_type(allow_nulls_inside(field.type)).with_nullable(True)
            for field in fields
        ]
    )
