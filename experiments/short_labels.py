"""Count how often road labels stop short of the picture's lower edge, and by how much.

python -m experiments.short_labels DATA/kitti-road
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from experiments.errors import MARGIN

from roadeye.data.dataset import load
from roadeye.data.detect import open_dataset
from roadeye.data.ignore_border import without_border


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", type=Path)
    items = open_dataset(parser.parse_args().data).items
    missing: Counter[int] = Counter()
    road = between = 0
    for item in items:
        sample = load(item)
        rows = np.flatnonzero(sample.road.any(axis=1))
        short = len(sample.road) - 1 - int(rows.max(initial=-1))
        missing[short] += 0 < short <= MARGIN
        road += int(sample.road.sum())
        left_out = sample.valid & ~without_border(sample.road, sample.valid, MARGIN)
        between += int(left_out.sum())
    found = {rows: count for rows, count in sorted(missing.items()) if count}
    print(f"{sum(found.values())} of {len(items)} labels leave out the last rows: {found} by rows")
    print(f"what lies between road and an edge at most {MARGIN} pixels away: "
          f"{between / road:.3f} of all road")  # fmt: skip


if __name__ == "__main__":
    main()
