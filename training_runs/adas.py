"""OpenVINO's road-segmentation-adas-0001 (Apache-2.0), a teacher and a peer."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from roadeye.arrays import Image, Probability

FILE = "road-segmentation-adas-0001.xml"
SIZE = (512, 896)
ROAD_CLASSES = (1, 3)  # road, and the marks on it


def open_adas(path: Path, threads: int) -> Callable[[Image], Probability]:
    """Return what gives the probability of road; pictures are squeezed, as its makers do."""
    import openvino

    network = openvino.Core().compile_model(
        path, "CPU", {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
    )

    def predict(image: Image) -> Probability:
        squeezed = cv2.resize(image, SIZE[::-1], interpolation=cv2.INTER_AREA)
        tensor = squeezed[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32)  # BGR 0..255
        classes = network(tensor)[0][0]
        road = sum(classes[number] for number in ROAD_CLASSES).astype(np.float32)
        height, width = image.shape[:2]
        scaled = cv2.resize(road, (width, height), interpolation=cv2.INTER_LINEAR)
        clipped: Probability = np.clip(scaled, 0, 1)
        return clipped

    return predict
