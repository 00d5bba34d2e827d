"""The page of `roadeye evaluate --report`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadeye.data.dataset import Dataset
    from roadeye.evaluation import Evaluation
    from roadeye.evaluation.report.robustness import Robustness
    from roadeye.evaluation.report.subject import TrainedPictures
    from roadeye.evaluation.scorer import Scorer


@dataclass(frozen=True)
class Page:
    """Hold what was found out before pictures were scored: a wrong request ends there.

    Attributes:
        path: Where the page goes.
        source: What is scored.
        model_hash: SHA-256 of the model file; empty where maps are scored.
        robustness: What the model keeps under corruptions, if that is given.
        crop: The rows that the network sees, as they were given.
    """

    path: Path
    source: "Scorer"
    model_hash: str
    robustness: "Robustness | None"
    crop: str

    def write(
        self, found: "Evaluation", dataset: "Dataset", data: Path, trained: "TrainedPictures"
    ) -> None:
        """Draw the pictures and write the page."""
        from roadeye.data.detect import layout_title
        from roadeye.evaluation.report.evaluation_page import draw_pictures, evaluation_page
        from roadeye.evaluation.report.subject import Subject
        from roadeye.io.atomic import write_bytes

        layout = layout_title(dataset.layout)
        subject = Subject(str(data), layout, self.source.segmenter, self.model_hash, self.crop)
        pictures = draw_pictures(found, dataset, self.source.map_of)
        now = datetime.now(UTC)
        page = evaluation_page(found, subject, pictures, now, self.robustness, trained)
        write_bytes(self.path, page)


def plan_page(folder: Path, robustness: Path | None, source: "Scorer", crop: str | None) -> Page:
    """Make the folder of a page and read what it shows beside the evaluation.

    Raises:
        InputError: The result under `robustness` cannot be read or is of another model.
        OutputError: The folder cannot be made.
    """
    from roadeye.evaluation.report.robustness import read_robustness
    from roadeye.io.outputs import make_folder
    from roadeye.io.regular import sha256_of
    from roadeye.model.engine import model_path

    model_hash, head = "", ""
    if source.segmenter is not None:
        model_hash, head = sha256_of(model_path(source.name)), source.segmenter.head.name
    read = None if robustness is None else read_robustness(robustness, model_hash, head)
    make_folder(folder)
    return Page(folder / "index.html", source, model_hash, read, crop or "")
