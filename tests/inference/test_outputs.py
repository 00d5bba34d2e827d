"""What is written of a prediction, and under which names."""

from pathlib import Path

import pytest

from roadeye.errors import InputError
from roadeye.inference.outputs import OutputKind, parse_kinds, picture_paths, video_paths


def test_kinds() -> None:
    assert parse_kinds("prob,mask,mask") == (OutputKind.PROBABILITY, OutputKind.MASK)
    with pytest.raises(InputError, match="cannot save 'masks'; give some of overlay, mask, prob"):
        parse_kinds("overlay,masks")
    with pytest.raises(InputError, match="names nothing"):
        parse_kinds(" , ")


def test_names() -> None:
    pictures = picture_paths(Path("out"), "a.b", OutputKind).values()
    assert [path.name for path in pictures] == ["a.b_overlay.jpg", "a.b_mask.png", "a.b_prob.png"]
    videos = video_paths(Path("out"), "a.b", OutputKind).values()
    assert [path.name for path in videos] == ["a.b.mp4", "a.b_mask.mkv", "a.b_prob.mkv"]
