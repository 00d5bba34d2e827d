"""The last stage of a pipeline: predictions become files, and messages become events."""

import time
from collections.abc import Callable
from pathlib import Path

from roadeye.errors import InputError, OutputError, RoadeyeError
from roadeye.inference.events import (
    Advanced,
    Done,
    Event,
    Failed,
    JobResult,
    Live,
    Skipped,
    Started,
    Warned,
)
from roadeye.inference.jobs import SourceKind
from roadeye.inference.messages import Begin, End, JobState, Picture, Remark
from roadeye.inference.outputs.kinds import OUTPUTS, OutputKind, encode_picture
from roadeye.inference.outputs.output import USUAL, OutputSettings, VideoContext
from roadeye.inference.prediction import Prediction
from roadeye.inference.segmenter import Segmenter
from roadeye.inference.smoothing import Smoother
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.atomic import write_bytes
from roadeye.io.faults import unforeseen
from roadeye.io.frames import Frame
from roadeye.io.sources.files import VideoFile

FATAL = frozenset({"disk-full", "read-only"})
"""Codes of errors after which no other output could be written either."""


class Writer:
    """Turn messages into files and events; called from one thread, in order.

    Attributes:
        fatal: Whether no more outputs can be written at all.
    """

    def __init__(
        self,
        segmenter: Segmenter,
        smoothing: Smoothing = Smoothing.OFF,
        outputs: OutputSettings = USUAL,
    ) -> None:
        self.fatal = False
        self._segmenter = segmenter
        self._smoothing = smoothing
        self._outputs = outputs

    def __call__(self, message: object) -> list[Event]:
        """Return the events that a message causes."""
        match message:
            case Begin(state=state):
                state.rate, state.expected = message.rate, message.frames
                if state.job.moving is not None and self._smoothing is not Smoothing.OFF:
                    state.steady = Smoother(self._smoothing)
                return [Started(state.job, message.frames)]
            case Remark(state=state):
                state.lost += message.lost
                return [Warned(state.job, message.message, message.lost)]
            case Picture(state=state):
                return [] if state.failed else self._guarded(state, lambda: self._write(message))
            case End(state=state):
                return [] if state.failed else self._guarded(state, lambda: _end(message))
            case Skipped():
                return [message]
        return []  # a frame of a job that has failed

    def _guarded(self, state: JobState, work: Callable[[], list[Event]]) -> list[Event]:
        try:
            return work()
        except RoadeyeError as error:
            failure = error
        except Exception as error:  # noqa: BLE001  whatever one input does, the others are done
            failure = unforeseen(f"{state.job.source} cannot be written", error)
        state.failed = True
        failure = _discarded(state, failure)
        self.fatal = self.fatal or (isinstance(failure, OutputError) and failure.code in FATAL)
        return [Failed(state.job, failure)]

    def _write(self, message: Picture) -> list[Event]:
        state, frame = message.state, message.frame
        started = time.perf_counter()
        prediction = self._segmenter.finish(
            frame.image, message.prepared, message.raw, state.steady
        )
        state.seconds += message.seconds + time.perf_counter() - started
        height, width = frame.image.shape[:2]
        if not state.frames:
            state.size = (width, height)
        state.other_sizes += (width, height) != state.size
        for kind, path in state.job.outputs.items():
            self._write_output(state, kind, path, frame, prediction)
        state.frames += 1
        state.road += prediction.road_fraction
        if state.options.confidence:
            state.confidence += prediction.mean_confidence
        live = None
        if frame.arrived is not None:
            latency = time.monotonic() - frame.arrived
            state.dropped += frame.dropped
            state.latency += latency
            live = Live(latency, state.dropped)
        return [*_notes(state), Advanced(state.job, prediction, frame.time, live)]

    def _write_output(
        self, state: JobState, kind: OutputKind, path: Path | None, frame: Frame, found: Prediction
    ) -> None:
        if state.job.kind is SourceKind.PICTURE:
            content = encode_picture(kind, found, self._outputs)
            if path is None:
                state.content[kind] = content
            else:
                write_bytes(path, content, durable=state.options.durable)
            return
        if path is None:
            raise InputError(f"{state.job.source}: a video is written to a file.")
        if kind not in state.writers:
            moving = state.job.moving
            audio = moving.path if isinstance(moving, VideoFile) else None
            context = VideoContext(
                state.rate, self._outputs, audio, state.notes.append, state.options.origin
            )
            opened = OUTPUTS[kind].open_video(path, context)
            state.writers[kind] = state.open_files.enter_context(opened)
        state.writers[kind](frame, found)


def _end(message: End) -> list[Event]:
    state, job = message.state, message.state.job
    if not state.frames:
        if message.stopped:
            return [Skipped(job, "the call ended while it was read", wanted=False)]
        raise message.error or InputError(f"{job.source} gave no frame.", code="no-frame")
    state.open_files.close()  # writes the end of a video
    events = _notes(state)
    if state.other_sizes:
        width, height = state.size
        events.append(
            Warned(
                job,
                f"{job.source}: {state.other_sizes} frame(s) of another size were fitted into the "
                f"first one's {width}×{height}.",
                lost=False,
            )
        )
    if message.stopped:
        events.append(
            Warned(job, f"{job.source}: stopped; the first {state.frames} frames are kept.", True)
        )
    confidence = state.confidence / state.frames if state.options.confidence else None
    events.append(Done(job, _result(state), state.content, confidence))
    if message.error is not None or (state.lost and job.kind is not SourceKind.PICTURE):
        events.append(Failed(job, _incomplete(message)))
    return events


def _notes(state: JobState) -> list[Event]:
    events: list[Event] = [Warned(state.job, note, lost=False) for note in state.notes]
    state.notes.clear()
    return events


def _incomplete(message: End) -> InputError:
    state = message.state
    why = f" ({message.error})" if message.error is not None else ""
    of_all = "" if state.expected is None else f" of about {state.expected}"
    return InputError(
        f"{state.job.source} was not done in full{why}: the outputs hold {state.frames}{of_all} "
        "frames.",
        code="incomplete",
    )


def _result(state: JobState) -> JobResult:
    job = state.job
    width, height = state.size
    live = job.moving is not None and job.moving.live
    return JobResult(
        source=job.source,
        outputs=tuple(map(str, job.paths)),
        width=width,
        height=height,
        road_fraction=state.road / state.frames,
        milliseconds=round(1000 * state.seconds / state.frames, 2),
        frames=None if job.kind is SourceKind.PICTURE else state.frames,
        dropped=state.dropped if live else None,
        latency_ms=round(1000 * state.latency / state.frames, 1) if live else None,
    )


def _discarded(state: JobState, error: RoadeyeError) -> RoadeyeError:
    """Close unfinished outputs as failed; return the error, with what could be kept of them."""
    try:
        state.open_files.__exit__(type(error), error, error.__traceback__)
    except RoadeyeError as raised:
        return raised if isinstance(error, OutputError) else error
    except Exception:  # noqa: BLE001  the first error says more
        return error
    return error
