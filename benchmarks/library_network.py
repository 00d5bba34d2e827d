"""One network of another library, timed on request: the process that `libraries.py` talks to.

    PYTHON library_network.py NETWORK HEIGHT WIDTH THREADS

It runs in the library's own environment and imports nothing of roadeye. A line on its input starts
a round; the milliseconds of each call go to its output. First weights are random: they cost as much
as trained ones, and nothing is downloaded.
"""
# ruff: noqa: PLC0415 - each network needs libraries that the others do without

import io
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

Call = Callable[[np.ndarray], object]
Build = Callable[[tuple[int, int]], Any]
CALLS = 8
"""How often a network runs in a round."""


def _torch(build: Build, size: tuple[int, int], threads: int) -> Call:
    import torch

    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    traced = torch.jit.freeze(
        torch.jit.trace(build(size).eval(), torch.zeros(1, 3, *size), strict=False)
    )
    return lambda image: traced(torch.from_numpy(image))


def _onnx(build: Build, size: tuple[int, int], threads: int) -> Call:
    import onnxruntime
    import torch

    file = io.BytesIO()
    example = torch.zeros(1, 3, *size)
    torch.onnx.export(build(size).eval(), (example,), file, input_names=["image"], dynamo=False)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        file.getvalue(), options, providers=["CPUExecutionProvider"]
    )
    return lambda image: session.run(None, {"image": image})


def _deeplab(_size: tuple[int, int]) -> Any:
    import segmentation_models_pytorch as smp

    return smp.DeepLabV3Plus("mobilenet_v2", encoder_weights=None, classes=1)


def _lraspp(_size: tuple[int, int]) -> Any:
    from torchvision.models.segmentation import lraspp_mobilenet_v3_large

    return lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=2)


def _yolo(_size: tuple[int, int]) -> Any:
    from ultralytics import YOLO

    return YOLO("yolo26n-sem.yaml").model


def _keras(build: Build, size: tuple[int, int], threads: int) -> Call:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    model = build(size)
    return lambda image: model.predict(image.transpose(0, 2, 3, 1), verbose=0)


def _segformer(size: tuple[int, int]) -> Any:
    import keras_hub

    encoder = keras_hub.models.MiTBackbone(
        image_shape=(*size, 3),
        hidden_dims=[32, 64, 160, 256],
        num_layers=4,
        blockwise_num_heads=[1, 2, 5, 8],
        blockwise_sr_ratios=[8, 4, 2, 1],
        max_drop_path_rate=0.1,
        patch_sizes=[7, 3, 3, 3],
        strides=[4, 2, 2, 2],
        layerwise_num_layers=[2, 2, 2, 2],
    )
    backbone = keras_hub.models.SegFormerBackbone(image_encoder=encoder, projection_filters=256)
    return keras_hub.models.SegFormerImageSegmenter(backbone=backbone, num_classes=1)


def _original(size: tuple[int, int]) -> Any:
    """The network of roadeye's predecessor; it needs an environment with roadeye[train]."""
    from roadeye.training.networks.build import build
    from roadeye.training.networks.config import NetworkConfig

    return build(NetworkConfig(name="mobilenet_v2_fpn"), size)


NETWORKS: dict[str, tuple[Build, Callable[[Build, tuple[int, int], int], Call]]] = {
    "deeplab-torch": (_deeplab, _torch),
    "deeplab-onnx": (_deeplab, _onnx),
    "lraspp-torch": (_lraspp, _torch),
    "lraspp-onnx": (_lraspp, _onnx),
    "yolo26n-sem-torch": (_yolo, _torch),
    "yolo26n-sem-onnx": (_yolo, _onnx),
    "segformer-b0-keras": (_segformer, _keras),
    "original-keras": (_original, _keras),
}


def main() -> None:
    name, *numbers = sys.argv[1:]
    height, width, threads = (int(one) for one in numbers)
    os.environ["OMP_NUM_THREADS"] = str(threads)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    build, opened = NETWORKS[name]
    call = opened(build, (height, width), threads)
    image = np.random.default_rng(1).random((1, 3, height, width), np.float32)
    for _ in range(3):
        call(image)
    print("ready", file=answers, flush=True)
    for _ in sys.stdin:
        took = []
        for _ in range(CALLS):
            started = time.perf_counter()
            call(image)
            took.append(1000 * (time.perf_counter() - started))
        print(*took, file=answers, flush=True)


if __name__ == "__main__":
    main()
