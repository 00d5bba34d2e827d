"""`/v1/video` over real HTTP: film, masks and lines are those of the pipeline; all ends cleanly."""

import json
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import numpy as np
import pytest
from fake_engine import FakeEngine, bright
from live_server import SECONDS, live_client

from roadeye.arrays import Image, Probability
from roadeye.io.video import frames_of_video
from roadeye.io.video_writer import video_writer
from roadeye.server.limits import Limits

FRAMES = 8
MP4 = {"Content-Type": "video/mp4"}
LIMITS = Limits(video_bytes=300_000, videos=2, video_seconds=5.0, kept_videos=2)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip that becomes bright column by column."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    with video_writer(path, Fraction(10)) as write:
        for number in range(FRAMES):
            image = np.zeros((64, 96, 3), np.uint8)
            image[:, : 12 * number] = 255
            write(Fraction(number, 10), image)
    return path.read_bytes()


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with live_client(limits=LIMITS) as client:
        yield client


def ended(client: httpx.Client, address: str) -> Any:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        status = client.get(address).json()
        if status["state"] in {"done", "failed", "cancelled"}:
            return status
        time.sleep(0.1)
    pytest.fail("the video did not end")


def sent(client: httpx.Client, content: bytes, query: str = "") -> str:
    response = client.post(f"/v1/video{query}", content=content, headers=MP4)
    assert response.status_code == 202, response.text
    return str(response.headers["location"])


def test_film_masks_and_lines_are_there(client: httpx.Client, clip: bytes, tmp_path: Path) -> None:
    address = sent(client, clip)
    with client.stream("GET", f"{address}/events") as events:
        told = [json.loads(line[5:]) for line in events.iter_lines() if line.startswith("data:")]
    assert told[-1]["state"] == "done"
    assert told[-1]["frames_done"] == told[-1]["frames"] == FRAMES
    assert [one["frames_done"] for one in told] == sorted(one["frames_done"] for one in told)
    lines = [json.loads(line) for line in client.get(f"{address}/frames.jsonl").text.splitlines()]
    assert [line["frame"] for line in lines] == list(range(FRAMES))
    assert [line["time"] for line in lines] == [number / 10 for number in range(FRAMES)]
    assert [line["road_fraction"] for line in lines] == pytest.approx(
        [number / 8 for number in range(FRAMES)], abs=0.02
    )
    mean = float(np.mean([line["road_fraction"] for line in lines]))
    assert told[-1]["road_fraction"] == pytest.approx(mean, abs=1e-6)
    for name in ("film.mp4", "mask.mkv"):
        response = client.get(f"{address}/{name}")
        (tmp_path / name).write_bytes(response.content)
        assert len(list(frames_of_video(tmp_path / name, pytest.fail))) == FRAMES


@pytest.mark.parametrize(
    ("content", "headers", "query", "status", "code"),
    [
        (b"", MP4, "", 400, "no-picture"),
        (b"x", {"Content-Type": "text/plain"}, "", 415, "unsupported-type"),
        (bytes(300_001), MP4, "", 413, "body-too-large"),
        (b"x", MP4, "?head=sky", 400, "no-such-head"),
        (b"x", MP4, "?fps=3", 400, "unknown-parameter"),
    ],
)
def test_bad_requests_are_told(
    client: httpx.Client, content: bytes, headers: Any, query: str, status: int, code: str
) -> None:
    response = client.post(f"/v1/video{query}", content=content, headers=headers)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(("cut", "code"), [(0, "not-a-video"), (200, "not-a-video")])
def test_what_is_no_video_fails_without_a_path(
    client: httpx.Client, clip: bytes, cut: int, code: str
) -> None:
    address = sent(client, clip[:cut] + b"no video" * 9)
    status = ended(client, address)
    assert (status["state"], status["problem"]["code"]) == ("failed", code)
    assert "the video" in status["problem"]["detail"]
    assert tempfile.gettempdir() not in json.dumps(status)
    assert client.get(f"{address}/film.mp4").status_code == 409


def test_too_long_videos_are_refused(client: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with video_writer(path, Fraction(1)) as write:
        for number in range(9):
            write(Fraction(number), np.zeros((32, 32, 3), np.uint8))
    status = ended(client, sent(client, path.read_bytes()))
    assert status["problem"]["code"] == "video-too-long"


@pytest.mark.parametrize("path", ["", "/events", "/film.mp4"])
@pytest.mark.parametrize("name", ["nobody", "..%2f..%2fetc%2fpasswd"])
def test_other_names_are_not_found(client: httpx.Client, name: str, path: str) -> None:
    assert client.get(f"/v1/video/{name}{path}").json()["code"] == "not-found"


def test_old_results_make_room_for_new_ones(client: httpx.Client, clip: bytes) -> None:
    addresses = []
    for _ in range(4):
        addresses.append(sent(client, clip))
        ended(client, addresses[-1])
    states = [client.get(address).status_code for address in addresses]
    assert states == [404, 404, 200, 200]
    assert client.delete(addresses[3]).status_code == 204
    assert client.get(addresses[3]).status_code == 404


def test_videos_wait_in_a_line_and_are_cancelled(clip: bytes, tmp_path: Path) -> None:
    go = Event()

    def slow(image: Image) -> Probability:
        go.wait(SECONDS)
        return bright(image)

    before = set(Path(tempfile.gettempdir()).glob("roadeye-serve-*"))
    with live_client({"fake": FakeEngine(slow)}, limits=LIMITS) as client:
        first, second = sent(client, clip), sent(client, clip)
        full = client.post("/v1/video", content=clip, headers=MP4)
        assert (full.status_code, full.json()["code"]) == (429, "busy")
        assert int(full.headers["retry-after"]) > 0
        assert client.get(second).json()["state"] == "waiting"
        for address in (first, second):
            assert client.delete(address).status_code == 204
        go.set()
        until = time.monotonic() + SECONDS
        while client.get(first).status_code == 200 and time.monotonic() < until:
            time.sleep(0.1)
        assert client.get(first).status_code == 404
        assert sent(client, clip)
        mine = set(Path(tempfile.gettempdir()).glob("roadeye-serve-*")) - before
        assert mine
    assert not any(folder.exists() for folder in mine)
