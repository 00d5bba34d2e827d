"""The page of a comparison: differences with intervals, and the pictures side by side."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from roadeye.data.dataset import Dataset, Item
from roadeye.evaluation.compare import Comparison, PicturePair
from roadeye.evaluation.report.figures import TITLES, percent, points, points_between
from roadeye.evaluation.report.frame import document, header, note, section
from roadeye.evaluation.report.markup import Content, Html, joined, name_of, tag
from roadeye.evaluation.report.measured import facts, versions
from roadeye.evaluation.report.page import left_out
from roadeye.evaluation.report.pictures import MapOf, Shown, colours, picture, said, show
from roadeye.evaluation.report.tables import MOST_ROWS, table
from roadeye.evaluation.result import Evaluation
from roadeye.metrics.bootstrap import LEVEL, RESAMPLES, caution

EACH = 6
"""So many pictures are shown on which one is better, and as many for the other."""

Pictures: TypeAlias = Mapping[str, tuple[Shown, Shown]]
"""The drawn pictures of both by name."""


def largest(pairs: Sequence[PicturePair]) -> tuple[Sequence[PicturePair], Sequence[PicturePair]]:
    """Return the pairs with the largest differences in favour of `a`, and those of `b`."""
    in_a = [pair for pair in pairs if pair.delta < 0]
    in_b = [pair for pair in pairs if pair.delta > 0]
    return in_a[:EACH], in_b[:EACH]


def pictures_of(result: Comparison, dataset: Dataset, a: MapOf, b: MapOf) -> Pictures:
    """Draw the pictures on which two sources differ most, as both see them."""
    items = {item.name: item for item in dataset.items}
    names = [pair.a.name for pairs in largest(result.pairs) for pair in pairs]
    return {
        name: (_show(items, name, a, result.a), _show(items, name, b, result.b)) for name in names
    }


def comparison_page(result: Comparison, data: str, pictures: Pictures, now: datetime) -> bytes:
    """Return the page of a comparison as UTF-8 HTML that needs nothing else.

    Args:
        result: The comparison.
        data: The data set, as it was given.
        pictures: The drawn pictures of both by name, from `pictures_of`.
        now: When it was made, in UTC.
    """
    how = result.a.settings
    about = tag(
        "span",
        "A is ",
        tag("b", _name(result.a)),
        ", B is ",
        tag("b", _name(result.b)),
        "; on ",
        tag("b", name_of(data)),
        ", split ",
        name_of(how.split),
        f": {len(result.pairs)} pictures",
    )
    in_a, in_b = largest(result.pairs)
    return document(
        "Road scores compared",
        header("Which finds the road better", about, now),
        *left_out(result.unscored, len(result.pairs)),
        _tiles(result),
        note(_of_wins(result)),
        section("Differences", _differences(result), note(_of_intervals(result))),
        section("Where B is better", colours(), _side_by_side(in_b, pictures)),
        section("Where A is better", colours(), _side_by_side(in_a, pictures)),
        section("Every picture", _every(result.pairs)),
        section("How it was measured", _protocol(result, data)),
    )


def _tiles(result: Comparison) -> Html:
    (by_score, *_) = result.differences.values()
    tiles = (
        tag(
            "li",
            f"{TITLES[name]}, B − A",
            tag("b", points(one.delta)),
            tag("small", points_between(one.between) or "no interval"),
        )
        for name, one in by_score.items()
    )
    return tag("ul", *tiles, class_="tiles")


def _of_wins(result: Comparison) -> str:
    in_a, in_b, same = result.wins
    return (
        f"In percentage points, below them the 95 % interval. B has the higher IoU in {in_b} "
        f"pictures, A in {in_a}; it is the same in {same}."
    )


def _differences(result: Comparison) -> Html:
    rows: list[list[Content]] = []
    for group, by_score in result.differences.items():
        for name, one in by_score.items():
            clear = "yes" if one.clear else "no"
            values = (
                percent(one.a),
                percent(one.b),
                points(one.delta),
                points_between(one.between),
            )
            label = joined([name_of(group), f", {TITLES[name]}"])
            rows.append([label, *values, "–" if one.between is None else clear])
    return table(("", "A", "B", "B − A", "95 % interval", "clear"), rows)


def _of_intervals(result: Comparison) -> str:
    if len(result.a.resampling_units["all"]) < 2:
        return f"One {result.a.resampling_unit} alone tells nothing of the spread: there are no intervals."
    return (
        f"A and B in %, B − A in percentage points. The same {result.a.resampling_unit}s"
        f"{caution(len(result.a.resampling_units['all']))} are drawn again for both. "
        "Clear: the interval leaves zero out; otherwise the difference may be chance. ECE is an "
        "error: less is better."
    )


def _side_by_side(pairs: Iterable[PicturePair], pictures: Pictures) -> Html:
    figures = [
        tag(
            "figure",
            tag("h3", name_of(pair.a.name), f": {points(pair.delta)} IoU"),
            tag(
                "div",
                *(
                    _half(letter, row.name, said(row.counts), shown)
                    for letter, row, shown in zip(
                        "AB", (pair.a, pair.b), pictures[pair.a.name], strict=True
                    )
                ),
                class_="pair",
            ),
        )
        for pair in pairs
    ]
    return joined(figures) if figures else tag("p", "In no picture.")


def _half(letter: str, name: str, about: str, shown: Shown) -> Html:
    caption = tag("figcaption", tag("b", letter), f" {about}")
    return tag("div", picture(shown, f"errors of {letter} in {name}"), caption)


def _every(pairs: Sequence[PicturePair]) -> Html:
    rows: list[list[Content]] = [
        [
            name_of(pair.a.name),
            name_of(pair.a.category),
            name_of(pair.a.sequence),
            *map(percent, pair.ious),
            points(pair.delta),
        ]
        for pair in pairs[:MOST_ROWS]
    ]
    what = f"All {len(pairs)}" if len(pairs) == len(rows) else f"The first {MOST_ROWS}"
    summary = tag("summary", f"{what} pictures, the largest difference of IoU first; in %")
    return tag("details", summary, table(("picture", "category", "drive", "A", "B", "B − A"), rows))


def _protocol(result: Comparison, data: str) -> Html:
    how = result.a.settings
    asked = len(result.pairs) + len(result.unscored)
    thresholds = (one.settings.threshold for one in (result.a, result.b))
    a, b = (f"{threshold:.3f}" for threshold in thresholds)
    drawn = (
        f"{RESAMPLES} resamples of {result.a.resampling_unit}s, the same for both, seed {how.seed}"
    )
    return facts(
        (
            ("A", _name(result.a)),
            ("B", _name(result.b)),
            ("data set", name_of(data)),
            (
                "split",
                joined([name_of(how.split), f": {asked} pictures, {len(result.pairs)} scored"]),
            ),
            ("view", how.view.name),
            ("thresholds", f"IoU, F and the pictures: A from {a}, B from {b} on; MaxF at the best"),
            ("intervals", f"{100 * LEVEL:.0f} % by paired bootstrap: {drawn}"),
            *versions(),
        )
    )


def _name(report: Evaluation) -> Html:
    how = report.settings
    name = name_of(how.model or how.predictions or "unnamed")
    return joined([name, f", output {how.head}"]) if how.head else name


def _show(items: Mapping[str, Item], name: str, map_of: MapOf, report: Evaluation) -> Shown:
    return show(items[name], map_of, report.settings.view, report.settings.threshold)
