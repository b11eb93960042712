"""Notes that tell where in a composition of parts an error happened."""

from contextlib import contextmanager


@contextmanager
def note_where(where):
    """Add where it happened to any error in a context; its type and cause stay.

    `where` follows on "This happened".
    """
    try:
        yield
    except Exception as error:
        error.add_note(f"This happened {where}.")
        raise
