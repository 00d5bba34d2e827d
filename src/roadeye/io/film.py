"""Write films frame by frame: H.264 in MP4, animated GIF and WebP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import cv2
import numpy as np
from av.codec.codec import UnknownCodecError
from av.container import OutputContainer
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from jaxtyping import UInt8

from roadeye.arrays import Image
from roadeye.errors import InputError, OutputError
from roadeye.io.atomic import replacing
from roadeye.io.film_format import FilmFormat, film_format

WriteFrame: TypeAlias = Callable[[Fraction, Image], None]
"""Takes the seconds at which a frame is shown, and the frame."""

Resized: TypeAlias = UInt8[np.ndarray, "new_height new_width 3"]

_BT709 = 1  # in AVColorSpace, AVColorPrimaries and AVColorTransferCharacteristic alike
_STUDIO_RANGE = 1  # AVColorRange: 16..235, what players expect
_BROADCAST: dict[str, int] = {"dst_colorspace": _BT709, "dst_color_range": _STUDIO_RANGE}


@contextmanager
def film(path: Path, rate: Fraction) -> Iterator[WriteFrame]:
    """Open a film for writing; it appears at `path` when the block ends well.

    The first frame sets the size and time 0; frames of another size are fitted into it, their
    shape kept. Of an odd width or height the last column or row is doubled where the format
    asks for even ones, so that nothing moves.

    Args:
        path: Its suffix chooses the format, see `film_format`.
        rate: Frames a second, roughly; every frame is shown at its own time.

    Yields:
        The function that takes the frames, times rising.

    Raises:
        InputError: The block wrote no frame.
        OutputError: The file cannot be written, or its suffix is unknown.
    """
    form = film_format(path)
    with replacing(path) as temporary:
        writer = _Writer(temporary, form, rate)
        try:
            yield writer.write
            writer.finish()
        except (av.ArgumentError, av.ExternalError, UnknownCodecError) as error:
            raise OutputError(
                f"cannot write {path}: the encoder {form.codec} refuses it ({error})."
            ) from error
        finally:
            writer.close()
        if not writer.written:
            raise InputError(f"nothing to show in {path}: the source gave no frame.")


class _Writer:
    """Hold the open file between two frames."""

    def __init__(self, path: Path, form: FilmFormat, rate: Fraction) -> None:
        self.written = 0
        self._path = path
        self._form = form
        self._rate = rate
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._graph: Graph | None = None
        self._size = (0, 0)
        self._first = Fraction(0)
        self._last = -1

    def write(self, time: Fraction, image: Image) -> None:
        """Encode one frame."""
        if self._container is None:
            self._open(time, image)
        shown = _fitted(image, self._size)
        if self._form.yuv420:
            shown = _even(shown)
        frame = VideoFrame.from_ndarray(shown, format="rgb24")
        # Two frames in one tick, or a clock that runs back, would be refused by the container.
        self._last = max(self._last + 1, round((time - self._first) / self._form.tick))
        frame.pts = self._last
        frame.time_base = self._form.tick
        frame.duration = round(1 / self._rate / self._form.tick)  # counts for the last one alone
        if self._graph is None:
            marks = _BROADCAST if self._form.yuv420 else {}
            self._encode(frame.reformat(format=self._form.pixels, **marks))
        else:
            self._graph.push(frame)
            self._encode_filtered()
        self.written += 1

    def finish(self) -> None:
        """Encode what is still waiting."""
        if self._graph is not None:
            self._graph.push(None)
            self._encode_filtered()
        self._encode(None)

    def close(self) -> None:
        """Finish the file."""
        if self._container is not None:
            container, self._container = self._container, None
            container.close()

    def _open(self, time: Fraction, image: Image) -> None:
        self._first = time
        self._size = _within(image, self._form.longest)
        width, height = self._size
        if self._form.yuv420:
            width, height = width + width % 2, height + height % 2
        # An absolute path: FFmpeg takes a name such as "a:b.mp4" for a protocol.
        self._container = av.open(
            str(self._path.absolute()), "w", options=dict(self._form.file_options)
        )
        rate = self._rate.limit_denominator(100_000)
        stream = self._container.add_stream(
            self._form.codec, rate=rate, options=dict(self._form.codec_options)
        )
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{self._form.codec} is no encoder of video")
        self._stream = stream
        stream.width, stream.height = width, height
        stream.pix_fmt = self._form.pixels
        stream.codec_context.time_base = self._form.tick
        stream.time_base = self._form.tick
        if self._form.pixels == "pal8":
            self._graph = _palette_graph(width, height, self._form.tick)
        elif self._form.yuv420:
            stream.codec_context.colorspace = _BT709
            stream.codec_context.color_primaries = _BT709
            stream.codec_context.color_trc = _BT709
            stream.codec_context.color_range = _STUDIO_RANGE

    def _encode_filtered(self) -> None:
        while self._graph is not None:
            try:
                frame = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            if isinstance(frame, VideoFrame):
                self._encode(frame)

    def _encode(self, frame: VideoFrame | None) -> None:
        if self._stream is not None and self._container is not None:
            self._container.mux(self._stream.encode(frame))


def _palette_graph(width: int, height: int, tick: Fraction) -> Graph:
    graph = Graph()
    source = graph.add_buffer(
        width=width, height=height, format=VideoFormat("rgb24"), time_base=tick
    )
    split = graph.add("split")
    generate = graph.add("palettegen", "stats_mode=single")
    use = graph.add("paletteuse", "new=1:dither=bayer")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(generate, 0, 0)
    split.link_to(use, 1, 0)
    generate.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph


def _within(image: Image, longest: int | None) -> tuple[int, int]:
    """Return the width and height of the film, the shape of the picture kept."""
    height, width = image.shape[:2]
    scale = 1.0 if longest is None else min(1.0, longest / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _fitted(image: Image, size: tuple[int, int]) -> Resized:
    """Scale a picture into a size, black around it where its shape is another."""
    height, width = image.shape[:2]
    if (width, height) == size:
        return image
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    full = np.zeros((size[1], size[0], 3), np.uint8)
    full[top : top + inner[1], left : left + inner[0]] = cv2.resize(image, inner, interpolation=way)
    return full


def _even(image: Image) -> Resized:
    height, width = image.shape[:2]
    return np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
