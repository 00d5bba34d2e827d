"""A display that nobody looks at."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def xvfb() -> Iterator[str]:
    """Start Xvfb and give its display; skip the test where it is not installed."""
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("Xvfb is not installed")
    reads, writes = os.pipe()
    command = [
        program,
        "-displayfd",
        str(writes),
        "-screen",
        "0",
        "1400x900x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        with os.fdopen(reads) as told:
            number = told.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()
