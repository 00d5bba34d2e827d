"""Videos through a pipe: containers, raw frames, and pipes that end early."""

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numbered_video import HEIGHT, WIDTH, number_of, numbered, write_numbered

from roadeye.errors import InputError
from roadeye.io.frames import Listener
from roadeye.io.sources.standard_input import Pipe, Raw, parse_raw
from roadeye.io.taken import Every, Taken, TimeRange


class Trickle(io.BytesIO):
    """A pipe: it cannot seek, and gives as many bytes as have come."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000))

    def seekable(self) -> bool:
        return False


def read(pipe: Pipe, taken: Taken | None = None) -> tuple[list[int], list[Fraction], list[str]]:
    told: list[str] = []
    with pipe.open(taken or Taken(), Listener(told.append, told.append)) as stream:
        frames = [frame for frame in stream.frames if frame is not None]
    return [number_of(one.image) for one in frames], [one.time for one in frames], told


@pytest.mark.parametrize("suffix", [".mkv", ".ts"])
def test_a_container(tmp_path: Path, suffix: str) -> None:
    content = write_numbered(tmp_path / f"a{suffix}", "libx264").read_bytes()
    numbers, times, told = read(Pipe(Trickle(content)))
    assert numbers == list(range(60))
    assert times == [pytest.approx(n / 10) for n in range(60)]
    assert not told


def test_a_part_of_it(tmp_path: Path) -> None:
    content = write_numbered(tmp_path / "a.mkv", "libx264").read_bytes()
    taken = Taken(TimeRange(1.0, 3.0), Every(seconds=Fraction(1, 2)))
    assert read(Pipe(Trickle(content)), taken)[0] == [10, 15, 20, 25]


def test_raw_frames() -> None:
    content = b"".join(numbered(n).tobytes() for n in range(7))
    numbers, times, told = read(Pipe(Trickle(content), Raw(HEIGHT, WIDTH)), Taken(fps=Fraction(20)))
    assert numbers == list(range(7))
    assert times == [Fraction(n, 20) for n in range(7)]
    assert not told


def test_a_pipe_that_ends_in_a_frame_says_so() -> None:
    content = b"".join(numbered(n).tobytes() for n in range(7))
    numbers, _, told = read(Pipe(Trickle(content[:-100]), Raw(HEIGHT, WIDTH)))
    assert numbers == list(range(6))
    assert len(told) == 1
    assert "cut short" in told[0]


def test_a_container_that_ends_early_gives_what_came(tmp_path: Path) -> None:
    content = write_numbered(tmp_path / "a.mkv", "libx264").read_bytes()
    numbers, _, _ = read(Pipe(Trickle(content[: len(content) // 2])))
    assert 10 < len(numbers) < 60


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "standard input is empty"),
        (b"no video at all" * 99, "is not a video that can be read"),
    ],
)
def test_what_is_no_video(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read(Pipe(Trickle(content)))


def test_an_mp4_whose_index_comes_last(tmp_path: Path) -> None:
    content = write_numbered(tmp_path / "a.mp4", "libx264").read_bytes()
    with pytest.raises(InputError, match="pipe Matroska"):
        read(Pipe(Trickle(content)))


@pytest.mark.parametrize("text", ["", "720", "0x5", "1x2:nonsense", "axb", "720x1280:"])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match=r"HEIGHTxWIDTH|pixel format"):
        parse_raw(text)


def test_grey_raw_frames() -> None:
    grey = np.full((HEIGHT, WIDTH), 200, np.uint8).tobytes()
    with Pipe(Trickle(grey), Raw(HEIGHT, WIDTH, "gray")).open(
        Taken(), Listener(pytest.fail, pytest.fail)
    ) as stream:
        (frame,) = stream.frames
    assert frame is not None
    assert (frame.image == 200).all()
