"""What a pipeline tells while it works: one event after another, nothing printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import msgspec

from roadeye.errors import RoadeyeError
from roadeye.inference.jobs import Job
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.prediction import Prediction


class JobResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tell what was done with one input.

    Attributes:
        source: The picture, the video, or the folder of a sequence.
        outputs: The files written.
        width: Width of the input in pixels; for a video, that of its first frame.
        height: Height of the input in pixels; for a video, that of its first frame.
        road_fraction: Share of the pixels that are road, 0..1; for a video, the mean over its
            frames.
        milliseconds: Time from the decoded picture to its probability map; for a video, the mean.
        frames: Number of frames of a video.
        dropped: For a live source: frames that were dropped because newer ones had arrived.
        latency_ms: For a live source: mean time from the arrival of a frame to its outputs.
    """

    source: str
    outputs: tuple[str, ...]
    width: int
    height: int
    road_fraction: float
    milliseconds: float
    frames: int | None = None
    dropped: int | None = None
    latency_ms: float | None = None


@dataclass(frozen=True)
class Started:
    """A job has begun.

    Attributes:
        job: The job.
        frames: How many frames are to come; None where nobody knows.
    """

    job: Job
    frames: int | None


@dataclass(frozen=True)
class Live:
    """Tell how a live source is kept up with.

    Attributes:
        latency: Seconds from the arrival of the newest frame to its outputs.
        dropped: How many frames nobody had time for so far.
    """

    latency: float
    dropped: int


@dataclass(frozen=True, eq=False)
class Advanced:
    """One more frame of a job is done.

    Attributes:
        job: The job.
        prediction: What was found in the frame; None where another process found it.
        time: Seconds since the first frame of a video; 0 for a picture.
        live: How a live source is kept up with; None for files.
    """

    job: Job
    prediction: Prediction | None = None
    time: Fraction = Fraction(0)
    live: Live | None = None


@dataclass(frozen=True)
class Warned:
    """A part of an input was left out, or something about it is worth knowing.

    Attributes:
        job: The job.
        message: One sentence.
        lost: Whether a part of the input is missing in the outputs.
    """

    job: Job
    message: str
    lost: bool


@dataclass(frozen=True)
class Done:
    """A job has ended well.

    Attributes:
        job: The job.
        result: What was done.
        content: The outputs that have no file.
        mean_confidence: See `Prediction.mean_confidence`, the mean over a video's frames; None
            where it was not asked for.
    """

    job: Job
    result: JobResult
    content: Mapping[OutputKind, bytes] = field(default_factory=dict)
    mean_confidence: float | None = None


@dataclass(frozen=True)
class Failed:
    """A job could not be done."""

    job: Job
    error: RoadeyeError


@dataclass(frozen=True)
class Skipped:
    """A job was not begun, for a reason such as "its outputs exist"."""

    job: Job
    reason: str
    wanted: bool
    """Whether this is what the caller asked for, and not the end of the whole call."""
    count: int = 1
    """How many jobs this stands for."""


Event: TypeAlias = Started | Advanced | Warned | Done | Failed | Skipped
