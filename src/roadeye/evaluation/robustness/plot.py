"""The heat map of a run: what is left at each corruption and severity."""

from pathlib import Path

import numpy as np

from roadeye.evaluation.robustness.result import RobustnessResult
from roadeye.io.atomic import replacing

DOTS_PER_INCH = 110
DARK_BELOW = 0.48  # white figures below, black above: a contrast of at least 4.5


def write_heat_map(path: Path, result: RobustnessResult, title: str) -> None:
    """Draw retention by corruption and severity as a PNG.

    The colours (cividis) rise evenly in brightness and look alike to people with any kind of
    colour blindness; every point has its figure.

    Raises:
        OutputError: The file cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    rows = result.rows()
    severities = sorted({point.severity for point in result.points})
    values = np.full((len(rows), len(severities)), np.nan)
    for index, row in enumerate(rows.values()):
        for point in row:
            values[index, severities.index(point.severity)] = point.retention
    figure = Figure(figsize=(6.4, 1.6 + 0.32 * len(rows)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    shown = axes.imshow(values, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(severities)), [str(severity) for severity in severities])
    axes.set_yticks(range(len(rows)), [name.replace("_", " ") for name in rows])
    axes.set_xlabel("severity")
    axes.set_title(title, fontsize=10)
    for (y, x), value in np.ndenumerate(values):
        text = "–" if np.isnan(value) else f"{value:.2f}"
        colour = "white" if value < DARK_BELOW else "black"  # black, too, where there is no score
        axes.text(x, y, text, ha="center", va="center", color=colour, fontsize=8)
    figure.colorbar(shown, ax=axes, label="IoU / clean IoU")
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png", dpi=DOTS_PER_INCH)
