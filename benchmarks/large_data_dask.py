"""Measure the resampling of data that need not fit into memory, on Dask workers.

The workers are processes of a `LocalCluster` on this computer. The data are those of
`large_data.py`, in one file a partition. The run is a process of its own; the largest
resident memory of each worker and of the process that runs them is measured. The
output is then checked: the counts are exact, and the given rows equal the source. Run,
for example,

    ARROW_DEFAULT_MEMORY_POOL=system python benchmarks/large_data_dask.py folder
    python benchmarks/large_data_dask.py folder --pool default
    python benchmarks/large_data_dask.py folder --partition-rows 200_000
    python benchmarks/large_data_dask.py folder --way compute
    python benchmarks/large_data_dask.py folder --kill worker
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from large_data import (
    check_counts,
    equal_batches,
    make_chunk,
    read_status,
    size_of,
)

INTERVAL = 0.05
# Workers say so in their log when they have too much in memory.
EVENTS = {
    "paused": "Pausing worker",
    "restarted": "Restarting",
    "unmanaged": "Unmanaged memory use is high",
}

RUN = """
import json, sys, time

import dask
import dask.dataframe as dd
from distributed import Client, LocalCluster
from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import clover.scale.dask as scale
from clover.scale import ResamplePlan

def run(source, output, options):
    folder = options["plan"]
    ddf = dd.read_parquet(source)
    start = time.perf_counter()
    if options["load"]:
        made = ResamplePlan.load(folder)
    else:
        clusterer = make_pipeline(StandardScaler(), MiniBatchKMeans(12, n_init=1))
        made = scale.plan(ddf, "y", clusterer=clusterer, random_state=0)
        made.save(folder)
    print("planned", time.perf_counter() - start, flush=True)
    start = time.perf_counter()
    resampled = scale.resample(ddf, made)
    if options["way"] == "compute":
        resampled.compute()
    else:
        counts = scale.to_parquet(resampled, output, made, force=options["load"])
        print("counts", json.dumps(counts), flush=True)
    print("resampled", time.perf_counter() - start, flush=True)

if __name__ == "__main__":
    source, output, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    with (
        LocalCluster(
            n_workers=options["workers"],
            threads_per_worker=options["threads"],
            memory_limit=options["limit"],
            dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):
        pids = client.run(lambda dask_worker: __import__("os").getpid())
        print("workers", json.dumps(list(pids.values())), flush=True)
        run(source, output, options)
"""


def main():
    """Do what the command line says."""
    options = read_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    source = make_data(options)
    output = options.folder / f"output-dask-{source.name}"
    plan = options.folder / f"plan-dask-{source.name}"
    for folder in (output, plan):
        shutil.rmtree(folder, ignore_errors=True)
    figures = run_child(source, output, plan, options, options.kill)
    if options.kill == "driver":
        print(f"left: {names_of(options.folder)}, output exists: {output.exists()}")
        figures = run_child(source, output, plan, options, None)
    if options.way == "to_parquet" and figures["status"] == 0:
        check_output(source, output, figures["counts"])
        figures["output_bytes"] = size_of(output)
    report(options, figures)
    shutil.rmtree(output, ignore_errors=True)
    shutil.rmtree(plan, ignore_errors=True)


def read_options():
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the data and the output go")
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--features", type=int, default=50)
    parser.add_argument("--dtype", default="float64", choices=["float32", "float64"])
    parser.add_argument("--share", type=float, help="share of the largest cluster")
    parser.add_argument("--partition-rows", type=int, default=32_768)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", default="512MB", help="memory of a worker")
    parser.add_argument("--pool", default="system", choices=["system", "default"])
    parser.add_argument(
        "--way", default="to_parquet", choices=["to_parquet", "compute"]
    )
    parser.add_argument("--kill", choices=["worker", "driver"], help="by SIGKILL")
    parser.add_argument("--seconds", type=float, default=300, help="the time limit")
    return parser.parse_args()


def make_data(options):
    """Return a folder with one Parquet file a partition, made unless it is there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    skew = f"-{options.share}" if options.share else ""
    name = (
        f"dask-{options.rows}x{options.features}-{options.dtype}{skew}"
        f"-{options.partition_rows}"
    )
    folder = options.folder / name
    if folder.exists():
        return folder
    partial = options.folder / f"_partial-{name}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for start in range(0, options.rows, options.partition_rows):
        n_rows = min(options.partition_rows, options.rows - start)
        table = make_chunk(pa, start, n_rows, options)
        pq.write_table(table, partial / f"{start:09d}.parquet")
    partial.rename(folder)
    return folder


def run_child(source, output, plan, options, kill):
    """Resample in a process, and return its figures, time and largest memory."""
    settings = {
        "workers": options.workers,
        "threads": options.threads,
        "limit": options.limit,
        "way": options.way,
        "plan": str(plan),
        "load": plan.exists(),
    }
    script = options.folder / "_run.py"
    script.write_text(RUN, encoding="utf-8")
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    environment.pop("ARROW_DEFAULT_MEMORY_POOL", None)
    if options.pool == "system":
        environment["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    log = options.folder / "_run.log"
    start = time.perf_counter()
    with open(log, "w", encoding="utf-8") as file:
        child = subprocess.Popen(
            [sys.executable, script, source, output, json.dumps(settings)],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        peaks = watch(child, log, start + options.seconds, kill)
    text = log.read_text(encoding="utf-8")
    return read_log(text) | {
        "seconds": time.perf_counter() - start,
        "status": child.returncode,
        "driver": peaks.pop(child.pid),
        "workers": max(peaks.values(), default=0),
        "error": "" if child.returncode == 0 else text.strip().splitlines()[-1][:300],
    }


def watch(child, log, deadline, kill):
    """Return the largest resident memory of all processes, until the run ends."""
    peaks, kill_at = {child.pid: 0}, None
    while child.poll() is None:
        for pid in [child.pid, *workers_of(log)]:
            peaks[pid] = max(peaks.get(pid, 0), read_status(pid, "VmHWM"))
        now = time.perf_counter()
        if kill_at is None and "planned" in log.read_text(encoding="utf-8"):
            # In the middle: rows are read, and samples are made.
            kill_at = now + 5
        if kill and kill_at is not None and now > kill_at:
            victim = child.pid if kill == "driver" else workers_of(log)[0]
            os.kill(victim, signal.SIGKILL)
            print(f"killed the {kill}", flush=True)
            kill = None
        if now > deadline:
            child.kill()
            print("stopped at the time limit", flush=True)
        time.sleep(INTERVAL)
    return peaks


def workers_of(log):
    """Return the process ids of the first workers."""
    found = re.search(r"^workers (.*)$", log.read_text(encoding="utf-8"), re.M)
    return json.loads(found[1]) if found else []


def read_log(text):
    """Return what a run printed, and how often workers had too much in memory."""
    figures = {name: text.count(pattern) for name, pattern in EVENTS.items()}
    for name in ("planned", "resampled", "counts"):
        found = re.search(rf"^{name} (.*)$", text, re.M)
        figures[name] = json.loads(found[1]) if found else np.nan
    return figures


def check_output(source, output, counts):
    """Check the numbers of rows of the classes, and that the given rows are first."""
    import pyarrow as pa
    import pyarrow.dataset as ds

    check_counts(output, counts)
    given, written = ds.dataset(source), ds.dataset(output)
    names = given.schema.names
    written = equal_batches(written)
    for of_source in equal_batches(given):
        of_output = next(written).select(names).slice(0, of_source.num_rows)
        # pandas adds its own notes to the schema.
        of_output = of_output.replace_schema_metadata(None).combine_chunks()
        assert of_output.equals(pa.table(of_source).replace_schema_metadata(None))


def names_of(folder):
    """Return the names in a folder that a run made."""
    return sorted(path.name for path in folder.iterdir() if "_clover" in path.name)


def report(options, figures):
    """Print the figures of a run."""
    checked = figures["status"] == 0 and options.way == "to_parquet"
    settings = (
        f"{options.workers} workers of {options.limit}, {options.threads} threads, "
        f"partitions of {options.partition_rows} rows, {options.pool} pool, "
        f"{options.way}"
    )
    outcome = (
        f"counts {figures['counts']} exact, given rows equal"
        if checked
        else f"exit status {figures['status']} {figures['error']}"
    )
    print(
        f"{options.rows} rows; {settings}: {figures['seconds']:.1f} s (plan "
        f"{figures['planned']:.1f}, resample {figures['resampled']:.1f}), resident at "
        f"most {figures['workers'] / 1e6:.0f} MB a worker, "
        f"{figures['driver'] / 1e6:.0f} MB of the driver; workers paused "
        f"{figures['paused']} times, restarted {figures['restarted']}, warned "
        f"{figures['unmanaged']}; {outcome}",
        flush=True,
    )


if __name__ == "__main__":
    main()
