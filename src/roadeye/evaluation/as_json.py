"""Evaluations, comparisons and videos as JSON, for machines."""

from dataclasses import asdict
from typing import Any

from roadeye.evaluation.accumulator import score
from roadeye.evaluation.compare import Comparison
from roadeye.evaluation.result import Evaluation
from roadeye.evaluation.temporal import Temporal
from roadeye.io.json_text import json_text
from roadeye.metrics import scores
from roadeye.metrics.bootstrap import LEVEL, RESAMPLES


def as_builtins(report: Evaluation) -> dict[str, Any]:
    """Return a report as plain dictionaries, lists and numbers; NaN stands for no score.

    `scores` holds fractions 0..1 by category and pooled under `all`. The other keys add what the
    figures rest on: `asked` pictures of which `failed` are in no figure, by sequence, brightness and
    distance, intervals, calibration, and every picture, the worst first.
    """
    how = report.settings
    return {
        "model": how.model,
        "head": how.head or None,
        "view": how.view.name,
        "split": how.split,
        "images": len(report.pictures),
        "trained_on_these": how.trained_on_these,
        "scores": {name: asdict(one) for name, one in report.scores.items()},
        "predictions": how.predictions,
        "type": how.kind,
        "asked": len(report.pictures) + len(report.unscored),
        "failed": [asdict(failure) for failure in report.unscored],
        "f_common": {"threshold": report.common_threshold, "f": report.common_f},
        "calibration": {
            name: {
                "ece": counts.reliability.ece,
                "brier": counts.reliability.brier,
                "ece_edges": counts.edges.ece,
            }
            for name, counts in report.groups.items()
        },
        "intervals": {
            "resampling_unit": report.resampling_unit,
            "level": LEVEL,
            "resamples": RESAMPLES,
            "seed": how.seed,
            "scores": report.intervals,
        },
        "sequences": {
            name: {"images": counts.images, **asdict(score(counts, how.threshold))}
            for name, counts in sorted(report.sequences.items())
        },
        "distance": {
            name: asdict(score(counts, how.threshold)) for name, counts in report.distances.items()
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
                "sequence": row.sequence,
                "brightness": row.brightness,
                "iou": scores.iou(row.counts),
                **asdict(row.counts),
            }
            for row in report.pictures
        ],
    }


def to_json(report: Evaluation, **more: object) -> str:
    """Return a report as one JSON object; a score that does not exist is null.

    Args:
        report: The evaluation.
        **more: Further keys.
    """
    return json_text({**as_builtins(report), **more}, indent=2)


def temporal_as_builtins(found: Temporal, smoothing: str) -> dict[str, Any]:
    """Return what was measured as a plain dictionary; fractions 0..1, lags in frames."""
    raw, smoothed = found.raw, found.smoothed
    return {
        "smooth": smoothing,
        "disagreement_raw": raw.flicker.share,
        "disagreement": smoothed.flicker.share,
        "disagreement_labels": found.labels.share,
        "iou_raw": scores.iou(raw.counts),
        "iou": scores.iou(smoothed.counts),
        "lag_raw": raw.lag,
        "lag": smoothed.lag,
        "iou_by_lag_raw": [scores.iou(one) for one in raw.lagged],
        "iou_by_lag": [scores.iou(one) for one in smoothed.lagged],
        "frames": found.frames,
        "sequences": found.sequences,
        "pairs": found.pairs,
        "network_cpu_ms": 1000 * found.network_seconds / found.frames,
        "smoothing_cpu_ms": 1000 * found.smoothing_seconds / found.frames,
    }


def comparison_as_builtins(result: Comparison) -> dict[str, Any]:
    """Return a comparison as plain dictionaries, lists and numbers; NaN stands for no score."""
    how = result.a.settings
    more_in_a, more_in_b, same = result.wins
    return {
        "a": _source(result.a),
        "b": _source(result.b),
        "view": how.view.name,
        "split": how.split,
        "type": how.kind,
        "images": len(result.pairs),
        "asked": len(result.pairs) + len(result.unscored),
        "failed": [{"name": one.name, "reason": one.reason} for one in result.unscored],
        "intervals": {
            "resampling_unit": result.a.resampling_unit,
            "level": LEVEL,
            "resamples": RESAMPLES,
            "seed": how.seed,
        },
        "differences": {
            group: {
                name: {"a": one.a, "b": one.b, "delta": one.delta, "interval": one.between}
                for name, one in by_score.items()
            }
            for group, by_score in result.differences.items()
        },
        "wins": {"a": more_in_a, "b": more_in_b, "same": same},
        "pictures": [
            {
                "name": pair.a.name,
                "category": pair.a.category,
                "sequence": pair.a.sequence,
                "a": pair.ious[0],
                "b": pair.ious[1],
                "delta": pair.delta,
            }
            for pair in result.pairs
        ],
    }


def _source(report: Evaluation) -> dict[str, Any]:
    how = report.settings
    return {
        "model": how.model,
        "head": how.head or None,
        "predictions": how.predictions,
        "threshold": how.threshold,
    }
