"""The page of an evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from roadeye.data.dataset import Dataset
from roadeye.evaluation.report.curves import precision_recall, reliability_diagram
from roadeye.evaluation.report.pictures import EmbeddedPicture, GetMap, choose, draw
from roadeye.evaluation.report.render import render
from roadeye.evaluation.report.robustness import Robustness, heat_map
from roadeye.evaluation.report.subject import Subject, TrainedPictures, versions
from roadeye.evaluation.result import ALL, Evaluation, PictureScore


@dataclass(frozen=True)
class GalleryPicture:
    """Hold a picture of a gallery and its score."""

    score: PictureScore
    picture: EmbeddedPicture


def draw_pictures(
    evaluation: Evaluation, dataset: Dataset, get_map: GetMap
) -> dict[str, EmbeddedPicture]:
    """Draw the worst and the median pictures of an evaluation, by name.

    Args:
        evaluation: The evaluation.
        dataset: What it was made on.
        get_map: Gives the probability map of a picture again.
    """
    items = {item.name: item for item in dataset.items}
    how = evaluation.settings
    return {
        one.name: draw(items[one.name], get_map, how.view, how.threshold)
        for chosen in choose(evaluation.pictures)
        for one in chosen
    }


def evaluation_page(
    evaluation: Evaluation,
    subject: Subject,
    pictures: Mapping[str, EmbeddedPicture],
    now: datetime,
    robustness: Robustness | None = None,
    trained: TrainedPictures | None = None,
) -> bytes:
    """Return the page of an evaluation as UTF-8 HTML that needs nothing else.

    Args:
        evaluation: The evaluation.
        subject: What was scored on what.
        pictures: The drawn pictures by name, from `draw_pictures`.
        now: When it was made, in UTC.
        robustness: What the model keeps under corruptions, if that is known.
        trained: How many of the pictures trained the model, if that was looked at.
    """
    how = evaluation.settings
    worst, median = (
        [GalleryPicture(one, pictures[one.name]) for one in chosen]
        for chosen in choose(evaluation.pictures)
    )
    return render(
        "evaluation.html",
        now,
        name=how.model or how.predictions or "unnamed",
        evaluation=evaluation,
        how=how,
        scores=evaluation.scores,
        units=len(evaluation.resampling_units[ALL]),
        subject=subject,
        trained=trained,
        precision_recall=precision_recall(evaluation),
        reliability=reliability_diagram(evaluation),
        worst=worst,
        median=median,
        robustness=robustness,
        heat_map=heat_map(robustness) if robustness else None,
        versions=versions(),
    )
