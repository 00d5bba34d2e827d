"""The table of `roadeye benchmark`."""

from collections.abc import Sequence

from roadeye.cli.terminal import show as show_line
from roadeye.evaluation.speed.measure import SpeedRow

COLUMNS = (("threads", ""), ("network", "ms"), ("to mask", "ms"), ("p95", "ms"),
           ("a second", ""), ("memory", "MB"), ("file", "MB"), ("IoU", ""))  # fmt: skip


def show(rows: Sequence[SpeedRow]) -> None:
    """Print the rows; the fastest from picture to mask first."""
    width = max(len(_name(row)) for row in rows)
    columns = COLUMNS if any(row.iou is not None for row in rows) else COLUMNS[:-1]
    for part in (0, 1):
        words = " ".join(f"{column[part]:>8}" for column in columns)
        show_line(f"{'':{width}} {words}".rstrip())
    for row in sorted(rows, key=lambda one: one.picture_to_mask_ms):
        iou = "" if row.iou is None else f"{row.iou:8.4f}"
        figures = " ".join(
            f"{value:8.1f}"
            for value in (row.network_ms, row.picture_to_mask_ms, row.p95_ms, row.images_per_second)
        )
        show_line(
            f"{_name(row):{width}} {row.threads:8} {figures} {row.peak_mb:8.0f} "
            f"{row.file_mb:8.2f} {iou}".rstrip()
        )


def _name(row: SpeedRow) -> str:
    return f"{row.model} ({row.engine})"
