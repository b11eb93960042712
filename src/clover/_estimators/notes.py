"""Notes on errors: where in a composition of parts they happened."""

from contextlib import contextmanager


@contextmanager
def note_where(where):
    """Add to any error in a context where it happened; its kind and cause stay.

    Parameters
    ----------
    where : str
        To whom and where, to follow on "This happened".
    """
    try:
        yield
    except Exception as error:
        error.add_note(f"This happened {where}.")
        raise


@contextmanager
def note_columns(columns):
    """Add to any error in a context which columns of the rows hold no numbers.

    Parameters
    ----------
    columns : list
        Their names or positions.
    """
    try:
        yield
    except Exception as error:
        if columns:
            error.add_note(f"Columns of `X` that hold no numbers: {columns}.")
        raise
