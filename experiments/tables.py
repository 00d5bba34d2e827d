"""Print tables in Markdown of what `rows.py` measured, with the spread where a row has several seeds.

python -m experiments.tables
"""

from itertools import groupby

import msgspec
import numpy as np
from experiments.rows import HERE, SEED, Rows, Score, TrainingRow, read_scores

SETS = ("KITTI", "CamVid", "IDD-Lite")


def scores_of(name: str) -> list[Score]:
    """Return the scores of a row, one of each seed."""
    found = read_scores()
    return [score for key, score in found.items() if key == name or key.startswith(name + SEED)]


def cell(scores: list[Score], data_set: str) -> str:
    """Format the IoU on a data set: the mean, and half the range over seeds."""
    ious = [score.iou[data_set] for score in scores]
    spread = f" ± {np.ptp(ious) / 2:.3f}" if len(ious) > 1 else ""
    return f"{np.mean(ious):.3f}{spread}"


def table_of(pair: tuple[TrainingRow, list[Score]]) -> str:
    """Return the name of a row's table."""
    return pair[0].table


def main() -> None:
    """Print a Markdown table for each table of rows.toml, its rows in order."""
    rows = msgspec.toml.decode((HERE / "rows.toml").read_bytes(), type=Rows).row
    done = [(row, scores) for row in rows if (scores := scores_of(row.name))]
    for table, found in groupby(sorted(done, key=table_of), table_of):
        print(f"\n{table}\n\n| row | seeds | weights | crops | {' | '.join(SETS)} |")
        print(f"|---|{'---|' * 6}")
        for row, scores in found:
            ious = " | ".join(cell(scores, name) for name in SETS)
            first = scores[0]
            print(
                f"| {row.name} | {len(scores)} | {first.parameters:,} | {first.crops:,} | {ious} |"
            )


if __name__ == "__main__":
    main()
