"""What each step from a picture file to an overlay costs, and how near the network is to the peak.

    python benchmarks/stages.py PICTURES [--model roadeye] [--count 12] [--rounds 5]

PICTURES is a folder of picture files. Every step of a picture is done before the next picture, so
that a busy moment falls on all. Times are medians of processor time, on one thread: they hold on a
busy machine too, but for what others take from the caches.
"""

import os

for library in ("OMP", "OPENBLAS"):  # before NumPy starts its threads
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from roadeye.draw.overlay import overlay
from roadeye.inference.segmenter import Segmenter, open_segmenter
from roadeye.io.images import encode_jpeg, encode_png, read_image

T = TypeVar("T")
PEAK_SIDE = 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--model", default="roadeye")
    parser.add_argument("--count", type=int, default=12, help="how many pictures")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    cv2.setNumThreads(1)
    segmenter = open_segmenter(given.model, threads=1)
    paths = sorted(path for path in given.pictures.iterdir() if path.is_file())
    chosen = paths[:: max(1, len(paths) // given.count)][: given.count]
    times: dict[str, list[float]] = defaultdict(list)
    for path in chosen:
        steps(segmenter, path, defaultdict(list))  # memory and code are there
    for _ in range(given.rounds):
        for path in chosen:
            steps(segmenter, path, times)
    total = sum(statistics.median(values) for values in times.values())
    for name, values in times.items():
        took = statistics.median(values)
        print(f"{name:20} {took:7.2f} ms {took / total:7.1%}")
    print(f"{'peak':20} {peak():7.1f} G multiply-accumulates a second, by a matrix product")


def steps(segmenter: Segmenter, path: Path, times: dict[str, list[float]]) -> None:
    """Do each step of a picture, and note its time."""

    def timed(name: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        done = work()
        times[name].append(1000 * (time.process_time() - started))
        return done

    image = timed("decode", lambda: read_image(path))
    prepared = timed("fit", lambda: segmenter.prepare(image))
    raw = timed("network", lambda: segmenter.run(prepared))
    prediction = timed("restore, calibrate", lambda: segmenter.finish(image, prepared, raw))
    mask = timed("threshold", lambda: prediction.mask)
    drawn = timed("overlay", lambda: overlay(image, mask))
    timed("encode overlay", lambda: encode_jpeg(drawn))
    timed("encode mask", lambda: encode_png(mask.view(np.uint8) * 255))


def peak() -> float:
    """Return the multiply-accumulates that one thread does in float32, in 1e9 a second."""
    values = np.random.default_rng(0).random((PEAK_SIDE, PEAK_SIDE), np.float32)
    best = float("inf")
    for _ in range(5):
        started = time.process_time()
        values @ values
        best = min(best, time.process_time() - started)
    return PEAK_SIDE**3 / best / 1e9


if __name__ == "__main__":
    main()
