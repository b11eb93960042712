"""Tables are read as text and values, and come back as they were."""

import csv
import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clover.cli._errors import DataError
from clover.cli._tables.read import read_table
from clover.cli._tables.text_format import find_decimal, find_separator
from clover.cli._tables.text_values import are_whole, write_values
from clover.cli._tables.write import MadeRows, to_content

SHOP = "amount;price;land\r\n3;1,50;DE\r\n12;20,00;FR\r\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a file and reads it as a table."""

    def read_content(content, name="data.csv", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(str(path), **options)

    return read_content


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = f"a{separator}b\n1{separator}2\n3{separator}4\n"
    assert find_separator(text) == separator


def test_commas_in_quotes_or_numbers_do_not_separate():
    assert find_separator('a;b\n"x, y";1,5\n"z, u";2,5\n') == ";"


def test_decimal_commas_are_found_in_columns_of_numbers_alone():
    assert find_decimal([["1,5", "2", ""]], ";") == ","
    assert find_decimal([["1.5", "2"]], ";") == "."
    assert find_decimal([["no, never", "1,5"]], ";") == "."


def test_semicolons_and_decimal_commas_are_read_as_numbers(read):
    table = read(SHOP)
    assert table.frame["price"].tolist() == [1.5, 20.0]
    assert table.text["price"] == ("1,50", "20,00")
    assert table.text_format.line_end == "\r\n"


def test_real_cells_come_back_as_they_were_written(read):
    table = read(SHOP)
    made = MadeRows(
        1,
        {"amount": np.array([7]), "price": np.array([2.25]), "land": np.array(["DE"])},
    )
    content = to_content(table, made, "out.csv")
    assert content.decode() == SHOP + "7;2,25;DE\r\n"


def test_ignored_columns_are_empty_in_made_rows(read):
    table = read("id,a\n7,1.0\n8,2.50\n")
    content = to_content(table, MadeRows(1, {"a": np.array([0.1])}), "out.csv")
    assert content.decode() == "id,a\n7,1.0\n8,2.50\n,0.1\n"


def test_only_new_rows_keep_their_part_of_the_columns_that_are_added(read):
    table = read("a\n1\n2\n")
    made = MadeRows(1, {"a": np.array([3])}, {"new": np.array([False, False, True])})
    content = to_content(table, made, "out.csv", is_only_new=True)
    assert content.decode() == "a,new\n3,True\n"


def test_a_cell_may_be_long():
    # In a process of its own: the limit of the csv module holds for all of a process.
    lines = (
        "from clover.cli._tables.text_format import find_separator",
        "print(find_separator('a;b\\n1;' + 'x ' * 100_000 + '\\n'))",
    )
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout == ";\n", told.stderr


def test_leading_zeros_are_codes(read):
    table = read("zip\n01234\n00010\n")
    assert table.frame["zip"].tolist() == ["01234", "00010"]
    assert "leading zeros" in table.notes[0]


def test_gzip_is_told_by_its_content_and_written_by_its_name(read):
    import gzip

    table = read(gzip.compress(b"a\n1\n"), "data.bin")
    content = to_content(table, MadeRows(0, {"a": np.empty(0)}), "out.csv.gz")
    assert gzip.decompress(content) == b"a\n1\n"
    assert content == to_content(table, MadeRows(0, {"a": np.empty(0)}), "b.csv.gz")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_comes_back(read, encoding):
    content = "a,b\n1,café\n".encode(encoding)
    named = encoding if encoding == "cp1252" else None
    table = read(content, encoding=named)
    made = MadeRows(0, {"a": np.empty(0, dtype=int), "b": np.empty(0, dtype=str)})
    assert table.frame["b"].tolist() == ["café"]
    assert to_content(table, made, "out.csv") == content


def test_quoted_line_ends_and_quotes_come_back(read):
    text = 'a,b\n1,"two\nlines"\n2,"say ""no"""\n'
    table = read(text)
    made = MadeRows(0, {"a": np.empty(0, dtype=int), "b": np.empty(0, dtype=str)})
    assert to_content(table, made, "out.csv").decode() == text


def test_made_values_have_the_fewest_digits_that_give_them_back():
    assert write_values(np.array([0.1, 1 / 3, np.nan]), ".") == [
        "0.1",
        "0.3333333333333333",
        "",
    ]
    assert write_values(np.array([0.5]), ",") == ["0,5"]
    assert write_values(np.array([3, -2]), ",") == ["3", "-2"]


def test_whole_numbers_are_told_from_cells_also_where_some_lack():
    assert are_whole(["1", "", "-20"])
    assert not are_whole(["1.0", "2"])
    assert not are_whole(["", ""])


def frame_of_kinds():
    """Return a frame with a column of each kind."""
    return pd.DataFrame(
        {
            "small": np.array([1, 2, 3], dtype=np.int8),
            "short": np.array([0.5, 1.5, 2.5], dtype=np.float32),
            "flag": [True, False, True],
            "shop": pd.Categorical(["u", "v", "u"], categories=["v", "u", "w"]),
            "day": pd.to_datetime(["2024-01-01", "2024-01-02", None]),
            "id": np.array([7, 8, 9], dtype=np.int64),
        }
    )


@pytest.mark.parametrize("form", ["parquet", "feather"])
def test_files_with_types_keep_types_and_values(tmp_path, form):
    frame = frame_of_kinds()
    getattr(frame, f"to_{form}")(tmp_path / "data")
    table = read_table(str(tmp_path / "data"))
    assert table.form == form
    values = {
        "small": np.array([2], dtype=np.int8),
        "short": np.array([1.0], dtype=np.float32),
        "flag": np.array([False]),
        "shop": pd.Series(["v"]),
    }
    content = to_content(table, MadeRows(1, values), f"out.{form}")
    joined = getattr(pd, f"read_{form}")(io.BytesIO(content))
    real = joined.iloc[:3]
    pd.testing.assert_frame_equal(real.drop(columns="id"), frame.drop(columns="id"))
    # A column with empty cells holds floats in pandas.
    assert real["id"].tolist() == [7, 8, 9]
    assert joined["shop"].dtype == frame["shop"].dtype
    assert joined["small"].tolist() == [1, 2, 3, 2]
    assert joined.iloc[3][["day", "id"]].isna().all()


def test_a_text_table_is_written_as_parquet_with_its_values(read):
    table = read("a,ok,y\n1,True,0\n2,False,1\n")
    values = {
        "a": np.array([3]),
        "ok": np.array(["True"], dtype=object),
        "y": np.array(["1"], dtype=object),
    }
    content = to_content(table, MadeRows(1, values), "out.parquet")
    joined = pd.read_parquet(io.BytesIO(content))
    assert joined.dtypes.astype(str).tolist() == ["int64", "bool", "int64"]
    assert joined.iloc[2].tolist() == [3, True, 1]


def test_the_name_decides_between_parquet_and_feather(read):
    table = read("a\n1\n")
    made = MadeRows(1, {"a": np.array([2])})
    endings = {"parquet": b"PAR1", "pq": b"PAR1", "feather": b"ARROW1"}
    for ending, mark in (endings | {"arrow": b"ARROW1"}).items():
        assert to_content(table, made, f"out.{ending}").startswith(mark)
    new = to_content(table, made, "out.arrow", is_only_new=True)
    assert pd.read_feather(io.BytesIO(new))["a"].tolist() == [2]


def test_categories_of_several_row_groups_are_written_as_feather(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Each row group has its own categories, which one Feather file cannot hold.
    groups = [pa.array(list(text)).dictionary_encode() for text in ("uv", "wu")]
    arrow = pa.table({"shop": pa.chunked_array(groups)})
    pq.write_table(arrow, tmp_path / "data.parquet", row_group_size=2)
    table = read_table(str(tmp_path / "data.parquet"))
    content = to_content(table, MadeRows(1, {"shop": pd.Series(["w"])}), "a.feather")
    joined = pd.read_feather(io.BytesIO(content))
    assert joined["shop"].tolist() == ["u", "v", "w", "u", "w"]


def test_a_parquet_table_without_rows_is_an_error(tmp_path):
    path = tmp_path / "data.parquet"
    frame_of_kinds().iloc[:0].to_parquet(path)
    with pytest.raises(DataError, match="no rows"):
        read_table(str(path))


# Cells that a program may read and write in another form.
CELLS = [
    "",
    "007",
    "+1",
    "1e5",
    "1E-400",
    "1.10",
    ".5",
    "5.",
    "-0.0",
    "0.30000000000000004",
    "123456789012345678901234567890",
    "9223372036854775808",
    "TRUE",
    "true",
    "NA",
    "None",
    "inf",
    "1,5",
    "1.234,56",
    "1_000",
    "0x1F",
    "2024-02-29",
    "01/02/2024",
    " padded ",
    'say ""no""',
    "a;b|c\td",
    "two\nlines",
    "two\r\nlines",
    "é漢",
]
NAMES = ["amount", "y", "y.1", " padded", "1", 'with "quotes"', "two\nlines"]
tables = st.integers(2, 4).flatmap(
    lambda n_columns: st.tuples(
        st.lists(
            st.sampled_from(NAMES),
            min_size=n_columns,
            max_size=n_columns,
            unique=True,
        ),
        st.lists(
            st.lists(
                st.sampled_from(CELLS) | st.floats().map(repr) | st.text("a\"',; 1\n"),
                min_size=n_columns,
                max_size=n_columns,
            ),
            min_size=1,
            max_size=5,
        ),
    )
)
styles = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
    }
)


@given(table=tables, style=styles, encoding=st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_table_comes_back_cell_by_cell(tmp_path_factory, table, style, encoding):
    header, rows = table
    target = io.StringIO(newline="")
    csv.writer(target, **style).writerows([header, *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(target.getvalue().encode(encoding))
    read = read_table(str(path), separator=style["delimiter"])
    content = to_content(read, MadeRows(1, {}), "out.csv").decode(encoding)
    returned = list(
        csv.reader(io.StringIO(content, newline=""), delimiter=style["delimiter"])
    )
    assert returned == [header, *rows, [""] * len(header)]
    options = {"sep": style["delimiter"], "index_col": False}
    before = pd.read_csv(io.StringIO(target.getvalue(), newline=""), **options)
    after = pd.read_csv(io.StringIO(content, newline=""), **options, nrows=len(rows))
    pd.testing.assert_frame_equal(after, before, check_dtype=False)


def test_lines_of_spaces_are_no_rows(read):
    assert read("a,b\n1,2\n  \n3,4\n \t\n").frame["a"].tolist() == [1, 3]


def test_names_of_columns_are_those_of_the_file(read):
    assert read('y,y.1,"a\nb"\n1,2,3\n').columns == ["y", "y.1", "a\nb"]


def test_a_mark_at_the_start_is_no_part_of_the_first_name(read):
    content = "y,a\n1,2\n".encode("utf-8-sig")
    assert read(content, encoding="utf-8").columns == ["y", "a"]


def test_integers_of_parquet_are_written_as_integers_beside_missing_ones(read):
    frame = pd.DataFrame({"n": pd.array([2**60 + 1, None, 3], dtype="Int64")})
    target = io.BytesIO()
    frame.to_parquet(target)
    table = read(target.getvalue(), "data.parquet")
    made = MadeRows(2, {"n": np.array([4.0, np.nan])})
    content = to_content(table, made, "out.csv").decode()
    assert content.split("\n") == ["n", str(2**60 + 1), '""', "3", "4", '""', ""]
