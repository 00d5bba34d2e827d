"""Real clips: every frame read, none reported, and what a cut leaves."""

from pathlib import Path

import pytest

from roadeye.io.video import frames_of_video, video_facts

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    ("name", "frames", "shape"),
    [("california-motorway", 221, (540, 960, 3)), ("california-short", 38, (720, 1280, 3))],
)
def test_every_frame_is_read(
    real_data: Path, name: str, frames: int, shape: tuple[int, int, int]
) -> None:
    path = real_data / "clips" / f"{name}.mp4"
    assert video_facts(path).frames == frames
    count = 0
    for frame in frames_of_video(path, pytest.fail):
        assert frame.image.shape == shape
        assert float(frame.time) == pytest.approx(count / 25)
        count += 1
    assert count == frames


def test_half_a_clip_gives_its_half(real_data: Path, tmp_path: Path) -> None:
    content = (real_data / "clips" / "california-short.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(content[: len(content) // 2])
    problems: list[str] = []
    indices = [frame.index for frame in frames_of_video(tmp_path / "half.mp4", problems.append)]
    assert 5 < len(indices) < 30
    assert indices == list(range(len(indices)))
    assert problems
