"""What a run says: how much of the clean score is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from roadeye.evaluation.robustness.cell import CLEAN_KEY, Key, Sums
from roadeye.evaluation.robustness.run import Failure

WORST_SHOWN = 5


@dataclass(frozen=True)
class Cell:
    """Hold the scores of one corruption at one severity, fractions 0..1.

    Attributes:
        corruption: Its name.
        severity: 1 to 5.
        iou: Intersection over union at the model's threshold.
        maxf: Highest F-measure over all thresholds.
        ece: Expected calibration error.
        retention: `iou` divided by that of the clean pictures.
    """

    corruption: str
    severity: int
    iou: float
    maxf: float
    ece: float
    retention: float


@dataclass(frozen=True)
class Result:
    """Hold the scores of all cells.

    Attributes:
        clean: Scores of the pictures as they are; `retention` is 1.
        cells: All corrupted ones, by corruption, then severity.
        images: Number of pictures behind every cell.
        failures: Pictures that are in no cell.
    """

    clean: Cell
    cells: tuple[Cell, ...]
    images: int
    failures: tuple[Failure, ...]

    @property
    def retention(self) -> float:
        """Mean IoU of the cells divided by the clean IoU."""
        return _ratio(_mean([cell.iou for cell in self.cells]), self.clean.iou)

    @property
    def maxf_retention(self) -> float:
        """Mean MaxF of the cells divided by the clean MaxF."""
        return _ratio(_mean([cell.maxf for cell in self.cells]), self.clean.maxf)

    @property
    def ece(self) -> float:
        """Mean expected calibration error of the cells."""
        return _mean([cell.ece for cell in self.cells])

    @property
    def worst(self) -> tuple[Cell, ...]:
        """The cells that keep least, the worst first."""
        return tuple(sorted(self.cells, key=_iou_or_less)[:WORST_SHOWN])

    def rows(self) -> dict[str, tuple[Cell, ...]]:
        """Return the cells by corruption."""
        names = dict.fromkeys(cell.corruption for cell in self.cells)
        return {
            name: tuple(cell for cell in self.cells if cell.corruption == name) for name in names
        }


def make_result(cells: Mapping[Key, Sums], failures: Sequence[Failure]) -> Result:
    """Score the sums of all cells, the clean one among them."""
    clean = _scored(CLEAN_KEY, cells[CLEAN_KEY], cells[CLEAN_KEY])
    corrupted = tuple(
        _scored(key, sums, cells[CLEAN_KEY]) for key, sums in cells.items() if key != CLEAN_KEY
    )
    return Result(clean, corrupted, cells[CLEAN_KEY].images, tuple(failures))


def as_builtins(result: Result) -> dict[str, Any]:
    """Return a result as plain dictionaries and lists; NaN stands for no score."""
    return {
        "images": result.images,
        "asked": result.images + len(result.failures),
        "failed": [{"name": failure.name, "why": failure.why} for failure in result.failures],
        "clean": {"iou": result.clean.iou, "maxf": result.clean.maxf, "ece": result.clean.ece},
        "retention": {"iou": result.retention, "maxf": result.maxf_retention},
        "ece": result.ece,
        "corruptions": {
            name: {
                "severities": [cell.severity for cell in row],
                "iou": [cell.iou for cell in row],
                "maxf": [cell.maxf for cell in row],
                "ece": [cell.ece for cell in row],
                "retention": _mean([cell.retention for cell in row]),
            }
            for name, row in result.rows().items()
        },
        "worst": [
            {
                "corruption": cell.corruption,
                "severity": cell.severity,
                "iou": cell.iou,
                "retention": cell.retention,
            }
            for cell in result.worst
        ],
    }


def _scored(key: Key, sums: Sums, clean: Sums) -> Cell:
    return Cell(*key, sums.iou, sums.maxf, sums.ece, _ratio(sums.iou, clean.iou))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _iou_or_less(cell: Cell) -> float:
    return -1.0 if isnan(cell.iou) else cell.iou
