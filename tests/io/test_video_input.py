"""What a video file is refused for, and which of its tracks is read."""

import os
import struct
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numbered_video import write_numbered

from roadeye.errors import InputError
from roadeye.io.video import frames_of_video, video_facts

CASES = Path(__file__).parents[1] / "cases"


def test_a_broken_tag_is_no_reason_not_to_read() -> None:
    assert len(list(frames_of_video(CASES / "duration_na.mkv", pytest.fail))) == 10
    assert video_facts(CASES / "duration_na.mkv").seconds == pytest.approx(1.0)


def test_a_preview_is_not_the_video() -> None:
    frames = list(frames_of_video(CASES / "preview_first.mkv", pytest.fail))
    assert len(frames) == 10
    assert frames[0].image.shape == (160, 320, 3)
    assert video_facts(CASES / "preview_first.mkv").size == (160, 320)


@pytest.mark.parametrize("codec", ["mpeg4", "mjpeg"])
def test_fewer_frames_than_the_header_promises(tmp_path: Path, codec: str) -> None:
    path = write_numbered(tmp_path / "a.avi", codec, range(3))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.index(b"avih") + 24, 10)
    struct.pack_into("<I", content, content.index(b"strh") + 40, 10)
    path.write_bytes(content)
    problems: list[str] = []
    assert len(list(frames_of_video(path, problems.append))) == 3
    assert len(problems) == 1
    assert "ends after 0.30 of 1.00 seconds" in problems[0]


def test_a_video_cut_between_two_packets(tmp_path: Path) -> None:
    path = write_numbered(tmp_path / "a.avi", "mjpeg", range(10))
    content = path.read_bytes()
    place = -1
    for _ in range(4):
        place = content.index(b"00dc", place + 1)
    path.write_bytes(content[:place])
    problems: list[str] = []
    frames = list(frames_of_video(path, problems.append))
    assert 1 < len(frames) < 5
    assert "of 1.00 seconds" in problems[-1]


def _write_huge(path: Path, side: int) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = side, side, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((side, side, 3), np.uint8), format="rgb24")
        file.mux(stream.encode(frame.reformat(format="yuv420p")))
        file.mux(stream.encode(None))


@pytest.mark.parametrize("suffix", [".mp4", ".ts"])
def test_large_frames_are_refused_by_the_header(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    _write_huge(path, 2000)
    with pytest.raises(InputError, match=r"2000×2000 pixels, 4 megapixels; at most 3 are read"):
        next(iter(frames_of_video(path, pytest.fail, max_pixels=3_000_000)))
    with pytest.raises(InputError, match="at most 3 are read"):
        video_facts(path, max_pixels=3_000_000)


REFUSED = """
import sys
from pathlib import Path
from roadeye.errors import InputError
from roadeye.io.video import video_facts

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

before = peak()
try:
    video_facts(Path(sys.argv[1]), max_pixels=10_000_000)
except InputError as error:
    print(error.code, peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("suffix", [".mp4", ".ts", ".h264"])
def test_a_refusal_decodes_no_frame(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    _write_huge(path, 4000)
    command = [sys.executable, "-c", REFUSED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    code, kilobytes = done.stdout.split()
    assert code == "too-many-pixels"
    assert int(kilobytes) < 12_000  # half of what a decoded frame takes


@pytest.mark.parametrize("aspect", [(1000, 1), (2**31 - 1, 1), (65535, 2)])
def test_an_absurd_pixel_shape_counts_against_the_limit(
    tmp_path: Path, aspect: tuple[int, int]
) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(2), aspect=Fraction(4, 3))
    content = bytearray(path.read_bytes())
    struct.pack_into(">2I", content, content.index(b"pasp") + 4, *aspect)
    path.write_bytes(content)
    with pytest.raises(InputError, match="pixel aspect") as caught:
        next(iter(frames_of_video(path, pytest.fail, max_pixels=100_000)))
    assert "stored as 128×32" in str(caught.value)


def _join(folder: Path, aspect: Fraction) -> Path:
    first = write_numbered(folder / "first.ts", "libx264", range(10), rate=25)
    second = write_numbered(folder / "second.ts", "libx264", range(10), rate=25, aspect=aspect)
    path = folder / "joined.ts"
    path.write_bytes(first.read_bytes() + second.read_bytes())
    return path


def test_a_pixel_shape_that_changes_is_the_frames_own(tmp_path: Path) -> None:
    frames = list(frames_of_video(_join(tmp_path, Fraction(2)), pytest.fail))
    assert [frame.image.shape[1] for frame in frames] == [128] * 10 + [256] * 10


def test_larger_frames_in_the_middle_are_left_out(tmp_path: Path) -> None:
    problems: list[str] = []
    path = _join(tmp_path, Fraction(2))
    frames = list(frames_of_video(path, problems.append, max_pixels=32 * 128))
    assert len(frames) == 10
    assert len(problems) == 1
    assert "256×32 pixels; at most 0.004096 megapixels are read" in problems[0]


def test_any_error_of_pyav_is_an_error_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_numbered(tmp_path / "a.mp4", "libx264", range(3))

    def fail(*_: object) -> None:
        raise OverflowError("too wide")

    monkeypatch.setattr("roadeye.io.video_image.square_width", fail)
    with pytest.raises(InputError, match=r"a\.mp4 is damaged .*\(too wide\)"):
        list(frames_of_video(path, pytest.fail))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(InputError, match="is a pipe; give a regular file"):
        next(iter(frames_of_video(tmp_path / "a.mp4", pytest.fail)))
