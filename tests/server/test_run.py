"""`roadeye serve` as a process: what it says, how it ends, and what it refuses."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import numpy as np
import pytest
from live_server import SECONDS

from roadeye.io.images import encode_png

PICTURE = encode_png(np.full((600, 900, 3), 90, np.uint8))


@contextmanager
def served(*options: str, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Yield the process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "roadeye", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert process.stderr is not None
        line = ""
        while "open http" not in line:
            line = process.stderr.readline()
            assert line, "the server ended before it was ready"
        found = re.search(r"http://\S+", line)
        assert found
        yield process, found.group()
    finally:
        process.kill()
        process.communicate()


def refused(*options: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "roadeye", "serve", *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def ask(address: str) -> int:
    return httpx.post(
        f"{address}/v1/segment",
        content=PICTURE,
        headers={"Content-Type": "image/png"},
        timeout=SECONDS,
    ).status_code


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_is_in_work_end(number: signal.Signals) -> None:
    with served("--threads", "1") as (process, address), ThreadPoolExecutor(6) as pool:
        assert ask(address) == 200
        answers = [pool.submit(ask, address) for _ in range(6)]
        while "roadeye_work_inside 0.0" in httpx.get(f"{address}/metrics").text:
            pass
        process.send_signal(number)
        # A connection that was not accepted yet may be refused; what was accepted is answered.
        assert {answer.result() for answer in answers if not answer.exception()} == {200}
        _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 0
        assert said.splitlines()[-1] == "roadeye: ended"
        assert "Traceback" not in said


@pytest.mark.slow
def test_the_token_comes_from_the_environment() -> None:
    with served(ROADEYE_TOKEN="secret") as (_, address):
        assert httpx.get(f"{address}/v1/models").status_code == 401
        allowed = httpx.get(f"{address}/v1/models", headers={"Authorization": "Bearer secret"})
        assert allowed.status_code == 200
        assert httpx.get(f"{address}/healthz", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--model", "nobody.tflite"), "there is no model file nobody.tflite"),
        (("--model", "roadeye", "--model", "roadeye"), "two models are called roadeye"),
        (("--host", "192.0.2.1"), "cannot listen at 192.0.2.1"),
        (("--port", "70000"), "'--port'"),
    ],
)
def test_what_cannot_be_served_is_one_line(options: tuple[str, ...], words: str) -> None:
    code, said = refused(*options)
    assert code == 2
    assert words in said
    assert "Traceback" not in said
