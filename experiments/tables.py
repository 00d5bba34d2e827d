"""Print tables in Markdown of what `rows.py` measured.

python experiments/tables.py
"""

from itertools import groupby
from operator import attrgetter

import msgspec
from rows import HERE, Rows, Score

SETS = ("KITTI", "CamVid", "IDD-Lite")


def main() -> None:
    """Print a Markdown table for each table of rows.toml, its rows in order."""
    rows = msgspec.toml.decode((HERE / "rows.toml").read_bytes(), type=Rows).row
    found = {}
    for path in (HERE / "scores" / f"{row.name}.json" for row in rows):
        if path.exists():
            found[path.stem] = msgspec.json.decode(path.read_bytes(), type=Score)
    done = [found[row.name] for row in rows if row.name in found]
    for table, scores in groupby(sorted(done, key=attrgetter("table")), attrgetter("table")):
        print(f"\n{table}\n\n| row | weights | crops | {' | '.join(SETS)} |\n|---|{'---|' * 5}")
        for score in scores:
            ious = " | ".join(f"{score.iou[name]:.3f}" for name in SETS)
            print(f"| {score.name} | {score.parameters:,} | {score.crops:,} | {ious} |")


if __name__ == "__main__":
    main()
