"""The codes of findings, which reports, warnings and errors have in common."""

# The site of the documentation. It has a page for each code.
DOCS_URL = "https://cluster-over-sampling.readthedocs.io/en/stable"

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
    """Return the address of the page of a code."""
    return f"{DOCS_URL}/diagnostics/{code}.html"
