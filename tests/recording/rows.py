"""What the recording holds: results of commands, as digests and digits.

Every row is measured through the command line, so that the library may be rearranged at will:
`python rows.py` prints the rows of the bundled pictures, `python rows.py DATA` those of real ones.

| row | what it is | which intended changes alter it |
|---|---|---|
| `arithmetic` | the bare network on a grey ramp, without roadeye | another model, LiteRT or CPU |
| `predict` | mask, overlay and probability picture of the nine bundled pictures | another model; a new colour of the overlay alters only `overlay` |
| `crop` | masks of three of them with `--crop 100,-20` | rows outside a crop treated differently |
| `threshold` | masks of three of them with `--threshold 0.3` | none |
| `second_head` | masks of three of them by the model's second output | none but its name |
| `video` | frames and mean road fraction of the bundled video | none: the mean has all its digits |
| `evaluate_image`, `evaluate_bev` | scores of the bundled pictures | none: no training has seen them |
| `calibrate` | the temperature fitted to them | pixels that the network never sees are left out (only with a crop) |
| `compare` | the default model against its calibrated copy | the calibrated temperature |
| `bev` | the bird's-eye view of a bundled picture | none |
| `data_check` | pictures, labels and road fraction by category | none: it holds no list of faults |
| `real_predict` | masks of six pictures of KITTI Road, CamVid and IDD-Lite each | another model |
| `real_evaluate` | scores of CamVid's val clip | pictures that trained the model are left out unless asked for |
"""

import hashlib
import json
import sys
from contextlib import redirect_stdout
from importlib.resources import files
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from roadeye.cli import main

PACKAGE = Path(str(files("roadeye")))
DEMO = PACKAGE / "demo_data"
PICTURES = DEMO / "training" / "image_2"
THREE = [PICTURES / f"{name}_000000.jpg" for name in ("um", "umm", "uu")]

# Words that other commits may rename; nothing else here knows them.
SECOND_HEAD = ["--head", "drivable"]
ALSO_PICTURES_THAT_TRAINED = ["--include-trained"]


def roadeye(*words: str | Path) -> str:
    """Run a command and return what it printed to stdout."""
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            main([str(word) for word in words])
    except SystemExit as end:
        if end.code != 0:
            message = f"roadeye {' '.join(map(str, words))} ended with {end.code}"
            raise RuntimeError(message) from end
    return printed.getvalue()


def digest(path: Path) -> dict[str, Any]:
    """Return the SHA-256 of a picture's decoded pixels, and their mean."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    described = f"{pixels.shape} {pixels.dtype} ".encode()
    return {
        "sha256": hashlib.sha256(described + pixels.tobytes()).hexdigest(),
        "mean": round(float(pixels.mean()), 6),
    }


def outputs(folder: Path, endings: str) -> dict[str, Any]:
    """Return the digest of every output below a folder, by its name."""
    found = sorted(path for path in folder.rglob("*") if path.stem.endswith(tuple(endings.split())))
    return {path.name: digest(path) for path in found}


def arithmetic() -> str:
    """Return the SHA-256 of what the bare network gives for a grey ramp.

    Where it differs from the recording, this CPU or this LiteRT rounds differently from the
    one that recorded, and digests say nothing: means and scores are then compared with a tolerance.
    """
    from ai_edge_litert.interpreter import Interpreter

    network = Interpreter(str(PACKAGE / "models" / "roadeye.tflite"), num_threads=2)
    runner = network.get_signature_runner(min(network.get_signature_list()))
    ((name, tensor),) = runner.get_input_details().items()
    shape = tuple(int(n) for n in tensor["shape"])
    ramp = np.linspace(0, 255, int(np.prod(shape))).reshape(shape).astype(tensor["dtype"])
    results = runner(**{name: ramp})
    return hashlib.sha256(b"".join(results[key].tobytes() for key in sorted(results))).hexdigest()


def predicted(folder: Path, pictures: list[Path], *words: str) -> dict[str, Any]:
    """Return the digests of the masks that `predict` gives."""
    roadeye("predict", *pictures, "-o", folder, "--save", "mask", *words)
    return outputs(folder, "_mask")


def video(folder: Path) -> dict[str, Any]:
    """Return how many frames `predict` wrote of the bundled video, and its road fraction."""
    printed = roadeye("predict", DEMO / "drive.mp4", "-o", folder / "road.mp4", "--json")
    lines = [json.loads(line) for line in printed.splitlines()]
    (row,) = [row for line in lines for row in line.get("results", [line]) if "source" in row]
    return {"frames": row["frames"], "road_fraction": row["road_fraction"]}


def scores(data: Path, *words: str) -> Any:
    """Return the scores of `evaluate` by category, with all their digits."""
    words = (*words, *ALSO_PICTURES_THAT_TRAINED)
    return json.loads(roadeye("evaluate", data, "--json", *words))["scores"]


def compared(folder: Path) -> dict[str, Any]:
    """Return the fitted temperature, and what changes where the default model is so calibrated."""
    model = folder / "calibrated.tflite"
    also = ALSO_PICTURES_THAT_TRAINED
    fitted = roadeye("calibrate", "roadeye", DEMO, "-o", model, "--split", "all", "--json", *also)
    compared = json.loads(roadeye("compare", "roadeye", model, DEMO, "--json", *also))
    return {
        "calibrate": json.loads(fitted)["after"]["temperature"],
        "compare": compared["differences"],
    }


def from_above(folder: Path) -> dict[str, Any]:
    """Return the digest of a bundled picture's bird's-eye view."""
    calibration = DEMO / "training" / "calib" / "um_000000.txt"
    roadeye("bev", THREE[0], "--calib", calibration, "-o", folder / "bev.png")
    return digest(folder / "bev.png")


def data_check() -> dict[str, Any]:
    """Return what `data check` counts in the bundled data set."""
    found = json.loads(roadeye("data", "check", DEMO, "--json"))
    groups = found["groups"]
    roads = {name: groups[name]["road_fraction"] for name in groups}
    return {"pictures": found["pictures"], "labels": found["labels"], "road_fraction": roads}


def drawn(folder: Path) -> dict[str, Any]:
    """Measure the rows that need only what the package holds."""
    roadeye("predict", PICTURES, "-o", folder / "all", "--save", "mask,overlay,prob")
    return {
        "arithmetic": arithmetic(),
        "predict": outputs(folder / "all", "_mask _overlay _prob"),
        "crop": predicted(folder / "crop", THREE, "--crop", "100,-20"),
        "threshold": predicted(folder / "threshold", THREE, "--threshold", "0.3"),
        "second_head": predicted(folder / "second", THREE, *SECOND_HEAD),
        "video": video(folder),
        "evaluate_image": scores(DEMO, "--split", "all"),
        "evaluate_bev": scores(DEMO, "--split", "all", "--view", "bev"),
        **compared(folder),
        "bev": from_above(folder),
        "data_check": data_check(),
    }


def real(folder: Path, data: Path) -> dict[str, Any]:
    """Measure the rows that need real pictures: the first of six sequences of each data set."""
    kitti = data / "kitti-road" / "training" / "image_2"
    pictures = [
        *(kitti / f"{name}.png" for name in ("um_000000", "umm_000000", "uu_000000")),
        *(kitti / f"{name}.jpg" for name in ("um_000061", "umm_000040", "uu_000058")),
        *sorted((data / "camvid" / "train").glob("*.jpg"))[::70][:6],
        *sorted((data / "idd-lite" / "leftImg8bit" / "train").glob("*/*.jpg"))[::250][:6],
    ]
    return {
        "real_predict": predicted(folder / "real", pictures),
        "real_evaluate": scores(data / "camvid", "--split", "val"),
    }


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        data = [Path(word) for word in sys.argv[1:]]
        rows = real(Path(scratch), *data) if data else drawn(Path(scratch))
    print(json.dumps(rows, indent=1))
