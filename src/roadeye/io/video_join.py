"""Join the parts of a video, whose frames keep their times; nothing is encoded again."""

from collections.abc import Sequence
from pathlib import Path

import av
from av.video.stream import VideoStream

from roadeye.errors import InputError
from roadeye.io.atomic import replacing


def join_videos(parts: Sequence[Path], path: Path) -> None:
    """Write the frames of several videos one after another into one.

    Args:
        parts: Videos of one encoder and size, each with the times that its frames have in the
            whole; Matroska keeps them.
        path: The whole; it appears when all parts are in it.

    Raises:
        InputError: A part is no video, or of another size or codec than the first.
        OutputError: The whole cannot be written.
    """
    with replacing(path) as temporary:
        try:
            with av.open(str(temporary.absolute()), "w") as whole:
                with av.open(str(parts[0].absolute())) as first:
                    encoding = _encoding(first.streams.video[0])
                    stream = whole.add_stream_from_template(first.streams.video[0])
                for part in parts:
                    with av.open(str(part.absolute())) as source:
                        if _encoding(source.streams.video[0]) != encoding:
                            raise InputError(f"{part} is encoded in another way than {parts[0]}.")
                        for packet in source.demux(source.streams.video[0]):
                            if packet.dts is not None:  # the last one is empty
                                packet.stream = stream
                                whole.mux(packet)
        except av.FFmpegError as error:
            raise InputError(f"the parts of {path} cannot be joined: {error}.") from error


def _encoding(stream: VideoStream) -> tuple[object, ...]:
    context = stream.codec_context
    return context.name, context.width, context.height, context.extradata, stream.time_base
