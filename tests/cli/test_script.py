"""The printed Python lines write the table that the command writes."""

import json
import shlex
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from called_commands import call

HEADER = "id,day,size,count,open,shop,code,branch,paid"


def write_rows(n_rows=40, n_minority=9, *, has_gaps=False):
    """Return a text table with columns of all kinds."""
    lines = [HEADER]
    for row in range(n_rows):
        gap = has_gaps and row % 7 == 3
        cells = [
            str(1000 + row),
            f"2024-03-{row % 28 + 1:02d}",
            "" if gap else f"{row * 1.25 % 11:.2f}",
            "" if gap else str(row % 13),
            "" if has_gaps and row % 9 == 2 else str(row % 3 == 0),
            ("", "NA")[row % 2] if gap else ("south west", "north")[row % 3 > 0],
            f"0{row % 4}" if row % 3 else "10",
            str(row % 3 + 1),
            "not paid" if row < n_minority else "paid",
        ]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


@pytest.fixture
def agrees(tmp_path, monkeypatch, capsys):
    """Return a function that checks a command against the lines that it prints."""
    monkeypatch.chdir(tmp_path)

    def check(arguments, output="out.csv", **options):
        told = call(capsys, *shlex.split(arguments), "-o", output, "--json")
        assert told.code == 0, told.error
        ending = output.split(".")[-1]
        read = getattr(pd, f"read_{ending}")
        written = read(output, **options)
        (tmp_path / output).unlink()
        code = json.loads(told.out)["code"]
        exec(compile(code, "printed", "exec"), {})
        again = read(output, **options)
        pd.testing.assert_frame_equal(written, again, check_exact=True)
        return code

    return check


IGNORED = "--ignore id,day"
COMMANDS = {
    "defaults": f"{IGNORED}",
    "all kept": "",
    "named categories": f"{IGNORED} --categorical branch,count",
    "parameters": f"{IGNORED} --set k_neighbors=3 --set selection_strategy=minority",
    "clusters": f"{IGNORED} --set n_clusters=3 --seed 5",
    "share": f"{IGNORED} --strategy 0.5",
    "numbers": f'{IGNORED} --strategy \'{{"not paid": 20, "paid": 33}}\'',
    "columns of its own": f"{IGNORED} --mark made --weights weight",
    "made rows alone": f"{IGNORED} --only-new",
    "smote": f"{IGNORED} --method smote",
    "geometric": f"{IGNORED} --method geometric-smote --set truncation_factor=0.5",
    "random": "--method random",
    "scaled clusters": "--ignore id,day,open,shop,code --method kmeans-smote",
    "unscaled clusters": "--ignore id,day,open,shop,code --method cluster-smote "
    "--no-scale --set clusterer.n_clusters=2",
    "map": "--ignore id,day,open,shop,code --method somo",
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_of_a_text_table(agrees, write, arguments):
    write("shops.csv", write_rows())
    agrees(f"shops.csv --target paid {arguments}")


@pytest.mark.parametrize("missing", ["impute", "category"])
@pytest.mark.parametrize("method", ["recommended", "smote"])
def test_of_gaps(agrees, write, missing, method):
    write("shops.csv", write_rows(has_gaps=True))
    agrees(f"shops.csv -t paid {IGNORED} --missing {missing} --method {method}")


def test_of_gaps_in_rows_that_are_repeated(agrees, write):
    write("shops.csv", write_rows(has_gaps=True))
    agrees("shops.csv -t paid --method random")


def test_of_semicolons_decimal_commas_and_another_encoding(agrees, write):
    lines = write_rows().replace("south west", "Süd").splitlines()
    cells = [line.split(",") for line in lines]
    text = "\r\n".join(
        ";".join(cell.replace(".", ",") for cell in row) for row in cells
    )
    write("shops.csv", text.encode("cp1252"))
    code = agrees(
        f"shops.csv -t paid {IGNORED} --encoding cp1252",
        sep=";",
        decimal=",",
        encoding="cp1252",
    )
    assert 'sep=";", decimal=",", encoding="cp1252"' in code


@pytest.mark.parametrize("target", ["open", "branch", "code", "shop"])
def test_of_classes_that_are_booleans_numbers_or_texts(agrees, write, target):
    write("shops.csv", write_rows())
    agrees(f"shops.csv -t {target} {IGNORED}")


def test_of_booleans_in_several_spellings(agrees, write):
    rows = [
        f"{row},{('True', 'TRUE', 'false')[row % 3]},{row // 12}" for row in range(16)
    ]
    write("flags.csv", "\n".join(["size,open,y", *rows]) + "\n")
    code = agrees("flags.csv -t y")
    assert 'dtype={"open": str}' in code


def write_parquet(path, **options):
    """Write a Parquet table with columns of all kinds."""
    rows = np.arange(40)
    frame = pd.DataFrame(
        {
            "short": (rows * 1.25 % 11).astype(np.float32),
            "small": (rows % 13).astype(np.int8),
            "gaps": pd.array(
                [None if row % 7 == 3 else row % 5 for row in rows], "Int64"
            ),
            "open": rows % 3 == 0,
            "shop": pd.Categorical(np.array(["u", "v"])[rows % 2], ["v", "u", "w"]),
            "day": pd.date_range("2024-01-01", periods=40),
            "paid": np.where(rows < 9, "no", "yes"),
        }
    )
    frame.assign(**options).to_parquet(path)
    return frame


def test_of_a_parquet_table(agrees, tmp_path):
    write_parquet(tmp_path / "shops.parquet")
    agrees("shops.parquet -t paid --ignore day --missing impute", "out.parquet")


def test_of_a_feather_table(agrees, tmp_path):
    rows = write_parquet(tmp_path / "shops.parquet")
    rows.to_feather(tmp_path / "shops.feather")
    command = "shops.feather -t paid --ignore day --missing impute"
    assert 'pd.read_feather("shops.feather")' in agrees(command, "out.feather")
    agrees(f"{command} --only-new", "new.feather")


def test_of_an_index_of_levels_without_names(agrees, tmp_path):
    rows = pd.DataFrame(
        {"size": np.arange(40) * 0.5, "paid": ["no"] * 9 + ["yes"] * 31},
        index=pd.MultiIndex.from_product([range(8), list("abcde")]),
    )
    rows.to_parquet(tmp_path / "shops.parquet")
    agrees("shops.parquet -t paid --only-new", "out.csv", usecols=["size", "paid"])


def test_of_a_parquet_table_with_categories_as_classes(agrees, tmp_path):
    paid = pd.Categorical(["no"] * 9 + ["yes"] * 31, ["yes", "no"])
    write_parquet(tmp_path / "shops.parquet", paid=paid)
    agrees("shops.parquet -t paid --ignore day --missing impute", "out.parquet")


def test_of_decimals_as_text(agrees, tmp_path):
    price = [Decimal(row * 25 % 90).scaleb(-2) for row in range(40)]
    write_parquet(tmp_path / "shops.parquet", price=price, day="any", short=0.5)
    code = agrees("shops.parquet -t paid --missing impute -m smote")
    assert 'data["price"] = data["price"].astype(float)' in code
