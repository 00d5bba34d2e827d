import os
from pathlib import Path

import pytest

from roadeye.errors import InputError, OutputError
from roadeye.io.outputs import Kind, make_folder, output_paths, parse_kinds, refuse_overwriting


def test_kinds() -> None:
    assert parse_kinds("prob,mask,mask") == (Kind.PROBABILITY, Kind.MASK)
    with pytest.raises(InputError, match="'masks' is none of overlay, mask, prob"):
        parse_kinds("overlay,masks")
    with pytest.raises(InputError, match="names nothing"):
        parse_kinds(" , ")


def test_paths() -> None:
    paths = output_paths(Path("out"), "a.b", tuple(Kind))
    assert [path.name for path in paths.values()] == [
        "a.b_overlay.jpg",
        "a.b_mask.png",
        "a.b_prob.png",
    ]


def test_an_output_that_is_an_input_is_refused_by_any_path(tmp_path: Path) -> None:
    picture = tmp_path / "a_mask.png"
    picture.write_bytes(b"precious")
    os.link(picture, tmp_path / "link.png")
    for output in (picture, tmp_path / "x" / ".." / "a_mask.png", tmp_path / "link.png"):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(OutputError, match=r"would overwrite the input .*a_mask\.png"):
            refuse_overwriting([picture], [output])
    refuse_overwriting([picture], [tmp_path / "b_mask.png"])


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot make the folder"):
        make_folder(tmp_path / "out")
