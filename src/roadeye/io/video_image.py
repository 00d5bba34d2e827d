"""Make pictures of decoded frames: RGB by their marked colours, square pixels, upright."""

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from roadeye.arrays import AnyImage, Image, Size
from roadeye.io.orientation import orientation
from roadeye.io.pyav import fraction

_HD_ROWS = 720  # players take colours without a mark for BT.709 from here up, else for BT.601
_UNMARKED, _BT709, _BT601 = 2, 1, 5  # AVColorSpace


class Converter:
    """Convert the frames of one track; tables are kept from frame to frame."""

    def __init__(self, stream: VideoStream) -> None:
        self._stream = stream
        self._reformatter = VideoReformatter()
        self._aspect = pixel_aspect(stream)
        self._coded_aspect = _coded_aspect(stream)

    def upright_size(self, frame: VideoFrame) -> Size:
        """Return the height and width that the picture of a frame just decoded will have."""
        height, width = frame.height, square_width(frame.width, self.aspect())
        return (width, height) if orientation(frame).transposed else (height, width)

    def image(self, frame: VideoFrame, aspect: Fraction | None = None) -> AnyImage:
        """Convert a frame; of more than 8 bits the upper ones are kept.

        Args:
            frame: As it was decoded.
            aspect: What `aspect` returned right after; None where that is now.

        Raises:
            ValueError: FFmpeg cannot convert frames of this kind.
        """
        marked = frame.colorspace
        if marked == _UNMARKED and frame.format.name.startswith("yuv"):
            marked = _BT709 if frame.height >= _HD_ROWS else _BT601
        converted = self._reformatter.reformat(
            frame,
            width=square_width(frame.width, aspect or self.aspect()),
            height=frame.height,
            format="rgb24",
            src_colorspace=marked,
        )
        pixels: Image = np.asarray(converted.to_ndarray(), np.uint8)
        return orientation(frame).upright(pixels)

    def aspect(self) -> Fraction:
        """Return the width over the height of a pixel of the frame just decoded; what changes in the stream is the frame's.

        Where nothing changes, the container is asked before the codec, as players do.
        """
        coded = _coded_aspect(self._stream)
        return self._aspect if coded == self._coded_aspect else (coded or Fraction(1))


def pixel_aspect(stream: VideoStream) -> Fraction:
    """Return the width of a pixel over its height, as the container or else the codec says."""
    return fraction(stream.sample_aspect_ratio) or Fraction(1)


def square_width(width: int, aspect: Fraction) -> int:
    """Return the width in square pixels.

    >>> square_width(720, Fraction(16, 15))
    768
    """
    return max(1, round(width * aspect))


def _coded_aspect(stream: VideoStream) -> Fraction | None:
    return fraction(stream.codec_context.sample_aspect_ratio)
