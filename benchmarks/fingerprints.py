"""How well fingerprints tell a picture again, and how often two pictures are taken for one.

Run with `python benchmarks/fingerprints.py DATA`; DATA holds the folders that `SETS` names. The
first table has, for each change of a picture, the largest distance from its original and how many
pictures are not recognised; the second the smallest distance and the number of pairs taken for one
between each two sets and within a set; the third the same for frames of one video by how far apart
they are.
"""

import argparse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from roadeye.arrays import Image
from roadeye.data.fingerprint import BYTES, MAX_DISTANCE, MIN_STRUCTURE, distances, fingerprint
from roadeye.io.images import read_image

SETS = {
    "KITTI": ("kitti-road/training/image_2", "*"),
    "KITTI test": ("kitti-road/testing/image_2", "*"),
    "CamVid train": ("camvid/train", "*"),
    "CamVid val": ("camvid/val", "*"),
    "IDD-Lite": ("idd-lite/leftImg8bit/train", "**/*_image.jpg"),
    "street-view": ("street-view/images", "*"),
    "campus-robot": ("campus-robot/images", "*"),
    "austin-night": ("unlabelled/austin-night", "*"),
    "kathmandu": ("unlabelled/kathmandu", "*"),
}
CLIPS = ("clips/california-motorway.mp4", "clips/california-short.mp4")
APART = (1, 2, 5, 10, 20, 40)


def jpeg(image: Image, quality: int) -> Image:
    """Return a picture after JPEG."""
    _, content = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_COLOR), np.uint8)


def resized(image: Image, scale: float, interpolation: int = cv2.INTER_AREA) -> Image:
    """Return a picture at another size."""
    height, width = (max(1, round(scale * side)) for side in image.shape[:2])
    return np.asarray(cv2.resize(image, (width, height), interpolation=interpolation), np.uint8)


def png(image: Image) -> Image:
    """Return a picture after PNG."""
    return np.asarray(cv2.imdecode(cv2.imencode(".png", image)[1], cv2.IMREAD_COLOR), np.uint8)


CHANGES: dict[str, Callable[[Image], Image]] = {
    "PNG": png,
    "JPEG q90": lambda image: jpeg(image, 90),
    "JPEG q50": lambda image: jpeg(image, 50),
    "JPEG q30": lambda image: jpeg(image, 30),
    "half size": lambda image: resized(image, 0.5),
    "quarter size": lambda image: resized(image, 0.25),
    "quarter, bilinear": lambda image: resized(image, 0.25, cv2.INTER_LINEAR),
    "640 px wide": lambda image: resized(image, 640 / image.shape[1], cv2.INTER_CUBIC),
    "half size, q30": lambda image: jpeg(resized(image, 0.5), 30),
}


def hashes_of(path: Path) -> list[bytes]:
    """Return the fingerprint of a picture and of each change of it."""
    image = read_image(path)
    return [fingerprint(image), *(fingerprint(change(image)) for change in CHANGES.values())]


def frames(path: Path) -> Iterator[Image]:
    """Read the frames of a video."""
    video = cv2.VideoCapture(str(path))
    while True:
        got, frame = video.read()
        if not got:
            return
        yield np.ascontiguousarray(frame[..., ::-1])


def between(some: list[bytes], others: list[bytes], *, same: bool) -> tuple[int, int]:
    """Return the smallest distance of two sets and how many pairs are taken for one."""
    smallest, taken = 8 * BYTES, 0
    for index, one in enumerate(some):
        rest = b"".join(others[index + 1 :] if same else others)
        if rest:
            found = distances(rest, one)
            smallest = min(smallest, int(found.min()))
            taken += int((found <= MAX_DISTANCE).sum())
    return smallest, taken


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    cv2.setNumThreads(1)
    known: dict[str, list[bytes]] = {}
    print(f"{8 * BYTES} bits, the same picture up to {MAX_DISTANCE}, structure {MIN_STRUCTURE:g}\n")
    print("| set | n | without | " + " | ".join(CHANGES) + " |")
    print("|---|---|---|" + "---|" * len(CHANGES))
    with ThreadPoolExecutor(2) as pool:
        for name, (folder, pattern) in SETS.items():
            paths = sorted(path for path in (data / folder).glob(pattern) if path.is_file())
            rows = list(pool.map(hashes_of, paths))
            known[name] = [row[0] for row in rows if row[0]]
            columns = []
            for index in range(1, len(CHANGES) + 1):
                apart = [
                    int(distances(row[0], row[index])[0]) if row[index] else 8 * BYTES
                    for row in rows
                    if row[0]
                ]
                lost = sum(distance > MAX_DISTANCE for distance in apart)
                columns.append(f"{max(apart)} ({lost})")
            without = len(rows) - len(known[name])
            print(f"| {name} | {len(rows)} | {without} | {' | '.join(columns)} |", flush=True)
    videos = {path: [fingerprint(frame) for frame in frames(data / path)] for path in CLIPS}
    known |= {Path(path).stem: hashes for path, hashes in videos.items()}
    print("\n| | " + " | ".join(known) + " |\n|---|" + "---|" * len(known))
    for index, (name, some) in enumerate(known.items()):
        cells = [""] * index
        for other in list(known)[index:]:
            smallest, taken = between(some, known[other], same=name == other)
            cells.append(f"{smallest} ({taken})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print("\n| frames apart | " + " | ".join(map(str, APART)) + " |\n|---|" + "---|" * len(APART))
    for name in ("CamVid val", *(Path(path).stem for path in CLIPS)):
        cells = []
        for gap in APART:
            pairs = list(zip(known[name], known[name][gap:], strict=False))
            found = [int(distances(one, other)[0]) for one, other in pairs]
            within = sum(distance <= MAX_DISTANCE for distance in found)
            cells.append(f"{within} of {len(found)}" if found else "")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
