"""Errors of the self-organizing map next to MiniSom's.

Prints, for maps of 20 x 20 units on 20,000 x 10 rows, quantization and topographic
errors over several seeds. ``bench.py`` compares the times.

    python benchmarks/maps.py
"""

import numpy as np
from minisom import MiniSom
from sklearn.datasets import make_blobs

from clover.clusterer import SOM


def main(n_seeds=5):
    """Print the errors of both."""
    print("20 x 20 units, 20,000 x 10 rows, 10 epochs: quantization, topographic error")
    for seed in range(n_seeds):
        X, _ = make_blobs(20_000, 10, centers=30, random_state=seed)
        X = (X - X.min(axis=0)) / np.ptp(X, axis=0)
        print(f"  seed {seed}")
        for sigma_final in (0.55, 0.33):
            som = SOM(20, 20, sigma_final=sigma_final, max_iter=10, random_state=seed)
            som.fit(X)
            print(
                f"    SOM, sigma_final {sigma_final:<5} "
                f"{som.quantization_error_:.4f} {som.topographic_error_:.4f}"
            )
        for sigma in (1.0, 2.0):
            peer = MiniSom(20, 20, 10, sigma=sigma, random_seed=seed)
            peer.random_weights_init(X)
            peer.train(X, 10, use_epochs=True)
            print(
                f"    MiniSom, sigma {sigma:<8} "
                f"{peer.quantization_error(X):.4f} {peer.topographic_error(X):.4f}"
            )


if __name__ == "__main__":
    main()
