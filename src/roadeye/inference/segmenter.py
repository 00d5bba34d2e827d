"""From a picture to the road in it: the Python API of inference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from roadeye.arrays import AnyImage, Image, Mask, Probability
from roadeye.errors import InputError, ModelError
from roadeye.inference.crop import Rows
from roadeye.inference.letterbox import fit, nearest_window, restore
from roadeye.model.engine import BUNDLED, Runner, open_model

_CERTAIN = 1e-6  # keeps logits finite


@dataclass(frozen=True)
class Prediction:
    """Hold what a model says about one picture.

    Attributes:
        image: The picture.
        probability: Probability of road, on the picture's own grid; 0 outside the cropped rows.
        threshold: A pixel is road where its probability is at least this.
    """

    image: Image
    probability: Probability
    threshold: float

    @property
    def mask(self) -> Mask:
        """True where there is road."""
        return self.probability >= np.float32(self.threshold)

    def overlay(self) -> Image:
        """Return the picture with the road coloured."""
        from roadeye.draw.overlay import overlay

        return overlay(self.image, self.mask)


@dataclass(frozen=True)
class Segmenter:
    """Find the road in pictures of any size.

    Attributes:
        runner: The opened model file.
        threshold: Overrides the model's own threshold.
        rows: Rows of the picture that the network shall see; None shows it all.
    """

    runner: Runner
    threshold: float | None = None
    rows: Rows | None = None

    def __call__(self, image: Image) -> Prediction:
        """Find the road in a picture.

        Args:
            image: RGB, uint8, at least 1×1.

        Raises:
            InputError: It is no RGB picture of 8 bits, or the cropped rows leave nothing of it.
        """
        threshold = self.runner.output.threshold if self.threshold is None else self.threshold
        return Prediction(image, self.probability(image), threshold)

    def probability(self, image: Image) -> Probability:
        """Return the probability of road at every pixel of a picture.

        Raises:
            InputError: It is no RGB picture of 8 bits, or the cropped rows leave nothing of it.
        """
        _require_picture(image)
        if self.rows is not None:
            kept = self.rows.slice(image.shape[0])
            full = np.zeros(image.shape[:2], np.float32)
            full[kept] = _probability(self.runner, image[kept])
            return full
        return _probability(self.runner, image)

    def stream(self, images: Iterable[AnyImage]) -> Iterator[Prediction]:
        """Find the road in one picture after another, holding one at a time."""
        for image in images:
            yield self(image)


def load(
    model: str | Path | None = None, threads: int = 2, *, meaning: str | None = None
) -> Segmenter:
    """Open a model file for use on pictures.

    Args:
        model: Path of a model file; None takes the one in the package.
        threads: Number of CPU threads.
        meaning: Of a model with several outputs: what road shall mean, one of its
            `spec.outputs`; None takes the first.

    Raises:
        ModelError: The file is missing, damaged or not a roadeye model, or knows no such meaning.
    """
    return Segmenter(open_model(BUNDLED if model is None else model, threads, meaning))


def temper(probability: Probability, temperature: float) -> Probability:
    """Divide the logits behind a probability by `temperature` (Guo et al., ICML 2017).

    Args:
        probability: Values 0..1.
        temperature: Above 1 makes the map less certain, below 1 more; 0.5 stays 0.5.

    >>> temper(np.array([[0.9]], np.float32), 2.0).round(3)  # 1 / (1 + (0.1 / 0.9) ** 0.5)
    array([[0.75]], dtype=float32)
    """
    if temperature == 1.0:
        return probability
    sure = np.clip(probability, np.float32(_CERTAIN), np.float32(1 - _CERTAIN))
    with np.errstate(over="ignore"):  # endless odds against are a probability of 0
        odds = ((1 - sure) / sure) ** np.float32(1 / temperature)
    tempered: Probability = (1 / (1 + odds)).astype(np.float32)
    return tempered


def _require_picture(image: object) -> None:
    if not isinstance(image, np.ndarray):
        raise InputError(
            f"a picture is an array (height, width, 3), not {type(image).__name__}: has it been "
            "read? cv2.imread gives None for a file that it cannot read."
        )
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise InputError(
            f"a picture is RGB of (height, width, 3) in uint8, 0 to 255; this array is "
            f"{image.shape} in {image.dtype}: convert it first."
        )


def _probability(runner: Runner, image: Image) -> Probability:
    window = nearest_window((image.shape[0], image.shape[1]), runner.spec.windows)
    tensor, where = fit(image, window)
    given = runner(tensor)
    if not (given.min() >= 0 and given.max() <= 1):  # so written, NaN fails as well
        raise ModelError(
            f"the model {runner.spec.name} gives values that are no probabilities (NaN, or beyond "
            "0 to 1); its weights are damaged or its training failed: export or train it again."
        )
    return restore(temper(given, runner.output.temperature), where)
