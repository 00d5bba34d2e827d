"""The parity gate: a model file that does not say what its network says is not kept."""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np
from jaxtyping import Int64

from roadeye.arrays import AnyImage, Size
from roadeye.data.dataset import Item, load
from roadeye.errors import ModelError
from roadeye.export.formats import Numbers
from roadeye.inference.letterbox import Tensor, letterbox, nearest_size
from roadeye.inference.segmenter import Segmenter
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.scores import iou
from roadeye.model.engine import Engine
from roadeye.model.spec import Parity

TOLERANCE = 1e-3
"""Largest difference of a probability, on any pixel, of a file that computes in floating point."""

SAME_MASKS = 0.999
"""Smallest IoU of its masks with the network's."""

IOU_LOSS = 0.003
"""Largest loss of IoU, on labelled pictures, of a file that computes in whole numbers."""

HALF_MEDIAN, HALF_P99, HALF_MASKS = 1e-3, 0.05, 0.99
"""Largest median and 99th percentile of the difference, and smallest IoU of the masks, of a file
whose weights are rounded to float16."""

MEDIAN_LOSS, P99_LOSS = 0.01, 0.5
"""Largest median and 99th percentile of its difference of a probability.

One to three pixels in a hundred lie at the edge of a road. There half a pixel of shift moves a
probability by a half, which costs next to nothing: labels judge that.
"""

_BINS = 1 << 14


def compare(reference: Engine, engine: Engine, images: Iterable[AnyImage], source: str) -> Parity:
    """Compare a model file with its network, on the tensors that inference makes of pictures.

    Each picture is compared at its nearest input size, the first at all others too.

    Args:
        reference: The network.
        engine: The opened model file.
        images: Pictures of any size; at least one.
        source: Where they come from, for people.
    """
    seen: set[Size] = set()
    largest, bins = 0.0, np.zeros(_BINS, np.int64)
    masks, pictures = Counts(), 0
    for image in images:
        pictures += 1
        for tensor in _tensors(image, reference.spec.input_sizes, seen):
            expected, found = reference(tensor[None]), engine(tensor[None])
            difference = np.abs(expected.astype(np.float64) - found)
            largest = float(np.maximum(largest, difference.max()))  # unlike `max`, keeps a NaN
            bins += np.histogram(difference, _BINS, (0.0, 1.0))[0]
            for index, head in enumerate(reference.spec.heads):
                road, other = (one[0, :, :, index] >= head.threshold for one in (expected, found))
                masks += count(other, road, np.ones_like(road))
    same = iou(masks) if masks.tp + masks.fp + masks.fn else 1.0  # no road in both
    median, p99 = (min(largest, _quantile(bins, level)) for level in (0.5, 0.99))
    return Parity(
        pictures=pictures, source=source, largest=largest, median=median, p99=p99, iou=same
    )


def with_labels(
    parity: Parity, reference: Engine, engine: Engine, items: Iterable[Item], head: str | None
) -> Parity:
    """Add the IoU of the network and of its file on labelled pictures, at the labels' size.

    Args:
        parity: What `compare` returned.
        reference: The network.
        engine: The opened model file.
        items: Labelled pictures.
        head: The head that the labels are about; None is the first.
    """
    segmenters = [Segmenter(one, head) for one in (reference, engine)]
    counts = [Counts(), Counts()]
    for sample in map(load, items):
        for index, segmenter in enumerate(segmenters):
            mask = segmenter(sample.image).mask
            counts[index] += count(mask, sample.road, sample.valid)
    of_network, of_file = (iou(one) for one in counts)
    return msgspec.structs.replace(parity, network_iou=of_network, file_iou=of_file)


def require_parity(parity: Parity, numbers: Numbers = Numbers.FLOAT32) -> None:
    """Refuse a model file that differs from its network.

    Args:
        parity: How it differs.
        numbers: What the file holds its weights in. Labels judge whole numbers.

    Raises:
        ModelError: The difference is larger than the tolerance, or not a number.
    """
    match numbers:
        case Numbers.FLOAT32:
            kept = parity.largest <= TOLERANCE and parity.iou >= SAME_MASKS
            told = (
                f"a probability differs by {parity.largest:.2g} from the network's (allowed: "
                f"{TOLERANCE:g}), and {_masks(parity, SAME_MASKS)}"
            )
        case Numbers.FLOAT16:
            kept = (
                parity.median <= HALF_MEDIAN and parity.p99 <= HALF_P99 and parity.iou >= HALF_MASKS
            )
            told = f"{_spread(parity, HALF_MEDIAN, HALF_P99)}, and {_masks(parity, HALF_MASKS)}"
        case Numbers.INTEGER:
            loss = (parity.network_iou or 0.0) - (parity.file_iou or 0.0)
            judged = parity.network_iou is not None and parity.file_iou is not None
            kept = (
                judged
                and loss <= IOU_LOSS
                and parity.median <= MEDIAN_LOSS
                and parity.p99 <= P99_LOSS
            )
            told = (
                f"it loses {100 * loss:.2f} points of IoU on {parity.source} (allowed: "
                f"{100 * IOU_LOSS:g}), and {_spread(parity, MEDIAN_LOSS, P99_LOSS)}. Calibrate with "
                "pictures that are more like those it will see"
            )
    if not kept:
        raise ModelError(f"the exported model was not kept: {told}.", code="no-parity")


def _masks(parity: Parity, required: float) -> str:
    return f"the masks have an IoU of {parity.iou:.4f} with the network's (required: {required:g})"


def _spread(parity: Parity, median: float, p99: float) -> str:
    return (
        f"its probabilities differ from the network's by {parity.median:.2g} in the median (allowed: "
        f"{median:g}) and {parity.p99:.2g} at the 99th percentile (allowed: {p99:g})"
    )


def _tensors(image: AnyImage, sizes: tuple[Size, ...], seen: set[Size]) -> Iterator[Tensor]:
    nearest = nearest_size((image.shape[0], image.shape[1]), sizes)
    for size in [nearest] if seen else sizes:
        seen.add(size)
        yield letterbox(image, size)[0]


def _quantile(bins: Int64[np.ndarray, " bins"], level: float) -> float:
    """Return the upper edge of the bin in which a quantile lies."""
    if not bins.sum():
        return float("nan")
    return float(np.searchsorted(np.cumsum(bins), level * bins.sum()) + 1) / _BINS
