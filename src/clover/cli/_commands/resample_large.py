"""``clover resample`` of folders and large files, which are read in parts."""

from dataclasses import dataclass, replace
from pathlib import Path

from clover.cli._commands.resample import check_is_for_training
from clover.cli._errors import USAGE_CODE, UsageError
from clover.cli._large.code import write_script
from clover.cli._large.engines import open_engine, read_memory
from clover.cli._large.outputs import check_output, check_plan_folder, save_plan
from clover.cli._large.parts import LargeParts, find_possible_method, make_parts
from clover.cli._large.saved import check_request, load_plan
from clover.cli._large.table import open_table
from clover.cli._large.telling import (
    collecting_warnings,
    name_options,
    telling_errors,
)
from clover.cli._sampling.settings import read_settings


@dataclass(frozen=True)
class LargeGoals:
    """What the command writes and how; None for what it does not write."""

    engine: str
    output: str | None = None
    weights: str | None = None
    memory: str | None = None
    save_plan: str | None = None
    plan: str | None = None
    dry_run: bool = False
    force: bool = False
    yes: bool = False


@dataclass(frozen=True, eq=False)
class Done:
    """What was planned and made.

    Attributes
    ----------
    table : LargeTable
        The table.

    plan : ResamplePlan
        The plan.

    counts : dict or None
        The rows of each class in the output; None without one.

    params : dict
        The parameters of the plan.

    workers : Workers or None
        The workers of Dask.

    notes : list of str
        What the user may want to know.
    """

    table: object
    plan: object
    counts: dict | None
    params: dict
    workers: object
    notes: list


def run_resample_large(request, goals, console):
    """Resample a table in parts, and return the exit code.

    Parameters
    ----------
    request : Request
        The table and the sampler.

    goals : LargeGoals
        What to write and how.

    console : Console
        Where the user is told of it.
    """
    _check_command(request, goals)
    with console.progress() as step:
        step("Reading the classes")
        table = open_table(request)
        done = _resample(request, goals, table, step)
    _tell(request, goals, done, console)
    is_done = goals.output or goals.dry_run or goals.save_plan
    return 0 if is_done else USAGE_CODE


def _check_command(request, goals):
    """Check what can be checked before the table is read."""
    check_is_for_training(request.path, goals.yes)
    if goals.memory is not None:
        read_memory(goals.memory)
    if goals.output:
        check_output(goals.output, request.path, is_forced=goals.force)
    if goals.save_plan:
        if goals.dry_run:
            raise UsageError(
                "--dry-run writes nothing. Leave it out: --save-plan without --output "
                "writes the plan alone."
            )
        check_plan_folder(goals.save_plan, is_forced=goals.force)
    if goals.plan:
        check_request(request, goals)
    else:
        find_possible_method(request.method)
        read_settings(request.settings)


def _resample(request, goals, table, step):
    """Plan, write what is asked for, and return what was `Done`."""
    _check_weights(goals.weights, table)
    parts = _choose_parts(request, goals, table)
    notes, counts = [*parts.notes, *table.notes], None
    with (
        collecting_warnings(notes),
        telling_errors(parts.oversampler),
        open_engine(goals.engine, table, goals.memory, step) as engine,
    ):
        if goals.plan:
            plan = load_plan(goals.plan, table)
        else:
            plan = engine.plan(parts.params, _find_spill_dir(goals))
        if goals.save_plan:
            save_plan(plan, goals.save_plan)
        if goals.output and not goals.dry_run:
            counts = engine.resample(goals.output, plan, force=goals.force)
        workers = getattr(engine, "workers", None)
    notes += map(name_options, plan.cluster_report.notes)
    notes = list(dict.fromkeys(notes))
    return Done(table, plan, counts, parts.params, workers, notes)


def _check_weights(name, table):
    """Check that the column of weights has a name that no other has."""
    if name is None:
        return
    if not name.strip():
        raise UsageError(f"--weights should be the name of a column. Got {name!r}.")
    if name in table.dataset.schema.names:
        raise UsageError(
            f"--weights {name}: {table.path} has such a column. Name another."
        )


def _choose_parts(request, goals, table):
    """Return the parts of the plan, with its seed; none where a saved plan is used."""
    if goals.plan:
        return LargeParts(None)
    parts = make_parts(request, table)
    parts.settings["random_state"] = request.seed
    if goals.weights is not None:
        parts.settings["weight_column"] = goals.weights
    if table.ignored:
        parts.settings["ignored_columns"] = table.ignored
    return parts


def _find_spill_dir(goals):
    """Return the folder for temporary files: that of the output, if it is there."""
    if not goals.output or goals.dry_run:
        return None
    parent = Path(goals.output).resolve().parent
    return str(parent) if parent.is_dir() else None


def tabulate_classes(done):
    """Return, for each class, its rows before, those asked for and those made."""
    plan, labels = done.plan, done.table.classes.labels
    n_new = plan.n_new_rows.sum(axis=0).tolist()
    rows = []
    for value, before, asked in zip(
        plan.class_labels, plan.n_class_rows.tolist(), n_new, strict=True
    ):
        after = before + asked if done.counts is None else done.counts[value]
        rows.append(
            {
                "class": labels.get(value, str(value)),
                "before": before,
                "asked": before + asked,
                "made": after - before,
                "after": after,
            }
        )
    return rows


def _tell(request, goals, done, console):
    """Tell the user what was made."""
    rows = tabulate_classes(done)
    written = replace(goals, output=None) if goals.dry_run else goals
    script = write_script(done.table, done.params, goals, done.workers)
    if request.is_json:
        console.json(
            {
                "input": request.path,
                "output": written.output,
                "engine": goals.engine,
                "plan": goals.save_plan or goals.plan,
                "method": None if goals.plan else request.method,
                "classes": rows,
                "findings": [],
                "notes": done.notes,
                "code": script,
            }
        )
        return
    console.counts(rows, done.table.target)
    for note in done.notes:
        console.note(note)
    console.script(script)
    if goals.save_plan:
        console.say(f"Wrote the plan to {goals.save_plan}.")
    if goals.dry_run:
        console.say("Nothing was written (--dry-run).")
    elif goals.output:
        total = sum(row["after"] for row in rows)
        console.say(f"Wrote {total:,} rows to {goals.output}.")
    elif not goals.save_plan:
        console.warn("Nothing was written. Name a folder with --output.")
