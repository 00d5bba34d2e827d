"""Run a TFLite file with LiteRT on the CPU."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from roadeye.arrays import Image, Probability, Size
from roadeye.errors import ModelError
from roadeye.model.spec import ModelSpec, Output
from roadeye.model.tflite_file import SPEC_ENTRY, read_entry, with_entry

INPUT = "image"
OUTPUT = "probability"


def signature(window: Size) -> str:
    """Return the name of the signature that takes pictures of `window`.

    >>> signature((192, 640))
    'road_192x640'
    """
    return f"road_{window[0]}x{window[1]}"


@dataclass(frozen=True)
class LiteRTRunner:
    """Run one model file; a window's memory is taken when its first picture comes.

    Attributes:
        spec: What the file says about itself.
        number: Number of the output that is given.
    """

    spec: ModelSpec
    _interpreter: Any
    number: int = 0
    _signatures: dict[Size, Any] = field(default_factory=dict)

    @property
    def output(self) -> Output:
        """Which of the model's outputs it gives."""
        return self.spec.outputs[self.number]

    def __call__(self, tensor: Image) -> Probability:
        """Return the probability of road for a picture of one of the spec's windows.

        Raises:
            ModelError: The picture's size is not one of the model's windows.
        """
        window = (tensor.shape[0], tensor.shape[1])
        if window not in self._signatures:
            if window not in self.spec.windows:
                raise ModelError(f"the model has no window {window}, only {self.spec.windows}.")
            self._signatures[window] = self._interpreter.get_signature_runner(signature(window))
        given = self._signatures[window](**{INPUT: tensor[None].astype(np.float32)})[OUTPUT]
        probability: Probability = np.ascontiguousarray(given[0, :, :, self.number])
        return probability


def open_litert(path: Path, threads: int, meaning: str | None = None) -> LiteRTRunner:
    """Open a TFLite file that roadeye wrote.

    Args:
        path: The file.
        threads: Number of CPU threads.
        meaning: Of several outputs the one of this meaning of road; None takes the first.

    Raises:
        ModelError: The file is not a roadeye model, is damaged, or has no such meaning.
    """
    from ai_edge_litert.interpreter import Interpreter

    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path}: {error.strerror or error}.") from error
    try:
        spec = _described(content)
        interpreter = Interpreter(model_content=content, num_threads=threads)
        held = interpreter.get_signature_list()
        ends = {"inputs": [INPUT], "outputs": [OUTPUT]}
        wanted = {signature(window) for window in spec.windows}
        missing = {name for name in wanted if held.get(name) != ends}
        given = int(interpreter.get_output_details()[0]["shape"][-1])
    except ModelError as error:
        raise ModelError(
            f"{path} is not a roadeye model: {error} Give a file that `roadeye train` or "
            "`roadeye export` wrote, or `bundled`."
        ) from error
    except (ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is damaged or cut short; export or download it again.") from error
    if missing:
        raise ModelError(f"{path} lacks the signatures {sorted(missing)} that its spec names.")
    if given != len(spec.outputs):
        raise ModelError(f"{path} gives {given} outputs, but its spec names {len(spec.outputs)}.")
    return LiteRTRunner(spec, interpreter, 0 if meaning is None else spec.number_of(meaning))


def _described(content: bytes) -> ModelSpec:
    text = read_entry(content)
    if text is None:
        raise ModelError("it is a TFLite file that does not describe itself.")
    return ModelSpec.from_json(text)


def rewrite_spec(source: Path, target: Path, spec: ModelSpec) -> None:
    """Write a copy of a TFLite model file with another spec.

    Args:
        source: The model file.
        target: Where the copy goes; may be `source` itself.
        spec: The new spec.

    Raises:
        ModelError: `source` is not a TFLite file.
        OutputError: `target` cannot be written.
    """
    from roadeye.io.atomic import write_bytes

    write_bytes(target, with_entry(source.read_bytes(), spec.to_json(), SPEC_ENTRY))
