"""A report as JSON, for machines."""

from dataclasses import asdict
from typing import Any

from roadeye.evaluation.result import Report
from roadeye.evaluation.tally import score
from roadeye.io.json_text import json_text
from roadeye.metrics import scores
from roadeye.metrics.bootstrap import LEVEL, RESAMPLES


def as_builtins(report: Report) -> dict[str, Any]:
    """Return a report as plain dictionaries, lists and numbers; NaN stands for no score.

    `scores` holds fractions 0..1 by category and pooled under `all`. The other keys add what the
    figures rest on: `asked` pictures of which `failed` are in no figure, by drive, brightness and
    distance, intervals, calibration, and every picture, the worst first.
    """
    how = report.settings
    return {
        "model": how.model,
        "view": how.view.name,
        "split": how.split,
        "images": len(report.rows),
        "scores": {name: asdict(one) for name, one in report.scores.items()},
        "predictions": how.predictions,
        "type": how.kind,
        "meaning": how.meaning or None,
        "asked": len(report.rows) + len(report.failures),
        "failed": [asdict(failure) for failure in report.failures],
        "f_common": {"threshold": report.common_threshold, "f": report.common_f},
        "calibration": {
            name: {
                "ece": sums.reliability.ece,
                "brier": sums.reliability.brier,
                "ece_edges": sums.edges.ece,
            }
            for name, sums in report.groups.items()
        },
        "intervals": {
            "unit": report.unit,
            "level": LEVEL,
            "resamples": RESAMPLES,
            "seed": how.seed,
            "scores": report.intervals,
        },
        "drives": {
            name: {"images": sums.images, **asdict(score(sums, how.threshold))}
            for name, sums in sorted(report.drives.items())
        },
        "distance": {
            name: asdict(score(sums, how.threshold)) for name, sums in report.distances.items()
        },
        "brightness": {
            name: {
                "images": third.images,
                "low": third.low,
                "high": third.high,
                "iou": scores.iou(third.counts),
                "f": scores.f(third.counts),
            }
            for name, third in report.brightness.items()
        },
        "pictures": [
            {
                "name": row.name,
                "category": row.category,
                "drive": row.drive,
                "brightness": row.brightness,
                "iou": scores.iou(row.counts),
                **asdict(row.counts),
            }
            for row in report.rows
        ],
    }


def to_json(report: Report) -> str:
    """Return a report as one JSON object; a score that does not exist is null."""
    return json_text(as_builtins(report), indent=2)
