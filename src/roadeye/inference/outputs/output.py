"""What every result can do: be the content of a picture's file, and a file or folder of a video."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from roadeye.geometry.calibration import Calibration
from roadeye.inference.prediction import Prediction
from roadeye.io.frames import Frame, Warn


@dataclass(frozen=True)
class OutputSettings:
    """Say how results are written.

    Attributes:
        crf: Quality of videos in H.264, 0 (best) to 51; None takes the usual one.
        calibration: The camera, for distances in metres; None leaves them out.
    """

    crf: int | None = None
    calibration: Calibration | None = None


USUAL = OutputSettings()


@dataclass(frozen=True)
class VideoContext:
    """Hold what a result of a video depends on beside its frames.

    Attributes:
        rate: Frames a second, roughly.
        settings: How results are written.
        audio: The video file whose audio belongs to the frames; None where there is none.
        note: Takes a sentence on what a person should know.
        origin: The time of the source that is 0 in masks; None takes that of the first frame.
    """

    rate: Fraction
    settings: OutputSettings
    audio: Path | None
    note: Warn
    origin: Fraction | None = None


WriteResult: TypeAlias = Callable[[Frame, Prediction], None]
"""Takes the frames of one video in order, each with what was found in it."""


@dataclass(frozen=True)
class Output:
    """One result.

    Attributes:
        picture: The end of a picture's file, such as `"_mask.png"`.
        video: The end of a video's file, or the end of a folder's name.
        encode: Returns the content of a picture's file.
        open_video: Opens the file of a video, which appears when the block ends well.
    """

    picture: str
    video: str
    encode: Callable[[Prediction, OutputSettings], bytes]
    open_video: Callable[[Path, VideoContext], AbstractContextManager[WriteResult]]
