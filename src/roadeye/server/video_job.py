"""One video: what is known of it while it is done, and the work itself."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Literal, TypeAlias

import msgspec

from roadeye.errors import InputError, RoadeyeError
from roadeye.inference.events import Advanced, Done, Failed, Started, Warned
from roadeye.inference.jobs import plan_folder
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.inference.pipeline import run_jobs
from roadeye.inference.segmenter import Segmenter
from roadeye.io.find import FoundFile
from roadeye.io.video import video_facts
from roadeye.server.limits import Limits
from roadeye.server.problem_details import ProblemDetails, details, problem_of

State: TypeAlias = Literal["waiting", "running", "done", "failed", "cancelled"]

NAME = "the video"
"""What messages call it: clients know no paths here."""

ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
_REMARKS = 5


class VideoStatus(msgspec.Struct, frozen=True, omit_defaults=True):
    """The progress of a video.

    Attributes:
        id: The name that requests use.
        state: waiting, running, done, failed or cancelled.
        frames_done: Frames that are done.
        frames: Approximate number of frames; absent if the file does not say.
        road_fraction: Share of the pixels that are road, 0..1, over all frames; absent until the
            video is done.
        remarks: Notices about the video; only the first few.
        problem: Why the video failed.
    """

    id: str
    state: State
    frames_done: int
    frames: int | None = None
    road_fraction: float | None = None
    remarks: tuple[str, ...] = ()
    problem: ProblemDetails | None = None


@dataclass(eq=False)
class VideoJob:
    """Follow one video; a worker thread changes it, answers read it.

    Attributes:
        folder: Where its files are: the input, and when it is done the overlay, the mask, the lines.
        source: The file that the client sent.
        segmenter: The model.
        status: How far it is.
        cancelled: Set where a client wants no more of it.
        full: Set where as many frames are done as may be.
    """

    folder: Path
    source: Path
    segmenter: Segmenter
    status: VideoStatus
    cancelled: Event = field(default_factory=Event)
    full: Event = field(default_factory=Event)
    remarks: list[str] = field(default_factory=list)

    @property
    def film(self) -> Path:
        """The overlay."""
        return self.folder / "out" / f"{self.source.stem}.mp4"

    @property
    def mask(self) -> Path:
        """The masks, lossless, 255 road."""
        return self.folder / "out" / f"{self.source.stem}_mask.mkv"

    @property
    def lines(self) -> Path:
        """A line of JSON for each frame."""
        return self.folder / "out" / f"{self.source.stem}_polygons.jsonl"

    def tell(self, **changes: object) -> None:
        """Change the status; whoever reads it sees the old one or the new one."""
        self.status = msgspec.structs.replace(self.status, **changes)

    def remove(self) -> None:
        """Remove its files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def do_video(job: VideoJob, limits: Limits) -> None:
    """Do a video; whatever happens is told in its status."""
    if job.cancelled.is_set():
        job.tell(state="cancelled")
        return
    job.tell(state="running")
    try:
        _require_length(job.source, limits)
        _run(job, limits)
        if job.status.state == "running":
            job.tell(
                state="cancelled" if job.cancelled.is_set() else "done", remarks=tuple(job.remarks)
            )
    except RoadeyeError as error:
        _fail(job, error)
    except Exception:
        job.tell(state="failed", problem=details("internal"))
        raise
    finally:
        job.source.unlink(missing_ok=True)


def _require_length(source: Path, limits: Limits) -> None:
    facts = video_facts(source, limits.pixels)
    if facts.seconds is not None and facts.seconds > limits.video_seconds:
        raise InputError(
            f"{NAME} is {facts.seconds:.0f} seconds long; at most {limits.video_seconds:g} are taken: "
            "cut it.",
            code="video-too-long",
        )


def _run(job: VideoJob, limits: Limits) -> None:
    kinds = (OutputKind.OVERLAY, OutputKind.MASK, OutputKind.POLYGONS)
    jobs = plan_folder([FoundFile(job.source, job.source.parent)], job.folder / "out", kinds)

    def stopped() -> bool:
        return job.cancelled.is_set() or job.full.is_set()

    for event in run_jobs(job.segmenter, jobs, stopped=stopped):
        match event:
            case Started(frames=frames):
                job.tell(frames=frames)
            case Advanced():
                job.tell(frames_done=job.status.frames_done + 1)
                if job.status.frames_done >= limits.video_frames and not job.full.is_set():
                    job.full.set()
                    job.remarks.append(f"only the first {limits.video_frames} frames are done.")
            case Warned(message=message) if len(job.remarks) < _REMARKS:
                job.remarks.append(_without_path(message, job))
            case Done(result=result):
                job.tell(road_fraction=result.road_fraction)
            case Failed(error=error) if job.film.exists():
                job.remarks.append(_without_path(str(error), job))
            case Failed(error=error):
                _fail(job, error)


def _fail(job: VideoJob, error: RoadeyeError) -> None:
    problem = problem_of(error)
    job.tell(state="failed", problem=details(problem.code, _without_path(problem.detail, job)))


def _without_path(text: str, job: VideoJob) -> str:
    return text.replace(str(job.source), NAME).replace(str(job.folder), "")
