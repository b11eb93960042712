"""Time and memory of KMeansSMOTE against the rows, for clover, SMOTE and the peers.

Every run is one of ``bench.py``'s, in a fresh process, with a cluster for every 10,000
rows. Prints the figures and the exponent with which each time grows, and draws
``docs/scaling.png``. It takes a quarter of an hour.

    python benchmarks/scaling.py
    python benchmarks/scaling.py --max-rows 200000 --picture scaling.png
"""

import argparse
from pathlib import Path
from textwrap import fill

import matplotlib
import numpy as np
from bench import describe, measure, median
from cases import CLOVER, SCALING

matplotlib.use("Agg")
from matplotlib import pyplot as plt

PICTURE = Path(__file__).parent.parent / "docs" / "scaling.png"
# The growth is that between these numbers of rows.
FIRST, LAST = 100_000, 1_600_000


def print_figures(sizes, results, names):
    """Print seconds, and memory above input and output, and how seconds grow."""
    print(f"{'rows':>10}", *(f"{name:>24}" for name in names))
    for size in sizes:
        cells = []
        for name in names:
            rounds = results[f"rows-{size}", name]
            peak = median(rounds, "peak") - median(rounds, "output")
            cells.append(f"{median(rounds, 'seconds'):10.3f} s {peak:6.0f} MiB")
        print(f"{size:>10,}", *(f"{cell:>24}" for cell in cells))
    measured = [size for size in sizes if FIRST <= size <= LAST]
    if len(measured) < 2:
        return
    for name in names:
        seconds = [median(results[f"rows-{n}", name], "seconds") for n in measured]
        slope, _ = np.polyfit(np.log(measured), np.log(seconds), 1)
        whole = np.log(seconds[-1] / seconds[0]) / np.log(measured[-1] / measured[0])
        print(
            f"{name}: seconds grow as rows^{slope:.2f} (least squares) from "
            f"{measured[0]:,} to {measured[-1]:,}, end to end as rows^{whole:.2f}"
        )


def draw(sizes, results, names, caption, picture):
    """Draw seconds against rows, both as logarithms."""
    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for name in names:
        seconds = [median(results[f"rows-{size}", name], "seconds") for size in sizes]
        is_ours = name == CLOVER
        axes.loglog(
            sizes,
            seconds,
            marker="o",
            markersize=4,
            linewidth=2.2 if is_ours else 1.2,
            color="black" if is_ours else None,
            label=name if name == "SMOTE" else f"KMeansSMOTE of {name}",
        )
    axes.set(xlabel="rows (20 features, 10 % minority)", ylabel="seconds")
    labels = [f"{size / 1000:,.0f}k" if size < 10**6 else "" for size in sizes]
    labels[-1] = f"{sizes[-1] / 10**6:g}M" if sizes[-1] >= 10**6 else labels[-1]
    axes.set_xticks(sizes, labels)
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    axes.set_title(fill(caption, 105), fontsize=8, loc="left", color="0.35")
    figure.savefig(picture, dpi=110)


def main():
    """Run clover three times, and the others once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--max-rows", type=int, default=2_000_000)
    parser.add_argument("--picture", default=PICTURE, type=Path)
    args = parser.parse_args()
    sizes = [int(key.removeprefix("rows-")) for key in SCALING]
    sizes = [size for size in sizes if size <= args.max_rows]
    cases = {f"rows-{size}": SCALING[f"rows-{size}"] for size in sizes}
    names = list(next(iter(cases.values())).actions)
    results = measure(cases, 1)
    again = measure(cases, 2, only=CLOVER)
    for key, rounds in again.items():
        results[key] += rounds
    print_figures(sizes, results, names)
    caption = f"Medians of 3 rounds, of the others one, {describe()}"
    draw(sizes, results, names, caption, args.picture)


if __name__ == "__main__":
    main()
