"""Videos and sequences of pictures in files."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from roadeye.io.frames import Listener, frames_of_pictures
from roadeye.io.sources.source import Stream
from roadeye.io.taken import Taken
from roadeye.io.video import frames_of_video, video_facts


@dataclass(frozen=True)
class VideoFile:
    """A video, or an animated picture."""

    path: Path
    live: bool = False

    @property
    def name(self) -> str:
        """The path as it was given."""
        return str(self.path)

    @property
    def stem(self) -> str:
        """Its name without suffix."""
        return self.path.stem

    @property
    def files(self) -> tuple[Path, ...]:
        """The file."""
        return (self.path,)

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Open the file; see `Source`."""
        facts = video_facts(self.path, taken.max_pixels)
        frames = frames_of_video(
            self.path,
            listener.warn,
            taken.time_range,
            taken.max_pixels,
            listener.note,
            taken.every,
        )
        with closing(frames):
            yield Stream(facts.rate, facts.seconds, frames)


@dataclass(frozen=True)
class PictureSequence:
    """Pictures that were taken one after another."""

    name: str
    files: tuple[Path, ...]
    live: bool = False

    @property
    def stem(self) -> str:
        """The name of the folder above the pictures."""
        return self.files[0].absolute().parent.name

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Begin with the first picture; see `Source`."""
        frames = frames_of_pictures(
            self.files, taken.fps, listener.warn, taken.time_range, taken.max_pixels, taken.every
        )
        with closing(frames):
            yield Stream(taken.fps, float(len(self.files) / taken.fps), frames)
