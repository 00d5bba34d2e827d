"""Long videos in parts: several workers do one, and what they wrote is joined."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import msgspec

from roadeye.batch.identity import Key
from roadeye.batch.record import told_job
from roadeye.batch.task import (
    PARTS,
    BatchSettings,
    Execute,
    Finished,
    Part,
    Task,
    job_of,
)
from roadeye.errors import InputError, RoadeyeError
from roadeye.inference.events import Done, Event, Failed, Warned
from roadeye.inference.outputs.kinds import USUAL_OF_VIDEOS, OutputKind
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.inference.write import FATAL
from roadeye.io.address import is_address
from roadeye.io.json_lines import join_json_lines
from roadeye.io.taken import EACH, WHOLE
from roadeye.io.video import video_facts
from roadeye.io.video_join import join_videos

_SECONDS = 60.0  # of a part: far longer than the way from a key frame to its begin
_JOINS: dict[OutputKind, Callable[[Sequence[Path], Path], None]] = {
    OutputKind.MASK: join_videos,
    OutputKind.PROBABILITY: join_videos,
    OutputKind.POLYGONS: join_json_lines,
    OutputKind.RLE: join_json_lines,
}
_SEEKABLE = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi"})  # have an index


@dataclass
class _Video:
    task: Task
    parts: list[Task]
    ended: dict[Key, list[Event]] = field(default_factory=dict)


class InParts:
    """Do tasks as another executor does, long videos in parts of a minute.

    A part is the frames from one time to before another, so that none is lost or done twice. Where
    a part is not done in full, as in a damaged file, the whole video is done by one worker. That
    is also so where an overlay is asked for, since it has audio, or a folder; where frames depend on
    those before them, as smoothed ones; and in a store.

    Args:
        execute: Does tasks and parts.
        settings: What is done with each.
        seconds: Length of a part.
    """

    def __init__(
        self, execute: Execute, settings: BatchSettings, seconds: float = _SECONDS
    ) -> None:
        self._execute = execute
        self._settings = settings
        self._seconds = seconds
        self._videos: dict[Key, _Video] = {}  # in work, by the key of each of their parts
        self._next: deque[Task] = deque()
        pipeline = settings.pipeline
        self._never = (
            not _JOINS.keys() >= set(settings.kinds or USUAL_OF_VIDEOS)
            or is_address(settings.out)
            or (pipeline.time_range, pipeline.every) != (WHOLE, EACH)
            or pipeline.smoothing is not Smoothing.OFF
        )

    def __call__(
        self, tasks: Iterator[Task], stopped: Callable[[], bool]
    ) -> Iterator[Finished | None]:
        """Do tasks in any order, see `WorkerPool`.

        Raises:
            RoadeyeError: What the other executor raises.
        """
        shutil.rmtree(Path(self._settings.out) / PARTS, ignore_errors=True)  # of a killed job
        try:
            for finished in self._execute(_Split(self, tasks), stopped):
                if finished is None or finished.task.part is None:
                    yield finished
                else:
                    yield from self._part_ended(finished)
        finally:
            shutil.rmtree(Path(self._settings.out) / PARTS, ignore_errors=True)

    def next(self, tasks: Iterator[Task]) -> Task:
        """Return the next task or part.

        Raises:
            StopIteration: There is none, for now.
        """
        if self._next:
            return self._next.popleft()
        task = next(tasks)
        self._next.extend(self._split(task))
        return self._next.popleft()

    def _split(self, task: Task) -> list[Task]:
        one = task.input
        path = Path(one.source)
        if self._never or not one.is_video or is_address(one.source):
            return [task]
        if path.suffix.lower() not in _SEEKABLE:
            return [task]
        try:
            seconds = video_facts(path, self._settings.pipeline.max_pixels).seconds or 0.0
        except RoadeyeError:
            return [task]  # a worker tells what is wrong with it
        count = int(seconds / self._seconds)  # the last one is the longest
        if count < 2:
            return [task]
        ends = [*(number * self._seconds for number in range(1, count)), None]
        parts = [
            Task(one, _key(task, number), Part(number, number * self._seconds, end))
            for number, end in enumerate(ends)
        ]
        video = _Video(task, parts)
        self._videos.update((part.key, video) for part in parts)
        return parts

    def _part_ended(self, finished: Finished) -> Iterator[Finished]:
        video = self._videos.pop(finished.task.key, None)
        if video is None:
            return  # of a video that has failed
        fatal = [
            one for one in finished.events if isinstance(one, Failed) and one.error.code in FATAL
        ]
        if fatal:
            for part in video.parts:
                self._videos.pop(part.key, None)
            self._next.clear()
            yield Finished(video.task, [Failed(told_job(video.task.input.source), fatal[0].error)])
            return
        video.ended[finished.task.key] = finished.events
        if len(video.ended) < len(video.parts):
            return
        try:
            events = self._joined(video)
        except InputError:
            self._next.append(video.task)
            return
        except RoadeyeError as error:
            events = [Failed(told_job(video.task.input.source), error)]
        yield Finished(video.task, events)

    def _joined(self, video: _Video) -> list[Event]:
        """Join what the parts of a video wrote.

        Raises:
            InputError: A part was not done in full, or they do not fit together.
            OutputError: The whole cannot be written.
        """
        done = [event for part in video.parts for event in video.ended[part.key]]
        results = [event for event in done if isinstance(event, Done)]
        lost = any(
            isinstance(one, Failed) or (isinstance(one, Warned) and one.lost) for one in done
        )
        if lost or len(results) != len(video.parts):
            raise InputError(f"{video.task.input.source} was not done in full.")
        whole = job_of(video.task, self._settings)
        parts = [job_of(part, self._settings) for part in video.parts]
        for kind, path in whole.outputs.items():
            if path is not None:
                _JOINS[kind]([one for part in parts if (one := part.outputs[kind])], path)
        for part in parts:
            for path in part.paths:
                path.unlink(missing_ok=True)
        remarks = {one.message: one for one in done if isinstance(one, Warned)}
        frames = [one.result.frames or 0 for one in results]
        result = msgspec.structs.replace(
            results[0].result,
            outputs=tuple(map(str, whole.paths)),
            frames=sum(frames),
            road_fraction=_mean([one.result.road_fraction for one in results], frames),
            milliseconds=round(_mean([one.result.milliseconds for one in results], frames), 2),
        )
        confidence = _mean([one.mean_confidence or 0.0 for one in results], frames)
        return [*remarks.values(), Done(whole, result, mean_confidence=confidence)]


class _Split:
    """Give tasks and parts; after the last one there may be more again."""

    def __init__(self, owner: InParts, tasks: Iterator[Task]) -> None:
        self._owner = owner
        self._tasks = tasks

    def __iter__(self) -> Iterator[Task]:
        return self

    def __next__(self) -> Task:
        return self._owner.next(self._tasks)


def _key(task: Task, number: int) -> Key:
    return blake2b(task.key + number.to_bytes(8, "big"), digest_size=16).digest()


def _mean(values: list[float], frames: list[int]) -> float:
    return sum(value * count for value, count in zip(values, frames, strict=True)) / sum(frames)
