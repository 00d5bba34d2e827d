"""Results for people: the picture with the road coloured, alone and beside the picture as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np

from roadeye.arrays import Image
from roadeye.inference.outputs.output import Output, OutputSettings, VideoContext, WriteResult
from roadeye.inference.prediction import Prediction
from roadeye.io.audio import audio_of
from roadeye.io.images import encode_jpeg
from roadeye.io.video_writer import video_writer


def side_by_side(prediction: Prediction) -> Image:
    """Return the picture, and right of it the same with the road coloured."""
    return np.concatenate([prediction.image, prediction.overlay()], axis=1)


def _film(draw: Callable[[Prediction], Image], picture: str, video: str) -> Output:
    def encode(prediction: Prediction, _: OutputSettings) -> bytes:
        return encode_jpeg(draw(prediction))

    @contextmanager
    def open_video(path: Path, context: VideoContext) -> Iterator[WriteResult]:
        audio = audio_of(context.audio, path, context.note) if context.audio else nullcontext()
        with (
            audio as track,
            video_writer(path, context.rate, crf=context.settings.crf, audio=track) as put,
        ):
            yield lambda frame, prediction: put(frame.time, draw(prediction))

    return Output(picture, video, encode, open_video)


OVERLAY = _film(Prediction.overlay, "_overlay.jpg", ".mp4")
SIDE = _film(side_by_side, "_side.jpg", "_side.mp4")
