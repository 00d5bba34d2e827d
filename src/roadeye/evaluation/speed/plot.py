"""Accuracy against time, or time alone, as a picture."""

from collections.abc import Sequence
from pathlib import Path

from roadeye.evaluation.speed.measure import SpeedRow
from roadeye.io.atomic import replacing

DOTS_PER_INCH = 110


def write_speed_plot(path: Path, rows: Sequence[SpeedRow]) -> None:
    """Draw each network as a point: picture to mask in milliseconds, and its IoU or file size.

    Raises:
        OutputError: The file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    scored = all(row.iou is not None for row in rows)
    figure = Figure(figsize=(7.2, 4.6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for threads, marker in zip(sorted({row.threads for row in rows}), "osD^v", strict=False):
        some = [row for row in rows if row.threads == threads]
        heights = [(row.iou or 0.0) if scored else row.file_mb for row in some]
        label = f"{threads} thread" + ("s" if threads > 1 else "")
        axes.scatter([row.picture_to_mask_ms for row in some], heights, marker=marker, label=label)
        for row, height in zip(some, heights, strict=True):
            axes.annotate(
                f"{row.model} ({row.engine})", (row.picture_to_mask_ms, height), fontsize=7,
                xytext=(4, 4), textcoords="offset points",
            )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlabel("picture to mask, ms (median)")
    axes.set_ylabel("IoU" if scored else "file, MB")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png", dpi=DOTS_PER_INCH)
