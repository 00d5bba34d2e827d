"""What x264's settings cost: CPU time, size and PSNR of an overlay video of a real video.

    python benchmarks/encoder.py VIDEO [--frames 30]

The road is drawn where a lane would be, so that no network is needed.
"""

import argparse
import time
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import cv2
import numpy as np

from roadeye.arrays import Image
from roadeye.draw.overlay import overlay
from roadeye.io import video_format
from roadeye.io.frames import Frame
from roadeye.io.video import frames_of_video
from roadeye.io.video_writer import video_writer

SETTINGS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("veryfast", "20", {}),
    ("veryfast", "20", {"rc-lookahead": "0"}),
    ("superfast", "20", {}),
    ("superfast", "21", {}),
    ("superfast", "22", {}),
    ("ultrafast", "20", {}),
    ("ultrafast", "23", {}),
    ("veryfast", "20", {"threads": "1"}),
)


def with_lane(image: Image) -> Image:
    height, width = image.shape[:2]
    corners = np.array([[0.08, 1], [0.44, 0.62], [0.56, 0.62], [0.94, 1]]) * (width, height)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
    return overlay(image, mask.view(np.bool_))


def encoded(path: Path, frames: list[Frame], shown: list[Image]) -> float:
    """Return the CPU time in milliseconds a frame."""
    started = time.process_time()
    with video_writer(path, Fraction(25)) as put:
        for frame, picture in zip(frames, shown, strict=True):
            put(frame.time, picture)
    return 1000 * (time.process_time() - started) / len(frames)


def psnr(path: Path, shown: list[Image]) -> float:
    back = [frame.image for frame in frames_of_video(path, print)]
    pairs = zip(back, shown, strict=True)
    error = np.mean([np.square(a.astype(np.float32) - b).mean() for a, b in pairs])
    return float(10 * np.log10(255**2 / error))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("video", type=Path)
    parser.add_argument("--frames", type=int, default=30)
    given = parser.parse_args()
    frames = list(islice(frames_of_video(given.video, print), given.frames))
    shown = [with_lane(frame.image) for frame in frames]
    usual = video_format.VIDEO_FORMATS[".mp4"]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.mp4"
        for preset, crf, more in SETTINGS:
            changed = usual.codec_options | {"preset": preset, "crf": crf} | more
            form = {".mp4": replace(usual, codec_options=changed)}
            with patch.dict(video_format.VIDEO_FORMATS, form):
                took = min(encoded(path, frames, shown) for _ in range(2))
            size = path.stat().st_size / len(frames) / 1000
            print(f"{preset} {crf} {more or ''}: {took:.1f} ms, {size:.1f} kB a frame, "
                  f"PSNR {psnr(path, shown):.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
