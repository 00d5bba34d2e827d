"""The precision-recall curve and the reliability diagram of an evaluation."""

from math import isnan, log10

import numpy as np

from roadeye.evaluation.report import chart
from roadeye.evaluation.report.chart import Axis, Plot
from roadeye.evaluation.report.figures import percent
from roadeye.evaluation.report.markup import Html, tag
from roadeye.evaluation.result import ALL, Evaluation
from roadeye.metrics import scores
from roadeye.metrics.kitti import curve
from roadeye.metrics.reliability import BINS, Reliability

STYLES = 6
"""Styles of lines that the style sheet knows, `c0` to `c5`."""

_LEAST = -4.0  # share of pixels, as a power of ten, at the foot of the lower chart
_LOWER = 70.0  # height of the lower chart


def precision_recall(report: Evaluation) -> Html:
    """Draw precision over recall, of all pictures and by category, with the points in use.

    Of many categories those of the lowest MaxF are drawn. The axes begin where the curves do.
    """
    found = report.scores
    everything = found[ALL]
    if isnan(everything.maxf):
        return tag("p", "There is no road in the labels, so there is no curve.")
    names = sorted(set(report.groups) - {ALL}, key=lambda name: _or_last(found[name].maxf))
    styles = {name: f"curve c{index}" for index, name in enumerate(names[:STYLES])}
    styles[ALL] = "curve whole"  # last, so that it lies above
    used = report.groups[ALL].counts
    ends = [value for name in styles for value in (found[name].pre, found[name].rec)]
    if used.tp:
        ends += [scores.precision(used), scores.recall(used)]
    low = _below(min(value for value in ends if not isnan(value)))
    plot = Plot(_fractions("recall", low), _fractions("precision", low))
    lines = []
    for name, style in styles.items():
        points = curve(report.groups[name].quantised)
        lines.append(chart.line(plot, points.recall.tolist(), points.precision.tolist(), style))
    marks = [chart.disc(*plot.at(everything.rec, everything.pre))]
    entries = [(chart.disc(18.0, 9.0), f"MaxF, at {everything.maxf_threshold:.3f}")]
    if used.tp:
        marks.append(chart.diamond(*plot.at(scores.recall(used), scores.precision(used))))
        entries.append(
            (chart.diamond(18.0, 9.0), f"F at {report.settings.threshold:.3f}, the threshold")
        )
    drawn = chart.drawing(
        "precision over recall", 410.0, 320.0, chart.axes(plot), chart.inside(plot, *lines), *marks
    )
    signs = [(chart.stroke_sign(style), name) for name, style in reversed(styles.items())]
    left_out = len(names) - len(names[:STYLES])
    note = f" The {left_out} other categories have a higher MaxF." if left_out else ""
    note += f" Both axes begin at {low:.1f}." if low else ""
    caption = tag("figcaption", tag("b", "Precision and recall"), " by threshold.", note)
    return tag("figure", drawn, chart.legend([*signs, *entries]), caption)


def reliability_diagram(report: Evaluation) -> Html:
    """Draw the share of road over the probability given, and how many pixels were given it."""
    sums = report.groups[ALL]
    plot = Plot(_fractions("", 0.0), _fractions("share that is road", 0.0))
    lines = [
        chart.line(plot, (0.0, 1.0), (0.0, 1.0), "ideal"),
        _measured(plot, sums.reliability, "whole"),
    ]
    entries = [
        (chart.stroke_sign("ideal"), "as sure as right"),
        (chart.stroke_sign("curve whole"), f"all pixels: ECE {percent(sums.reliability.ece)} %"),
    ]
    if sums.edges.pixels.sum():
        lines.append(_measured(plot, sums.edges, "c1"))
        edges = f"within 5 px of road edges: ECE {percent(sums.edges.ece)} %"
        entries.append((chart.stroke_sign("curve c1"), edges))
    pixels = sums.reliability.pixels
    powers = (_LEAST, -2.0, 0.0)
    shares = Axis("pixels", powers, ("0.01 %", "1 %", "100 %"))
    lower = Plot(
        _fractions("probability of road", 0.0), shares, height=_LOWER, top=plot.height + 40
    )
    bars = [
        chart.bar(lower, index / BINS, (index + 1) / BINS, max(_LEAST, log10(share)))
        for index, share in enumerate((pixels / pixels.sum()).tolist())
        if share
    ]
    drawn = chart.drawing(
        "reliability",
        410.0,
        420.0,
        chart.axes(plot),
        chart.inside(plot, *lines),
        chart.axes(lower),
        *bars,
    )
    caption = tag(
        "figcaption",
        tag("b", "Reliability"),
        f": of the pixels given 0.8, 80 % should be "
        f"road. Above the broken line it is less sure than right, below it too sure of "
        f"road. {BINS} bins; below, how many pixels are in each.",
    )
    return tag("figure", drawn, chart.legend(entries), caption)


def _measured(plot: Plot, bins: Reliability, style: str) -> Html:
    filled = bins.pixels > 0
    total = bins.pixels[filled]
    given, road = bins.probability[filled] / total, bins.road[filled] / total
    joined = chart.line(plot, given.tolist(), road.tolist(), f"curve {style}")
    if style != "whole":
        return joined
    dots = (chart.disc(*plot.at(x, y), "dot", 3.0) for x, y in zip(given, road, strict=True))
    return tag("g", joined, *dots)


def _below(value: float) -> float:
    """Return where an axis begins such that a value is not at its very end."""
    return max(low for low in (0.0, 0.2, 0.4, 0.6, 0.8) if low == 0 or low <= value - 0.05)


def _fractions(title: str, low: float) -> Axis:
    """Return an axis from `low`, an even number of tenths, to 1."""
    step, digits = (0.05, 2) if low == 0.8 else (0.1, 1) if low == 0.6 else (0.2, 1)
    ticks = np.linspace(low, 1.0, round((1 - low) / step) + 1).tolist()
    return Axis(title, tuple(ticks), tuple(f"{tick:.{digits}f}" for tick in ticks))


def _or_last(value: float) -> float:
    return 2.0 if isnan(value) else value
