"""Five clusters on a line, small enough to work everything out by hand.

======== ================= ========================= ===================
cluster  rows of class 1   rows of class 0           mean distance D
======== ================= ========================= ===================
0        0, 1              none                      1
1        10, 14            12                        4
2        20, 21, 22, 23    26, 27, 28                10 / 6
3        40                38, 39, 41, 42            of a single row: none
4        none              60, 61, ..., 68
======== ================= ========================= ===================
"""

import numpy as np

CLASS_1 = {0: [0, 1], 1: [10, 14], 2: [20, 21, 22, 23], 3: [40]}
CLASS_0 = {1: [12], 2: [26, 27, 28], 3: [38, 39, 41, 42], 4: [*range(60, 69)]}


def make_five_clusters():
    """Return rows, classes and labels; the rows of class 1 come first."""
    parts = [
        (place, class_label, cluster)
        for class_label, places in ((1, CLASS_1), (0, CLASS_0))
        for cluster in places
        for place in places[cluster]
    ]
    places, y, labels = np.array(parts).T
    return places[:, np.newaxis].astype(float), y, labels


def share(distributor, targets=(1,)):
    """Return the shares of clusters 0 to 3 of the rows of class 1."""
    distributor.fit(*make_five_clusters(), targets=targets)
    intra = distributor.intra_distribution_
    return [intra.get((cluster, 1), 0.0) for cluster in range(4)]
