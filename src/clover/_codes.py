"""The codes of findings, which reports, warnings and errors have in common."""

# The address of the documentation in the metadata of the package, None without one.
DOCUMENTATION = None

NOTHING_SELECTED = "C001"
ONE_CLUSTER = "C002"
FEW_ROWS = "C003"
UNLIKE_SCALES = "C004"
NOT_CALIBRATED = "C005"
DUPLICATES = "C006"
HIGH_EXPONENT = "C007"
INTERPOLATED_CODES = "C008"
FOREIGN_REGIONS = "C009"
TEST_SET = "C010"


def end_with_code(text, code):
    """Return the text of an error or a warning, with the code of the finding."""
    return f"{text} [{code}]"


def page_of(code):
    """Return the name of the page of a code in the documentation."""
    return f"diagnostics/{code}"


def address_of(page):
    """Return the address of a page, or None if the documentation has no address."""
    if DOCUMENTATION is None:
        return None
    return f"{DOCUMENTATION.rstrip('/')}/{page}.html"
