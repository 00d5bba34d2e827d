"""Pictures scored by Ray's actors: each answers with counts, which are added here, in order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from roadeye.batch.in_order import in_order, numbered
from roadeye.batch.pool import WorkerSpec
from roadeye.batch.ray_cluster import RayActors
from roadeye.batch.ray_node import on_nodes
from roadeye.batch.ray_pool import RayPool
from roadeye.data.dataset import Dataset, Item
from roadeye.errors import InputError
from roadeye.evaluation.evaluate import PictureCounts, count_picture, gather
from roadeye.evaluation.result import Evaluation, UnscoredPicture
from roadeye.evaluation.robustness.grid_point import GridCounts
from roadeye.evaluation.robustness.measure import GridTask
from roadeye.evaluation.robustness.run import Measured
from roadeye.evaluation.robustness.workers import (
    RESUMES,
    OpenPredict,
    died_twice,
    measurer,
)
from roadeye.evaluation.scorer import Done, Scorer, settings_for
from roadeye.evaluation.settings import EvaluationSettings


def scorer_on_ray(scorer: Scorer, opens: OpenPredict, actors: RayActors) -> Scorer:
    """Return a scorer of the same model whose pictures are counted by actors.

    Args:
        scorer: The scorer of the model in this process.
        opens: Opens the same model.
        actors: Where, and how many.
    """
    segmenter = scorer.segmenter
    if segmenter is None:
        raise InputError(f"{scorer.name} holds maps; only a model is run with Ray.")

    def score(dataset: Dataset, settings: EvaluationSettings, done: Done) -> Evaluation:
        how = settings_for(scorer.name, segmenter, settings)
        on_node = on_nodes(partial(_counter, opens, how), scorer.name, dataset.root)
        pool = RayPool(numbered(WorkerSpec(on_node, _unscored)), actors)
        return gather(in_order(pool, dataset.items), dataset, how, done)

    return replace(scorer, score=score)


def measured_on_ray(opens: OpenPredict, model: str, root: Path, actors: RayActors) -> Measured:
    """Return what measures grid tasks in actors, in order.

    Args:
        opens: Opens the model.
        model: What it is opened by.
        root: Folder of the data set.
        actors: Where, and how many.
    """

    def measured(tasks: Sequence[GridTask]) -> Iterator[tuple[GridTask, GridCounts]]:
        if tasks:
            on_node = on_nodes(partial(measurer, opens), model, root)
            pool = RayPool(numbered(WorkerSpec(on_node, died_twice, RESUMES)), actors)
            yield from zip(tasks, in_order(pool, tasks), strict=True)

    return measured


def _counter(
    opens: OpenPredict, how: EvaluationSettings
) -> Callable[[Item], PictureCounts | UnscoredPicture]:
    return partial(count_picture, predict=opens(), how=how)


def _unscored(item: Item, ending: str) -> UnscoredPicture:
    return UnscoredPicture(item.name, f"the process that worked on it died, twice ({ending}).")
