"""What a command scores: a model, or a folder of probability maps."""

from pathlib import Path
from typing import TYPE_CHECKING

from roadeye.cli.terminal import say

if TYPE_CHECKING:
    from roadeye.batch.ray_cluster import RayActors
    from roadeye.data.dataset import Dataset
    from roadeye.evaluation.robustness.workers import Predict
    from roadeye.evaluation.scorer import Scorer
    from roadeye.inference.crop import Rows


def open_model_scorer(
    model: str,
    threads: int,
    labels: str,
    head: str | None = None,
    crop: str | None = None,
    threshold: float | None = None,
    *,
    device: str = "cpu",
    actors: "RayActors | None" = None,
) -> "Scorer":
    """Open a model, by the options of a command.

    Args:
        model: The model.
        threads: Number of CPU threads.
        labels: What the labels mean by road; the head of that name is scored.
        head: The head to score whatever the labels mean.
        crop: Rows that the network sees.
        threshold: A pixel is road where its probability is at least this; None is the model's own.
        device: Where the network runs.
        actors: Ray's, if they do the scoring.
    """
    from functools import partial

    from roadeye.cli.licence import tell_licence
    from roadeye.evaluation.scorer import model_scorer
    from roadeye.inference.segmenter import open_segmenter

    rows = _rows(crop)
    segmenter = open_segmenter(model, threads, labels, head, threshold, rows, device=device)
    tell_licence(segmenter.spec.name, segmenter.spec.licence)
    scorer = model_scorer(model, segmenter)
    if actors is None:
        return scorer
    from roadeye.evaluation.on_ray import scorer_on_ray

    return scorer_on_ray(
        scorer, partial(open_predict, model, labels, head, device, crop=crop), actors
    )


def open_predict(
    model: str, labels: str, head: str | None, device: str, *, crop: str | None = None
) -> "Predict":
    """Open a model in a worker process, on one thread: the processes share the cores."""
    from roadeye.inference.segmenter import open_segmenter

    return open_segmenter(model, 1, labels, head, rows=_rows(crop), device=device).probability


def open_maps_scorer(
    folder: Path, everything: "Dataset", threshold: float | None = None
) -> "Scorer":
    """Find the probability maps of a data set in a folder; tell on stderr of files beside them.

    Args:
        folder: Holds the maps.
        everything: The data set before a split is taken, so that maps of others are known.
        threshold: A pixel is road where its probability is at least this; None is 0.5.
    """
    from roadeye.evaluation.maps import find_maps
    from roadeye.evaluation.scorer import maps_scorer
    from roadeye.problems import first_few

    found = find_maps(folder, everything)
    if found.unmatched:
        count = len(found.unmatched)
        what = "1 file matches" if count == 1 else f"{count} files match"
        say(f"{what} no picture in {folder}: {first_few(found.unmatched)}")
    if threshold is None:
        return maps_scorer(str(folder), found.files)
    return maps_scorer(str(folder), found.files, threshold)


def require_no_network(model: str, head: object, crop: str | None, on: str | None) -> None:
    """Check that no option of a network is given together with probability maps.

    Raises:
        InputError: One is.
    """
    from roadeye.errors import InputError
    from roadeye.model.engine import BUNDLED

    given = {"--model": model != BUNDLED, "--head": head is not None, "--crop": bool(crop)}
    given["--on"] = on is not None
    if names := [name for name, is_given in given.items() if is_given]:
        raise InputError(
            f"--predictions scores saved maps, so {' and '.join(names)} would change nothing; leave "
            "out one or the other."
        )


def _rows(crop: str | None) -> "Rows | None":
    from roadeye.inference.crop import parse_rows

    return parse_rows(crop) if crop else None
