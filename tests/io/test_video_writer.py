"""Videos out: the times, the size and the pixels that were given come out of the file."""

import os
import resource
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from roadeye.arrays import Image
from roadeye.errors import InputError, OutputError
from roadeye.io.temporary import is_leftover
from roadeye.io.video import frames_of_video
from roadeye.io.video_writer import video_writer

UNEVEN = [Fraction(0), Fraction(1, 25), Fraction(3, 25), Fraction(1, 2), Fraction(8, 15)]
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128), (235, 0, 200)]


def _write(path: Path, shape: tuple[int, int] = (48, 64)) -> None:
    with video_writer(path, Fraction(10)) as write:
        for time, colour in zip(UNEVEN, COLOURS, strict=True):
            write(time + 7, np.full((*shape, 3), colour, np.uint8))


def _nothing_reported(problem: str) -> None:
    pytest.fail(problem)


def test_mp4_keeps_uneven_times_and_colours(tmp_path: Path) -> None:
    _write(tmp_path / "a.mp4")
    frames = list(frames_of_video(tmp_path / "a.mp4", _nothing_reported))
    assert [frame.time for frame in frames] == UNEVEN
    for frame, colour in zip(frames, COLOURS, strict=True):
        assert np.abs(frame.image.astype(int) - colour).max() <= 2


def test_mp4_is_what_browsers_play(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    _write(path)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.duration is not None
        assert stream.time_base is not None
        # The last frame is seen for a tenth of a second: 8/15 + 1/10.
        assert stream.duration * stream.time_base == Fraction(19, 30)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")  # plays before all of it is there


@pytest.mark.parametrize(("suffix", "tick"), [(".gif", 10), (".webp", 1)])
def test_gif_and_webp(tmp_path: Path, suffix: str, tick: int) -> None:
    _write(tmp_path / f"a{suffix}", shape=(33, 51))
    with Pillow.open(tmp_path / f"a{suffix}") as picture:
        assert picture.size == (51, 33)
        assert picture.info["loop"] == 0
        assert getattr(picture, "n_frames", 1) == 5
        milliseconds = []
        for index, colour in enumerate(COLOURS):
            picture.seek(index)
            pixels = np.asarray(picture.convert("RGB")).astype(int)
            assert np.abs(pixels - colour).max() <= 6
            milliseconds.append(picture.info["duration"])
    exact = np.diff([1000 * float(time) for time in UNEVEN])
    assert np.abs(np.array(milliseconds[:-1]) - exact).max() <= tick


def test_gif_and_webp_are_at_most_640_pixels_a_side(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.gif", Fraction(10)) as write:
        write(Fraction(0), np.zeros((100, 1280, 3), np.uint8))
    with Pillow.open(tmp_path / "a.gif") as picture:
        assert picture.size == (640, 50)


@pytest.mark.parametrize("shape", [(1, 1), (1, 99), (37, 65), (64, 33), (33, 64)])
def test_odd_sizes_are_padded_and_nothing_moves(tmp_path: Path, shape: tuple[int, int]) -> None:
    height, width = shape
    image = np.zeros((*shape, 3), np.uint8)
    image[height // 2 :, width // 3 :] = 255
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        write(Fraction(0), image)
    (frame,) = frames_of_video(tmp_path / "a.mp4", _nothing_reported)
    assert frame.image.shape == (height + height % 2, width + width % 2, 3)
    assert ((frame.image[:height, :width] > 127) == (image > 127)).all()
    # The doubled row and column look like their neighbours.
    assert ((frame.image[height - 1] > 127) == (frame.image[-1] > 127)).all()
    assert ((frame.image[:, width - 1] > 127) == (frame.image[:, -1] > 127)).all()


def test_a_frame_of_another_size_is_fitted_in(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        write(Fraction(0), np.full((40, 80, 3), 200, np.uint8))
        write(Fraction(1), np.full((80, 80, 3), 200, np.uint8))
    _, second = frames_of_video(tmp_path / "a.mp4", _nothing_reported)
    bright = second.image[..., 0] > 100
    assert bright[:, 22:58].all()  # 40 of 80 columns, in the middle
    assert not bright[:, :18].any()
    assert not bright[:, 62:].any()


def test_times_that_do_not_rise_are_moved_by_one_tick(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        for time in (Fraction(0), Fraction(0), Fraction(1)):
            write(time, np.zeros((4, 4, 3), np.uint8))
    times = [frame.time for frame in frames_of_video(tmp_path / "a.mp4", _nothing_reported)]
    assert times == [0, Fraction(1, 90_000), 1]


def test_no_frame_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="gave no frame"),
        video_writer(tmp_path / "a.mp4", Fraction(10)),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_an_error_while_writing_keeps_the_old_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")

    def fail() -> None:
        with video_writer(path, Fraction(10)) as write:
            write(Fraction(0), np.zeros((4, 4, 3), np.uint8))
            raise InputError("broken source")

    with pytest.raises(InputError, match="broken source"):
        fail()
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.mp4", b"old")]


@pytest.mark.parametrize("shape", [(721, 1281), (33, 47)])
def test_masks_come_back_exactly(tmp_path: Path, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0)
    masks = [(noise.random(shape) < 0.5).astype(np.uint8) * 255 for _ in range(3)]
    with video_writer(tmp_path / "mask.mkv", Fraction(10), lossless=True) as write:
        for number, mask in enumerate(masks):
            write(Fraction(number, 10), mask)
    frames = list(frames_of_video(tmp_path / "mask.mkv", pytest.fail))
    assert [frame.time for frame in frames] == [0, Fraction(1, 10), Fraction(1, 5)]
    for frame, mask in zip(frames, masks, strict=True):
        np.testing.assert_array_equal(frame.image, np.dstack([mask] * 3))


def test_every_level_and_colour_comes_back_exactly(tmp_path: Path) -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    colours = _noise(np.random.default_rng(0))
    for name, image in (("levels.mkv", levels), ("colours.mkv", colours)):
        with video_writer(tmp_path / name, Fraction(10), lossless=True) as write:
            write(Fraction(0), image)
        (frame,) = frames_of_video(tmp_path / name, pytest.fail)
        expected = np.dstack([image] * 3) if image.ndim == 2 else image
        np.testing.assert_array_equal(frame.image, expected)


def test_a_mask_of_another_size_stays_black_and_white(tmp_path: Path) -> None:
    noise = np.random.default_rng(0)
    with video_writer(tmp_path / "mask.mkv", Fraction(10), lossless=True) as write:
        write(Fraction(0), np.zeros((40, 60), np.uint8))
        write(Fraction(1), (noise.random((97, 131)) < 0.5).astype(np.uint8) * 255)
    _, second = frames_of_video(tmp_path / "mask.mkv", pytest.fail)
    assert np.unique(second.image).tolist() == [0, 255]


def test_lossless_has_formats_of_its_own(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"cannot be written as a lossless video: .* \.mkv"),
        video_writer(tmp_path / "a.mp4", Fraction(10), lossless=True),
    ):
        pass


@pytest.mark.parametrize(("name", "lossless"), [("a.mp4", False), ("a.mkv", True)])
def test_frames_that_the_encoder_refuses_are_an_error_of_the_input(
    tmp_path: Path, name: str, lossless: bool
) -> None:
    def write_wide() -> None:
        with video_writer(tmp_path / name, Fraction(10), lossless=lossless) as write:
            # H.264 ends at 16,384 pixels a side; FFV1 refuses more slices than rows.
            write(Fraction(0), np.zeros((1, 70_000, 3), np.uint8))

    with pytest.raises(InputError, match=r"frames of 70000×1 pixels .* encoder refuses"):
        write_wide()
    assert not list(tmp_path.iterdir())


def test_a_block_that_ends_early_leaves_a_video_that_plays(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        for number in range(100):
            write(Fraction(number, 10), np.full((48, 64, 3), number, np.uint8))
            if number == 11:  # as after Ctrl-C
                break
    assert len(list(frames_of_video(tmp_path / "a.mp4", pytest.fail))) == 12


def test_videos_are_written_in_a_thread(tmp_path: Path) -> None:
    def work(number: int) -> int:
        path = tmp_path / f"{number}.mp4"
        _write(path)
        return len(list(frames_of_video(path, pytest.fail)))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [5] * 8


def test_what_is_left_of_a_killed_writer_is_recognised(tmp_path: Path) -> None:
    with video_writer(tmp_path / "a.mp4", Fraction(10)) as write:
        write(Fraction(0), np.zeros((4, 4, 3), np.uint8))
        (temporary,) = tmp_path.iterdir()
        assert is_leftover(temporary)


def test_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match=r"\.mp4, \.gif, \.webp"),
        video_writer(tmp_path / "a.avi", Fraction(10)),
    ):
        pass


@contextmanager
def _files_end_at(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webp"])
def test_no_room_left(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0)

    def fill() -> None:
        with _files_end_at(20_000), video_writer(tmp_path / f"a{suffix}", Fraction(10)) as write:
            for index in range(20):
                write(Fraction(index, 10), _noise(noise))

    with pytest.raises(OutputError, match=f"cannot write .*a{suffix}"):
        fill()
    assert not list(tmp_path.iterdir())


def _noise(source: np.random.Generator) -> Image:
    return source.integers(0, 256, (64, 64, 3), np.uint8)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs rights to mount one")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_written(small_disk: Path) -> None:
    noise = np.random.default_rng(0)

    def fill() -> None:
        with video_writer(small_disk / "a.mp4", Fraction(10)) as write:
            for index in range(200):
                write(Fraction(index, 10), _noise(noise))

    with pytest.raises(OutputError, match=r"free some space. .*a_unfinished.mp4 holds") as caught:
        fill()
    assert caught.value.code == "disk-full"
    assert [path.name for path in small_disk.iterdir()] == ["a_unfinished.mp4"]
    assert len(list(frames_of_video(small_disk / "a_unfinished.mp4", lambda _: None))) >= 10
    (small_disk / "a_unfinished.mp4").unlink()
    _write(small_disk / "a.mp4")  # a disk with room again
    assert [path.name for path in small_disk.iterdir()] == ["a.mp4"]


def test_no_room_for_a_second_copy_leaves_the_first(small_disk: Path) -> None:
    noise = np.random.default_rng(0)
    with video_writer(small_disk / "a.mp4", Fraction(10)) as write:
        for index in range(60):  # of 256 kB it takes more than a half
            write(Fraction(index, 10), _noise(noise))
    assert (small_disk / "a.mp4").stat().st_size > 128_000
    assert [path.name for path in small_disk.iterdir()] == ["a.mp4"]
    assert len(list(frames_of_video(small_disk / "a.mp4", pytest.fail))) == 60


@pytest.mark.parametrize("rate", [5, 25])
def test_a_killed_writer_loses_less_than_a_second(tmp_path: Path, rate: int) -> None:
    noise, lost = np.random.default_rng(0), []
    with video_writer(tmp_path / "a.mp4", Fraction(rate)) as write:
        for index in range(4 * rate):
            write(Fraction(index, rate), _noise(noise))
            if index >= 2 * rate:  # what a process that is killed now would leave
                (temporary,) = tmp_path.glob(".roadeye-*")
                with av.open(str(temporary)) as video:
                    there = sum(1 for packet in video.demux(video=0) if packet.size)
                lost.append((index + 1 - there) / rate)
    assert 0 < max(lost) < 1


@pytest.mark.parametrize(
    ("name", "crf", "message"),
    [
        ("a.gif", 20, "a CRF is the quality of H.264; GIF has none"),
        ("a.mp4", 52, "a CRF is 0 \\(best\\) to 51, not 52"),
        ("a.mp4", -1, "not -1"),
    ],
)
def test_a_crf_that_cannot_be_used(tmp_path: Path, name: str, crf: int, message: str) -> None:
    with (
        pytest.raises(InputError, match=message),
        video_writer(tmp_path / name, Fraction(10), crf=crf),
    ):
        pytest.fail("it was opened")
    assert not list(tmp_path.iterdir())
