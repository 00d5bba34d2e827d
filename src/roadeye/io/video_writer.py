"""Write videos frame by frame: H.264 in MP4, animated GIF and WebP, lossless masks in Matroska."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias

import av
from av.container import OutputContainer
from av.filter import Graph
from av.video.format import VideoFormat as PixelFormat
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from roadeye.errors import InputError, OutputError
from roadeye.io.atomic import replacing
from roadeye.io.audio import AudioTrack
from roadeye.io.encoder_errors import encoding
from roadeye.io.fitting import Pixels, evened, fitted, size_within
from roadeye.io.index_first import index_first
from roadeye.io.video_format import VideoFormat, video_format, with_crf

WriteFrame: TypeAlias = Callable[[Fraction, Pixels], None]
"""Takes the seconds at which a frame is shown, and the frame: RGB, or grey for lossless masks."""

_BT709 = 1  # in AVColorSpace, AVColorPrimaries and AVColorTransferCharacteristic alike
_STUDIO_RANGE = 1  # AVColorRange: 16..235, what players expect
_FULL_RANGE = 2
_BROADCAST: dict[str, int] = {"dst_colorspace": _BT709, "dst_color_range": _STUDIO_RANGE}


@contextmanager
def video_writer(
    path: Path,
    rate: Fraction,
    lossless: bool = False,
    *,
    crf: int | None = None,
    audio: AudioTrack | None = None,
    origin: Fraction | None = None,
) -> Iterator[WriteFrame]:
    """Open a video for writing; it appears at `path` when the block ends well.

    The first frame sets the size and, without an `origin`, time 0. Frames of another size are fitted into it, their
    shape kept. H.264 needs even sizes: odd ones are padded by repeating the last column or row.
    A block that ends before its source does leaves a video that plays.

    Args:
        path: Its suffix chooses the format, see `video_format`.
        rate: Frames a second, roughly; every frame is shown at its own time.
        lossless: Every pixel comes back as it was, such as the 0 and 255 of masks. Frames may be
            grey; all are of the kind of the first.
        crf: Quality of H.264, 0 (best) to 51.
        audio: Copied beside the frames, from the first one's time to the last one's end; frames
            must then have the times of the video that it belongs to.
        origin: The seconds that are time 0 in the file; Matroska alone keeps a later begin.

    Yields:
        The function that takes the frames, times rising.

    Raises:
        InputError: The block wrote no frame, or one that the encoder refuses.
        OutputError: The file cannot be written, or its suffix is unknown.
    """
    form = video_format(path, lossless)
    if crf is not None:
        form = with_crf(form, crf)
    with replacing(path, keeps_beginning=form.plays_without_end) as temporary:
        writer = _Writer(path, temporary, form, rate, audio, origin)
        try:
            yield writer.write
            writer.finish()
        finally:
            writer.close()
        if not writer.written:
            raise InputError(f"nothing to show in {path}: the source gave no frame.")
        if form.fragmented:
            try:
                with encoding(path, form, (0, 0)):
                    index_first(temporary)
            except OutputError as error:
                if error.code != "disk-full":  # there is no room for both, and fragments play too
                    raise


class _Writer:
    """Hold the open file between two frames."""

    def __init__(
        self,
        path: Path,
        temporary: Path,
        form: VideoFormat,
        rate: Fraction,
        audio: AudioTrack | None,
        origin: Fraction | None,
    ) -> None:
        self.written = 0
        self._path = path
        self._temporary = temporary
        self._form = form
        self._rate = rate
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._audio = audio
        self._sound: Any = None
        self._graph: Graph | None = None
        self._reformatter = VideoReformatter()
        self._size = (0, 0)
        self._gray = False
        self._origin = origin
        self._first = Fraction(0)
        self._last = -1

    def write(self, time: Fraction, image: Pixels) -> None:
        """Encode one frame."""
        with encoding(self._path, self._form, image.shape):
            if self._container is None:
                self._open(time, image)
            shown = fitted(image, self._size, self._form.lossless)
            if self._form.yuv420:
                shown = evened(shown)
            frame = VideoFrame.from_ndarray(shown, format="gray" if shown.ndim == 2 else "rgb24")
            # Two frames in one tick, or a clock that runs back, would be refused by the container.
            self._last = max(self._last + 1, round((time - self._first) / self._form.tick))
            frame.pts = self._last
            frame.time_base = self._form.tick
            frame.duration = round(1 / self._rate / self._form.tick)  # counts for the last alone
            self._encode_converted(frame)
            self._copy_audio(time)
        self.written += 1

    def finish(self) -> None:
        """Encode what is still waiting."""
        with encoding(self._path, self._form, self._size[::-1]):
            if self._graph is not None:
                self._graph.push(None)
                self._encode_filtered(self._graph)
            self._encode(None)
            self._copy_audio(self._first + self._last * self._form.tick + 1 / self._rate)

    def close(self) -> None:
        """Finish the file."""
        if self._container is not None:
            container, self._container = self._container, None
            with encoding(self._path, self._form, self._size[::-1]):
                container.close()

    def _open(self, time: Fraction, image: Pixels) -> None:
        form = self._form
        self._first = time if self._origin is None else self._origin
        self._size = width, height = size_within(image, form.longest)
        self._gray = image.ndim == 2 and form.gray is not None
        if form.yuv420:
            width, height = width + width % 2, height + height % 2
        # An absolute path: FFmpeg takes a name such as "a:b.mp4" for a protocol.
        options = dict(form.file_options)
        if self._audio is not None and self._audio.late_header:
            options["movflags"] += "+delay_moov"
        self._container = av.open(str(self._temporary.absolute()), "w", options=options)
        rate = self._rate.limit_denominator(100_000)
        stream = self._container.add_stream(form.codec, rate=rate, options=dict(form.codec_options))
        if not isinstance(stream, VideoStream):
            raise TypeError(f"{form.codec} is no encoder of video")
        self._stream = stream
        stream.width, stream.height = width, height
        stream.pix_fmt = form.gray if self._gray and form.gray else form.pixels
        stream.codec_context.time_base = form.tick
        stream.time_base = form.tick
        if self._audio is not None:
            self._sound = self._container.add_stream_from_template(self._audio.stream)
        if form.pixels == "pal8":
            self._graph = _palette_graph(width, height, form.tick)
        elif form.yuv420:
            stream.codec_context.colorspace = _BT709
            stream.codec_context.color_primaries = _BT709
            stream.codec_context.color_trc = _BT709
            stream.codec_context.color_range = _STUDIO_RANGE
        elif self._gray:
            stream.codec_context.color_range = _FULL_RANGE

    def _copy_audio(self, end: Fraction) -> None:
        if self._audio is None or self._container is None:
            return
        for time, packet in self._audio.between(self._first, end):
            packet.pts = packet.dts = round((time - self._first) / packet.time_base)
            packet.stream = self._sound
            self._container.mux(packet)

    def _encode_converted(self, frame: VideoFrame) -> None:
        if self._graph is not None:
            self._graph.push(frame)
            self._encode_filtered(self._graph)
        elif self._gray:
            self._encode(frame)
        else:
            marks: dict[str, Any] = _BROADCAST if self._form.yuv420 else {}
            self._encode(
                self._reformatter.reformat(
                    frame, format=self._form.pixels, interpolation=Interpolation.BILINEAR, **marks
                )
            )

    def _encode_filtered(self, graph: Graph) -> None:
        while True:
            try:
                frame = graph.pull()
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
        width=width, height=height, format=PixelFormat("rgb24"), time_base=tick
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
