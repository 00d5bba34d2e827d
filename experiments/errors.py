"""Say where a model is wrong: at the picture's edge, near road edges, in few pictures or in all.

python -m experiments.errors DATA_SET --split S [--model MODEL]
"""

import argparse
from pathlib import Path

import numpy as np

from roadeye.data.dataset import load
from roadeye.data.detect import open_dataset
from roadeye.data.ignore_border import without_border
from roadeye.data.split import select
from roadeye.inference.segmenter import open_segmenter
from roadeye.metrics.reliability import EDGE, near_edges
from roadeye.model.engine import BUNDLED

THREADS = 2
WORST = 0.1
MARGIN = 10


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="val")
    parser.add_argument("--model", default=BUNDLED)
    given = parser.parse_args()
    dataset = select(open_dataset(given.data), given.split)
    segmenter = open_segmenter(given.model, THREADS, dataset.labels)
    wrong, close, union, found = [], 0, 0, []
    wrong_inside, union_inside = 0, 0
    for item in dataset.items:
        sample = load(item)
        mask = segmenter(sample.image).mask
        errors = (mask != sample.road) & sample.valid
        near = errors & near_edges(sample.road, sample.valid)
        joined = (mask | sample.road) & sample.valid
        wrong.append(int(errors.sum()))
        close += int(near.sum())
        union += int(joined.sum())
        found.append((int(errors.sum()), item.name))
        inside = without_border(sample.road, sample.valid, MARGIN)
        wrong_inside += int((errors & inside).sum())
        union_inside += int((joined & inside).sum())
    total, worst = sum(wrong), max(1, round(WORST * len(wrong)))
    away = total - close
    print(f"{len(wrong)} pictures, IoU {1 - total / union:.4f}; were all right within {EDGE} "
          f"pixels of road edges: {1 - away / union:.4f}")  # fmt: skip
    print(f"where road labels reach the picture's edge or end more than {MARGIN} pixels before it: "
          f"IoU {1 - wrong_inside / union_inside:.4f}")  # fmt: skip
    print(f"within {EDGE} pixels of edges: {close / total:.2f} of the wrong pixels")
    print(f"in the worst {worst} pictures: {np.sort(wrong)[-worst:].sum() / total:.2f} of them: "
          f"{', '.join(name for _, name in sorted(found)[-worst:])}")  # fmt: skip


if __name__ == "__main__":
    main()
