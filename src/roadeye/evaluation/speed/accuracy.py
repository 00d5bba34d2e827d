"""The IoU of a network that is timed, on labelled pictures."""

from collections.abc import Callable, Iterable

from roadeye.data.dataset import Item, load
from roadeye.evaluation.speed.subject import Subject, open_subject
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.scores import iou


def iou_of(
    subject: Subject,
    threads: int,
    items: Iterable[Item],
    labels: str,
    done: Callable[[], None] = lambda: None,
) -> float:
    """Return the IoU over labelled pictures, their counts summed, at the size of the labels.

    Args:
        subject: The network.
        threads: Number of CPU threads.
        items: The pictures.
        labels: What they mean by road; chooses the head of a model of ours.
        done: Called after each picture.

    Raises:
        RoadeyeError: The network or a picture cannot be opened.
    """
    opened, counts = open_subject(subject, threads, labels), Counts()
    for sample in map(load, items):
        counts += count(opened(sample.image), sample.road, sample.valid)
        done()
    return iou(counts)
