"""What is written of a prediction, and under which names."""

from pathlib import Path

import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.inference.outputs.kinds import (
    OutputKind,
    named,
    parse_kinds,
    picture_endings,
    video_endings,
)
from roadeye.inference.outputs.run_lengths import encode_rle


def test_kinds() -> None:
    assert parse_kinds("prob,mask,mask") == (OutputKind.PROBABILITY, OutputKind.MASK)
    with pytest.raises(InputError, match="cannot save 'masks'; give some of overlay, mask, prob"):
        parse_kinds("overlay,masks")
    with pytest.raises(InputError, match="names nothing"):
        parse_kinds(" , ")


def test_run_lengths_give_the_mask_back() -> None:
    coco = pytest.importorskip("pycocotools.mask")
    mask = np.zeros((3, 5), np.bool_)
    mask[1:, 1:3] = True
    text = encode_rle(mask).decode()
    assert (coco.decode({"size": [3, 5], "counts": text}) == mask).all()


def test_names() -> None:
    pictures = named(Path("out"), "a.b", picture_endings(OutputKind)).values()
    assert [path.name for path in pictures] == [
        "a.b_overlay.jpg", "a.b_mask.png", "a.b_prob.png", "a.b_side.jpg", "a.b_polygons.json",
        "a.b_rle.json",
    ]  # fmt: skip
    videos = named(Path("out"), "a.b", video_endings(OutputKind)).values()
    assert [path.name for path in videos] == [
        "a.b.mp4", "a.b_mask.mkv", "a.b_prob.mkv", "a.b_side.mp4", "a.b_polygons.jsonl",
        "a.b_rle.jsonl", "a.b_mask",
    ]  # fmt: skip
