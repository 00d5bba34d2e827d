"""The precision-recall curve and the reliability diagram of an evaluation."""

from dataclasses import dataclass
from math import isnan, log10

import numpy as np

from roadeye.evaluation.report.chart import Axis, Plot
from roadeye.evaluation.report.figures import percent
from roadeye.evaluation.result import ALL, Evaluation
from roadeye.metrics import scores
from roadeye.metrics.kitti import curve
from roadeye.metrics.reliability import BINS, Reliability

STYLES = 6
"""Styles of lines that the style sheet knows, `c0` to `c5`."""

_MIN_POWER = -4.0  # share of pixels, as a power of ten, at the foot of the histogram
_HISTOGRAM_HEIGHT = 70.0


@dataclass(frozen=True)
class Line:
    """Hold a line of a chart: its legend, its class in the style sheet, its SVG points."""

    label: str
    style: str
    points: str


@dataclass(frozen=True)
class Mark:
    """Hold a mark of a chart: its legend, its shape (`disc` or `diamond`) and its place."""

    label: str
    shape: str
    x: float
    y: float


@dataclass(frozen=True)
class PrecisionRecall:
    """Hold the chart of precision over recall.

    Attributes:
        plot: Its area; both axes begin at the same value.
        lines: All pictures first, then categories by falling MaxF.
        marks: The thresholds in use.
        omitted: Number of categories without a line; they have a higher MaxF.
    """

    plot: Plot
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    omitted: int


@dataclass(frozen=True)
class ReliabilityDiagram:
    """Hold the chart of the share of road over the probability.

    Attributes:
        plot: The area of the curves.
        histogram: The area below: the share of pixels in each bin.
        lines: The diagonal, all pixels, and those near road edges where they were counted.
        dots: The bins of all pixels.
        bars: Left, top, width and height of the bars of the histogram.
    """

    plot: Plot
    histogram: Plot
    lines: tuple[Line, ...]
    dots: tuple[tuple[float, float], ...]
    bars: tuple[tuple[float, float, float, float], ...]


def precision_recall(evaluation: Evaluation) -> PrecisionRecall | None:
    """Return precision over recall, of all pictures and by category; None without road.

    Of many categories those with the lowest MaxF are drawn. The axes begin where the curves do.
    """
    found, groups = evaluation.scores, evaluation.groups
    everything = found[ALL]
    if isnan(everything.maxf):
        return None
    names = sorted(set(groups) - {ALL}, key=lambda name: _or_last(found[name].maxf))
    styles = {name: f"curve c{index}" for index, name in enumerate(names[:STYLES])}
    styles[ALL] = "curve whole"
    used = groups[ALL].counts
    ends = [value for name in styles for value in (found[name].pre, found[name].rec)]
    if used.tp:
        ends += [scores.precision(used), scores.recall(used)]
    low = _axis_start(min(value for value in ends if not isnan(value)))
    plot = Plot(_fractions("recall", low), _fractions("precision", low))
    lines = []
    for name, style in reversed(styles.items()):
        points = curve(groups[name].quantised)
        line = plot.polyline(points.recall.tolist(), points.precision.tolist())
        lines.append(Line(name, style, line))
    best = f"MaxF, at {everything.maxf_threshold:.3f}"
    marks = [Mark(best, "disc", *plot.at(everything.rec, everything.pre))]
    if used.tp:
        chosen = f"F at {evaluation.settings.threshold:.3f}, the threshold"
        place = plot.at(scores.recall(used), scores.precision(used))
        marks.append(Mark(chosen, "diamond", *place))
    return PrecisionRecall(plot, tuple(lines), tuple(marks), max(0, len(names) - STYLES))


def reliability_diagram(evaluation: Evaluation) -> ReliabilityDiagram:
    """Return the share of road over the probability, and how many pixels had it."""
    sums = evaluation.groups[ALL]
    plot = Plot(_fractions("", 0.0), _fractions("share that is road", 0.0))
    given, road = _filled_bins(sums.reliability)
    all_pixels = f"all pixels: ECE {percent(sums.reliability.ece)} %"
    lines = [
        Line("perfect calibration", "ideal", plot.polyline((0.0, 1.0), (0.0, 1.0))),
        Line(all_pixels, "curve whole", plot.polyline(given, road)),
    ]
    if sums.edges.pixels.sum():
        near = f"within 5 px of road edges: ECE {percent(sums.edges.ece)} %"
        lines.append(Line(near, "curve c1", plot.polyline(*_filled_bins(sums.edges))))
    shares = Axis("pixels", (_MIN_POWER, -2.0, 0.0), ("0.01 %", "1 %", "100 %"))
    below = plot.height + 40
    histogram = Plot(
        _fractions("probability of road", 0.0), shares, height=_HISTOGRAM_HEIGHT, top=below
    )
    pixels = sums.reliability.pixels
    bars = tuple(
        histogram.bar(index / BINS, (index + 1) / BINS, max(_MIN_POWER, log10(share)))
        for index, share in enumerate((pixels / pixels.sum()).tolist())
        if share
    )
    dots = tuple(plot.at(x, y) for x, y in zip(given, road, strict=True))
    return ReliabilityDiagram(plot, histogram, tuple(lines), dots, bars)


def _filled_bins(bins: Reliability) -> tuple[list[float], list[float]]:
    """Return the mean probability and the share of road of the bins that hold pixels."""
    filled = bins.pixels > 0
    total = bins.pixels[filled]
    return (bins.probability[filled] / total).tolist(), (bins.road[filled] / total).tolist()


def _axis_start(value: float) -> float:
    """Return where an axis begins such that a value is not at its very end."""
    return max(low for low in (0.0, 0.2, 0.4, 0.6, 0.8) if low == 0 or low <= value - 0.05)


def _fractions(title: str, low: float) -> Axis:
    """Return an axis from `low`, an even number of tenths, to 1."""
    step, digits = (0.05, 2) if low == 0.8 else (0.1, 1) if low == 0.6 else (0.2, 1)
    ticks = np.linspace(low, 1.0, round((1 - low) / step) + 1).tolist()
    return Axis(title, tuple(ticks), tuple(f"{tick:.{digits}f}" for tick in ticks))


def _or_last(value: float) -> float:
    return 2.0 if isnan(value) else value
