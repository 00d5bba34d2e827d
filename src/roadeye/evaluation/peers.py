"""Networks that others trained, to compare ours with; each is used as its makers say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from roadeye.arrays import Image, Probability, Size
from roadeye.errors import MissingExtraError


@dataclass(frozen=True)
class PeerNetwork:
    """Give the probability of road with a network of others.

    A picture is squeezed to the network's input, whatever its shape, and the probability is scaled
    back to the picture.

    Attributes:
        size: Height and width of the input.
        tensor: From the squeezed picture, RGB, to one element of the network's batch.
        run: The network alone, on a batch of one.
        road: From what it gives to the probability of road on its own grid.
    """

    size: Size
    tensor: Callable[[Image], np.ndarray]
    run: Callable[[np.ndarray], Any]
    road: Callable[[Any], np.ndarray]

    def prepare(self, image: Image) -> np.ndarray:
        """Return what the network takes."""
        squeezed = cv2.resize(image, self.size[::-1], interpolation=cv2.INTER_AREA)
        return self.tensor(np.asarray(squeezed, np.uint8))[np.newaxis]

    def finish(self, image: Image, raw: Any) -> Probability:
        """Return the probability of road on the picture's grid."""
        height, width = image.shape[:2]
        road = np.ascontiguousarray(self.road(raw), np.float32)
        scaled = cv2.resize(road, (width, height), interpolation=cv2.INTER_LINEAR)
        probability: Probability = np.clip(scaled, 0, 1)
        return probability

    def __call__(self, image: Image) -> Probability:
        """Return the probability of road, 0..1, for each pixel of a picture."""
        return self.finish(image, self.run(self.prepare(image)))


def open_adas(path: Path, threads: int) -> PeerNetwork:
    """Open OpenVINO's road-segmentation-adas-0001: BGR 0..255; classes 1 road and 3 its marks."""
    try:
        import openvino
    except ImportError as error:
        raise MissingExtraError(f"running {path}", "openvino") from error
    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    network = openvino.Core().compile_model(path, "CPU", settings)
    return PeerNetwork(
        (512, 896),
        lambda image: image[..., ::-1].transpose(2, 0, 1).astype(np.float32),
        lambda tensor: network(tensor)[0],
        lambda raw: raw[0, 1] + raw[0, 3],
    )


def open_twin(path: Path, threads: int) -> PeerNetwork:
    """Open TwinLiteNet+: RGB 0..1; `da` holds logits of other ground and drivable area."""
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError(f"running {path}", "onnx") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    return PeerNetwork(
        (384, 640),
        lambda image: image.transpose(2, 0, 1).astype(np.float32) / 255,
        lambda tensor: session.run(["da"], {"images": tensor})[0],
        lambda raw: 1 / (1 + cv2.exp(raw[0, 0] - raw[0, 1])),  # np.exp would warn of infinity
    )


def open_deeplab(path: Path, threads: int) -> PeerNetwork:
    """Open DeepLab on MobileNet-EdgeTPU for Cityscapes: RGB 0..255; it gives classes, 0 is road."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=threads)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]

    def run(tensor: np.ndarray) -> np.ndarray:
        interpreter.set_tensor(source, tensor)
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(target))

    return PeerNetwork((513, 513), lambda image: image, run, lambda raw: raw[0] == 0)


@dataclass(frozen=True)
class Peer:
    """Name a network of others: its file, its runtime, and what opens it on so many threads."""

    name: str
    file: str
    engine: str
    open: Callable[[Path, int], PeerNetwork]


ADAS = Peer("adas-0001", "road-segmentation-adas-0001.xml", "openvino", open_adas)

PEERS = (
    ADAS,
    Peer("TwinLiteNet+ small", "twinlitenet-plus-small.onnx", "onnxruntime", open_twin),
    Peer("TwinLiteNet+ nano", "twinlitenet-plus-nano.onnx", "onnxruntime", open_twin),
    Peer(
        "DeepLab EdgeTPU slim",
        "deeplab-mobilenet-edgetpu-slim-cityscapes.tflite",
        "litert",
        open_deeplab,
    ),
)
"""Networks by the names of their files."""
