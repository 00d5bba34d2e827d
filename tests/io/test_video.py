"""Videos in: every frame at its time and upright, broken parts left out and said."""

import wave
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.arrays import Image
from roadeye.errors import InputError
from roadeye.io.frames import frames_of_pictures
from roadeye.io.images import write_png
from roadeye.io.pyav import fraction
from roadeye.io.taken import WHOLE, TimeRange
from roadeye.io.video import frames_of_video, video_facts
from roadeye.io.video_writer import video_writer

LEVELS = [10 + 4 * index for index in range(50)]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Five seconds at 10 frames a second; the level of frame `i` is `10 + 4 i`."""
    path = tmp_path / "clip.mp4"
    with video_writer(path, Fraction(10)) as write:
        for index, level in enumerate(LEVELS):
            image = np.full((48, 64, 3), level, np.uint8)
            image[::5, index % 7 :: 7] = 255 - level  # gives every packet some length
            write(Fraction(index, 10), image)
    return path


def _levels(path: Path, problems: list[str], time_range: TimeRange = WHOLE) -> list[int]:
    frames = frames_of_video(path, problems.append, time_range)
    return [round((float(np.median(frame.image)) - 10) / 4) for frame in frames]


def _greys(levels: Iterable[int]) -> list[Image]:
    return [np.full((48, 64, 3), level, np.uint8) for level in levels]


def _encode(
    path: Path,
    images: Sequence[Image],
    codec: str = "libx264",
    *,
    container_format: str | None = None,
    pixel_aspect: Fraction = Fraction(1),
) -> None:
    """Write a video as cameras and other programs do, at ten frames a second."""
    height, width, _ = images[0].shape
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.sample_aspect_ratio = pixel_aspect
        for image in images:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))


def test_facts(clip: Path) -> None:
    facts = video_facts(clip)
    assert facts.rate == 10
    assert facts.frames == 50
    assert facts.seconds == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("time_range", "expected"),
    [
        (TimeRange(), range(50)),
        (TimeRange(0.1), range(1, 50)),  # 0.1 is a little more than a tenth in binary
        (TimeRange(3.0), range(30, 50)),
        (TimeRange(3.05, 3.3), range(31, 33)),
        (TimeRange(0.0, 0.3), range(3)),
        (TimeRange(4.9), range(49, 50)),
        (TimeRange(5.0), range(0)),
    ],
)
def test_spans(clip: Path, time_range: TimeRange, expected: Sequence[int]) -> None:
    problems: list[str] = []
    assert _levels(clip, problems, time_range) == list(expected)
    assert not problems


@pytest.mark.parametrize(("start", "end"), [(-1.0, None), (2.0, 2.0), (3.0, 1.0), (0.0, 0.0)])
def test_spans_that_leave_nothing(start: float, end: float | None) -> None:
    with pytest.raises(InputError, match="leave no video"):
        TimeRange(start, end)


def test_a_video_cut_short_gives_what_is_there(clip: Path) -> None:
    content = clip.read_bytes()
    clip.write_bytes(content[: len(content) * 2 // 3])
    problems: list[str] = []
    levels = _levels(clip, problems)
    assert 10 < len(levels) < 50
    assert levels == list(range(len(levels)))
    assert "of 5.00 seconds: it was cut short" in problems[-1]


def test_a_broken_packet_is_left_out_and_said(clip: Path) -> None:
    with av.open(str(clip)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        place, size = packets[30].pos, packets[30].size
    assert place is not None
    content = bytearray(clip.read_bytes())
    content[place : place + size] = b"\xff" * size
    clip.write_bytes(content)
    problems: list[str] = []
    frames = list(frames_of_video(clip, problems.append))
    # The decoder waits for a picture that does not build on the broken one.
    assert 30 <= len(frames) < 50
    assert problems
    assert all("clip.mp4" in problem and "left out" in problem for problem in problems)
    assert frames[-1].time == Fraction(49, 10)


@pytest.mark.parametrize("suffix", [".mkv", ".avi", ".ts", ".mov", ".webm"])
def test_containers(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    codec = "libvpx" if suffix == ".webm" else "mpeg4"
    _encode(path, _greys(range(0, 250, 25)), codec)
    problems: list[str] = []
    frames = list(frames_of_video(path, problems.append))
    assert [frame.index for frame in frames] == list(range(10))
    assert [float(frame.time) for frame in frames] == pytest.approx(
        [index / 10 for index in range(10)], abs=0.001
    )
    assert not problems


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    with pytest.raises(InputError, match=r"a\.wav holds no video, only audio"):
        video_facts(tmp_path / "a.wav")


@pytest.mark.parametrize("content", [b"", b"hello\n" * 100, b"\0\0\0\x20ftypisom" + bytes(500)])
def test_what_is_no_video_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.mp4 is not a video|a\.mp4 holds no video") as caught:
        list(frames_of_video(tmp_path / "a.mp4", pytest.fail))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["txt", "ppm", "avif", "jp2"])
def test_text_and_single_pictures_are_no_video(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "txt":
        path.write_text("hello\n" * 100, encoding="utf-8")
    else:
        try:
            Pillow.new("RGB", (64, 48)).save(path)
        except (OSError, KeyError, ValueError):
            pytest.skip("this Pillow cannot write it")
    with pytest.raises(InputError, match=r"is neither a video nor a picture|is not a video"):
        video_facts(path)


def test_a_raw_stream_that_cannot_seek_is_decoded_from_its_start(tmp_path: Path) -> None:
    path = tmp_path / "camera.h264"
    _encode(path, _greys(range(0, 250, 5)), container_format="h264")
    whole = list(frames_of_video(path, lambda _: None))
    later = list(frames_of_video(path, lambda _: None, TimeRange(start=1.5)))
    assert 0 < len(later) < len(whole)
    np.testing.assert_array_equal(later[-1].image, whole[-1].image)


def test_pixels_that_are_no_squares_become_squares(tmp_path: Path) -> None:
    path = tmp_path / "dv.mp4"
    pixels = np.zeros((48, 72, 3), np.uint8)
    pixels[:, :36] = 255
    _encode(path, [pixels], pixel_aspect=Fraction(4, 3))
    (frame,) = frames_of_video(path, pytest.fail)
    assert frame.image.shape == (48, 96, 3)
    assert (frame.image[:, :46] > 200).all()
    assert (frame.image[:, 50:] < 50).all()


def test_a_missing_video(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        video_facts(tmp_path / "none.mp4")


def test_pictures_as_frames(tmp_path: Path) -> None:
    paths = [tmp_path / f"{index}.png" for index in range(6)]
    for index, path in enumerate(paths):
        write_png(path, np.full((2, 3, 3), index, np.uint8))
    paths[3].write_text("broken")
    problems: list[str] = []
    frames = frames_of_pictures(paths, Fraction(10), problems.append, TimeRange(0.1, 0.5))
    shown = [(frame.index, frame.time, int(frame.image[0, 0, 0])) for frame in frames]
    assert shown == [(1, Fraction(1, 10), 1), (2, Fraction(1, 5), 2), (4, Fraction(2, 5), 4)]
    assert len(problems) == 1
    assert "3.png" in problems[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Fraction(30000, 1001), Fraction(30000, 1001)), (None, None), (Fraction(0), None)],
)
def test_fractions_of_any_version(value: Fraction | None, expected: Fraction | None) -> None:
    assert fraction(value) == expected


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG"), (1, None)])
def test_hdr_is_said(tmp_path: Path, transfer: int, name: str | None) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p10le"
        stream.codec_context.color_trc = transfer
        for number in range(2):
            frame = av.VideoFrame(64, 48, "yuv420p10le")
            frame.pts = number
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    notes: list[str] = []
    assert len(list(frames_of_video(tmp_path / "a.mp4", pytest.fail, note=notes.append))) == 2
    assert [f"is HDR ({name}): its pictures are read as if" in note for note in notes] == (
        [] if name is None else [True]
    )
