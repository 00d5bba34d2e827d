"""Where the parts of a chart lie; the templates draw them, and the style sheet colours them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """Describe an axis.

    Attributes:
        title: What it shows.
        ticks: Values with a grid line; the axis runs from the first to the last.
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

    def polyline(self, xs: Iterable[float], ys: Iterable[float]) -> str:
        """Return the `points` of a line."""
        places = (self.at(x, y) for x, y in zip(xs, ys, strict=True))
        return " ".join(f"{number(x)},{number(y)}" for x, y in places)

    def bar(self, low: float, high: float, value: float) -> tuple[float, float, float, float]:
        """Return left, top, width and height of a bar from the foot of the area up to a value."""
        left, top = self.at(low, value)
        right, bottom = self.at(high, self.y.ticks[0])
        return left + 1, top, right - left - 2, max(0.0, bottom - top)  # a gap at both sides


def number(value: float) -> str:
    """Return a coordinate with at most one decimal.

    >>> number(3.0), number(2.25)
    ('3', '2.2')
    """
    return f"{value:.1f}".removesuffix(".0")
