"""Cameras of this machine, by number."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av

from roadeye.errors import InputError
from roadeye.io.faults import reason
from roadeye.io.frames import Listener
from roadeye.io.sources.live import Connection, live_stream, live_track
from roadeye.io.sources.source import SourceOptions, Stream
from roadeye.io.taken import Taken
from roadeye.io.video_input import UNFORESEEN, OpenVideo

_DEVICES = Path("/dev")


@dataclass(frozen=True)
class Device:
    """Name a device as FFmpeg knows it.

    Attributes:
        file: Such as `"/dev/video0"`.
        format: Such as `"v4l2"`.
        options: For the format.
    """

    file: str
    format: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Camera:
    """A camera.

    Attributes:
        name: What messages call it.
        stem: The name of its outputs.
        device: What is opened.
        timeout: Seconds without a frame after which it is lost.
    """

    name: str
    stem: str
    device: Device
    timeout: float = 10.0
    live: bool = True
    files: tuple[Path, ...] = ()

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Open the camera; see `Source`."""
        connection = Connection(self.name, lambda: self._connect(taken.max_pixels))
        with ExitStack() as opened:
            video = opened.enter_context(connection.connect())
            with live_stream(connection, video, opened, taken, listener) as stream:
                yield stream

    @contextmanager
    def _connect(self, max_pixels: int) -> Iterator[OpenVideo]:
        device = self.device
        try:
            container = av.open(
                device.file, "r", format=device.format, options=device.options, timeout=self.timeout
            )
        except UNFORESEEN as error:
            raise InputError(
                f"{self.name} cannot be opened ({reason(error)}); close other programs that use it, "
                "and check that you may read it.",
                code="camera",
            ) from error
        with container:
            yield live_track(self.name, container, max_pixels)


def camera(text: str, options: SourceOptions) -> Camera | None:
    """Return the camera that a number such as `"0"` or a device such as `"/dev/video0"` names.

    Raises:
        InputError: There is no such camera, or cameras have no numbers on this system.
    """
    match = re.fullmatch(r"(?:/dev/video)?(\d{1,3})", text)
    if match is None or Path(text).is_file():  # a file may be called 0
        return None
    number = int(match[1])
    name = f"camera {number}"
    return Camera(name, f"camera{number}", _device(number, name), options.timeout)


def _device(number: int, name: str) -> Device:
    if sys.platform == "darwin":
        return Device(str(number), "avfoundation", {"framerate": "30"})
    if sys.platform != "linux":
        raise InputError(
            f"{name} cannot be opened by number on {sys.platform}: give the address of a stream.",
            code="camera",
        )
    path = _DEVICES / f"video{number}"
    if not path.exists():
        there = sorted(_DEVICES.glob("video*"))
        known = f"there are {', '.join(map(str, there))}" if there else "no camera is connected"
        raise InputError(f"there is no {name} ({path}): {known}.", code="camera")
    return Device(str(path), "v4l2")
