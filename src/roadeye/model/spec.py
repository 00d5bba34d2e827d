"""`ModelSpec`: what a model file says about itself, the only contract of training and inference."""

from typing import Annotated

import msgspec
from msgspec import Meta

from roadeye.errors import ModelError
from roadeye.heads import DESCRIPTIONS, LabelHead

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Side = Annotated[int, Meta(ge=32, le=8192, multiple_of=16)]
Text = Annotated[str, Meta(max_length=2000)]

FORMAT = 3
"""The version of the description inside a model file; another number is another structure."""

FINGERPRINT_BYTES = 32
"""Length of the fingerprint of one training picture."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one head of a model.

    Attributes:
        name: What the head calls road; empty if that has no name.
        threshold: A pixel is road if its probability is at least this.
        temperature: The logits are divided by this to calibrate the probability; 1 changes nothing.
        calibrated_on: The pictures on which the temperature was fitted, in words.
    """

    name: LabelHead = ""
    threshold: Fraction = 0.5
    temperature: Annotated[float, Meta(ge=0.01, le=100.0)] = 1.0
    calibrated_on: Text = ""


class Parity(msgspec.Struct, frozen=True, kw_only=True):
    """Say how a model file's probabilities differ from its network's.

    Attributes:
        pictures: Number of pictures compared.
        source: Where the pictures came from, in words.
        largest: Largest difference of a probability, on any pixel.
        median: Median difference over the pixels.
        p99: 99th percentile of the difference.
        iou: IoU of the file's masks with the network's masks.
        network_iou: IoU of the network's masks with labels; null without labels.
        file_iou: IoU of the file's masks with the same labels; null without labels.
    """

    pictures: Annotated[int, Meta(ge=1)]
    source: Text
    largest: Fraction
    median: Fraction
    p99: Fraction
    iou: Fraction
    network_iou: Fraction | None = None
    file_iou: Fraction | None = None


class ModelSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Describe a road model: everything inference needs, and what a person should know.

    The network takes RGB pictures, values 0..255, of one of the `input_sizes` and gives the
    probability of road at every pixel, for each head; scaling of the values is part of the network.

    Attributes:
        name: Short name, such as `"roadeye"`.
        version: Version of the package that wrote the file.
        input_sizes: Sizes (height, width) in pixels. A picture uses the one with the nearest shape.
        description: What the model finds, in one sentence.
        heads: The heads in order. The first one is used unless another is asked for.
        trained_on: The data sets on which the model was trained.
        fingerprints: Fingerprints of the training pictures, `FINGERPRINT_BYTES` each; empty if
            unknown.
        scores: Measured scores by name, such as `{"kitti-road by sequence: iou": 0.94}`.
        licence: The licence of the weights, and why it is this one.
        parameters: Number of weights of the network.
        parity: How the file differs from the network; null if nobody measured it.
        format: Version of this structure.
    """

    name: Text
    version: Text
    input_sizes: Annotated[tuple[tuple[Side, Side], ...], Meta(min_length=1, max_length=64)]
    description: Text
    heads: Annotated[tuple[Head, ...], Meta(min_length=1, max_length=16)] = (Head(),)
    trained_on: Annotated[tuple[Text, ...], Meta(max_length=1000)]
    fingerprints: bytes = b""
    scores: Annotated[dict[Text, float], Meta(max_length=1000)] = {}
    licence: Text
    parameters: Annotated[int, Meta(ge=0)]
    parity: Parity | None = None
    format: int = FORMAT

    def __post_init__(self) -> None:
        names = [head.name for head in self.heads]
        if len(names) > 1 and ("" in names or len(set(names)) < len(names)):
            raise ValueError(f"several heads need a name each, not {names}")
        if len(self.fingerprints) % FINGERPRINT_BYTES:
            raise ValueError(f"fingerprints have {FINGERPRINT_BYTES} bytes each")

    def head_index(self, name: str) -> int:
        """Return the position of the head of this name.

        Raises:
            ModelError: There is none.
        """
        for index, head in enumerate(self.heads):
            if name and head.name == name:
                return index
        known = ", ".join(head.name or "one without a name" for head in self.heads)
        raise ModelError(
            f"the model {self.name} has no head {name!r}; it has: {known}.", code="no-such-head"
        )

    def describe(self, head: Head) -> str:
        """Return what a head means by road, in one sentence."""
        return DESCRIPTIONS.get(head.name, self.description)

    def with_head(self, changed: Head) -> "ModelSpec":
        """Return the spec with the head of the same name changed."""
        heads = tuple(changed if one.name == changed.name else one for one in self.heads)
        return msgspec.structs.replace(self, heads=heads)

    def to_json(self) -> bytes:
        """Return the spec as UTF-8 JSON, the form in which it travels inside a model file."""
        return msgspec.json.encode(self)

    @staticmethod
    def from_json(text: bytes) -> "ModelSpec":
        """Read a spec from JSON; fields that this version does not know are passed over.

        Raises:
            ModelError: The text is not a spec, or of a format that this version does not read.
        """
        try:
            found = msgspec.json.decode(text, type=_FormatOnly).format
            if found != FORMAT:
                raise ModelError(
                    f"the description inside the model file has format {found}, this roadeye "
                    f"reads format {FORMAT}: "
                    + ("update roadeye." if found > FORMAT else "export the model again.")
                )
            return msgspec.json.decode(text, type=ModelSpec)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ModelError(
                f"the description inside the model file cannot be read ({error}): the file is "
                "damaged; export or download it again."
            ) from error


class _FormatOnly(msgspec.Struct):
    """Read the format before anything whose meaning depends on it."""

    format: int
