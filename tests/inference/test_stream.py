"""`Segmenter.stream`: videos, cameras, and consumers that leave."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fake_camera import fake_camera
from fake_engine import FakeEngine, fake_spec
from numbered_video import number_of, write_numbered

from roadeye.errors import InputError
from roadeye.inference.segmenter import Segmenter

SEGMENTER = Segmenter(FakeEngine(spec=fake_spec((32, 128))))


def test_a_video_gives_every_frame_in_order(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(25))
    for given in (path, str(path)):
        assert [number_of(one.image) for one in SEGMENTER.stream(given)] == list(range(25))


def test_smoothed_is_as_often(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(5))
    assert len(list(SEGMENTER.stream(path, smooth="flow"))) == 5


def test_a_camera_never_ends_and_leaving_closes_it(tmp_path: Path) -> None:
    before = threading.active_count()
    frames = iter(SEGMENTER.stream(fake_camera()))
    for _ in range(3):
        assert next(frames).image.shape == (48, 64, 3)
    frames.close()  # type: ignore[attr-defined]
    assert threading.active_count() <= before


def test_leaving_a_video_closes_it_whatever_happened(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(60))
    before = threading.active_count()

    def work() -> None:
        for _ in SEGMENTER.stream(path):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert threading.active_count() <= before


def test_in_threads(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(10))
    with ThreadPoolExecutor(3) as pool:
        counts = pool.map(lambda _: len(list(SEGMENTER.stream(path))), range(6))
        assert list(counts) == [10] * 6


def test_pictures() -> None:
    pictures = [np.full((8, 9, 3), level, np.uint8) for level in (0, 255)]
    assert [one.road_fraction for one in SEGMENTER.stream(pictures)] == [0.0, 1.0]


def test_what_does_not_exist() -> None:
    with pytest.raises(InputError, match=r"none\.mp4"):
        next(iter(SEGMENTER.stream("none.mp4")))
