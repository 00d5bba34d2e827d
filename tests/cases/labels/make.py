"""Make the label files of this folder by the tools' own libraries: labelme, datumaro, pycocotools.

Not part of the tests: `QT_QPA_PLATFORM=offscreen python make.py` in an environment with `labelme`,
`datumaro` and `pycocotools`; the versions that made what lies here stand in `made_by.json`.
"""

import base64
import io
import json
import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np
from datumaro.components.annotation import Bbox, Mask, Polygon
from datumaro.components.dataset import Dataset
from datumaro.components.dataset_base import DatasetItem
from datumaro.components.media import Image
from labelme._label_file import LabelFile
from PIL import Image as Pillow
from pycocotools import mask as coco_mask

HERE = Path(__file__).parent
HEIGHT, WIDTH = 24, 40
ROAD = [(12, 8), (28, 8), (40, 20), (40, 24), (0, 24), (0, 20)]
CAR = [(16, 12), (24, 12), (24, 18), (16, 18)]
ORIENTATION = 0x0112


def picture(shade: int) -> Pillow.Image:
    """Draw a picture of the scene's size, taller or wider sides told apart."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return Pillow.fromarray(
        np.stack([rows * 8, columns * 5, rows * 0 + shade], -1).astype(np.uint8)
    )


def save(path: Path, orientation: int = 1, shade: int = 60) -> None:
    """Save the picture so that it is seen upright whatever its orientation says."""
    turns = {1: [], 3: [Pillow.Transpose.ROTATE_180], 6: [Pillow.Transpose.ROTATE_90]}
    image = picture(shade)
    for turn in turns[orientation]:
        image = image.transpose(turn)
    exif = Pillow.Exif()
    if orientation != 1:
        exif[ORIENTATION] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, quality=95, exif=exif)


def flat(points: list[tuple[int, int]]) -> list[int]:
    return [value for point in points for value in point]


def png64(mask: np.ndarray) -> str:
    content = io.BytesIO()
    Pillow.fromarray(mask.astype(np.uint8)).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def labelme_shape(
    label: str, points: list[tuple[int, int]], kind: str, mask: str | None = None
) -> dict[str, object]:
    return {
        "label": label, "points": [list(map(float, point)) for point in points], "group_id": None,
        "description": "", "shape_type": kind, "flags": {}, "mask": mask,
    }  # fmt: skip


def make_labelme() -> None:
    root = HERE / "labelme"
    for name, orientation in (("plain", 1), ("upside_down", 3), ("on_its_side", 6)):
        save(root / f"{name}.jpg", orientation)
        seen = Pillow.open(io.BytesIO(LabelFile.load_image_file(str(root / f"{name}.jpg"))))
        LabelFile().save(
            str(root / f"{name}.json"),
            shapes=[labelme_shape("road", ROAD, "polygon"), labelme_shape("car", CAR, "polygon")],
            image_path=f"{name}.jpg", image_height=seen.height, image_width=seen.width,
        )  # fmt: skip
    save(root / "other_shapes.jpg")
    LabelFile().save(
        str(root / "other_shapes.json"),
        shapes=[
            labelme_shape("road", [(0, 20), (40, 24)], "rectangle"),
            labelme_shape("road", [(20, 8), (24, 8)], "circle"),
            labelme_shape("road", [(2, 3), (5, 4)], "mask", png64(np.eye(2, 4, dtype=bool))),
            labelme_shape("car", [(1, 1), (9, 9)], "line"),
        ],
        image_path="other_shapes.jpg", image_height=HEIGHT, image_width=WIDTH,
    )  # fmt: skip
    save(root / "nobody_looked.jpg")


def dataset(*, masks: bool) -> Dataset:
    items = []
    for name in ("a", "b"):
        path = HERE / "pictures" / f"{name}.jpg"
        save(path, shade=60 if name == "a" else 160)
        if masks:
            road = coco_mask.decode(coco_mask.frPyObjects([flat(ROAD)], HEIGHT, WIDTH))[..., 0]
            car = coco_mask.decode(coco_mask.frPyObjects([flat(CAR)], HEIGHT, WIDTH))[..., 0]
            shapes = [Mask(road, label=0, id=1), Mask(car, label=1, id=2, z_order=1)]
        else:
            shapes = [
                Polygon(flat(ROAD), label=0, id=1),
                Polygon(flat(CAR), label=1, id=2, z_order=1),
                Bbox(1, 1, 4, 3, label=1, id=3),
            ]
        shapes = shapes if name == "a" else []
        media = Image.from_file(str(path))
        items.append(DatasetItem(name, media=media, annotations=shapes))
    return Dataset.from_iterable(items, categories=["road", "car"])


def make_datumaro() -> None:
    for name, kind, masks in (
        ("cvat", "cvat", False),
        ("cvat_masks", "cvat", True),
        ("coco", "coco_instances", False),
        ("coco_rle", "coco_instances", True),
        ("voc", "voc_segmentation", True),
    ):
        dataset(masks=masks).export(str(HERE / name), kind, save_media=True)


def main() -> None:
    for old in HERE.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    make_labelme()
    make_datumaro()
    shutil.rmtree(HERE / "pictures", ignore_errors=True)
    made_by = {name: version(name) for name in ("labelme", "datumaro", "pycocotools")}
    (HERE / "made_by.json").write_text(json.dumps(made_by, indent=2) + "\n")


if __name__ == "__main__":
    main()
