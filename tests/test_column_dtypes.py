import pytest

from tests.column_dtypes import LIBRARIES, outcomes

COLUMNS = {
    f"{library}: {name}": (library, column)
    for library, make in LIBRARIES.items()
    for name, column in make().items()
}


@pytest.mark.parametrize("name", COLUMNS)
def test_dtypes_come_back_or_an_error_names_the_column(name):
    for kind, found in outcomes(*COLUMNS[name]).items():
        assert found <= {"same", "error"}, kind
