"""The page of a review: what is odd in a set of labels, each with pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np

from roadeye.arrays import Image
from roadeye.data.dataset import Item, load
from roadeye.data.detect import layout_title
from roadeye.draw.errors import draw_errors
from roadeye.errors import InputError
from roadeye.evaluation.report.pictures import EmbeddedPicture, encode
from roadeye.evaluation.report.render import render
from roadeye.inference.segmenter import Segmenter
from roadeye.labelling.label_sheet import with_label
from roadeye.labelling.review.finding import Finding
from roadeye.labelling.review.review import Review

SHOWN = 6
"""So many pictures of a finding are shown."""

_HEAT_SIZE = (640, 400)
_BINS = 10


@dataclass(frozen=True)
class Shown:
    """Hold a picture of a finding.

    Attributes:
        name: Its name.
        picture: It, drawn.
        beside: The name of the picture that belongs to it; empty where none does.
        other: That picture, drawn; None where none does.
    """

    name: str
    picture: EmbeddedPicture
    beside: str = ""
    other: EmbeddedPicture | None = None


@dataclass(frozen=True)
class Section:
    """Hold a finding and its pictures."""

    finding: Finding
    pictures: tuple[Shown, ...]


def review_page(
    review: Review, problems: Sequence[str], segmenter: Segmenter | None, now: datetime
) -> bytes:
    """Return the page as UTF-8 HTML that needs nothing else.

    Args:
        review: What is odd.
        problems: What is wrong, line by line, from `data check`.
        segmenter: What the labels were compared with; its errors are drawn.
        now: When it was made, in UTC.
    """
    items = {item.name: item for item in review.dataset.items}
    return render(
        "review.html",
        now,
        review=review,
        layout=layout_title(review.dataset.layout),
        problems=problems,
        sections=[_section(one, items, segmenter) for one in review.findings],
        heat=encode(_heat(review)),
        road=_histogram(review.road, 1.0),
        light=_histogram(review.brightness, 255.0),
        model=segmenter.spec.name if segmenter is not None and review.seen else "",
    )


def _section(finding: Finding, items: dict[str, Item], segmenter: Segmenter | None) -> Section:
    beside = finding.beside or ("",) * len(finding.names)
    pairs = list(zip(finding.names, beside, strict=True))[:SHOWN]
    shown = tuple(
        Shown(
            name,
            _draw(items[name], segmenter),
            other,
            _draw(items[other], segmenter) if other else None,
        )
        for name, other in pairs
    )
    return Section(finding, shown)


def _draw(item: Item, segmenter: Segmenter | None) -> EmbeddedPicture:
    try:
        sample = load(item)
    except InputError as error:
        return EmbeddedPicture(b"", reason=str(error))
    if segmenter is None:
        label = np.where(sample.road, np.uint8(255), np.uint8(0))
        label[~sample.valid] = 128
        return encode(with_label(sample.image, label))
    seen = segmenter(sample.image).mask
    return encode(draw_errors(sample.image, seen, sample.road, sample.valid))


def _heat(review: Review) -> Image:
    large = cv2.resize(review.heat, _HEAT_SIZE, interpolation=cv2.INTER_LINEAR)
    levels = np.rint(np.clip(large, 0, 1) * 255).astype(np.uint8)
    coloured = cv2.applyColorMap(levels, cv2.COLORMAP_VIRIDIS)
    return np.asarray(cv2.cvtColor(coloured, cv2.COLOR_BGR2RGB))


def _histogram(values: Sequence[float], top: float) -> list[tuple[float, float, int, float]]:
    """Return (low, high, count, part of the fullest) for ten equal bins."""
    counts, edges = np.histogram(values, _BINS, (0.0, top))
    most = max(1, int(counts.max()))
    return [
        (float(edges[i]), float(edges[i + 1]), int(counts[i]), float(counts[i] / most))
        for i in range(_BINS)
    ]
