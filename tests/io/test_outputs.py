import os
from pathlib import Path

import pytest

from roadeye.errors import OutputError
from roadeye.io.outputs import make_folder, refuse_overwriting


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
