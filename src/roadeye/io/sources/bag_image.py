"""Pictures in the messages of ROS: `sensor_msgs/Image` and `sensor_msgs/CompressedImage`."""

from typing import Any

import cv2
import numpy as np

from roadeye.arrays import AnyImage
from roadeye.errors import InputError
from roadeye.io.images import read_image

_COMPRESSED = "sensor_msgs/msg/CompressedImage"
IMAGE_TYPES = ("sensor_msgs/msg/Image", _COMPRESSED)

# OpenCV names a Bayer pattern by its second row and column, ROS by its first.
_CONVERSIONS = {
    "rgb8": (3, None),
    "bgr8": (3, cv2.COLOR_BGR2RGB),
    "8uc3": (3, cv2.COLOR_BGR2RGB),
    "rgba8": (4, cv2.COLOR_RGBA2RGB),
    "bgra8": (4, cv2.COLOR_BGRA2RGB),
    "mono8": (1, cv2.COLOR_GRAY2RGB),
    "8uc1": (1, cv2.COLOR_GRAY2RGB),
    "bayer_rggb8": (1, cv2.COLOR_BayerBG2RGB),
    "bayer_bggr8": (1, cv2.COLOR_BayerRG2RGB),
    "bayer_gbrg8": (1, cv2.COLOR_BayerGR2RGB),
    "bayer_grbg8": (1, cv2.COLOR_BayerGB2RGB),
    "yuv422": (2, cv2.COLOR_YUV2RGB_UYVY),
    "uyvy": (2, cv2.COLOR_YUV2RGB_UYVY),
    "yuv422_yuy2": (2, cv2.COLOR_YUV2RGB_YUY2),
    "yuyv": (2, cv2.COLOR_YUV2RGB_YUY2),
}
"""Bytes of a pixel and how it becomes RGB, by the encoding of a message."""


def image_of_message(message: Any, max_pixels: int) -> AnyImage:
    """Return the picture of a message.

    Raises:
        InputError: It is damaged, too large, or of an encoding that is not read.
    """
    if message.__msgtype__ == _COMPRESSED:
        return read_image(bytes(message.data), max_pixels, "a compressed picture")
    height, width, step = int(message.height), int(message.width), int(message.step)
    if height * width > max_pixels:
        raise InputError(
            f"a picture has {width}×{height} pixels; at most {max_pixels / 1e6:g} megapixels are "
            "read; left out.",
            code="too-many-pixels",
        )
    known = _CONVERSIONS.get(message.encoding.lower())
    if known is None:
        raise InputError(
            f"pictures in {message.encoding!r} are not read; record one of "
            f"{', '.join(_CONVERSIONS)}.",
            code="sample-format",
        )
    depth, conversion = known
    content = np.asarray(message.data, np.uint8)
    if not height or not width or step < width * depth or content.size < height * step:
        raise InputError(f"a picture of {width}×{height} pixels is cut short; left out.")
    rows = content[: height * step].reshape(height, step)[:, : width * depth]
    pixels = np.ascontiguousarray(rows).reshape(
        (height, width, depth) if depth > 1 else (height, width)
    )
    return pixels if conversion is None else np.asarray(cv2.cvtColor(pixels, conversion), np.uint8)
