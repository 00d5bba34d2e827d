"""`ModelSpec`: what a model file says about itself, the only contract of training and inference."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from roadeye.errors import ModelError

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Side = Annotated[int, Meta(ge=32, le=8192, multiple_of=16)]
Meaning: TypeAlias = Literal["all", "reachable"]
"""What counts as road.

`all` is all ground made for cars, lanes and carriageways that this car cannot reach included;
`reachable` is ground that the car may drive to from where it is, as KITTI Road labels it.
"""

LabelMeaning: TypeAlias = Meaning | Literal[""]
"""What labels mean by road; empty where nobody knows."""

ALL: Meaning = "all"
REACHABLE: Meaning = "reachable"


class ModelSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe a road model: everything inference needs, and what a person should know.

    The network takes one RGB picture, values 0..255, of one of the `windows` and gives the
    probability of road at every pixel of it; scaling of the values is part of the network.

    Attributes:
        name: Short name, such as `"roadeye"`.
        version: Version of the package that wrote the file.
        windows: Input sizes (height, width) in pixels; a picture goes into the nearest.
        threshold: A pixel is road where its probability is at least this.
        temperature: Logits are divided by this before a probability is read; 1 leaves them.
        meaning: What counts as road, in one sentence; of several outputs, the first.
        meanings: Names of the outputs, in order; empty for a model of one output.
        trained_on: Data sets that were seen in training.
        scores: Measured scores by name, such as `{"kitti-road by drive: iou": 0.94}`.
        licence: The licence of the weights, and what the training data adds to it.
        parameters: Number of weights of the network.
        format: Version of this structure.
    """

    name: str
    version: str
    windows: Annotated[tuple[tuple[Side, Side], ...], Meta(min_length=1)]
    threshold: Fraction = 0.5
    temperature: Annotated[float, Meta(gt=0.0)] = 1.0
    meaning: str
    meanings: tuple[Meaning, ...] = ()
    trained_on: tuple[str, ...]
    scores: dict[str, float] = {}
    licence: str
    parameters: Annotated[int, Meta(ge=0)]
    format: int = 1

    def to_json(self) -> bytes:
        """Return the spec as UTF-8 JSON, the form in which it travels inside a model file."""
        return msgspec.json.encode(self)

    @staticmethod
    def from_json(text: bytes) -> "ModelSpec":
        """Read a spec from JSON.

        Raises:
            ModelError: The text is not a spec that this version of roadeye can read.
        """
        try:
            return msgspec.json.decode(text, type=ModelSpec)
        except msgspec.MsgspecError as error:
            raise ModelError(
                f"the description inside the model file cannot be read ({error}); "
                "the file is damaged or was written by a newer roadeye: update or export it again."
            ) from error
