"""How much of its IoU a model keeps under corruptions, read from the result of an earlier run."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import msgspec
import numpy as np

from roadeye.errors import InputError
from roadeye.evaluation.robustness.checkpoint_log import GridIdentity

_WHITE_BELOW = 0.48  # either ink has a contrast of 4.5 there


class Score(msgspec.Struct, frozen=True):
    """Hold the score of the clean pictures, or the share of it that is kept on average."""

    iou: float


class Severities(msgspec.Struct, frozen=True):
    """Hold the scores of one corruption by severity."""

    severities: tuple[int, ...]
    iou: tuple[float | None, ...]

    def __post_init__(self) -> None:
        if len(self.iou) != len(self.severities):
            raise ValueError(f"{len(self.iou)} scores of {len(self.severities)} severities")


class Robustness(msgspec.Struct, frozen=True):
    """Hold what a page shows of `robustness.json`."""

    model: str
    split: str
    seed: int
    images: int
    asked: int
    clean: Score
    retention: Score
    corruptions: dict[str, Severities]
    trained_on_these: int | None = None
    trained_included: bool = False


def read_robustness(folder: Path, model_hash: str, head: str) -> Robustness:
    """Read the result that a robustness run wrote.

    Args:
        folder: Holds robustness.json and checkpoints.jsonl.
        model_hash: SHA-256 of the model file that it must be of; empty where no model is known.
        head: The head that is scored; empty where it has no name.

    Raises:
        InputError: There is no result, it cannot be read, or it is of another model or head.
    """
    try:
        result = msgspec.json.decode((folder / "robustness.json").read_bytes(), type=Robustness)
        first = (folder / "checkpoints.jsonl").read_bytes().partition(b"\n")[0]
        run = msgspec.json.decode(first, type=GridIdentity)
    except OSError as error:
        raise InputError(
            f"{folder} holds no robustness result: {error.strerror or error} ({error.filename}); "
            "give the folder that `roadeye robustness` wrote."
        ) from error
    except msgspec.MsgspecError as error:
        raise InputError(
            f"the robustness result in {folder} is damaged or has no score ({error}); run "
            "`roadeye robustness` again."
        ) from error
    if model_hash and (run.model, run.head) != (model_hash, head):
        raise InputError(
            f"the robustness result in {folder} belongs to another model file or head; run "
            "`roadeye robustness` with the one that you score."
        )
    return result


@dataclass(frozen=True)
class HeatCell:
    """Hold a cell of the heat map: its figure and its colours as CSS; none without a score."""

    text: str
    background: str = "none"
    ink: str = "inherit"


@dataclass(frozen=True)
class HeatMap:
    """Hold the share of the clean IoU by corruption and severity.

    Attributes:
        severities: The columns.
        rows: The cells of each corruption by its name.
    """

    severities: tuple[int, ...]
    rows: dict[str, tuple[HeatCell, ...]]


def heat_map(result: Robustness) -> HeatMap:
    """Return retention by corruption and severity, brighter where more is kept.

    Cividis looks alike to people with any kind of colour blindness.
    """
    severities = sorted({grade for row in result.corruptions.values() for grade in row.severities})
    rows = {}
    for name, row in result.corruptions.items():
        kept = dict(zip(row.severities, row.iou, strict=True))
        rows[name] = tuple(_cell(kept.get(grade), result.clean.iou) for grade in severities)
    return HeatMap(tuple(severities), rows)


def _cell(iou: float | None, clean: float) -> HeatCell:
    if iou is None or not clean:
        return HeatCell("–")
    kept = iou / clean
    shade = np.uint8(round(255 * min(1.0, kept)))
    blue, green, red = cv2.applyColorMap(np.array([[shade]]), cv2.COLORMAP_CIVIDIS)[0, 0]
    ink = "#ffffff" if kept < _WHITE_BELOW else "#000000"
    return HeatCell(f"{kept:.2f}", f"rgb({red}, {green}, {blue})", ink)
