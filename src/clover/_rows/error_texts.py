"""Texts of errors and warnings that name columns or classes.

They stand in the text itself, because many tools show nothing else.
"""

# An error names so many columns at most.
MAX_NAMED = 10
# A text tells of so many classes at most.
MAX_CLASSES = 5


NON_FINITE = "Columns with missing or infinite values"


def tell_non_finite(columns):
    """Return a text, without a full stop, that names columns with such values."""
    return f"{NON_FINITE}: {list_some(columns)}"


def name_non_finite(error, columns):
    """Add the columns with missing or infinite values to an error, if there are any.

    An error that names columns already stays as it is.
    """
    if columns and NON_FINITE not in str(error):
        add_to_text(
            error, f"{tell_non_finite(columns)}. Fill them in, or leave their rows out."
        )


def add_to_text(error, sentence):
    """Add a sentence to the first line of an error's text; its type and cause stay.

    An error of a kind of its own, which may make its text by itself, gets a note.
    """
    if type(error) not in (ValueError, TypeError) or len(error.args) != 1:
        error.add_note(sentence)
        return
    first, *others = str(error).split("\n")
    stop = "" if first.endswith((".", "!", "?", ":")) else "."
    error.args = ("\n".join((f"{first}{stop} {sentence}", *others)),)


def list_some(columns):
    """Return a list of columns as text, or its first entries if there are many."""
    if len(columns) <= MAX_NAMED:
        return str(columns)
    named = ", ".join(map(repr, columns[:MAX_NAMED]))
    return f"[{named}, ...], {len(columns)} in all"


def count_more_classes(n_classes):
    """Return, as "2 more classes", how many classes a text leaves out; "" if none."""
    more = n_classes - MAX_CLASSES
    if more <= 0:
        return ""
    return f"{more} more {'class' if more == 1 else 'classes'}"
