"""Write the fingerprints of the training pictures into the model in the package and its twins.

    python experiments/fingerprints.py DATA

DATA holds kitti-road, camvid, idd-lite and clips. Which pictures trained each model say `final.py`
and `recipes/`: drawn scenes are drawn again, and the pictures that models labelled (KITTI's test
set and every fourth frame of the clips) count as much as the others.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import msgspec
import numpy as np
from bundled_scores import HERE, MODELS
from final import EVERYTHING, KITTI_SPLITS

import roadeye
from roadeye.arrays import Image
from roadeye.data.detect import open_dataset
from roadeye.data.fingerprint import BYTES, fingerprint, join
from roadeye.data.split import select
from roadeye.io.images import read_image
from roadeye.model.engine import open_engine, rewrite_spec
from roadeye.scenes import render

PACKAGE = Path(roadeye.__file__).parent / "models"
CLIPS = ("california-motorway.mp4", "california-short.mp4")
EVERY = 4  # of the frames of the clips
FILES = {
    EVERYTHING: PACKAGE / "roadeye.tflite",
    "held-out": MODELS / "roadeye-held-out.tflite",
    "random10": MODELS / "roadeye-random10.tflite",
}


def labelled(data: Path, name: str) -> list[Path]:
    """Return the labelled pictures that trained a model."""
    kitti = f"{HERE / 'splits' / KITTI_SPLITS[name]}:train"
    others = "all" if name == EVERYTHING else "train"
    return [
        item.image
        for folder, split in (("kitti-road", kitti), ("camvid", others), ("idd-lite", others))
        for item in select(open_dataset(data / folder), split).items
    ]


def frames(path: Path) -> Iterator[Image]:
    """Read every fourth frame of a clip."""
    video, index = cv2.VideoCapture(str(path)), 0
    while True:
        got, frame = video.read()
        if not got:
            return
        if index % EVERY == 0:
            yield np.ascontiguousarray(frame[..., ::-1])
        index += 1


def drawn() -> Iterator[Image]:
    """Draw the scenes that trained every model, as docs/results.md has their commands."""
    yield from (render(1, index, (300, 994)).image for index in range(160))
    yield from (render(2, index, (540, 960), "dashcam").image for index in range(80))


def main() -> None:
    """Write the fingerprints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    testing = sorted((data / "kitti-road" / "testing" / "image_2").iterdir())
    with ThreadPoolExecutor(2) as pool:
        for_all = [fingerprint(image) for image in drawn()]
        for_all += [fingerprint(frame) for clip in CLIPS for frame in frames(data / "clips" / clip)]
        for_all += pool.map(lambda path: fingerprint(read_image(path)), testing)
        for name, file in FILES.items():
            own = pool.map(lambda path: fingerprint(read_image(path)), labelled(data, name))
            known = join([*for_all, *own])
            spec = msgspec.structs.replace(open_engine(file).spec, fingerprints=known)
            rewrite_spec(file, file, spec)
            print(f"{file.name}: {len(known) // BYTES} fingerprints", flush=True)


if __name__ == "__main__":
    main()
