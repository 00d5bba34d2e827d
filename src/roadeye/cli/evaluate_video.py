"""`roadeye evaluate --temporal`: the scored pictures as a video."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadeye.inference.smoothing_kind import Smoothing

if TYPE_CHECKING:
    from roadeye.data.dataset import Dataset
    from roadeye.evaluation.result import UnscoredPicture
    from roadeye.evaluation.scorer import Scorer
    from roadeye.evaluation.temporal import Temporal


@dataclass(frozen=True)
class JudgedVideo:
    """Hold what is told of a video: as keys for JSON, and as lines for people."""

    keys: dict[str, Any]
    lines: tuple[str, ...]


def require_video_of_a_model(
    predictions: Path | None, smooth: Smoothing | None, *, temporal: bool
) -> None:
    """Check that the options of a video go together.

    Raises:
        InputError: They do not.
    """
    from roadeye.errors import InputError

    if smooth is not None and not temporal:
        raise InputError("--smooth steadies the masks of a video; give --temporal as well.")
    if temporal and predictions is not None:
        raise InputError("--temporal runs the model on frame after frame; leave out --predictions.")


def judge(
    scorer: "Scorer",
    dataset: "Dataset",
    unscored: "Sequence[UnscoredPicture]",
    smooth: Smoothing | None,
) -> JudgedVideo:
    """Run a model over the pictures as the frames of a video.

    Raises:
        InputError: They are no video.
    """
    from roadeye.cli.progress import progress
    from roadeye.evaluation.as_json import temporal_as_builtins
    from roadeye.evaluation.temporal import judge_video
    from roadeye.inference.smoothing import Smoother

    if scorer.segmenter is None:
        raise TypeError("only a model can be run")
    kind = smooth or Smoothing.FLOW
    broken = {one.name for one in unscored}
    kept = replace(dataset, items=tuple(i for i in dataset.items if i.name not in broken))
    with progress("video", len(kept.items), "frames") as told:
        found = judge_video(scorer.segmenter, kept, lambda: Smoother(kind), lambda: told.advance(1))
    return JudgedVideo(
        {"temporal": temporal_as_builtins(found, kind.value)}, tuple(_lines(found, kind))
    )


def _lines(found: "Temporal", smoothing: str) -> Iterator[str]:
    from roadeye.metrics.scores import iou

    yield f"\nas a video, {found.frames} frames in {found.sequences} sequence(s)"
    yield f"{'':18}{'flicker %':>10}{'IoU %':>8}{'lag':>5}"
    for name, one in (("the network alone", found.raw), (f"--smooth {smoothing}", found.smoothed)):
        lag = "–" if one.lag is None else str(one.lag)
        yield f"{name:18}{100 * one.flicker.share:10.3f}{100 * iou(one.counts):8.2f}{lag:>5}"
    yield f"{'the labels':18}{100 * found.labels.share:10.3f}"
    yield f"flicker: pixels in which neighbouring masks disagree, over {found.pairs} pairs of frames"
    yield "lag: how many frames ago the labels were that the masks fit best"
    cost = found.smoothing_seconds / found.network_seconds
    yield f"steadying takes {100 * cost:.0f} % of the network's CPU time"
