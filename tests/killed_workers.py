"""Functions of partitions that kill the worker; workers import them by name."""

import os
import signal
from pathlib import Path


def kill_once(frame, marker):
    """Return a partition; the first worker that is asked for it is killed."""
    try:
        Path(marker).touch(exist_ok=False)
    except FileExistsError:
        return frame
    os.kill(os.getpid(), signal.SIGKILL)


def kill_always(frame):
    """Kill the worker that is asked for a partition."""
    os.kill(os.getpid(), signal.SIGKILL)


def allow_no_failure(dask_scheduler):
    """Let the first end of a worker be the error."""
    dask_scheduler.allowed_failures = 0
