"""Parts of videos: the same frames and times as in the whole, whatever the container."""

from fractions import Fraction
from pathlib import Path

import pytest
from numbered_video import number_of, write_numbered

from roadeye.io.taken import TimeRange
from roadeye.io.video import frames_of_video, video_facts

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    ("name", "codec", "b_frames"),
    [
        ("a.mp4", "libx264", 3),
        ("a.mov", "mpeg4", 2),
        ("a.mkv", "libx264", 3),
        ("a.webm", "libvpx", 0),
        ("a.avi", "mpeg4", 0),
        ("a.avi", "mpeg4", 2),  # packets in these do not say when they are shown
        ("a.avi", "libx264", 3),
        ("a.ts", "libx264", 3),
        ("a.ts", "mpeg2video", 2),
        ("a.flv", "libx264", 3),
        ("a.wmv", "msmpeg4", 0),
    ],
)
def test_a_range_holds_the_frames_of_the_whole(
    tmp_path: Path, name: str, codec: str, b_frames: int
) -> None:
    rate = 25 if codec == "mpeg2video" else 10
    path = write_numbered(tmp_path / name, codec, rate=rate, b_frames=b_frames)
    whole = [(f.time, number_of(f.image)) for f in frames_of_video(path, pytest.fail)]
    assert [number for _, number in whole] == list(range(60))
    assert [float(time) for time, _ in whole] == pytest.approx(
        [number / rate for number in range(60)], abs=0.001
    )
    for start, end in [(0.1, 0.35), (0.95, None), (1.98, 2.05), (2.02, 2.3)]:
        part = TimeRange(start, end)
        expected = [at for at in whole if not part.is_before(at[0]) and not part.is_over(at[0])]
        frames = list(frames_of_video(path, pytest.fail, part))
        assert [(f.time, number_of(f.image)) for f in frames] == expected
        assert [f.index for f in frames] == list(range(len(expected)))


def test_key_frames_far_apart() -> None:
    frames = list(frames_of_video(CASES / "key_every_10s.ts", pytest.fail, TimeRange(5.0, 8.0)))
    assert [f.time for f in frames] == [Fraction(number, 10) for number in range(50, 80)]
    bits = [[int(f.image[7, 8 + 15 * bit, 0] > 127) for bit in range(10)] for f in frames]
    assert [sum(on << bit for bit, on in enumerate(row)) for row in bits] == list(range(50, 80))


@pytest.mark.parametrize(
    ("name", "count", "seconds"), [("joined.mpg", 40, 1.6), ("joined.ts", 20, 2.0)]
)
def test_the_times_of_joined_clips_go_on(name: str, count: int, seconds: float) -> None:
    facts = video_facts(CASES / name)
    assert facts.frames == count
    assert facts.seconds == pytest.approx(seconds)
    notes: list[str] = []
    frames = list(frames_of_video(CASES / name, pytest.fail, note=notes.append))
    assert [float(f.time) for f in frames] == pytest.approx(
        [number * seconds / count for number in range(count)]
    )
    assert len(notes) == 1
    assert "joined" in notes[0]


def test_a_part_behind_the_join() -> None:
    frames = list(frames_of_video(CASES / "joined.ts", pytest.fail, TimeRange(1.2, 1.5)))
    assert [float(f.time) for f in frames] == pytest.approx([1.2, 1.3, 1.4])


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4", "a.ts", "a.flv"])
def test_a_first_frame_later_than_0_is_not_cut_short(tmp_path: Path, name: str) -> None:
    path = write_numbered(tmp_path / name, "libx264", range(50, 90))
    frames = list(frames_of_video(path, pytest.fail))
    assert len(frames) == 40
    assert frames[0].time == 0
    assert float(frames[-1].time) == pytest.approx(3.9)


def test_frames_of_uneven_times_and_before_0(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mkv", "mpeg4", [-3, -2, 4, 5, 30])
    frames = list(frames_of_video(path, pytest.fail))
    assert [float(f.time) for f in frames] == pytest.approx([0, 0.1, 0.7, 0.8, 3.3])


def test_a_gap_in_an_avi(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.avi", "mjpeg", [*range(10), *range(20, 30)])
    frames = list(frames_of_video(path, pytest.fail, TimeRange(0.9)))
    assert [float(f.time) for f in frames[:3]] == pytest.approx([0.9, 2.0, 2.1])


def test_closing_the_frames_closes_the_file(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264")
    open_files = Path("/proc/self/fd")
    if not open_files.is_dir():
        pytest.skip("this system does not list its open files")
    frames = frames_of_video(path, pytest.fail)
    next(iter(frames))
    held = {link.resolve() for link in open_files.iterdir()}
    assert path.resolve() in held
    frames.close()
    assert path.resolve() not in {link.resolve() for link in open_files.iterdir()}
