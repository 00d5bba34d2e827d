"""Drafts as masks: `images/` and `masks/`, 255 where there is road."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from roadeye.io.images import write_png
from roadeye.labelling.drafts.draft import Draft, without_specks


@dataclass(frozen=True)
class MaskWriter:
    """Write a mask for each picture.

    Attributes:
        out: Where `masks/` is made.
    """

    out: Path

    def add(self, draft: Draft) -> None:
        """Write the mask of a picture."""
        mask = without_specks(draft.mask).view(np.uint8) * np.uint8(255)
        write_png(self.out / "masks" / f"{draft.key}.png", mask)

    def finish(self) -> None:
        """Do nothing: each picture has its file."""
