"""Plans that were saved before."""

from pathlib import Path

from clover.cli._commands.prepare import Request
from clover.cli._errors import DataError, UsageError, join_names, on_one_line
from clover.cli._large.outputs import PLAN_FILE

# What a plan has settled, by the attribute of a request.
SETTLED = {
    "method": "--method",
    "settings": "--set",
    "strategy": "--strategy",
    "is_scaled": "--scale and --no-scale",
    "seed": "--seed",
    "categorical": "--categorical",
}


def check_request(request, goals):
    """Raise an error for options that a saved plan has settled."""
    usual = Request(request.path, request.target)
    options = [
        option
        for name, option in SETTLED.items()
        if (getattr(request, name) or None) != (getattr(usual, name) or None)
    ]
    options += ["--weights"] * (goals.weights is not None)
    options += ["--save-plan"] * (goals.save_plan is not None)
    if options:
        raise UsageError(
            f"{', '.join(options)}: a saved plan has settled that. Leave it out, or "
            "leave out --plan."
        )
    if not (Path(goals.plan) / PLAN_FILE).is_file():
        raise UsageError(f"--plan {goals.plan} is no folder of a saved plan.")


def load_plan(folder, table):
    """Return a saved plan, checked to be of a table with these columns."""
    from clover.scale import ResamplePlan

    try:
        plan = ResamplePlan.load(folder)
    except (ValueError, OSError) as error:
        raise DataError(f"--plan {folder}: {on_one_line(error)}") from None
    if plan.target != table.target:
        raise UsageError(
            f"--plan {folder} is for the target {plan.target!r}. Got --target "
            f"{table.target!r}."
        )
    planned, there = plan.features, table.features
    if planned != there:
        raise UsageError(
            f"--plan {folder} is of other columns. {_compare(planned, there)}"
        )
    _check_ignored(folder, plan.ignored_columns, table.ignored)
    return plan


def _check_ignored(folder, planned, ignored):
    """Check that the ignored columns are those of a plan."""
    if set(planned) == set(ignored):
        return
    fewer = [name for name in planned if name not in ignored]
    more = [name for name in ignored if name not in planned]
    differ = f"The table has no {join_names(fewer)}." if fewer else ""
    if more:
        differ = f"It does not know {join_names(more)}."
    raise UsageError(f"--plan {folder} is of other ignored columns. {differ}")


def _compare(planned, there):
    more = [name for name in there if name not in planned]
    fewer = [name for name in planned if name not in there]
    if more:
        return f"Leave {join_names(more)} out of the resampling with --ignore."
    if fewer:
        return f"The table has no {join_names(fewer)}, or they are in --ignore."
    return "They are in another order."
