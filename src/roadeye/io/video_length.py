"""How long a video says it is."""

from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from roadeye.io.pyav import fraction

_FROM_ZERO = ("matroska", "flv")  # these count their length from 0, not from the first frame


def seconds_of(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Return the length of a track itself; a longer sound track does not count."""
    tick = fraction(stream.time_base)
    if stream.duration and tick:
        return stream.duration * tick
    begin = (stream.start_time or 0) * (tick or Fraction(0))
    tagged = _tagged_seconds(stream.metadata.get("DURATION", ""))
    if tagged is not None:
        return max(Fraction(0), tagged - begin)  # Matroska's tag counts from 0
    if container.duration and len(container.streams) == 1:
        late = begin if container.format.name.startswith(_FROM_ZERO) else Fraction(0)
        return max(Fraction(0), Fraction(container.duration, av.time_base) - late)
    return None


def _tagged_seconds(text: str) -> Fraction | None:
    """Read the length that Matroska files carry; None where it is damaged.

    >>> float(_tagged_seconds("00:01:08.840000000")), _tagged_seconds("N/A")
    (68.84, None)
    """
    try:
        hours, minutes, seconds = text.split(":")
        return Fraction(hours) * 3600 + Fraction(minutes) * 60 + Fraction(seconds)
    except (ValueError, ArithmeticError):
        return None
