"""The page of a comparison: differences with intervals, and the pictures side by side."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from roadeye.data.dataset import Dataset
from roadeye.evaluation.compare import Comparison, PicturePair
from roadeye.evaluation.report.pictures import EmbeddedPicture, GetMap, draw
from roadeye.evaluation.report.render import render
from roadeye.evaluation.report.subject import TrainedPictures, versions
from roadeye.evaluation.result import ALL

SHOWN = 6
"""So many pictures are shown on which A is better, and as many on which B is."""

BothPictures: TypeAlias = Mapping[str, tuple[EmbeddedPicture, EmbeddedPicture]]
"""The drawn pictures of A and B by name."""


def largest(
    pairs: Sequence[PicturePair],
) -> tuple[Sequence[PicturePair], Sequence[PicturePair]]:
    """Return the pairs with the largest differences in favour of A, and those of B."""
    in_a = [pair for pair in pairs if pair.delta < 0]
    in_b = [pair for pair in pairs if pair.delta > 0]
    return in_a[:SHOWN], in_b[:SHOWN]


def draw_both(result: Comparison, dataset: Dataset, a: GetMap, b: GetMap) -> BothPictures:
    """Draw the pictures on which A and B differ most, with the errors of each."""
    items = {item.name: item for item in dataset.items}
    how, other = result.a.settings, result.b.settings
    return {
        pair.a.name: (
            draw(items[pair.a.name], a, how.view, how.threshold),
            draw(items[pair.a.name], b, other.view, other.threshold),
        )
        for pairs in largest(result.pairs)
        for pair in pairs
    }


def comparison_page(
    result: Comparison,
    data: str,
    pictures: BothPictures,
    now: datetime,
    trained: TrainedPictures | None = None,
) -> bytes:
    """Return the page of a comparison as UTF-8 HTML that needs nothing else.

    Args:
        result: The comparison.
        data: The data set, as it was given.
        pictures: The drawn pictures of both by name, from `draw_both`.
        now: When it was made, in UTC.
        trained: How many of the pictures trained A and B, if that was looked at.
    """
    in_a, in_b = largest(result.pairs)
    return render(
        "comparison.html",
        now,
        result=result,
        how=result.a.settings,
        units=len(result.a.resampling_units[ALL]),
        unit=result.a.resampling_unit,
        data=data,
        trained=trained,
        in_a=in_a,
        in_b=in_b,
        pictures=pictures,
        versions=versions(),
    )
