"""Label pictures by a model, for self-training: what it is not sure of does not count.

    python experiments/pseudo_labels.py PICTURES OUT --model MODEL [--meaning reachable] [--sure 0.9]

OUT becomes a data set of `images/` and `masks/`.
"""

import argparse
from pathlib import Path

import numpy as np

import roadeye
from roadeye.io.image import read_image, write_jpeg, write_png

ROAD, OTHER, UNSURE = 255, 0, 128


def main() -> None:
    """Write pictures and masks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("pictures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--meaning")
    parser.add_argument("--sure", type=float, default=0.9)
    given = parser.parse_args()
    segmenter = roadeye.load(given.model, meaning=given.meaning)
    for path in sorted(given.pictures.glob("*.[jp][pn]g")):
        image = read_image(path)
        probability = segmenter.probability(image)
        mask = np.full(probability.shape, UNSURE, np.uint8)
        mask[probability >= given.sure] = ROAD
        mask[probability <= 1 - given.sure] = OTHER
        write_jpeg(given.out / "images" / f"{path.stem}.jpg", image, 95)
        write_png(given.out / "masks" / f"{path.stem}.png", mask)
        print(path.stem, flush=True)


if __name__ == "__main__":
    main()
