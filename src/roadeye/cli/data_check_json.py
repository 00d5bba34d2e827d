"""The result of `roadeye data check` as one JSON object."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from roadeye.data.check import CheckReport
from roadeye.data.files import LeftOut
from roadeye.data.statistics import GroupStatistics

if TYPE_CHECKING:
    from roadeye.labelling.review.finding import Finding


def check_json(report: CheckReport, findings: "Sequence[Finding]") -> dict[str, object]:
    """Return what a check has shown, and what looks odd, as a JSON object."""
    return {
        "root": str(report.root),
        "layout": report.layout,
        "pictures": sum(group.pictures for group in report.groups.values()),
        "labels": sum(group.labels for group in report.groups.values()),
        "groups": {name: _group_as_json(group) for name, group in report.groups.items()},
        "problems": [
            {"file": problem.file, "problem": problem.what} for problem in report.problems
        ],
        "label_problems": list(report.label_problems),
        "left_out": [_left_out_as_json(report, entry) for entry in report.left_out],
        "left_out_by_reason": dict(Counter(entry.reason for entry in report.left_out)),
        "findings": [
            {"kind": one.kind, "what": one.told, "pictures": one.names, "beside": one.beside}
            for one in findings
        ],
    }


def _left_out_as_json(report: CheckReport, entry: LeftOut) -> dict[str, str]:
    return {"file": entry.path.relative_to(report.root).as_posix(), "reason": entry.reason}


def _group_as_json(group: GroupStatistics) -> dict[str, object]:
    return {
        "pictures": group.pictures,
        "labels": group.labels,
        "labels_with_road": group.with_road,
        "sizes": {f"{w}x{h}": count for (w, h), count in group.sizes.most_common()},
        "valid_fraction": _fraction(group.valid, group.pixels),
        "road_fraction": _fraction(group.road, group.valid),
    }


def _fraction(part: int, whole: int) -> float | None:
    return part / whole if whole else None
