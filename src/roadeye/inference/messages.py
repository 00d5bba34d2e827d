"""What the stages of a pipeline hand on: the state of a job, and messages from its begin to its end."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction

from roadeye.errors import RoadeyeError
from roadeye.inference.jobs import Job
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.outputs.output import WriteResult
from roadeye.inference.smoothing import Steady
from roadeye.inference.steps import HeadMaps, Prepared
from roadeye.io.frames import Frame


@dataclass(frozen=True)
class WriteOptions:
    """Say how outputs are written.

    Attributes:
        durable: Whether each picture is flushed to disk before its job is told as done.
        confidence: Whether the mean confidence is computed, which takes about a millisecond.
        origin: The time of the source that is 0 in masks of videos; None takes that of the first frame.
    """

    durable: bool = True
    confidence: bool = False
    origin: Fraction | None = None


@dataclass(eq=False)
class JobState:
    """Follow one job through the stages.

    Attributes:
        job: The job.
        options: How its outputs are written.
        failed: Set by the last stage; the earlier ones then do no more for this job.
    """

    job: Job
    options: WriteOptions = WriteOptions()
    failed: bool = False
    frames: int = 0
    lost: int = 0
    other_sizes: int = 0
    road: float = 0.0
    confidence: float = 0.0
    seconds: float = 0.0
    size: tuple[int, int] = (0, 0)
    rate: Fraction = Fraction(1)
    expected: int | None = None
    dropped: int = 0
    latency: float = 0.0
    steady: Steady | None = None
    notes: list[str] = field(default_factory=list)
    writers: dict[OutputKind, WriteResult] = field(default_factory=dict)
    content: dict[OutputKind, bytes] = field(default_factory=dict)
    open_files: ExitStack = field(default_factory=ExitStack)


@dataclass(frozen=True, eq=False)
class Begin:
    """A job begins: frames a second, and how many are to come where that is known."""

    state: JobState
    rate: Fraction
    frames: int | None


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame with what the network says about it, and the seconds that this took."""

    state: JobState
    frame: Frame
    prepared: Prepared
    raw: HeadMaps
    seconds: float


@dataclass(frozen=True, eq=False)
class Remark:
    """Something about an input that a person should know."""

    state: JobState
    message: str
    lost: bool


@dataclass(frozen=True, eq=False)
class End:
    """A job has no more frames, or its input failed, or the caller wants no more."""

    state: JobState
    error: RoadeyeError | None
    stopped: bool
