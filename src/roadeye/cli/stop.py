"""End a long command at once, but in order, where the system asks for it."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def stoppable(advice: str) -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as Ctrl-C does: files in the making are removed.

    The process ends with 128 plus the number of the signal, as shells expect.

    Args:
        advice: What to do next, such as `"add --resume to go on"`.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        for one in taken:  # a second signal ends the process in the system's own way
            signal.signal(one, signal.SIG_DFL)
        print(f"roadeye: stopped by {signal.Signals(number).name}; {advice}", file=sys.stderr)
        raise SystemExit(128 + number)

    taken = [
        getattr(signal, name)
        for name in _SIGNALS
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) == signal.SIG_DFL
    ]
    for one in taken:
        signal.signal(one, stop)
    try:
        yield
    except KeyboardInterrupt:
        print(f"roadeye: {advice}", file=sys.stderr)
        raise
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)
