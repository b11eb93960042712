"""The memory of a run: a limit of the process, and what each step may take of it."""

import ctypes
import os
import re
import sys
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path

UNITS = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
MB = 10**6
# What Python takes with all libraries, where the system does not tell.
LIBRARIES = 250 * MB
# What libraries take when they start to work: code, buffers, and memory in pieces.
RESERVE = 40 * MB
# The least that steps can do with.
MIN_ROOM = 50 * MB
# Without a limit, steps take what they would with so much room.
FREE_ROOM = 1_000 * MB
# What the search for neighbours in a group takes: arrays as large as its rows, and
# blocks of distances. Measured: 4.7 times 10 MB for 25,000 rows of 50 columns.
COPIES_OF_GROUP, DISTANCES = 5, 12 * MB
# Arrays as large as the sample that exist while a clusterer is fitted to it.
COPIES_OF_SAMPLE = 4


def parse_memory(memory):
    """Return a number of bytes, from a number or a text such as '400MB' or '1 GiB'."""
    if isinstance(memory, Integral) and not isinstance(memory, bool) and memory > 0:
        return int(memory)
    found = isinstance(memory, str) and re.fullmatch(
        r"(\d+(?:\.\d+)?|\.\d+)\s*([kmgt]?i?b|)", memory.strip().lower()
    )
    n_bytes = int(float(found[1]) * UNITS.get(found[2], 0)) if found else 0
    if not n_bytes:
        raise ValueError(
            "`memory` should be a number of bytes, or a text such as '400MB' or "
            f"'1GiB'. Got {memory!r}."
        )
    return n_bytes


def count_resident_bytes():
    """Return the resident memory of this process, or the most that it had."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource
    except ImportError:
        return LIBRARIES
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest if sys.platform == "darwin" else largest * 1024


def release_memory():
    """Give memory back to the system that is free, but kept for later."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    # Only the library of GNU has this function.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name != "nt" else None
    if trim is not None:
        trim(0)


@dataclass(frozen=True)
class Budget:
    """What steps may take. It changes how rows come and go, never what they hold.

    Attributes
    ----------
    limit : int or None
        The resident memory of the process, in bytes; None if there is no limit.

    room : int
        What of it is free for the steps.
    """

    limit: int | None = None
    room: int = FREE_ROOM

    @classmethod
    def of(cls, memory):
        """Return the budget of a parameter `memory`, checked to be enough."""
        if memory is None:
            return cls()
        limit = parse_memory(memory)
        release_memory()
        taken = count_resident_bytes() + RESERVE
        if limit - taken < MIN_ROOM:
            least = -(-(taken + MIN_ROOM) // MB)
            raise ValueError(
                f"`memory` should be at least {least}MB here: Python and the libraries "
                f"take {taken // MB} MB before any row is read. Got {memory!r}."
            )
        return cls(limit, limit - taken)

    def release(self):
        """Give memory that the last step left back to the system, if there is a limit.

        Otherwise it adds to what the next step takes, in pieces of other sizes.
        """
        if self.limit is not None:
            release_memory()

    @property
    def batch_bytes(self):
        """Bytes of the rows of a batch, of which several copies exist."""
        return min(self.room // 24, 24 * MB)

    @property
    def decoding_bytes(self):
        """Bytes that the decoders of all columns that are read together may take."""
        return self.room // 4

    @property
    def held_bytes(self):
        """Bytes of rows that are held before they are written to files."""
        return self.room // 5

    @property
    def written_bytes(self):
        """Bytes of rows that are written together, as a row group."""
        return 2 * self.batch_bytes

    def batch_rows(self, row_bytes):
        """Return the number of rows of a batch."""
        return max(256, self.batch_bytes // row_bytes)

    def check_group(self, n_rows, row_bytes):
        """Raise an error if a group of rows does not fit."""
        needed = n_rows * row_bytes * COPIES_OF_GROUP + DISTANCES
        if self.limit is not None and needed > self.room - self.held_bytes:
            raise MemoryError(
                f"The search for neighbours among {n_rows} rows takes about "
                f"{-(-needed // MB)} MB, and `memory` leaves "
                f"{(self.room - self.held_bytes) // MB} MB for it. Plan with a smaller "
                "`max_group_rows`, or give more `memory`."
            )

    def check_sample(self, n_rows, row_bytes):
        """Raise an error if the rows that the clusterer is fitted to do not fit."""
        needed = n_rows * row_bytes * COPIES_OF_SAMPLE
        if self.limit is not None and needed > self.room:
            raise MemoryError(
                f"To fit the clusterer to {n_rows} rows takes about "
                f"{-(-needed // MB)} MB, and `memory` leaves {self.room // MB} MB for "
                "it. Take fewer `max_samples`, or give more `memory`."
            )
