"""Draw the IoU of road against the time of a picture, a panel for each data set.

    python -m experiments.peers_plot experiments/peers.json docs/images/peers.png

Writes peers.png for light pages and peers_dark.png for dark ones. `experiments.peers -o` measures
what the JSON file holds. The one in the repository has the scores and times of docs/explanation/results.md, and
for IDD-Lite the times of the first plot.
"""

import argparse
from pathlib import Path

import msgspec
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

OURS = ("roadeye", "roadeye-open")
BLUE, ORANGE = {"": "#0072B2", "_dark": "#56B4E9"}, {"": "#D55E00", "_dark": "#E69F00"}
"""Okabe and Ito's, apart for every kind of colour vision, by the ending of the file's name."""

STYLES = {"": "default", "_dark": "dark_background"}
COLUMNS, NEAR_MS, NEAR_IOU = 3, 20, 0.03


class PictureScore(msgspec.Struct, frozen=True):
    """Hold what one network reaches on one data set; latency is the median of a picture."""

    network: str
    set: str
    images: int
    iou: float
    milliseconds: float
    maxf: float | None = None
    ece: float | None = None


def draw(rows: list[PictureScore], threads: int, path: Path) -> None:
    """Write the plot at `path`, and beside it the one for dark pages."""
    for ending, name in STYLES.items():
        with style.context(name):
            figure = _figure(rows, threads, ending)
            figure.savefig(path.with_stem(path.stem + ending), dpi=110, transparent=True)


def _figure(rows: list[PictureScore], threads: int, ending: str) -> Figure:
    names = list(dict.fromkeys(row.set for row in rows))
    columns = min(COLUMNS, len(names))
    lines = -(-len(names) // columns)
    figure = Figure(figsize=(3.7 * columns, 3.8 * lines), layout="constrained")
    panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes in panels[len(names) :]:
        axes.remove()
    for axes, name in zip(panels, names, strict=False):
        _panel(axes, [row for row in rows if row.set == name], ending)
        axes.set(title=name, xlabel=f"milliseconds a picture, {threads} threads")
        axes.set_xlim(0, 1.3 * max(row.milliseconds for row in rows))
    panels[0].set(ylabel="IoU of road", ylim=(None, 1))
    return figure


def _panel(axes: Axes, rows: list[PictureScore], ending: str) -> None:
    for row in rows:
        mine = row.network in OURS
        colour, mark = (BLUE, "o") if mine else (ORANGE, "s")
        axes.plot(row.milliseconds, row.iou, mark, color=colour[ending])
        below = mine or any(_crowded(row, other) for other in rows)
        axes.annotate(
            row.network, (row.milliseconds, row.iou), fontsize=8, ha="center",
            xytext=(0, -13 if below else 6), textcoords="offset points",
            weight="bold" if mine else "normal",
        )  # fmt: skip
    axes.grid(alpha=0.3)


def _crowded(row: PictureScore, other: PictureScore) -> bool:
    """Tell whether another network lies so near above that the names would meet."""
    near = abs(row.milliseconds - other.milliseconds) < NEAR_MS
    return near and 0 < other.iou - row.iou < NEAR_IOU


def main() -> None:
    """Draw what a JSON file holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("rows", type=Path)
    parser.add_argument("plot", type=Path)
    parser.add_argument("--threads", type=int, default=2, help="that were measured with")
    given = parser.parse_args()
    rows = msgspec.json.decode(given.rows.read_bytes(), type=list[PictureScore])
    draw(rows, given.threads, given.plot)


if __name__ == "__main__":
    main()
