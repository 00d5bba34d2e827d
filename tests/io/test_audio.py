"""Films keep the sound of their video, packet by packet, and at its time."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from roadeye.io.audio import audio_of
from roadeye.io.video_writer import video_writer

RATE = 10
SECONDS = 2
HERTZ = 48_000


def video_with_sound(path: Path, codec: str, sound: str, *, late: Fraction = Fraction(0)) -> Path:
    """Write a video, and a click each half second; its picture begins `late` seconds in."""
    with av.open(str(path), "w") as file:
        video = file.add_stream(codec, rate=RATE)
        assert isinstance(video, av.VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio: Any = file.add_stream(sound, rate=HERTZ, layout="mono")
        signal = np.zeros((1, SECONDS * HERTZ), np.float32)
        for click in range(2 * SECONDS):
            signal[0, click * HERTZ // 2 : click * HERTZ // 2 + 400] = 0.9
        heard = av.AudioFrame.from_ndarray(signal, format="fltp", layout="mono")
        heard.sample_rate, heard.pts, heard.time_base = HERTZ, 0, Fraction(1, HERTZ)
        file.mux(audio.encode(heard))
        file.mux(audio.encode(None))
        for number in range(RATE * SECONDS - round(late * RATE)):
            shown = av.VideoFrame(64, 48, "yuv420p")
            shown.pts, shown.time_base = number + round(late * RATE), Fraction(1, RATE)
            file.mux(video.encode(shown))
        file.mux(video.encode(None))
    return path


def film_of(video: Path, film: Path, times: list[Fraction]) -> list[str]:
    notes: list[str] = []
    with (
        audio_of(video, film, notes.append) as track,
        video_writer(film, Fraction(RATE), audio=track) as put,
    ):
        for time in times:
            put(time, np.zeros((48, 64, 3), np.uint8))
    return notes


def clicks(film: Path) -> list[float]:
    """Return the seconds at which a film clicks."""
    heard = np.zeros(4 * HERTZ, np.float32)
    with av.open(str(film)) as file:
        resampler = av.AudioResampler("fltp", "mono", HERTZ)
        for frame in file.decode(audio=0):
            assert frame.time is not None
            start = round(frame.time * HERTZ)
            for part in resampler.resample(frame):
                samples = part.to_ndarray()[0]
                heard[start : start + samples.size] = samples
    loud = np.flatnonzero(np.abs(heard) > 0.3) / HERTZ
    return [float(one) for one in loud[np.diff(loud, prepend=-1) > 0.1]]


ALL = [Fraction(number, RATE) for number in range(RATE * SECONDS)]


@pytest.mark.parametrize(
    ("name", "codec", "sound"),
    [
        ("a.mp4", "libx264", "aac"),
        ("a.ts", "mpeg2video", "aac"),  # its packets have headers of their own
        ("a.mkv", "libx264", "libopus"),
        ("a.avi", "mpeg4", "libmp3lame"),
    ],
)
def test_sound_comes_at_its_time(tmp_path: Path, name: str, codec: str, sound: str) -> None:
    video = video_with_sound(tmp_path / name, codec, sound)
    assert film_of(video, tmp_path / "film.mp4", ALL) == []
    # Encoders delay by a frame of theirs, which players of the source hear too.
    assert clicks(tmp_path / "film.mp4") == pytest.approx([0.0, 0.5, 1.0, 1.5], abs=0.08)


def test_a_piece_of_a_video_has_the_sound_of_that_piece(tmp_path: Path) -> None:
    video = video_with_sound(tmp_path / "a.mkv", "libx264", "libopus")
    film_of(video, tmp_path / "film.mp4", ALL[7:13])  # 0.7 s to 1.3 s
    assert clicks(tmp_path / "film.mp4") == pytest.approx([0.3], abs=0.03)
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert file.duration is not None
        assert file.duration / av.time_base == pytest.approx(0.6, abs=0.03)


def test_sound_before_the_first_picture_is_left_out(tmp_path: Path) -> None:
    video = video_with_sound(tmp_path / "a.mkv", "libx264", "libopus", late=Fraction(3, 10))
    film_of(video, tmp_path / "film.mp4", ALL[:17])
    assert clicks(tmp_path / "film.mp4") == pytest.approx([0.2, 0.7, 1.2], abs=0.03)


def test_what_cannot_hold_sound_is_said(tmp_path: Path) -> None:
    video = video_with_sound(tmp_path / "a.mkv", "libx264", "libopus")
    (note,) = film_of(video, tmp_path / "film.gif", ALL[:3])
    assert note.endswith("film.gif has no sound: GIF holds none, .mp4 does.")
    odd = video_with_sound(tmp_path / "b.mkv", "libx264", "wavpack")
    (note,) = film_of(odd, tmp_path / "film.mp4", ALL[:3])
    assert note.endswith(
        "has no sound: .mp4 does not hold wavpack; make the video's audio AAC first."
    )
    with av.open(str(tmp_path / "film.mp4")) as file:
        assert not file.streams.audio


def test_damage_ends_the_sound_alone(tmp_path: Path) -> None:
    content = video_with_sound(tmp_path / "a.mkv", "mpeg4", "libopus").read_bytes()
    (tmp_path / "b.mkv").write_bytes(content[: len(content) // 2])
    film_of(tmp_path / "b.mkv", tmp_path / "film.mp4", ALL)
    heard = clicks(tmp_path / "film.mp4")
    assert 0 < len(heard) < 4


def test_a_silent_video_gives_a_silent_film(tmp_path: Path) -> None:
    film_of(video_with_sound(tmp_path / "a.mkv", "libx264", "libopus"), tmp_path / "a.gif", ALL[:3])
    assert film_of(tmp_path / "a.gif", tmp_path / "film.mp4", ALL[:3]) == []
