"""From the values of the options to the functions of the commands."""

import csv

from clover.cli._console.console import Console
from clover.cli._errors import UsageError


def dispatch(name, values):
    """Do a command and return its exit code."""
    return COMMANDS[name](values)


def split_names(texts, option):
    """Return names that are given as ``a,b``, once or several times.

    >>> split_names(["a, b", '"c,d"," e"'], "--ignore")
    ['a', 'b', 'c,d', ' e']
    """
    names = []
    for text in texts:
        names += next(csv.reader([text], skipinitialspace=True), [])
    if not all(name.strip() for name in names):
        raise UsageError(f"{option} should be names of columns, as a,b. Got {texts!r}.")
    return list(dict.fromkeys(names))


def _make_request(values):
    from clover.cli._commands.prepare import Request

    if not values["table"]:
        raise UsageError("TABLE should be the name of a file, or -. Got ''.")
    seed = values["seed"]
    if not 0 <= seed < 2**32:
        raise UsageError(f"--seed should be from 0 to 4294967295. Got {seed}.")
    chosen = {
        "method": values.get("method"),
        "strategy": values.get("strategy"),
        "settings": values.get("set"),
        "is_scaled": values.get("scale"),
    }
    return Request(
        path=values["table"],
        target=values["target"],
        separator=values["separator"],
        decimal=values["decimal"],
        encoding=values["encoding"],
        missing=values["missing"],
        categorical=split_names(values["categorical"], "--categorical"),
        ignored=split_names(values["ignore"], "--ignore"),
        seed=seed,
        is_json=values.get("json", False),
        **{key: value for key, value in chosen.items() if value is not None},
    )


def _resample(values):
    from clover.cli._large.choice import MEMORY, check_options, choose_engine

    engine = choose_engine(values["table"], values["engine"])
    check_options(values, engine)
    if engine != MEMORY:
        return _resample_large(values, engine)
    from clover.cli._commands.resample import Goals, run_resample

    goals = Goals(**{name: values[name] for name in Goals.__dataclass_fields__})
    console = Console(to_error=goals.output == "-", is_quiet=values["quiet"])
    return run_resample(_make_request(values), goals, console)


def _resample_large(values, engine):
    from clover.cli._commands.resample_large import LargeGoals, run_resample_large

    given = values | {"engine": engine}
    goals = LargeGoals(
        **{name: given[name] for name in LargeGoals.__dataclass_fields__}
    )
    console = Console(is_quiet=values["quiet"])
    return run_resample_large(_make_request(values), goals, console)


def _report(values):
    from clover.cli._commands.report import run_report

    console = Console(is_quiet=values["quiet"])
    request = _make_request(values)
    return run_report(
        request, values["format"], values["output"], console, is_forced=values["force"]
    )


def _compare(values):
    from clover.cli._commands.compare import Effort, run_compare

    console = Console(is_quiet=values["quiet"])
    effort = Effort(values["folds"], values["repeats"], values["max_rows"])
    return run_compare(_make_request(values), effort, console)


def _methods(values):
    from clover.cli._commands.methods import run_methods

    return run_methods(Console(), is_json=values["json"])


def _doctor(values):
    from clover.cli._commands.doctor import run_doctor

    return run_doctor(Console(), is_json=values["json"])


COMMANDS = {
    "resample": _resample,
    "report": _report,
    "compare": _compare,
    "methods": _methods,
    "doctor": _doctor,
}
