"""Drafts for labelme: a JSON file beside a copy of each picture."""

from dataclasses import dataclass
from pathlib import Path

from roadeye.io.atomic import write_text
from roadeye.io.json_text import json_text
from roadeye.labelling.drafts.draft import Draft

VERSION = "6.3.1"
"""The version whose files these are like, and which reads them in the tests."""


@dataclass(frozen=True)
class LabelmeWriter:
    """Write a file for each picture.

    Attributes:
        out: The folder to open in labelme.
        label: The class.
    """

    out: Path
    label: str

    def add(self, draft: Draft) -> None:
        """Write the file of a picture."""
        shapes: list[dict[str, object]] = [
            {
                "label": self.label,
                "points": [[float(x), float(y)] for x, y in ring.tolist()],
                "group_id": None,
                "description": "",
                "shape_type": "polygon",
                "flags": {},
                "mask": None,
            }
            for ring in draft.rings
        ]
        content: dict[str, object] = {
            "version": VERSION,
            "flags": {},
            "shapes": shapes,
            "imagePath": Path(draft.file).name,
            "imageData": None,
            "imageHeight": draft.size[0],
            "imageWidth": draft.size[1],
        }
        write_text(self.out / f"{draft.key}.json", json_text(content, indent=2))

    def finish(self) -> None:
        """Do nothing: each picture has its file."""
