"""Open drafts with a tool's own reader and print the corners of their polygons as JSON.

`python open_drafts.py labelme|cvat|coco FOLDER`, in an environment with `labelme` and `datumaro`.
"""

import json
import sys
from pathlib import Path


def main(kind: str, folder: Path) -> None:
    found: dict[str, list[list[float]]] = {}
    if kind == "labelme":
        from labelme._label_file import LabelFile

        for path in sorted(folder.rglob("*.json")):
            file = LabelFile(str(path))
            assert file.image_data  # the picture was found, and has the size that was written
            found[path.relative_to(folder).with_suffix("").as_posix()] = [
                [value for corner in shape["points"] for value in corner] for shape in file.shapes
            ]
    else:
        from datumaro.components.dataset import Dataset

        dataset = Dataset.import_from(str(folder), "cvat" if kind == "cvat" else "coco_instances")
        for item in dataset:
            assert item.media.data is not None
            found[item.id] = [  # it adds the box of each COCO polygon
                list(map(float, one.points))
                for one in item.annotations
                if one.type.name == "polygon"
            ]
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
