"""Decode JPEG files with OpenCV: the same pixels as Pillow's, in less than half of its time.

Both hold libjpeg-turbo and ask it for the same. But OpenCV gives a file that was cut short with
grey rows: one whose end marker is not its end, or comes earlier, is left to Pillow.
"""

from pathlib import Path

import cv2
import numpy as np

from roadeye.arrays import Image
from roadeye.io.decode import ORIENTATION, open_header
from roadeye.io.faults import named
from roadeye.io.pixels import turned
from roadeye.io.regular import open_source

_SIGNATURE = b"\xff\xd8\xff"
_END = b"\xff\xd9"
_FLAGS = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION


def jpeg_rgb(source: Path | bytes, max_pixels: int, name: str) -> Image | None:
    """Read a whole JPEG file of three channels, upright; None where it is not one.

    The caller decodes by another way what this function leaves, and reports what is wrong.

    Raises:
        InputError: The file is missing or too large, its header is damaged, or memory is short.
    """
    with open_source(source) as file, named(name):
        if file.read(len(_SIGNATURE)) != _SIGNATURE:
            return None
        file.seek(0)
        picture = open_header(file, "JPEG", max_pixels, name)
        scan = file.tell()  # previews before it have ends of their own
        if picture.mode != "RGB":
            return None
        orientation = picture.getexif().get(ORIENTATION, 1)
        file.seek(0)
        content = file.read()
        if content.find(_END, scan) != len(content) - len(_END):
            return None
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), _FLAGS)
        return None if pixels is None else turned(np.asarray(pixels), orientation)
