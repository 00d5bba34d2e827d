"""Networks of others that are timed beside ours; each is used as its makers say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from roadeye.arrays import Image, Mask, Size
from roadeye.errors import MissingExtraError
from roadeye.evaluation.speed.opened import Opened


@dataclass(frozen=True)
class Peer:
    """Hold a network: its name, its file, its runtime, and what opens it."""

    name: str
    file: str
    engine: str
    open: Callable[[Path, int], Opened]


def _squeezed(size: Size, turn: Callable[[np.ndarray], np.ndarray]) -> Callable[[Image], Any]:
    def prepare(image: Image) -> np.ndarray:
        scaled = cv2.resize(image, size[::-1], interpolation=cv2.INTER_AREA)
        return turn(np.asarray(scaled))[np.newaxis]

    return prepare


def _stretched(road: Callable[[Any], np.ndarray]) -> Callable[[Image, Any, Any], Mask]:
    def finish(image: Image, _prepared: Any, raw: Any) -> Mask:
        height, width = image.shape[:2]
        probability = np.ascontiguousarray(road(raw), np.float32)
        scaled = cv2.resize(probability, (width, height), interpolation=cv2.INTER_LINEAR)
        mask: Mask = np.asarray(scaled >= 0.5)
        return mask

    return finish


def open_adas(path: Path, threads: int) -> Opened:
    """OpenVINO's road-segmentation-adas-0001: BGR 0..255; classes 1 road and 3 its marks."""
    try:
        import openvino
    except ImportError as error:
        raise MissingExtraError(f"running {path}", "openvino") from error
    settings = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    network = openvino.Core().compile_model(path, "CPU", settings)
    return Opened(
        _squeezed((512, 896), lambda x: x[..., ::-1].transpose(2, 0, 1).astype(np.float32)),
        lambda tensor: network(tensor)[0],
        _stretched(lambda raw: raw[0, 1] + raw[0, 3]),
    )


def open_twin(path: Path, threads: int) -> Opened:
    """TwinLiteNet+: RGB 0..1; the output `da` holds logits of other ground and drivable area."""
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError(f"running {path}", "onnx") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    return Opened(
        _squeezed((384, 640), lambda x: x.transpose(2, 0, 1).astype(np.float32) / 255),
        lambda tensor: session.run(["da"], {"images": tensor})[0],
        _stretched(lambda raw: raw[0, 1] >= raw[0, 0]),
    )


def open_deeplab(path: Path, threads: int) -> Opened:
    """DeepLab on MobileNet-EdgeTPU for Cityscapes: RGB 0..255; it gives class ids, 0 is road."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path), num_threads=threads)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]

    def run(tensor: Any) -> np.ndarray:
        interpreter.set_tensor(source, tensor)
        interpreter.invoke()
        return np.asarray(interpreter.get_tensor(target))

    return Opened(_squeezed((513, 513), lambda x: x), run, _stretched(lambda raw: raw[0] == 0))


PEERS = (
    Peer("adas-0001", "road-segmentation-adas-0001.xml", "openvino", open_adas),
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
