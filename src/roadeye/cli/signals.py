"""Signals: the first asks a command to finish what is in work, the second ends it at once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class SignalError(BaseException):
    """A signal other than Ctrl-C ends the command; its exit code is 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does, so that temporary files are removed."""
    with _handling(_ENDING[1:], _raise):
        yield


@contextmanager
def finishing_first() -> Iterator[Callable[[], int]]:
    """Turn the first signal into an answer, so that what is in work can be finished.

    Yields:
        A function that returns the number of the signal that came, or 0. A second signal ends the
        block at once.
    """
    came = 0

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal came
        if came:
            _raise(number, frame)
        came = number

    with _handling(_ENDING, note):
        yield lambda: came


def _raise(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SignalError(number)


@contextmanager
def _handling(
    numbers: tuple[int, ...], handler: Callable[[int, FrameType | None], None]
) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Where the caller ignores a signal (nohup, a job in the background), so does the command.
    before = {
        number: signal.signal(number, handler)
        for number in numbers
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
