"""Slow and broken clients, by raw sockets: none holds a worker, and each is told why."""

import json
import socket
import time
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
import uvicorn
from live_server import live_server
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from roadeye.io.images import encode_png
from roadeye.server.limits import Limits
from roadeye.server.protocol import guarded_protocol
from roadeye.server.run import address_of, listen

SLOW = 0.6
LONG = 20_000_000
LIMITS = Limits(seconds=SLOW, waiting=0, body_bytes=60_000_000, connections=8)
PICTURE = encode_png(np.zeros((20, 30, 3), np.uint8))
HEAD = b"POST /v1/segment HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live_server(limits=LIMITS) as address:
        yield address


def connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def rest(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    content = bytearray()
    try:
        while part := connection.recv(1 << 16):
            content += part
    except ConnectionResetError:
        pass
    return bytes(content)


def problem(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return str(json.loads(body[: body.rindex(b"}") + 1])["code"])


def works(address: str) -> bool:
    response = httpx.post(
        f"{address}/v1/segment", content=PICTURE, headers={"Content-Type": "image/png"}, timeout=10
    )
    return response.status_code == 200


def test_slow_bodies_hold_no_worker_and_are_told(address: str) -> None:
    slow = [connect(address) for _ in range(3)]
    for one in slow:
        one.sendall(HEAD + b"Content-Length: 100\r\n\r\nab")
    assert works(address)  # one worker, and nothing may wait
    for one in slow:
        assert problem(rest(one)) == "too-slow"
        one.close()


def test_slow_headers_are_cut_off(address: str) -> None:
    started = time.monotonic()
    with connect(address) as one:
        one.sendall(b"POST /v1/seg")
        assert works(address)
        assert rest(one) == b""
    assert time.monotonic() - started < 10 * SLOW


def test_a_byte_now_and_then_does_not_lengthen_the_time(address: str) -> None:
    with connect(address) as one:
        started = time.monotonic()
        try:
            for byte in HEAD * 3:
                one.sendall(bytes([byte]))
                time.sleep(SLOW / 4)
        except OSError:
            pass
    assert time.monotonic() - started < 10 * SLOW


def test_a_body_shorter_than_said_is_told_when_time_is_up(address: str) -> None:
    with connect(address) as one:
        one.sendall(HEAD + b"Content-Length: 5000\r\n\r\n" + PICTURE)
        assert problem(rest(one)) == "too-slow"


def test_a_body_longer_than_said_is_no_request(address: str) -> None:
    with connect(address) as one:
        length = len(PICTURE)
        one.sendall(HEAD + f"Content-Length: {length}\r\n\r\n".encode() + PICTURE + b"more\r\n\r\n")
        answer = rest(one)
    assert answer.startswith(b"HTTP/1.1 200")  # the picture that was announced
    second = answer[answer.index(b"HTTP/1.1 400") :]
    assert problem(second) == "bad-request"
    assert b"nosniff" in second


@pytest.mark.parametrize("junk", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\r\n" * 40_000])
def test_junk_is_told(address: str, junk: bytes) -> None:
    with connect(address) as one:
        one.sendall(junk)
        answer = rest(one)
    assert not answer or problem(answer) == "bad-request"
    assert works(address)


def test_a_length_beyond_the_limit_is_refused_before_the_body(address: str) -> None:
    with connect(address) as one:
        one.sendall(HEAD + b"Content-Length: 60000001\r\n\r\n")
        assert problem(rest(one)) == "body-too-large"


def test_an_endless_body_is_cut_off(address: str) -> None:
    with connect(address) as one:
        one.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk = b"10000\r\n" + bytes(1 << 16) + b"\r\n"
        sent = 0
        try:
            while sent < 300_000_000:
                one.sendall(chunk)
                sent += 1 << 16
        except OSError:
            pass
    assert sent < 300_000_000
    assert works(address)


def test_all_bodies_together_are_bounded() -> None:
    limits = Limits(seconds=20.0, held_bytes=1_500_000)
    with live_server(limits=limits) as address:
        with connect(address) as first, connect(address) as second:
            first.sendall(HEAD + b"Content-Length: 1000001\r\n\r\n" + bytes(1_000_000))
            time.sleep(0.2)
            second.sendall(HEAD + b"Content-Length: 1000001\r\n\r\n" + bytes(1_000_000))
            assert problem(rest(second)) == "overloaded"
        assert works(address)


def test_more_connections_than_allowed_are_told(address: str) -> None:
    open_ones = [connect(address) for _ in range(LIMITS.connections)]
    with connect(address) as one:
        assert problem(rest(one)) == "overloaded"
    for each in open_ones:
        each.close()
    time.sleep(0.1)
    assert works(address)


async def long_answer(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with more than the buffers of two sockets hold."""
    await PlainTextResponse(bytes(LONG))(scope, receive, send)


@pytest.mark.parametrize(("waits", "whole"), [(0.0, True), (3 * SLOW, False)])
def test_a_client_that_does_not_read_is_cut_off(waits: float, whole: bool) -> None:
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(long_answer, http=guarded_protocol(LIMITS), log_config=None, lifespan="off")
    )
    thread = Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    with connect(address_of(listener)) as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(waits)
        assert (len(rest(one)) > LONG) == whole
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()
