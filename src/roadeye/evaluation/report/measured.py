"""How an evaluation was measured, for a reader who wants to repeat it."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

import roadeye
from roadeye.evaluation.report.markup import Content, Html, name_of, tag
from roadeye.evaluation.result import Evaluation
from roadeye.metrics.bootstrap import LEVEL, RESAMPLES
from roadeye.model.engine import Runner

NO_MODEL = "none was run: the maps were written before"

_VIEWS = {
    "image": "as the camera took it, at the size of the labels",
    "bev": "from above, 0.05 m a cell; cells that no pixel reaches count nowhere",
}
_AT_THRESHOLD = "IoU, accuracy, F and the coloured pictures use it"
_MAXF = (
    "the best F over 256 thresholds, chosen on these very pictures, so it flatters; PRE, REC, FPR "
    "and FNR are taken there; AP is the mean of the best precision at 11 recalls"
)


@dataclass(frozen=True)
class Subject:
    """Say what was scored on what.

    Attributes:
        data: The data set, as it was given.
        layout: Its layout.
        model: The model; None where maps were scored.
        model_hash: SHA-256 of the model file; empty where maps were scored.
        rows: The rows that the network saw, as they were given; empty for all.
    """

    data: str
    layout: str
    model: Runner | None = None
    model_hash: str = ""
    rows: str = ""


def protocol(report: Evaluation, subject: Subject) -> Html:
    """Return what was scored, how, and with which versions."""
    how = report.settings
    asked = len(report.pictures) + len(report.unscored)
    scored = f": {asked} pictures asked for, {len(report.pictures)} scored"
    drawn = f"over {RESAMPLES} resamples of {report.resampling_unit}s, seed {how.seed}"
    return facts(
        (
            ("data set", joined_name(subject.data, f", in the layout {subject.layout}")),
            ("split", joined_name(how.split, scored)),
            ("labels", f"{how.kind}; pixels that are not labelled count nowhere"),
            ("view", _VIEWS.get(how.view.name, how.view.name)),
            ("threshold", f"a pixel is road from {how.threshold:.3f} on; {_AT_THRESHOLD}"),
            ("MaxF", _MAXF),
            ("pooling", "pixels of all pictures of a group are counted before anything is divided"),
            ("intervals", f"{100 * LEVEL:.0f} % by bootstrap {drawn}"),
            ("calibration", "ECE over 15 equal bins of the probability of road; Brier score"),
            *of_model(subject),
            *versions(),
        )
    )


def of_model(subject: Subject) -> Iterable[tuple[str, Content]]:
    """Return what a model says about itself."""
    if subject.model is None:
        return (("model", NO_MODEL),)
    spec, output = subject.model.spec, subject.model.output
    fitted = f", fitted on {output.calibrated_on}" if output.calibrated_on else ", not fitted"
    named = f"{output.meaning}: " if output.meaning else ""
    windows = ", ".join(f"{width}×{height}" for height, width in spec.windows)
    shown = f"; only its rows {subject.rows} are seen" if subject.rows else ""
    return (
        ("model", joined_name(spec.name, f" {spec.version}, {spec.parameters:,} weights")),
        ("model file", f"SHA-256 {subject.model_hash}"),
        ("input", f"a picture is fitted into the nearest of {windows}{shown}"),
        ("temperature", f"{output.temperature:.3f}{fitted}"),
        ("road means", named + spec.sentence(output)),
        ("trained on", ", ".join(spec.trained_on) or "not said"),
        ("licence", spec.licence),
    )


def versions() -> Iterable[tuple[str, Content]]:
    """Return the versions of what computed the page."""
    parts = (
        f"roadeye {roadeye.__version__}",
        f"NumPy {np.__version__}",
        f"OpenCV {cv2.__version__}",
        f"Python {platform.python_version()}",
    )
    return (("made with", ", ".join(parts)),)


def facts(pairs: Iterable[tuple[str, Content]]) -> Html:
    """Return terms and what is said of them."""
    return tag(
        "dl",
        *(tag(kind, one) for pair in pairs for kind, one in zip(("dt", "dd"), pair, strict=True)),
    )


def joined_name(name: str, rest: str) -> Html:
    """Return a name from outside and what is said of it."""
    return tag("span", name_of(name), rest)
