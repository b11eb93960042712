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
