"""From a picture to the road in it: the Python API of inference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from roadeye.arrays import Image, Probability
from roadeye.inference import steps
from roadeye.inference.crop import Rows
from roadeye.inference.picture_input import Pictured, as_image, require_image
from roadeye.inference.prediction import Prediction
from roadeye.inference.smoothing import Steady
from roadeye.inference.smoothing_kind import parse_smoothing
from roadeye.inference.steps import HeadMaps, Prepared
from roadeye.inference.stream import Streamed, stream
from roadeye.metrics.temperature import require_temperature
from roadeye.metrics.threshold import require_threshold
from roadeye.model.engine import BUNDLED, CPU, Engine, open_engine
from roadeye.model.spec import Head, ModelSpec


@dataclass(frozen=True)
class Segmenter:
    """Find the road in pictures of any size; any number of threads may share one.

    Attributes:
        engine: The opened model file.
        head_name: The head to use; None takes the model's first.
        threshold: Overrides the head's own threshold, 0..1.
        rows: Rows of the picture that the network sees; None shows it all.
        temperature: Overrides the head's own temperature.

    Raises:
        ModelError: The model has no such head.
        InputError: The threshold is not in 0..1, or the temperature is not above 0.
    """

    engine: Engine
    head_name: str | None = None
    threshold: float | None = None
    rows: Rows | None = None
    temperature: float | None = None

    def __post_init__(self) -> None:
        if self.head_name is not None:
            self.spec.head_index(self.head_name)
        if self.threshold is not None:
            require_threshold(self.threshold)
        if self.temperature is not None:
            require_temperature(self.temperature)

    @property
    def spec(self) -> ModelSpec:
        """What the model file says about itself."""
        return self.engine.spec

    @property
    def head(self) -> Head:
        """The head in use, as the model file describes it."""
        return self.spec.heads[self._index]

    @property
    def used_threshold(self) -> float:
        """The threshold in use: the one given, or else the head's own."""
        return self.head.threshold if self.threshold is None else self.threshold

    def __call__(self, picture: Pictured) -> Prediction:
        """Find the road in a picture.

        Args:
            picture: RGB, uint8, at least 1×1; a path; or a PIL image. The prediction keeps a copy
                of an array, so that its buffer may be used again.

        Raises:
            InputError: It is no picture of this kind, or the cropped rows leave nothing of it.
        """
        image = as_image(picture)
        prepared = self.prepare(image)
        return self.finish(image, prepared, self.run(prepared))

    def probability(self, image: Image) -> Probability:
        """Return the probability of road at every pixel of a picture.

        Raises:
            InputError: It is no RGB picture of 8 bits, or the cropped rows leave nothing of it.
        """
        prepared = self.prepare(image)
        raw = self.run(prepared)
        found: Probability = self._restored(prepared, raw, self._index)
        return found

    def probabilities(self, image: Image) -> dict[str, Probability]:
        """Return the probability maps of all heads, by name, from one run of the network.

        Raises:
            InputError: As in `probability`.
        """
        prepared = self.prepare(image)
        raw = self.run(prepared)
        return {
            head.name: self._restored(prepared, raw, index)
            for index, head in enumerate(self.spec.heads)
        }

    def batch(self, pictures: Sequence[Pictured]) -> list[Prediction]:
        """Find the road in several pictures of any sizes; see `__call__`."""
        return [self(picture) for picture in pictures]

    def stream(self, source: Streamed, smooth: str = "off") -> Iterator[Prediction]:
        """Find the road in a video, a camera, an address or pictures; see `inference.stream`."""
        return stream(self, source, parse_smoothing(smooth))

    def prepare(self, image: Image) -> Prepared:
        """Crop and letterbox a picture: the first of three steps, for pipelines.

        Raises:
            InputError: It is no RGB picture of 8 bits, or the cropped rows leave nothing of it.
        """
        require_image(image)
        return steps.prepare(image, self.rows, self.spec.input_sizes)

    def run(self, prepared: Prepared) -> HeadMaps:
        """Run the network: the second step.

        Raises:
            ModelError: The network cannot run, or gives values outside 0..1.
        """
        return steps.run(self.engine, prepared)

    def finish(
        self, image: Image, prepared: Prepared, raw: HeadMaps, steady: Steady | None = None
    ) -> Prediction:
        """Calibrate the network's answer and bring it back to the picture: the third step.

        Args:
            image: The picture.
            prepared: What `prepare` made of it.
            raw: What `run` said about that.
            steady: Steadies the map by those of the frames before, on the network's grid.
        """
        probability = self._restored(prepared, raw, self._index, steady)
        rows = None if self.rows is None else prepared.rows
        return Prediction(image, probability, self.used_threshold, rows)

    @property
    def _index(self) -> int:
        return 0 if self.head_name is None else self.spec.head_index(self.head_name)

    def _restored(
        self, prepared: Prepared, raw: HeadMaps, index: int, steady: Steady | None = None
    ) -> Probability:
        own = self.spec.heads[index].temperature
        temperature = own if self.temperature is None else self.temperature
        return steps.restore(prepared, raw, index, temperature, steady)


def open_segmenter(  # noqa: PLR0913  what there is to choose
    model: str | Path = BUNDLED,
    threads: int = 2,
    labels: str = "",
    head: str | None = None,
    threshold: float | None = None,
    rows: Rows | None = None,
    *,
    device: str = CPU,
) -> Segmenter:
    """Open a model with the head that fits a data set's labels, or else its first.

    Args:
        model: `roadeye`, `roadeye-open`, a model file or the folder of a training run.
        threads: Number of CPU threads.
        labels: What the labels mean by road; empty where nobody knows.
        head: The head to use whatever the labels mean; None leaves it to them.
        threshold: Overrides the head's own threshold, 0..1.
        rows: Rows of the picture that the network sees; None shows it all.
        device: Where the network runs; see `open_engine`.

    Raises:
        ModelError: The file cannot be opened, or has no such head.
        InputError: The threshold is not in 0..1.
    """
    engine = open_engine(model, threads, device)
    if head is None and labels in {one.name for one in engine.spec.heads if one.name}:
        head = labels
    return Segmenter(engine, head, threshold, rows)


def load(
    model: str | Path | None = None, threads: int = 2, *, head: str | None = None
) -> Segmenter:
    """Open a model for use on pictures.

    Args:
        model: `roadeye`, `roadeye-open`, a model file or the folder of a training run; None
            takes `roadeye`.
        threads: Number of CPU threads.
        head: The head to use, one of `spec.heads`; None takes the first.

    Raises:
        ModelError: The file is missing, damaged or not a roadeye model, or has no such head.
    """
    return open_segmenter(BUNDLED if model is None else model, threads, head=head)
