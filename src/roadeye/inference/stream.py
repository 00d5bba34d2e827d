"""Find the road in one frame after another of a video, a camera or an address."""

import logging
from collections.abc import Generator, Iterable
from contextlib import closing
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from roadeye.inference.picture_input import Pictured, as_image
from roadeye.inference.prediction import Prediction
from roadeye.inference.smoothing import Smoother
from roadeye.inference.smoothing_kind import Smoothing
from roadeye.inference.stages import overlapped
from roadeye.inference.steps import HeadMaps, Prepared
from roadeye.io.frames import Frame, Listener
from roadeye.io.sources.files import VideoFile
from roadeye.io.sources.kinds import named_source
from roadeye.io.sources.source import Source, SourceOptions
from roadeye.io.taken import Taken

if TYPE_CHECKING:
    from roadeye.inference.segmenter import Segmenter

Streamed: TypeAlias = "str | PathLike[str] | int | Source | Iterable[Pictured]"
"""A video's path, a camera's number, an address, a source, or pictures."""

_LOG = logging.getLogger("roadeye")


def stream(
    segmenter: "Segmenter", given: Streamed, smoothing: Smoothing = Smoothing.OFF
) -> Generator[Prediction]:
    """Yield a prediction for each frame; memory does not grow with their number.

    A file is read ahead while the network runs. A live source gives its newest frame each time.
    What is left out is told to the logger `roadeye`. Closing the iterator closes the source.

    Args:
        segmenter: The model.
        given: What is read.
        smoothing: How the masks are steadied.

    Raises:
        InputError: The source cannot be opened, or is lost.
    """
    steady = Smoother(smoothing)
    if not isinstance(given, str | PathLike | int | Source):
        for picture in given:
            image = as_image(picture)
            prepared = segmenter.prepare(image)
            yield segmenter.finish(image, prepared, segmenter.run(prepared), steady)
        return
    source = given if isinstance(given, Source) else _source(given)

    def infer(frame: Frame) -> tuple[Frame, Prepared, HeadMaps]:
        prepared = segmenter.prepare(frame.image)
        return frame, prepared, segmenter.run(prepared)

    with source.open(Taken(), Listener(_LOG.warning, _LOG.info)) as opened:
        frames = (frame for frame in opened.frames if frame is not None)
        # Between overlapping steps the frames of a camera would grow old.
        work = (infer(frame) for frame in frames) if source.live else overlapped(frames, infer)
        with closing(work) as found:
            for frame, prepared, raw in found:
                yield segmenter.finish(frame.image, prepared, raw, steady)


def _source(given: str | PathLike[str] | int) -> Source:
    return named_source(str(given), SourceOptions()) or VideoFile(Path(str(given)))
