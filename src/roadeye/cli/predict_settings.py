"""The options of one call of `roadeye predict`, and what they mean to the pipeline."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from roadeye.geometry.calibration import read_calibration
from roadeye.inference.jobs import Existing
from roadeye.inference.outputs.output import OutputSettings
from roadeye.inference.pipeline import PipelineSettings
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.taken import DEFAULT_FPS, EACH, TimeRange, parse_every
from roadeye.model.engine import BUNDLED, CPU


@dataclass(frozen=True)
class Call:
    """Hold the options as they were given; see `roadeye predict --help`."""

    sources: tuple[str, ...]
    out: str
    model: str = BUNDLED
    head: str | None = None
    crop: str | None = None
    threshold: float | None = None
    threads: int = 2
    device: str = CPU
    save: str | None = None
    recursive: bool = False
    existing: Existing = Existing.REFUSE
    max_pixels: int = MAX_PIXELS
    fps: float | None = None
    start: float | None = None
    end: float | None = None
    every: str | None = None
    smooth: Smoothing = Smoothing.OFF
    crf: int | None = None
    calib: Path | None = None
    show: bool = False
    topic: str | None = None
    raw: str | None = None
    timeout: float = 10.0
    jobs: int | None = None
    on: str | None = None
    retry_failed: bool = False
    as_json: bool = False
    verbose: bool = False


def settings_of(call: Call) -> PipelineSettings:
    """Return what is taken of the inputs, and how results are written.

    Raises:
        InputError: An option is malformed, or they leave nothing, or the calibration cannot be read.
    """
    return PipelineSettings(
        TimeRange(call.start or 0.0, call.end),
        DEFAULT_FPS if call.fps is None else Fraction(call.fps).limit_denominator(1000),
        call.max_pixels,
        EACH if call.every is None else parse_every(call.every),
        call.smooth,
        OutputSettings(call.crf, None if call.calib is None else read_calibration(call.calib)),
    )
