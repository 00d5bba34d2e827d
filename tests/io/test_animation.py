"""Animated pictures: every frame at its time, or what stopped it."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.errors import InputError
from roadeye.io.animation import is_animated
from roadeye.io.frames import VideoFacts
from roadeye.io.taken import TimeRange
from roadeye.io.video import frames_of_video, video_facts

SUFFIXES = [".gif", ".webp", ".png"]


def _write(path: Path, count: int = 20, milliseconds: int | None = 50) -> Path:
    """Write frames whose red level is ten times their number."""
    frames = [Pillow.new("RGB", (40, 30), (10 * number, 90, 30)) for number in range(count)]
    options: dict[str, Any] = {"save_all": True, "append_images": frames[1:]}
    if milliseconds is not None:
        options["duration"] = milliseconds
    if path.suffix == ".webp":
        options["lossless"] = True
    frames[0].save(path, **options)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_frame_at_its_time(tmp_path: Path, suffix: str) -> None:
    path = _write(tmp_path / f"a{suffix}")
    assert is_animated(path)
    facts = video_facts(path)
    assert facts == VideoFacts(Fraction(20), 1.0, 20, (30, 40))
    frames = list(frames_of_video(path, pytest.fail))
    assert [float(frame.time) for frame in frames] == pytest.approx(
        [number / 20 for number in range(20)]
    )
    for number, frame in enumerate(frames):
        assert np.abs(frame.image[5, 5].astype(int) - (10 * number, 90, 30)).max() <= 6


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_part(tmp_path: Path, suffix: str) -> None:
    path = _write(tmp_path / f"a{suffix}")
    frames = list(frames_of_video(path, pytest.fail, TimeRange(0.2, 0.35)))
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [frame.time for frame in frames] == [Fraction(n, 20) for n in (4, 5, 6)]


def test_a_gif_without_durations_plays_as_browsers_play_it(tmp_path: Path) -> None:
    frames = list(frames_of_video(_write(tmp_path / "a.gif", 20, None), pytest.fail))
    assert [float(frame.time) for frame in frames] == pytest.approx([n / 10 for n in range(20)])


def test_what_is_no_animation(tmp_path: Path) -> None:
    for suffix in (*SUFFIXES, ".jpg"):
        path = tmp_path / f"still{suffix}"
        Pillow.new("RGB", (40, 30)).save(path)
        assert not is_animated(path)
    (tmp_path / "broken.gif").write_bytes(b"GIF89a")
    assert not is_animated(tmp_path / "broken.gif")
    assert not is_animated(tmp_path / "missing.gif")
    assert not is_animated(tmp_path)
    (frame,) = frames_of_video(tmp_path / "still.gif", pytest.fail)
    assert frame.image.shape == (30, 40, 3)


def test_a_webp_cut_short(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.webp")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(InputError, match="damaged or was cut short"):
        list(frames_of_video(path, pytest.fail))


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_an_animation_cut_short(tmp_path: Path, suffix: str) -> None:
    path = _write(tmp_path / f"a{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    problems: list[str] = []
    frames = list(frames_of_video(path, problems.append))
    assert 0 < len(frames) < 20
    assert len(problems) == 1
    assert "left out" in problems[0]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_large_animations_are_refused(tmp_path: Path, suffix: str) -> None:
    path = _write(tmp_path / f"a{suffix}")
    with pytest.raises(InputError, match=r"40×30 pixels"):
        next(iter(frames_of_video(path, pytest.fail, max_pixels=1000)))
