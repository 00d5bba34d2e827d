"""Score our network and those that others trained, on the same pictures and threads.

    python experiments/peers.py PEERS DATA [--threads 2] [--images N] [-o peers.json] [--plot X.png]

Every picture is squeezed to the network's input, as its makers do, and the probability of road is
scaled back to the picture before anything is counted. Latency is the median time per picture of
both, without reading files. Ours is the held-out model of the same recipe that has not seen these
pictures.
"""

import argparse
import dataclasses
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import msgspec
import numpy as np
import onnxruntime
import openvino
from ai_edge_litert.interpreter import Interpreter
from bundled_scores import MODELS
from matplotlib.figure import Figure

from roadeye.arrays import Image, Probability
from roadeye.data.dataset import Dataset
from roadeye.data.detect import open_dataset
from roadeye.data.split import select
from roadeye.evaluation import EvaluationSettings, evaluate
from roadeye.evaluation.robustness.plan import spread
from roadeye.inference.segmenter import open_segmenter
from roadeye.training.curves import BLUE, ORANGE

Predict: TypeAlias = Callable[[Image], Probability]
SPLITS = Path(__file__).parent / "splits"
OURS = "roadeye"


@dataclass(frozen=True)
class Peer:
    """Hold a network: its name, its file in the folder of peers, and what opens it."""

    name: str
    file: str
    open: Callable[[Path, int], Predict]


def squeeze(image: Image, size: tuple[int, int]) -> Image:
    """Scale a picture to height and width, whatever its shape."""
    return np.asarray(cv2.resize(image, size[::-1], interpolation=cv2.INTER_AREA), np.uint8)


def stretch(probability: np.ndarray, image: Image) -> Probability:
    """Scale a map back to the size of the picture."""
    height, width = image.shape[:2]
    scaled = cv2.resize(
        probability.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    return np.clip(scaled, 0, 1)


def open_adas(path: Path, threads: int) -> Predict:
    """OpenVINO's road-segmentation-adas-0001: BGR 0..255; classes 1 road and 3 its marks."""
    network = openvino.Core().compile_model(path, "CPU", {"INFERENCE_NUM_THREADS": threads})

    def predict(image: Image) -> Probability:
        bgr = squeeze(image, (512, 896))[..., ::-1]
        tensor = bgr.transpose(2, 0, 1)[None].astype(np.float32)
        classes = network(tensor)[0][0]
        return stretch(classes[1] + classes[3], image)

    return predict


def open_twin(path: Path, threads: int) -> Predict:
    """TwinLiteNet+: RGB 0..1; the first output holds logits of other ground and drivable area."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])

    def predict(image: Image) -> Probability:
        tensor = squeeze(image, (384, 640)).transpose(2, 0, 1)[None].astype(np.float32) / 255
        other, drivable = session.run(["da"], {"images": tensor})[0][0]
        return stretch(1 / (1 + np.exp(np.clip(other - drivable, -80, 80))), image)

    return predict


def open_deeplab(path: Path, threads: int) -> Predict:
    """DeepLab on MobileNet-EdgeTPU: RGB 0..255; it returns class ids, 0 is road."""
    interpreter = Interpreter(str(path), num_threads=threads)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]["index"]

    def predict(image: Image) -> Probability:
        interpreter.set_tensor(source, squeeze(image, (513, 513))[None])
        interpreter.invoke()
        return stretch(interpreter.get_tensor(target)[0] == 0, image)

    return predict


PEERS = (
    Peer("adas-0001", "road-segmentation-adas-0001.xml", open_adas),
    Peer("TwinLiteNet+ small", "twinlitenet-plus-small.onnx", open_twin),
    Peer("TwinLiteNet+ nano", "twinlitenet-plus-nano.onnx", open_twin),
    Peer(
        "DeepLab EdgeTPU slim",
        "deeplab-mobilenet-edgetpu-slim-cityscapes.tflite",
        open_deeplab,
    ),
)

SETS = {
    "KITTI by drive val": ("kitti-road", f"{SPLITS / 'kitti-by-drive.json'}:val"),
    "CamVid val": ("camvid", "val"),
    "IDD-Lite val": ("idd-lite", "val"),
}


@dataclass(frozen=True)
class PictureScore:
    """Hold what one network reaches on one data set; latency is the median of a picture."""

    network: str
    set: str
    images: int
    iou: float
    maxf: float
    ece: float
    milliseconds: float


def timed(predict: Predict, times: list[float]) -> Predict:
    """Note the time of every picture in `times`, in milliseconds."""

    def predicted(image: Image) -> Probability:
        start = time.perf_counter()
        probability = predict(image)
        times.append(1e3 * (time.perf_counter() - start))
        return probability

    return predicted


def main() -> None:
    """Print a table and, if asked, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("peers", type=Path, help="folder of the networks")
    parser.add_argument("data", type=Path, help="folder of kitti-road, camvid and idd-lite")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--images", type=int, help="only so many pictures of each set")
    parser.add_argument("-o", dest="out", type=Path, help="JSON file")
    parser.add_argument("--plot", type=Path, help="PNG of IoU against latency")
    given = parser.parse_args()
    datasets = {name: chosen(given.data / folder, split, given.images)
                for name, (folder, split) in SETS.items()}  # fmt: skip
    rows = []
    for name, dataset in datasets.items():
        ours = open_segmenter(MODELS / "roadeye-held-out.tflite", given.threads, dataset.labels)
        rows.append(measure(OURS, name, ours.probability, dataset))
    for peer in PEERS:
        network = peer.open(given.peers / peer.file, given.threads)
        rows += [measure(peer.name, name, network, dataset) for name, dataset in datasets.items()]
    if given.out:
        given.out.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    if given.plot:
        plot(rows, given.threads, given.plot)


def measure(network: str, name: str, predict: Predict, dataset: Dataset) -> PictureScore:
    """Score one network on one data set, and say so."""
    times: list[float] = []
    report = evaluate(timed(predict, times), dataset, EvaluationSettings(threshold=0.5))
    score = report.scores["all"]
    row = PictureScore(
        network,
        name,
        len(report.pictures),
        score.iou,
        score.maxf,
        score.ece,
        statistics.median(times),
    )
    print(
        f"{network:22}{name:20}{row.images:4}  IoU {row.iou:.4f}  MaxF {row.maxf:.4f}  "
        f"{row.milliseconds:6.1f} ms",
        flush=True,
    )
    return row


def plot(rows: list[PictureScore], threads: int, path: Path) -> None:
    """Draw IoU against latency, a panel for each data set."""
    figure = Figure(figsize=(11, 3.8), layout="constrained")
    panels = figure.subplots(1, len(SETS), sharex=True, sharey=True)
    for axes, name in zip(panels, SETS, strict=True):
        for row in rows:
            if row.set == name:
                mine = row.network == OURS
                colour, mark = (BLUE, "o") if mine else (ORANGE, "s")
                axes.plot(row.milliseconds, row.iou, mark, color=colour)
                axes.annotate(
                    row.network, (row.milliseconds, row.iou), fontsize=8, ha="center",
                    xytext=(0, -13 if mine else 6),
                    textcoords="offset points", weight="bold" if mine else "normal",
                )  # fmt: skip
        axes.set(title=name, xlabel=f"milliseconds a picture, {threads} threads")
        axes.set_xlim(0, 1.3 * max(row.milliseconds for row in rows))
        axes.grid(alpha=0.3)
    panels[0].set(ylabel="IoU of road", ylim=(None, 1))
    figure.savefig(path, dpi=110)


def chosen(root: Path, split: str, count: int | None) -> Dataset:
    """Return the pictures of a split, or so many of them."""
    dataset = select(open_dataset(root), split)
    some = None if count is None else min(count, len(dataset.items))
    return dataclasses.replace(dataset, items=tuple(spread(dataset.items, some)))


if __name__ == "__main__":
    main()
