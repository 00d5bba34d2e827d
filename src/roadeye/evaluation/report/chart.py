"""Charts as SVG inside a page; its style sheet gives the colours, light or dark."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadeye.evaluation.report.markup import Html, joined, tag

_MARK = 6.0  # half the size of a mark


@dataclass(frozen=True)
class Axis:
    """Describe an axis.

    Attributes:
        title: What it shows.
        ticks: Values with a grid line; the axis goes from the first to the last.
        labels: What is written at them.
    """

    title: str
    ticks: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Plot:
    """Place the area between two axes in a drawing.

    Attributes:
        x: The axis below.
        y: The axis at the left.
        width: Width of the area.
        height: Height of the area.
        left: Distance of the area from the left of the drawing.
        top: Distance of the area from the top of the drawing.
    """

    x: Axis
    y: Axis
    width: float = 340.0
    height: float = 260.0
    left: float = 54.0
    top: float = 10.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the place of a point in the drawing, its y pointing down."""
        across = (x - self.x.ticks[0]) / (self.x.ticks[-1] - self.x.ticks[0])
        up = (y - self.y.ticks[0]) / (self.y.ticks[-1] - self.y.ticks[0])
        return self.left + across * self.width, self.top + (1 - up) * self.height


def axes(plot: Plot) -> Html:
    """Draw the grid, the figures at it and the titles of both axes."""
    right, bottom = plot.left + plot.width, plot.top + plot.height
    parts = []
    for value, label in zip(plot.x.ticks, plot.x.labels, strict=True):
        x, _ = plot.at(value, plot.y.ticks[0])
        parts += [_segment(x, plot.top, x, bottom), _text(x, bottom + 16, label, "middle")]
    for value, label in zip(plot.y.ticks, plot.y.labels, strict=True):
        _, y = plot.at(plot.x.ticks[0], value)
        parts += [_segment(plot.left, y, right, y), _text(plot.left - 6, y + 4, label, "end")]
    middle = plot.top + plot.height / 2
    turned = tag(
        "g",
        _text(0.0, 0.0, plot.y.title, "middle"),
        transform=f"translate(13 {_number(middle)}) rotate(-90)",
    )
    below = _text(plot.left + plot.width / 2, bottom + 34, plot.x.title, "middle")
    return joined([*parts, turned, below])


def inside(plot: Plot, *parts: Html) -> Html:
    """Cut off what lies outside the area, as an inner drawing does; all in the same places."""
    box = [_number(value) for value in (plot.left, plot.top, plot.width, plot.height)]
    x, y, width, height = box
    return tag("svg", *parts, x=x, y=y, width=width, height=height, viewBox=" ".join(box))


def line(plot: Plot, xs: Iterable[float], ys: Iterable[float], style: str) -> Html:
    """Draw a line through points."""
    places = (plot.at(x, y) for x, y in zip(xs, ys, strict=True))
    given = " ".join(f"{_number(x)},{_number(y)}" for x, y in places)
    return tag("polyline", points=given, class_=style)


def bar(plot: Plot, low: float, high: float, value: float) -> Html:
    """Draw a bar from the foot of the area up to a value."""
    left, top = plot.at(low, value)
    right, bottom = plot.at(high, plot.y.ticks[0])
    return tag(
        "rect",
        x=_number(left + 1),
        y=_number(top),
        width=_number(right - left - 2),
        height=_number(max(0.0, bottom - top)),
        class_="bar",
    )


def disc(x: float, y: float, style: str = "mark", radius: float = _MARK) -> Html:
    """Draw a round mark."""
    return tag("circle", cx=_number(x), cy=_number(y), r=_number(radius), class_=style)


def diamond(x: float, y: float) -> Html:
    """Draw a square mark that stands on a corner."""
    half = _MARK + 1
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    given = " ".join(f"{_number(a)},{_number(b)}" for a, b in corners)
    return tag("polygon", points=given, class_="mark")


def drawing(title: str, width: float, height: float, *parts: Html) -> Html:
    """Return a chart that is as wide as its place; `title` is read out instead of it."""
    size = f"0 0 {_number(width)} {_number(height)}"
    return tag("svg", *parts, viewBox=size, role="img", aria_label=title, class_="chart")


def legend(entries: Iterable[tuple[Html, str]]) -> Html:
    """Return a list of signs, drawn into 36×18, and what they mean."""
    items = (
        tag("li", tag("svg", sign, viewBox="0 0 36 18", aria_hidden="true"), text)
        for sign, text in entries
    )
    return tag("ul", *items, class_="legend")


def stroke_sign(style: str) -> Html:
    """Return the sign of a line, for a legend."""
    return tag("polyline", points="1,9 35,9", class_=style)


def _segment(x1: float, y1: float, x2: float, y2: float) -> Html:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag("line", class_="grid", **{name: _number(value) for name, value in ends.items()})


def _text(x: float, y: float, text: str, anchor: str) -> Html:
    return tag("text", text, x=_number(x), y=_number(y), text_anchor=anchor)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
