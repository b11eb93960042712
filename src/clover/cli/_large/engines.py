"""The engines, each as an object that plans and resamples a table."""

from contextlib import contextmanager
from dataclasses import dataclass

from clover.cli._errors import UsageError
from clover.cli._large.choice import DASK

DEFAULT_MEMORY = "1GB"


@dataclass(frozen=True, eq=False)
class LocalEngine:
    """Resamples by this process alone.

    Attributes
    ----------
    table : LargeTable
        The table.

    memory : str
        The memory that the process should not exceed.

    progress : callable
        Takes the name of a step, and the numbers of rows done and in total.
    """

    table: object
    memory: str
    progress: object

    def plan(self, params, spill_dir):
        """Return a plan; temporary files lie in a folder."""
        from clover.scale import plan

        return plan(
            self.table.path,
            self.table.target,
            **params,
            memory=self.memory,
            spill_dir=spill_dir,
            progress=self.progress,
        )

    def resample(self, output, plan, *, force):
        """Write the rows and the samples of a plan to a new folder."""
        from clover.scale import resample

        return resample(
            self.table.path,
            output,
            plan,
            memory=self.memory,
            force=force,
            progress=self.progress,
        )


@contextmanager
def open_engine(name, table, memory, step):
    """Yield the engine of a name.

    Parameters
    ----------
    name : {'local', 'dask'}
        The engine.

    table : LargeTable
        The table.

    memory : str or None
        The memory of the process and its children; None is the default of the engine.

    step : Steps
        What is told about the progress.
    """
    if name == DASK:
        from clover.cli._large.workers import open_dask_engine

        memory = None if memory is None else read_memory(memory)
        with open_dask_engine(table, memory, step) as engine:
            yield engine
        return
    yield LocalEngine(table, memory or DEFAULT_MEMORY, Told(step))


def read_memory(text):
    """Return the bytes of a text such as '400MB'."""
    from clover.scale._core.memory import parse_memory

    try:
        return parse_memory(text)
    except ValueError:
        raise UsageError(
            f"--memory should be a size, such as 400MB or 2GB. Got {text!r}."
        ) from None


class Told:
    """The progress of `clover.scale` as steps of the command.

    Parameters
    ----------
    step : Steps
        What is told about the progress.
    """

    def __init__(self, step):
        self._step, self._name = step, None

    def __call__(self, name, n_done, n_total):
        """Tell that so many rows of a step are done."""
        if name != self._name:
            self._name = name
            self._step(name.capitalize(), n_total)
        self._step.reach(n_done)
