"""Streams of a network: RTSP cameras, HTTP and MJPEG streams, videos on a server."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import av

from roadeye.errors import InputError
from roadeye.io.faults import reason
from roadeye.io.frames import Listener
from roadeye.io.sources.live import PAUSES, Connection, live_stream, live_track
from roadeye.io.sources.source import SourceOptions, Stream
from roadeye.io.taken import Taken
from roadeye.io.video import pictures
from roadeye.io.video_input import UNFORESEEN, OpenVideo
from roadeye.io.video_range import Entry, timed_frames

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "rtmps", "srt", "udp", "tcp", "rtp")


@dataclass(frozen=True)
class Address:
    """A stream or a video at an address.

    What tells its length is a video: it is read whole. Anything else is live: the newest frame
    counts, and a connection that is lost is made again.

    Attributes:
        url: Where it is, with user and password if it needs them.
        timeout: Seconds without an answer after which it is given up.
        pauses: Seconds before each try to connect again.
    """

    url: str
    timeout: float = 10.0
    pauses: tuple[float, ...] = PAUSES
    live: bool = True
    files: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """The address without its password."""
        return re.sub(r"(?<=//)[^/@]*@", "…@", self.url)

    @property
    def stem(self) -> str:
        """The host and the last part of the path, without what file names cannot hold."""
        parts = urlsplit(self.url)
        last = Path(parts.path).stem
        return re.sub(r"[^\w.-]+", "_", f"{parts.hostname or parts.scheme}_{last}").strip("_.")

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Connect; see `Source`."""
        connection = Connection(self.name, lambda: self._connect(taken.max_pixels), self.pauses)
        with ExitStack() as opened:
            video = opened.enter_context(connection.connect())
            if length := video.promised_seconds:
                source = timed_frames(video, Entry(), taken.time_range)
                frames = opened.enter_context(closing(pictures(video, source, taken, listener)))
                yield Stream(video.rate, float(length), frames)
                return
            with live_stream(connection, video, opened, taken, listener) as stream:
                yield stream

    @contextmanager
    def _connect(self, max_pixels: int) -> Iterator[OpenVideo]:
        options = {"rtsp_transport": "tcp"} if self.url.startswith("rtsp") else {}
        try:
            container = av.open(
                self.url, "r", options=options, timeout=(self.timeout, self.timeout)
            )
        except UNFORESEEN as error:
            raise InputError(
                f"{self.name} {_why(error, self.timeout)}; check the address and the network.",
                code="no-connection",
            ) from error
        with container:
            yield live_track(self.name, container, max_pixels)


def address(text: str, options: SourceOptions) -> Address | None:
    """Return the stream that an address such as `"rtsp://camera.local/live"` names."""
    scheme, separator, _ = text.partition("://")
    if not separator or scheme.lower() not in SCHEMES:
        return None
    return Address(text, options.timeout)


def _why(error: BaseException, timeout: float) -> str:
    if isinstance(error, av.error.ExitError | av.error.TimeoutError):
        return f"gave no video in {timeout:g} seconds"
    if isinstance(error, av.error.ConnectionRefusedError):
        return "refuses the connection"
    if isinstance(error, av.InvalidDataError):
        return "answers with something that is no video"
    return f"cannot be opened ({reason(error)})"
