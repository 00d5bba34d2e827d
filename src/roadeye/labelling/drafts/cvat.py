"""Drafts for CVAT: one XML file in its format for images 1.1, to upload as annotations of a task."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from roadeye.io.atomic import write_text
from roadeye.labelling.drafts.draft import Draft

FILE = "annotations.xml"


@dataclass
class CvatWriter:
    """Collect drafts for one file.

    Attributes:
        out: Where the file goes.
        label: The class.
    """

    out: Path
    label: str
    _images: list[ET.Element] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Keep a draft."""
        height, width = draft.size
        image = ET.Element(
            "image",
            id=str(len(self._images)),
            name=draft.file,
            width=str(width),
            height=str(height),
        )
        for ring in draft.rings:
            points = ";".join(f"{x}.00,{y}.00" for x, y in ring.tolist())
            ET.SubElement(
                image, "polygon", label=self.label, occluded="0", points=points, z_order="0"
            )
        self._images.append(image)

    def finish(self) -> None:
        """Write the file."""
        root = ET.Element("annotations")
        ET.SubElement(root, "version").text = "1.1"
        labels = ET.SubElement(ET.SubElement(ET.SubElement(root, "meta"), "task"), "labels")
        label = ET.SubElement(labels, "label")
        ET.SubElement(label, "name").text = self.label
        ET.SubElement(label, "attributes")
        root.extend(self._images)
        ET.indent(root)
        text = ET.tostring(root, encoding="unicode")
        write_text(self.out / FILE, f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n')
