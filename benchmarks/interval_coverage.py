"""How often intervals for the mean difference hold the true mean.

Simulates comparisons of two equal methods on 30 families of 1 to 5 data sets, averages
the differences within the families, and prints in how many of 1,000 comparisons the
interval of 95 % holds 0, for several seeds. The differences of a family's sets share an
effect of the family. This effect and the rest are normal or of Student's t with 3
degrees of freedom.

    python benchmarks/interval_coverage.py
"""

import numpy as np

from clover.comparison._analysis.intervals import mean_interval, percentile_interval

N_FAMILIES, MAX_SETS = 30, 5
DISTRIBUTIONS = {
    "normal": lambda rng, size: rng.normal(size=size),
    "t3": lambda rng, size: rng.standard_t(3, size=size),
}
INTERVALS = {"bootstrap-t": mean_interval, "percentile": percentile_interval}


def simulate(draw, n_comparisons, rng):
    """Return the mean difference of each family, shape (n_comparisons, n_families)."""
    shape = (n_comparisons, N_FAMILIES)
    sizes = rng.integers(1, MAX_SETS + 1, size=shape)
    is_there = np.arange(MAX_SETS) < sizes[:, :, np.newaxis]
    of_sets = draw(rng, (*shape, MAX_SETS)) * is_there
    return draw(rng, shape) + of_sets.sum(axis=2) / sizes


def coverage(interval, differences):
    """Return the share of the comparisons whose interval holds 0."""
    ends = [
        interval(of_comparison, random_state=seed)
        for seed, of_comparison in enumerate(differences)
    ]
    low, high = np.transpose(ends)
    return np.mean((low <= 0) & (high >= 0))


def main(n_comparisons=1_000, n_seeds=5):
    """Print the coverage of both intervals."""
    print(f"{n_comparisons} comparisons, {N_FAMILIES} families: coverage in %")
    for name, draw in DISTRIBUTIONS.items():
        for seed in range(n_seeds):
            rng = np.random.default_rng(seed)
            differences = simulate(draw, n_comparisons, rng)
            shares = ", ".join(
                f"{label} {100 * coverage(interval, differences):.1f}"
                for label, interval in INTERVALS.items()
            )
            print(f"  {name:<6} seed {seed}: {shares}")


if __name__ == "__main__":
    main()
