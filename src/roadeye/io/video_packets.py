"""Demux and decode, packet by packet: what is broken is told and left out, and the rest goes on."""

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

import av
from av.packet import Packet
from av.video.frame import VideoFrame

from roadeye.io.faults import reason
from roadeye.io.pyav import fraction
from roadeye.io.video_clock import ShownInOrder
from roadeye.io.video_input import UNFORESEEN, OpenVideo

AnyPacket: TypeAlias = Any  # generic in PyAV from version 18 on, plain before
Problem: TypeAlias = str
"""What is broken, without the path and the time."""

_MOST_HELD = 64_000_000  # bytes of packets between two key frames
_MOST_BROKEN = 50  # places in a row: a source that cannot go back fails in the same one for ever
_JOIN_REACHES = 2  # packets before it
_BACK = Fraction(1, 10)  # seconds: a clock that runs back more has restarted


def packets(video: OpenVideo) -> Iterator[AnyPacket | Problem]:
    """Read the packets of a track in the order of the file; an empty one ends it.

    Packets that are marked as damaged are left out, unless the next clip begins behind them: where
    clips were joined, transport streams seem to have lost something.
    """
    tick = fraction(video.stream.time_base) or Fraction(0)
    ahead: deque[AnyPacket | Problem] = deque()
    for packet in _demuxed(video):
        ahead.append(packet)
        if len(ahead) > _JOIN_REACHES:
            yield _unless_damaged(ahead.popleft(), ahead, tick)
    while ahead:
        yield _unless_damaged(ahead.popleft(), ahead, tick)


def _unless_damaged(
    packet: AnyPacket | Problem, following: Iterable[AnyPacket | Problem], tick: Fraction
) -> AnyPacket | Problem:
    if not isinstance(packet, Packet) or not packet.is_corrupt:
        return packet
    joined = any(
        isinstance(other, Packet) and _runs_back(packet.dts, other.dts, tick) for other in following
    )
    return packet if joined else "a packet is cut short or damaged"


def _runs_back(before: int | None, after: int | None, tick: Fraction) -> bool:
    return before is not None and after is not None and (before - after) * tick > _BACK


def _demuxed(video: OpenVideo) -> Iterator[AnyPacket | Problem]:
    demuxed = video.container.demux(video.stream)
    broken = 0
    while True:
        try:
            packet = next(demuxed, None)
            broken = 0
        except av.FFmpegError as error:
            yield f"the file is damaged ({reason(error)})"
            broken += 1
            if not isinstance(error, av.InvalidDataError) or broken == _MOST_BROKEN:
                return
            demuxed = video.container.demux(video.stream)  # goes on behind the broken place
            continue
        if packet is None:
            return
        yield packet


def from_key_before(
    source: Iterable[AnyPacket | Problem], place: int, tick: Fraction
) -> Iterator[AnyPacket | Problem]:
    """Drop the packets that the frames from `place` on do not need, without decoding them.

    Exact whatever the container: what is shown after a key frame needs nothing from before it.
    Where the clock restarts, times mean nothing, and all from the last key frame on is kept.

    Args:
        source: Packets in the order of the file.
        place: The time from which frames are wanted, in ticks of the file's clock.
        tick: Seconds.
    """
    held: list[AnyPacket | Problem] = []
    size = 0
    last: int | None = None
    packets_left = iter(source)
    for packet in packets_left:
        if not isinstance(packet, Packet):
            held.append(packet)
            continue
        time = packet.pts
        decoded = packet.dts if packet.dts is not None else last
        restarted = _runs_back(last, decoded, tick)
        if packet.is_keyframe and time is not None and time <= place and not restarted:
            held, size = [], 0
        held.append(packet)
        size += packet.size
        last = decoded
        if restarted or time is None or time > place or size > _MOST_HELD:
            break
    yield from held
    yield from packets_left


def frames(
    source: Iterable[AnyPacket | Problem], order: ShownInOrder | None = None
) -> Iterator[VideoFrame | Problem]:
    """Decode packets; a broken one is told, and the next is decoded.

    Args:
        source: Packets, the last one empty.
        order: Sets the times of frames whose packets have only times of decoding.
    """
    for packet in source:
        if not isinstance(packet, Packet):
            yield packet
            continue
        try:
            decoded = packet.decode()
        except MemoryError:
            raise
        except UNFORESEEN as error:
            yield f"a packet cannot be decoded ({reason(error)})"
            continue
        if order is not None and packet.size:
            order.packet(packet.dts)
        for frame in decoded:
            if not isinstance(frame, VideoFrame):
                continue
            if order is not None:
                frame.pts = order.frame()
            yield "a frame is damaged" if frame.is_corrupt else frame
