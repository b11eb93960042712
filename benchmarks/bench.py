"""Time and memory of clover next to the peers, as ratios in one run.

Every case is run by clover and by each peer in turn, every time in a fresh process of
pytest-benchmark, so that none warms the other up, and what the machine does besides
meets all of them. There it runs twice, once for the memory and once for the time. The
medians of several rounds count. (The other public harness, asv,
compares versions of one package; here it is packages in one environment.)

    python benchmarks/bench.py                 # all cases; writes the table of the docs
    python benchmarks/bench.py --quick         # some cases, in less than two minutes
    python benchmarks/bench.py --only million --rounds 1
    python benchmarks/bench.py --against v0.7.0    # next to another revision of clover
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
from cases import CASES, CLOVER
from revisions import environment_of

HERE = Path(__file__).parent
TABLE = HERE.parent / "docs" / "benchmark_table.rst"
HEADER = (
    "By",
    "Seconds",
    "clover / it",
    "MiB above input",
    "MiB above both",
    "Counts",
)
PACKAGES = ("scikit-learn", "imbalanced-learn", "imbalanced-learn-extra", "numpy")


def run(case, name, environment=None):
    """Return seconds, peak memory and counts of one run in a fresh process."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                # The tests' options are not those of the benchmark.
                *("-c", os.devnull, "--rootdir", str(HERE)),
                f"--benchmark-json={report.name}",
                f"{HERE / 'bench_cases.py'}::test_case[{case}-{name}]",
            ],
            capture_output=True,
            text=True,
            cwd=HERE,
            env=environment,
        )
        if done.returncode:
            errors = [x for x in done.stdout.splitlines() if x.startswith("E ")]
            return {"error": errors[-1][1:].strip() if errors else "killed"}
        (result,) = json.loads(Path(report.name).read_text())["benchmarks"]
    return {"seconds": result["stats"]["median"], **result["extra_info"]}


def measure(cases, n_rounds, only=None):
    """Return the results of all rounds, by case and name, or of one name only."""
    results = defaultdict(list)
    for number in range(n_rounds):
        for key, case in cases.items():
            for name in [only] if only else case.actions:
                results[key, name].append(run(key, name))
                print(f"round {number + 1}: {key}, {name}", file=sys.stderr)
    return results


def compare_with(revision, cases, n_rounds):
    """Print what clover takes next to its code at a git revision, in turn."""
    with environment_of(revision) as old, environment_of(None) as new:
        for key in cases:
            rounds = [
                [run(key, CLOVER, environment) for environment in (new, old)]
                for _ in range(n_rounds)
            ]
            figures = [
                statistics.median(now[what] / before[what] for now, before in rounds)
                for what in ("seconds", "peak")
            ]
            seconds = median([now for now, _ in rounds], "seconds")
            print(
                f"{key:<22} {seconds:8.3f} s, now / {revision}: time {figures[0]:.2f}, "
                f"memory {figures[1]:.2f}",
                flush=True,
            )


def summarize(case, results):
    """Return the rows of a case's table, and the ratios that are above their target."""
    rows, missed = [], []
    ours = median(results[CLOVER], "seconds")
    for name, rounds in results.items():
        if "error" in rounds[0]:
            rows.append((name, *[""] * 4, rounds[0]["error"][:60]))
            continue
        seconds, peak, output = (
            median(rounds, key) for key in ("seconds", "peak", "output")
        )
        counts = {True: "exact", False: "off", None: ""}[rounds[0].get("is_exact")]
        rows.append(
            (
                name,
                f"{seconds:.3f}",
                f"{ours / seconds:.3f}" if name != CLOVER else "",
                f"{peak:,.0f}",
                f"{peak - output:,.0f}" if output else "",
                counts,
            )
        )
        target = case.targets.get(name, np.inf)
        if ours / seconds > target:
            missed.append(f"{ours / seconds:.3f} of {name}'s time, not {target}")
        if name == CLOVER and case.memory_target is not None:
            share = (peak - output) / output
            if share > case.memory_target:
                missed.append(f"{share:.2f} of the output, not {case.memory_target}")
    return rows, missed


def median(rounds, key):
    """Return the median of a result over the rounds, zero if there is none."""
    return statistics.median(result.get(key, 0) for result in rounds)


def describe():
    """Return where and with what the figures were measured."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return (
        f"on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {versions}."
    )


def make_table(title, rows):
    """Return the lines of a case's table in reStructuredText."""
    lines = [title, "-" * len(title), "", ".. list-table::", "   :header-rows: 1", ""]
    for row in (HEADER, *rows):
        first, *others = (f" {cell}".rstrip() for cell in row)
        lines += [f"   * -{first}", *(f"     -{cell}" for cell in others)]
    return [*lines, ""]


def main():
    """Run the benchmark, print it, and write the table of the documentation."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", choices=CASES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", metavar="REVISION")
    args = parser.parse_args()
    keys = args.only or [
        key for key, case in CASES.items() if case.is_quick or not args.quick
    ]
    if args.against is not None:
        compare_with(args.against, keys, args.rounds)
        return
    n_rounds = 1 if args.quick else args.rounds
    results = measure({key: CASES[key] for key in keys}, n_rounds)
    lines = [f"Medians of {n_rounds} rounds {describe()}", ""]
    missed = []
    for key in keys:
        case = CASES[key]
        rows, missed_here = summarize(
            case, {name: results[key, name] for name in case.actions}
        )
        missed += [f"{key}: {what}" for what in missed_here]
        lines += make_table(case.title, rows)
        print(case.title)
        for row in rows:
            print("  {:<24} {:>9} {:>8} {:>9} MiB {:>9} MiB  {}".format(*row))
    if not args.quick and not args.only:
        TABLE.write_text("\n".join(lines), encoding="utf-8")
    print("above their target:", *(missed or ["none"]), sep="\n  ")


if __name__ == "__main__":
    main()
