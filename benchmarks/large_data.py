"""Measure the resampling of data that need not fit into memory, on this computer.

The data are made by a seeded script, as Parquet files. Each run is a process of its
own, whose time and largest resident memory are measured. The output is then checked:
the counts are exact, and the given rows equal the source. Run, for example,

    python benchmarks/large_data.py run folder --rows 1_200_000 --memory 400MB
    python benchmarks/large_data.py run folder --rows 6_000_000 --memory 400MB
    python benchmarks/large_data.py scaling folder --memory 400MB
    python benchmarks/large_data.py run folder --rows 1_200_000 --share 0.9
"""

import argparse
import fnmatch
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

import numpy as np

SCALING_ROWS = (200_000, 400_000, 800_000, 1_600_000)
N_FILES, CHUNK_ROWS = 6, 50_000
N_BLOBS, MINORITY_SHARE = 6, 0.05
MEMORY_INTERVAL = 0.02

RUN = """
import json, sys, time

from sklearn.cluster import MiniBatchKMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clover.scale import plan, resample

source, output, settings = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
memory, spill_dir = settings["memory"], settings["spill_dir"]
kmeans = MiniBatchKMeans(12, n_init=1)
start = time.perf_counter()
made = plan(
    source,
    "y",
    clusterer=make_pipeline(StandardScaler(), kmeans),
    random_state=0,
    max_group_rows=settings["max_group_rows"],
    memory=memory,
    spill_dir=spill_dir,
)
planned = time.perf_counter()
counts = resample(source, output, made, memory=memory, spill_dir=spill_dir)
ended = time.perf_counter()
cells = made.n_cell_rows[made.n_new_rows > 0]
print(json.dumps({
    "plan": planned - start,
    "resample": ended - planned,
    "counts": counts,
    "largest_cell": int(cells.max()),
    "n_cells": int(cells.size),
}))
"""


def main():
    """Do what the command line says."""
    options = read_options()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.what == "run":
        report(options.rows, measure(options.rows, options))
        return
    figures = []
    for n_rows in SCALING_ROWS:
        figures.append(measure(n_rows, options))
        report(n_rows, figures[-1])
    seconds = [figure["seconds"] for figure in figures]
    exponent = np.polyfit(np.log(SCALING_ROWS), np.log(seconds), 1)[0]
    peaks = [figure["peak"] / 1e6 for figure in figures]
    print(
        f"time grows as rows^{exponent:.2f}; resident memory is {min(peaks):.0f} to "
        f"{max(peaks):.0f} MB"
    )


def read_options():
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["run", "scaling"])
    parser.add_argument("folder", type=Path, help="where the data and the output go")
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--features", type=int, default=50)
    parser.add_argument("--dtype", default="float64", choices=["float32", "float64"])
    parser.add_argument("--share", type=float, help="share of the largest cluster")
    parser.add_argument("--memory", help="as of clover.scale, e.g. 400MB")
    parser.add_argument("--max-group-rows", type=int, default=25_000)
    parser.add_argument("--keep", action="store_true", help="keep the output")
    return parser.parse_args()


def measure(n_rows, options):
    """Make the data if need be, resample them, check the output, return figures."""
    source = make_data(n_rows, options)
    output = options.folder / f"output-{source.name}"
    shutil.rmtree(output, ignore_errors=True)
    spill = options.folder / "spill"
    spill.mkdir(exist_ok=True)
    settings = {
        "memory": options.memory,
        "max_group_rows": options.max_group_rows,
        "spill_dir": str(spill),
    }
    figures = run_child(source, output, settings, spill)
    check_memory(figures, options)
    check_output(source, output, figures["counts"])
    figures["output_bytes"] = size_of(output)
    figures["source_bytes"] = size_of(source)
    if not options.keep:
        shutil.rmtree(output)
    return figures


def make_data(n_rows, options):
    """Return a folder of Parquet files, made unless they are there."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    skew = f"-{options.share}" if options.share else ""
    name = f"data-{n_rows}x{options.features}-{options.dtype}{skew}"
    folder = options.folder / name
    if folder.exists():
        return folder
    partial = options.folder / f"_partial-{name}"
    partial.mkdir()
    starts = np.arange(0, n_rows, CHUNK_ROWS)
    for number, of_file in enumerate(np.array_split(starts, N_FILES)):
        tables = [
            make_chunk(pa, start, min(CHUNK_ROWS, n_rows - start), options)
            for start in of_file.tolist()
        ]
        if tables:
            pq.write_table(pa.concat_tables(tables), partial / f"{number:02d}.parquet")
    partial.rename(folder)
    return folder


def make_chunk(pa, start, n_rows, options):
    """Return some rows of two classes, each in several clusters."""
    centers = np.random.default_rng(0).normal(size=(2, N_BLOBS, options.features))
    rng = np.random.default_rng([1, start])
    is_minority = rng.uniform(size=n_rows) < MINORITY_SHARE
    shares = np.full((2, N_BLOBS), 1 / N_BLOBS)
    if options.share:
        shares[1] = (1 - options.share) / (N_BLOBS - 1)
        shares[1, 0] = options.share
    blobs = np.empty(n_rows, dtype=int)
    for code in range(2):
        rows = np.flatnonzero(is_minority == code)
        blobs[rows] = rng.choice(N_BLOBS, size=rows.size, p=shares[code])
    X = rng.normal(size=(n_rows, options.features))
    X += 2 * centers[is_minority.astype(int), blobs]
    X = X.astype(options.dtype)
    columns = {f"x{j}": X[:, j] for j in range(options.features)}
    return pa.table(columns | {"y": is_minority.astype(np.int8)})


def run_child(source, output, settings, spill):
    """Resample in a process, and return its figures, time and largest memory."""
    arguments = [str(source), str(output), json.dumps(settings)]
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments], stdout=subprocess.PIPE, text=True
    )
    peak, together, spilled, known = 0, 0, 0, set()
    while child.poll() is None:
        # A child has the memory of its parent until it is another program: it counts
        # from the second time on that it is seen.
        pids = list_children(child.pid)
        others = sum(read_status(pid, "VmRSS") for pid in pids & known)
        known = pids
        peak = max(peak, read_status(child.pid, "VmHWM"))
        together = max(together, read_status(child.pid, "VmRSS") + others)
        spilled = max(spilled, size_of(spill, "group-*.rows"))
        time.sleep(MEMORY_INTERVAL)
    seconds = time.perf_counter() - start
    printed = child.stdout.read()
    if child.returncode:
        raise SystemExit(f"The run ended with the exit status {child.returncode}.")
    return json.loads(printed) | {
        "seconds": seconds,
        "peak": peak,
        "together": together,
        "spilled": spilled,
    }


def check_memory(figures, options):
    """Check that the run, with its children, stayed below the limit."""
    from clover.scale._core.memory import parse_memory

    if options.memory is not None:
        largest = max(figures["peak"], figures["together"])
        assert largest <= parse_memory(options.memory), largest


def list_children(pid):
    """Return the processes that a process started and that are running."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return {int(child) for child in text.split()}


def read_status(pid, name):
    """Return a number of bytes that the system tells of a process, 0 if it ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    found = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(found[0]) * 1024 if found else 0


def size_of(folder, pattern="*"):
    """Return the bytes of the files of a folder, some of which may vanish meanwhile."""
    total = 0
    # Folders that vanish are no error to `os.walk`.
    for parent, _, names in os.walk(folder):
        for name in fnmatch.filter(names, pattern):
            with suppress(FileNotFoundError):
                total += os.path.getsize(os.path.join(parent, name))
    return total


def check_counts(output, counts):
    """Check that the classes of an output have these numbers of rows, all the same."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    found = Counter()
    for batch in ds.dataset(output).to_batches(columns=["y"]):
        for pair in pc.value_counts(batch.column("y")).to_pylist():
            found[pair["values"]] += pair["counts"]
    counts = {int(label): n for label, n in counts.items()}
    assert dict(found) == counts, (found, counts)
    assert len(set(counts.values())) == 1, counts


def check_output(source, output, counts):
    """Check the numbers of rows of the classes, and that the given rows are first."""
    import pyarrow.dataset as ds

    check_counts(output, counts)
    originals = ds.dataset(sorted(map(str, output.glob("original-*.parquet"))))
    pairs = zip_longest(equal_batches(ds.dataset(source)), equal_batches(originals))
    assert all(given.equals(written) for given, written in pairs)


def equal_batches(dataset, n_rows=16_384):
    """Yield the rows of a data set in batches of a fixed length."""
    import pyarrow as pa

    held, n_held = [], 0
    for batch in dataset.to_batches(batch_size=n_rows, batch_readahead=1):
        while batch.num_rows:
            part = batch.slice(0, n_rows - n_held)
            batch = batch.slice(part.num_rows)
            held.append(part)
            n_held += part.num_rows
            if n_held == n_rows:
                yield pa.Table.from_batches(held).combine_chunks()
                held, n_held = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def report(n_rows, figures):
    """Print the figures of a run."""
    mega = {
        name: f"{figures[name] / 1e6:.0f} MB"
        for name in ("peak", "together", "spilled", "source_bytes", "output_bytes")
    }
    print(
        f"{n_rows} rows, {mega['source_bytes']} of Parquet: {figures['seconds']:.1f} s "
        f"(plan {figures['plan']:.1f}, resample {figures['resample']:.1f}), resident "
        f"{mega['peak']} at most ({mega['together']} with children), spilled "
        f"{mega['spilled']}, output {mega['output_bytes']}, {figures['n_cells']} cells "
        f"of up to {figures['largest_cell']} rows; counts {figures['counts']} exact, "
        "given rows equal",
        flush=True,
    )


if __name__ == "__main__":
    main()
