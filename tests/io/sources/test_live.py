"""Cameras and addresses: fake ones, that are slow, stall, die and come back."""

import socket
import threading
import time
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest
from fake_camera import fake_camera, send_numbered, serving
from numbered_video import number_of, write_numbered

from roadeye.errors import InputError
from roadeye.io.frames import Frame, Listener
from roadeye.io.sources.address import Address, address
from roadeye.io.sources.camera import camera
from roadeye.io.sources.source import Source, SourceOptions
from roadeye.io.taken import Every, Taken, TimeRange

OPTIONS = SourceOptions()


def read(
    source: Source, count: int, taken: Taken | None = None, pause: float = 0.0
) -> tuple[list[Frame], list[str]]:
    """Read some frames, each as slowly as a network would."""
    told: list[str] = []
    frames: list[Frame] = []
    with source.open(taken or Taken(), Listener(told.append, told.append)) as stream:
        for frame in stream.frames:
            if frame is not None:
                frames.append(frame)
                time.sleep(pause)
            if len(frames) == count:
                break
    return frames, told


def test_a_slow_reader_gets_new_frames_and_the_others_are_counted() -> None:
    frames, told = read(fake_camera(rate=50), 5, pause=0.1)
    assert not told, told
    assert all(time.monotonic() - (frame.arrived or 0) < 5 for frame in frames)
    assert sum(frame.dropped for frame in frames) >= 8  # 50 a second come, 10 are taken
    gaps = [float(b.time - a.time) for a, b in pairwise(frames)]
    assert min(gaps) > 0.05
    assert [frame.index for frame in frames] == list(range(5))


def test_a_part_of_what_is_live_ends_by_itself() -> None:
    frames, _ = read(fake_camera(rate=20), 1000, Taken(TimeRange(0.2, 0.6), Every(2)))
    assert 1 <= len(frames) <= 6
    assert Fraction(1, 5) - 1 <= frames[0].time < Fraction(3, 5)


def test_a_camera_that_stops_is_tried_again_and_then_given_up() -> None:
    source = fake_camera(rate=100, frames=5)
    told: list[str] = []
    began = time.monotonic()
    with source.open(Taken(), Listener(told.append, told.append)) as stream:
        frames = iter(stream.frames)
        while not told and time.monotonic() - began < 20:
            next(frames)
    assert told[0] == "camera 0: the stream ended; connecting again in 0.5 s."


def test_leaving_ends_the_thread() -> None:
    before = threading.active_count()
    read(fake_camera(), 2)
    assert threading.active_count() <= before


def test_mjpeg_over_http() -> None:
    with serving(lambda write: send_numbered(write, 200)) as url:
        frames, _ = read(Address(url, timeout=5.0), 5)
    numbers = [number_of(frame.image) for frame in frames]
    assert numbers == sorted(set(numbers))


def test_a_stream_that_dies_comes_back_and_its_clock_goes_on() -> None:
    with serving(lambda write: send_numbered(write, 20, rate=100)) as url:
        frames, told = read(Address(url, timeout=5.0, pauses=(0.05,) * 9), 40)
    assert len(frames) == 40
    assert all(a.time < b.time for a, b in pairwise(frames))
    assert any("connecting again in 0.05 s" in text for text in told)


def test_a_stream_that_does_not_come_back_is_an_error_with_the_reason() -> None:
    told: list[str] = []
    served = serving(lambda write: send_numbered(write, 20, rate=100))
    url = served.__enter__()
    source = Address(url, timeout=1.0, pauses=(0.1, 0.1))
    with source.open(Taken(), Listener(told.append, told.append)) as stream:
        frames = iter(stream.frames)
        while next(frames) is None:
            pass
        served.__exit__(None, None, None)
        with pytest.raises(InputError, match=r"did not come back in 2 tries .*refuses"):
            list(frames)
    assert len(told) >= 2


def test_an_address_that_stalls_says_how_long_it_was_waited_for() -> None:
    done = threading.Event()
    try:
        with (
            serving(lambda _: done.wait(10)) as url,
            pytest.raises(InputError, match=r"gave no video in 0\.5 seconds"),
        ):
            read(Address(url, timeout=0.5), 1)
    finally:
        done.set()


def test_an_address_that_refuses() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError, match="refuses the connection") as raised:
        read(Address(f"http://user:secret@127.0.0.1:{port}/x"), 1)
    assert "secret" not in str(raised.value)


def test_a_video_on_a_server_is_read_whole(tmp_path: Path) -> None:
    write_numbered(tmp_path / "a.mkv", "libx264", range(30))
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/a.mkv"
        frames, told = read(Address(url, timeout=5.0), 1000, pause=0.005)
        server.shutdown()
    assert [number_of(frame.image) for frame in frames] == list(range(30))
    assert not told, told


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("rtsp://user:pw@camera.local:8554/live/main", "camera.local_main"),
        ("http://10.0.0.5/video.mjpg?fps=5", "10.0.0.5_video"),
        ("udp://@:1234", "udp"),
    ],
)
def test_addresses_and_their_names(text: str, stem: str) -> None:
    found = address(text, OPTIONS)
    assert found is not None
    assert found.stem == stem
    assert "pw" not in found.name


@pytest.mark.parametrize("text", ["drive.mp4", "C://drive.mp4", "s3://bucket/drive.mp4", "0"])
def test_what_is_no_address(text: str) -> None:
    assert address(text, OPTIONS) is None


def test_a_camera_that_is_not_there_lists_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadeye.io.sources.camera._DEVICES", tmp_path)
    with pytest.raises(InputError, match="no camera is connected"):
        camera("3", OPTIONS)
    (tmp_path / "video0").touch()
    with pytest.raises(InputError, match=r"there is no camera 3 .*: there are .*video0"):
        camera("3", OPTIONS)
    found = camera("0", OPTIONS)
    assert found is not None
    with pytest.raises(InputError, match="camera 0 cannot be opened"):
        read(found, 1)


def test_a_file_called_0_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "0").touch()
    assert camera("0", OPTIONS) is None
    assert camera("drive7", OPTIONS) is None
