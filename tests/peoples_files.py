"""Writes three CSV files such as people have them.

    python tests/peoples_files.py FOLDER

``kunden.csv`` comes from a spreadsheet in German: semicolons, decimal commas, lines
that end as in Windows, umlauts, empty cells, and dates by day and month.
``transactions.csv`` comes from a database: a column that numbers the rows, times,
postal codes that begin with zeros, codes of merchants, and few fraudulent rows.
``tickets.csv`` comes from a form: a label with spaces, comments with commas, quotes and
several lines, levels as words, and ages of which some are unknown.
"""

import csv
import sys
from pathlib import Path
from random import Random


def write_kunden(folder):
    """Write a table of customers, few of whom left."""
    draw = Random(1)
    rows = [["Kundennummer", "Kunde seit", "Alter", "Umsatz", "Region", "Gekündigt"]]
    for number in range(400):
        has_left = number % 9 == 4
        age = draw.randint(18, 60) if has_left else draw.randint(25, 80)
        turnover = draw.lognormvariate(4 if has_left else 5, 0.6)
        rows.append(
            [
                10_000 + number,
                f"{draw.randint(1, 28):02}.{draw.randint(1, 12):02}.20{number % 24:02}",
                "" if number % 31 == 7 else age,
                f"{turnover:.2f}".replace(".", ","),
                draw.choice(["Nord", "Süd", "Baden-Württemberg"]),
                "ja" if has_left else "nein",
            ]
        )
    path = Path(folder) / "kunden.csv"
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return path


def write_transactions(folder):
    """Write a table of payments, few of which were fraudulent."""
    draw = Random(2)
    rows = [
        ["id", "time", "amount", "n_items", "zip", "merchant", "online", "is_fraud"]
    ]
    for number in range(900):
        is_fraud = number % 30 == 11
        amount = draw.lognormvariate(5 if is_fraud else 3, 0.8)
        hour = draw.randint(0, 5) if is_fraud else draw.randint(7, 22)
        rows.append(
            [
                number + 1,
                f"2024-0{number % 9 + 1}-1{number % 10} {hour:02}:{number % 60:02}:00",
                f"{amount:.2f}",
                draw.randint(1, 9 if is_fraud else 4),
                f"{draw.choice([1067, 4109, 10115, 80331]):05}",
                draw.choice([5411, 5541, 5812, 5999]),
                str(draw.random() < (0.9 if is_fraud else 0.4)).lower(),
                int(is_fraud),
            ]
        )
    return _write(folder, "transactions.csv", rows)


def write_tickets(folder):
    """Write a table of requests to a help desk, with three outcomes."""
    draw = Random(3)
    rows = [["opened", "waiting days", "priority", "age", "comment", "final outcome"]]
    for number in range(300):
        outcome = ("solved at once", "solved later", "not solved")[
            0 if number % 10 < 6 else 1 if number % 10 < 9 else 2
        ]
        days = draw.expovariate(0.05 if outcome == "not solved" else 0.3)
        comment = f'Request {number}: "{draw.choice(["bill", "login"])}", please'
        rows.append(
            [
                f"2023-11-{number % 30 + 1:02}",
                "" if number % 17 == 5 else int(days),
                draw.choice(["low", "medium", "very high"]),
                "unknown" if number % 40 == 3 else draw.randint(18, 70),
                f"{comment}\ncall back" if number % 12 == 0 else comment,
                outcome,
            ]
        )
    return _write(folder, "tickets.csv", rows)


def _write(folder, name, rows):
    path = Path(folder) / name
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


if __name__ == "__main__":
    for write in (write_kunden, write_transactions, write_tickets):
        print(write(sys.argv[1]))
