"""Drafts as one COCO file."""

from dataclasses import dataclass, field
from pathlib import Path

from roadeye.io.atomic import write_text
from roadeye.io.json_text import json_text
from roadeye.labelling.drafts.draft import Draft, area_of, box_of, flat

FILE = "annotations.json"


@dataclass
class CocoWriter:
    """Collect drafts for one file.

    Attributes:
        out: Where the file goes.
        label: The class.
    """

    out: Path
    label: str
    _images: list[dict[str, object]] = field(default_factory=list)
    _annotations: list[dict[str, object]] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Keep a draft."""
        number = len(self._images) + 1
        height, width = draft.size
        image = {"id": number, "file_name": draft.file, "height": height, "width": width}
        self._images.append(image)
        for ring in draft.rings:
            self._annotations.append(
                {
                    "id": len(self._annotations) + 1,
                    "image_id": number,
                    "category_id": 1,
                    "segmentation": [flat(ring.tolist())],
                    "area": area_of(ring),
                    "bbox": box_of([ring]),
                    "iscrowd": 0,
                }
            )

    def finish(self) -> None:
        """Write the file."""
        content = {
            "info": {"description": "drafts by roadeye, to be corrected"},
            "licenses": [],
            "images": self._images,
            "annotations": self._annotations,
            "categories": [{"id": 1, "name": self.label, "supercategory": ""}],
        }
        write_text(self.out / FILE, json_text(content))
