"""Label pictures or a video by models, for self-training: what they are not sure of does not count.

    python experiments/pseudo_labels.py SOURCE OUT --model MODEL [--head drivable] [--sure 0.9]
        [--adas road-segmentation-adas-0001.xml] [--every 1]

With `--adas`, the mean of both models' probabilities decides: it means all road, as that network
does. OUT becomes a data set of `images/` and `masks/`.
"""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from peers import open_adas

import roadeye
from roadeye import heads
from roadeye.arrays import Image, Probability
from roadeye.data.description import Description, write_description
from roadeye.io.find import find
from roadeye.io.images import read_image, write_jpeg, write_png
from roadeye.io.video import frames_of_video

ROAD, OTHER, UNSURE = 255, 0, 128
THREADS = 2


def named(source: Path) -> Iterator[tuple[str, Image]]:
    """Read the pictures of a folder, or the frames of a video, and name them."""
    if source.is_dir():
        for path in (file.path for file in find(str(source)).files):
            yield path.stem, read_image(path)
    else:
        for frame in frames_of_video(source, print):
            yield f"{source.stem}-{frame.index:06}", frame.image


def main() -> None:
    """Write pictures and masks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--head", choices=[heads.ROAD, heads.DRIVABLE], default=heads.ROAD)
    parser.add_argument("--sure", type=float, default=0.9)
    parser.add_argument("--adas", type=Path)
    parser.add_argument("--every", type=int, default=1, help="one in so many frames")
    given = parser.parse_args()
    if given.adas and given.head == heads.DRIVABLE:
        parser.error("adas-0001 means all road, not what is reachable.")
    write_description(given.out, Description(labels=given.head))
    ours = roadeye.load(given.model, head=given.head).probability
    adas = open_adas(given.adas, THREADS) if given.adas else None

    def predict(image: Image) -> Probability:
        return ours(image) if adas is None else (ours(image) + adas(image)) / 2

    for name, image in islice(named(given.source), 0, None, given.every):
        probability = predict(image)
        mask = np.full(probability.shape, UNSURE, np.uint8)
        mask[probability >= given.sure] = ROAD
        mask[probability <= 1 - given.sure] = OTHER
        write_jpeg(given.out / "images" / f"{name}.jpg", image, 95)
        write_png(given.out / "masks" / f"{name}.png", mask)
        print(name, flush=True)


if __name__ == "__main__":
    main()
