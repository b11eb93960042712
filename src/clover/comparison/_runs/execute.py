"""The runs of a plan, done where a store does not have them yet."""

import os
import warnings
from dataclasses import replace
from itertools import groupby

from joblib import Parallel, delayed, effective_n_jobs

from clover._numerics.threads import one_thread
from clover.comparison._runs.descriptors import describe_dataset
from clover.comparison._runs.files import (
    open_store,
    read_data,
    read_record,
    write_data,
    write_record,
)
from clover.comparison._runs.manifest import check_same_data, write_manifest
from clover.comparison._runs.one_run import do_job
from clover.comparison._runs.records import DataInfo
from clover.comparison._runs.store import read_runs


def execute(plan, store, n_jobs, force, progress):
    """Do the runs of a plan that a store lacks, and return the folder of the store."""
    force = _check_force(plan, force)
    folder = open_store(store)
    check_same_data(folder, plan.manifest)
    write_manifest(folder, plan.manifest)
    _write_datasets(folder, plan, n_jobs)
    for run in plan.runs():
        if run.method in force:
            (folder / run.file).unlink(missing_ok=True)
    missing = _find_missing(folder, plan)
    jobs = _order(plan.make_jobs(missing), effective_n_jobs(n_jobs))
    # Each worker writes what it has made, so that an end at any time loses little.
    Parallel(n_jobs=n_jobs, verbose=int(bool(progress)))(
        delayed(_do_and_write)(job, files, folder) for job, files in jobs
    )
    _check_successes(folder, plan)
    return folder


def _check_force(plan, force):
    names = (force,) if isinstance(force, str) else tuple(force or ())
    unknown = [name for name in names if name not in plan.methods]
    if unknown:
        raise ValueError(
            f"`force` should hold names of samplers of the plan: "
            f"{', '.join(plan.methods)}. Got {unknown[0]!r}."
        )
    return names


def _write_datasets(folder, plan, n_jobs):
    """Write the targets and the descriptors of the data sets that a store lacks."""
    hashes = plan.manifest.datasets
    missing = [
        (dataset, hashes[name])
        for name, dataset in plan.datasets.items()
        if read_data(folder, name, hashes[name]) is None
    ]
    Parallel(n_jobs=n_jobs)(
        delayed(_write_dataset)(folder, dataset, data_hash)
        for dataset, data_hash in missing
    )


def _write_dataset(folder, dataset, data_hash):
    # A sum over several threads may differ in its last bit.
    with one_thread():
        descriptors = describe_dataset(dataset)
    info = DataInfo(
        name=dataset.name,
        data_hash=data_hash,
        y=dataset.y,
        classes=tuple(map(str, dataset.classes)),
        descriptors=descriptors,
    )
    write_data(folder, info)


def _find_missing(folder, plan):
    """Return the runs without a file; one that cannot be read is removed."""
    there = set(os.listdir(folder))
    files = [run.file for run in plan.runs() if run.file in there]
    found = {file for file, _ in read_runs(folder, files)}
    for file in files:
        if file not in found:
            (folder / file).unlink(missing_ok=True)
    return [run for run in plan.runs() if run.file not in found]


def _order(jobs, n_workers):
    """Return jobs with the largest first, if several workers are to end together."""
    if n_workers == 1:
        return jobs
    return sorted(jobs, key=lambda job: -_size(job[0]))


def _size(job):
    return job.dataset.X.shape[0] * job.dataset.X.shape[1] * len(job.method.candidates)


def _do_and_write(job, files, folder):
    """Do the runs of a job that no other process has done in the meantime.

    Workers of a process that was killed end with the job that they are at.
    """
    classifiers = {
        name: classifier
        for name, classifier in job.classifiers.items()
        if not (folder / files[name]).exists()
    }
    if not classifiers:
        return
    for record in do_job(replace(job, classifiers=classifiers)):
        write_record(folder, files[record.classifier], record)


def _check_successes(folder, plan):
    """Check that each sampler has succeeded in one of its runs.

    Raises
    ------
    RuntimeError
        If one of the user's samplers has not, with its first error. A baseline leads to
        a warning: it is there without being asked for.
    """
    own_names = plan.manifest.settings["samplers"]
    runs = sorted(plan.runs(), key=lambda run: run.method)
    for method, of_method in groupby(runs, key=lambda run: run.method):
        errors = _list_errors_until_success(folder, of_method)
        if not errors:
            continue
        told = f"failed in all of its {len(errors)} runs. The first error: {errors[0]}"
        if method in own_names:
            raise RuntimeError(
                f"The sampler {method!r} {told}\nLeave the sampler out, or look at all "
                "errors by Comparison.load(store).failures(). All runs are done and "
                f"kept in the store {str(folder)!r}."
            )
        warnings.warn(
            f"The baseline {method!r} {told}\nGive a sampler that works under the same "
            "name in its place, or leave it out of `baselines`.",
            UserWarning,
            stacklevel=4,
        )


def _list_errors_until_success(folder, runs):
    """Return the errors of some runs, an empty list if one of them succeeded."""
    errors = []
    for run in runs:
        record = read_record(folder, run.file)
        if record is None or not record.error:
            return []
        errors.append(record.error)
    return errors
