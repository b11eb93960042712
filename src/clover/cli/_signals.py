"""Signals that end a command: raised as errors, and held where files get names."""

import signal
import threading
from contextlib import contextmanager

# What a terminal, `kill` or the system sends to end a command.
ENDING = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
)


class Terminated(KeyboardInterrupt):
    """The command was told to end by a signal other than an interrupt.

    Parameters
    ----------
    number : int
        The signal.
    """

    def __init__(self, number):
        super().__init__(number)
        self.number = number

    @property
    def code(self):
        """The exit code, as shells count it."""
        return 128 + self.number


def raise_signals():
    """Let signals that would end the process at once raise an error instead.

    Hidden files are removed on the way out then. Signals that are ignored, as under
    ``nohup``, stay so.
    """
    for number in ENDING:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _raise)


def _raise(number, frame):
    raise Terminated(number)


@contextmanager
def hold_signals():
    """Let signals wait until what is done inside is done."""
    # Only the main thread may say what becomes of signals.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came = []
    before = {number: signal.getsignal(number) for number in ENDING}
    for number in ENDING:
        signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            # None stands for a handler that Python did not set and cannot set again.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for number in came[:1]:
            signal.raise_signal(number)
