"""Pictures inside a page, with the errors of a mask coloured."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Gray, Image, Mask
from roadeye.data.dataset import Item, load
from roadeye.draw.errors import FALSE, MISSED, RIGHT, draw_errors
from roadeye.draw.overlay import Colour
from roadeye.errors import InputError
from roadeye.evaluation.accumulator import ProbabilityMap
from roadeye.evaluation.report.figures import percent
from roadeye.evaluation.report.markup import Html, name_of, tag
from roadeye.evaluation.result import PictureScore
from roadeye.evaluation.views import View
from roadeye.metrics import scores
from roadeye.metrics.counts import Counts

WORST = 12
MEDIAN = 6
LONGEST = 800
"""Pixels of the longer side; larger pictures are made smaller."""

_QUALITY = 82

MapOf: TypeAlias = Callable[[Item], ProbabilityMap]


@dataclass(frozen=True, eq=False)
class Shown:
    """Hold a picture ready for a page, or why there is none.

    Attributes:
        jpeg: The picture as a JPEG file; empty where it could not be drawn.
        width: Its width in pixels.
        height: Its height in pixels.
        why: Why it could not be drawn; empty otherwise.
    """

    jpeg: bytes
    width: int = 0
    height: int = 0
    why: str = ""


def choose(rows: Sequence[PictureScore]) -> tuple[Sequence[PictureScore], Sequence[PictureScore]]:
    """Return the worst rows, and those around the median that are not among them.

    Args:
        rows: Sorted worst first. Those with neither road nor false road have no score: they are
            left out.
    """
    scored = [row for row in rows if row.counts.tp + row.counts.fp + row.counts.fn]
    first = max(WORST, (len(scored) - MEDIAN + 1) // 2)
    return scored[:WORST], scored[first : first + MEDIAN]


def show(item: Item, map_of: MapOf, view: View, threshold: float) -> Shown:
    """Draw the errors of a picture in the view that was scored."""
    try:
        sample = load(item)
        seen, road, valid = view.see(item, map_of(item), sample.road, sample.valid)
        image = _seen(item, sample.image, view)
    except InputError as error:
        return Shown(b"", why=str(error))
    return encode(draw_errors(image, _mask(seen, threshold), road, valid))


def encode(image: Image) -> Shown:
    """Return a picture as a JPEG of at most `LONGEST` pixels a side."""
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
    options = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
    _, content = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), options)
    return Shown(content.tobytes(), *size)


def picture(shown: Shown, about: str) -> Html:
    """Return a picture that a browser decodes when it comes into sight.

    Args:
        shown: The picture.
        about: What is read out instead of it.
    """
    if shown.why:
        return tag("p", f"This picture cannot be shown: {shown.why}", class_="missing")
    uri = f"data:image/jpeg;base64,{b64encode(shown.jpeg).decode()}"
    upright = shown.height > shown.width
    return tag(
        "img",
        src=uri,
        alt=about,
        width=f"{shown.width}",
        height=f"{shown.height}",
        loading="lazy",
        decoding="async",
        class_="upright" if upright else "wide",
    )


def gallery(rows: Iterable[PictureScore], pictures: Mapping[str, Shown]) -> Html:
    """Return pictures with their names and scores."""
    listed = list(rows)
    upright = all(pictures[row.name].height > pictures[row.name].width for row in listed)
    figures = (
        tag(
            "figure",
            picture(pictures[row.name], f"errors in {row.name}"),
            tag("figcaption", tag("b", name_of(row.name)), f" {said(row.counts)}"),
        )
        for row in listed
    )
    return tag("div", *figures, class_="pictures upright" if upright else "pictures")


def said(counts: Counts) -> str:
    """Say how good a picture is.

    >>> said(Counts(tp=8, fp=1, fn=1, tn=10))
    'IoU 80.00 %, 11.1 % of the road missed, 11.1 % of the found road false'
    """
    parts = [f"IoU {percent(scores.iou(counts))} %"]
    road, found = counts.tp + counts.fn, counts.tp + counts.fp
    if road:
        parts.append(f"{100 * counts.fn / road:.1f} % of the road missed")
    if found:
        parts.append(f"{100 * counts.fp / found:.1f} % of the found road false")
    return ", ".join(parts)


def colours() -> Html:
    """Return the legend of the colours."""
    meanings = ((RIGHT, "right"), (MISSED, "missed road"), (FALSE, "false road"))
    entries = (
        tag("li", tag("svg", _patch(colour), viewBox="0 0 36 18", aria_hidden="true"), meaning)
        for colour, meaning in (*meanings, ((60, 60, 60), "not labelled: dark"))
    )
    return tag("ul", *entries, class_="legend")


def _patch(colour: Colour) -> Html:
    return tag("rect", x="1", y="1", width="34", height="16", rx="3", fill=f"rgb{colour}")


def _seen(item: Item, image: Image, view: View) -> Image:
    """Turn a picture into a view, as its map is turned."""
    all_of_it = np.ones(image.shape[:2], np.bool_)
    planes = [
        view.see(item, np.ascontiguousarray(image[..., channel]), all_of_it, all_of_it)[0]
        for channel in range(3)
    ]
    return np.stack(planes, axis=-1)


def _mask(given: ProbabilityMap, threshold: float) -> Mask:
    """Return where a map is road, with the comparison that scores use."""
    if given.dtype == np.uint8:
        return _of_levels(given) >= np.float32(threshold)
    return given >= np.float32(threshold)


def _of_levels(levels: Gray) -> np.ndarray:
    return (levels / 255.0).astype(np.float32)
