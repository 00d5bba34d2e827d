"""The audio of a video for another with the same frames: packets are copied, not encoded again."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer

from roadeye.io.animation import is_animation_file
from roadeye.io.faults import reason
from roadeye.io.frames import Warn
from roadeye.io.pyav import fraction
from roadeye.io.video_clock import Clock
from roadeye.io.video_format import VIDEO_FORMATS
from roadeye.io.video_input import UNFORESEEN, opened
from roadeye.io.video_range import first_shown

_ANY_SIZE = 2**31 - 1  # pixels: whoever reads the frames has looked at their size


class AudioTrack:
    """Give the packets of a track in order, each with the seconds since the video's first frame.

    Attributes:
        stream: The track, as a template for another file.
        late_header: The decoder's settings come with the first packet, as in transport streams.
    """

    def __init__(self, container: InputContainer, stream: AudioStream, clock: Clock, note: Warn):
        self.stream = stream
        context = stream.codec_context
        self.late_header = context.name == "aac" and not context.extradata
        # MP4 keeps one header for all packets: it is taken from each, and the first tells it.
        self._bare = BitStreamFilterContext("aac_adtstoasc", stream) if self.late_header else None
        self._packets = _timed(container, stream, clock, note)
        self._waiting: tuple[Fraction, Any] | None = None

    def between(self, start: Fraction, end: Fraction) -> Iterator[tuple[Fraction, Any]]:
        """Yield the packets from `start` to `end` that were not given yet, with their times."""
        while True:
            following = self._waiting or next(self._packets, None)
            self._waiting = None
            if following is None:
                return
            time, packet = following
            if time >= end:
                self._waiting = time, packet
                return
            length = (packet.duration or 0) * packet.time_base
            if time >= start or time + length > start:
                time = max(time, start)  # a player would have begun in the middle of it
                for bare in [packet] if self._bare is None else self._bare.filter(packet):
                    yield time, bare


@contextmanager
def audio_of(video: Path, film: Path, note: Warn) -> Iterator[AudioTrack | None]:
    """Open the audio of a video; None where it has none, or `film` cannot hold it, which is noted.

    Args:
        video: What is shown; it was opened before, and can be.
        film: What is written; its suffix says what it can hold.
        note: Takes a sentence on audio that is left out.
    """
    if is_animation_file(video):
        yield None
        return
    with opened(video, _ANY_SIZE) as shown:
        track = shown.container.streams.best("audio")
        missing = None if track is None else _why_not(track, film)
        first = first_shown(shown) or Fraction(0)
        joinable = shown.clock.joinable
    if missing is not None:
        note(f"{film} has no sound: {missing}.")
    if track is None or missing is not None:
        yield None
        return
    with opened(video, _ANY_SIZE) as source:
        stream = source.container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            raise TypeError("the best track of audio is none")
        clock = Clock(Fraction(50), joinable, first)
        yield AudioTrack(source.container, stream, clock, note)


def _why_not(track: Any, film: Path) -> str | None:
    form = VIDEO_FORMATS[film.suffix.lower()]
    if form.audio is None:
        return f"{form.name} holds none, .mp4 does"
    codec = getattr(track, "codec_context", None)
    if codec is None:
        return "its audio is in a format that this FFmpeg does not know"
    try:
        with av.open(BytesIO(), "w", format=form.audio) as trial:
            trial.add_stream_from_template(track)
            trial.start_encoding()
    except UNFORESEEN:
        return f"{film.suffix} does not hold {codec.name}; make the video's audio AAC first"
    return None


def _timed(
    container: InputContainer, stream: AudioStream, clock: Clock, note: Warn
) -> Iterator[tuple[Fraction, Any]]:
    tick = fraction(stream.time_base) or Fraction(1, stream.rate or 1)
    try:
        for packet in container.demux(stream):
            shown = packet.pts if packet.pts is not None else packet.dts
            if shown is not None and packet.size:
                yield clock.tick(shown * tick, (packet.duration or 0) * tick), packet
    except UNFORESEEN as error:
        note(
            f"the audio ends after {float(clock.end):.2f} s: the file is damaged ({reason(error)})."
        )
