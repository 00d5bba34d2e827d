"""The page of an evaluation."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from roadeye.data.dataset import Dataset
from roadeye.evaluation.report import tables
from roadeye.evaluation.report.corruption import Robustness, heat_map
from roadeye.evaluation.report.curves import precision_recall, reliability_diagram
from roadeye.evaluation.report.frame import document, header, note, section, warning
from roadeye.evaluation.report.markup import Content, Html, name_of, tag
from roadeye.evaluation.report.measured import Subject, protocol
from roadeye.evaluation.report.pictures import MapOf, Shown, choose, colours, gallery, show
from roadeye.evaluation.result import ALL, Evaluation, UnscoredPicture
from roadeye.metrics.bootstrap import caution

_MOST_FAILURES = 200


def pictures_of(report: Evaluation, dataset: Dataset, map_of: MapOf) -> dict[str, Shown]:
    """Draw the worst and the median pictures of an evaluation, by name.

    Args:
        report: The evaluation.
        dataset: What it was made on.
        map_of: Gives the map of a picture again.
    """
    items = {item.name: item for item in dataset.items}
    how = report.settings
    return {
        row.name: show(items[row.name], map_of, how.view, how.threshold)
        for rows in choose(report.pictures)
        for row in rows
    }


def evaluation_page(
    report: Evaluation,
    subject: Subject,
    pictures: Mapping[str, Shown],
    now: datetime,
    robustness: Robustness | None = None,
) -> bytes:
    """Return the page of an evaluation as UTF-8 HTML that needs nothing else.

    Args:
        report: The evaluation.
        subject: What was scored on what.
        pictures: The drawn pictures by name, from `pictures_of`.
        now: When it was made, in UTC.
        robustness: What the model keeps under corruptions, if that is known.
    """
    how = report.settings
    name = how.model or how.predictions or "unnamed"
    about = tag(
        "span",
        tag("b", name_of(name)),
        " on ",
        tag("b", name_of(subject.data)),
        ", split ",
        name_of(how.split),
        f": {len(report.pictures)} pictures, {how.kind}, {how.view.name} "
        f"view, threshold {how.threshold:.3f}",
    )
    return document(
        f"Road scores of {name}",
        header("How well the road is found", about, now),
        *left_out(report.unscored, len(report.pictures)),
        tables.tiles(report),
        note(_of_intervals(report)),
        section("Scores by category", tables.by_category(report), note(_of_columns(report))),
        section(
            "At every threshold",
            tag("div", precision_recall(report), reliability_diagram(report), class_="charts"),
        ),
        _pictures(report, pictures),
        _groups(report),
        *([section("Under corruption", heat_map(robustness))] if robustness else []),
        section("Every picture", tables.by_picture(report.pictures)),
        section("How it was measured", protocol(report, subject)),
    )


def left_out(failures: Iterable[UnscoredPicture], scored: int) -> list[Html]:
    """Return a warning that names the pictures which are in no figure, if there are any."""
    failed = list(failures)
    if not failed:
        return []
    asked = scored + len(failed)
    items = (tag("li", name_of(one.name), ": ", one.reason) for one in failed[:_MOST_FAILURES])
    more = len(failed) - _MOST_FAILURES
    rest = [tag("li", f"and {more} more")] if more > 0 else []
    summary = tag("summary", f"{len(failed)} could not be scored")
    said = tag("b", f"The scores are over {scored} of {asked} pictures only.")
    return [warning(said, tag("details", summary, tag("ul", *items, *rest)))]


def _pictures(report: Evaluation, pictures: Mapping[str, Shown]) -> Html:
    worst, median = choose(report.pictures)
    parts: list[Content] = [colours(), tag("h3", "The worst"), gallery(worst, pictures)]
    if median:
        parts += [tag("h3", "In the middle"), gallery(median, pictures)]
    if not worst:
        parts = [tag("p", "No picture has road, or was said to have any.")]
    return section("Where it is wrong", *parts)


def _groups(report: Evaluation) -> Html:
    threshold = report.settings.threshold
    shown = []
    if report.sequences:
        drives = dict(sorted(report.sequences.items()))
        shown.append(tables.by_group("By drive", drives, threshold))
    if report.distances:
        shown.append(tables.by_group("By distance", report.distances, threshold))
    if report.brightness:
        shown.append(tables.by_brightness(report))
    if not shown:
        shown = [note("Neither drives nor distances nor brightness are known of these pictures.")]
    return section("Where it is good, and where not", tag("div", *shown, class_="beside"))


def _of_intervals(report: Evaluation) -> str:
    if not report.intervals[ALL]:
        return f"One {report.resampling_unit} alone tells nothing of the spread: there are no intervals."
    return (
        f"Below each score its 95 % interval over {len(report.resampling_units[ALL])} "
        f"{'drives' if report.sequences else 'pictures or runs of neighbouring ones'}"
        f"{caution(len(report.resampling_units[ALL]))}."
    )


def _of_columns(report: Evaluation) -> str:
    pooled = " The row all pools the counts, as KITTI's URBAN is believed to."
    urban = pooled if report.is_urban else ""
    unknown = "".join(
        f" {name} is no category of KITTI Road and is scored under its own name."
        for name in report.unknown_categories
    )
    return (
        "All in % but thresholds. IoU, accuracy and F at the threshold "
        f"{report.settings.threshold:.3f}; MaxF and PRE to FNR at the threshold beside MaxF, chosen "
        f"on these pictures; the last column is F at {report.common_threshold:.3f} for every "
        "category, which is best for all of them together." + urban + unknown
    )
