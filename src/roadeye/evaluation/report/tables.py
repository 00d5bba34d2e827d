"""The tables of an evaluation."""

from collections.abc import Iterable, Mapping, Sequence

from roadeye.evaluation.accumulator import Accumulator, score
from roadeye.evaluation.intervals import Interval
from roadeye.evaluation.report.figures import TITLES, between, percent
from roadeye.evaluation.report.markup import Content, Html, joined, name_of, tag
from roadeye.evaluation.result import ALL, Evaluation, PictureScore
from roadeye.metrics import scores

MOST_ROWS = 2000
"""So many pictures are listed at most, the worst ones."""


def table(headings: Sequence[str], rows: Iterable[Sequence[Content]], caption: str = "") -> Html:
    """Return a table whose first column stays in sight when it is scrolled sideways."""
    head = tag("tr", *(tag("th", heading, scope="col") for heading in headings))
    body = (
        tag("tr", tag("th", first, scope="row"), *(tag("td", one) for one in rest))
        for first, *rest in rows
    )
    title = [tag("caption", caption)] if caption else []
    whole = tag("table", *title, tag("thead", head), tag("tbody", *body))
    return tag("div", whole, class_="scroll", tabindex="0")


def tiles(report: Evaluation) -> Html:
    """Return the scores of all pictures that a reader asks for first."""
    everything = report.scores[ALL]
    known = report.intervals[ALL]
    return tag(
        "ul",
        *(
            tag(
                "li",
                title,
                tag("b", f"{percent(getattr(everything, name))} %"),
                tag("small", between(known.get(name)) or "no interval"),
            )
            for name, title in TITLES.items()
        ),
        class_="tiles",
    )


def by_category(report: Evaluation) -> Html:
    """Return all scores by category and pooled, with intervals."""
    headings = (
        "",
        "pictures",
        "IoU",
        "accuracy",
        "F",
        "MaxF",
        "at",
        "AP",
        "PRE",
        "REC",
        "FPR",
        "FNR",
        "ECE",
        "Brier",
        f"F at {report.common_threshold:.3f}",
    )
    rows: list[list[Content]] = []
    common = report.common_f
    for name, one in report.scores.items():
        known, sums = report.intervals[name], report.groups[name]
        scored = [_with_interval(getattr(one, key), known.get(key)) for key in ("iou", "accuracy")]
        scored += [_with_interval(getattr(one, key), known.get(key)) for key in ("f", "maxf")]
        rest = (one.pre, one.rec, one.fpr, one.fnr)
        rows.append(
            [
                name_of(name),
                f"{sums.images}",
                *scored,
                f"{one.maxf_threshold:.3f}",
                _with_interval(one.ap, known.get("ap")),
                *map(percent, rest),
                _with_interval(one.ece, known.get("ece")),
                percent(sums.reliability.brier),
                percent(common[name]),
            ]
        )
    return table(headings, rows)


def by_group(title: str, groups: Mapping[str, Accumulator], threshold: float) -> Html:
    """Return the scores of drives or distances."""
    rows: list[list[Content]] = []
    for name, sums in groups.items():
        one = score(sums, threshold)
        values = (one.iou, one.f, one.maxf, one.ap, one.ece)
        rows.append([name_of(name), f"{sums.images}", *map(percent, values)])
    return table(("", "pictures", "IoU", "F", "MaxF", "AP", "ECE"), rows, title)


def by_brightness(report: Evaluation) -> Html:
    """Return the scores of the dark, medium and bright pictures."""
    rows = [
        [
            name,
            f"{third.images}",
            f"{third.low:.0f} to {third.high:.0f}",
            percent(scores.iou(third.counts)),
            percent(scores.f(third.counts)),
        ]
        for name, third in report.brightness.items()
    ]
    headings = ("", "pictures", "mean level", "IoU", "F")
    return table(headings, rows, "By brightness, 0 to 255")


def by_picture(rows: Sequence[PictureScore]) -> Html:
    """Return a table of the pictures, the worst first; closed until it is asked for."""
    listed = rows[:MOST_ROWS]
    headings = ("picture", "category", "drive", "IoU", "missed road", "false road", "brightness")
    cells: list[list[Content]] = [
        [
            name_of(row.name),
            name_of(row.category),
            name_of(row.sequence),
            percent(scores.iou(row.counts)),
            percent(missed(row)),
            percent(false(row)),
            "–" if row.brightness is None else f"{row.brightness:.0f}",
        ]
        for row in listed
    ]
    what = f"All {len(rows)} pictures" if len(rows) == len(listed) else f"The worst {MOST_ROWS}"
    summary = tag("summary", f"{what}, the worst first; all in %")
    return tag("details", summary, table(headings, cells))


def missed(row: PictureScore) -> float:
    """Return the share of the road that was missed; NaN without road."""
    road = row.counts.tp + row.counts.fn
    return row.counts.fn / road if road else float("nan")


def false(row: PictureScore) -> float:
    """Return the share of the picture's valid pixels that is false road."""
    return row.counts.fp / row.counts.total


def _with_interval(value: float, interval: Interval | None) -> Html:
    return joined([percent(value), tag("small", between(interval))])
