"""Three files such as people have them, resampled by what the messages say."""

import re
import shlex

import pandas as pd
import pytest
from called_commands import call
from peoples_files import write_kunden, write_tickets, write_transactions

REMEDY = re.compile(r"(--ignore (?:'[^']+'|\S+)|--missing impute)")


@pytest.fixture
def follow(tmp_path, monkeypatch, capsys):
    """Return a function that adds what an error proposes until the command is done.

    It returns the options that were added, and what the last command told.
    """

    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        added = []
        for _ in range(4):
            ended = call(capsys, *arguments, *shlex.split(" ".join(added)))
            if ended.code == 0:
                return added, ended.out
            added.append(REMEDY.search(ended.error)[0].rstrip(";."))
        raise AssertionError(f"The errors lead nowhere: {ended.error}")

    return run


def test_semicolons_and_decimal_commas(follow, tmp_path):
    write_kunden(tmp_path)
    added, told = follow("kunden.csv", "-t", "Gekündigt", "-o", "out.csv")
    assert added == ["--ignore 'Kunde seit'", "--missing impute"]
    assert "separated by semicolons" in told
    assert "decimal commas" in told
    assert "'Kundennummer': whole numbers that are all distinct" in told
    before = (tmp_path / "kunden.csv").read_bytes()
    after = (tmp_path / "out.csv").read_bytes()
    assert after.startswith(before)
    table = pd.read_csv(tmp_path / "out.csv", sep=";", decimal=",")
    assert table["Gekündigt"].value_counts().to_dict() == {"ja": 356, "nein": 356}
    made = table.iloc[400:]
    assert made["Umsatz"].dtype == float
    assert (made["Alter"] % 1 == 0).all()
    assert set(made["Region"]) <= {"Nord", "Süd", "Baden-Württemberg"}
    assert made["Kunde seit"].isna().all()


def test_an_id_and_dates(follow, tmp_path):
    write_transactions(tmp_path)
    added, told = follow(
        *("transactions.csv", "-t", "is_fraud", "-o", "out.parquet", "-i", "id"),
        *("-c", "merchant", "--strategy", "0.2"),
    )
    assert added == ["--ignore time"]
    assert "'zip': numbers with leading zeros" in told
    codes = {"zip": str}
    before = pd.read_csv(tmp_path / "transactions.csv", dtype=codes)
    table = pd.read_parquet(tmp_path / "out.parquet")
    pd.testing.assert_frame_equal(
        table.iloc[:900].drop(columns="id"), before.drop(columns="id")
    )
    assert table["id"].head(900).tolist() == list(range(1, 901))
    made = table.iloc[900:]
    # A fifth of the 870 honest payments.
    assert (table["is_fraud"] == 1).sum() == 174
    assert set(made["merchant"]) <= {5411, 5541, 5812, 5999}
    assert set(made["zip"]) <= {"01067", "04109", "10115", "80331"}
    assert table["online"].dtype == bool
    assert made["time"].isna().all()


def test_a_label_with_spaces_and_comments_of_several_lines(follow, tmp_path):
    write_tickets(tmp_path)
    added, told = follow(
        *("tickets.csv", "-t", "final outcome", "-o", "out.csv"),
        *("--strategy", '{"not solved": 100}'),
    )
    assert added == ["--ignore comment", "--missing impute"]
    assert "'age': numbers but for 'unknown'" in told
    assert "'opened': dates as text" in told
    table = pd.read_csv(tmp_path / "out.csv")
    before = pd.read_csv(tmp_path / "tickets.csv")
    pd.testing.assert_frame_equal(table.iloc[:300], before)
    made = table.iloc[300:]
    assert made["final outcome"].tolist() == ["not solved"] * 70
    assert set(made["priority"]) <= {"low", "medium", "very high"}
    assert (made["waiting days"] % 1 == 0).all()


def test_the_script_writes_the_files(tmp_path):
    import subprocess
    import sys
    from pathlib import Path

    script = Path(__file__).parents[1] / "peoples_files.py"
    subprocess.run([sys.executable, script, tmp_path], check=True)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["kunden.csv", "tickets.csv", "transactions.csv"]
