"""Small label folders as tools and data sets lay them out, written by hand from their descriptions."""

import base64
import json
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

HEIGHT, WIDTH = 6, 8
STREET = np.zeros((HEIGHT, WIDTH), np.bool_)
STREET[3:, 2:7] = True
"""Where the road is in every folder made here."""

RING = [(2, 3), (7, 3), (7, 6), (2, 6)]
"""The same as corners."""


def picture(path: Path, orientation: int = 1, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Path:
    """Write a picture of (height, width) as it is stored."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    rows, columns = np.mgrid[: size[0], : size[1]]
    pixels = np.stack([rows * 30, columns * 30, rows * 0], -1).astype(np.uint8)
    Pillow.fromarray(pixels).save(path, exif=exif)
    return path


def mask(path: Path, values: np.ndarray, mode: str = "L", palette: list[int] | None = None) -> Path:
    """Write a mask."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Pillow.fromarray(values.astype(np.uint8))
    if palette is not None:
        image.putpalette(palette)
    image.convert(mode).save(path) if palette is None else image.save(path)
    return path


def colours(inside: tuple[int, int, int], outside: tuple[int, int, int]) -> np.ndarray:
    """Return the street in one colour and the rest in another."""
    return np.where(STREET[..., None], inside, outside)


def labelme(root: Path, name: str = "a", *, image: str = "", label: str = "road") -> Path:
    """Write a picture and its labelme file."""
    image = image or f"{name}.png"
    picture(root / image)
    shape = {"label": label, "points": RING, "shape_type": "polygon"}
    content = {"imagePath": image, "shapes": [shape], "imageHeight": HEIGHT, "imageWidth": WIDTH}
    path = root / f"{name}.json"
    path.write_text(json.dumps(content))
    return path


def supervisely(root: Path) -> None:
    picture(root / "drive" / "img" / "a.png")
    picture(root / "drive" / "img" / "b.png")
    (root / "meta.json").write_text('{"classes": [{"title": "road"}, {"title": "car"}]}')
    area = Pillow.fromarray(STREET[3:, 2:7].astype(np.uint8))
    area.putpalette([0, 0, 0, 255, 255, 255])
    content = BytesIO()
    area.save(content, "PNG", transparency=0)
    bitmap = base64.b64encode(zlib.compress(content.getvalue())).decode()
    size = {"height": HEIGHT, "width": WIDTH}
    of_a = {
        "classTitle": "road",
        "geometryType": "bitmap",
        "bitmap": {"data": bitmap, "origin": [2, 3]},
    }
    hole = {"exterior": [[0, 0], [8, 0], [8, 6], [0, 6]], "interior": [RING]}
    of_b = {"classTitle": "car", "geometryType": "polygon", "points": hole}
    (root / "drive" / "ann").mkdir()
    for name, one in (("a", of_a), ("b", of_b)):
        path = root / "drive" / "ann" / f"{name}.png.json"
        path.write_text(json.dumps({"size": size, "objects": [one]}))


def yolo(root: Path) -> None:
    picture(root / "train" / "images" / "a.png")
    picture(root / "train" / "images" / "b.png")
    (root / "data.yaml").write_text("names: [car, road]\ntrain: train/images\n")
    corners = " ".join(f"{x / WIDTH} {y / HEIGHT}" for x, y in RING)
    (root / "train" / "labels").mkdir()
    (root / "train" / "labels" / "a.txt").write_text(f"1 {corners}\n0 0.5 0.5 0.1 0.1\n")


def roboflow(root: Path) -> None:
    picture(root / "valid" / "a_png.rf.0f3c.jpg")
    mask(root / "valid" / "a_png.rf.0f3c_mask.png", np.where(STREET, 2, 0))
    (root / "valid" / "_classes.csv").write_text("Pixel Value, Class\n0, background\n2, road\n")


def bdd100k(root: Path) -> None:
    picture(root / "images" / "100k" / "val" / "a.jpg")
    mask(root / "labels" / "drivable" / "masks" / "val" / "a.png", np.where(STREET, 0, 2))


def bdd100k_before_2021(root: Path) -> None:
    picture(root / "images" / "100k" / "val" / "a.jpg")
    name = "a_drivable_id.png"
    mask(root / "drivable_maps" / "labels" / "val" / name, np.where(STREET, 1, 0))


def comma10k(root: Path) -> None:
    picture(root / "imgs" / "0005_a.png")
    values = colours((0x40, 0x20, 0x20), (0x80, 0x80, 0x60))
    mask(root / "masks" / "0005_a.png", values, "RGB")


def mapillary(root: Path) -> None:
    picture(root / "validation" / "images" / "a.jpg")
    path = root / "validation" / "v1.2" / "labels" / "a.png"
    mask(path, np.where(STREET, 1, 2), palette=[0, 0, 0, 128, 64, 128, 1, 1, 1])
    names = ["construction--flat--sidewalk", "construction--flat--road", "void--unlabeled"]
    labels = [{"name": name, "readable": "", "color": [0, 0, 0]} for name in names]
    (root / "config_v1.2.json").write_text(json.dumps({"labels": labels, "version": "1.2"}))
