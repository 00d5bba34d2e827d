"""Recordings of robots: ROS 1 and ROS 2 bags, and MCAP files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadeye.errors import InputError, MissingExtraError
from roadeye.io.faults import reason
from roadeye.io.frames import Frame, Listener
from roadeye.io.regular import is_regular
from roadeye.io.sources.bag_image import IMAGE_TYPES, image_of_message
from roadeye.io.sources.source import SourceOptions, Stream
from roadeye.io.taken import Taken

if TYPE_CHECKING:
    from rosbags.highlevel import AnyReader

_SUFFIXES = frozenset({".bag", ".mcap", ".db3"})
_NANOSECONDS = 1_000_000_000


@dataclass(frozen=True)
class Bag:
    """One camera of a recording.

    Attributes:
        path: A `.bag` or `.mcap` file, or the folder of a ROS 2 bag.
        topic: The camera; None takes the only one.
    """

    path: Path
    topic: str | None = None
    live: bool = False

    @property
    def name(self) -> str:
        """The path, and the topic if one was given."""
        return str(self.path) if self.topic is None else f"{self.path} ({self.topic})"

    @property
    def stem(self) -> str:
        """The name of the recording, and of the topic if one was given."""
        topic = "" if self.topic is None else self.topic.replace("/", "_")
        return self.path.stem + topic

    @property
    def files(self) -> tuple[Path, ...]:
        """The file, or those in the folder."""
        return tuple(sorted(self.path.iterdir())) if self.path.is_dir() else (self.path,)

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Open the recording; see `Source`."""
        with _reader(self.path) as reader:
            connections = self._connections(reader)
            count = sum(one.msgcount for one in connections)
            seconds = reader.duration / _NANOSECONDS
            rate = Fraction(max(count - 1, 1) * _NANOSECONDS, max(reader.duration, 1))
            yield Stream(rate, seconds, _frames(reader, connections, self.name, taken, listener))

    def _connections(self, reader: "AnyReader") -> list[Any]:
        cameras = [one for one in reader.connections if one.msgtype in IMAGE_TYPES]
        topics = sorted({one.topic for one in cameras})
        if not topics:
            kinds = ", ".join(sorted({one.msgtype for one in reader.connections})) or "nothing"
            raise InputError(
                f"{self.path} holds no pictures, only {kinds}; expected {' or '.join(IMAGE_TYPES)}.",
                code="no-topic",
            )
        if self.topic is None and len(topics) > 1:
            raise InputError(
                f"{self.path} has {len(topics)} cameras: {', '.join(topics)}; choose one.",
                code="which-topic",
            )
        wanted = topics[0] if self.topic is None else self.topic
        if wanted not in topics:
            raise InputError(
                f"{self.path} has no camera on the topic {wanted}; there are {', '.join(topics)}.",
                code="no-topic",
            )
        return [one for one in cameras if one.topic == wanted]


def bag(text: str, options: SourceOptions) -> Bag | None:
    """Return the recording that a path names: a file by its suffix, or a folder with its metadata."""
    path = Path(text)
    is_bag = path.suffix.lower() in _SUFFIXES and is_regular(path)
    if not is_bag and not is_regular(path / "metadata.yaml"):
        return None
    return Bag(path, options.topic)


@contextmanager
def _reader(path: Path) -> Iterator["AnyReader"]:
    try:
        from rosbags.highlevel import AnyReader
        from rosbags.typesys import Stores, get_typestore
    except ImportError as error:
        raise MissingExtraError(f"reading the recording {path}", "ros") from error
    try:
        # Older ROS 2 bags do not carry the definitions of their messages.
        reader = AnyReader([path], default_typestore=get_typestore(Stores.LATEST))
        reader.open()
    except Exception as error:
        raise InputError(
            f"{path} is not a recording that can be read ({reason(error)}); check that it is "
            "complete. `ros2 bag reindex` repairs one that was cut short.",
            code="damaged",
        ) from error
    try:
        yield reader
    finally:
        reader.close()


def _frames(
    reader: "AnyReader", connections: list[Any], name: str, taken: Taken, listener: Listener
) -> Iterator[Frame]:
    take = taken.every.picker()
    first: int | None = None
    index = 0
    for connection, stamp, content in reader.messages(connections=connections):
        first = stamp if first is None else first
        time = Fraction(stamp - first, _NANOSECONDS)
        if taken.time_range.is_over(time):
            return
        if taken.time_range.is_before(time) or not take(time):
            continue
        try:
            message = reader.deserialize(content, connection.msgtype)
            image = image_of_message(message, taken.max_pixels)
        except InputError as error:
            listener.warn(f"{name}, at {float(time):.2f} s: {error}")
            continue
        except Exception as error:  # noqa: BLE001  whatever a broken message does, the next is read
            listener.warn(
                f"{name}, at {float(time):.2f} s: a message is damaged ({reason(error)}); left out."
            )
            continue
        yield Frame(index, time, image)
        index += 1
