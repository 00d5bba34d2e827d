"""Hold back what native libraries log to standard error."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_STDERR = 2


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back what is written to file descriptor 2 in the block; show it if the block raises.

    The descriptor belongs to the whole process: keep the block short, and write nothing of your
    own in it.
    """
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
    try:
        own = os.dup(_STDERR)
    except OSError:  # standard error is closed: there is nothing to hold back
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), _STDERR)
        try:
            yield
        except BaseException:
            os.dup2(own, _STDERR)
            held.seek(0)
            os.write(_STDERR, held.read())
            raise
        finally:
            os.dup2(own, _STDERR)
            os.close(own)
