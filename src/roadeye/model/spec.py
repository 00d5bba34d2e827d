"""`ModelSpec`: what a model file says about itself, the only contract of training and inference."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from roadeye.errors import ModelError

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Side = Annotated[int, Meta(ge=32, le=8192, multiple_of=16)]
Meaning: TypeAlias = Literal["all", "reachable"]
"""What counts as road; `SENTENCES` says it in words."""

LabelMeaning: TypeAlias = Meaning | Literal[""]
"""What labels mean by road; empty where nobody knows."""

FORMAT = 2
"""Of the description inside a model file; another number is another structure."""

ALL: Meaning = "all"
REACHABLE: Meaning = "reachable"
SENTENCES: Mapping[LabelMeaning, str] = {
    ALL: "all ground made for cars, lanes and carriageways that this car cannot reach included",
    REACHABLE: "ground that the car may drive to from where it is, as KITTI Road labels it",
}


class Output(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe one output of a model.

    Attributes:
        meaning: What it means by road; empty where that has no name.
        threshold: A pixel is road where its probability is at least this.
        temperature: Its logits are divided by this before a probability is read; 1 leaves them.
        calibrated_on: The pictures that the temperature was fitted on, for people.
    """

    meaning: LabelMeaning = ""
    threshold: Fraction = 0.5
    temperature: Annotated[float, Meta(gt=0.0)] = 1.0
    calibrated_on: str = ""


class ModelSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe a road model: everything inference needs, and what a person should know.

    The network takes one RGB picture, values 0..255, of one of the `windows` and gives the
    probability of road at every pixel of it; scaling of the values is part of the network.

    Attributes:
        name: Short name, such as `"roadeye"`.
        version: Version of the package that wrote the file.
        windows: Input sizes (height, width) in pixels; a picture goes into the nearest.
        meaning: What counts as road where the only output has no named meaning, in one sentence.
        outputs: The outputs in order; the first is used unless another is asked for.
        trained_on: Data sets that were seen in training.
        scores: Measured scores by name, such as `{"kitti-road by drive: iou": 0.94}`.
        licence: The licence of the weights, and what the training data adds to it.
        parameters: Number of weights of the network.
        format: Version of this structure.
    """

    name: str
    version: str
    windows: Annotated[tuple[tuple[Side, Side], ...], Meta(min_length=1)]
    meaning: str
    outputs: Annotated[tuple[Output, ...], Meta(min_length=1)] = (Output(),)
    trained_on: tuple[str, ...]
    scores: dict[str, float] = {}
    licence: str
    parameters: Annotated[int, Meta(ge=0)]
    format: int = FORMAT

    def __post_init__(self) -> None:
        names = [output.meaning for output in self.outputs]
        if len(names) > 1 and ("" in names or len(set(names)) < len(names)):
            raise ValueError(f"several outputs need a meaning each, not {names}")

    def number_of(self, meaning: str) -> int:
        """Return the number of the output that means this by road.

        Raises:
            ModelError: There is none.
        """
        for number, output in enumerate(self.outputs):
            if meaning and output.meaning == meaning:
                return number
        known = ", ".join(output.meaning or self.meaning for output in self.outputs)
        raise ModelError(
            f"the model {self.name} has no meaning {meaning!r} of road; it has: {known}."
        )

    def sentence(self, output: Output) -> str:
        """Return what an output means by road, in one sentence."""
        return SENTENCES.get(output.meaning, self.meaning)

    def with_output(self, changed: Output) -> "ModelSpec":
        """Return the spec with the output of the same meaning changed."""
        outputs = tuple(changed if one.meaning == changed.meaning else one for one in self.outputs)
        return msgspec.structs.replace(self, outputs=outputs)

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
            spec = msgspec.json.decode(text, type=ModelSpec)
        except msgspec.MsgspecError as error:
            raise ModelError(
                f"the description inside the model file cannot be read ({error}); the file is "
                "damaged or was written by another version of roadeye: update, or export it again."
            ) from error
        if spec.format != FORMAT:
            raise ModelError(
                f"the description inside the model file has format {spec.format}, this roadeye "
                f"reads {FORMAT}: update, or export it again."
            )
        return spec
