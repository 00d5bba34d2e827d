"""What is left of a model's score under corruptions, read from the result of an earlier run."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np

from roadeye.errors import InputError
from roadeye.evaluation.report.figures import percent
from roadeye.evaluation.report.frame import note
from roadeye.evaluation.report.markup import Html, joined, name_of, tag
from roadeye.evaluation.robustness.checkpoint_log import RunIdentity

_CIVIDIS = (
    (0, 34, 78),
    (53, 69, 108),
    (102, 105, 112),
    (148, 142, 119),
    (200, 184, 102),
    (254, 232, 56),
)
"""Six colours of matplotlib's cividis from 0 to 1: brighter is more, with any colour sight."""

_WHITE_BELOW = 0.55


class Clean(msgspec.Struct, frozen=True):
    """Hold the scores without corruption."""

    iou: float


class Severities(msgspec.Struct, frozen=True):
    """Hold the scores of one corruption by severity."""

    severities: tuple[int, ...]
    iou: tuple[float | None, ...]

    def __post_init__(self) -> None:
        if len(self.iou) != len(self.severities):
            raise ValueError(f"{len(self.iou)} scores of {len(self.severities)} severities")


class Retention(msgspec.Struct, frozen=True):
    """Hold what is left on average."""

    iou: float


class Robustness(msgspec.Struct, frozen=True):
    """Hold what a page shows of `robustness.json`."""

    model: str
    split: str
    seed: int
    images: int
    asked: int
    clean: Clean
    retention: Retention
    corruptions: dict[str, Severities]


def read_robustness(folder: Path, model_hash: str, meaning: str) -> Robustness:
    """Read the result of `roadeye robustness -o folder`.

    Args:
        folder: Holds robustness.json and checkpoints.jsonl.
        model_hash: SHA-256 of the model file that it must be of; empty where no model is known.
        meaning: What the output that is scored means by road; empty where that has no name.

    Raises:
        InputError: There is no result, it cannot be read, or it is of another model or output.
    """
    try:
        result = msgspec.json.decode((folder / "robustness.json").read_bytes(), type=Robustness)
        head = (folder / "checkpoints.jsonl").read_bytes().partition(b"\n")[0]
        made_of = msgspec.json.decode(head, type=RunIdentity)
    except OSError as error:
        raise InputError(
            f"--robustness {folder}: {error.strerror or error} ({error.filename}); give the folder "
            "that `roadeye robustness -o` wrote."
        ) from error
    except msgspec.MsgspecError as error:
        raise InputError(
            f"--robustness {folder}: its files are damaged or have no score ({error}); run "
            "`roadeye robustness` again."
        ) from error
    if model_hash and (made_of.model, made_of.head) != (model_hash, meaning):
        raise InputError(
            f"--robustness {folder} is of another model file or output than the one that is "
            "scored; run `roadeye robustness` with this one."
        )
    return result


def heat_map(result: Robustness) -> Html:
    """Return retention by corruption and severity as a table whose cells are coloured."""
    severities = sorted({grade for row in result.corruptions.values() for grade in row.severities})
    headings = (tag("th", text, scope="col") for text in ("severity", *map(str, severities)))
    body = (
        tag(
            "tr",
            tag("th", name_of(name.replace("_", " ")), scope="row"),
            *(_cell(_kept(row, result.clean.iou).get(grade)) for grade in severities),
        )
        for name, row in result.corruptions.items()
    )
    whole = tag("table", tag("thead", tag("tr", *headings)), tag("tbody", *body))
    left_out = result.asked - result.images
    fewer = f"; {left_out} more could not be read" if left_out else ""
    return joined(
        [
            tag(
                "p",
                f"Of the clean IoU, {percent(result.clean.iou)} %, on average ",
                tag("b", f"{percent(result.retention.iou)} %"),
                " are left.",
            ),
            tag("div", whole, class_="scroll", tabindex="0"),
            note(
                "IoU as a share of the clean IoU, by common corruption (Hendrycks and Dietterich, 2019) "
                f"and severity: {result.images} pictures{fewer}, split ",
                name_of(result.split),
                f", seed {result.seed}, model ",
                name_of(result.model),
                ".",
            ),
        ]
    )


def _kept(row: Severities, clean: float) -> Mapping[int, float]:
    return {
        grade: iou / clean
        for grade, iou in zip(row.severities, row.iou, strict=True)
        if iou is not None and clean
    }


def _cell(kept: float | None) -> Html:
    if kept is None:
        return tag("td", "–", class_="heat")
    places = np.linspace(0, 1, len(_CIVIDIS))
    red, green, blue = (
        round(float(np.interp(kept, places, channel))) for channel in zip(*_CIVIDIS, strict=True)
    )
    ink = "#ffffff" if kept < _WHITE_BELOW else "#000000"
    style = f"background: rgb({red}, {green}, {blue}); color: {ink}"
    return tag("td", f"{kept:.2f}", class_="heat", style=style)
