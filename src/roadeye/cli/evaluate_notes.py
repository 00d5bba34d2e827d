"""What an evaluation says in sentences: beside its table, and on stderr."""

from collections.abc import Iterable

from roadeye.cli.terminal import say
from roadeye.evaluation.result import ALL, Evaluation
from roadeye.heads import DESCRIPTIONS
from roadeye.metrics.bootstrap import caution
from roadeye.problems import first_few


def tell_notices(report: Evaluation, *, as_json: bool) -> None:
    """Tell on stderr what is odd about the labels; the table tells of categories itself."""
    for line in label_notices(report):
        say(line)
    if as_json and report.unknown_categories:
        names = first_few(report.unknown_categories)
        say(f"not categories of KITTI Road, scored under their own names: {names}")


def label_notices(report: Evaluation) -> Iterable[str]:
    """Say what no label can be meant to be: without road, or inverted."""
    if not report.has_road:
        yield (
            f"no road in any label of {len(report.pictures)} pictures: their scores say nothing; "
            "`roadeye data check` tells which values the labels hold."
        )
    agreement = report.agreement
    if agreement.looks_inverted:
        yield (
            f"labels look inverted (IoU {agreement.iou:.3f}, inverted {agreement.inverted:.2f}): "
            "check which of their values is road."
        )


def notes(report: Evaluation) -> Iterable[str]:
    """Say how to read the scores."""
    everything = report.scores[ALL]
    if report.settings.head:
        yield f"road means {report.settings.head}: {DESCRIPTIONS[report.settings.head]}"
    if report.has_road:
        yield (
            f"IoU, Acc and F at the threshold {report.settings.threshold:.3f}; MaxF and what "
            f"follows at its own ({everything.maxf_threshold:.3f} for all), which flatters."
        )
        common = ", ".join(f"{name} {percent(value)}" for name, value in report.common_f.items())
        yield f"F at one threshold for all, {report.common_threshold:.3f}: {common}"
    else:
        yield f"Acc at the threshold {report.settings.threshold:.3f}"
    if report.has_road and report.intervals[ALL]:
        given = ", ".join(
            f"{title} {percent(low)} to {percent(high)}"
            for title, (low, high) in zip(
                ("IoU", "F", "MaxF"),
                (report.intervals[ALL][name] for name in ("iou", "f", "maxf")),
                strict=True,
            )
        )
        few = caution(len(report.resampling_units[ALL]))
        yield f"95 % interval of all, resampled by {report.resampling_unit}{few}: {given}"
    brier = percent(report.groups[ALL].reliability.brier)
    edges = percent(report.groups[ALL].edges.ece)
    near = f"; ECE within 5 px of road edges {edges}" if report.settings.edges else ""
    yield f"Brier score {brier}{near}"
    if report.is_urban:
        yield "all: counts pooled over the categories, as KITTI's URBAN is believed to be."
    for name in report.unknown_categories:
        yield f"{name} is not a category of KITTI Road; it is scored under its own name."


def percent(value: float) -> str:
    """Return a fraction in percent; `-` for a score that does not exist."""
    return "-" if value != value else f"{100 * value:.2f}"  # noqa: PLR0124  NaN
