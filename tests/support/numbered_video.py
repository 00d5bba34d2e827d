"""Videos whose frames show their number, as squares: white is 1, the lowest bit left."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from roadeye.arrays import Image

_BITS = 8
HEIGHT, WIDTH = 32, 16 * _BITS


def numbered(number: int) -> Image:
    """Draw a frame."""
    image = np.full((HEIGHT, WIDTH, 3), 60, np.uint8)
    for bit in range(_BITS):
        image[4:24, 16 * bit + 2 : 16 * bit + 14] = 255 * (number >> bit & 1)
    return image


def number_of(image: Image) -> int:
    """Read the number of a frame, which may have been stretched."""
    height, width = image.shape[:2]
    row = image[height // 2, :, 0]
    return sum(int(row[(2 * bit + 1) * width // (2 * _BITS)] > 127) << bit for bit in range(_BITS))


def write_numbered(
    path: Path,
    codec: str,
    times: Iterable[int] = range(60),
    *,
    first: int = 0,
    rate: int = 10,
    b_frames: int = 0,
    container: str | None = None,
    aspect: Fraction = Fraction(1),
) -> Path:
    """Write frames numbered from `first` on at `times`, in frames; every 20th is a key frame."""
    pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    options = {"g": "20", "bf": str(b_frames), "sc_threshold": "0"}
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, options={} if codec == "mjpeg" else options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixels
        stream.bit_rate = 2_000_000
        stream.codec_context.time_base = Fraction(1, rate)
        stream.codec_context.sample_aspect_ratio = aspect
        for number, time in enumerate(times, first):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame = frame.reformat(format=pixels)
            frame.pts, frame.time_base = time, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
