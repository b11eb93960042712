"""``clover report``, ``clover methods`` and ``clover doctor``."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from cli_sessions import run_session, write_shops

from clover.cli._commands import doctor
from clover.cli._commands.doctor import run_doctor
from clover.cli._console.console import Console
from clover.cli._sampling.methods import METHODS

REPORT = ["report", "shops.csv", "--target", "paid"]
COMMANDS = {
    "table": [],
    "quiet": ["--quiet", "--ignore", "shop"],
    "html": ["--format", "html"],
    "markdown": ["--format", "markdown"],
    "json": ["--format", "json"],
    "file": ["--output", "report.md"],
    "pdf": ["--output", "report.pdf"],
    "two forms": ["--output", "a.md", "--format", "json"],
    "no folder": ["--output", "nowhere/a.md"],
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Return what reports on a table told, their exit codes, and the folder."""
    folder = write_shops(tmp_path_factory.mktemp("reports"))
    commands = [[*REPORT, *options] for options in COMMANDS.values()]
    outcomes = run_session(commands, folder)
    return dict(zip(COMMANDS, outcomes, strict=True)), folder


def test_a_report_tells_counts_and_findings(reports):
    told, code = reports[0]["table"]
    assert code == 0
    assert "yes        20     40    20     40\n" in told
    assert "C005 " in told


def test_a_quiet_report_tells_the_findings_alone(reports):
    told, code = reports[0]["quiet"]
    assert code == 0
    assert told.startswith("Rows of the classes")
    assert "C005 " in told
    assert "Note:" not in told


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("html", "<!DOCTYPE html>"), ("markdown", "# Resampling report of shops.csv")],
)
def test_the_form_can_be_chosen(reports, form, beginning):
    told, code = reports[0][form]
    assert code == 0
    assert told.startswith(beginning)


def test_a_report_as_json_holds_the_counts(reports):
    told = json.loads(reports[0]["json"][0])
    assert told["table"]["n_rows"] == 60
    assert {one["code"] for one in told["findings"]} >= {"C005"}


def test_the_name_of_a_file_tells_the_form_and_nothing_else_is_written(reports):
    outcomes, folder = reports
    assert outcomes["file"] == ("Wrote the report to report.md.\n", 0)
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert text.startswith("# Resampling report")
    assert sorted(path.name for path in folder.iterdir()) == ["report.md", "shops.csv"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pdf", "should end in '.html', '.json' or '.md'"),
        ("two forms", "--format json does not fit --output a.md."),
        ("no folder", "there is no folder nowhere"),
    ],
)
def test_a_file_that_cannot_be_a_report_is_an_error(reports, name, told):
    text, code = reports[0][name]
    assert code == 2
    assert text.startswith("Error: ")
    assert told in text


def test_a_package_that_a_report_lacks_is_told(clover_here, shops, monkeypatch):
    # A module of None cannot be imported.
    monkeypatch.setitem(sys.modules, "jinja2", None)
    ended = clover_here("report", shops, "-t", "paid", "--format", "html")
    assert ended.code == 2
    assert len(ended.error.splitlines()) == 1
    assert "needs jinja2: pip install" in ended.error


def test_methods_are_listed_with_a_line_each(clover):
    told = json.loads(clover("methods", "--json").out)
    assert [one["method"] for one in told] == list(METHODS)
    assert told[0]["class"] == "clover.over_sampling.ScaledGeometricSMOTE"
    assert all(one["summary"].endswith(".") for one in told)


def test_the_doctor_tells_versions(clover):
    from clover import __version__

    ended = clover("doctor", "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["clover"] == __version__


def test_the_doctor_tells_what_lacks_and_how_to_get_it(monkeypatch, capsys):
    missing = ("pyarrow", "polars")
    find = doctor.find_version
    monkeypatch.setattr(
        doctor, "find_version", lambda name: None if name in missing else find(name)
    )
    assert run_doctor(Console(), is_json=False) == 0
    told = capsys.readouterr().out
    assert "pyarrow           missing       for Parquet and Feather tables\n" in told
    assert "pip install 'cluster-over-sampling[cli]'" in told
    assert "pip install 'cluster-over-sampling[dataframes]'" in told


def test_the_doctor_knows_the_packages_of_the_project():
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = {
        extra: {re.match(r"[\w-]+", line)[0] for line in lines}
        for extra, lines in project["optional-dependencies"].items()
    }
    extras["cli"] |= extras["comparison"] | extras["report"]
    needed = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}
    assert set(doctor.NEEDED) == needed
    assert {n for n, (_, extra) in doctor.OPTIONAL.items() if n in extras[extra]} == {
        *doctor.OPTIONAL
    }
    known = extras["cli"] | extras["dataframes"] | extras["scale"]
    assert known - {"cluster-over-sampling"} == set(doctor.OPTIONAL)


def test_the_code_of_the_doctor_is_1_if_a_needed_package_lacks(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "find_version", lambda name: None)
    assert run_doctor(Console(), is_json=False) == 1
    assert "clover does not work without: numpy" in capsys.readouterr().out
